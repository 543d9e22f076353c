from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mall_leasing.exceptions import OfferMoveRefused

from .offer_common import TODAY, OfferCommon


@tagged("post_install", "-at_install")
class TestOfferQuestion(OfferCommon):
    """L3.2: questions are answered before two sides agree."""

    def _ask(self, offer, user=None, **values):
        values = {"offer_id": offer.id, "question": "May we put seats outside?", **values}
        return self.env["mall.offer.question"].with_user(user or self.specialist).create(values)

    def test_l3_2_open_question_reminds_its_owner_by_its_deadline(self):
        question = self._ask(self._create_sent_offer(), user_id=self.colleague.id, date_deadline=TODAY + timedelta(days=3))
        reminder = question.sudo().activity_ids
        self.assertEqual((reminder.user_id, reminder.date_deadline), (self.colleague, TODAY + timedelta(days=3)))
        question.write({"user_id": self.specialist.id, "date_deadline": TODAY + timedelta(days=5)})
        reminder = question.sudo().activity_ids
        self.assertEqual((len(reminder), reminder.user_id), (1, self.specialist))
        self.assertEqual(reminder.date_deadline, TODAY + timedelta(days=5))

    def test_l3_2_answer_is_stamped_and_closes_the_reminder(self):
        question = self._ask(self._create_sent_offer())
        question.with_user(self.colleague).answer = "Twelve, inside the line."
        self.assertEqual((question.is_open, question.answered_by_id), (False, self.colleague))
        self.assertEqual(question.answered_datetime.date(), TODAY)
        self.assertFalse(question.sudo().activity_ids)
        question.answer = "  "
        self.assertTrue(question.is_open)
        self.assertFalse(question.answered_by_id)
        self.assertTrue(question.sudo().activity_ids)

    def test_l3_2_who_answered_cannot_be_forged(self):
        offer = self._create_sent_offer()
        question = self._ask(offer)
        for values in ({"answered_by_id": self.manager.id}, {"offer_id": self._create_offer().id}):
            with self.assertRaises(OfferMoveRefused):
                self._rpc(self.specialist, "mall.offer.question", "write", question.ids, values)
        [forged] = self._rpc(
            self.specialist,
            "mall.offer.question",
            "create",
            [{"offer_id": offer.id, "question": "?", "answered_by_id": self.manager.id}],
            context={"default_asked_by_id": self.manager.id},
        )
        forged = self.env["mall.offer.question"].browse(forged)
        self.assertEqual((forged.answered_by_id.id, forged.asked_by_id), (False, self.specialist))

    def test_l3_2_open_questions_of_all_rounds_are_shown_and_ask_before_accepting(self):
        first = self._create_sent_offer()
        self._ask(first)
        first.action_counter()
        second = first.lead_id.offer_ids - first
        second.action_send()
        self.assertEqual((second.open_question_count, second.lead_id.open_question_count), (1, 1))
        action = second.with_user(self.specialist).action_ask_accept()
        self.assertEqual((action["res_model"], second.state), ("mall.offer.accept", "sent"))
        wizard = self.env["mall.offer.accept"].with_user(self.specialist).with_context(**action["context"]).create({})
        self.assertEqual(wizard.question_ids, first.question_ids)
        wizard.action_accept()
        self.assertEqual(second.state, "accepted")
        self.assertIn("seats outside", second.message_ids.mapped("body")[0])

    def test_l3_2_without_open_question_accepting_asks_nothing(self):
        offer = self._create_sent_offer()
        self._ask(offer).answer = "Yes"
        self.assertTrue(offer.with_user(self.specialist).action_ask_accept())
        self.assertEqual(offer.state, "accepted")

    def test_l3_2_questions_of_sent_offers_are_kept(self):
        question = self._ask(self._create_sent_offer())
        with self.assertRaisesRegex(OfferMoveRefused, "are kept"):
            question.unlink()
        draft = self._ask(self._create_offer())
        draft.unlink()
        self.assertFalse(draft.exists())

    def test_l3_2_question_needs_words_and_a_deadline_after_it(self):
        offer = self._create_sent_offer()
        for values in ({"question": "  "}, {"date_deadline": TODAY - timedelta(days=1)}):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self._ask(offer, **values).flush_recordset()

    def test_l3_2_questions_follow_the_rights_on_the_offer(self):
        question = self._ask(self._create_sent_offer())
        self.assertTrue(question.with_user(self.colleague).has_access("write"))
        self.assertTrue(question.with_user(self.manager).has_access("write"))
        for user in (self.outsider, self.tenant, self.legal):
            with self.assertRaises(AccessError):
                self._rpc(user, "mall.offer.question", "read", question.ids, ["question"])
        with self.assertRaises(AccessError):
            self._ask(question.offer_id, user=self.outsider)

    def test_l3_2_list_of_questions_costs_the_same_for_2_and_22(self):
        questions = self.env["mall.offer.question"]
        for offer in self._create_accepted_offers(22):
            questions += self._ask(offer)
        spec = {"question": {}, "is_open": {}, "offer_id": {"fields": {"display_name": {}}}, "partner_id": {"fields": {"display_name": {}}}}
        counts = []
        for ids in (questions[:2].ids, questions[:2].ids, questions.ids):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["mall.offer.question"].with_user(self.specialist).web_search_read([("id", "in", ids)], spec)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

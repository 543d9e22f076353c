from unittest.mock import patch

from odoo.tests import Form, tagged

from odoo.addons.mall_leasing.exceptions import OfferMoveRefused
from odoo.addons.mall_leasing.models.negotiation.intent_words import INTENT_WORDS

from .lease_common import PrintsBlank
from .offer_common import OfferCommon

BOTH = "mall_leasing.report_mall_offer_intent"
ONE = "mall_leasing.report_mall_offer_intent_partner"


@tagged("post_install", "-at_install")
class TestOfferIntent(PrintsBlank, OfferCommon):
    """L3.2: the letter of intent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tenant_partner.email = "tenant@example.com"
        cls.offer = cls._create_accepted_offer(
            rent_free_months=2,
            amount_management_fee=200,
            turnover_percent=8,
            amount_breakpoint=5000000,
            amount_deposit=360000,
            date_handover="2026-12-15",
            rent_step_ids=[(0, 0, {"date_from": "2027-07-01", "amount": 1900})],
            terms="<p>Signage on the facade.</p>",
        )

    def _print(self, report, lang="en_US"):
        reports = self.env["ir.actions.report"].with_user(self.specialist).with_context(lang=lang)
        return reports._render_qweb_html(report, self.offer.ids)[0].decode()

    def test_l3_2_letter_speaks_both_languages_whoever_prints_it(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        for lang in ("en_US", "zh_TW"):
            html = self._print(BOTH, lang)
            for code in ("title", "landlord", "deposit", "free_months", "turnover", "not_binding", "for_tenant"):
                english, chinese = INTENT_WORDS[code]
                with self.subTest(lang=lang, code=code):
                    self.assertIn(english._source, html)
                    self.assertIn(chinese, html)

    def test_l3_2_letter_states_parties_units_money_and_hold(self):
        html = self._print(BOTH)
        for words in ("Test Mall Company", "Test Tenant Co.", "1F-08", "1,800", "1,900", "360,000", "8.00", "Signage on the facade"):
            self.assertIn(words, html)
        self.assertIn("12/07/2026", html)
        self.assertIn("binding", html)

    def test_l3_2_letter_in_the_client_s_language_alone(self):
        self.assertNotIn("合作意向書", self._print(ONE))
        self.env["res.lang"]._activate_lang("zh_TW")
        self.tenant_partner.lang = "zh_TW"
        html = self._print(ONE)
        self.assertIn("合作意向書", html)
        self.assertNotIn("Letter of Intent", html)

    def test_l3_2_released_hold_is_said_to_be_none(self):
        self.offer.action_release_hold()
        self.assertIn("not kept free at present", self._print(BOTH))

    def test_l3_2_no_letter_before_the_offer_is_accepted(self):
        offer = self._create_sent_offer(unit_ids=[(6, 0, self._create_unit("1F-10").ids)])
        for attempt in (
            offer.action_print_intent,
            offer.action_send_intent,
            lambda: self.env["ir.actions.report"]._render_qweb_html(BOTH, offer.ids),
        ):
            with self.assertRaisesRegex(OfferMoveRefused, "is not accepted"):
                attempt()

    def test_l3_2_sent_letter_is_kept_with_the_offer(self):
        action = self.offer.with_user(self.specialist).action_send_intent()
        composer = self.env["mail.compose.message"].with_user(self.specialist).with_context(
            **action["context"], force_report_rendering=True
        )
        with Form(composer) as form:
            form.save()
        with patch.object(type(self.env["mail.mail"]), "send", lambda *args, **kwargs: True):
            form.record._action_send_mail()
        kept = self.env["ir.attachment"].search([("res_model", "=", "mall.offer"), ("res_id", "=", self.offer.id)])
        self.assertEqual(len(kept), 1)
        self.assertTrue(kept.name.startswith("LOI-"), kept.name)
        message = self.offer.message_ids.filtered("attachment_ids")
        self.assertIn(self.tenant_partner, message.partner_ids)

from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..exceptions import FieldGated
from ..market_exceptions import StepRefused
from .lease_common import picture
from .market_common import MarketCommon


@tagged("post_install", "-at_install")
class TestSiteVisit(MarketCommon):
    """L1.2: the target is visited on site; basic facts, market outlook and competition are reported."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mall.site.visit.criterion"].search([]).active = False
        values = (("Access", "basics", 3), ("Trend", "outlook", 1), ("Rivals", "competition", 1))
        cls.criteria = cls.env["mall.site.visit.criterion"].create(
            [{"name": name, "block": block, "weight": weight} for name, block, weight in values]
        )

    def test_l1_2_done_needs_the_three_blocks_in_one_sentence(self):
        visit = self._create_visit(outlook=" ", competition=False)
        with self.assertRaisesRegex(StepRefused, r"^The visit to Tea House .* Market Outlook, Competition not filled in.*\(L1\.2\)$"):
            self._as(visit, self.specialist).action_done()
        self.assertEqual(visit.state, "planned")
        visit.write({"outlook": "Good", "competition": "None"})
        self._as(visit, self.specialist).action_done()
        self.assertFalse(visit.activity_ids)
        self.assertEqual((visit.state, str(visit.date_done), visit.moved_by_id), ("done", "2026-11-23", self.specialist))

    def test_l1_2_visit_is_reported_after_it_took_place(self):
        visit = self._create_visit(datetime_start=datetime(2026, 11, 23, 0, 1))
        with self.assertRaisesRegex(StepRefused, "has not taken place yet"):
            self._as(visit, self.specialist).action_done()
        visit.datetime_start = datetime(2026, 11, 23)
        self._as(visit, self.specialist).action_done()

    def test_l1_2_state_cannot_be_forged(self):
        visit = self._create_visit(basics=False)
        with self.assertRaises(FieldGated):
            self._rpc(self.specialist, "mall.site.visit", "write", visit.ids, {"state": "done"})

    def test_l1_2_reported_visit_is_closed(self):
        visit = self._create_visit()
        self._as(visit, self.specialist).action_done()
        own = self._as(visit, self.specialist)
        for change in (
            lambda: own.write({"basics": "Other"}),
            lambda: own.score_ids[0].write({"mark": "5"}),
            lambda: own.photo_ids.create({"visit_id": visit.id, "image": picture()}),
            own.unlink,
        ):
            with self.assertRaisesRegex(StepRefused, "is reported and closed"), self.env.cr.savepoint():
                change()

    def test_l1_2_score_leaves_out_what_was_not_marked(self):
        visit = self._create_visit()
        self.assertEqual(visit.score_ids.criterion_id, self.criteria)
        self.assertFalse(visit.is_scored)
        access, trend, _rivals = visit.score_ids.sorted("weight", reverse=True)
        access.mark = "5"
        self.assertEqual((visit.score, visit.is_scored), (100, True))
        trend.mark = "1"
        self.assertEqual(visit.score, 75)

    def test_l1_2_new_weights_leave_old_visits_alone(self):
        visit = self._create_visit()
        visit.score_ids.filtered(lambda line: line.criterion_id == self.criteria[0]).mark = "5"
        visit.score_ids.filtered(lambda line: line.criterion_id == self.criteria[1]).mark = "1"
        self.criteria[0].weight = 100
        self.env.flush_all()
        self.assertEqual(visit.score, 75)

    def test_l1_2_visit_stands_in_the_calendar(self):
        visit = self._create_visit(participant_ids=[(6, 0, self.tenant_partner.ids)])
        event = visit.calendar_event_id
        self.assertEqual((event.start, event.stop), (datetime(2026, 11, 20, 2), datetime(2026, 11, 20, 3)))
        self.assertEqual(event.partner_ids, self.specialist.partner_id | self.tenant_partner)
        self._as(visit, self.specialist).write({"datetime_start": datetime(2026, 11, 26, 4), "duration_hours": 2})
        self.assertEqual((event.start, event.stop), (datetime(2026, 11, 26, 4), datetime(2026, 11, 26, 6)))
        self._as(visit, self.specialist).action_cancel()
        self.assertFalse(event.exists())
        self._as(visit, self.specialist).action_plan()
        self.assertTrue(visit.calendar_event_id)
        again = visit.calendar_event_id
        self._as(visit, self.specialist).unlink()
        self.assertFalse(again.exists())

    def test_l1_2_done_visit_enters_the_contact_log_of_its_lead(self):
        lead = self._create_lead(property_id=self.property.id)
        visit = self._create_visit(lead_id=lead.id, conclusion="Go on")
        self.assertEqual((visit.partner_id, visit.property_id), (self.tenant_partner, self.property))
        self._as(visit, self.specialist).action_done()
        entry = self.env["mall.communication"].search([("lead_id", "=", lead.id)])
        self.assertEqual((entry.kind, entry.user_id, entry.summary), ("visit", self.specialist, "Site visit: Tea House"))
        self.assertEqual(lead.site_visit_ids, visit)

    def test_l1_2_visit_to_a_competitor_logs_no_contact(self):
        before = self.env["mall.communication"].search_count([])
        self._as(self._create_visit(target_kind="competitor"), self.specialist).action_done()
        self.assertEqual(self.env["mall.communication"].search_count([]), before)

    def test_l1_2_first_photo_is_the_cover(self):
        visit = self._create_visit()
        photos = self.env["mall.site.visit.photo"].with_user(self.specialist).create(
            [{"visit_id": visit.id, "image": picture(900, 600), "sequence": number, "name": str(number)} for number in (2, 1)]
        )
        self.assertEqual(visit.cover_id.id, photos[1].id)
        self.assertTrue(visit.image_cover)
        self.assertEqual(visit.photo_count, 2)

    def test_l1_2_visits_are_private_to_their_team(self):
        visit = self._create_visit()
        self.assertFalse(self._as(visit, self.outsider).search([("id", "=", visit.id)]))
        self.assertTrue(self._as(visit, self.colleague).search([("id", "=", visit.id)]))
        for user in (self.leader, self.legal):
            with self.assertRaises(AccessError):
                self._as(visit, user).read(["name"])

    def test_l1_2_form_fills_itself_from_the_lead(self):
        research = self._create_research()
        lead = self._create_lead(research_id=research.id, property_id=self.property.id)
        context = lead.with_user(self.specialist).action_view_site_visits()["context"]
        with Form(self.env["mall.site.visit"].with_user(self.specialist).with_context(**context)) as form:
            self.assertEqual(form.research_id, research)
            self.assertEqual(form.name, self.tenant_partner.name)
            form.street = "27 Tea Street"
        self.assertEqual(form.record.map_url, "https://www.openstreetmap.org/search?query=27+Tea+Street")

    def test_l1_2_lists_cost_the_same_for_2_and_22(self):
        visits = self.env["mall.site.visit"]
        for _number in range(22):
            visits |= self._create_visit()
        self.env["mall.site.visit.photo"].create([{"visit_id": visit.id, "image": picture()} for visit in visits])
        spec = {"name": {}, "image_cover": {}, "score": {}, "user_id": {"fields": {"display_name": {}}}, "map_url": {}}
        own = self._as(visits, self.specialist)
        few, many = (
            self._count_queries(lambda ids=ids: own.web_search_read([("id", "in", ids)], spec))
            for ids in (visits.ids[:2], visits.ids)
        )
        self.assertEqual(few, many)

    def test_l1_2_report_shows_blocks_marks_and_photos(self):
        visit = self._create_visit()
        visit.score_ids[0].mark = "4"
        self.env["mall.site.visit.photo"].create({"visit_id": visit.id, "image": picture(), "name": "Front"})
        html = self.env["ir.actions.report"]._render_qweb_html("mall_leasing.report_mall_site_visit", visit.ids)[0].decode()
        for word in ("Run by the owner", "Growing", "Two chains", "4 – Good", "not judged", "Front", "data:image"):
            self.assertIn(word, html)

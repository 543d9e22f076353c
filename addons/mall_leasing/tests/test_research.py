import re

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..exceptions import FieldGated
from ..market_exceptions import FindingTaken, ResearchFrozen, StepRefused
from .market_common import MarketCommon


@tagged("post_install", "-at_install")
class TestResearch(MarketCommon):
    """L1.1: market information is collected, analysed, reviewed, and leads to clients."""

    def test_l1_1_manager_reviews_and_publishes(self):
        research = self._create_research()
        self._as(research, self.manager).action_review()
        self.assertEqual((research.state, research.reviewed_by_id), ("reviewed", self.manager))
        self._as(research, self.manager).action_publish()
        self.assertEqual(research.state, "published")
        self.assertEqual(str(research.date_published), "2026-11-23")

    def test_l1_1_specialist_cannot_review(self):
        research = self._create_research()
        with self.assertRaisesRegex(StepRefused, "by the role Leasing Manager only"):
            self._as(research, self.specialist).action_review()
        self.assertEqual(research.state, "draft")

    def test_l1_1_state_cannot_be_forged(self):
        research = self._create_research()
        with self.assertRaises(FieldGated):
            self._rpc(self.manager, "mall.market.research", "write", research.ids, {"state": "published"})
        created = self._rpc(
            self.specialist, "mall.market.research", "create", [{"name": "Forged"}], context={"default_state": "published"}
        )
        self.assertEqual(self.env["mall.market.research"].browse(created).state, "draft")

    def test_l1_1_review_needs_source_and_conclusion(self):
        research = self._create_research(source_ids=False, conclusions="<p><br></p>")
        with self.assertRaisesRegex(StepRefused, r"no source is named, no conclusion is drawn.*\(L1\.1\)"):
            self._as(research, self.manager).action_review()

    def test_l1_1_draft_cannot_be_published_without_review(self):
        with self.assertRaisesRegex(StepRefused, "is in the state Draft and cannot be moved to Published"):
            self._as(self._create_research(), self.manager).action_publish()

    def test_l1_1_reviewed_content_is_closed_and_reopened_by_the_manager(self):
        research = self._create_research()
        competitor = self.env["mall.market.research.competitor"].create({"research_id": research.id, "name": "Old Port"})
        self._as(research, self.manager).action_review()
        own = self._as(research, self.specialist)
        for change in (
            lambda: own.write({"conclusions": "<p>No</p>"}),
            lambda: self._as(competitor, self.specialist).write({"area": 12}),
            lambda: self._as(competitor, self.specialist).unlink(),
            lambda: own.source_ids.create({"research_id": research.id, "name": "Late"}),
            own.unlink,
        ):
            with self.assertRaises(ResearchFrozen), self.env.cr.savepoint():
                change()
        self._as(research, self.manager).action_reset()
        own.write({"conclusions": "<p>No</p>"})
        self.assertFalse(research.reviewed_by_id)

    def test_l1_1_finding_becomes_one_lead_however_often_it_is_clicked(self):
        finding = self._create_finding(area_wanted_min=60, reason="Full at noon")
        own = self._as(finding, self.specialist)
        first, second = own.action_create_lead(), own.action_create_lead()
        self.assertEqual(first["res_id"], second["res_id"])
        lead = self.env["crm.lead"].browse(first["res_id"])
        self.assertEqual(
            (lead.name, lead.user_id, lead.team_id, lead.area_wanted_min, lead.trade_category_id, lead.is_leasing),
            ("Paper Crane", self.specialist, self.team, 60, self.trade, True),
        )
        self.assertIn("Full at noon", lead.description)
        self.assertEqual((lead.research_id, lead.finding_id), (finding.research_id, finding))
        self.assertEqual(finding.research_id.lead_ids, lead)
        self.assertEqual(lead.action_view_research()["res_id"], finding.research_id.id)
        self.assertEqual(finding.converted_by_id, self.specialist)

    def test_l1_1_lead_of_a_finding_cannot_be_forged(self):
        finding, lead = self._create_finding(), self._create_lead()
        with self.assertRaises(FieldGated):
            self._rpc(self.specialist, "mall.market.research.finding", "write", finding.ids, {"lead_id": lead.id})

    def test_l1_1_all_findings_become_leads_at_once(self):
        research = self._create_research()
        done = self._create_finding(research)
        self._as(done, self.specialist).action_create_lead()
        self._create_finding(research, name="Salt Line")
        self._as(research, self.specialist).action_create_leads()
        self.assertEqual(sorted(research.lead_ids.mapped("name")), ["Paper Crane", "Salt Line"])
        self.assertEqual((research.finding_count, research.finding_open_count, research.lead_count), (2, 0, 2))

    def test_l1_1_published_finding_serves_other_teams_and_names_who_was_faster(self):
        finding = self._create_finding()
        with self.assertRaises(AccessError):
            self._as(finding, self.outsider).action_create_lead()
        self._as(finding.research_id, self.manager).action_review()
        self._as(finding.research_id, self.manager).action_publish()
        self._as(finding, self.specialist).action_create_lead()
        with self.assertRaisesRegex(FindingTaken, "followed up by " + re.escape(self.specialist.name)):
            self._as(finding, self.outsider).action_create_lead()

    def test_l1_1_published_research_cannot_be_written_by_other_teams(self):
        research = self._create_research()
        self._as(research, self.manager).action_review()
        self._as(research, self.manager).action_publish()
        self.assertEqual(self._as(research, self.outsider).name, research.name)
        with self.assertRaises(AccessError):
            self._as(research, self.outsider).write({"user_id": self.outsider.id})

    def test_l1_1_draft_is_private_to_its_team(self):
        research = self._create_research()
        for user in (self.outsider, self.leader):
            self.assertFalse(self._as(research, user).search([("id", "=", research.id)]))
        for user in (self.specialist, self.colleague, self.manager):
            self.assertTrue(self._as(research, user).search([("id", "=", research.id)]))
        with self.assertRaises(AccessError):
            self._as(research, self.legal).read(["name"])

    def test_l1_1_leader_reads_what_is_published(self):
        research = self._create_finding().research_id
        self._as(research, self.manager).action_review()
        self._as(research, self.manager).action_publish()
        seen = self._as(research, self.leader)
        with Form(seen) as form:
            self.assertEqual(form.name, research.name)
        self.assertEqual(seen.finding_open_count, 1)
        with self.assertRaises(AccessError):
            seen.action_reset()

    def test_l1_1_merged_leads_keep_their_findings(self):
        first, second = self._create_finding(), self._create_finding(name="Crane")
        leads = self.env["crm.lead"].browse(
            [self._as(finding, self.specialist).action_create_lead()["res_id"] for finding in (first, second)]
        )
        merged = leads.with_user(self.manager).merge_opportunity()
        self.assertEqual(merged.finding_ids, first | second)

    def test_l1_1_research_with_leads_is_kept(self):
        finding = self._create_finding()
        self._as(finding, self.specialist).action_create_lead()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.ForeignKeyViolation):
            finding.research_id.unlink()

    def test_l1_1_rents_out_of_order_or_out_of_bounds_are_refused(self):
        research = self._create_research()
        competitors = self.env["mall.market.research.competitor"]
        with self.assertRaises(ValidationError):
            competitors.create({"research_id": research.id, "name": "X", "area": 1e300})

    def test_l1_1_lists_cost_the_same_for_2_and_22(self):
        records = self.env["mall.market.research"]
        for _number in range(22):
            records |= self._create_finding().research_id
        spec = {"name": {}, "finding_count": {}, "finding_open_count": {}, "lead_count": {}, "site_visit_count": {}}
        own = self._as(records, self.specialist)
        few, many = (
            self._count_queries(lambda ids=ids: own.web_search_read([("id", "in", ids)], spec))
            for ids in (records.ids[:2], records.ids)
        )
        self.assertEqual(few, many)

    def test_l1_1_report_tells_the_whole_research(self):
        research = self._create_finding().research_id
        self.env["mall.market.research.competitor"].create({"research_id": research.id, "name": "Old Port"})
        html = self.env["ir.actions.report"]._render_qweb_html("mall_leasing.report_mall_market_research", research.ids)[0]
        for word in ("Tea around the harbour", "Open a tea bar", "Own count", "Old Port", "Paper Crane"):
            self.assertIn(word, html.decode())

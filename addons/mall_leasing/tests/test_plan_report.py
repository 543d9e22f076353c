import re
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..exceptions import FieldGated
from ..market_exceptions import PlanRefused
from .lease_common import PrintsBlank
from .market_common import MarketCommon


class PlanReportCommon(MarketCommon):
    """A running plan, and reports on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader.email, cls.manager.email = "leader@example.com", "manager@example.com"

    def _create_report(self, plan=None, **values):
        plan = plan or self._create_running_plan()
        proposal = {"plan_id": plan.id, "name": "A fair in spring", "reason": "New clients", "addressee_id": self.leader.id}
        defaults = {"plan_id": plan.id, "problems": "<p>Slow talks.</p>", "proposal_ids": [(0, 0, proposal)]}
        return self._as(self.env["mall.leasing.plan.report"], self.manager).create({**defaults, **values})


@tagged("post_install", "-at_install")
class TestPlanReport(PrintsBlank, PlanReportCommon):
    """LR1.4: progress is reported upwards regularly, with proposals for improvement that are answered."""

    def test_lr1_4_report_freezes_its_figures_with_their_records(self):
        plan = self._create_running_plan()
        lease = self._sign_lease()
        report = self._create_report(plan)
        report.action_send()
        line = report.line_ids
        self.assertEqual((line.value, line.target, line.percent, line.record_ids), (1, 4, 25, lease.ids))
        digest = line.digest
        late = self._sign_lease()
        self.env.invalidate_all()
        self.assertEqual((line.value, line.value_now, line.is_changed, report.changed_count), (1, 2, True, 1))
        self.assertEqual(line.digest, digest)
        frozen, today = (
            self.env["mall.lease"].search(action["domain"])
            for action in (line.action_open_records(), line.action_open_records_now())
        )
        self.assertEqual((frozen, today), (lease, lease | late))

    def test_lr1_4_report_goes_to_the_leaders_with_the_paper(self):
        report = self._create_report()
        self.assertEqual(report.recipient_ids, self.leader)
        report.action_send()
        message = report.message_ids.filtered("attachment_ids")
        self.assertEqual(message.partner_ids, self.leader.partner_id)
        self.assertEqual(message.attachment_ids, report.attachment_id)
        self.assertEqual(report.attachment_id.mimetype, "application/pdf")
        self.assertIn("2026 Q4 Interim", message.body)

    def test_lr1_4_second_click_sends_nothing_again(self):
        report = self._create_report()
        report.action_send()
        messages, lines = report.message_ids, report.line_ids
        report.action_send()
        self.assertEqual((report.message_ids, report.line_ids), (messages, lines))

    def test_lr1_4_sent_report_stays_as_it_is(self):
        report = self._create_report()
        report.action_send()
        for change in (
            lambda: report.write({"problems": "<p>None.</p>"}),
            lambda: report.proposal_ids.write({"name": "Other"}),
            report.proposal_ids.unlink,
            report.unlink,
        ):
            with self.assertRaises(PlanRefused), self.env.cr.savepoint():
                change()
        with self.assertRaises(AccessError):
            report.line_ids.write({"value": 99})
        with self.assertRaises(FieldGated):
            report.write({"forecast_lease": 99})

    def test_lr1_4_final_report_waits_for_the_last_day_and_a_proposal(self):
        report = self._create_report(kind="final", proposal_ids=False)
        with self.assertRaisesRegex(PlanRefused, "from the last day of the quarter on"):
            report.action_send()
        with freeze_time("2026-12-31"):
            with self.assertRaisesRegex(PlanRefused, "makes no proposal"):
                report.action_send()
            report.write({"proposal_ids": [(0, 0, {"plan_id": report.plan_id.id, "name": "Fair", "reason": "Clients"})]})
            report.action_send()
        self.assertEqual(report.plan_id.state, "reported")

    def test_lr1_4_report_needs_an_approved_plan_and_problems(self):
        with self.assertRaisesRegex(PlanRefused, "has not approved the plan yet"):
            self._create_report(self._create_plan()).action_send()
        with self.assertRaisesRegex(PlanRefused, "says nothing about problems"):
            self._create_report(self._create_running_plan(quarter="3"), problems=False).action_send()

    def test_lr1_4_interim_report_leaves_the_plan_running(self):
        report = self._create_report()
        report.action_send()
        self.assertEqual(report.plan_id.state, "running")

    def test_lr1_4_addressee_answers_and_the_manager_is_told(self):
        report = self._create_report()
        report.action_send()
        proposal = report.proposal_ids
        self.assertEqual(proposal.sudo().activity_ids.user_id, self.leader)
        with self.assertRaisesRegex(PlanRefused, "waits for an answer by"):
            self._as(proposal, self.manager)._answer("accepted", "")
        with self.assertRaisesRegex(PlanRefused, "Say why"):
            self._as(proposal, self.leader)._answer("declined", " ")
        wizard = self._as(self.env["mall.leasing.plan.proposal.answer"], self.leader)
        wizard.create({"proposal_id": proposal.id, "decision": "trial", "answer": "Until summer"}).action_confirm()
        self.assertEqual(
            (proposal.state, proposal.decision, proposal.answer, proposal.answered_by_id),
            ("answered", "trial", "Until summer", self.leader),
        )
        self.assertFalse(proposal.sudo().activity_ids)
        self.assertIn(self.manager.partner_id, proposal.message_ids.partner_ids)
        with self.assertRaisesRegex(PlanRefused, "does not wait"):
            self._as(proposal, self.leader)._answer("accepted", "")

    def test_lr1_4_answer_cannot_be_forged(self):
        report = self._create_report()
        report.action_send()
        with self.assertRaises(FieldGated):
            self._rpc(self.manager, "mall.leasing.plan.proposal", "write", report.proposal_ids.ids, {"decision": "accepted"})

    def test_lr1_4_quarter_closes_once_every_proposal_is_answered(self):
        report = self._create_report(kind="final")
        with freeze_time("2027-01-02"):
            report.action_send()
        plan = self._as(report.plan_id, self.manager)
        with self.assertRaisesRegex(PlanRefused, re.escape(self.leader.name) + " has not answered"):
            plan.action_close()
        self._as(report.proposal_ids, self.leader)._answer("accepted", "")
        plan.action_close()
        self.assertEqual(plan.state, "closed")

    def test_lr1_4_leader_reads_what_was_sent_specialists_nothing(self):
        report = self._create_report()
        self.assertFalse(self._as(report, self.leader).search([]))
        report.action_send()
        seen = self._as(report, self.leader)
        self.assertEqual(seen.search([]), report)
        self.assertEqual(seen.line_ids.target, 4)
        leads = self._as(report, self.manager).sudo().line_ids.copy({"indicator": "new_clients", "res_model": "crm.lead"})
        with self.assertRaisesRegex(PlanRefused, "open to the leasing department only"):
            self._as(leads, self.leader).action_open_records()
        with self.assertRaises(AccessError):
            self._as(report, self.specialist).read(["kind"])
        with self.assertRaises(AccessError):
            seen.write({"problems": "<p>None.</p>"})

    def test_lr1_4_failing_mail_leaves_nothing_half_sent(self):
        report = self._create_report()
        with (
            patch.object(self.registry["mall.leasing.plan.report"], "_mail", side_effect=ValueError("no mail")),
            self.assertRaises(ValueError),
            self.env.cr.savepoint(),
        ):
            report.action_send()
        self.env.invalidate_all()
        self.assertEqual((report.state, len(report.line_ids), report.proposal_ids.state), ("draft", 0, "draft"))


@tagged("post_install", "-at_install")
class TestPlanReportPaper(PlanReportCommon):
    """LR1.4: what the paper says."""

    def test_lr1_4_paper_tells_progress_forecast_problems_and_proposals(self):
        report = self._create_report()
        html = self.env["ir.actions.report"]._render_qweb_html("mall_leasing.report_mall_leasing_plan", report.ids)[0].decode()
        for word in ("2026 Q4 Interim", self.specialist.name, "Leases Signed", "Slow talks", "A fair in spring", "Forecast"):
            self.assertIn(word, html)

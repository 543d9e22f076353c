from datetime import date

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.approval_chain.reasons import ApprovalError

from ..exceptions import HandOverFirst
from ..market_exceptions import PlanRefused
from .market_common import MarketCommon


@tagged("post_install", "-at_install")
class TestPlan(MarketCommon):
    """LR1.1, LR1.3: the leasing manager plans the quarter, leadership approves it, progress shows itself."""

    def test_lr1_1_leader_approves_and_the_plan_runs(self):
        plan = self._create_plan()
        self.assertEqual((plan.name, str(plan.date_from), str(plan.date_to)), ("2026 Q4", "2026-10-01", "2026-12-31"))
        self._approve(plan)
        self.assertEqual(plan.state, "running")

    def test_lr1_1_plan_of_the_next_quarter_waits_for_its_first_day(self):
        plan = self._approve(self._create_plan(year=2027, quarter="1"))
        self.assertEqual(plan.state, "approved")
        with freeze_time("2026-12-31"):
            self.env["mall.leasing.plan"]._get_started_domain(date(2026, 12, 31))
            with self.assertRaisesRegex(PlanRefused, "starts with its quarter, not before"):
                plan._move_to("running")
        with freeze_time("2027-01-01"):
            plan._move_to("running")
        self.assertEqual(plan.state, "running")

    def test_lr1_1_manager_cannot_approve_the_own_plan(self):
        self.manager.group_ids += self.env.ref("mall_leasing.group_mall_leasing_leader")
        plan = self._create_plan()
        self._as(plan, self.manager).action_approval_submit()
        digest = self._as(plan, self.leader).approval_timeline["pending"]["digest"]
        with self.assertRaises(ApprovalError):
            self._as(plan, self.manager).action_approval_approve(digest)
        self.assertEqual(plan.state, "submitted")

    def test_lr1_1_plan_without_strategy_or_targets_is_not_submitted(self):
        plan = self._create_plan(strategy=False, target_ids=False)
        with self.assertRaisesRegex(PlanRefused, r"lacks the strategy, a target for somebody.*\(LR1\.1\)"):
            self._as(plan, self.manager).action_approval_submit()

    def test_lr1_1_state_cannot_be_written(self):
        plan = self._create_plan()
        with self.assertRaises(ApprovalError):
            self._rpc(self.manager, "mall.leasing.plan", "write", plan.ids, {"state": "running"})

    def test_lr1_1_targets_of_a_running_plan_are_fixed_until_it_is_revised(self):
        plan = self._create_running_plan()
        with self.assertRaises(ApprovalError), self.env.cr.savepoint():
            self._as(plan.target_ids, self.manager).write({"target": 1})
            self.env.cr.flush()
        self.env.cr.precommit.clear()
        self.env.invalidate_all()
        self._as(plan, self.manager).action_revise()
        self._as(plan.target_ids, self.manager).write({"target": 1})
        self.env.cr.flush()
        self.assertEqual(plan.state, "draft")
        self._approve(plan)
        self.assertEqual((plan.state, plan.target_ids.target), ("running", 1))

    def test_lr1_1_a_quarter_has_one_plan(self):
        self._create_plan()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation):
            self._create_plan()

    def test_lr1_1_copy_is_the_plan_of_the_next_quarter(self):
        copy = self._as(self._create_plan(), self.manager).copy()
        self.assertEqual((copy.name, copy.state, copy.target_ids.target), ("2027 Q1", "draft", 4))

    def test_lr1_1_trade_mix_cannot_exceed_the_mall(self):
        plan = self._create_plan()
        part = self.env["mall.trade.category"].create({"name": "Tea", "parent_id": self.trade.id})
        other = self.env["mall.trade.category"].create({"name": "Shoes"})
        rows = [
            {"plan_id": plan.id, "property_id": self.property.id, "trade_category_id": trade.id, "share_percent": share}
            for trade, share in ((self.trade, 60), (part, 50))
        ]
        self.env["mall.leasing.plan.mix"].create(rows)  # tea is part of coffee: 60 in all
        with self.assertRaisesRegex(ValidationError, "more than 100 percent"):
            self.env["mall.leasing.plan.mix"].create({**rows[0], "trade_category_id": other.id, "share_percent": 41})

    def test_lr1_3_progress_and_records_behind_it(self):
        plan = self._create_running_plan()
        lease = self._sign_lease()
        self._sign_lease(user_id=self.colleague.id)  # no target of his
        self.env.invalidate_all()
        target = plan.target_ids
        self.assertEqual((target.value, target.percent), (1, 25))
        self.assertEqual((plan.lease_value, plan.lease_target, plan.lease_percent), (1, 4, 25))
        action = self._as(target, self.manager).action_open_records()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), lease)

    def test_lr1_3_occupancy_goal_shows_where_the_mall_stands(self):
        self._create_unit("1F-91")  # besides the unit of all tests: one of two is let
        self._occupy(self.unit, date_from="2026-11-01", date_to="2027-10-31")
        plan = self._create_plan(goal_ids=[(0, 0, {"property_id": self.property.id, "occupancy_percent": 97})],
                                 mix_ids=[(0, 0, {"property_id": self.property.id, "trade_category_id": self.trade.id, "share_percent": 30})])
        self.assertEqual(plan.goal_ids.occupancy_now, 50)
        self.assertEqual(plan.mix_ids.share_now, 100)

    def test_lr1_3_forecast_weighs_open_leads_by_their_stage(self):
        self.company.leasing_forecast_months = 10
        stages = {step: self._stage(step) for step in ("research", "negotiation")}
        stages["research"].leasing_percent, stages["negotiation"].leasing_percent = 10, 50
        self._create_lead(stage_id=stages["research"].id, amount_budget=1000, area_wanted_min=40, area_wanted_max=60)
        talks = self._create_lead(name="Talks")
        offer = self._create_offer(lead_id=talks.id)  # 100 m² at 1800 for 12 months moves the lead to negotiation
        self.assertEqual(talks.stage_id, stages["negotiation"])
        self._create_lead(stage_id=stages["research"].id, date_deadline="2027-02-01")  # not this quarter
        self._create_lead(stage_id=stages["research"].id, active=False)
        plan = self._create_running_plan()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertAlmostEqual(plan.forecast_lease, 0.6)
        self.assertEqual(plan.forecast_amount, 1000 * 10 * 0.1 + offer.amount_rent_total * 0.5)
        self.assertEqual(plan.forecast_area, 50 * 0.1 + 100 * 0.5)
        self.assertEqual(plan.forecast_percent, 15)
        action = self._as(plan, self.manager).action_open_forecast()
        self.assertEqual(len(self.env[action["res_model"]].search(action["domain"])), 2)

    def test_lr1_3_forecast_keeps_the_teams_apart(self):
        own, others = self._create_lead(), self._create_lead(team_id=self.other_team.id, user_id=self.outsider.id)
        self.env.flush_all()
        report = self.env["mall.leasing.forecast.report"]
        self.assertEqual(self._as(report, self.specialist).search([]).lead_id, own)
        self.assertEqual(self._as(report, self.manager).search([]).lead_id, own | others)

    def test_lr1_3_specialists_see_approved_plans_and_their_own_targets(self):
        plan = self._create_plan()
        plan.target_ids.create({"plan_id": plan.id, "user_id": self.colleague.id, "indicator": "completion", "target": 2})
        self.assertFalse(self._as(plan, self.specialist).search([]))
        self._approve(plan)
        self.env.invalidate_all()
        self.assertEqual(self._as(plan, self.specialist).search([]), plan)
        self.assertEqual(self._as(plan, self.specialist).target_ids.user_id, self.specialist)
        self.assertEqual(self._as(plan, self.specialist).lease_target, 6)  # the department's, whatever is at hand
        with self.assertRaises(AccessError):
            self._as(plan, self.specialist).write({"strategy": "<p>No</p>"})
        with self.assertRaises(AccessError):
            self._as(plan.target_ids, self.specialist).write({"target": 1})

    def test_lr1_3_leader_sees_submitted_plans_only(self):
        plan = self._create_plan()
        self.assertFalse(self._as(plan, self.leader).search([]))
        self._as(plan, self.manager).action_approval_submit()
        self.assertEqual(self._as(plan, self.leader).search([]), plan)
        self.assertEqual(self._as(plan, self.leader).lease_target, 4)

    def test_lr1_3_boards_cost_the_same_for_2_and_22_plans(self):
        plans = self.env["mall.leasing.plan"]
        for number in range(22):
            plans |= self._create_plan(year=2020 + number // 4, quarter=str(number % 4 + 1))
        spec = {
            "name": {}, "lease_percent": {}, "amount_percent": {}, "client_percent": {}, "forecast_lease": {},
            "user_id": {"fields": {"display_name": {}}},
        }  # fmt: skip
        own = self._as(plans, self.manager)
        few, many = (
            self._count_queries(lambda ids=ids: own.web_search_read([("id", "in", ids)], spec))
            for ids in (plans.ids[:2], plans.ids)
        )
        self.assertEqual(few, many)

    # --- reminders

    def _watch(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref("mall_leasing.mall_leasing_plan_cron_watch_quarters").method_direct_trigger()
        self.env.invalidate_all()

    def test_lr1_1_quarter_without_plan_opens_one_for_the_manager_once(self):
        plans = self.env["mall.leasing.plan"].search([("company_id", "=", self.company.id)])
        self.assertFalse(plans)
        self._watch("2027-01-02")
        plan = plans.search([("company_id", "=", self.company.id)])
        self.assertEqual((plan.name, plan.state, plan.user_id), ("2027 Q1", "draft", self.manager))
        self.assertEqual(plan.activity_ids.user_id, self.manager)
        self._watch("2027-01-03")
        self.assertEqual(plans.search_count([("company_id", "=", self.company.id)]), 1)
        self.assertEqual(len(plan.activity_ids), 1)

    def test_lr1_1_approved_plan_starts_with_its_quarter(self):
        plan = self._approve(self._create_plan(year=2027, quarter="1"))
        self._watch("2026-12-31")
        self.assertEqual(plan.state, "approved")
        self._watch("2027-01-01")
        self.assertEqual(plan.state, "running")

    def test_lr1_4_quarter_without_report_reminds_once(self):
        plan = self._create_running_plan()
        self._watch("2026-12-31")
        self.assertFalse(plan.activity_ids)
        self._watch("2027-01-01")
        self._watch("2027-01-02")
        self.assertEqual(plan.activity_ids.mapped("user_id"), self.manager)
        self.assertEqual(len(plan.activity_ids), 1)

    # --- who leaves

    def test_lr1_3_open_research_visits_and_plans_keep_their_owner_from_being_archived(self):
        plan = self._create_plan(user_id=self.colleague.id, target_ids=False)
        visit = self._create_visit(user_id=self.colleague.id)
        research = self._create_research(self.colleague)
        finding = self._create_finding(self._create_research(), user_id=self.colleague.id)
        work = self.colleague._find_open_work()
        for record in (plan, visit, research, finding):
            self.assertIn(record, work[record._name])
        with self.assertRaisesRegex(HandOverFirst, "Site Visit"):
            self.colleague.active = False
        visit.sudo()._hand_over(self.specialist)
        self.assertEqual((visit.user_id, visit.calendar_event_id.user_id), (self.specialist, self.specialist))

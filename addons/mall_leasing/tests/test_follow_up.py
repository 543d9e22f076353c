from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import FieldGated, FollowUpRefused
from .lease_common import LeaseCase


class FollowUpCase(LeaseCase):
    """A lease in force, its move-in and its visits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mall.move.in.template"].search([]).active = False
        cls.template = cls.env["mall.move.in.template"].create(
            {
                "name": "Cafés",
                "trade_category_ids": [(6, 0, cls.trade.ids)],
                "line_ids": [
                    (0, 0, {"name": "Keys", "sequence": 1, "party": "landlord", "event": "handover", "offset_days": 0}),
                    (0, 0, {"name": "Insurance", "sequence": 2, "party": "tenant", "event": "opening", "offset_days": -10}),
                    (0, 0, {"name": "Flowers", "sequence": 3, "required": False}),
                ],
            }
        )

    def _plan(self, lease, **values):
        values = {"lease_id": lease.id, "date_planned": fields.Date.today(), **values}
        return self._as(self.env["mall.return.visit"], self.specialist).create(values)


@tagged("post_install", "-at_install")
class TestMoveIn(FollowUpCase):
    """L5.1: formalities with owners and dates until the project has landed."""

    def test_l5_1_signature_lays_out_the_formalities_of_the_trade(self):
        """Dates count from handover and opening, never before the signature; owners get activities."""
        lease = self._lease_in("active", date_handover="2026-12-20", date_opening="2027-01-20")
        move_in = lease.move_in_ids
        self.assertEqual(move_in.task_ids.mapped("name"), ["Keys", "Insurance", "Flowers"])
        self.assertEqual(
            move_in.task_ids[:2].mapped("date_due"), [fields.Date.to_date("2026-12-20"), fields.Date.to_date("2027-01-10")]
        )
        self.assertEqual(move_in.task_ids.user_id, self.specialist)
        self.assertEqual(len(move_in.task_ids.activity_ids), 3)

    def test_l5_1_not_landed_while_a_required_formality_is_open(self):
        """The sentence names what is open; what is not required does not hold the shop up."""
        move_in = self._as(self._lease_in("active").move_in_ids, self.specialist)
        keys, insurance, _flowers = move_in.task_ids
        keys.action_done("Handed over")
        with self.assertRaisesRegex(FollowUpRefused, "Insurance"):
            move_in.action_land()
        insurance.action_done()
        move_in.action_land()
        self.assertEqual((move_in.state, move_in.landed_by_id), ("landed", self.specialist))
        self.assertFalse(keys.activity_ids)

    def test_l5_1_only_the_manager_waives_with_a_reason(self):
        """A specialist may not skip formalities; neither does an empty reason."""
        task = self._lease_in("active").move_in_ids.task_ids[0]
        with self.assertRaises(FollowUpRefused):
            self._as(task, self.specialist).action_waive("No keys needed")
        with self.assertRaises(FollowUpRefused):
            self._as(task, self.manager).action_waive(" ")
        self._as(task, self.manager).action_waive("Kiosk without door")
        self.assertEqual((task.state, task.result), ("waived", "Kiosk without door"))

    def test_l5_1_states_are_not_written_by_hand(self):
        """Neither write, create nor a context's default lands a shop."""
        move_in = self._as(self._lease_in("active").move_in_ids, self.manager)
        with self.assertRaises(FieldGated):
            move_in.write({"state": "landed"})
        with self.assertRaises(FieldGated):
            move_in.task_ids[0].write({"state": "done"})
        values = {"move_in_id": move_in.id, "name": "Sign", "date_due": "2027-01-01"}
        with self.assertRaises(FieldGated):
            move_in.task_ids.create({**values, "state": "done"})
        forged = move_in.task_ids.with_context(default_state="done").create(values)
        self.assertEqual(forged.state, "open")

    def test_l5_1_tenant_ticks_off_own_formalities_only(self):
        """The tenant sees the own company's, not the landlord's; staff of another tenant nothing."""
        lease = self._lease_in("active")
        keys, insurance, _flowers = lease.move_in_ids.task_ids
        tasks = self._as(self.env["mall.move.in.task"], self.tenant)
        self.assertEqual(tasks.search([]), insurance)
        tasks.browse(insurance.id)._portal_report_done("Certificate sent")
        self.assertEqual((insurance.state, insurance.done_by_id), ("done", self.tenant))
        with self.assertRaises(AccessError):
            tasks.browse(keys.id)._portal_report_done("Mine now")
        stranger = self._create_user("t_stranger", "base.group_portal")
        self.assertFalse(self._as(self.env["mall.move.in.task"], stranger).search([]))
        with self.assertRaises(AccessError):
            tasks.browse(insurance.id).write({"note": "changed"})

    def test_l5_1_a_second_start_adds_nothing(self):
        """Whatever starts it twice, a lease has one move-in."""
        lease = self._lease_in("active")
        lease._start_move_in()
        self.assertEqual(len(lease.move_in_ids), 1)


@tagged("post_install", "-at_install")
class TestReturnVisit(FollowUpCase):
    """L5.2: regular visits with findings, actions and the tenant's own word."""

    def test_l5_2_done_needs_the_state_of_the_business_and_owners(self):
        """One sentence tells what is missing; then the visit enters the contact log and the owner's list."""
        lease = self._lease_in("active")
        visit = self._plan(lease)
        with self.assertRaisesRegex(FollowUpRefused, "How It Is Doing"):
            visit.action_done()
        visit.write({"business_trend": "stable", "business_note": "Sales as last year"})
        problem = visit.action_ids.create({"visit_id": visit.id, "name": "Leaking roof"})
        with self.assertRaisesRegex(FollowUpRefused, "Leaking roof"):
            visit.action_done()
        problem.write({"user_id": self.specialist.id, "date_due": "2027-02-01"})
        visit.date_done = fields.Date.today() + timedelta(days=1)
        with self.assertRaisesRegex(FollowUpRefused, "future"):
            visit.action_done()
        visit.date_done = False
        visit.action_done()
        self.assertEqual(visit.state, "done")
        self.assertEqual(problem.activity_ids.user_id, self.specialist)
        logged = self.env["mall.communication"].search([("lease_id", "=", lease.id), ("kind", "=", "visit")])
        self.assertEqual(len(logged), 1)
        with self.assertRaises(FollowUpRefused):
            visit.business_note = "Rewritten later"
        with self.assertRaises(FollowUpRefused):
            visit.date_done = "2026-01-01"
        with self.assertRaises(FollowUpRefused):
            visit.action_done()

    def test_l5_2_cadence_plans_one_visit_by_the_trade(self):
        """The nearest trade with a cadence counts; running again plans nothing twice."""
        self.trade.parent_id = self.env["mall.trade.category"].create({"name": "Food", "return_visit_months": 2})
        today = fields.Date.today()
        lease = self._lease_in("active", date_start=today, date_end=today + timedelta(days=400), charge_ids=self._rent())
        visits = self.env["mall.return.visit"]._plan_visits(lease)
        self.assertEqual(visits.date_planned, fields.Date.add(today, months=2))
        self.assertEqual(visits.user_id, self.specialist)
        self.assertFalse(self.env["mall.return.visit"]._plan_visits(lease))
        self.assertNotIn(lease, self.env["mall.return.visit"]._get_leases_to_visit())

    def _rent(self):
        return [(0, 0, {"kind": "base_rent", "amount": 1000})]

    def test_l5_2_planning_costs_a_flat_number_of_queries(self):
        """Ten times the leases, the same number of statements for finding and deciding."""
        today = fields.Date.today()
        leases = self._active_leases(22, today)
        plan = self.env["mall.return.visit"]._plan_visits
        plan(leases[:1])
        counts = []
        for batch in (leases[1:3], leases[2:22]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plan(batch)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 4, counts)

    def _active_leases(self, count, today):
        leases = self.env["mall.lease"].create(
            [
                {
                    "property_id": self.property.id,
                    "partner_id": self.tenant_partner.id,
                    "user_id": self.specialist.id,
                    "date_start": today,
                    "date_end": fields.Date.add(today, years=2),
                    "trade_category_id": self.trade.id,
                }
                for _index in range(count)
            ]
        )
        leases.sudo()._gate_write({"state": "active"})
        return leases

    def test_l5_2_overdue_visit_goes_one_level_up_once(self):
        """After the days of grace the superior gets one activity, however often the job runs."""
        visit = self._plan(self._lease_in("active"), date_planned=fields.Date.today() - timedelta(days=30))
        for _run in range(2):
            visit._escalate()
        told = visit.activity_ids.filtered(lambda activity: activity.user_id != self.specialist)
        self.assertEqual(len(told), 1)
        self.assertTrue(told.user_id.has_group("mall_leasing.group_mall_leasing_manager"))

    def test_lk4_answers_of_the_tenant_become_satisfaction(self):
        """The mean of the scales in percent, on the visit and on the lease; asked once however often clicked."""
        self.tenant_partner.email = "tenant@example.com"
        lease = self._lease_in("active")
        visit = self._plan(lease)
        with self.assertRaises(FollowUpRefused):
            visit.action_send_survey()
        visit.write({"business_trend": "growing", "business_note": "Well"})
        visit.action_done()
        visit.action_send_survey()
        answer = visit.survey_input_id
        visit.action_send_survey()
        self.assertEqual((visit.survey_input_id, visit.survey_state), (answer, "asked"))
        scales = answer.survey_id.question_ids.filtered(lambda question: question.question_type == "scale")
        for question, value in zip(scales, (5, 5, 3, 3, 5, 3), strict=True):
            answer.sudo()._save_lines(question, value)
        answer.sudo()._mark_done()
        self.assertEqual((visit.survey_state, visit.satisfaction), ("answered", 75.0))
        self.assertEqual(lease.satisfaction, 75.0)
        with self.assertRaises(FieldGated):
            visit.write({"survey_input_id": False})

    def test_l5_2_tenant_reads_visits_but_not_what_the_house_thinks(self):
        """Findings are shared, relations and renewal intent are not, also by RPC."""
        visit = self._plan(self._lease_in("active"), relation_note="Difficult owner")
        seen = self._as(visit, self.tenant)
        self.assertEqual(seen.date_planned, visit.date_planned)
        with self.assertRaises(AccessError):
            seen.read(["relation_note"])
        with self.assertRaises(AccessError):
            seen.read(["satisfaction"])
        with self.assertRaises(AccessError):
            seen.write({"business_note": "All is bad"})

    def test_l5_2_end_of_the_lease_leaves_no_visit_behind(self):
        """Planned visits are given up, finished ones stay."""
        lease = self._lease_in("active")
        visit = self._plan(lease)
        lease._after_move_ended({lease: "active"})
        self.assertEqual(visit.state, "cancelled")
        self.assertEqual(lease.move_in_ids.state, "cancelled")


@tagged("post_install", "-at_install")
class TestTenantRequest(FollowUpCase):
    """L5.1, C4.2: every request has an owner and a day."""

    def _ask(self, lease, user=None, **values):
        values = {"name": "Longer hours", "description": "May we open until midnight?", "kind": "question", **values}
        requests = self._as(self.env["mall.tenant.request"], user or self.tenant)
        return requests._submit(self._as(lease, user or self.tenant), values)

    def test_l5_1_request_has_an_owner_and_a_day(self):
        """The specialist of the lease answers for it; the tenant reads the answer."""
        lease = self._lease_in("active")
        request = self._ask(lease)
        self.assertEqual(request.sudo().user_id, self.specialist)
        self.assertEqual(request.sudo().activity_ids.date_deadline, request.date_due)
        with self.assertRaises(FollowUpRefused):
            self._as(request, self.specialist).action_answer(" ")
        self._as(request, self.specialist).action_answer("Yes, until midnight.")
        self.assertEqual((request.state, request.answer), ("answered", "Yes, until midnight."))
        self._as(request, self.tenant)._portal_reopen("And on Sundays?")
        self.assertEqual(request.state, "open")

    def test_l5_1_bad_requests_are_refused_in_words(self):
        """Empty, unknown kind, another tenant's lease, a lease not in force."""
        lease = self._lease_in("active")
        for values in ({"name": " "}, {"description": ""}, {"kind": "bribe"}):
            with self.assertRaises(FollowUpRefused):
                self._ask(lease, **values)
        stranger = self._create_user("t_stranger", "base.group_portal")
        with self.assertRaises(AccessError):
            self._ask(lease, stranger)
        lease.sudo()._gate_write({"state": "ended"})
        with self.assertRaises(UserError):
            self._ask(lease)

    def test_l5_1_two_people_of_one_tenant_share_requests_strangers_do_not(self):
        """Colleagues of the tenant see them, nobody else in the portal does, and nobody there writes."""
        request = self._ask(self._lease_in("active"))
        colleague = self._create_user("t_colleague", "base.group_portal")
        colleague.partner_id.parent_id = self.tenant_partner
        stranger = self._create_user("t_stranger", "base.group_portal")
        found = [self._as(self.env["mall.tenant.request"], user).search([]) for user in (colleague, stranger)]
        self.assertEqual([len(records) for records in found], [1, 0])
        with self.assertRaises(FieldGated):
            self._as(request, colleague).write({"name": "Other"})
        with self.assertRaises(AccessError):
            self._as(request, colleague).write({"user_id": colleague.id})
        with self.assertRaises(AccessError):
            self._as(request, stranger).read(["name"])

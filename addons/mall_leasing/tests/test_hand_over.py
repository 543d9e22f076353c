from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..client_exceptions import LastApprover, TaskRefused
from ..exceptions import HandOverFirst
from .lease_common import LeaseCase
from .offer_common import OfferCommon


@tagged("post_install", "-at_install")
class TestHandOver(OfferCommon):
    """LR1.3, LR2.4: work changes hands before people leave; superiors assign tasks."""

    def _open(self, user=None):
        wizard = self.env["mall.leasing.hand.over"].with_user(user or self.manager).with_context(allowed_company_ids=self.company.ids)
        return wizard.create({"from_user_id": self.specialist.id, "reason": "Leaves"})

    def _assign(self, user=None, **values):
        tasks = self.env["project.task"].with_user(user or self.manager)
        tasks = tasks.with_context(allowed_company_ids=self.company.ids, mall_leasing_task=True)
        defaults = {"name": "Count the visitors", "user_ids": [Command.set(self.specialist.ids)], "date_deadline": "2026-11-30 10:00:00"}
        return tasks.create({**defaults, **values})

    def _fill(self):
        offer = self._create_accepted_offer()
        lease = self._create_lease(team_id=self.team.id)
        offer.lead_id.activity_schedule("mail.mail_activity_data_todo", user_id=self.specialist.id)
        return offer, lease, self._assign()

    def test_lr1_3_everything_open_is_found_and_handed_over(self):
        """After the wizard nothing is left, the login closes, and the log says who has what."""
        offer, lease, task = self._fill()
        wizard = self._open()
        counts = {line.res_model: line.record_count for line in wizard.line_ids}
        expected = {"crm.lead": 1, "mall.offer": 1, "mall.lease": 1, "mail.activity": 1, "project.task": 1}
        self.assertEqual({name: counts.get(name) for name in expected}, expected)
        wizard.to_user_ids = self.colleague
        wizard.action_hand_over()
        self.assertFalse(self.specialist._find_open_work())
        self.assertEqual((offer.lead_id.user_id, offer.user_id, lease.user_id, task.user_ids), (self.colleague,) * 4)
        log = self.env["mall.leasing.hand.over.log"].search([("from_user_id", "=", self.specialist.id)])
        self.assertEqual(
            {(row.res_model, row.res_id) for row in log} & {("mall.lease", lease.id), ("crm.lead", offer.lead_id.id)},
            {("mall.lease", lease.id), ("crm.lead", offer.lead_id.id)},
        )
        self.assertEqual((log.to_user_id, set(log.mapped("reason"))), (self.colleague, {"Leaves"}))
        self.specialist.active = False
        self.assertFalse(self.specialist.active)

    def test_lr1_3_each_kind_blocks_archiving_on_its_own(self):
        for work in (self._create_lead, lambda: self._create_lease(team_id=self.team.id), self._assign):
            with self.env.cr.savepoint() as savepoint:
                work()
                with self.assertRaises(HandOverFirst):
                    self.specialist.active = False
                savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def test_lr1_3_several_colleagues_share_evenly_and_a_line_can_say_otherwise(self):
        leads = self.env["crm.lead"].union(*[self._create_lead() for _index in range(4)])
        lease = self._create_lease(team_id=self.team.id)
        wizard = self._open()
        wizard.to_user_ids = self.colleague + self.outsider
        wizard.line_ids.filtered(lambda line: line.res_model == "mall.lease").to_user_ids = self.manager
        wizard.action_hand_over()
        self.assertEqual(sorted(leads.mapped("user_id.login")), ["t_colleague", "t_outsider"])
        self.assertEqual(len(leads.filtered(lambda lead: lead.user_id == self.outsider)), 2)
        self.assertEqual(lease.user_id, self.manager)

    def test_lr1_3_people_who_cannot_take_over_are_refused(self):
        """Nobody, the one who leaves, a login outside leasing or of another company; nothing changes hands."""
        lead = self._create_lead()
        company = self.env["res.company"].create({"name": "Other Mall Company"})
        away = self._create_user(
            "t_away", "mall_leasing.group_mall_leasing_specialist", company_id=company.id, company_ids=[Command.set(company.ids)]
        )
        for takers in (self.env["res.users"], self.specialist, self.salesperson, away):
            wizard = self._open()
            wizard.to_user_ids = takers
            with self.assertRaises(UserError, msg=takers.login):
                wizard.action_hand_over()
        self.assertEqual(lead.user_id, self.specialist)

    def test_lr1_3_only_managers_hand_over(self):
        with self.assertRaises(AccessError):
            self._rpc(self.colleague, "mall.leasing.hand.over", "create", [{"from_user_id": self.specialist.id}])

    def test_lr1_3_the_record_of_hand_overs_is_closed(self):
        self._fill()
        wizard = self._open()
        wizard.to_user_ids = self.colleague
        wizard.action_hand_over()
        row = self.env["mall.leasing.hand.over.log"].search([], limit=1)
        for user in (self.manager, self.specialist):
            for method, *args in (("write", {"reason": "x"}), ("unlink",)):
                with self.assertRaises(AccessError):
                    self._rpc(user, row._name, method, row.ids, *args)

    def test_query_count_of_the_finder_is_flat(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.specialist._find_open_work()
            return self.env.cr.sql_log_count - before

        self._fill()
        count()
        few = count()
        for _index in range(20):
            self._create_lead()
        self.assertLessEqual(count(), few)

    # --- assigned tasks

    def test_lr2_4_superiors_assign_and_specialists_see_their_own(self):
        task = self._assign()
        self.assertEqual((task.leasing_assigner_id, task.project_id.company_id, task.is_leasing_task), (self.manager, self.company, True))
        self.assertEqual(self._assign().project_id, task.project_id)
        for user, expected in ((self.specialist, 1), (self.manager, 1), (self.colleague, 0), (self.salesperson, 0)):
            self.assertEqual(self._rpc(user, "project.task", "search_count", [("id", "=", task.id)]), expected, user.login)

    def test_lr2_4_a_task_is_done_with_a_result_only(self):
        task = self._assign()
        with self.assertRaises(TaskRefused):
            self._rpc(self.specialist, "project.task", "action_leasing_done", task.ids)
        self._rpc(self.specialist, "project.task", "write", task.ids, {"leasing_result": "1,204 on Saturday"})
        self._rpc(self.specialist, "project.task", "action_leasing_done", task.ids)
        self.assertEqual(task.state, "1_done")

    def test_lr2_4_who_does_a_task_changes_neither_day_nor_person(self):
        task = self._assign()
        for values in (
            {"date_deadline": "2027-11-30 10:00:00"},
            {"user_ids": [Command.set(self.colleague.ids)]},
            {"name": "Nothing"},
            {"state": "1_canceled"},
            {"project_id": False},
            {"active": False},
        ):
            with self.assertRaises(TaskRefused, msg=values):
                self._rpc(self.specialist, "project.task", "write", task.ids, values)
        self._rpc(self.manager, "project.task", "write", task.ids, {"date_deadline": "2026-12-30 10:00:00"})

    def test_lr2_4_specialists_neither_assign_nor_touch_other_projects_tasks(self):
        with self.assertRaises(TaskRefused):
            self._assign(user=self.specialist)
        project = self.env["project.project"].create({"name": "Elsewhere", "privacy_visibility": "employees"})
        task = self.env["project.task"].create({"name": "Not theirs", "project_id": project.id})
        for user in (self.specialist, self.manager):
            with self.assertRaises(AccessError):
                self._rpc(user, "project.task", "write", task.ids, {"name": "Mine"})

    def test_lr2_4_a_task_names_person_and_day(self):
        for values in ({"user_ids": []}, {"date_deadline": False}):
            with self.assertRaises(TaskRefused):
                self._assign(**values)

    def test_lr2_4_a_late_task_tells_its_assigner_once(self):
        late = self._assign(date_deadline="2026-11-20 10:00:00")
        self._assign(date_deadline="2026-11-30 10:00:00")
        for _run in range(2):
            self.env["project.task"].search(self.env["project.task"]._get_late_domain())._tell_late()
        kind = self.env.ref("mall_leasing.mail_activity_type_task_late")
        told = self.env["mail.activity"].search([("activity_type_id", "=", kind.id), ("user_id", "=", self.manager.id)])
        self.assertEqual(told.res_id, late.id)
        self.assertTrue(late.is_leasing_late)


@tagged("post_install", "-at_install")
class TestLastApprover(LeaseCase):
    """L4.2: a role keeps a member while leases wait for it."""

    def setUp(self):
        super().setUp()
        # The roles have members of other companies' too in a database that is in use; here nobody else.
        self.lease = self._lease_in("legal_review")

    def test_l4_2_the_last_approver_of_a_role_stays_while_leases_wait(self):
        group = self.env.ref("mall_leasing.group_mall_leasing_legal")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.legal.active = False
        for attempt in (
            lambda: self.legal.write({"group_ids": [Command.unlink(group.id)]}),
            lambda: group.write({"user_ids": [Command.unlink(self.legal.id)]}),
        ):
            with self.assertRaises(LastApprover) as caught, self.env.cr.savepoint():
                attempt()
            self.assertIn("Legal Reviewer", str(caught.exception))
            self.env.invalidate_all(flush=False)

    def test_l4_2_the_last_leader_stays_while_a_lease_waits_for_signature(self):
        lease = self._lease_in("tenant_signed", unit_ids=[Command.set(self._create_unit(code="2").ids)])
        self._as(self.lease, self.specialist)._cancel("Never mind")
        with self.assertRaises(LastApprover), self.env.cr.savepoint():
            self.leader.active = False
        self.env.invalidate_all(flush=False)
        self._countersign(lease)
        self.leader.active = False
        self.assertFalse(self.leader.active)

    def test_l4_2_a_second_member_sets_the_first_free(self):
        self._create_user("t_legal_two", "mall_leasing.group_mall_leasing_legal")
        self.legal.active = False
        self.assertFalse(self.legal.active)

    def test_l4_2_nothing_waiting_keeps_nobody(self):
        self._as(self.lease, self.specialist)._cancel("Never mind")
        self.legal.active = False
        self.assertFalse(self.legal.active)

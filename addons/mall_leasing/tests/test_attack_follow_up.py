from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..client_exceptions import CommunicationKept
from ..critical_date_reasons import CriticalDateRefused
from ..exceptions import FieldGated, FollowUpRefused
from ..lease_reasons import LeaseFieldGated, LeaseTermsFrozen
from .change_common import ChangeCase, day
from .test_follow_up import FollowUpCase


class OutsiderCase(FollowUpCase):
    """A specialist of another team beside the lease's own people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsider = cls._create_user("t_outsider", "mall_leasing.group_mall_leasing_specialist")

    def _visited(self, lease, **values):
        """Return a visit that took place, with one open problem."""
        visit = self._plan(lease, business_trend="stable", business_note="Sales as last year")
        problem = {"visit_id": visit.id, "name": "Leaking roof", "user_id": self.specialist.id, "date_due": "2027-02-01"}
        visit.action_ids.create({**problem, **values})
        visit.action_done()
        return visit


@tagged("post_install", "-at_install")
class TestAttackFollowUp(OutsiderCase):
    """What was reported, promised and asked for stays as it was said, and another team's tenant stays closed."""

    def test_l5_2_naming_oneself_opens_no_lease_of_another_team(self):
        """A visit, a problem or a formality in one's own name shows nothing of a lease one may not read."""
        lease = self._lease_in("active")
        visit, own = self._plan(lease), self.outsider.id
        for model, values in (
            ("mall.return.visit", {"lease_id": lease.id, "date_planned": "2027-02-01", "user_id": own}),
            ("mall.return.visit.action", {"visit_id": visit.id, "name": "X", "user_id": own}),
            ("mall.move.in.task", {"move_in_id": lease.move_in_ids.id, "name": "X", "user_id": own}),
        ):
            with self.subTest(model), self.assertRaises(AccessError):
                self._as(self.env[model], self.outsider).create(values)
        mine = self._as(self.env["mall.return.visit"], self.specialist).create({"lease_id": lease.id, "date_planned": "2027-02-01"})
        foreign = self._draft(self.manager, unit_ids=[], user_id=self.manager.id, team_id=False)
        with self.assertRaises(AccessError):
            mine.write({"lease_id": foreign.id})

    def test_l5_2_a_visit_that_is_over_counts_for_whoever_paid_it(self):
        """LK4 counts the satisfaction for the visitor: nobody takes the credit afterwards."""
        visit = self._visited(self._lease_in("active"))
        for user in (self.specialist, self.manager):
            with self.subTest(user.login), self.assertRaises(FollowUpRefused):
                self._as(visit, user).write({"user_id": self.manager.id})

    def test_l5_2_solved_problems_are_kept(self):
        """Neither their words nor their owner change, and no problem of a visit that is over is deleted."""
        visit = self._visited(self._lease_in("active"))
        problem = self._as(visit.action_ids, self.manager)
        for attempt in (problem.unlink, lambda: self._as(visit, self.manager).write({"action_ids": [(5,)]})):
            with self.assertRaises(FollowUpRefused):
                attempt()
        problem.date_due = "2027-03-01"
        problem.action_solve("Sealed")
        for values in ({"name": "Nothing"}, {"user_id": self.manager.id}, {"date_due": "2028-01-01"}, {"visit_id": visit.copy().id}):
            with self.subTest(values), self.assertRaises(FollowUpRefused):
                problem.write(values)
        self.assertEqual(problem.name, "Leaking roof")

    def test_l5_1_required_formalities_have_no_side_door(self):
        """Making one optional, moving it away or deleting it is no way round the manager's word."""
        move_in = self._lease_in("active").move_in_ids
        other = self._lease_in("active", unit_ids=[(6, 0, self._create_unit(code="2").ids)]).move_in_ids
        keys = self._as(move_in.task_ids[0], self.specialist)
        for values in ({"required": False}, {"move_in_id": other.id}):
            with self.subTest(values), self.assertRaises(FollowUpRefused):
                keys.write(values)
        with self.assertRaises(FollowUpRefused):
            self._as(keys, self.manager).unlink()
        keys.action_done("Handed over")
        with self.assertRaises(FollowUpRefused):
            keys.write({"name": "Something else"})
        keys.action_reopen()
        keys.write({"name": "Keys and cards"})
        self._as(move_in.task_ids[2], self.manager).unlink()
        self.assertEqual(move_in.task_ids.mapped("name"), ["Keys and cards", "Insurance"])

    def test_l5_1_a_move_in_that_is_over_takes_no_formality(self):
        """What landed has landed."""
        move_in = self._as(self._lease_in("active").move_in_ids, self.specialist)
        move_in.task_ids.action_done()
        move_in.action_land()
        with self.assertRaises(FollowUpRefused):
            move_in.task_ids.create({"move_in_id": move_in.id, "name": "Late"})

    def test_l5_1_the_tenants_words_are_the_tenants(self):
        """Staff answers a request; it does not reword it or hang it on another lease."""
        lease = self._lease_in("active")
        words = {"name": "Water", "description": "It drips", "kind": "premises"}
        request = self.env["mall.tenant.request"].with_user(self.tenant)._submit(lease, words)
        for user in (self.specialist, self.manager):
            for values in ({"name": "Praise"}, {"description": "All fine"}, {"contact_id": False}, {"lease_id": lease.copy().id}):
                with self.subTest(user=user.login, values=values), self.assertRaises(FieldGated):
                    self._as(request, user).write(values)
        self._as(request, self.specialist).kind = "other"


@tagged("post_install", "-at_install")
class TestAttackLease(OutsiderCase, ChangeCase):
    """Windows, files and links that reach further than their user's rights."""

    def test_l4_1_windows_tell_nothing_of_a_lease_of_another_team(self):
        """What a window works out from a lease, it works out with the rights of whoever opened it."""
        lease = self._lease_in("active")
        with self.assertRaises(AccessError):
            self._as(self.env["mall.lease.change"], self.outsider).create({"lease_id": lease.id, "reason": "x"})
        for kind in ("received", "deducted", "refunded"):
            with self.subTest(kind), self.assertRaises(AccessError):
                window = self._as(self.env["mall.lease.deposit.book"], self.outsider).create({"lease_id": lease.id, "kind": kind})
                window.read(["amount_held", "amount"])

    def test_l4_2_frozen_termination_is_closed_to_its_drafter(self):
        """The very file the tenant acknowledges is neither rewritten nor moved nor deleted."""
        termination = self._termination_in("to_acknowledge", self._lease_in("active"))
        for user in (self.specialist, self.manager):
            file = self._as(termination.document_attachment_id, user)
            for attempt in (lambda file: file.write({"raw": b"other"}), lambda file: file.write({"res_id": 0}), lambda file: file.unlink()):
                with self.subTest(user.login), self.assertRaises(LeaseTermsFrozen):
                    attempt(file)
        self.assertTrue(termination._is_document_intact())

    def test_l4_1_a_lease_in_force_is_not_hung_on_other_talks(self):
        """A lease of the rent roll proves no deal of somebody's pipeline."""
        row = {"unit": self.unit, "partner": self.tenant_partner, "date_start": day("2026-01-01"), "date_end": day("2027-12-31")}
        lease = self._as(self.env["mall.lease"], self.manager)._create_from_rent_roll([row])
        with self.assertRaises(LeaseFieldGated):
            lease.write({"lead_id": self._create_lead().id})

    def test_lr2_3_what_was_decided_of_a_day_is_kept(self):
        """A decision is taken back on record, not rewritten."""
        lease = self._lease_in("active")
        values = {"lease_id": lease.id, "kind": "other", "date": "2027-05-01", "detail": "Fire drill", "decision": "noted"}
        row = self._as(self.env["mall.lease.critical.date"], self.specialist).create(values)
        row.action_decide()
        for vals in ({"decision": False}, {"decision_note": "else"}, {"date": "2028-01-01"}, {"detail": "x"}):
            with self.subTest(vals), self.assertRaises(CriticalDateRefused):
                row.write(vals)
        row.action_reopen()
        row.decision_note = "Moved to autumn"

    def test_c4_1_nobody_logs_a_contact_in_anothers_name(self):
        """Neither by value nor by a default of the context; the system's own fields neither."""
        log = self._as(self.env["mall.communication"], self.specialist)
        values = {"partner_id": self.tenant_partner.id, "summary": "Spoke"}
        with self.assertRaises(AccessError):
            log.create({**values, "user_id": self.manager.id})
        with self.assertRaises(AccessError):
            log.with_context(default_user_id=self.manager.id).create(values)
        with self.assertRaises(CommunicationKept):
            log.create({**values, "corrected_by_ids": [(0, 0, {})]})
        self.assertEqual(log.with_context(default_user_id=self.specialist.id).create(values).user_id, self.specialist)

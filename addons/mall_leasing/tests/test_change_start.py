import doctest

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, tagged

from ..core import change
from ..exceptions import UnitTaken
from ..lease_reasons import LeaseMoveRefused
from .change_common import ChangeCase, day


@tagged("-at_install", "post_install")
class TestChangeDoctests(TransactionCase):
    def test_l4_1_examples_of_changes_hold(self):
        """The examples in the arithmetic of changes are its specification."""
        result = doctest.testmod(change)
        self.assertGreater(result.attempted, 5)
        self.assertEqual(result.failed, 0)


@tagged("-at_install", "post_install")
@freeze_time("2027-03-10")
class TestChangeStart(ChangeCase):
    """L4.1, LR2.3: a lease in force is amended, renewed or assigned by a lease of its own."""

    def test_l4_1_amendment_copies_all_terms_cut_to_the_time_left(self):
        """From April on: the price in force then, the step that is to come, the same deposit, terms and units."""
        lease = self._lease_in("active")
        draft = self._amend(lease)
        self.assertEqual((draft.kind, draft.state, draft.predecessor_id, draft.root_id), ("amendment", "draft", lease, lease))
        self.assertEqual(draft.name, f"{lease.name}-A1")
        self.assertEqual((draft.date_start, draft.date_end), (day("2027-04-01"), day("2027-12-31")))
        self.assertEqual((draft.amount_deposit, draft.terms, draft.unit_ids), (lease.amount_deposit, lease.terms, lease.unit_ids))
        rent, fee = draft.charge_ids
        self.assertEqual((rent.amount, rent.step_ids.mapped(lambda step: (step.date_from, step.amount))), (50000, [(day("2027-07-01"), 55000)]))
        self.assertEqual((fee.amount, fee.basis, fee.step_ids.ids), (200, "area", []))
        self.assertEqual((draft.user_id, draft.team_id), (lease.user_id, lease.team_id))
        self.assertEqual(lease.state, "active")

    def test_l4_1_amendment_after_a_step_starts_at_the_stepped_price(self):
        """From August on the July step is the price, and no step is left."""
        rent = self._amend(self._lease_in("active"), "2027-08-01").charge_ids[0]
        self.assertEqual((rent.amount, rent.step_ids.ids), (55000, []))

    def test_l4_1_charge_that_is_over_is_not_taken_over(self):
        """A charge until February is left out from April on; one that begins in May begins in May."""
        lease = self._draft()
        lease.charge_ids[1].date_to = "2027-02-28"
        lease.write({"charge_ids": [Command.create({"kind": "promotion_fee", "amount": 900, "date_from": "2027-05-01"})]})
        lease.sudo()._gate_write({"state": "active"})
        charges = self._amend(lease).charge_ids
        self.assertEqual(charges.mapped("kind"), ["base_rent", "promotion_fee"])
        self.assertEqual((charges[1].amount, charges[1].date_from), (900, day("2027-05-01")))

    def test_l4_1_renewal_follows_at_the_last_price(self):
        """A renewal begins on the day after, at what was paid on the last day, for as long as the lease ran."""
        lease = self._lease_in("active")
        wizard = self._as(self.env["mall.lease.change"], self.specialist).create(
            {"lease_id": lease.id, "kind": "renewal", "reason": "Works well."}
        )
        self.assertEqual((wizard.date_effective, wizard.date_end), (day("2028-01-01"), day("2028-12-31")))
        renewal = self.env["mall.lease"].browse(wizard.action_start_change()["res_id"])
        self.assertEqual(renewal.name, f"{lease.name}-R1")
        self.assertEqual((renewal.charge_ids[0].amount, renewal.charge_ids[0].step_ids.ids), (55000, []))
        self.assertFalse(renewal.date_opening)

    def test_l4_1_assignment_names_the_new_tenant_throughout(self):
        """No word of the outgoing tenant is left where the lease says who rents."""
        assignment = self._assign(self._lease_in("active"))
        self.assertEqual(assignment.partner_id, self.other_partner)
        self.assertEqual(assignment.tenant_legal_name, "Incoming Tenant Co.")
        self.assertEqual(assignment.name, f"{assignment.predecessor_id.name}-T1")

    def test_l4_1_assignment_prints_the_tenants_as_approved(self):
        """A partner renamed since is another name than the one that was agreed."""
        lease = self._lease_in("active")
        assignment = self._assign(lease)
        self.tenant_partner.name, self.other_partner.name = "Outgoing Renamed", "Incoming Renamed"
        html = self.env["ir.actions.report"]._render_qweb_html("mall_leasing.report_mall_lease", assignment.ids)[0].decode()
        for words in ("Incoming Tenant Co.", "Test Tenant Co."):
            self.assertIn(words, html)
        self.assertNotIn("Renamed", html)

    def test_l4_1_rent_roll_lease_can_be_changed(self):
        """A lease signed on paper is amended like any other; the amendment is a deal with its own approvals."""
        lease = self._draft()
        lease.sudo()._gate_write({"state": "active", "origin": "rent_roll"})
        self.assertEqual(self._amend(lease).origin, "deal")

    def test_l4_1_day_outside_the_term_is_refused(self):
        """Not on the first day, not after the last; a renewal on no other day than the next."""
        lease = self._lease_in("active")
        for kind, start, reason in (
            ("amendment", "2027-01-01", "day_outside_term"),
            ("assignment", "2028-01-01", "day_outside_term"),
            ("renewal", "2027-12-31", "renewal_not_next"),
            ("renewal", "2028-01-02", "renewal_not_next"),
        ):
            with self.subTest(kind=kind, start=start), self.assertRaises(LeaseMoveRefused) as caught:
                self._change_lease(lease, kind, start, "2028-12-31", partner_id=self.other_partner.id)
            self.assertEqual(caught.exception.reason, reason)

    def test_l4_1_only_a_lease_in_force_is_changed(self):
        """A draft is edited, an ended lease is over."""
        for state in ("draft", "to_sign", "ended", "cancelled"):
            lease = self._draft()
            lease.sudo()._gate_write({"state": state})
            with self.subTest(state), self.assertRaises(LeaseMoveRefused) as caught:
                self._amend(lease)
            self.assertEqual(caught.exception.reason, "not_in_force")

    def test_l4_1_one_change_of_a_kind_at_a_time(self):
        """A second amendment waits for the first; a renewal beside it is fine; a cancelled one makes room."""
        lease = self._lease_in("active")
        first = self._amend(lease)
        self._renew(lease)
        with self.assertRaises(LeaseMoveRefused) as caught:
            self._amend(lease, "2027-05-01")
        self.assertEqual(caught.exception.reason, "change_open")
        self.assertIn(first.name, str(caught.exception))
        self._as(first, self.specialist)._cancel("No longer wanted")
        self.assertEqual(self._amend(lease).name, f"{lease.name}-A2")

    def test_l4_1_renewal_of_a_unit_let_on_is_refused(self):
        """Who has the unit afterwards keeps it."""
        lease = self._lease_in("active")
        self._occupy(self.unit, date_from="2028-06-01", date_to="2028-12-31")
        with self.assertRaises(UnitTaken):
            self._renew(lease)

    def test_lr2_3_specialist_of_the_lease_or_manager_starts(self):
        """Another specialist, legal, leader and tenant cannot; the manager can."""
        lease = self._lease_in("active")
        stranger = self._create_user("t_stranger", "mall_leasing.group_mall_leasing_specialist")
        lease.team_id = False
        for user in (stranger, self.legal, self.leader, self.tenant):
            with self.subTest(user.login), self.assertRaises(UserError):
                self._as(lease, user)._start_change("amendment", date_start="2027-04-01", date_end="2027-12-31")
        self.assertEqual(self._amend(lease, user=self.manager).kind, "amendment")

    def test_l4_2_kind_and_predecessor_are_not_forged(self):
        """Neither on creation, nor by writing, nor by a default from the context."""
        lease = self._lease_in("active")
        seen = self._as(self.env["mall.lease"], self.specialist)
        for values in ({"kind": "renewal", "predecessor_id": lease.id}, {"predecessor_id": lease.id}):
            with self.subTest(values=values), self.assertRaises(UserError):
                seen.create({"date_start": "2028-01-01", "date_end": "2028-12-31", **values})
            with self.subTest(values=values), self.assertRaises(UserError):
                self._as(self._draft(), self.specialist).write(values)
        forged = seen.with_context(default_kind="renewal", default_predecessor_id=lease.id)
        draft = forged.create({"date_start": "2028-01-01", "date_end": "2028-12-31"})
        self.assertEqual((draft.kind, draft.predecessor_id.id), ("new", False))
        for name in ("end_reason", "date_terminated", "consent_signed_on"):
            with self.subTest(name), self.assertRaises(UserError):
                self._as(draft, self.specialist).write({name: "2027-01-01" if name != "end_reason" else "expired"})

    def test_l4_2_change_of_effective_day_or_reason_asks_legal_again(self):
        """What changes, from when and why is content: approved, then kept."""
        amendment = self._bring_to(self._amend(self._lease_in("active")), "to_sign")
        for values in ({"date_start": "2027-05-01"}, {"change_reason": "Something else"}):
            self._change(amendment, values)
            self.assertEqual(amendment.state, "legal_review")
            self._approve(amendment, self.legal)
            self._approve(amendment, self.leader)
        self.assertEqual(amendment.state, "to_sign")

    def test_l4_1_amendment_with_another_tenant_is_refused(self):
        """Another tenant takes an assignment, and an assignment takes another tenant."""
        lease = self._lease_in("active")
        amendment = self._amend(lease)
        amendment.partner_id = self.other_partner
        assignment = self._assign(lease, partner_id=self.tenant_partner.id)
        for successor, reason in ((amendment, "tenant_other"), (assignment, "tenant_same")):
            with self.subTest(reason), self.assertRaises(LeaseMoveRefused) as caught:
                self._submit(successor)
            self.assertEqual(caught.exception.reason, reason)

    def test_wizard_says_what_is_credited(self):
        """Before the change is drafted it says that billed days are credited."""
        lease = self._lease_in("active")
        lease.sudo().contract_id.contract_line_ids[:1].last_date_invoiced = "2027-03-31"
        wizard = self._as(self.env["mall.lease.change"], self.specialist).new(
            {"lease_id": lease.id, "kind": "amendment", "date_effective": "2027-03-16"}
        )
        self.assertIn("credited", wizard.message)
        wizard.date_effective = "2027-04-01"
        self.assertFalse(wizard.message)

import re
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from odoo.addons.approval_chain.reasons import ApprovalError

from ..core.lease import ROLES, TOO_EARLY, TRANSITIONS
from ..lease_reasons import REASONS, LeaseMoveRefused, LeaseNotSignable, LeaseRefused
from ..models.lease.lease_workflow import OBSTACLES
from ..models.lease.mall_lease import LEASE_STATES
from .lease_common import LeaseCase

CRON_LOGGER = "odoo.addons.mall_leasing.cron_batches"


@tagged("-at_install", "post_install")
class TestLeaseWorkflow(LeaseCase):
    """L4.2: legal review, then approval by company leadership, only then signature."""

    # === the table === #

    def test_table_names_real_states_roles_and_reasons(self):
        """Every move of the table is between states of the field, by a known role, with explained reasons."""
        states = {key for key, _label in LEASE_STATES}
        for (source, target), rule in TRANSITIONS.items():
            self.assertLessEqual({source, target}, states)
            self.assertIn(rule.role, ROLES)
            self.assertTrue(rule.clause)
            self.assertLessEqual(set(rule.refused_by), set(OBSTACLES))
        self.assertFalse(set(TOO_EARLY) & set(TRANSITIONS))
        named = {f"role_{role}" for role in ROLES} | set(OBSTACLES) | set(TOO_EARLY.values())
        self.assertLessEqual(named, set(REASONS))

    def test_diagram_shows_the_table(self):
        """docs/lease.plantuml draws exactly the moves the gate knows, with their roles."""
        text = (Path(__file__).parent.parent / "docs" / "lease.plantuml").read_text()
        drawn = {(source, target): role for source, target, role in re.findall(r"^(\w+) -+> (\w+) : (\w+)", text, re.M)}
        self.assertEqual(drawn, {move: rule.role for move, rule in TRANSITIONS.items()})

    def test_state_help_explains_every_state(self):
        """The help of the state field says what each state means."""
        help_text = self.env["mall.lease"]._fields["state"].help
        for _key, label in LEASE_STATES:
            self.assertIn(f"{label}:", help_text)

    # === the way === #

    def test_l4_2_lease_goes_from_draft_to_active(self):
        """Legal review, leadership approval, tenant, landlord: in this order the lease comes into force."""
        lease = self._lease_in("active")
        self.assertEqual(lease.landlord_signed_by_id, self.leader)
        self.assertEqual(lease.tenant_signed_by, "Wu Ya-ting")
        self.assertEqual(lease.moved_by_id, self.leader)
        self.assertTrue(lease.moved_datetime)
        self.assertTrue(lease.contract_id)

    def test_l4_1_draft_is_numbered_and_has_terms(self):
        """A lease is drafted with a number and each side's rights and obligations."""
        lease = self._as(self.env["mall.lease"], self.specialist).create(
            {"property_id": self.property.id, "date_end": "2030-12-31"}
        )
        self.assertRegex(lease.name, r"^L/\d{4}/\d{4,}$")
        for side in ("The landlord", "The tenant", "Both sides"):
            self.assertIn(side, lease.terms)

    def test_l4_2_leadership_cannot_approve_before_legal(self):
        """Legal review first: the leader's approval is refused while legal has not decided."""
        lease = self._lease_in("legal_review")
        seen = self._as(lease, self.leader)
        with self.assertRaises(ApprovalError) as caught:
            seen.action_approval_approve(seen.approval_timeline["pending"]["digest"])
        self.assertEqual(caught.exception.reason, "not_approver")
        self.assertEqual(lease.state, "legal_review")

    def test_l4_2_signature_refused_before_leadership_approval(self):
        """Only then signature: the tenant cannot sign what leadership has not approved."""
        for state in ("draft", "legal_review", "leadership_approval"):
            lease = self._lease_in(state, unit_ids=[(6, 0, self._create_unit(code=state).ids)])
            with self.assertRaises(LeaseNotSignable) as caught:
                self._sign(lease)
            self.assertEqual(caught.exception.reason, "approval_missing")
            self.assertIn("L4.2", str(caught.exception))
            self.assertEqual(lease.state, state)
            self.assertFalse(lease.tenant_signature)

    def test_l4_2_countersignature_refused_before_tenant_signed(self):
        """The landlord countersigns: a leader cannot sign first."""
        lease = self._lease_in("to_sign")
        with self.assertRaises(LeaseNotSignable) as caught:
            self._countersign(lease)
        self.assertEqual(caught.exception.reason, "tenant_first")
        self.assertFalse(lease.landlord_signature)

    def test_l4_2_rejection_takes_lease_back_to_draft(self):
        """A refused review brings the lease back to its drafter, the unit is given back, history kept."""
        lease = self._lease_in("leadership_approval")
        self._reject(lease, self.leader)
        self.assertEqual(lease.state, "draft")
        self.assertFalse(lease.occupancy_ids, "a draft keeps no unit")
        self._submit(lease)
        self.assertEqual(lease.occupancy_ids.mapped("active"), [True])
        self.assertEqual(lease.state, "leadership_approval", "legal has approved these very terms already")

    def test_l4_2_withdrawn_after_full_approval_needs_no_second_review(self):
        """Taken back unchanged and submitted again, the approvals stand and a new document is frozen."""
        lease = self._lease_in("to_sign")
        first = lease.document_attachment_id
        self._as(lease, self.specialist).action_approval_withdraw()
        self.assertEqual((lease.state, lease.document_sha256), ("draft", False))
        self._submit(lease)
        self.assertEqual(lease.state, "to_sign")
        self.assertNotEqual(lease.document_attachment_id, first)

    # === what is missing === #

    def test_l4_1_incomplete_lease_is_not_submitted(self):
        """Each missing piece is named, with who supplies it and the clause."""
        elsewhere = self.env["mall.property"].create({"name": "Other Mall"})
        archived = self._create_unit(code="OLD", active=False)
        cases = {
            "tenant_missing": {"partner_id": False},
            "unit_missing": {"unit_ids": [(5,)]},
            "unit_elsewhere": {"property_id": elsewhere.id},
            "unit_inactive": {"unit_ids": [(6, 0, archived.ids)]},
            "charge_missing": {"charge_ids": [(5,)]},
            "terms_missing": {"terms": "<p> </p>"},
            "charge_outside_term": {"date_end": "2027-06-30"},
        }
        for reason, values in cases.items():
            with self.subTest(reason):
                lease = self._draft()
                lease.write(values)
                with self.assertRaises(LeaseMoveRefused) as caught:
                    self._submit(lease)
                self.assertEqual(caught.exception.reason, reason)
                self.assertIn("specialist in charge", str(caught.exception))
                self.assertIn("L4.1", str(caught.exception))
                self.assertEqual(lease.state, "draft")

    def test_l4_2_own_submission_is_not_approved_by_oneself(self):
        """Nobody approves what they submitted, whatever roles they hold."""
        both = self._create_user("t_both", "mall_leasing.group_mall_leasing_specialist,mall_leasing.group_mall_leasing_legal")
        lease = self._draft(user=both)
        self._submit(lease, both)
        seen = self._as(lease, both)
        with self.assertRaises(ApprovalError) as caught:
            seen.action_approval_approve(seen.approval_timeline["pending"]["digest"])
        self.assertEqual(caught.exception.reason, "own_request")

    # === change after approval === #

    def test_l4_2_change_of_money_asks_leadership_again(self):
        """Changed rent: leadership decides again, legal's word on the words stands, the frozen PDF is void."""
        lease = self._lease_in("to_sign")
        frozen, link = lease.document_attachment_id, lease.sudo().get_portal_url()
        self._as(lease.charge_ids[0], self.specialist).amount = 40000
        self.env.cr.flush()
        self.assertEqual(lease.state, "leadership_approval")
        self.assertFalse(lease.document_attachment_id)
        self.assertFalse(lease.document_sha256)
        self.assertNotIn(lease.sudo()._portal_ensure_token(), link, "the link mailed before is dead")
        self.assertTrue(frozen.exists(), "what was void stays as evidence")
        with self.assertRaises(LeaseRefused):
            self._sign(lease)
        self._approve(lease, self.leader)
        self.assertEqual(lease.state, "to_sign")
        self.assertNotEqual(lease.document_attachment_id, frozen)

    def test_l4_2_change_of_step_asks_leadership_again(self):
        """A rent step is money too, however deep it sits."""
        lease = self._lease_in("to_sign")
        self._as(lease.charge_ids.step_ids, self.specialist).amount = 1
        self.env.cr.flush()
        self.assertEqual(lease.state, "leadership_approval")

    def test_l4_2_change_of_words_asks_legal_again(self):
        """Changed terms touch both steps: legal reviews first, leadership after it."""
        lease = self._lease_in("to_sign")
        self._change(lease, {"terms": "<p>The tenant pays twice.</p>"})
        self.assertEqual(lease.state, "legal_review")
        self.assertFalse(lease.document_sha256)
        self._approve(lease, self.legal)
        self._approve(lease, self.leader)
        self.assertEqual(lease.state, "to_sign")

    def test_l4_2_unapproved_change_cannot_be_signed_in_the_same_transaction(self):
        """Between the change and its judgement nobody signs: the gate judges by itself."""
        lease = self._lease_in("to_sign")
        self._as(lease, self.specialist).amount_deposit = 1
        self.assertEqual(lease.state, "to_sign", "not judged yet")
        try:  # assertRaises() would flush, and with it judge the change, before the signature is tried
            self._sign(lease)
        except LeaseNotSignable as refusal:
            self.assertEqual(refusal.reason, "approval_missing")
        self.assertFalse(lease.tenant_signature)

    def test_area_of_a_lease_survives_remeasurement(self):
        """What a lease says about its area does not move with the unit's record."""
        lease = self._lease_in("to_sign")
        self.unit.area_net = 80
        self.env.cr.flush()
        self.assertEqual((lease.area, lease.state), (100, "to_sign"))

    # === giving up === #

    def test_cancel_needs_a_reason_and_frees_the_unit(self):
        """A lease given up says why; its units are free, its questions withdrawn, its PDF void."""
        lease = self._lease_in("to_sign")
        with self.assertRaises(LeaseMoveRefused) as caught:
            self._as(lease, self.specialist)._cancel("  ")
        self.assertEqual(caught.exception.reason, "reason_missing")
        wizard = self._as(self.env["mall.lease.cancel"], self.specialist).create(
            {"lease_ids": [(6, 0, lease.ids)], "reason": "Another mall"}
        )
        wizard.action_cancel_leases()
        self.assertEqual((lease.state, lease.cancel_reason), ("cancelled", "Another mall"))
        self.assertFalse(lease.with_context(active_test=True).occupancy_ids)
        self.assertFalse(lease.document_sha256)
        self.assertEqual(self.unit.with_context(mall_date="2027-06-01").state, "vacant")

    def test_l4_2_cancel_in_review_withdraws_the_question(self):
        """No approver is left with a question about a lease that is given up."""
        lease = self._lease_in("legal_review")
        self.assertTrue(lease.activity_ids)
        self._as(lease, self.specialist)._cancel("Gone")
        self.assertFalse(lease.activity_ids)
        with self.assertRaises(ApprovalError) as caught:
            self._as(lease, self.legal).action_approval_approve("0" * 64)
        self.assertEqual(caught.exception.reason, "nothing_pending")

    def test_active_lease_cannot_be_cancelled(self):
        """What binds both sides is not given up by one click."""
        lease = self._lease_in("active")
        for user in (self.specialist, self.manager, self.leader):
            with self.assertRaises(LeaseMoveRefused) as caught:
                self._as(lease, user)._cancel("Regret")
            self.assertEqual(caught.exception.reason, "no_such_move")

    def test_leader_may_refuse_the_countersignature(self):
        """After the tenant's signature only a leader may still give the lease up."""
        lease = self._lease_in("tenant_signed")
        with self.assertRaises(LeaseMoveRefused) as caught:
            self._as(lease, self.manager)._cancel("Regret")
        self.assertEqual(caught.exception.reason, "role_leader")
        self._as(lease, self.leader)._cancel("Insolvent")
        self.assertEqual(lease.state, "cancelled")

    def test_submitted_lease_is_kept(self):
        """Only a draft nobody was shown can be deleted."""
        self._as(self._draft(), self.manager).unlink()
        lease = self._lease_in("legal_review")
        with self.assertRaises(UserError):
            self._as(lease, self.manager).unlink()
        with self.assertRaises(AccessError):
            self._as(self._draft(), self.specialist).unlink()

    # === after signature === #

    def test_l4_2_signed_terms_are_frozen_for_good(self):
        """After signing no term changes: on the lease, its charges or its steps, by anybody."""
        for state in ("tenant_signed", "active"):
            lease = self._lease_in(state, unit_ids=[(6, 0, self._create_unit(code=state).ids)])
            charge, step = lease.charge_ids[0], lease.charge_ids.step_ids
            attempts = {
                "lease": lambda lease, _charge, _step: lease.write({"amount_deposit": 1}),
                "words": lambda lease, _charge, _step: lease.write({"terms": "<p>x</p>"}),
                "lines": lambda lease, charge, _step: lease.write({"charge_ids": [(2, charge.id)]}),
                "charge": lambda _lease, charge, _step: charge.write({"amount": 1}),
                "charge gone": lambda _lease, charge, _step: charge.unlink(),
                "charge new": lambda lease, charge, _step: charge.create({"lease_id": lease.id, "name": "x"}),
                "step": lambda _lease, _charge, step: step.write({"amount": 1}),
                "step gone": lambda _lease, _charge, step: step.unlink(),
                "step new": lambda _lease, charge, step: step.create({"charge_id": charge.id, "date_from": "2027-09-01"}),
            }
            for user in (self.specialist, self.manager, self.env.ref("base.user_root")):
                records = [self._as(record, user) for record in (lease, charge, step)]
                for what, attempt in attempts.items():
                    with self.subTest(state=state, user=user.login, what=what), self.assertRaises(LeaseRefused) as caught:
                        attempt(*records)
                    self.assertEqual(caught.exception.reason, "terms_frozen")

    def test_l4_2_charge_cannot_move_onto_a_signed_lease(self):
        """A charge of a draft is not slipped under a signature."""
        signed = self._lease_in("tenant_signed")
        draft = self._draft(unit_ids=[(6, 0, self._create_unit(code="2").ids)])
        with self.assertRaises(LeaseRefused):
            self._as(draft.charge_ids[0], self.specialist).lease_id = signed
        with self.assertRaises(LeaseRefused):
            self._as(draft.charge_ids.step_ids, self.specialist).charge_id = signed.charge_ids[0]

    def test_cancelled_lease_is_closed(self):
        """A lease given up is history: its terms do not change, a new draft is made instead."""
        lease = self._lease_in("legal_review")
        self._as(lease, self.specialist)._cancel("Gone")
        for attempt in (lambda: self._change(lease, {"amount_deposit": 1}), lease.charge_ids.unlink):
            with self.assertRaises(LeaseRefused) as caught:
                attempt()
            self.assertEqual(caught.exception.reason, "terms_closed")

    def test_l4_2_nothing_to_open_before_the_freeze(self):
        """A draft has no document to show: said in words."""
        with self.assertRaises(LeaseNotSignable) as caught:
            self._as(self._draft(), self.specialist).action_open_document()
        self.assertEqual(caught.exception.reason, "document_missing")

    def test_signed_lease_still_changes_hands(self):
        """Who follows the lease up after signature may change: that is no term."""
        lease = self._lease_in("active")
        self._as(lease, self.manager).user_id = self.manager
        self.assertEqual(lease.user_id, self.manager)

    # === the end === #

    def test_lr2_3_lease_ends_the_day_after_its_last_day(self):
        """Day before, day of, day after: the lease is active through its last day."""
        lease = self._lease_in("active")
        for today, state in (("2027-12-30", "active"), ("2027-12-31", "active"), ("2028-01-01", "ended")):
            self._run_end_cron(today)
            self.assertEqual(lease.state, state, today)

    def test_lr2_3_one_broken_lease_is_logged_and_the_others_end(self):
        """The end of one lease that cannot be recorded keeps no other from ending."""
        leases = self._draft()
        for unit in self._create_units(4):
            leases |= self._draft(unit_ids=[(6, 0, unit.ids)])
        leases.sudo()._gate_write({"state": "active", "date_start": "2020-01-01", "date_end": "2020-12-31"})
        broken = leases[2]

        def fail_on_broken(records, *_args):
            if broken in records:
                raise ValueError("broken")

        with patch.object(type(leases), "_after_move", fail_on_broken), self.assertLogs(CRON_LOGGER, "ERROR") as logs:
            self._run_end_cron("2021-01-01")
        self.assertEqual(len(logs.records), 1)
        self.assertEqual(leases.filtered(lambda lease: lease.state == "active"), broken)

    def test_lr2_3_ending_costs_a_flat_number_of_queries(self):
        """2 leases or 22 end at the same cost."""
        leases = self._draft()
        for unit in self._create_units(23):
            leases |= self._draft(unit_ids=[(6, 0, unit.ids)])
        leases.sudo()._gate_write({"state": "active", "date_start": "2020-01-01", "date_end": "2020-12-31"})

        def count(batch):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._move_to("ended", actor="clock")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        small, large = count(leases[:2]), count(leases[2:])
        self.assertEqual(set(leases.mapped("state")), {"ended"})
        self.assertLessEqual(large, small)

    def test_lr2_3_end_comes_by_itself_only(self):
        """Nobody ends a running lease by hand."""
        lease = self._lease_in("active")
        for user in (self.specialist, self.manager, self.leader):
            with self.assertRaises(LeaseMoveRefused) as caught:
                self._as(lease, user)._move_to("ended")
            self.assertEqual(caught.exception.reason, "role_clock")
        with self.assertRaises(LeaseMoveRefused) as caught:
            lease._move_to("ended", actor="clock")
        self.assertEqual(caught.exception.reason, "term_running")

    def _run_end_cron(self, today):
        at = patch.object(self.env.registry["mall.lease"], "_get_today", lambda records: Date.to_date(today))
        with self.enter_registry_test_mode(), at:
            self.env.ref("mall_leasing.ir_cron_end_leases").method_direct_trigger()
        self.env.invalidate_all()

    # === reasons === #

    def test_every_reason_explains_itself(self):
        """A refusal names the lease and is a whole sentence."""
        for code, text in REASONS.items():
            self.assertIn("%(lease)s", str(text), code)
            self.assertTrue(str(text).endswith("."), code)
            self.assertTrue(str(LeaseNotSignable(self.env, code, lease="L", field="F", source="S", target="T", other="O", day="D")))

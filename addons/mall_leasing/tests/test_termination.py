import re
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.approval_chain.reasons import ApprovalError

from ..core.change import TERMINATION_TRANSITIONS
from ..core.lease import ROLES
from ..models.change.mall_lease_termination import TERMINATION_STATES
from ..models.change.termination_reasons import REASONS, TerminationRefused
from ..models.change.termination_workflow import OBSTACLES
from .change_common import ChangeCase, day


@tagged("-at_install", "post_install")
@freeze_time("2027-03-10")
class TestTermination(ChangeCase):
    """L4.2: a lease ends early by review, approval and the tenant's acknowledgement, then by itself."""

    # === the table === #

    def test_table_names_real_states_roles_and_reasons(self):
        """Every move is between states of the field, by a known role, with explained reasons."""
        states = {key for key, _label in TERMINATION_STATES}
        for move, rule in TERMINATION_TRANSITIONS.items():
            self.assertLessEqual(set(move), states)
            self.assertIn(rule.role, (*ROLES, "acknowledger"))
            self.assertLessEqual(set(rule.refused_by), set(OBSTACLES))
        named = {f"role_{rule.role}" for rule in TERMINATION_TRANSITIONS.values()} | set(OBSTACLES)
        self.assertLessEqual(named, set(REASONS))

    def test_diagram_shows_the_table(self):
        """docs/termination.plantuml draws exactly the moves the gate knows, with their roles."""
        text = (Path(__file__).parent.parent / "docs" / "termination.plantuml").read_text()
        drawn = {(source, target): role for source, target, role in re.findall(r"^(\w+) -+> (\w+) : (\w+)", text, re.M)}
        self.assertEqual(drawn, {move: rule.role for move, rule in TERMINATION_TRANSITIONS.items()})

    def test_state_help_explains_every_state(self):
        """The help of the state field says what each state means."""
        help_text = self.env["mall.lease.termination"]._fields["state"].help
        for _key, label in TERMINATION_STATES:
            self.assertIn(f"{label}:", help_text)

    # === the way === #

    def test_l4_2_termination_goes_from_draft_to_done(self):
        """Legal, leadership, tenant; the unit is free from the day after; the night after the last day ends the lease."""
        lease = self._lease_in("active")
        termination = self._termination_in("scheduled", lease)
        self.assertEqual((lease.state, lease.date_last), ("active", day("2027-06-15")))
        self.assertEqual(self._get_days(lease), {"1F-01": (day("2027-01-01"), day("2027-06-15"))})
        self.assertEqual(lease.sudo().contract_id.contract_line_ids.mapped("date_end"), [day("2027-06-15")] * 2)
        self._occupy(self.unit, date_from="2027-06-16")
        with freeze_time("2027-06-15"):
            lease._end_expired()
            self.assertEqual((lease.state, termination.state), ("active", "scheduled"))
        with freeze_time("2027-06-16"):
            lease._end_expired()
        self.assertEqual((lease.state, lease.end_reason, termination.state), ("ended", "terminated", "done"))
        self.assertIn("handed back", termination.activity_ids.mapped("summary")[0])

    def test_l4_2_leadership_cannot_approve_before_legal(self):
        """Legal review first."""
        termination = self._termination_in("legal_review", self._lease_in("active"))
        with self.assertRaises(ApprovalError) as caught:
            self._approve(termination, self.leader)
        self.assertEqual(caught.exception.reason, "not_approver")

    def test_l4_2_acknowledgement_before_approval_is_refused(self):
        """The tenant acknowledges what was approved, nothing earlier."""
        for state in ("draft", "legal_review", "leadership_approval"):
            lease = self._lease_in("active", unit_ids=[(6, 0, self._create_unit(code=state).ids)])
            termination = self._termination_in(state, lease)
            with self.subTest(state), self.assertRaises(TerminationRefused) as caught:
                self._acknowledge(termination)
            self.assertEqual(caught.exception.reason, "no_such_move")

    def test_l4_2_document_is_written_like_the_lease(self):
        """In the language of the lease, to the tenant it names, whatever has become of the partner since."""
        self.env["res.lang"]._activate_lang("fr_FR")
        lease = self._lease_in("active", document_lang="fr_FR")
        termination = self._terminate(lease)
        self.tenant_partner.name = "Renamed Ltd."
        html = self.env["ir.actions.report"]._render_qweb_html("mall_leasing.report_mall_lease_termination", termination.ids)[0].decode()
        self.assertIn("15/06/2027", html)
        self.assertIn("Test Tenant Co.", html)
        self.assertNotIn("Renamed Ltd.", html)

    def test_l4_2_only_the_tenant_acknowledges(self):
        """Another tenant, specialist, manager, legal and leader cannot; a second click changes nothing."""
        lease = self._lease_in("active")
        termination = self._termination_in("to_acknowledge", lease)
        for user in (self.other_tenant, self.specialist, self.manager, self.legal, self.leader):
            with self.subTest(user.login), self.assertRaises(TerminationRefused) as caught:
                self._acknowledge(termination, user)
            self.assertEqual(caught.exception.reason, "role_acknowledger")
        self.assertTrue(self._acknowledge(termination))
        self.assertFalse(self._acknowledge(termination))
        self.assertEqual(termination.ack_signed_by_id, self.tenant)

    def test_l4_2_altered_document_is_not_acknowledged(self):
        """A file that is no longer the approved one binds nobody."""
        termination = self._termination_in("to_acknowledge", self._lease_in("active"))
        termination.sudo().document_attachment_id.raw = b"%PDF other"
        with self.assertRaises(TerminationRefused) as caught:
            self._acknowledge(termination)
        self.assertEqual(caught.exception.reason, "document_altered")

    def test_l4_2_leader_goes_on_without_for_a_breach_only(self):
        """With a reason, by a leader, for a breach: each of the three is asked for."""
        lease = self._lease_in("active")
        termination = self._termination_in("to_acknowledge", lease)
        with self.assertRaises(TerminationRefused) as caught:
            self._as(termination, self.leader)._skip_acknowledgement("Never answers")
        self.assertEqual(caught.exception.reason, "not_breach")
        self._as(termination, self.leader)._cancel("As a breach then")
        breach = self._termination_in("to_acknowledge", lease, initiator="breach")
        for user, words, reason in (
            (self.manager, "Never answers", "role_leader"),
            (self.leader, " ", "reason_missing"),
        ):
            with self.subTest(reason), self.assertRaises(TerminationRefused) as caught:
                self._as(breach, user)._skip_acknowledgement(words)
            self.assertEqual(caught.exception.reason, reason)
        word = self._as(self.env["mall.lease.termination.word"], self.leader).create(
            {"termination_id": breach.id, "purpose": "skip", "reason": "Shop abandoned since January"}
        )
        word.action_confirm_word()
        self.assertEqual((breach.state, breach.ack_skipped_by_id, lease.date_last), ("scheduled", self.leader, day("2027-06-15")))

    # === what is missing === #

    def test_l4_2_incomplete_termination_is_not_submitted(self):
        """Each missing piece is named, with who supplies it and the clause."""
        lease = self._lease_in("active")
        termination = self._terminate(lease)
        for values, reason in (
            ({"date_last": False}, "day_missing"),
            ({"date_last": "2027-12-31"}, "day_outside"),
            ({"date_last": "2026-12-31"}, "day_outside"),
            ({"date_notice": "2027-07-01"}, "day_before_notice"),
            ({"reason": " "}, "cause_missing"),
            ({"deposit_treatment": "retain", "amount_retained": 10}, "deposit_reason_missing"),
            ({"deposit_treatment": "retain", "deposit_reason": "Damage"}, "deposit_reason_missing"),
            ({"deposit_treatment": "retain", "deposit_reason": "Damage", "amount_retained": 150001}, "deposit_too_much"),
            ({"initiator": "tenant", "date_notice": "2027-03-18"}, "notice_short"),
            ({"initiator": "landlord", "date_notice": "2027-03-18"}, "notice_short"),
        ):
            former = {name: termination[name] for name in values}
            termination.write(values)
            with self.subTest(reason=reason, values=values), self.assertRaises(TerminationRefused) as caught:
                self._submit(termination)
            self.assertEqual(caught.exception.reason, reason)
            self.assertIn("L4.2", str(caught.exception))
            termination.write(former)
        self._submit(termination)
        self.assertEqual(termination.state, "legal_review")

    def test_l4_2_notice_period_is_kept_to_the_day(self):
        """90 days from 17 March are over on 15 June; agreement and breach need none."""
        lease = self._lease_in("active")
        termination = self._terminate(lease, initiator="tenant", date_notice="2027-03-17")
        self.assertEqual(termination.date_earliest, day("2027-06-15"))
        self._submit(termination)
        self.assertEqual(termination.state, "legal_review")
        for initiator in ("mutual", "breach"):
            termination.initiator = initiator
            self.assertEqual(termination.date_earliest, day("2027-03-17"))

    def test_l4_2_one_termination_under_way(self):
        """A second one is refused; a cancelled one makes room."""
        lease = self._lease_in("active")
        first = self._terminate(lease)
        with self.assertRaises(TerminationRefused) as caught:
            self._terminate(lease)
        self.assertEqual(caught.exception.reason, "termination_open")
        self.assertIn(first.name, str(caught.exception))
        self._as(first, self.specialist)._cancel("Stays after all")
        self.assertTrue(self._terminate(lease))

    def test_l4_2_only_a_lease_in_force_is_terminated(self):
        """Nor a draft, nor one that ended; nor by somebody who may not write the lease."""
        lease = self._draft()
        with self.assertRaises(TerminationRefused) as caught:
            self._terminate(lease)
        self.assertEqual(caught.exception.reason, "lease_not_active")
        lease = self._lease_in("active")
        lease.sudo().team_id = False
        stranger = self._create_user("t_stranger", "mall_leasing.group_mall_leasing_specialist")
        for user in (stranger, self.legal, self.leader, self.tenant):
            with self.subTest(user.login), self.assertRaises(UserError):
                self._terminate(lease, user)

    # === withdrawing, changing, forging === #

    def test_l4_2_withdrawable_until_granted(self):
        """Back to draft while it is reviewed; once granted only a leader cancels it, with a reason."""
        lease = self._lease_in("active")
        termination = self._termination_in("leadership_approval", lease)
        self.assertTrue(self._as(termination, self.specialist).approval_can_withdraw)
        self._as(termination, self.specialist).action_approval_withdraw()
        self._submit(termination)
        self._approve(termination, self.leader)
        self.assertEqual(termination.state, "to_acknowledge")
        self.assertFalse(self._as(termination, self.specialist).approval_can_withdraw)
        with self.assertRaises(TerminationRefused) as caught:
            self._as(termination, self.specialist).action_approval_withdraw()
        self.assertEqual(caught.exception.reason, "granted")
        with self.assertRaises(TerminationRefused):
            self._as(termination, self.specialist)._cancel("No")
        self._as(termination, self.leader)._cancel("Tenant stays")
        self.assertEqual((termination.state, termination.document_sha256, lease.date_terminated), ("cancelled", False, False))

    def test_l4_2_changed_money_asks_leadership_again(self):
        """A changed penalty voids the document; legal has nothing to say about it."""
        termination = self._termination_in("to_acknowledge", self._lease_in("active"))
        self._change(termination, {"amount_penalty": 5})
        self.assertEqual((termination.state, termination.document_attachment_id.id), ("leadership_approval", False))

    def test_l4_2_stamps_are_not_forged(self):
        """No stamp of the gate is written by anybody over the wire; a certain end no longer changes."""
        termination = self._termination_in("legal_review", self._lease_in("active"))
        for name, value in (
            ("state", "scheduled"), ("ack_signed_on", "2027-03-01 00:00:00"), ("ack_skip_reason", "x"),
            ("document_sha256", "x"), ("name", "x"), ("penalty_move_id", 1), ("cancel_reason", "x"),
        ):  # fmt: skip
            for user in (self.specialist, self.manager, self.leader):
                with self.subTest(name=name, user=user.login), self.assertRaises(UserError):
                    self._as(termination, user).write({name: value})
        self._approve(termination, self.legal)
        self._approve(termination, self.leader)
        self._acknowledge(termination)
        for values in ({"date_last": "2027-07-01"}, {"amount_penalty": 0}, {"lease_id": self._lease_in("to_sign", unit_ids=[(6, 0, self._create_unit("X").ids)]).id}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._change(termination, values)

    def test_lr2_3_handback_is_recorded_until_it_is_closed(self):
        """The specialist records condition and day, also after the end; then it stays as it is."""
        lease = self._lease_in("active")
        termination = self._termination_in("scheduled", lease)
        seen = self._as(termination, self.specialist)
        self.assertGreaterEqual(len(seen.check_ids), 5)
        with freeze_time("2027-06-16"):
            lease._end_expired()
        seen.check_ids[0].write({"condition": "damaged", "note": "Crack"})
        seen.write({"date_handed_back": "2027-06-16"})
        for change in (
            lambda: seen.check_ids[0].write({"condition": "good"}),
            lambda: seen.write({"date_handed_back": "2027-06-17"}),
            seen.check_ids[0].unlink,
        ):
            with self.assertRaises(TerminationRefused):
                change()

    def test_l4_2_renewal_signed_in_advance_ends_with_it(self):
        """What was to follow does not stand alone: neither its unit nor its billing."""
        lease = self._lease_in("active")
        renewal = self._bring_to(self._renew(lease), "active")
        self._termination_in("scheduled", lease)
        self.assertFalse(self._get_days(renewal))
        self.assertEqual(renewal.sudo().contract_id.contract_line_ids.mapped("is_canceled"), [True, True])
        self.assertFalse(renewal.sudo().contract_id.recurring_next_date)
        with freeze_time("2027-06-16"):
            (lease | renewal)._end_expired()
        self.assertEqual((lease | renewal).mapped("end_reason"), ["terminated", "terminated"])

    def test_l4_2_amendment_waits_for_the_termination_under_way(self):
        """An amendment does not come into force while the end of its lease is being decided."""
        lease = self._lease_in("active")
        amendment = self._bring_to(self._amend(lease), "tenant_signed")
        termination = self._termination_in("legal_review", lease)
        with self.assertRaises(UserError) as caught:
            self._countersign(amendment)
        self.assertEqual(caught.exception.reason, "termination_open")
        self._as(termination, self.specialist)._cancel("Stays")
        self._countersign(amendment)
        self.assertEqual(amendment.state, "active")

    def test_approvers_see_what_was_submitted_tenants_nothing(self):
        """Legal and leaders from submission on; the portal reads through its own pages only."""
        termination = self._terminate(self._lease_in("active"))
        for user in (self.legal, self.leader):
            self.assertFalse(self._as(termination, user).search([("id", "=", termination.id)]))
        self._submit(termination)
        for user in (self.legal, self.leader):
            self.assertTrue(self._as(termination, user).search([("id", "=", termination.id)]))
            self.assertTrue(self._as(termination, user).check_ids.mapped("name"))
        with self.assertRaises(UserError):
            self._as(termination, self.tenant).read(["reason"])

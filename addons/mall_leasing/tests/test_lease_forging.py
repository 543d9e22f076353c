from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from ..core.lease import TRANSITIONS
from ..lease_reasons import LeaseFieldGated, LeaseNotSignable, LeaseRefused
from ..models.lease.mall_lease import GATED_FIELDS, LEASE_STATES, SYSTEM_FIELDS
from .lease_common import LeaseCase

REFUSALS = UserError  # AccessError included


@tagged("-at_install", "post_install")
class TestLeaseForging(LeaseCase):
    """L4.2 cannot be faked: whatever a client sends, the state and the signatures follow the gate alone."""

    def _get_personas(self):
        return (self.specialist, self.manager, self.legal, self.leader, self.tenant)

    def test_l4_2_state_cannot_be_written_by_anyone(self):
        """From each state to each other, as each role and as the system: writing the state is refused."""
        for source in ("draft", "legal_review", "leadership_approval", "to_sign", "tenant_signed", "active"):
            lease = self._lease_in(source, unit_ids=[(6, 0, self._create_unit(code=source).ids)])
            for target, _label in LEASE_STATES:
                for user in (*self._get_personas(), self.env.ref("base.user_root")):
                    if target == source:
                        continue
                    with self.subTest(move=(source, target), user=user.login), self.assertRaises(REFUSALS):
                        self._as(lease, user).write({"state": target})
            self.assertEqual(lease.state, source)

    def test_l4_2_each_move_is_refused_to_the_wrong_role(self):
        """Each move of the table, tried by each role it is not for."""
        may = {
            "drafter": self.specialist | self.manager,
            "manager": self.manager,
            "approval": self.env["res.users"],
            "clock": self.env["res.users"],
            "tenant": self.tenant,
            "leader": self.leader,
        }
        sources = ("draft", "legal_review", "leadership_approval", "to_sign", "tenant_signed", "active")
        leases = {state: self._lease_in(state, unit_ids=[(6, 0, self._create_unit(code=state).ids)]) for state in sources}
        for (source, target), rule in TRANSITIONS.items():
            for user in self._get_personas():
                if user in may[rule.role]:
                    continue
                with self.subTest(move=(source, target), user=user.login), self.assertRaises(LeaseRefused) as caught:
                    self._as(leases[source], user)._move_to(target)
                self.assertEqual(caught.exception.reason, f"role_{rule.role}")
            self.assertEqual(leases[source].state, source)

    def test_state_from_context_is_ignored(self):
        """A default in the context makes no approved lease."""
        for state in ("to_sign", "active"):
            self.assertEqual(self._draft_with_context(default_state=state).state, "draft")

    def test_gated_defaults_from_context_are_ignored(self):
        """No default in the context signs, freezes or numbers a lease."""
        lease = self._draft_with_context(
            default_tenant_signed_by="Forged",
            default_tenant_signed_on="2026-01-01 00:00:00",
            default_document_sha256="0" * 64,
            default_origin="rent_roll",
            default_name="L/1900/0001",
            default_access_token="guessable",
            default_submitted_datetime="2026-01-01 00:00:00",
        )
        self.assertFalse(lease.tenant_signed_by)
        self.assertFalse(lease.tenant_signed_on)
        self.assertFalse(lease.document_sha256)
        self.assertFalse(lease.submitted_datetime)
        self.assertFalse(lease.sudo().access_token)
        self.assertEqual(lease.origin, "deal")
        self.assertNotEqual(lease.name, "L/1900/0001")

    def _draft_with_context(self, **context):
        model = self._as(self.env["mall.lease"], self.specialist).with_context(**context)
        return model.create({"property_id": self.property.id, "date_end": "2030-01-01"})

    def test_copy_starts_as_draft(self):
        """A copy of an active lease is a draft without signatures; forced defaults are refused."""
        lease = self._as(self._lease_in("active"), self.specialist)
        copy = lease.copy()
        self.assertEqual(copy.state, "draft")
        for name in SYSTEM_FIELDS - {"state", "name", "origin", "kind"}:
            self.assertFalse(copy.sudo()[name], name)
        self.assertEqual(copy.kind, "new")
        self.assertEqual(copy.charge_ids.mapped("amount"), lease.charge_ids.mapped("amount"))
        self.assertEqual(copy.charge_ids.step_ids.mapped("amount"), [55000])
        for forged in ({"state": "active"}, {"tenant_signed_by": "x"}, {"document_sha256": "x"}):
            with self.assertRaises(REFUSALS):
                lease.copy(forged)

    def test_import_makes_drafts_only(self):
        """load() is no way round: neither into a later state nor over a signature."""
        model = self._as(self.env["mall.lease"], self.specialist)
        lease = self._lease_in("to_sign")
        for header, row in (
            (["date_end", "state"], ["2030-01-01", "active"]),
            (["date_end", "tenant_signed_by"], ["2030-01-01", "Forged"]),
            ([".id", "state"], [str(lease.id), "tenant_signed"]),
            ([".id", "document_sha256"], [str(lease.id), "0" * 64]),
        ):
            with self.subTest(header):
                result = model.load(header, [row])
                self.assertFalse(result["ids"])
                self.assertTrue(result["messages"])
        self.assertEqual(lease.state, "to_sign")

    def test_l4_2_signature_fields_cannot_be_written(self):
        """Signatures, fingerprint, numbers and stamps: refused to every role, and to code in superuser mode."""
        lease = self._lease_in("to_sign")
        values = dict.fromkeys(SYSTEM_FIELDS - {"state"}, "1") | {
            "tenant_signed_on": "2026-01-01 00:00:00",
            "landlord_signed_on": "2026-01-01 00:00:00",
            "submitted_datetime": "2026-01-01 00:00:00",
            "moved_datetime": "2026-01-01 00:00:00",
            "tenant_signature": self.signature,
            "landlord_signature": self.signature,
            "tenant_signed_by_id": self.tenant.id,
            "landlord_signed_by_id": self.leader.id,
            "moved_by_id": self.leader.id,
            "document_attachment_id": 1,
            "signed_attachment_id": 1,
            "contract_id": 1,
        }
        for name, value in values.items():
            for user in self._get_personas():
                with self.subTest(field=name, user=user.login), self.assertRaises(REFUSALS):
                    self._as(lease, user).write({name: value})
            if name in GATED_FIELDS:
                with self.subTest(field=name, user="superuser"), self.assertRaises(LeaseFieldGated):
                    lease.sudo().write({name: value})
        self.assertEqual(lease.state, "to_sign")

    def test_l4_2_signing_twice_changes_nothing(self):
        """A double click signs once."""
        lease = self._lease_in("to_sign")
        self.assertTrue(self._sign(lease, name="First"))
        stamp = lease.tenant_signed_on
        self.assertFalse(self._sign(lease, name="Second"))
        self.assertEqual((lease.tenant_signed_by, lease.tenant_signed_on), ("First", stamp))
        self.assertTrue(self._countersign(lease))
        contract, copy = lease.contract_id, lease.signed_attachment_id
        self.assertFalse(self._countersign(lease))
        self.assertFalse(self._sign(lease))
        self.assertEqual((lease.contract_id, lease.signed_attachment_id), (contract, copy))

    def test_l4_2_only_the_tenant_signs_for_the_tenant(self):
        """Neither another tenant nor anybody of the house signs in the tenant's place."""
        lease = self._lease_in("to_sign")
        stranger = self._create_user("t_stranger", "base.group_portal")
        for user in (stranger, self.specialist, self.manager, self.legal, self.leader, self.env.ref("base.public_user")):
            with self.subTest(user.login), self.assertRaises(LeaseNotSignable) as caught:
                self._sign(lease, user)
            self.assertEqual(caught.exception.reason, "role_tenant")
        self.assertEqual(lease.state, "to_sign")

    def test_l4_2_only_a_leader_countersigns(self):
        """The countersignature is the leader's: the page itself is closed to others."""
        lease = self._lease_in("tenant_signed")
        for user in (self.specialist, self.manager, self.legal):
            with self.assertRaises(LeaseRefused) as caught:
                self._countersign(lease, user)
            self.assertEqual(caught.exception.reason, "role_leader")
            with self.assertRaises(AccessError):
                self._as(self.env["mall.lease.countersign"], user).create({"lease_id": lease.id})
        with self.assertRaises(AccessError):
            self._countersign(lease, self.tenant.copy({"login": "t_other", "partner_id": False, "name": "Other"}))

    def test_l4_2_leader_countersigns_on_his_page(self):
        """The page shows fingerprint and signer, and needs a drawn signature."""
        lease = self._lease_in("tenant_signed")
        page = self._as(self.env["mall.lease.countersign"], self.leader).create({"lease_id": lease.id})
        self.assertEqual(page.document_sha256, lease.document_sha256)
        with self.assertRaises(LeaseNotSignable) as caught:
            page.action_countersign()
        self.assertEqual(caught.exception.reason, "signature_missing")
        page.signature = self.signature
        page.action_countersign()
        self.assertEqual(lease.state, "active")

    def test_l4_2_bad_signature_is_refused_in_one_sentence(self):
        """No name, no picture, or something that is no picture: each is said."""
        lease = self._lease_in("to_sign")
        for name, signature, reason in (
            ("", self.signature, "signature_missing"),
            ("  ", self.signature, "signature_missing"),
            ("Wu", "", "signature_missing"),
            ("Wu", "not base64!", "signature_unreadable"),
            ("Wu", "aGVsbG8=", "signature_unreadable"),
        ):
            with self.subTest(name=name, signature=signature), self.assertRaises(LeaseNotSignable) as caught:
                self._sign(lease, name=name, signature=signature)
            self.assertEqual(caught.exception.reason, reason)

    def test_l4_2_altered_document_is_not_signed(self):
        """A byte changed in the frozen file: neither the tenant nor the landlord signs it."""
        lease = self._lease_in("to_sign")
        original = lease.document_attachment_id.raw
        lease.document_attachment_id.sudo().raw = original + b" "
        with self.assertRaises(LeaseNotSignable) as caught:
            self._sign(lease)
        self.assertEqual(caught.exception.reason, "document_altered")
        lease.document_attachment_id.sudo().raw = original
        self._sign(lease)
        lease.document_attachment_id.sudo().raw = original + b" "
        with self.assertRaises(LeaseNotSignable) as caught:
            self._countersign(lease)
        self.assertEqual(caught.exception.reason, "document_altered")
        self.assertEqual(lease.state, "tenant_signed")

    def test_frozen_document_is_closed_to_the_drafter(self):
        """Who may write the lease may neither rewrite nor delete its frozen file."""
        lease = self._lease_in("to_sign")
        attachment = lease.document_attachment_id
        for user in (self.specialist, self.manager):
            for attempt in (
                lambda attachment: attachment.write({"raw": b"other"}),
                lambda attachment: attachment.write({"res_id": 0}),
                lambda attachment: attachment.unlink(),
            ):
                with self.assertRaises(LeaseRefused) as caught:
                    attempt(self._as(attachment, user))
                self.assertEqual(caught.exception.reason, "document_frozen")
        self.assertTrue(lease._is_document_intact())

    def test_gate_methods_are_not_callable_from_outside(self):
        """What moves and signs leases is private: no client can call it by name."""
        for name in ("_move_to", "_gate_write", "_sign_as_tenant", "_countersign", "_cancel", "_create_from_rent_roll"):
            with self.assertRaises(AccessError):
                get_public_method(self.env["mall.lease"], name)

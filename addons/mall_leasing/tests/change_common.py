"""Builders of the tests of changes: a lease in force, its amendment, renewal, assignment or early end."""

from datetime import date

from .lease_common import LeaseCase


class ChangeCase(LeaseCase):
    """``self._amend(lease, "2027-04-01")`` and the like; the lease in force runs through 2027 at 50,000, 55,000 from July."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_partner = cls.env["res.partner"].create(
            {"name": "Incoming Tenant Co.", "is_company": True, "lang": "en_US", "email": "in@example.com"}
        )
        cls.other_tenant = cls._create_user("t_incoming", "base.group_portal")
        cls.other_tenant.partner_id.parent_id = cls.other_partner

    def _change_lease(self, lease, kind, start, end="2027-12-31", user=None, **values):
        """Start a change as its wizard does and return the draft."""
        wizard = self._as(self.env["mall.lease.change"], user or self.specialist).create(
            {"lease_id": lease.id, "kind": kind, "date_effective": start, "date_end": end, "reason": "Agreed.", **values}
        )
        return self.env["mall.lease"].browse(wizard.action_start_change()["res_id"])

    def _amend(self, lease, start="2027-04-01", **values):
        return self._change_lease(lease, "amendment", start, **values)

    def _renew(self, lease, start="2028-01-01", end="2028-12-31", **values):
        return self._change_lease(lease, "renewal", start, end, **values)

    def _assign(self, lease, start="2027-04-01", **values):
        values.setdefault("partner_id", self.other_partner.id)
        return self._change_lease(lease, "assignment", start, **values)

    def _consent(self, lease, user=None, name="Wu Ya-ting"):
        return self._as(lease, user or self.tenant)._consent_as_outgoing(name, self.signature, "192.0.2.8")

    def _bring_to(self, lease, state):
        """Bring a drafted successor to a state by the people whose move it is; an assignment with its consent."""
        tenant = self.tenant if lease.partner_id == self.tenant_partner else self.other_tenant
        moves = {
            "legal_review": lambda: self._submit(lease),
            "leadership_approval": lambda: self._approve(lease, self.legal),
            "to_sign": lambda: self._approve(lease, self.leader),
            "tenant_signed": lambda: self._sign(lease, tenant),
            "active": lambda: self._countersign(lease),
        }
        for target, move in moves.items():
            if target == "active" and lease.kind == "assignment":
                self._consent(lease)
            move()
            self.assertEqual(lease.state, target)
            if target == state:
                break
        return lease

    def _get_days(self, lease):
        """Return {unit code: (first day, last day)} of what keeps units for a lease."""
        rows = self.env["mall.unit.occupancy"].search([("lease_id", "=", lease.id), ("active", "=", True)])
        return {row.unit_id.code: (row.date_from, row.date_to) for row in rows}

    # === terminations === #

    def _terminate(self, lease, user=None, **values):
        """Return a complete draft: mutual, last day 15 June 2027, no penalty."""
        defaults = {
            "lease_id": lease.id,
            "initiator": "mutual",
            "reason": "The concept moves on.",
            "date_notice": "2027-03-01",
            "date_last": "2027-06-15",
        }
        return self._as(self.env["mall.lease.termination"], user or self.specialist).create({**defaults, **values})

    def _acknowledge(self, termination, user=None):
        return self._as(termination, user or self.tenant)._acknowledge_as_tenant("Wu Ya-ting", self.signature, "192.0.2.9")

    def _termination_in(self, state, lease, **values):
        """Return a termination that its people have brought to a state."""
        termination = self._terminate(lease, **values)
        moves = {
            "legal_review": lambda: self._submit(termination),
            "leadership_approval": lambda: self._approve(termination, self.legal),
            "to_acknowledge": lambda: self._approve(termination, self.leader),
            "scheduled": lambda: self._acknowledge(termination),
        }
        for target, move in moves.items():
            if termination.state == state:
                break
            move()
            self.assertEqual(termination.state, target)
        return termination


def day(text):
    """Return a date from its ISO form."""
    return date.fromisoformat(text)

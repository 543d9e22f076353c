from odoo import models
from odoo.fields import Domain

from ...core.change import REPLACING_KINDS
from ..lease.mall_lease_obligation import OPEN_STATES


class MallLease(models.Model):
    """What both sides still owe where one lease follows another: nothing is asked twice. Clause: L4.1, LR2.3."""

    _inherit = "mall.lease"

    def _list_starting_terms(self):
        """Leave out what an amended lease has seen fulfilled; what recurs begins with the successor's own term."""
        successors = self.filtered("predecessor_id")
        found = super(MallLease, self - successors)._list_starting_terms()
        if not successors:
            return found
        successors._void_superseded()
        settled, today = successors._list_settled(), self._get_today()
        for term in successors.obligation_term_ids:
            lease = term.lease_id
            if term.recurrence != "once":
                found.append((term, max(today, lease.date_start)))
            elif (lease, term._get_identity()) not in settled:
                found.append((term, today))
        return found

    def _void_superseded(self):
        """Let lapse what falls due under a predecessor once its successor has begun.

        An amendment or assignment says all that is agreed from its first day on, also by what it leaves out. A renewal
        takes over what it says itself: the duties at the end of the old term stay where it is silent about them.
        """
        lapsed = self.env["mall.lease.obligation"]
        pending = self.predecessor_id.obligation_ids.filtered(lambda duty: duty.state in OPEN_STATES)
        for lease in self:
            own = {term._get_identity() for term in lease.obligation_term_ids}
            replaced = lease.kind in REPLACING_KINDS
            lapsed += pending.filtered(
                lambda duty, lease=lease, own=own, replaced=replaced: duty.lease_id == lease.predecessor_id
                and duty.date_due >= lease.date_start
                and (duty._get_identity() in own or (replaced and duty.term_id))
            )
        reason = self.env._("Another lease has taken its place.")
        self.predecessor_id._void_obligations(reason, Domain("id", "in", lapsed.ids))

    def _list_settled(self):
        """Return {(lease, identity)} of what is due once and was fulfilled, waived or is still pending under the leases
        that amendments go back to."""
        return {
            (lease, duty._get_identity())
            for lease in self.filtered(lambda lease: lease.kind == "amendment")
            for duty in lease._get_amended().obligation_ids
            if duty.state != "void" and duty.recurrence in (False, "once")
        }

    def _get_amended(self):
        """Return the leases that an amendment goes back to, the last first."""
        self.ensure_one()
        former = found = self.predecessor_id
        while former.kind == "amendment":
            former = former.predecessor_id
            found |= former
        return found

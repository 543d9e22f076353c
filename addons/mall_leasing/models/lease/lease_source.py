from odoo import api, models

from ...exceptions import OfferMoveRefused
from ...lease_reasons import LeaseFieldGated, LeaseRefused

SOURCE_FIELDS = frozenset({"lead_id", "offer_id"})


class MallLease(models.Model):
    """Where a lease comes from: talks and an offer its drafter has a right to, for good once it was submitted."""

    _inherit = "mall.lease"

    @api.model_create_multi
    def create(self, vals_list):
        """Create leases from talks and offers that are the drafter's own or the team's.

        :raises AccessError: if the lead or the offer is not the drafter's to write
        :raises OfferMoveRefused: if the offer is not accepted
        :raises LeaseRefused: if the offer was made in other talks
        Clause: L4.1
        """
        leases = super().create(vals_list)
        leases._check_source()
        return leases

    def write(self, vals):
        """Write; the offer of a lease never changes, its lead no longer once the lease was submitted.

        :raises LeaseFieldGated: naming the field
        Clause: L4.1
        """
        changing = SOURCE_FIELDS.intersection(vals)
        if not changing or self.env.su:
            return super().write(vals)
        self._check_source_open(vals)
        result = super().write(vals)
        self._check_source()
        return result

    def _check_source_open(self, vals):
        for name in sorted(SOURCE_FIELDS.intersection(vals)):
            for lease in self.filtered(lambda lease, name=name: lease[name].id != (vals[name] or False)):
                if name == "offer_id" or lease.offer_id or lease.state != "draft" or lease.submitted_datetime:
                    label = lease._fields[name]._description_string(self.env)
                    raise LeaseFieldGated(self.env, "gated_field", "L4.1", field=label, lease=lease.display_name)

    def _check_source(self):
        """Refuse a source that is not the user's: a lease takes over the units its offer holds and moves its lead on."""
        if self.env.su:
            return
        (self.lead_id | self.offer_id.lead_id).check_access("write")
        self.offer_id.check_access("write")
        for lease in self.filtered("offer_id"):
            if lease.offer_id.state != "accepted":
                raise OfferMoveRefused(
                    self.env._("No lease can be drafted from %(offer)s: it is not accepted. (L4.1)", offer=lease.offer_id.name)
                )
            if lease.offer_id.lead_id != lease.lead_id:
                raise LeaseRefused(self.env, "offer_elsewhere", "L4.1", lease=lease.display_name)

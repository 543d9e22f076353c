from odoo import models

from ...core.floor_plan import rent_changes


class MallLease(models.Model):
    """What the plan is told of the money; the caller has searched by the user's own right."""

    _inherit = "mall.lease"

    def _get_plan_rents(self):
        """Return the base rent per m2 and month of each lease, from each day on which it changes.

        :return: {lease_id: [[day, amount], ...]}, company currency
        """
        rents = {}
        for lease in self:
            charges = lease.charge_ids.filtered(lambda charge: charge.kind == "base_rent")
            changes = rent_changes([charge._get_plan_rows() for charge in charges])
            rents[lease.id] = [[day.isoformat(), round(amount, 2)] for day, amount in changes]
        return rents

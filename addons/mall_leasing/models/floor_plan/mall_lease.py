from odoo import models

from ...core.floor_plan import rent_changes


class MallLease(models.Model):
    """What the plan is told of the money; the caller has searched by the user's own right."""

    _inherit = "mall.lease"

    def _get_plan_rents(self):
        """Return the base rent per m2 and month of each lease, from each day on which it changes.

        :return: {lease_id: [[day, amount], ...]}, company currency
        """
        # all charges at once: those of one lease after the other would cost a query for each
        charges = self.charge_ids.filtered(lambda charge: charge.kind == "base_rent").grouped("lease_id")
        return {lease.id: lease._get_plan_rent(charges.get(lease, ())) for lease in self}

    def _get_plan_rent(self, charges):
        changes = rent_changes([charge._get_plan_rows() for charge in charges])
        return [[day.isoformat(), round(amount, 2)] for day, amount in changes]

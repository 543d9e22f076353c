from odoo import fields, models

#: A change of these moves the units' occupancy along.
PREMISES_FIELDS = frozenset({"unit_ids", "date_start", "date_end", "date_handover", "partner_id"})


class MallLease(models.Model):
    """The lease's hold on its units."""

    _inherit = "mall.lease"

    occupancy_ids = fields.One2many(
        "mall.unit.occupancy",
        "lease_id",
        string="Occupancy",
        context={"active_test": True},  # whatever a client's context says, a released row keeps nothing
        groups="base.group_user",
        help="What keeps the units for this lease, from submission on.",
    )

    def write(self, vals):
        """Keep the units' occupancy on the terms while these are still talked about.

        :raises UnitTaken: if a unit has another occupant in the new term
        """
        result = super().write(vals)
        if PREMISES_FIELDS.intersection(vals):
            # sudo: whether a lease stands submitted is read for the gate alone; back in draft it keeps no unit
            standing = self.filtered(lambda lease: lease.sudo().submitted_datetime and lease.sudo().state != "draft")
            standing._secure_occupancy()
        return result

    def _secure_occupancy(self):
        """Take the units for the leases: what their offers hold becomes theirs, the rest is reserved.

        :raises UnitTaken: if a unit has another occupant in the term
        Clause: L4.1
        """
        # sudo: nobody may write occupancy; the lease's gate lends it after it has checked the lease
        occupancy, leases = self.env["mall.unit.occupancy"].sudo(), self.sudo()
        for lease in leases:
            occupancy._convert_to_lease(lease)

    def _release_occupancy(self, reason):
        """Give the units of the leases free; what was taken is kept as history."""
        # sudo: as in _secure_occupancy
        occupancy = self.env["mall.unit.occupancy"].sudo()
        occupancy.search([("lease_id", "in", self.ids)])._release(reason)

    def _set_trading_days(self):
        """Tell the occupancy of leases that now bind both sides when their shops open."""
        # sudo: as in _secure_occupancy
        for date, leases in self.sudo().grouped("date_opening").items():
            if date:
                leases.occupancy_ids.write({"date_trading": date})

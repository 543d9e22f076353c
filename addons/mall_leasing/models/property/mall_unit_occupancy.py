from odoo import api, fields, models
from odoo.fields import Domain


class MallUnitOccupancy(models.Model):
    """Who has a unit from when to when: the one place that proves one unit has one occupant."""

    _name = "mall.unit.occupancy"
    _description = "Unit Occupancy"
    _order = "unit_id, date_from, id"
    _rec_name = "unit_id"

    unit_id = fields.Many2one("mall.unit", required=True, index=True, ondelete="restrict", readonly=True)
    property_id = fields.Many2one(
        related="unit_id.property_id", store=True, index=True, precompute=True, help="The mall of the unit."
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True, precompute=True)
    kind = fields.Selection(
        [("hold", "Hold"), ("lease", "Lease")],
        required=True,
        readonly=True,
        help="Hold: kept free for an accepted offer until it expires. Lease: bound by a lease.",
    )
    date_from = fields.Date(required=True, readonly=True, help="First day the unit is taken.")
    date_to = fields.Date(readonly=True, help="Last day the unit is taken; empty means without end.")
    date_trading = fields.Date(
        string="Opening Day", readonly=True, help="First day of trade; empty while it is unknown."
    )
    date_expiry = fields.Date(
        string="Hold Until", readonly=True, help="Last day a hold stands; afterwards it is released."
    )
    partner_id = fields.Many2one(
        "res.partner", string="Occupant", index="btree_not_null", readonly=True, help="Tenant, or tenant to be."
    )
    active = fields.Boolean(default=True, readonly=True, help="Released occupancies are archived, never deleted.")
    released_reason = fields.Char(readonly=True, help="Why the unit was given free before its time.")

    # int4range instead of "unit_id WITH =" spares the btree_gist extension.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(unit_id, unit_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (active)",
        "The unit is already taken in that period.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "An occupancy cannot end before it begins.",
    )

    @api.model
    def _get_date_domain(self, date):
        """Return the domain of the occupancies that cover a day (both ends inclusive)."""
        return (
            Domain("active", "=", True)
            & Domain("date_from", "<=", date)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )

    @api.model
    def _get_state_domain(self, state, date):
        """Return the domain of the occupancies that put their unit into a state on a day.

        :param str state: held, let, fit_out or trading
        """
        lease = Domain("kind", "=", "lease")
        rules = {
            "held": Domain("kind", "=", "hold"),
            "let": lease & Domain("date_trading", "=", False),
            "fit_out": lease & Domain("date_trading", ">", date),
            "trading": lease & Domain("date_trading", "<=", date),
        }
        return self._get_date_domain(date) & rules.get(state, Domain.FALSE)

    def _get_state(self, date):
        """Return the state this occupancy gives its unit on a day inside its period."""
        self.ensure_one()
        if self.kind == "hold":
            return "held"
        if not self.date_trading:
            return "let"
        return "fit_out" if date < self.date_trading else "trading"

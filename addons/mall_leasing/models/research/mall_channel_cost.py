from odoo import api, fields, models


class MallChannelCost(models.Model):
    """What a channel cost in a month: stands at fairs, advertisements, telephone lists. Clause: L2.1."""

    _name = "mall.channel.cost"
    _description = "Channel Cost"
    _inherit = ["mall.bounds.mixin"]
    _order = "date_month desc, medium_id, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, help="Who paid."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    medium_id = fields.Many2one(
        "utm.medium",
        string="Channel",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_leasing_channel', '=', True)]",
        help="The channel the money was spent on.",
    )
    date_month = fields.Date(
        string="Month",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Any day of the month; kept as its first.",
    )
    property_id = fields.Many2one(
        "mall.property", index="btree_not_null", check_company=True, help="The mall it was spent for; empty: for all."
    )
    amount = fields.Monetary(required=True, help="Spent in the month, company currency, without tax.")
    note = fields.Char(help="What the money bought.")

    _month_first = models.Constraint(
        "CHECK (EXTRACT(DAY FROM date_month) = 1)", "The cost of a channel is kept on the first day of its month."
    )
    _month_uniq = models.UniqueIndex(
        "(company_id, medium_id, date_month, COALESCE(property_id, 0))",
        "The cost of this channel in this month is entered already: change that entry instead.",
    )
    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "The cost of a channel cannot be negative.")

    @api.depends("medium_id", "date_month")
    def _compute_display_name(self):
        for cost in self:
            month = cost.date_month and cost.date_month.strftime("%Y-%m")
            cost.display_name = " ".join(filter(None, (cost.medium_id.name, month)))

    @api.model_create_multi
    def create(self, vals_list):
        """Create costs, each on the first day of its month."""
        return super().create([self._with_first_day(vals) for vals in vals_list])

    def write(self, vals):
        """Write costs, keeping them on the first day of their month."""
        return super().write(self._with_first_day(vals))

    @api.model
    def _with_first_day(self, vals):
        self._check_bounds(vals)  # before arithmetic with a day nobody can work with
        day = fields.Date.to_date(vals.get("date_month"))
        return {**vals, "date_month": day.replace(day=1)} if day else vals

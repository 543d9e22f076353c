from odoo import fields, models


class MallUnit(models.Model):
    """What the leasing plan reckons with for a unit."""

    _inherit = "mall.unit"

    rent_budget = fields.Monetary(
        string="Planned Rent per m²",
        tracking=True,
        aggregator="avg",
        help="Base rent the plan reckons with per m² of net area and month, company currency, without tax; "
        "offers are measured against it.",
    )

    _rent_budget_not_negative = models.Constraint(
        "CHECK (rent_budget >= 0)", "A unit's planned rent cannot be negative."
    )

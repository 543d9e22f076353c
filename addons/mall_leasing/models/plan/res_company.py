from odoo import fields, models


class ResCompany(models.Model):
    """What the forecast assumes where nothing is negotiated yet."""

    _inherit = "res.company"

    leasing_forecast_months = fields.Integer(
        string="Forecast Term (Months)",
        default=24,
        help="Length of lease the forecast reckons with for leads that have no offer yet.",
    )

    _leasing_forecast_months_positive = models.Constraint(
        "CHECK (leasing_forecast_months > 0 AND leasing_forecast_months <= 600)",
        "The forecast needs a term between 1 and 600 months.",
    )


class ResConfigSettings(models.TransientModel):
    """The forecast's assumption on the settings page."""

    _inherit = "res.config.settings"

    leasing_forecast_months = fields.Integer(related="company_id.leasing_forecast_months", readonly=False)

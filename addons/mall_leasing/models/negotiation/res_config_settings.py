from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .mall_offer_hold import DEFAULT_HOLD_DAYS


class ResConfigSettings(models.TransientModel):
    """Settings of the negotiation."""

    _inherit = "res.config.settings"

    mall_leasing_hold_days = fields.Integer(
        string="Hold Days",
        default=DEFAULT_HOLD_DAYS,
        config_parameter="mall_leasing.hold_days",
        help="How many days an accepted offer keeps its units free, the day of acceptance not counted.",
    )

    @api.constrains("mall_leasing_hold_days")
    def _check_mall_leasing_hold_days(self):
        if any(settings.mall_leasing_hold_days < 1 for settings in self):
            raise ValidationError(self.env._("An accepted offer must hold its units for at least one day."))

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .obligation_clock import DEFAULT_OBLIGATION_DAYS


class ResConfigSettings(models.TransientModel):
    """Settings of the obligations."""

    _inherit = "res.config.settings"

    mall_leasing_obligation_days = fields.Integer(
        string="Notice of Obligations",
        default=DEFAULT_OBLIGATION_DAYS,
        config_parameter="mall_leasing.obligation_days",
        help="How many days before an obligation falls due its responsible is told.",
    )

    @api.constrains("mall_leasing_obligation_days")
    def _check_mall_leasing_obligation_days(self):
        if any(not 0 <= settings.mall_leasing_obligation_days <= 365 for settings in self):
            raise ValidationError(self.env._("Obligations are announced between 0 and 365 days before they fall due."))

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .mall_offer_hold import DEFAULT_HOLD_DAYS
from .mall_offer_hold_chase import DEFAULT_CHASE_DAYS
from .mall_offer_value import DEFAULT_DISCOUNT_PERCENT


class ResConfigSettings(models.TransientModel):
    """Settings of the negotiation."""

    _inherit = "res.config.settings"

    mall_leasing_hold_days = fields.Integer(
        string="Hold Days",
        default=DEFAULT_HOLD_DAYS,
        config_parameter="mall_leasing.hold_days",
        help="How many days an accepted offer keeps its units free, the day of acceptance not counted.",
    )
    mall_leasing_hold_chase_days = fields.Integer(
        string="Hold Reminder Days",
        default=DEFAULT_CHASE_DAYS,
        config_parameter="mall_leasing.hold_chase_days",
        help="How many days before a hold's last day the specialist is reminded of it.",
    )
    mall_leasing_discount_percent = fields.Float(
        string="Discount Rate (%)",
        default=DEFAULT_DISCOUNT_PERCENT,
        config_parameter="mall_leasing.discount_percent",
        help="Interest per year at which later rent counts less when offers are compared.",
    )

    @api.constrains("mall_leasing_hold_days")
    def _check_mall_leasing_hold_days(self):
        if any(settings.mall_leasing_hold_days < 1 for settings in self):
            raise ValidationError(self.env._("An accepted offer must hold its units for at least one day."))

    @api.constrains("mall_leasing_hold_chase_days")
    def _check_mall_leasing_hold_chase_days(self):
        if any(settings.mall_leasing_hold_chase_days < 1 for settings in self):
            raise ValidationError(self.env._("A reminder comes at least one day before the hold's last day."))

    @api.constrains("mall_leasing_discount_percent")
    def _check_mall_leasing_discount_percent(self):
        if any(not 0 < settings.mall_leasing_discount_percent <= 100 for settings in self):
            raise ValidationError(self.env._("The discount rate lies above 0 and is at most 100 % a year."))

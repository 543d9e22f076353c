from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.critical_dates import parse_thresholds
from .lease_deposit import DEFAULT_REFUND_DAYS
from .lease_deposit_chase import DEFAULT_DEPOSIT_DAYS
from .mall_lease_critical_date import DEFAULT_THRESHOLDS


class ResConfigSettings(models.TransientModel):
    """Settings of deposits and critical dates."""

    _inherit = "res.config.settings"

    mall_deposit_account_id = fields.Many2one(related="company_id.mall_deposit_account_id", readonly=False)
    mall_leasing_deposit_days = fields.Integer(
        string="Deposit Reminder Days",
        default=DEFAULT_DEPOSIT_DAYS,
        config_parameter="mall_leasing.deposit_days",
        help="How many days after a lease is in force the specialist is told that its deposit is missing.",
    )
    mall_leasing_deposit_refund_days = fields.Integer(
        string="Deposit Refund Days",
        default=DEFAULT_REFUND_DAYS,
        config_parameter="mall_leasing.deposit_refund_days",
        help="How many days after the last day of a lease its deposit has to be settled.",
    )
    mall_leasing_expiry_notice_days = fields.Char(
        string="Expiry Reminders",
        default=DEFAULT_THRESHOLDS["expiry"],
        config_parameter="mall_leasing.expiry_notice_days",
        help="Days before a lease expires on which somebody is reminded; the last one goes to the manager.",
    )

    @api.constrains("mall_leasing_deposit_days", "mall_leasing_deposit_refund_days")
    def _check_deposit_days(self):
        if any(min(row.mall_leasing_deposit_days, row.mall_leasing_deposit_refund_days) < 1 for row in self):
            raise ValidationError(self.env._("Deposits are chased and refunded after one day at the earliest."))

    @api.constrains("mall_leasing_expiry_notice_days")
    def _check_expiry_notice_days(self):
        for settings in self:
            try:
                parse_thresholds(settings.mall_leasing_expiry_notice_days)
            except ValueError as error:
                raise ValidationError(
                    self.env._("The reminders of an expiry are whole numbers of days, at most ten, such as 180, 90, 60, 30.")
                ) from error

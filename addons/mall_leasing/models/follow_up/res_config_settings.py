from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .return_visit_cadence import DEFAULT_GRACE_DAYS, DEFAULT_MONTHS


class ResConfigSettings(models.TransientModel):
    """Settings of the follow-up."""

    _inherit = "res.config.settings"

    mall_leasing_return_visit_months = fields.Integer(
        string="Return Visit Every (Months)",
        default=DEFAULT_MONTHS,
        config_parameter="mall_leasing.return_visit_months",
        help="Months between two return visits, for trades that have no cadence of their own.",
    )
    mall_leasing_return_visit_grace_days = fields.Integer(
        string="Days of Grace",
        default=DEFAULT_GRACE_DAYS,
        config_parameter="mall_leasing.return_visit_grace_days",
        help="Days a planned visit may be overdue before the superior is told.",
    )

    @api.constrains("mall_leasing_return_visit_months", "mall_leasing_return_visit_grace_days")
    def _check_mall_leasing_return_visit(self):
        for settings in self:
            if not 1 <= settings.mall_leasing_return_visit_months <= 60:
                raise ValidationError(self.env._("A return visit is paid every 1 to 60 months."))
            if settings.mall_leasing_return_visit_grace_days < 1:
                raise ValidationError(self.env._("Give an overdue visit at least one day of grace."))

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_lead_contact import DEFAULT_CONTACT_DAYS


class ResConfigSettings(models.TransientModel):
    """Settings of the contact log."""

    _inherit = "res.config.settings"

    mall_leasing_contact_days = fields.Integer(
        string="Days without Contact",
        default=DEFAULT_CONTACT_DAYS,
        config_parameter="mall_leasing.contact_days",
        help="After how many days without contact an open lead asks its specialist to get in touch.",
    )

    @api.constrains("mall_leasing_contact_days")
    def _check_mall_leasing_contact_days(self):
        if any(settings.mall_leasing_contact_days < 1 for settings in self):
            raise ValidationError(self.env._("A lead can ask for contact after one day at the earliest."))

from odoo import fields, models


class UtmMedium(models.Model):
    """Tell the channels clients are developed through from the other media of marketing."""

    _inherit = "utm.medium"

    is_leasing_channel = fields.Boolean(
        string="Leasing Channel",
        help="Offered as a channel on leasing leads: telemarketing, web promotion, trade fairs, referrals.",
    )

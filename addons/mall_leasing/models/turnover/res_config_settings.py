from odoo import fields, models

from .lease_turnover import DUE_DAY, OUTLIER_PERCENT


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mall_sales_due_day = fields.Integer(
        string="Sales Due By",
        config_parameter="mall_leasing.sales_due_day",
        default=DUE_DAY,
        help="Day of the month, 1 to 28, by which tenants declare the sales of the month before; the day after they are reminded.",
    )
    mall_sales_outlier_percent = fields.Integer(
        string="Unusual Sales From",
        config_parameter="mall_leasing.sales_outlier_percent",
        default=OUTLIER_PERCENT,
        help="From which deviation from the former months' mean on declared sales get a hint, in percent.",
    )

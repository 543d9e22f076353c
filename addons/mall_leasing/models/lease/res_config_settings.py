from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mall_lease_terms = fields.Html(related="company_id.mall_lease_terms", readonly=False)

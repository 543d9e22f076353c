from odoo import fields, models


class CrmTeam(models.Model):
    """Mark the teams that let units: their leads pass the stages of leasing instead of those of sales."""

    _inherit = "crm.team"

    is_leasing = fields.Boolean(
        string="Leasing Team",
        help="The team's leads are prospective tenants: they use the leasing stages, offers and leases.",
    )

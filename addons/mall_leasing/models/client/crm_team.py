from odoo import api, fields, models


class CrmTeam(models.Model):
    """Mark the teams that let units: their leads pass the stages of leasing instead of those of sales."""

    _inherit = "crm.team"

    is_leasing = fields.Boolean(
        string="Leasing Team",
        help="The team's leads are prospective tenants: they use the leasing stages, offers and leases.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Give new leasing teams the leasing stages."""
        teams = super().create(vals_list)
        teams._join_leasing_stages()
        return teams

    def write(self, vals):
        """Give teams that become leasing teams the leasing stages."""
        result = super().write(vals)
        if vals.get("is_leasing"):
            self._join_leasing_stages()
        return result

    def _join_leasing_stages(self):
        """Add the leasing teams to the stages of the leasing procedure, which all of them share."""
        joining = self.filtered("is_leasing")
        if joining:
            stages = self.env["crm.stage"].search([("leasing_step", "!=", False)])
            stages.write({"team_ids": [fields.Command.link(team.id) for team in joining]})

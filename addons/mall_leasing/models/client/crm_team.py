from odoo import api, fields, models
from odoo.exceptions import UserError


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

    def unlink(self):
        """Delete teams; the stages all leasing teams share stay with the others."""
        stages = self.env["crm.stage"].search([("leasing_step", "!=", False), ("team_ids", "in", self.ids)])
        stages.write({"team_ids": [fields.Command.unlink(team.id) for team in self]})
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_clients(self):
        """Keep leasing teams that have clients: without a team their files would drop out of every pipeline."""
        # A client counts whether or not the caller may read it; only its number is told.
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        count = leads.search_count([("team_id", "in", self.filtered("is_leasing").ids)])
        if count:
            raise UserError(
                self.env._(
                    "%(team)s still has %(count)s leads: the leasing manager hands them over first. (LR1.3)",
                    team=", ".join(self.mapped("name")),
                    count=count,
                )
            )

    def _join_leasing_stages(self):
        """Add the leasing teams to the stages of the leasing procedure, which all of them share."""
        joining = self.filtered("is_leasing")
        if joining:
            stages = self.env["crm.stage"].search([("leasing_step", "!=", False)])
            stages.write({"team_ids": [fields.Command.link(team.id) for team in joining]})

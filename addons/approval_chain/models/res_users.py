from odoo import api, models
from odoo.fields import Domain

from ..core.chain import OPEN
from ..reasons import ApprovalError


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.constrains("active")
    def _check_active_approver(self):
        """Refuse to archive somebody without whom open approval steps could not be decided.

        :raises ApprovalError: last_approver, naming what waits
        """
        archived = self.filtered(lambda user: not user.active)
        orphans = archived and archived._get_orphaned_approval_steps()
        if orphans:
            raise ApprovalError(
                self.env,
                "last_approver",
                user=", ".join(archived.mapped("name")),
                steps=", ".join(f"{step.name} ({step.res_name})" for step in orphans[:5]),
            )

    def _get_orphaned_approval_steps(self):
        """Return the open steps that nobody is left to decide once these users are gone."""
        roles = self.env["res.groups"].sudo().search([("all_user_ids", "in", self.ids)])
        put_to_them = Domain("user_id", "in", self.ids) | Domain("group_id", "in", roles.ids)
        # sudo: the rule protects all open steps, also those the administrator may not read
        steps = self.env["approval.step"].sudo().search(Domain("state", "in", list(OPEN)) & put_to_them)
        return steps.filtered(lambda step: not step._get_members() - step.submitter_id - step.requested_by_id)

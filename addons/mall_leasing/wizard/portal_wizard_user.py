from odoo import models

from ..client_exceptions import PortalContactKept

MANAGER = "mall_leasing.group_mall_leasing_manager"


class PortalWizardUser(models.TransientModel):
    """A new portal login sees its company's leases: only who works with that tenant opens one. Clause: G3.1."""

    _inherit = "portal.wizard.user"

    def action_grant_access(self):
        """Open the portal to a contact; for tenants only to those who see one of their leases.

        :raises PortalContactKept: for a tenant of another team
        Clause: G3.1
        """
        self._check_tenant_known()
        return super().action_grant_access()

    def _check_tenant_known(self):
        """Refuse contacts of tenants whose leases are all closed to the user."""
        user = self.env.user
        if self.env.su or user.has_group(MANAGER) or user.has_group("base.group_erp_manager"):
            return
        company = self.partner_id.commercial_partner_id
        # sudo: whether the company has leases at all, so that the user's own view of them can be compared
        leases = self.env["mall.lease"].sudo().search([("partner_id", "child_of", company.ids)])
        if leases and not leases.with_env(self.env)._filtered_access("read"):
            raise PortalContactKept(
                self.env._(
                    "%(company)s is the tenant of another team: its own specialist or the leasing manager opens the portal to its people. (G3.1)",
                    company=company.name,
                )
            )

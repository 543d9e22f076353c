from odoo import models

from ...client_exceptions import PortalContactKept
from .res_partner_file import MANAGER


class ResPartner(models.Model):
    """A portal login sees its company's records: who moves the person, moves the view. Clause: G3.1."""

    _inherit = "res.partner"

    def write(self, vals):
        """Write contacts; only leasing managers and administrators move a person with a portal login between companies.

        :raises PortalContactKept: for everybody else
        Clause: G3.1
        """
        if not {"parent_id", "is_company"} & vals.keys() or self._may_move_logins():
            return super().write(vals)
        before = self._get_login_companies()
        result = super().write(vals)
        after = self._get_login_companies()
        moved = [partner for partner, company in before.items() if after.get(partner, partner) != company]
        if moved:
            raise PortalContactKept(
                self.env._(
                    "%(person)s has a login to the portal and would see the records of another company: "
                    "only the leasing manager moves such a contact. (G3.1)",
                    person=moved[0].name,
                )
            )
        return result

    def _may_move_logins(self):
        return self.env.su or self.env.user.has_group(MANAGER) or self.env.user.has_group("base.group_erp_manager")

    def _get_login_companies(self):
        """Return {person with a portal login among these and their people: company it stands for}."""
        # sudo: logins are closed to those who write contacts; only whether there is one counts
        people = self.sudo().with_context(active_test=False)
        users = people.env["res.users"].search([("share", "=", True), ("partner_id", "child_of", self.ids)])
        return {user.partner_id: user.partner_id.commercial_partner_id for user in users}

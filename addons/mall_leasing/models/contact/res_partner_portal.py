from odoo import api, models

from ...client_exceptions import PortalContactKept
from .partner_commands import walk
from .res_partner_file import MANAGER


class ResPartner(models.Model):
    """A portal login sees its company's records: who moves the person, moves the view. Clause: G3.1."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        """Create contacts; a new company takes nobody with a portal login from another.

        :raises PortalContactKept: below leasing manager
        Clause: G3.1
        """
        people = self.browse() if self._may_move_logins() else self._get_touched_people(vals_list)
        before = people._get_login_companies()
        partners = super().create(vals_list)
        people._check_logins_kept(before)
        return partners

    def write(self, vals):
        """Write contacts; only leasing managers and administrators move a person with a portal login between companies.

        :raises PortalContactKept: for everybody else
        Clause: G3.1
        """
        if not {"parent_id", "is_company", "child_ids"} & vals.keys() or self._may_move_logins():
            return super().write(vals)
        people = self | self._get_touched_people([vals])
        before = people._get_login_companies()
        result = super().write(vals)
        people._check_logins_kept(before)
        return result

    def _may_move_logins(self):
        return self.env.su or self.env.user.has_group(MANAGER) or self.env.user.has_group("base.group_erp_manager")

    @api.model
    def _get_touched_people(self, vals_list):
        """Return the contacts that values of others reach through their people."""
        return self.browse(key for vals in vals_list for ids, _values in walk(vals) for key in ids)

    def _get_login_companies(self):
        """Return {person with a portal login among these and their people: company it stands for}."""
        if not self:
            return {}
        # sudo: logins are closed to those who write contacts; only whether there is one counts
        users = self.env["res.users"].sudo().with_context(active_test=False)
        logins = users.search([("share", "=", True), ("partner_id", "child_of", self.ids)])
        return {user.partner_id: user.partner_id.commercial_partner_id for user in logins}

    def _check_logins_kept(self, before):
        """Refuse if somebody with a login has come to stand for another company.

        :param dict before: {person: company} as it was
        :raises PortalContactKept: naming the person
        """
        after = {person: person.commercial_partner_id for person in before}
        moved = [person for person, company in before.items() if after[person] != company]
        if moved:
            raise PortalContactKept(
                self.env._(
                    "%(person)s has a login to the portal and would see the records of another company: "
                    "only the leasing manager moves such a contact. (G3.1)",
                    person=moved[0].name,
                )
            )

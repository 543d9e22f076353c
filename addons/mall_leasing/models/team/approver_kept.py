from odoo import api, models

from ...client_exceptions import LastApprover

ROLES = ("mall_leasing.group_mall_leasing_legal", "mall_leasing.group_mall_leasing_leader")
LEADER = ROLES[1]


class ResUsers(models.Model):
    """A role that decisions wait for keeps at least one member. Clause: L4.2, design rule 7."""

    _inherit = "res.users"

    def write(self, vals):
        """Write users; the last approver of a role stays while leases wait for that role.

        :raises LastApprover: naming role and number of leases
        Clause: L4.2
        """
        if not {"active", "group_ids", "company_ids"} & vals.keys():
            return super().write(vals)
        before = self._get_uncovered_roles()
        result = super().write(vals)
        self._check_roles_covered(before)
        return result

    @api.model
    def _get_uncovered_roles(self):
        """Return {(role, company): number of leases waiting} of roles nobody can decide for any more; a few queries."""
        waiting = self._get_waiting_roles()
        if not waiting:
            return {}
        # sudo: who is in a role decides whether leases can go on, whoever asks
        users = (
            self.env["res.users"]
            .sudo()
            .search([("all_group_ids", "in", list({role.id for role, _company in waiting})), ("share", "=", False)])
        )
        covered = {(role, company) for user in users for role in user.all_group_ids for company in user.company_ids}
        return {key: count for key, count in waiting.items() if key not in covered}

    @api.model
    def _get_waiting_roles(self):
        """Return {(role, company): number of documents} that wait for a decision or a countersignature."""
        # sudo: numbers only, of what waits for whom
        steps = (
            self.env["approval.step"]
            .sudo()
            ._read_group(
                [
                    ("state", "in", ("waiting", "pending")),
                    ("group_id", "!=", False),
                    ("company_id", "!=", False),
                    ("res_model", "=like", "mall.%"),
                ],
                ["group_id", "company_id"],
                ["__count"],
            )
        )
        waiting = {(role, company): count for role, company, count in steps}
        leader = self.env.ref(LEADER, raise_if_not_found=False)
        if not leader:
            return waiting  # the add-on is being uninstalled, its roles with it
        # sudo: as above
        for company, count in (
            self.env["mall.lease"].sudo()._read_group([("state", "in", ("to_sign", "tenant_signed"))], ["company_id"], ["__count"])
        ):
            waiting[leader, company] = waiting.get((leader, company), 0) + count
        return waiting

    @api.model
    def _check_roles_covered(self, before):
        """Refuse a change that leaves a role with nobody.

        :param dict before: roles nobody covered already, which this change is not to blame for
        :raises LastApprover: one sentence
        """
        self.env.flush_all()
        for (role, company), count in self._get_uncovered_roles().items():
            if (role, company) not in before:
                raise LastApprover(
                    self.env._(
                        "%(count)s documents of %(company)s wait for the role %(role)s and nobody else holds it: "
                        "give the role to somebody first. (L4.2)",
                        count=count,
                        company=company.name,
                        role=role.name,
                    )
                )


class ResGroups(models.Model):
    """Members leave a role through the role's own form too."""

    _inherit = "res.groups"

    def write(self, vals):
        """Write roles; the last approver stays while leases wait.

        :raises LastApprover: naming role and number of leases
        Clause: L4.2
        """
        if not {"user_ids", "implied_ids", "implied_by_ids"} & vals.keys():
            return super().write(vals)
        users = self.env["res.users"]
        before = users._get_uncovered_roles()
        result = super().write(vals)
        users._check_roles_covered(before)
        return result

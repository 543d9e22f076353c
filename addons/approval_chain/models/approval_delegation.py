from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ApprovalDelegation(models.Model):
    """While it lasts, one person decides approvals in the place of another."""

    _name = "approval.delegation"
    _description = "Approval Delegation"
    _order = "date_from desc, id desc"
    _rec_name = "to_user_id"

    from_user_id = fields.Many2one(
        "res.users",
        "Absent Approver",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="The person whose approvals somebody else decides for a while.",
    )
    to_user_id = fields.Many2one(
        "res.users",
        "Delegate",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="The person who decides meanwhile. What was delegated to you cannot be delegated further.",
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today, help="First day, in the absent person's time zone.")
    date_to = fields.Date("Until", required=True, help="Last day, included.")
    reason = fields.Char(required=True, help="Why the approver is absent, for example annual leave.")

    _date_order = models.Constraint("CHECK (date_to >= date_from)", "A delegation cannot end before it begins.")
    _other_person = models.Constraint(
        "CHECK (from_user_id <> to_user_id)", "Nobody can delegate approvals to themselves: choose another person."
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(from_user_id, from_user_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)",
        "This person has delegated approvals on some of these days already: end that delegation first.",
    )

    @api.constrains("from_user_id", "to_user_id")
    def _check_users(self):
        for user in self.from_user_id | self.to_user_id:
            # sudo: whether a chosen colleague is internal and active is no secret
            if user.sudo().share or not user.sudo().active:
                raise ValidationError(self.env._("%(user)s is not an active internal user and cannot take part.", user=user.sudo().name))

    @api.model_create_multi
    def create(self, vals_list):
        """Create delegations, none of them to the benefit of whoever arranges it for somebody else."""
        delegations = super().create(vals_list)
        delegations._check_arranged_for_oneself()
        return delegations

    def write(self, vals):
        """Write, and hold the result against the rules too: nobody may turn their own delegation into another's."""
        result = super().write(vals)
        self.check_access("write")
        self._check_arranged_for_oneself()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        begun = self.filtered(lambda delegation: delegation.date_from <= delegation._get_today())
        if begun:
            raise ValidationError(self.env._("A delegation that has begun explains past decisions: end it by its last day instead."))

    def _check_arranged_for_oneself(self):
        """Refuse that a manager takes somebody's authority; not a constraint, these do not know the user's mode."""
        for delegation in self:
            if not self.env.su and delegation.from_user_id != self.env.user and delegation.to_user_id == self.env.user:
                raise ValidationError(
                    self.env._(
                        "You cannot make yourself the delegate of %(user)s: that person, or another manager, has to.",
                        user=delegation.from_user_id.name,
                    )
                )

    @api.depends("from_user_id", "to_user_id")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = self.env._(
                "%(delegate)s for %(absent)s",
                delegate=delegation.to_user_id.name,
                absent=delegation.from_user_id.name,
            )

    def _get_today(self):
        """Return today's date where the absent person is (UTC if unknown)."""
        self.ensure_one()
        # sudo: the time zone of a colleague, used for arithmetic only
        zone = ZoneInfo(self.from_user_id.sudo().tz or "UTC")
        return datetime.now(UTC).astimezone(zone).date()

    @api.model
    def _get_active_delegates(self, domain=()):
        """Return who decides for whom at this moment.

        :param domain: narrows the delegations
        :return: {absent user: users who decide in that person's place}, 4 queries
        """
        today = datetime.now(UTC).date()
        near = Domain("date_from", "<=", today + timedelta(days=1)) & Domain("date_to", ">=", today - timedelta(days=1))
        delegates = defaultdict(self.env["res.users"].sudo().browse)
        # sudo: to know who may decide, everybody's delegations count, not only one's own
        for delegation in self.sudo().search(near & Domain(domain)):
            if delegation.date_from <= delegation._get_today() <= delegation.date_to:
                delegates[delegation.from_user_id] |= delegation.to_user_id
        return delegates

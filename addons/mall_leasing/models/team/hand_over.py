from odoo import api, fields, models
from odoo.fields import Domain

#: What is open of the kinds of work that name who is in charge in ``user_id`` and need no more than that.
OPEN_WORK = {
    "mall.lease.obligation": Domain("state", "in", ("open", "reported")),
    "mall.move.in": Domain("state", "=", "open"),
    "mall.move.in.task": Domain("state", "=", "open"),
    "mall.offer.question": Domain("answered_datetime", "=", False),
    "mall.return.visit": Domain("state", "=", "planned"),
    "mall.return.visit.action": Domain("state", "=", "open"),
}
#: Activities that say whose turn it is.
TOLD = ("approval_chain.mail_activity_data_approval", "mall_leasing.mail_activity_data_countersign")


class HandOver(models.AbstractModel):
    """What every kind of work answers when somebody leaves: what is open of it, and how it changes hands.

    A model takes part by defining ``_get_hand_over_domain(users)``; that alone puts it into the wizard and into the
    refusal to archive its owner. Clause: LR1.3, design rule 7.
    """

    _inherit = "base"

    #: The field that names who is in charge of a record.
    _hand_over_field = "user_id"

    def _hand_over(self, user):
        """Put these records into another's hands. Override where more than one field has to change.

        :param user: who takes them over
        """
        self.write({self._hand_over_field: user.id})


class MallLeasingHandOverLog(models.Model):
    """Who handed what over to whom, and when: kept for ever. Clause: LR1.3."""

    _name = "mall.leasing.hand.over.log"
    _description = "Handed-over Work"
    _order = "create_date desc, id desc"
    _rec_name = "res_name"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True, help="Whose work it is.")
    from_user_id = fields.Many2one(
        "res.users", string="From", required=True, index=True, readonly=True, ondelete="restrict", help="Who was in charge."
    )
    to_user_id = fields.Many2one(
        "res.users", string="To", required=True, index=True, readonly=True, ondelete="restrict", help="Who is in charge now."
    )
    res_model = fields.Char(string="Kind", required=True, readonly=True, help="Kind of work.")
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True, readonly=True)
    res_name = fields.Char(string="Work", readonly=True, help="Name of the record when it changed hands.")
    reason = fields.Char(readonly=True, help="Why it changed hands.")

    _record_idx = models.Index("(res_model, res_id)")


class ResUsers(models.Model):
    """What a user is in charge of, found in one place by the wizard and by the refusal to archive. Clause: LR1.3."""

    _inherit = "res.users"

    @api.model
    def _get_hand_over_models(self):
        """Return the names of the models that take part in handing over, in a fixed order."""
        first = ["crm.lead", "mall.offer", "mall.lease"]
        hooked = {name for name, model in self.env.registry.items() if hasattr(model, "_get_hand_over_domain")}
        plain = {name for name in OPEN_WORK if name in self.env and not self.env[name]._fields["user_id"].related}
        return [*first, *sorted((hooked | plain).difference(first))]

    def _get_open_work_domain(self, model):
        """Return the domain of what is open of one kind of work and in these users' hands."""
        if hasattr(model, "_get_hand_over_domain"):
            return Domain(model._get_hand_over_domain(self))
        return OPEN_WORK[model._name] & Domain("user_id", "in", self.ids)

    def _find_open_work(self):
        """Return {model name: open records of these users}, in superuser mode; one query a model for any number of users.

        Clause: LR1.3
        """
        # sudo: all of their work counts, in every company, whatever the one who asks may read
        found = {name: self.env[name].sudo() for name in self._get_hand_over_models()}
        return {name: records for name, model in found.items() if (records := model.search(self._get_open_work_domain(model)))}

    def action_open_hand_over(self):
        """Open the wizard that hands this user's work over.

        Clause: LR1.3
        """
        self.ensure_one()
        return self._get_hand_over_action()

    def _get_hand_over_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": "mall.leasing.hand.over",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_from_user_id": self[:1].id},
        }


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _get_hand_over_domain(self, users):
        """Return the domain of the open leasing leads of these users."""
        return Domain("is_leasing", "=", True) & Domain("won_status", "=", "pending") & Domain("user_id", "in", users.ids)


class MallOffer(models.Model):
    _inherit = "mall.offer"

    @api.model
    def _get_hand_over_domain(self, users):
        """Return the domain of the offers of these users that stand and are no lease yet."""
        standing = Domain("state", "in", ("draft", "sent")) | (Domain("state", "=", "accepted") & Domain("lease_ids", "=", False))
        return standing & Domain("user_id", "in", users.ids)

    def _hand_over(self, user):
        """Hand over the talks: an offer follows its lead."""
        self.lead_id.write({"user_id": user.id})


class MallLease(models.Model):
    _inherit = "mall.lease"

    @api.model
    def _get_hand_over_domain(self, users):
        """Return the domain of the leases of these users that are neither ended nor cancelled."""
        return Domain("state", "not in", ("ended", "cancelled")) & Domain("user_id", "in", users.ids)


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model
    def _get_hand_over_domain(self, users):
        """Return the domain of the activities of these users on leasing's documents; those of other apps are not ours.

        What tells approvers that it is their turn is no work of its own: the role decides, not the person.
        """
        told = [self.env.ref(xmlid).id for xmlid in TOLD]
        leads = self.env["crm.lead"].sudo()._search([("is_leasing", "=", True)])  # sudo: whose lead it is does not matter
        ours = Domain("res_model", "=like", "mall.%") | (Domain("res_model", "=", "crm.lead") & Domain("res_id", "in", leads))
        return ours & Domain("user_id", "in", users.ids) & Domain("activity_type_id", "not in", told)


class ProjectTask(models.Model):
    _inherit = "project.task"

    @api.model
    def _get_hand_over_domain(self, users):
        """Return the domain of the open tasks a superior assigned to these users."""
        return Domain("is_leasing_task", "=", True) & Domain("is_closed", "=", False) & Domain("user_ids", "in", users.ids)

    def _hand_over(self, user):
        """Put the colleague in the place of those who are handed over from."""
        leaving = self.env.context.get("mall_leasing_hand_over_from") or self.user_ids.ids
        self.write({"user_ids": [fields.Command.link(user.id), *[fields.Command.unlink(key) for key in leaving if key != user.id]]})

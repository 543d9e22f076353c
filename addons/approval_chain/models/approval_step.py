from odoo import api, fields, models
from odoo.fields import Domain

from ..core.chain import TRANSITIONS
from ..reasons import ApprovalError


class ApprovalStep(models.Model):
    """One question put to an approver, and the answer: evidence, never deleted.

    Nobody has write access. Rows are written in superuser mode by the gates of
    ``approval.mixin`` only, after these have checked who decides, when and on what.
    """

    _name = "approval.step"
    _description = "Approval Step"
    _order = "id desc"
    _rec_name = "name"

    # the document
    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model", required=True, readonly=True)
    res_name = fields.Char("Document", readonly=True, help="Name of the document when it was put before the approver.")
    company_id = fields.Many2one("res.company", readonly=True, index=True, help="Company of the document.")

    # the place in the chain
    round = fields.Integer(
        required=True,
        readonly=True,
        aggregator=None,
        help="1 for the first submission; every resubmission or change of approved content opens the next round.",
    )
    sequence = fields.Integer(required=True, readonly=True, help="Order of the step in its chain.")
    code = fields.Char(required=True, readonly=True)
    label = fields.Char(readonly=True, help="Name of the step as it was when it was asked.")
    name = fields.Char("Step", compute="_compute_name")
    clause = fields.Char(readonly=True, help="Clause of the regulation that asks for this step.")
    group_id = fields.Many2one("res.groups", "Approver Role", readonly=True, index=True, help="Any member of this role may decide.")
    user_id = fields.Many2one(
        "res.users", "Approver", readonly=True, index=True, ondelete="restrict", help="The one person who may decide."
    )
    approver_label = fields.Char("For", readonly=True, help="Role or person this step was put to.")

    # what became of it
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("pending", "To Decide"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("superseded", "Superseded"),
        ],
        required=True,
        readonly=True,
        help="Waiting: an earlier step comes first. To Decide: it is the approver's turn. Approved, Rejected: decided, "
        "for ever. Superseded: nobody decided before the content changed or the request was withdrawn.",
    )
    current = fields.Boolean(readonly=True, default=True, help="The last word on this step; an earlier round no longer is.")
    submitter_id = fields.Many2one("res.users", "Submitted By", readonly=True, ondelete="restrict", help="Who submitted the document.")
    requested_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Who put this content before the approver: the submitter, or whoever changed approved content.",
    )
    requested_on = fields.Datetime(readonly=True, help="When the step was asked.")
    pending_since = fields.Datetime(readonly=True, index=True, help="When it became the approver's turn.")
    decided_by_id = fields.Many2one("res.users", readonly=True, index=True, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True, help="When the decision was taken.")
    on_behalf_of_id = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", help="The absent approver in whose place a delegate decided."
    )
    comment = fields.Text(readonly=True, help="What the approver wrote; the reason of a rejection.")

    # what it was about
    content_digest = fields.Char(readonly=True, help="SHA-256 of the content that was asked or decided about; it proves what was approved.")
    content = fields.Json(readonly=True, groups=fields.NO_ACCESS)

    waiting_for_me = fields.Boolean(compute="_compute_waiting_for_me", search="_search_waiting_for_me")
    concerns_me = fields.Boolean(compute="_compute_concerns_me", search="_search_concerns_me")

    _document_idx = models.Index("(res_model, res_id, round)")
    _one_current = models.UniqueIndex("(res_model, res_id, code) WHERE current", "This step is being asked already.")
    _one_pending = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'pending'", "Another step of this document is to be decided first."
    )

    # -------------------------------------------------------------------------
    # Compute and search
    # -------------------------------------------------------------------------

    @api.depends("res_model", "res_id", "code", "label")
    @api.depends_context("lang")
    def _compute_name(self):
        for model, steps in self.grouped("res_model").items():
            names = steps._get_translated_names(model)
            for step in steps:
                step.name = names.get((step.res_id, step.code)) or step.label

    def _get_translated_names(self, model):
        """Return {(res_id, code): name} in the reader's language; {} once the adopter is uninstalled."""
        if model not in self.env or not hasattr(self.env[model], "_approval_steps"):
            return {}
        # sudo: the names of the steps are code, nothing of the document is shown
        documents = self.env[model].sudo().browse({step.res_id for step in self}).exists()
        return {(document.id, rule.code): self.env._(rule.name) for document in documents for rule in document._approval_steps()}

    @api.depends("state", "current", "submitter_id", "requested_by_id")
    @api.depends_context("uid")
    def _compute_waiting_for_me(self):
        # sudo: only the answer "is it my turn" leaves this method
        mine = self.sudo().filtered_domain(self._get_waiting_for_domain(self.env.user))
        for step in self:
            step.waiting_for_me = step.id in mine._ids

    def _search_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_waiting_for_domain(self.env.user)
        return domain if True in value else ~domain

    @api.depends("submitter_id", "requested_by_id", "decided_by_id")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        # sudo: only the answer "does it concern me" leaves this method
        mine = self.sudo().filtered_domain(self._get_concerns_domain(self.env.user))
        for step in self:
            step.concerns_me = step.id in mine._ids

    def _search_concerns_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_concerns_domain(self.env.user)
        return domain if True in value else ~domain

    @api.model
    def _get_approver_domain(self, user):
        """Return the domain of the steps put to ``user`` in person or by role."""
        # sudo: the roles of a user, needed to know what is put to that user
        return Domain("user_id", "=", user.id) | Domain("group_id", "in", user.sudo().all_group_ids.ids)

    @api.model
    def _get_delegators(self, user):
        """Return the absent users in whose place ``user`` decides today."""
        delegates = self.env["approval.delegation"]._get_active_delegates([("to_user_id", "=", user.id)])
        return [absent for absent in delegates if absent.active and not absent.share]

    @api.model
    def _get_waiting_for_domain(self, user):
        """Return the domain of the steps ``user`` may decide at this moment, delegations included."""
        by_right = self._get_not_asked_by_domain(user) & self._get_approver_domain(user)
        for absent in self._get_delegators(user):
            by_right |= self._get_delegated_domain(absent, user)
        companies = Domain("company_id", "in", [*user.sudo().company_ids.ids, False])  # sudo: the user's own companies
        internal = Domain(user.sudo()._is_internal())  # sudo: whether the user is internal
        return Domain("state", "=", "pending") & companies & internal & by_right

    @api.model
    def _get_not_asked_by_domain(self, user):
        return Domain("submitter_id", "!=", user.id) & Domain("requested_by_id", "!=", user.id)

    @api.model
    def _get_delegated_domain(self, absent, delegate):
        """Return the domain of what ``delegate`` decides for ``absent``: nothing either of them asked for."""
        companies = Domain("company_id", "in", [*absent.company_ids.ids, False])
        return (
            self._get_approver_domain(absent) & companies & self._get_not_asked_by_domain(absent) & self._get_not_asked_by_domain(delegate)
        )

    @api.model
    def _get_concerns_domain(self, user):
        """Return the domain of the steps ``user`` may read: asked, submitted, decided or to decide."""
        own = Domain.OR(Domain(name, "=", user.id) for name in ("submitter_id", "requested_by_id", "decided_by_id", "on_behalf_of_id"))
        approver = self._get_approver_domain(user)
        for absent in self._get_delegators(user):
            approver |= self._get_approver_domain(absent)
        return own | approver

    # -------------------------------------------------------------------------
    # History
    # -------------------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self.filtered(lambda step: step.state in ("approved", "rejected")):
            raise ApprovalError(self.env, "step_kept")

    def _move_to(self, state, **values):
        """Move the steps to ``state``: the one way a step changes.

        :raises ApprovalError: step_moved, where TRANSITIONS does not know the move
        """
        for step in self:
            if (step.state, state) not in TRANSITIONS:
                raise ApprovalError(self.env, "step_moved", step=step.name, source=step.state, target=state)
        # sudo: nobody may write steps; the gates have checked the decision before they come here
        self.sudo().write({"state": state, **values})
        self.sudo().flush_recordset()  # row by row in this order: the unique indexes are checked at once

    def _replace(self):
        """Make the steps history: a newer round asks the same again."""
        self.filtered(lambda step: step.state in ("waiting", "pending"))._move_to("superseded")
        # sudo: as in _move_to; the decision itself stays as it is
        self.sudo().write({"current": False})
        self.sudo().flush_recordset()  # as in _move_to

    # -------------------------------------------------------------------------
    # Approvers
    # -------------------------------------------------------------------------

    def _get_members(self):
        """Return the users this step is put to: active, internal, of its company; the asker included."""
        self.ensure_one()
        # sudo: who holds a role is looked up for the approver, it is not shown beyond names
        step = self.sudo()
        users = step.user_id or step.group_id.all_user_ids
        return users.filtered(lambda user: user.active and not user.share and (not step.company_id or step.company_id in user.company_ids))

    def _get_authorities(self, delegates):
        """Return who may decide this step and by whose right.

        :param dict delegates: from ``approval.delegation._get_active_delegates()``
        :return: {user: user in whose place, empty if by own right}
        """
        self.ensure_one()
        barred = self.sudo().submitter_id | self.sudo().requested_by_id  # sudo: names of those who asked
        members = self._get_members() - barred
        authorities = {
            delegate: absent
            for absent in members
            for delegate in delegates.get(absent, self.env["res.users"]) - barred
            if delegate.active and (not self.company_id or self.company_id in delegate.company_ids)
        }
        return authorities | dict.fromkeys(members, self.env["res.users"])

    def _get_recipients(self):
        """Return {step: users to tell}: all who may decide; flat in the number of steps."""
        delegates = self.env["approval.delegation"]._get_active_delegates()
        no_one = self.env["res.users"]
        return {step: no_one.union(*step._get_authorities(delegates)) for step in self}

    # -------------------------------------------------------------------------
    # Actions
    # -------------------------------------------------------------------------

    def action_open_document(self):
        """Open the document this step is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

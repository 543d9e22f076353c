from odoo import api, fields, models

from ...core.change import TERMINATION_TRANSITIONS
from ...core.lease import obstacle
from ..lease.lease_workflow import ROLE_GROUPS
from .mall_lease_termination import LEGAL_CONTENT
from .termination_reasons import TerminationRefused

#: Reason code -> whether it holds for a termination that is about to take the values.
OBSTACLES = {
    "lease_not_active": lambda record, values: record.lease_id.state != "active",
    "day_missing": lambda record, values: not (record.date_notice and record.date_last),
    "day_outside": lambda record, values: not record.lease_id.date_start <= record.date_last < record.lease_id.date_last,
    "day_before_notice": lambda record, values: record.date_last < record.date_notice,
    "notice_short": lambda record, values: record.date_last < record.date_earliest,
    "cause_missing": lambda record, values: not (record.reason or "").strip(),
    "deposit_reason_missing": lambda record, values: record._lacks_deposit_reason(),
    "deposit_too_much": lambda record, values: record.amount_retained > record._get_deposit_at_hand(),
    "approval_missing": lambda record, values: not record._is_approved(),
    "document_missing": lambda record, values: not record.document_attachment_id,
    "document_altered": lambda record, values: not record._is_document_intact(),
    "acknowledgement_missing": lambda record, values: not (values.get("ack_signature") or values.get("ack_skip_reason")),
    "reason_missing": lambda record, values: not (values.get("cancel_reason") or "").strip(),
    "term_running": lambda record, values: record.date_last >= record.lease_id._get_today(),
}


class MallLeaseTermination(models.Model):
    """The one gate every termination passes, and its approvals. Clause: L4.2."""

    _inherit = "mall.lease.termination"

    approval_timeline = fields.Json(groups="base.group_user")
    approval_digest = fields.Char(groups="base.group_user")

    # === THE GATE === #

    def _move_to(self, state, actor=None, **values):
        """Bring terminations into a state: check table, role and what stands in the way, then stamp.

        :param str state: target; one that is there already is left alone
        :param str actor: ``approval`` or ``clock`` where a machinery acts; empty where the current user does
        :param values: what is written together with the state
        :return: the terminations that moved
        :raises TerminationRefused: with the code of what is missing
        Clause: L4.2
        """
        # sudo: who may not read a termination is refused by role, in words
        moving = self.filtered(lambda record: record.sudo().state != state)
        former = {record: record.sudo().state for record in moving}  # sudo: as above
        for record in moving:
            record._check_move(state, actor, values)
        # sudo: approvers, tenant and leader may not write; what they may do was checked just now
        moving.sudo().write({**values, "moved_by_id": self.env.uid, "state": state})
        left = moving.filtered(lambda record: former[record] == "to_acknowledge" and state != "scheduled")
        left._void_document()
        getattr(moving, f"_after_move_{state}", lambda: None)()
        return moving

    def _check_move(self, state, actor, values):
        self.ensure_one()
        # sudo: the checks read all of the termination and its lease, whoever acts; nothing of it is shown
        record = self.sudo()
        rule = TERMINATION_TRANSITIONS.get((record.state, state))
        if not rule:
            self._refuse("no_such_move", source=record._get_state_label(), target=record._get_state_label(state))
        if not self._has_role(rule.role, actor):
            self._refuse(f"role_{rule.role}", rule.clause)
        reason = obstacle(rule, lambda code: OBSTACLES[code](record, values))
        if reason:
            self._refuse(reason, rule.clause)

    def _has_role(self, role, actor):
        """Tell whether the actor of a move is the one the table asks for; see the lease's gate."""
        self.ensure_one()
        if role in ("approval", "clock"):
            return actor == role
        if role == "acknowledger":
            return self._may_acknowledge()
        needs = "read" if role == "leader" else "write"
        return self.env.user.has_group(ROLE_GROUPS[role]) and self.has_access(needs)

    def _refuse(self, reason, clause="", **values):
        """Raise the named error of a reason.

        :raises TerminationRefused: always
        """
        record = self.sudo()  # sudo: numbers and a day only
        words = {
            "termination": record.name,
            "lease": record.lease_id.name,
            "day": fields.Date.to_string(record.date_earliest),
            **values,
        }
        raise TerminationRefused(self.env, reason, clause, **words)

    def _get_state_label(self, state=None):
        return dict(self._fields["state"]._description_selection(self.env))[state or self.state]

    # === APPROVAL === #

    def _approval_steps(self):
        """Return legal review and leadership approval."""
        return self._get_legal_and_leadership(LEGAL_CONTENT)

    def _check_approval_submit(self):
        """Refuse incomplete terminations with one sentence."""
        super()._check_approval_submit()
        for termination in self:
            termination._check_move("legal_review", None, {})
        # sudo: the gate's own stamp; who submits was checked just now
        self.sudo().write({"submitted_datetime": fields.Datetime.now()})

    def _check_withdrawable(self):
        if self.sudo().state == "to_acknowledge":  # sudo: state only
            self._refuse("granted", "L4.2")
        super()._check_withdrawable()

    @api.depends_context("uid")
    def _compute_approval_can_withdraw(self):
        super()._compute_approval_can_withdraw()
        for termination in self.filtered(lambda record: record.state == "to_acknowledge"):
            termination.approval_can_withdraw = False

    # === WHAT STANDS IN THE WAY === #

    def _lacks_deposit_reason(self):
        self.ensure_one()
        if self.deposit_treatment == "refund":
            return bool(self.amount_retained)
        return not self.amount_retained or not (self.deposit_reason or "").strip()

    # === ACTIONS === #

    def _cancel(self, reason):
        """Give terminations up; their leases go on.

        :param str reason: why; kept with the termination
        :raises TerminationRefused: without a reason, by the wrong person, or once the end is certain
        Clause: L4.2
        """
        for termination in self:
            termination._move_to("cancelled", cancel_reason=reason)

    def _after_move_cancelled(self):
        self._get_open_steps()._move_to("superseded")
        self._close_approval_activities()

    def action_open_lease(self):
        """Open the lease that is terminated."""
        return self.lease_id._open_record(self.lease_id)

    def action_open_cancel(self):
        """Ask why the termination is given up, then cancel it."""
        return self._open_words(self.env._("Cancel Termination"), "cancel")

    def action_open_skip(self):
        """Ask a leader why a breach goes on without the tenant's acknowledgement."""
        return self._open_words(self.env._("Go On Without Acknowledgement"), "skip")

    def _open_words(self, title, purpose):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "mall.lease.termination.word",
            "view_mode": "form",
            "target": "new",
            "context": {"default_termination_id": self.id, "default_purpose": purpose},
        }

from odoo import fields, models

from ..core import content as core
from ..core.chain import codes_to_ask
from ..reasons import ApprovalError


class ApprovalMixin(models.AbstractModel):
    """Put a document through ordered approvals that are bound to its content.

    List this mixin first in ``_inherit`` (it brings mail.thread and mail.activity.mixin).
    Declare the attributes below and :meth:`_approval_steps`; the hooks are at the end.
    """

    _name = "approval.mixin"
    # one concern each; the guard and the recheck come first, they override the others
    _inherit = [
        "approval.guard.mixin",
        "approval.recheck.mixin",
        "approval.content.mixin",
        "approval.round.mixin",
        "approval.timeline.mixin",
        "approval.notice.mixin",
    ]
    _description = "Approvals"

    #: the adopter's state field; only gates in superuser mode may write it
    _approval_state_field = "state"
    #: state in which the document is drawn up and submitted
    _approval_state_before = "draft"
    #: state once every step is approved
    _approval_state_after = "approved"
    #: states in which approvals bind no longer (cancelled, ended); in every state outside
    #: the chain that is not listed here, approved content is locked
    _approval_states_released = ()

    approval_token = fields.Char(
        copy=False,
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Changes with every move, so that a move and a change of content at the same time cannot both commit.",
    )

    # -------------------------------------------------------------------------
    # Actions
    # -------------------------------------------------------------------------

    def action_approval_submit(self):
        """Ask the steps that do not stand yet; the first of them is to be decided now.

        :raises ApprovalError: not_at_start, no_approver, busy
        """
        self.check_access("write")
        self._lock_approval()
        for document in self:
            if document[self._approval_state_field] != self._approval_state_before:
                raise ApprovalError(self.env, "not_at_start", document=document.display_name)
        self._check_approval_submit()
        chains = self._get_approval_chains()
        asked = {document: codes_to_ask(chain.facts) for document, chain in chains.items()}
        steps = self._ask_approval(asked, chains, {})
        self._check_approvers(steps)
        self._log_approval({document: self.env._("Submitted for approval.") for document in self})
        return True

    def action_approval_approve(self, digest, comment=""):
        """Approve the step that is to be decided now.

        :param str digest: digest of the content the approver has seen (``approval_timeline``)
        :param str comment: optional words to the others
        :raises ApprovalError: nothing_pending, already_decided, not_approver, own_request, content_changed, busy
        """
        step = self._decide_approval("approved", digest, comment)
        self._post_approval_decision(step, self.env._("%(step)s: approved.", step=step.name))
        self._advance_approval()
        return True

    def action_approval_reject(self, digest, reason):
        """Reject the step that is to be decided now; the document goes back to its start.

        :param str digest: digest of the content the approver has seen
        :param str reason: why; the requester is told
        :raises ApprovalError: as for approving, and reason_missing
        """
        step = self._decide_approval("rejected", digest, reason)
        self._get_open_steps()._move_to("superseded")
        self._set_approval_state(self._approval_state_before)
        self._post_approval_decision(step, self.env._("%(step)s: rejected.", step=step.name))
        self._on_approval_rejected(step)
        return True

    def action_approval_withdraw(self):
        """Take documents back to their start; steps that were approved stand until their content changes.

        :raises ApprovalError: not_withdrawable, not_submitter, busy
        """
        self.check_access("read")
        self._lock_approval()
        for document in self:
            document._check_withdrawable()
        self._get_open_steps()._move_to("superseded")
        self._close_approval_activities()
        self._set_approval_state(self._approval_state_before)
        self._log_approval({document: self.env._("Withdrawn from approval.") for document in self})
        self._on_approval_withdrawn()
        return True

    # -------------------------------------------------------------------------
    # Gates
    # -------------------------------------------------------------------------

    def _approval_check_granted(self):
        """Refuse to go on unless every step is approved for the content as it is now.

        Call it in each of your own transitions that rely on the approvals.

        :raises ApprovalError: not_granted, naming the steps and who decides them
        """
        self._recheck_approval()
        for document, chain in self._get_approval_chains().items():
            missing = codes_to_ask(chain.facts)
            if missing:
                document._raise_not_granted([chain.rules[code] for code in missing])

    def _raise_not_granted(self, rules):
        raise ApprovalError(
            self.env,
            "not_granted",
            clause=", ".join(filter(None, (rule.clause for rule in rules))),
            document=self.display_name,
            steps=", ".join(self.env._(rule.name) for rule in rules),
            approvers=", ".join(self._get_approver_name(rule) for rule in rules),
        )

    def _decide_approval(self, state, digest, comment):
        """Record one decision after all checks, and return its step."""
        self.ensure_one()
        self.check_access("read")
        self._lock_approval()
        self._recheck_approval()
        step = self._get_pending_step()
        absent = self._get_decision_authority(step)
        content = self._get_asked_content(step)
        if not digest or digest != core.digest(content):
            raise ApprovalError(self.env, "content_changed", document=self.display_name)
        comment = str(comment or "").strip()
        if state == "rejected" and not comment:
            raise ApprovalError(self.env, "reason_missing", step=step.name, document=self.display_name)
        stamp = {"decided_by_id": self.env.uid, "decided_on": fields.Datetime.now(), "on_behalf_of_id": absent.id}
        step._move_to(state, comment=comment, content=content, content_digest=digest, **stamp)
        self._close_approval_activities(done_by=self.env.user)
        self._touch_approval()
        return step

    def _get_pending_step(self):
        """Return the step to be decided now.

        :raises ApprovalError: already_decided, nothing_pending
        """
        steps = self._get_approval_steps(current=True)
        step = steps.filtered(lambda asked: asked.state == "pending")
        if step:
            return step
        decided = steps.filtered("decided_on").sorted("decided_on")[-1:]
        if not decided:
            raise ApprovalError(self.env, "nothing_pending", document=self.display_name)
        selection = dict(decided._fields["state"]._description_selection(self.env))
        raise ApprovalError(
            self.env,
            "already_decided",
            step=decided.name,
            document=self.display_name,
            decision=selection[decided.state].lower(),
            user=decided.decided_by_id.name,
        )

    def _get_decision_authority(self, step):
        """Return the absent user in whose place the current user decides; empty by own right.

        :raises ApprovalError: own_request, not_approver
        """
        user = self.env.user
        delegates = self.env["approval.delegation"]._get_active_delegates([("to_user_id", "=", user.id)])
        authorities = step._get_authorities(delegates)
        if user in authorities:
            return authorities[user]
        asked = user in step.submitter_id | step.requested_by_id
        raise ApprovalError(
            self.env,
            "own_request" if asked else "not_approver",
            clause=step.clause,
            step=step.name,
            document=self.display_name,
            approvers=step.approver_label,
            submitter=step.submitter_id.name,
        )

    def _get_asked_content(self, step):
        rules = {rule.code: rule for rule in self._get_approval_rules()}
        [snapshot] = self._get_approval_snapshots().values()
        rule = rules.get(step.code)
        return self._restrict_approval_content(snapshot, rule) if rule else {}

    def _advance_approval(self):
        """Put the next waiting step before its approvers, or grant the document."""
        rules = {rule.code: rule for rule in self._get_approval_rules()}
        step = self._get_open_steps()[:1]
        if step:
            step._move_to("pending", pending_since=fields.Datetime.now())
            self._set_approval_state(rules[step.code].state)
            self._schedule_approval_activities(step)
        else:
            self._grant_approval()

    def _grant_approval(self):
        self._set_approval_state(self._approval_state_after)
        self._on_approval_granted()

    def _check_withdrawable(self):
        if not self._is_approval_bound():
            raise ApprovalError(self.env, "not_withdrawable", document=self.display_name)
        steps = self._get_approval_steps(current=True)
        if not self._may_withdraw_approval(steps):
            submitter = ", ".join(steps.submitter_id.mapped("name"))
            raise ApprovalError(self.env, "not_submitter", submitter=submitter, document=self.display_name)

    def _is_approval_bound(self):
        """Tell whether the document is in its chain or at the end of it, not before or beyond."""
        states = {rule.state for rule in self._get_approval_rules()} | {self._approval_state_after}
        return self[self._approval_state_field] in states

    def _may_withdraw_approval(self, steps):
        return self.env.user in steps.submitter_id or self.env.user.has_group("approval_chain.group_approval_chain_manager")

    # -------------------------------------------------------------------------
    # To declare and to override
    # -------------------------------------------------------------------------

    def _approval_steps(self):
        """Return the ordered ``ApprovalStepRule`` of this document. Override; costs no query per document."""
        return []

    def _check_approval_submit(self):
        """Override to refuse a submission: raise with one sentence that says what is missing."""

    def _on_approval_granted(self):
        """Override to act once the last step is approved and the state is the one after."""

    def _on_approval_rejected(self, step):
        """Override to act once ``step`` was rejected and the document is back at its start."""

    def _on_approval_withdrawn(self):
        """Override to act once documents were withdrawn and are back at their start."""

    def _on_approval_reopened(self, steps):
        """Override to act once a change of content has put ``steps`` of one document before approvers again."""

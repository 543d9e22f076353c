from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import is_html_empty

from ...market_exceptions import PlanRefused

MANAGER = "mall_leasing.group_mall_leasing_manager"
# The moves that come after leadership's approval: (from, to) -> guard and clause.
TRANSITIONS = {
    ("approved", "running"): ("_guard_begun", "LR1.1"),
    ("running", "draft"): ("_guard_not_over", "LR1.1"),
    ("running", "reported"): ("_guard_reported", "LR1.4"),
    ("approved", "reported"): ("_guard_reported", "LR1.4"),
    ("reported", "closed"): ("_guard_answered", "LR1.4"),
}


class MallLeasingPlan(models.Model):
    """The way of a plan: approved above, run, reported, closed. Clause: LR1.1, LR1.4."""

    _inherit = "mall.leasing.plan"

    # === BUTTONS === #

    def action_revise(self):
        """Take a running plan back to the drawing board; leadership has to approve it again. Clause: LR1.1."""
        return self._move_to("draft")

    def action_close(self):
        """Close a plan whose report is out and whose proposals are all answered. Clause: LR1.4."""
        return self._move_to("closed")

    # === THE GATE === #

    def _move_to(self, state):
        """Move plans that leadership has approved.

        :raises PlanRefused: if the table has no such move, the role is missing, or a guard refuses
        Clause: LR1.1, LR1.4
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise PlanRefused(self.env._("Only a leasing manager moves a leasing plan on. (LR1.1)"))
        for plan in self:
            move = TRANSITIONS.get((plan.state, state))
            if not move:
                raise PlanRefused(plan._get_no_move_sentence(state))
            guard, clause = move
            getattr(plan, guard)(clause)
        self.sudo().state = state  # sudo: the state belongs to the gates; right, role and guard are checked above
        return True

    def _get_no_move_sentence(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "The leasing plan %(plan)s is in the state %(current)s and cannot become %(target)s from there. (LR1.1)",
            plan=self.name,
            current=labels[self.state],
            target=labels[state],
        )

    def _refuse(self, sentence):
        raise PlanRefused(sentence)

    def _guard_begun(self, clause):
        self._approval_check_granted()
        if self.date_from > fields.Date.context_today(self):
            self._refuse(
                self.env._("The plan %(plan)s starts with its quarter, not before. (%(clause)s)", plan=self.name, clause=clause)
            )

    def _guard_not_over(self, clause):
        if self.date_to < fields.Date.context_today(self):
            self._refuse(
                self.env._(
                    "The quarter of plan %(plan)s is over: its targets stand. Say in the report what was different. (%(clause)s)",
                    plan=self.name,
                    clause=clause,
                )
            )

    def _guard_reported(self, clause):
        if not self.report_ids.filtered(lambda report: report.kind == "final" and report.state == "sent"):
            self._refuse(
                self.env._(
                    "The final report of %(plan)s has not been sent: the leasing manager %(user)s sends it first. (%(clause)s)",
                    plan=self.name,
                    user=self.user_id.name,
                    clause=clause,
                )
            )

    def _guard_answered(self, clause):
        waiting = self.proposal_ids.filtered(lambda proposal: proposal.state == "sent")
        if waiting:
            self._refuse(
                self.env._(
                    "%(plan)s cannot be closed: %(users)s has not answered every proposal yet. (%(clause)s)",
                    plan=self.name,
                    users=", ".join(waiting.addressee_id.mapped("name")),
                    clause=clause,
                )
            )

    # === APPROVAL === #

    def _check_approval_submit(self):
        """Refuse plans without a strategy or targets, and quarters that are over. Clause: LR1.1."""
        for plan in self:
            missing = [
                *([self.env._("the strategy")] if is_html_empty(plan.strategy) else []),
                *([self.env._("a target for somebody")] if not plan.target_ids else []),
            ]
            if missing:
                plan._refuse(
                    self.env._(
                        "The plan %(plan)s lacks %(missing)s: the leasing manager %(user)s adds it. (LR1.1)",
                        plan=plan.name,
                        missing=", ".join(missing),
                        user=plan.user_id.name,
                    )
                )

    def _on_approval_granted(self):
        """Start the plan if its quarter has begun; its open reminders are done."""
        # sudo: the approver may only read the plan; the state belongs to the gates
        plan = self.sudo()
        plan.activity_unlink(["mall_leasing.mail_activity_plan_due"])
        if plan.date_from <= fields.Date.context_today(self):
            plan._move_to("running")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        kept = self.filtered(lambda plan: plan.state != "draft" or plan.report_ids)
        if kept:
            kept[0]._refuse(
                self.env._("The leasing plan %(plan)s is kept: it was submitted or reported on. (LR1.4)", plan=kept[0].name)
            )

    @api.model
    def _get_started_domain(self, today):
        """Return which approved plans the calendar has caught up with."""
        return Domain("state", "=", "approved") & Domain("date_from", "<=", today)

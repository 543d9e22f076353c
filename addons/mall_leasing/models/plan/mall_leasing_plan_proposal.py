from odoo import api, fields, models

from ...market_exceptions import PlanRefused
from .mall_leasing_plan import LEADER

ACTIVITY = "mall_leasing.mail_activity_plan_due"


class MallLeasingPlanProposal(models.Model):
    """What should be done better, why, who decides, and what they answered. Clause: LR1.4, G3.4."""

    _name = "mall.leasing.plan.proposal"
    _description = "Proposal for Improvement"
    _inherit = ["mall.gated.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "plan_id desc, id"
    _gated_fields = frozenset({"state", "decision", "answer", "answered_by_id", "answered_datetime"})
    _mail_post_access = "read"

    plan_id = fields.Many2one(
        "mall.leasing.plan",
        required=True,
        index=True,
        compute="_compute_plan_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="cascade",
        help="The quarter the proposal came up in.",
    )
    report_id = fields.Many2one(
        "mall.leasing.plan.report", index=True, ondelete="cascade", domain="[('plan_id', '=', plan_id)]", help="The report that carries it."
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True, precompute=True)
    name = fields.Char(string="What", required=True, tracking=True, help="What should be done.")
    reason = fields.Text(string="Why", required=True, help="What it would improve, and what it costs.")
    addressee_id = fields.Many2one(
        "res.users",
        string="To",
        required=True,
        index=True,
        default=lambda self: self.env["mall.leasing.plan.report"]._get_leaders()[:1],
        domain=lambda self: [("all_group_ids", "in", self.env.ref(LEADER).ids)],
        help="The leader who has to answer.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Waiting for an Answer"), ("answered", "Answered")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Draft: part of a report that was not sent.\nWaiting for an Answer: with its addressee.\nAnswered: decided.",
    )
    decision = fields.Selection(
        [("accepted", "Accepted"), ("trial", "To Be Tried"), ("declined", "Declined")],
        readonly=True,
        copy=False,
        tracking=True,
        help="What the addressee decided.",
    )
    answer = fields.Text(readonly=True, copy=False, help="The addressee's reasons and conditions.")
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False, help="Who answered.")
    answered_datetime = fields.Datetime(string="Answered On", readonly=True, copy=False, help="When it was answered.")
    can_answer = fields.Boolean(compute="_compute_can_answer", help="It waits for your answer.")

    @api.depends("report_id")
    def _compute_plan_id(self):
        for proposal in self:
            proposal.plan_id = proposal.report_id.plan_id or proposal.plan_id

    @api.depends("state", "addressee_id")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        for proposal in self:
            proposal.can_answer = proposal.state == "sent" and proposal.addressee_id == self.env.user

    def write(self, vals):
        """Write drafts; what was put to somebody stays as it was put.

        :raises PlanRefused: for a proposal that was sent
        """
        if not self.env.su and {"name", "reason", "addressee_id", "report_id", "plan_id"}.intersection(vals):
            self.check_access("write")  # first: whoever may not is told no more
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_draft()

    def _check_draft(self):
        sent = self.filtered(lambda proposal: proposal.state != "draft")
        if sent:
            raise PlanRefused(
                self.env._("The proposal “%(name)s” was put to its addressee and stays as it is. (LR1.4)", name=sent[0].name)
            )

    def _put(self):
        """Put drafts to their addressees, each on their list of activities."""
        for proposal in self.filtered(lambda proposal: proposal.state == "draft"):
            proposal.state = "sent"
            proposal.activity_schedule(
                ACTIVITY,
                user_id=proposal.addressee_id.id,
                summary=self.env._("Answer the proposal: %(name)s", name=proposal.name),
            )

    def action_answer(self):
        """Open the window in which the addressee answers. Clause: LR1.4."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "mall.leasing.plan.proposal.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proposal_id": self.id},
        }

    def _answer(self, decision, answer):
        """Record the addressee's answer and tell the leasing manager.

        :param str decision: key of the decisions
        :param str answer: reasons; needed when declining
        :raises PlanRefused: if it does not wait for this user, or the reason is missing
        Clause: LR1.4
        """
        self.ensure_one()
        self.check_access("read")
        answer = (answer or "").strip()
        if not self.can_answer:
            raise PlanRefused(
                self.env._("“%(name)s” waits for an answer by %(user)s only. (LR1.4)", name=self.name, user=self.addressee_id.name)
                if self.state == "sent"
                else self.env._("“%(name)s” does not wait for an answer. (LR1.4)", name=self.name)
            )
        if decision == "declined" and not answer:
            raise PlanRefused(self.env._("Say why “%(name)s” is declined. (LR1.4)", name=self.name))
        # sudo: the addressee may only read the proposal; that it waits for this very user was checked above
        proposal = self.sudo()
        proposal.write(
            {
                "state": "answered",
                "decision": decision,
                "answer": answer,
                "answered_by_id": self.env.uid,
                "answered_datetime": fields.Datetime.now(),
            }
        )
        proposal.activity_feedback([ACTIVITY])
        proposal.message_post(
            body=answer or dict(self._fields["decision"]._description_selection(self.env))[decision],
            author_id=self.env.user.partner_id.id,
            partner_ids=proposal.plan_id.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        return True

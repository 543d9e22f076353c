from odoo import fields, models


class MallLeasingPlanProposalAnswer(models.TransientModel):
    """The window in which a leader answers a proposal. Clause: LR1.4."""

    _name = "mall.leasing.plan.proposal.answer"
    _description = "Answer a Proposal"

    proposal_id = fields.Many2one("mall.leasing.plan.proposal", required=True, ondelete="cascade", readonly=True)
    reason = fields.Text(related="proposal_id.reason")
    decision = fields.Selection(
        [("accepted", "Accepted"), ("trial", "To Be Tried"), ("declined", "Declined")],
        required=True,
        default="accepted",
        help="What becomes of the proposal.",
    )
    answer = fields.Text(help="Reasons and conditions; needed when declining.")

    def action_confirm(self):
        """Give the answer. Clause: LR1.4."""
        self.ensure_one()
        self.proposal_id._answer(self.decision, self.answer)
        return {"type": "ir.actions.act_window_close"}

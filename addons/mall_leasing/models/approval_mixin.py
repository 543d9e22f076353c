from odoo import models
from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.core.chain import ApprovalStepRule
from odoo.addons.approval_chain.reasons import ApprovalError

_lt = LazyTranslate(__name__)


class MallLeasingApprovalMixin(models.AbstractModel):
    """Legal review, then leadership approval, of what moves through a gate of its own: ``_move_to(state, actor=...)``."""

    _name = "mall.leasing.approval.mixin"
    _description = "Approved by Legal and Leadership"
    _inherit = ["approval.mixin"]

    def _get_legal_and_leadership(self, legal_content):
        """Return legal review and leadership approval. A change of money alone asks leadership again, not legal.

        :param legal_content: names of the fields legal answers for; leadership answers for all
        :return: list of ApprovalStepRule
        Clause: L4.2
        """
        return [
            ApprovalStepRule(
                code="legal",
                name=_lt("Legal Review"),
                state="legal_review",
                group="mall_leasing.group_mall_leasing_legal",
                content=legal_content,
                clause="L4.2",
            ),
            ApprovalStepRule(
                code="leadership",
                name=_lt("Leadership Approval"),
                state="leadership_approval",
                group="mall_leasing.group_mall_leasing_leader",
                content=None,
                clause="L4.2",
            ),
        ]

    def _set_approval_state(self, state):
        """Let the chain move records through their gate, by the decision that was just recorded."""
        # sudo: the state alone is read, to tell a submission from a decision
        for source, records in self.sudo().grouped("state").items():
            actor = None if source == "draft" and state != self._approval_state_after else "approval"
            records.with_env(self.env)._move_to(state, actor=actor)
        self._touch_approval()

    def _is_approved(self):
        """Tell whether every step is approved for the content as it is now."""
        self.ensure_one()
        try:
            self._approval_check_granted()
        except ApprovalError:
            return False
        return True

    def _may_withdraw_approval(self, steps):
        """Let leasing managers take back what belongs to their department too."""
        is_manager = self.env.user.has_group("mall_leasing.group_mall_leasing_manager")
        return (is_manager and self.has_access("write")) or super()._may_withdraw_approval(steps)

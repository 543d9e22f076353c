from odoo import fields, models


class MallRentReviewReject(models.TransientModel):
    """Ask why rent reviews are rejected."""

    _name = "mall.rent.review.reject"
    _description = "Reject Rent Reviews"

    review_ids = fields.Many2many("mall.rent.review", string="Reviews", readonly=True)
    reason = fields.Char(required=True, help="Kept with the review: whoever reads it later needs the reason.")

    def action_reject(self):
        """Reject the reviews with the reason given. Clause: L4.1"""
        self.ensure_one()
        self.review_ids._reject(self.reason)
        return {"type": "ir.actions.act_window_close"}

from odoo import fields, models


class MallOfferAccept(models.TransientModel):
    """Show what nobody has answered yet before an offer is accepted."""

    _name = "mall.offer.accept"
    _description = "Accept Offer with Open Questions"

    offer_id = fields.Many2one("mall.offer", required=True, readonly=True, ondelete="cascade")
    question_ids = fields.Many2many(
        "mall.offer.question",
        compute="_compute_question_ids",
        string="Open Questions",
        help="Asked in the talks and not answered yet.",
    )

    def _compute_question_ids(self):
        for wizard in self:
            domain = [("lead_id", "=", wizard.offer_id.lead_id.id), ("is_open", "=", True)]
            wizard.question_ids = self.env["mall.offer.question"].search(domain)

    def action_accept(self):
        """Accept the offer although questions are open; the record says which.

        Clause: L3.2
        """
        self.ensure_one()
        return self.offer_id.action_accept()

from odoo import fields, models


class MallOfferHoldExtend(models.TransientModel):
    """Ask the manager until when an accepted offer shall keep its units."""

    _name = "mall.offer.hold.extend"
    _description = "Extend Hold"

    offer_id = fields.Many2one("mall.offer", required=True, readonly=True, ondelete="cascade")
    date_hold_expiry = fields.Date(related="offer_id.date_hold_expiry", string="Held Until")
    date_expiry = fields.Date(
        string="Hold Until", required=True, help="New last day the units are kept free for the client."
    )

    def action_extend(self):
        """Extend the hold to the chosen day.

        :raises HoldExtensionRefused: below leasing manager
        Clause: LR1.2
        """
        self.ensure_one()
        return self.offer_id.action_extend_hold(self.date_expiry)

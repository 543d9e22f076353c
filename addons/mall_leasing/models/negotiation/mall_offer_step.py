from odoo import api, fields, models


class MallOfferStep(models.Model):
    """A change of the base rent inside the offered term."""

    _name = "mall.offer.step"
    _description = "Offer Rent Step"
    _inherit = ["mall.bounds.mixin"]
    _order = "offer_id, date_from, id"
    _rec_name = "date_from"

    offer_id = fields.Many2one("mall.offer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="offer_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="offer_id.currency_id")
    date_from = fields.Date(string="From", required=True, help="First day the new rent holds.")
    amount = fields.Monetary(
        string="Rent", required=True, help="Base rent from that day on, on the offer's rent basis, without tax."
    )

    _date_uniq = models.Constraint(
        "UNIQUE(offer_id, date_from)", "Two rent steps of one offer cannot begin on the same day."
    )
    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "A rent step cannot be negative.")

    @api.model_create_multi
    def create(self, vals_list):
        """Add steps to drafts only.

        :raises OfferFrozen: if an offer was already sent
        Clause: L3.2
        """
        steps = super().create(vals_list)
        steps.offer_id._check_draft()
        return steps

    def write(self, vals):
        """Change steps of drafts only, and never move one into a frozen offer.

        :raises OfferFrozen: if an offer was already sent
        Clause: L3.2
        """
        self.offer_id._check_draft()
        result = super().write(vals)
        self.offer_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.offer_id._check_draft()

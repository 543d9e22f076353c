from odoo import fields, models


class MallOfferStep(models.Model):
    """A change of the base rent inside the offered term."""

    _name = "mall.offer.step"
    _description = "Offer Rent Step"
    _order = "offer_id, date_from, id"

    offer_id = fields.Many2one("mall.offer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="offer_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="offer_id.currency_id")
    date_from = fields.Date(required=True, help="First day the new rent holds.")
    amount = fields.Monetary(
        string="Rent", required=True, help="Base rent from that day on, on the offer's rent basis, without tax."
    )

    _date_uniq = models.Constraint(
        "UNIQUE(offer_id, date_from)", "Two rent steps of one offer cannot begin on the same day."
    )
    _amount_positive = models.Constraint("CHECK (amount >= 0)", "A rent step cannot be negative.")

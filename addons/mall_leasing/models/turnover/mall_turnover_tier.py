from odoo import fields, models


class MallTurnoverTier(models.Model):
    """A share of the sales above a yearly amount; it holds for the sales up to the next tier."""

    _name = "mall.turnover.tier"
    _description = "Turnover Rent Tier"
    _inherit = ["mall.turnover.part.mixin"]
    _order = "term_id, amount_from"
    _rec_name = "amount_from"
    _terms_parent = "term_id"

    term_id = fields.Many2one("mall.turnover.term", required=True, index=True, ondelete="cascade")
    lease_id = fields.Many2one(related="term_id.lease_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="term_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="term_id.currency_id")
    amount_from = fields.Monetary(string="Sales From", help="Net sales of a whole year from which this share holds.")
    percent = fields.Float(
        string="Share (%)",
        digits=(6, 3),
        help="Share of the sales between this amount and the next tier's, in percent; marginal: lower sales keep theirs.",
    )

    _amount_not_negative = models.Constraint("CHECK (COALESCE(amount_from, 0) >= 0)", "A tier cannot begin below 0.")
    _percent_in_bounds = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)", "The share of a tier lies between 0 and 100 %."
    )
    _amount_uniq = models.Constraint("UNIQUE (term_id, amount_from)", "Two tiers cannot begin at the same amount.")

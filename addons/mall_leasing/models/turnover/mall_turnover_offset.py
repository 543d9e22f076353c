from odoo import api, fields, models

OFFSET_KINDS = [
    ("amount", "Fixed Amount"),
    ("management_fee", "Management Fee Paid"),
    ("promotion_fee", "Promotion Fee Paid"),
    ("other", "Other Charges Paid"),
]


class MallTurnoverOffset(models.Model):
    """A credit against the turnover rent: a fixed amount, or a part of a charge paid, up to a cap."""

    _name = "mall.turnover.offset"
    _description = "Turnover Rent Offset"
    _inherit = ["mall.turnover.part.mixin"]
    _order = "term_id, sequence, id"
    _terms_parent = "term_id"

    term_id = fields.Many2one("mall.turnover.term", required=True, index=True, ondelete="cascade")
    lease_id = fields.Many2one(related="term_id.lease_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="term_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="term_id.currency_id")
    sequence = fields.Integer(default=10, help="Offsets are used up in this order.")
    kind = fields.Selection(
        OFFSET_KINDS, required=True, default="amount", help="What is credited: an amount as agreed, or what was charged."
    )
    name = fields.Char(
        string="Description",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        help="What the lease and the settlement say.",
    )
    amount = fields.Monetary(string="Amount a Year", help="Fixed amount credited for a whole year.")
    percent = fields.Float(
        string="Credited (%)", default=100, digits=(6, 3), help="Part of the charge that is credited, in percent."
    )
    amount_cap = fields.Monetary(string="At Most a Year", help="Most that is credited for a whole year; 0 for no cap.")

    _amounts_not_negative = models.Constraint(
        "CHECK (COALESCE(amount, 0) >= 0 AND COALESCE(amount_cap, 0) >= 0)", "An offset cannot be negative."
    )
    _percent_in_bounds = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)", "What is credited of a charge lies between 0 and 100 %."
    )

    @api.depends("kind")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for offset in self:
            offset.name = labels.get(offset.kind) or offset.name

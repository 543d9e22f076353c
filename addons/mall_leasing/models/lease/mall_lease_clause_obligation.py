from odoo import fields, models


class MallLeaseClauseObligation(models.Model):
    """An obligation that every lease with the clause starts with."""

    _name = "mall.lease.clause.obligation"
    _description = "Obligation of a Standard Clause"
    _inherit = ["mall.lease.duty.mixin"]
    _order = "clause_id, sequence, id"

    clause_id = fields.Many2one("mall.lease.clause", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="clause_id.company_id", store=True, index=True, precompute=True)
    name = fields.Char(translate=True)

    _name_not_empty = models.Constraint("CHECK (name->>'en_US' <> '')", "An obligation says what has to be done.")

from odoo import fields, models


class MallSalesExclusionKind(models.Model):
    """Something a lease may take off gross sales before the share is counted: tax, returns, gift cards, staff sales."""

    _name = "mall.sales.exclusion.kind"
    _description = "Sales Exclusion Kind"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="What the tenant reads in the portal and in the file to import.")
    code = fields.Char(required=True, help="Short name; a column of this name in an imported file holds it.")
    sequence = fields.Integer(default=10, help="Order on forms.")
    description = fields.Char(translate=True, help="What belongs to it, for who declares.")
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    active = fields.Boolean(default=True, help="Archived kinds are no longer offered; what was declared stays.")

    _code_uniq = models.UniqueIndex("(lower(code), COALESCE(company_id, 0))", "There is an exclusion of this code already.")

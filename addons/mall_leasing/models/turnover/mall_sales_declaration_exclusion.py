from odoo import api, fields, models


class MallSalesDeclarationExclusion(models.Model):
    """An amount taken off the gross sales of a month, by kind."""

    _name = "mall.sales.declaration.exclusion"
    _description = "Sales Exclusion"
    _inherit = ["mall.bounds.mixin"]
    _order = "declaration_id, kind_id"
    _rec_name = "kind_id"

    declaration_id = fields.Many2one("mall.sales.declaration", required=True, index=True, ondelete="cascade")
    lease_id = fields.Many2one(related="declaration_id.lease_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="declaration_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="declaration_id.currency_id")
    kind_id = fields.Many2one(
        "mall.sales.exclusion.kind", required=True, index=True, ondelete="restrict", help="Why it is taken off."
    )
    amount = fields.Monetary(help="Part of the gross sales that does not count.")

    _amount_not_negative = models.Constraint("CHECK (COALESCE(amount, 0) >= 0)", "What is taken off cannot be negative.")
    _kind_uniq = models.Constraint("UNIQUE (declaration_id, kind_id)", "Each kind is taken off once.")

    @api.model_create_multi
    def create(self, vals_list):
        """Add amounts to declarations that are drafts.

        :raises TurnoverRefused: if it was declared
        """
        self.check_access("create")
        ids = [vals["declaration_id"] for vals in vals_list if vals.get("declaration_id")]
        entered = self.env["mall.sales.declaration"].browse(ids)
        entered.check_access("write")
        entered.sudo()._check_open()  # sudo: the state alone decides, whoever asks
        lines = super().create(vals_list)
        lines.declaration_id._check_figures()
        return lines

    def write(self, vals):
        """Change amounts of declarations that are drafts.

        :raises TurnoverRefused: if it was declared
        """
        self.check_access("write")
        entered = self.env["mall.sales.declaration"].browse(vals.get("declaration_id") or [])
        (self.declaration_id | entered).sudo()._check_open()  # sudo: as in create
        result = super().write(vals)
        self.declaration_id._check_figures()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_declared(self):
        self.declaration_id.sudo()._check_open()  # sudo: as in create

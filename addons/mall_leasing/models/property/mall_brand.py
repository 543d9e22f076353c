from odoo import fields, models


class MallBrand(models.Model):
    """A name over a shop door, run by an operator who may run several."""

    _name = "mall.brand"
    _description = "Brand"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True, help="The name customers read on the shop sign.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Operator",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="The company that operates the brand; it signs the lease.",
    )
    trade_category_id = fields.Many2one(
        "mall.trade.category",
        string="Trade",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="What the brand sells.",
    )
    active = fields.Boolean(default=True)

    _name_filled = models.Constraint("CHECK (btrim(name) <> '')", "A brand needs a name.")
    _name_uniq = models.UniqueIndex(
        "(company_id, lower(name))", "This company already has a brand of that name."
    )

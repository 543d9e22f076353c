from odoo import api, fields, models


class MallTradeCategory(models.Model):
    """A trade (業態): what a shop sells, as a tree shared by all malls or kept by one company."""

    _name = "mall.trade.category"
    _description = "Trade Category"
    _parent_store = True
    _rec_name = "complete_name"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name",
        search="_search_complete_name",
        recursive=True,
        help="The trade with the trades above it, for example Food / Café.",
    )
    parent_id = fields.Many2one(
        "mall.trade.category",
        string="Parent Trade",
        index=True,
        ondelete="restrict",
        help="The wider trade this one belongs to.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("mall.trade.category", "parent_id", string="Narrower Trades")
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty to share the trade between all companies."
    )
    sequence = fields.Integer(default=10)
    color = fields.Integer(help="Colour of the trade on boards and plans.")
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for category in self:
            names = filter(None, [category.parent_id.complete_name, category.name])
            category.complete_name = " / ".join(names)

    @api.model
    def _search_complete_name(self, operator, value):
        return ["|", ("name", operator, value), ("parent_id.name", operator, value)]

from odoo import api, fields, models


class MallMoveInTemplate(models.Model):
    """The formalities every new tenant goes through until the shop has landed. Clause: L5.1."""

    _name = "mall.move.in.template"
    _description = "Move-in Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first template that fits the tenant's trade is taken.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Leave empty to share it between all companies.")
    trade_category_ids = fields.Many2many(
        "mall.trade.category",
        string="Trades",
        help="Taken for these trades and the narrower ones below them; empty: for all others.",
    )
    line_ids = fields.One2many("mall.move.in.template.line", "template_id", string="Formalities", copy=True)

    @api.model
    def _find_for(self, lease):
        """Return the template for a lease: the first made for its trade or a wider one, else the first for all.

        :return: a template, or none where the house has none
        """
        domain = [("company_id", "in", (False, lease.company_id.id))]
        path = [int(part) for part in (lease.trade_category_id.parent_path or "").split("/") if part]
        fitting = self.search([*domain, ("trade_category_ids", "in", path)], limit=1)
        return fitting or self.search([*domain, ("trade_category_ids", "=", False)], limit=1)

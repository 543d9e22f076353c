from odoo import api, fields, models


class MallClientShop(models.Model):
    """A shop a client has somewhere else: what it pays and gets there tells what it can pay here. Clause: L2.2."""

    _name = "mall.client.shop"
    _description = "Client's Shop Elsewhere"
    _inherit = ["mall.bounds.mixin"]
    _order = "date_closed desc, date_opened desc, id desc"
    _rec_name = "place"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", string="Client", required=True, index=True, ondelete="restrict", help="Who runs the shop.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, help="Whose file it stands in."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    place = fields.Char(string="Mall or Place", required=True, help="The mall or street the shop is in.")
    brand_id = fields.Many2one("mall.brand", index="btree_not_null", check_company=True, help="The name over the door there.")
    area = fields.Float(string="Area (m²)", digits=(12, 2), help="Net area of the shop, in square metres.")
    amount_rent = fields.Monetary(string="Rent per Month", help="What it pays there a month, as far as known, without tax.")
    amount_rent_area = fields.Monetary(
        string="Rent per m²", compute="_compute_amount_rent_area", help="Rent per square metre and month, to compare with ours."
    )
    date_opened = fields.Date(string="Opened", help="Since when the shop trades.")
    date_closed = fields.Date(string="Closed", help="Last day it traded; empty while it is open.")
    note = fields.Char(help="How it does there, what it complains about, when its lease ends.")

    _numbers_not_negative = models.Constraint("CHECK (area >= 0 AND amount_rent >= 0)", "Area and rent of a shop cannot be negative.")
    _dates_ordered = models.Constraint(
        "CHECK (date_closed IS NULL OR date_opened IS NULL OR date_closed >= date_opened)", "A shop cannot close before it opens."
    )

    @api.depends("area", "amount_rent")
    def _compute_amount_rent_area(self):
        for shop in self:
            shop.amount_rent_area = shop.amount_rent / shop.area if shop.area else 0

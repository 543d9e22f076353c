from odoo import fields, models


class MallMarketResearchCompetitor(models.Model):
    """A place tenants and customers could go to instead of us: what it offers, asks for and lacks. Clause: L1.1."""

    _name = "mall.market.research.competitor"
    _description = "Competitor"
    _inherit = ["mall.market.research.line.mixin"]
    _order = "research_id, distance_km, id"

    name = fields.Char(required=True, index="trigram", help="Name of the competing mall, street or market.")
    place = fields.Char(help="Address or quarter.")
    distance_km = fields.Float(
        string="Distance (km)", digits=(8, 1), aggregator=None, help="From our mall, in kilometres by road."
    )
    trade_category_ids = fields.Many2many("mall.trade.category", string="Trades", help="The trades it is strong in.")
    area = fields.Float(string="Retail Area (m²)", digits=(12, 2), help="Area let to shops, in square metres.")
    amount_rent_low = fields.Monetary(
        string="Rent from", aggregator=None, help="Lowest rent heard of, per m² of net area and month, without tax."
    )
    amount_rent_high = fields.Monetary(
        string="Rent to", aggregator=None, help="Highest rent heard of, per m² of net area and month, without tax."
    )
    footfall_day = fields.Integer(string="Visitors per Day", aggregator=None, help="On an average day; 0: not known.")
    strengths = fields.Text(help="What it does better than we do.")
    weaknesses = fields.Text(help="What it does worse; where we can win.")
    brands = fields.Text(help="The brands it has that we would like to have, or that draw its customers.")

    _rents_ordered = models.Constraint(
        "CHECK (amount_rent_low >= 0 AND (amount_rent_high = 0 OR amount_rent_high >= amount_rent_low))",
        "The highest rent of a competitor cannot be below the lowest.",
    )
    _not_negative = models.Constraint(
        "CHECK (distance_km >= 0 AND area >= 0 AND footfall_day >= 0)",
        "Distance, area and visitors of a competitor cannot be negative.",
    )

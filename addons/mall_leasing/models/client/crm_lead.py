from odoo import fields, models


class CrmLead(models.Model):
    """The client file of a prospective tenant: who they are, what they want, where the talks stand."""

    _inherit = "crm.lead"

    is_leasing = fields.Boolean(
        related="team_id.is_leasing",
        store=True,
        index=True,
        help="The lead belongs to a leasing team and follows the leasing stages.",
    )
    # the brand
    brand_id = fields.Many2one(
        "mall.brand", index="btree_not_null", tracking=True, help="The brand that would open a shop here."
    )
    brand_name = fields.Char(help="The brand's name while it is not yet in the list of brands.")
    trade_category_id = fields.Many2one(
        "mall.trade.category", string="Trade", index="btree_not_null", help="What the shop would sell or serve."
    )
    # what they want
    property_id = fields.Many2one(
        "mall.property", index="btree_not_null", check_company=True, help="The mall the client is interested in."
    )
    unit_ids = fields.Many2many(
        "mall.unit",
        "crm_lead_mall_unit_rel",
        "lead_id",
        "unit_id",
        string="Wanted Units",
        check_company=True,
        help="The units the client looked at and wants.",
    )
    area_wanted_min = fields.Float(
        string="Area from (m²)", digits=(12, 2), help="Smallest net area that serves the client, in square metres."
    )
    area_wanted_max = fields.Float(
        string="Area to (m²)", digits=(12, 2), help="Largest net area that serves the client, in square metres."
    )
    amount_budget = fields.Monetary(
        string="Budget per Month",
        currency_field="company_currency",
        help="What the client can pay per month, all in, company currency, without tax.",
    )
    # the talks
    offer_ids = fields.One2many("mall.offer", "lead_id", string="Offers")

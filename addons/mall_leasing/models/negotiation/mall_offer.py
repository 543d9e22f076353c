from odoo import fields, models

OFFER_STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("superseded", "Superseded"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]


class MallOffer(models.Model):
    """One round of the talks: the terms one side put to the other, frozen once they were sent."""

    _name = "mall.offer"
    _description = "Offer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    # identity
    name = fields.Char(string="Number", default="/", required=True, readonly=True, copy=False, index="trigram")
    lead_id = fields.Many2one(
        "crm.lead", required=True, index=True, ondelete="restrict", help="The negotiation this round is part of."
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="The landlord the offer binds.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="lead_id.user_id", store=True, index=True, help="Who leads the talks.")
    team_id = fields.Many2one(related="lead_id.team_id", store=True, index=True, help="The team of the lead.")
    round = fields.Integer(default=1, readonly=True, copy=False, aggregator=None, help="1 for the first proposal of the talks, then counted up.")
    proposed_by = fields.Selection(
        [("landlord", "Landlord"), ("tenant", "Tenant")],
        required=True,
        default="landlord",
        help="Which side put these terms forward.",
    )
    previous_id = fields.Many2one(
        "mall.offer", string="Answers", readonly=True, copy=False, index="btree_not_null", help="The round these terms answer."
    )
    # who and what
    partner_id = fields.Many2one("res.partner", string="Client", index=True, tracking=True, help="The future tenant.")
    brand_id = fields.Many2one("mall.brand", help="The brand that would trade in the units.")
    trade_category_id = fields.Many2one("mall.trade.category", string="Trade", help="What may be sold or served there.")
    property_id = fields.Many2one("mall.property", index=True, check_company=True, help="The mall the units are in.")
    unit_ids = fields.Many2many(
        "mall.unit", "mall_offer_mall_unit_rel", "offer_id", "unit_id", check_company=True, help="The units offered."
    )
    area = fields.Float(
        string="Net Area (m²)", digits=(12, 2), help="Sum of the units' net areas when the offer was sent."
    )
    # dates
    date = fields.Date(required=True, default=fields.Date.context_today, help="Day of the proposal.")
    date_validity = fields.Date(string="Valid Until", help="Last day the proposal can be accepted.")
    date_start = fields.Date(string="Term from", help="First day of the lease term.")
    term_months = fields.Integer(string="Term (Months)", aggregator="avg", help="Length of the lease in months.")
    date_end = fields.Date(string="Term to", help="Last day of the lease term.")
    date_handover = fields.Date(string="Handover", help="Day the units are handed over for fit-out.")
    date_opening = fields.Date(string="Opening", help="Day the shop opens to customers.")
    # money
    rent_basis = fields.Selection(
        [("flat", "Per month"), ("area", "Per m² and month")],
        required=True,
        default="area",
        help="Whether the rent is one sum per month or a price per square metre of net area and month.",
    )
    amount_rent = fields.Monetary(string="Base Rent", help="Base rent at the start of the term on the rent basis, without tax.")
    rent_step_ids = fields.One2many("mall.offer.step", "offer_id", string="Rent Steps", copy=True)
    rent_free_months = fields.Integer(help="Whole months without base rent from the start of the term.")
    rent_free_days = fields.Integer(help="Days without base rent after the rent-free months.")
    amount_management_fee = fields.Monetary(string="Management Fee per m²", help="Per square metre of net area and month, without tax.")
    amount_promotion_fee = fields.Monetary(string="Promotion Fee per m²", help="Per square metre of net area and month, without tax.")
    turnover_percent = fields.Float(string="Turnover Share (%)", digits=(5, 2), help="Share of turnover paid as rent above the breakpoint.")
    amount_breakpoint = fields.Monetary(string="Turnover Breakpoint", help="Turnover per year above which the share is due.")
    amount_deposit = fields.Monetary(string="Deposit", help="Security deposit, company currency.")
    terms = fields.Html(help="Further terms of cooperation.")
    # workflow
    state = fields.Selection(
        OFFER_STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Draft: being written. Sent: put to the other side, terms frozen. Superseded: answered by a further round.\n"
        "Accepted: agreed, a letter of intent. Declined: refused by the other side. Withdrawn: taken back.",
    )
    date_hold_expiry = fields.Date(string="Hold Until", readonly=True, copy=False, tracking=True, help="Last day the units are held for the client.")

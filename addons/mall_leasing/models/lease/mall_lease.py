from odoo import api, fields, models

LEASE_STATES = [
    ("draft", "Draft"),
    ("legal_review", "Legal Review"),
    ("leadership_approval", "Leadership Approval"),
    ("to_sign", "To Sign"),
    ("tenant_signed", "Signed by Tenant"),
    ("active", "Active"),
    ("ended", "Ended"),
    ("cancelled", "Cancelled"),
]


class MallLease(models.Model):
    """A lease: who rents which units from when to when at what charges, and how it came to bind both sides."""

    _name = "mall.lease"
    _description = "Lease"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    # identity
    name = fields.Char(
        string="Number",
        readonly=True,
        copy=False,
        index="trigram",
        help="Given by the system when the lease is drafted.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="The landlord.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True, precompute=True)
    origin = fields.Selection(
        [("deal", "Deal"), ("rent_roll", "Rent Roll")],
        default="deal",
        required=True,
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Deal: negotiated, approved and signed here.\nRent Roll: signed on paper before, taken over by import.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Specialist",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        check_company=True,
        groups="base.group_user",
        help="Drafts the lease and follows it up after signature.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Team",
        index=True,
        check_company=True,
        groups="base.group_user",
        help="Its members see the lease.",
    )

    # parties and premises
    partner_id = fields.Many2one(
        "res.partner",
        string="Tenant",
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
        help="The party that rents and signs; the people of its company see the lease in the portal.",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Lead",
        index="btree_not_null",
        check_company=True,
        copy=False,
        groups="base.group_user",
        help="The negotiation the lease came from.",
    )
    brand_id = fields.Many2one(
        "mall.brand", index="btree_not_null", ondelete="restrict", help="The name over the shop's door."
    )
    trade_category_id = fields.Many2one(
        "mall.trade.category",
        string="Permitted Trade",
        index="btree_not_null",
        ondelete="restrict",
        help="The only trade the tenant may carry on in the unit.",
    )
    property_id = fields.Many2one(
        "mall.property", index=True, check_company=True, ondelete="restrict", help="The mall the units are in."
    )
    unit_ids = fields.Many2many(
        "mall.unit",
        string="Units",
        domain="[('property_id', '=', property_id)]",
        help="The units let by this lease.",
    )
    area = fields.Float(
        string="Net Area (m²)",
        digits=(12, 2),
        compute="_compute_area",
        store=True,
        help="Sum of the units' net areas when they were put on the lease, in square metres; "
        "a later re-measurement does not change a lease.",
    )

    # term
    date_start = fields.Date(
        string="Start",
        required=True,
        index=True,
        default=lambda self: fields.Date.context_today(self),
        help="First day of the term.",
    )
    date_end = fields.Date(string="End", required=True, index=True, help="Last day of the term, inclusive.")
    date_handover = fields.Date(string="Handover", help="Day the tenant gets the keys for the fit-out.")
    date_opening = fields.Date(string="Opening", help="Day the shop has to open.")

    # money
    charge_ids = fields.One2many(
        "mall.lease.charge", "lease_id", string="Charges", copy=True, help="What the tenant pays every month."
    )
    amount_deposit = fields.Monetary(string="Deposit", help="Security deposit, company currency, without tax.")
    payment_term_id = fields.Many2one(
        "account.payment.term", string="Payment Terms", check_company=True, help="When an invoice falls due."
    )
    contract_id = fields.Many2one(
        "contract.contract",
        string="Billing Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="Bills the charges; made when the lease becomes active.",
    )
    date_billing_from = fields.Date(
        string="Billed From",
        groups="base.group_user",
        help="First day the system bills; empty means the first day of the term. Later for leases taken over "
        "from a rent roll, whose past is billed already.",
    )

    # words
    terms = fields.Html(
        string="Rights and Obligations",
        sanitize_attributes=True,
        help="The terms of the lease: what each side may do and must do.",
    )

    # workflow
    state = fields.Selection(
        LEASE_STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Draft: being written, nobody is bound.\n"
        "Legal Review: a legal reviewer decides on the terms.\n"
        "Leadership Approval: company leadership decides on terms and money.\n"
        "To Sign: approved and frozen, the tenant signs in the portal.\n"
        "Signed by Tenant: waits for the landlord's countersignature.\n"
        "Active: signed by both sides, billed.\n"
        "Ended: the last day has passed.\n"
        "Cancelled: given up before it bound both sides.",
    )

    submitted_datetime = fields.Datetime(
        string="Submitted On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the lease was last put before its approvers; they see it from then on.",
    )

    _dates_ordered = models.Constraint("CHECK (date_end >= date_start)", "A lease cannot end before it starts.")
    _deposit_not_negative = models.Constraint("CHECK (amount_deposit >= 0)", "A deposit cannot be negative.")

    @api.depends("unit_ids")
    def _compute_area(self):
        # Not on area_net: what a signed lease says about its area stands although a unit is measured again.
        for lease in self:
            lease.area = sum(lease.unit_ids.mapped("area_net"))

    @api.model_create_multi
    def create(self, vals_list):
        """Number the new leases.

        Clause: L4.1
        """
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].next_by_code("mall.lease")
        return super().create(vals_list)

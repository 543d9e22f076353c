from odoo import api, fields, models

from ...exceptions import OfferForged, OfferFrozen, OfferRoundOpen

OFFER_STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("superseded", "Superseded"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]
# In these states a round stands, so that no other can be opened in the same talks.
OPEN_STATES = ("draft", "sent", "accepted")
# What the two sides agree on: frozen once the other side has it.
TERMS = frozenset({
    "company_id", "partner_id", "brand_id", "trade_category_id", "property_id", "unit_ids", "proposed_by",
    "date", "date_validity", "date_start", "term_months", "date_handover", "date_opening",
    "rent_basis", "amount_rent", "rent_step_ids", "rent_free_months", "rent_free_days",
    "amount_management_fee", "amount_promotion_fee", "turnover_percent", "turnover_relation", "amount_breakpoint",
    "amount_deposit", "terms",
})  # fmt: skip
# What the workflow and the arithmetic write, and nobody else: the view's readonly does not bind a call by RPC.
GATED = frozenset({
    "name", "round", "previous_id", "state", "state_user_id", "state_datetime", "date_hold_expiry",
    "date_drafted", "user_id", "team_id", "area", "amount_rent_asking", "amount_rent_month",
    "amount_rent_total", "amount_net_effective", "asking_difference_percent", "date_end", "amount_rent_year",
    "amount_rent_budget", "budget_difference_percent", "date_hold_chased",
})  # fmt: skip


class MallOffer(models.Model):
    """One round of the talks: the terms one side put to the other, frozen once they were sent."""

    _name = "mall.offer"
    _description = "Offer"
    _inherit = ["mail.thread", "mail.activity.mixin", "mall.bounds.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    # identity
    name = fields.Char(string="Number", default=lambda self: self.env._("New"), required=True, readonly=True, copy=False, index="trigram")
    lead_id = fields.Many2one(
        "crm.lead",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        help="The negotiation this round is part of.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The landlord the offer binds.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        related="lead_id.user_id", string="Specialist", store=True, index=True, help="Who leads the talks."
    )
    team_id = fields.Many2one(related="lead_id.team_id", store=True, index=True, help="Its members see the offer.")
    round = fields.Integer(
        default=1,
        readonly=True,
        copy=False,
        aggregator=None,
        help="1 for the first proposal of the talks, then counted up.",
    )
    proposed_by = fields.Selection(
        [("landlord", "Landlord"), ("tenant", "Tenant")],
        required=True,
        default="landlord",
        tracking=True,
        help="Which side put these terms forward.",
    )
    previous_id = fields.Many2one(
        "mall.offer",
        string="Answers",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The round these terms answer.",
    )

    # who and what
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        index=True,
        tracking=True,
        check_company=True,
        help="The future tenant; made from the lead's contact details on sending where the lead has none.",
    )
    brand_id = fields.Many2one(
        "mall.brand",
        compute="_compute_brand_id",
        store=True,
        readonly=False,
        check_company=True,
        help="The brand that would trade in the units.",
    )
    trade_category_id = fields.Many2one(
        "mall.trade.category",
        string="Trade",
        compute="_compute_trade_category_id",
        store=True,
        readonly=False,
        check_company=True,
        help="What may be sold or served there.",
    )
    property_id = fields.Many2one(
        "mall.property",
        compute="_compute_property_id",
        store=True,
        readonly=False,
        index=True,
        check_company=True,
        help="The mall the units are in.",
    )
    unit_ids = fields.Many2many(
        "mall.unit",
        "mall_offer_mall_unit_rel",
        "offer_id",
        "unit_id",
        string="Units",
        compute="_compute_unit_ids",
        store=True,
        readonly=False,
        check_company=True,
        domain="[('property_id', '=?', property_id)]",
        help="The units offered.",
    )

    # dates
    date = fields.Date(required=True, default=fields.Date.context_today, help="Day of the proposal.")
    date_validity = fields.Date(string="Valid Until", help="Last day the proposal can be accepted; empty: no limit.")
    date_start = fields.Date(string="Term from", help="First day of the lease term, from which rent is counted.")
    term_months = fields.Integer(string="Term (Months)", aggregator="avg", help="Length of the lease in whole months.")
    date_handover = fields.Date(
        string="Handover", help="Day the units are handed over for fit-out; empty: with the first day of the term."
    )
    date_opening = fields.Date(string="Opening", help="Day the shop is to open to customers.")

    # money, without tax
    rent_basis = fields.Selection(
        [("flat", "Per month"), ("area", "Per m² and month")],
        required=True,
        default="area",
        help="Whether the rent is one sum per month or a price per square metre of net area and month.",
    )
    amount_rent = fields.Monetary(
        string="Base Rent",
        compute="_compute_amount_rent",
        store=True,
        readonly=False,
        tracking=True,
        help="At the start of the term, on the rent basis, without tax; a price per m² starts from what the units are "
        "listed at.",
    )
    rent_step_ids = fields.One2many("mall.offer.step", "offer_id", string="Rent Steps", copy=True)
    rent_free_months = fields.Integer(
        string="Rent-free Months", help="Whole months without base rent from the start of the term."
    )
    rent_free_days = fields.Integer(string="Rent-free Days", help="Days without base rent after the rent-free months.")
    amount_management_fee = fields.Monetary(
        string="Management Fee per m²", help="Per square metre of net area and month, without tax."
    )
    amount_promotion_fee = fields.Monetary(
        string="Promotion Fee per m²", help="Per square metre of net area and month, without tax."
    )
    turnover_percent = fields.Float(
        string="Turnover Share (%)", digits=(5, 2), help="Share of the turnover above the breakpoint, paid as rent."
    )
    amount_breakpoint = fields.Monetary(
        string="Turnover Breakpoint", help="Turnover per year above which the share is due."
    )
    amount_deposit = fields.Monetary(string="Deposit", help="Security deposit, due before handover.")
    terms = fields.Html(help="Further terms of cooperation; the lease takes them over.")

    # workflow
    state = fields.Selection(
        OFFER_STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Draft: being written.\n"
        "Sent: put to the other side, terms frozen.\n"
        "Superseded: answered by a further round.\n"
        "Accepted: agreed; a letter of intent that holds the units for a time.\n"
        "Declined: refused by the other side.\n"
        "Withdrawn: taken back.",
    )
    state_user_id = fields.Many2one(
        "res.users", string="Moved By", readonly=True, copy=False, help="Who put the offer into its present state."
    )
    state_datetime = fields.Datetime(
        string="Moved On", readonly=True, copy=False, help="When the offer got into its present state."
    )

    _open_round_uniq = models.UniqueIndex(
        "(lead_id) WHERE state IN ('draft', 'sent', 'accepted')",
        "These talks already have an open offer; answer, decline or withdraw it first.",
    )
    _term_not_negative = models.Constraint("CHECK (term_months >= 0)", "A term cannot be negative.")
    _rent_free_not_negative = models.Constraint(
        "CHECK (rent_free_months >= 0 AND rent_free_days >= 0)", "The rent-free time cannot be negative."
    )
    _money_not_negative = models.Constraint(
        "CHECK (amount_rent >= 0 AND amount_management_fee >= 0 AND amount_promotion_fee >= 0"
        " AND amount_breakpoint >= 0 AND amount_deposit >= 0)",
        "Rents, fees, breakpoint and deposit of an offer cannot be negative.",
    )
    _turnover_in_bounds = models.Constraint(
        "CHECK (turnover_percent >= 0 AND turnover_percent <= 100)", "A turnover share lies between 0 and 100 %."
    )

    @api.depends("lead_id")
    def _compute_company_id(self):
        for offer in self:
            offer.company_id = offer.lead_id.company_id or offer.company_id or self.env.company

    # One method for each: a value given for one of several fields of a method would keep it from the others.

    @api.depends("lead_id")
    def _compute_partner_id(self):
        for offer in self:
            offer.partner_id = offer.lead_id.partner_id or offer.partner_id

    @api.depends("lead_id")
    def _compute_brand_id(self):
        for offer in self:
            offer.brand_id = offer.lead_id.brand_id or offer.brand_id

    @api.depends("lead_id")
    def _compute_trade_category_id(self):
        for offer in self:
            offer.trade_category_id = offer.lead_id.trade_category_id or offer.trade_category_id

    @api.depends("lead_id")
    def _compute_unit_ids(self):
        for offer in self:
            offer.unit_ids = offer.lead_id.unit_ids or offer.unit_ids

    @api.depends("lead_id", "unit_ids")
    def _compute_property_id(self):
        for offer in self:
            given = offer.property_id or offer.lead_id.property_id
            offer.property_id = given or offer.unit_ids.property_id[:1]

    @api.depends("unit_ids", "rent_basis")
    def _compute_amount_rent(self):
        for offer in self:
            open_price = offer.state == "draft" and not offer.amount_rent and not offer.turnover_percent
            if open_price and offer.rent_basis == "area":
                offer.amount_rent = offer.amount_rent_asking
            else:
                offer.amount_rent = offer.amount_rent

    # --- create, write, delete

    @api.model_create_multi
    def create(self, vals_list):
        """Open a round of talks: numbered, counted, in draft, and the only open one of its lead.

        :raises AccessError: if the lead is not the user's to write
        :raises OfferForged: if a value or a context default tries to set what the workflow writes
        :raises OfferRoundOpen: if the lead has an open round already
        Clause: L3.1, L3.2
        """
        for vals in vals_list:
            self._check_not_gated(self._get_context_defaults() | vals)
        leads = self.env["crm.lead"].browse([vals["lead_id"] for vals in vals_list if vals.get("lead_id")])
        leads.check_access("write")  # first: whoever may not, is told nothing of the talks
        self._check_no_open_round(leads)
        rounds = self._get_last_rounds(leads)
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            rounds[vals.get("lead_id")] = vals["round"] = rounds.get(vals.get("lead_id"), 0) + 1
            vals["name"] = self.env["ir.sequence"].next_by_code("mall.offer")
            vals["state"] = "draft"
        offers = super().create(vals_list)
        offers.lead_id._advance_to_stage("negotiation")
        return offers

    def write(self, vals):
        """Write the terms of drafts; refuse to touch frozen terms and what only the workflow writes.

        :raises OfferForged: for fields of the workflow and the arithmetic
        :raises OfferFrozen: for terms of an offer that is no longer a draft
        Clause: L3.2
        """
        self._check_not_gated(vals)
        if "lead_id" in vals and any(offer.lead_id.id != vals["lead_id"] for offer in self):
            raise OfferForged(self.env._("An offer stays with the lead it was made for. (L3.2)"))
        if TERMS & vals.keys():
            self._check_draft()
        return super().write(vals)

    def _gate_write(self, vals):
        """Write past the offer's own guard, with the caller's own rights: for its workflow and arithmetic only."""
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        """Keep every round the other side has seen: the talks must be traceable."""
        self._check_draft()

    def copy_data(self, default=None):
        """Return the values of a copy; its validity is open, because it is another proposal."""
        return [{**vals, "date_validity": False} for vals in super().copy_data(default)]

    # --- what the guard keeps out

    @api.model
    def _get_context_defaults(self):
        defaults = {f"default_{name}": name for name in GATED}
        return {defaults[key]: value for key, value in self.env.context.items() if key in defaults}

    def _check_not_gated(self, vals):
        """Refuse values of gated fields; saying what a new offer is anyway is no forgery."""
        harmless = {"state": "draft", "name": self.env._("New"), "round": 1}
        forged = sorted(name for name in GATED & vals.keys() if self or vals[name] != harmless.get(name, vals))
        if forged:
            raise OfferForged(
                self.env._(
                    "%(fields)s of an offer cannot be written by hand; use the offer's buttons. (L3.2)",
                    fields=", ".join(self._fields[name]._description_string(self.env) for name in forged),
                )
            )

    def _check_draft(self):
        """Refuse unless every offer is a draft.

        :raises OfferFrozen: naming the offers the other side already has
        """
        frozen = self.filtered(lambda offer: offer.state != "draft")
        if frozen:
            raise OfferFrozen(
                self.env._(
                    "The terms of %(offers)s are frozen since it was sent: make a counter-offer instead. (L3.2)",
                    offers=", ".join(frozen.mapped("name")),
                )
            )

    @api.model
    def _check_no_open_round(self, leads):
        """Refuse leads whose talks have an open round."""
        # The round in the way counts whether or not the caller may read it; only its number is told.
        standing = self.sudo().search([("lead_id", "in", leads.ids), ("state", "in", OPEN_STATES)], limit=1)
        if standing:
            raise OfferRoundOpen(
                self.env._(
                    "%(lead)s already has the open offer %(offer)s: answer, decline or withdraw it first. (L3.2)",
                    lead=standing.lead_id.name,
                    offer=standing.name,
                )
            )

    @api.model
    def _get_last_rounds(self, leads):
        """Return {lead id: number of its last round}."""
        # Counting must not depend on which rounds the caller may read: numbers only.
        groups = self.sudo()._read_group([("lead_id", "in", leads.ids)], ["lead_id"], ["round:max"])
        return {lead.id: last for lead, last in groups}

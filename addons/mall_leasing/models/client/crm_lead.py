from odoo import api, fields, models
from odoo.exceptions import UserError

from ..negotiation.mall_offer import OPEN_STATES

# Salespeople of other departments read leads too, but neither units nor offers nor leases.
LEASING = "mall_leasing.group_mall_leasing_specialist"


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
        "mall.brand",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        help="The brand that would open a shop here.",
    )
    brand_name = fields.Char(help="The brand's name while it is not yet in the list of brands.")
    trade_category_id = fields.Many2one(
        "mall.trade.category",
        string="Trade",
        index="btree_not_null",
        check_company=True,
        help="What the shop would sell or serve.",
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
        domain="[('property_id', '=?', property_id)]",
        groups=LEASING,
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
    # the talks and what came of them
    offer_ids = fields.One2many(
        "mall.offer", "lead_id", string="Offers", groups=LEASING, help="The rounds of the talks."
    )
    offer_count = fields.Integer(compute="_compute_offer_count", groups=LEASING)
    lease_ids = fields.One2many(
        "mall.lease", "lead_id", string="Leases", groups=LEASING, help="The leases drafted from the talks."
    )
    lease_count = fields.Integer(compute="_compute_lease_count", groups=LEASING)

    _area_wanted_ordered = models.Constraint(
        "CHECK (area_wanted_min >= 0 AND (area_wanted_max = 0 OR area_wanted_max >= area_wanted_min))",
        "The largest wanted area cannot be below the smallest.",
    )
    _budget_not_negative = models.Constraint("CHECK (amount_budget >= 0)", "A budget cannot be negative.")

    @api.depends("offer_ids")
    def _compute_offer_count(self):
        groups = self.env["mall.offer"]._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.offer_count = counts.get(lead.id, 0)

    @api.depends("lease_ids")
    def _compute_lease_count(self):
        groups = self.env["mall.lease"]._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.lease_count = counts.get(lead.id, 0)

    @api.depends("is_leasing")
    def _compute_company_id(self):
        """Give every leasing lead a company: its units, offers and leases belong to one."""
        super()._compute_company_id()
        for lead in self.filtered(lambda lead: lead.is_leasing and not lead.company_id):
            lead.company_id = lead._get_leasing_company()

    def _get_leasing_company(self):
        """Return the company a leasing lead without one belongs to: the mall's, else the user's."""
        # Whoever hands a lead to the leasing team need not read malls; only the mall's company is taken from it.
        return self.property_id.sudo().company_id or self.env.company

    @api.onchange("unit_ids")
    def _onchange_unit_ids(self):
        """Name the mall and the trade that go with the wanted units."""
        self.property_id = self.property_id or self.unit_ids.property_id[:1]
        self.trade_category_id = self.trade_category_id or self.unit_ids.trade_category_id[:1]

    # --- create, write, merge

    @api.model_create_multi
    def create(self, vals_list):
        """Create leads; those of leasing are opportunities of one company whatever the sales teams are set up for."""
        leads = super().create(vals_list)
        leasing = leads.filtered("is_leasing")
        leasing.filtered(lambda lead: lead.type == "lead").type = "opportunity"
        for lead in leasing.filtered(lambda lead: not lead.company_id):
            lead.company_id = lead._get_leasing_company()
        return leads

    def write(self, vals):
        """Write leads; giving one up takes its open offer back and frees the units it holds.

        :raises OfferMoveRefused: if a lease is already drafted from the open offer
        Clause: L3.2
        """
        if vals.get("active") is False:
            self._withdraw_open_offers()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_talks(self):
        """Keep leads whose talks went as far as an offer or a lease: they must be traceable."""
        # Whether talks took place is a fact of the lead, whatever offers or leases the caller may read.
        leads = self.sudo().filtered(lambda lead: lead.offer_ids or lead.lease_ids)
        if leads:
            raise UserError(
                self.env._(
                    "%(leads)s cannot be deleted: offers or leases came of these talks. Mark the lead as lost instead. (L3.2)",
                    leads=", ".join(leads.mapped("name")),
                )
            )

    def _withdraw_open_offers(self):
        """Take back the offers that still stand in the talks; sales leads have none, nor their users a right to look."""
        leasing = self.filtered("is_leasing")
        if leasing:
            standing = leasing.offer_ids.filtered(lambda offer: offer.state in OPEN_STATES)
            standing._move_to("withdrawn")

    def _merge_get_fields(self):
        """Keep what the client wants when two files of one client are merged."""
        wanted = ["brand_id", "brand_name", "trade_category_id", "property_id"]
        return [*super()._merge_get_fields(), *wanted, "area_wanted_min", "area_wanted_max", "amount_budget"]

    def _merge_get_fields_specific(self):
        """Add up the wanted units of merged files, for those who may see them."""
        specific = super()._merge_get_fields_specific()
        if self.env.su or self.env.user.has_group(LEASING):
            specific["unit_ids"] = lambda _name, leads: leads.unit_ids
        return specific

    def _merge_dependences(self, opportunities):
        """Take the other files' offers and leases over into the one that stays.

        :raises UserError: if more than one of the files has an open offer
        """
        super()._merge_dependences(opportunities)
        merged = (self | opportunities).filtered("is_leasing")
        if merged:
            self._merge_dependences_leasing(opportunities.filtered("is_leasing"))

    def _merge_dependences_leasing(self, opportunities):
        """Take over offers and leases of leasing leads; the talks of the one that stays go on.

        :raises UserError: if more than one of the files has an open offer
        """
        offers = (self | opportunities).filtered("is_leasing").offer_ids
        standing = offers.filtered(lambda offer: offer.state in OPEN_STATES)
        if len(standing) > 1:
            raise UserError(
                self.env._(
                    "Only one open offer may remain after merging: close %(offers)s but one first.",
                    offers=", ".join(standing.mapped("name")),
                )
            )
        opportunities.offer_ids._gate_write({"lead_id": self.id})
        # The merging user's right ends at the leads; the leases' own terms are not touched, only the way back.
        opportunities.sudo().lease_ids.write({"lead_id": self.id})

    # --- views

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Offer the purchase of company data on the leads of other teams only.

        The button belongs to an add-on that comes with the leads by itself and need not be there.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        for button in arch.iterfind(".//button[@name='iap_enrich']"):
            hidden = button.get("invisible")
            button.set("invisible", f"({hidden}) or is_leasing" if hidden else "is_leasing")
        return arch, view

    # --- actions

    def action_view_offers(self):
        """Open the rounds of the talks."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_offer_action")
        return {**action, "domain": [("lead_id", "in", self.ids)], "context": {"default_lead_id": self[:1].id}}

    def action_open_offer(self):
        """Open the offer that stands, or a form for a new round where none does.

        Clause: L3.1
        """
        self.ensure_one()
        standing = self.offer_ids.filtered(lambda offer: offer.state in OPEN_STATES)
        return {
            "type": "ir.actions.act_window",
            "res_model": "mall.offer",
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": standing[:1].id,
            "context": {"default_lead_id": self.id},
        }

    def action_view_leases(self):
        """Open the leases drafted from the talks."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mall.lease",
            "view_mode": "list,form",
            "domain": [("lead_id", "=", self.id)],
            # Behind the domain: right behind a name, the collector of translations takes lead_id for words.
            "name": self.env._("Leases"),
            "context": {"create": False},
        }

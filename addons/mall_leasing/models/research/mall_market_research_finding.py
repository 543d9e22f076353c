from odoo import api, fields, models
from odoo.tools import plaintext2html

from ...market_exceptions import FindingTaken


class MallMarketResearchFinding(models.Model):
    """A company or brand that could become a tenant: found by research, followed as a lead. Clause: L1.1."""

    _name = "mall.market.research.finding"
    _description = "Research Finding"
    _inherit = ["mall.market.research.line.mixin", "mall.gated.mixin"]
    _order = "research_id, priority desc, id"
    _check_company_auto = True
    _gated_fields = frozenset({"lead_id", "converted_by_id", "converted_datetime"})

    name = fields.Char(string="Company or Brand", required=True, help="Who could open a shop in the mall.")
    brand_id = fields.Many2one("mall.brand", check_company=True, help="The brand, if it is in the list already.")
    partner_id = fields.Many2one("res.partner", check_company=True, help="The company, if we know it already.")
    contact_name = fields.Char(string="Contact", help="Whom to speak to.")
    phone = fields.Char(help="Number of the contact.")
    email = fields.Char(help="Address of the contact.")
    trade_category_id = fields.Many2one(
        "mall.trade.category", string="Trade", check_company=True, help="What the shop would sell or serve."
    )
    area_wanted_min = fields.Float(
        string="Area from (m²)", digits=(12, 2), help="Smallest net area that would serve them, in square metres."
    )
    area_wanted_max = fields.Float(
        string="Area to (m²)", digits=(12, 2), help="Largest net area that would serve them, in square metres."
    )
    reason = fields.Text(string="Why", help="Why they would suit the mall, and why now.")
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Medium"), ("2", "High"), ("3", "Very High")],
        default="1",
        help="How soon somebody should call.",
    )
    user_id = fields.Many2one(
        "res.users", string="Specialist", check_company=True, help="Who is to follow it up; empty: whoever makes the lead."
    )
    lead_id = fields.Many2one(
        "crm.lead",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="mall_leasing.group_mall_leasing_specialist",
        help="The lead the finding became; there is one at most.",
    )
    is_converted = fields.Boolean(
        compute="_compute_is_converted", search="_search_is_converted", string="Is a Lead", help="It is followed up."
    )
    converted_by_id = fields.Many2one("res.users", string="Made a Lead By", readonly=True, copy=False)
    converted_datetime = fields.Datetime(
        string="Made a Lead On", readonly=True, copy=False, help="When the finding became a lead."
    )

    _area_wanted_ordered = models.Constraint(
        "CHECK (area_wanted_min >= 0 AND (area_wanted_max = 0 OR area_wanted_max >= area_wanted_min))",
        "The largest area of a finding cannot be below the smallest.",
    )

    @api.depends("lead_id")
    def _compute_is_converted(self):
        # sudo: that it is followed up everybody may know who reads the finding; by whom the lead says
        for finding in self:
            finding.is_converted = bool(finding.sudo().lead_id)

    @api.model
    def _search_is_converted(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as for computing it, the fact alone is told
        known = self.sudo()._search([("lead_id", "!=", False)])
        if set(value) == {True, False}:
            return [(1, "=", 1)]
        return [("id", "in" if True in value else "not in", known)]

    @api.model
    def _get_open_fields(self):
        return super()._get_open_fields() | {"lead_id", "converted_by_id", "converted_datetime", "user_id"}

    # === BECOMING A LEAD === #

    def action_create_lead(self):
        """Make a lead of the finding; where there is one already, open that one.

        :return: action that opens the lead
        :raises FindingTaken: if the lead there is belongs to another team
        Clause: L1.1
        """
        self.ensure_one()
        self._convert()
        return self._open_lead()

    def _convert(self):
        """Make a lead of each finding that is none yet.

        The stamp goes to the database before the lead is made: of two sessions that press the button at once the second
        waits at that row, starts over, and finds the lead of the first.
        """
        self.check_access("read")
        self.env["crm.lead"].check_access("create")
        # sudo: whether there is a lead must not depend on who may read it; a specialist who follows up a colleague's
        # published finding may not write the research, of which only these stamps change
        fresh = self.sudo().filtered(lambda finding: not finding.lead_id)
        if not fresh:
            return
        fresh.write({"converted_by_id": self.env.uid, "converted_datetime": fields.Datetime.now()})
        fresh.flush_recordset(["converted_by_id", "converted_datetime"])
        leads = self.env["crm.lead"].create([finding._prepare_lead_values() for finding in fresh.with_env(self.env)])
        for finding, lead in zip(fresh, leads, strict=True):
            finding.lead_id = lead

    def _prepare_lead_values(self):
        """Return the values of the lead a finding becomes. Override to extend."""
        research = self.research_id
        team = research.team_id.filtered("is_leasing") or self.env["mall.lease"]._get_default_team()
        return {
            "name": self.name,
            "type": "opportunity",
            "team_id": team.id,
            "user_id": (self.user_id or self.env.user).id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_id.commercial_company_name or self.name,
            "contact_name": self.contact_name,
            "phone": self.phone or self.partner_id.phone,
            "email_from": self.email or self.partner_id.email,
            "brand_id": self.brand_id.id,
            "brand_name": not self.brand_id and self.name,
            "trade_category_id": self.trade_category_id.id,
            "property_id": research.property_id.id,
            "area_wanted_min": self.area_wanted_min,
            "area_wanted_max": self.area_wanted_max,
            "priority": self.priority,
            "description": self.reason and plaintext2html(self.reason),
            "research_id": research.id,
        }

    def _open_lead(self):
        lead = self.lead_id
        if not lead.has_access("read"):
            # sudo: only who leads the talks is told, so that the two can talk to each other
            owner = self.sudo().lead_id.user_id.name or self.env._("another team")
            raise FindingTaken(
                self.env._(
                    "%(finding)s is a lead already, followed up by %(owner)s. (L1.1)", finding=self.name, owner=owner
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": lead.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

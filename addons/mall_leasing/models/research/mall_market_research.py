from odoo import api, fields, models
from odoo.tools import is_html_empty

from ...market_exceptions import ResearchFrozen, StepRefused
from .transition_mixin import MANAGER, SPECIALIST, Rule

METHODS = [
    ("field", "Field Survey"),
    ("desk", "Desk Research"),
    ("interview", "Interviews"),
    ("survey", "Customer Survey"),
    ("mixed", "Several Methods"),
]
# What stays open after the review: whose file it is, the talk about it, and what grows out of it.
OPEN_FIELDS = frozenset({
    "user_id", "team_id", "active", "lead_ids", "site_visit_ids", "finding_ids", "state", "moved_by_id",
    "moved_datetime", "reviewed_by_id", "date_reviewed", "date_published", "message_ids", "activity_ids",
    "message_follower_ids", "message_main_attachment_id",
})  # fmt: skip


class MallMarketResearch(models.Model):
    """A market research: where it looked, what it found, what follows, and which projects it leads to. Clause: L1.1."""

    _name = "mall.market.research"
    _description = "Market Research"
    _inherit = ["mall.transition.mixin", "mall.bounds.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _gated_fields = frozenset(
        {"state", "moved_by_id", "moved_datetime", "reviewed_by_id", "date_reviewed", "date_published"}
    )
    _transitions = {
        ("draft", "reviewed"): Rule(MANAGER, "L1.1", "_guard_complete"),
        ("reviewed", "published"): Rule(MANAGER, "L1.1", "_guard_complete"),
        ("reviewed", "draft"): Rule(MANAGER, "L1.1"),
        ("published", "draft"): Rule(MANAGER, "L1.1"),
    }

    # what was asked
    name = fields.Char(
        string="Subject", required=True, index="trigram", tracking=True, help="What the research is about."
    )
    active = fields.Boolean(default=True, help="Archive research nobody needs any more.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, help="For whom it was made."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    property_id = fields.Many2one(
        "mall.property", index=True, check_company=True, help="The mall the research is made for."
    )
    trade_category_ids = fields.Many2many(
        "mall.trade.category", string="Trades", check_company=True, help="The trades that were looked at."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Author",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        check_company=True,
        help="Who makes the research and answers for it.",
    )
    team_id = fields.Many2one(
        "crm.team",
        default=lambda self: self.env["mall.lease"]._get_default_team(),
        index=True,
        check_company=True,
        help="Its members see the draft.",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today, help="First day of the period looked at."
    )
    date_to = fields.Date(
        string="To", required=True, default=fields.Date.context_today, help="Last day of the period looked at."
    )
    method = fields.Selection(METHODS, required=True, default="mixed", help="How the facts were collected.")
    method_note = fields.Text(string="How It Was Done", help="Sample, places, hours, persons asked.")

    # what was found
    source_ids = fields.One2many(
        "mall.market.research.source", "research_id", string="Sources", copy=True, help="Where the facts come from."
    )
    competitor_ids = fields.One2many(
        "mall.market.research.competitor",
        "research_id",
        string="Competitors",
        copy=True,
        help="The places our tenants and customers could go to instead.",
    )
    trend_ids = fields.One2many(
        "mall.market.research.trend",
        "research_id",
        string="Trade Trends",
        copy=True,
        help="Which trades grow, hold or shrink, and why.",
    )
    figure_ids = fields.One2many(
        "mall.market.research.figure",
        "research_id",
        string="Market Figures",
        copy=True,
        help="Numbers of the market, each with its unit and year.",
    )
    conclusions = fields.Html(help="What follows from it all for the mall.")
    finding_ids = fields.One2many(
        "mall.market.research.finding",
        "research_id",
        string="Findings",
        help="Companies and brands that could become tenants.",
    )
    finding_count = fields.Integer(compute="_compute_finding_counts", help="Potential tenants found.")
    finding_open_count = fields.Integer(compute="_compute_finding_counts", help="Findings that are no lead yet.")

    # what came of it
    lead_ids = fields.One2many(
        "crm.lead", "research_id", string="Leads", groups=SPECIALIST, help="The leads that came of the research."
    )
    lead_count = fields.Integer(compute="_compute_lead_count", groups=SPECIALIST)
    site_visit_ids = fields.One2many(
        "mall.site.visit", "research_id", string="Site Visits", groups=SPECIALIST, help="The visits it was made for."
    )
    site_visit_count = fields.Integer(compute="_compute_site_visit_count", groups=SPECIALIST)

    state = fields.Selection(
        [("draft", "Draft"), ("reviewed", "Reviewed"), ("published", "Published")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Draft: being worked on; the author and the team see it.\n"
        "Reviewed: a leasing manager read it; its content is closed.\n"
        "Published: the department and company leadership read it.",
    )
    reviewed_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, help="The leasing manager who reviewed the research."
    )
    date_reviewed = fields.Date(string="Reviewed On", readonly=True, copy=False, help="Day of the review.")
    date_published = fields.Date(string="Published On", readonly=True, copy=False, help="Day it was published.")

    _dates_ordered = models.Constraint("CHECK (date_to >= date_from)", "The period cannot end before it starts.")

    @api.depends("finding_ids.lead_id")
    def _compute_finding_counts(self):
        for research in self:
            research.finding_count = len(research.finding_ids)
            # sudo: whether a finding became a lead is a fact of the finding, whoever may read the lead
            research.finding_open_count = sum(not finding.lead_id for finding in research.finding_ids.sudo())

    @api.depends("lead_ids")
    def _compute_lead_count(self):
        self._count_into("lead_count", "crm.lead")

    @api.depends("site_visit_ids")
    def _compute_site_visit_count(self):
        self._count_into("site_visit_count", "mall.site.visit")

    def _count_into(self, field, model):
        """Fill a counter with the number of records of a model that name the research; one query."""
        records = self.env[model].with_context(active_test=False)
        groups = records._read_group([("research_id", "in", self.ids)], ["research_id"], ["__count"])
        counts = {research.id: count for research, count in groups}
        for research in self:
            research[field] = counts.get(research._origin.id, 0)

    # === CRUD === #

    def write(self, vals):
        """Write; the content of what was reviewed is closed.

        :raises ResearchFrozen: for content of a research that is no draft
        Clause: L1.1
        """
        if vals.keys() - OPEN_FIELDS:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reviewed(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse research that was reviewed.

        :raises ResearchFrozen: naming the first
        Clause: L1.1
        """
        # sudo: the state alone is read, for whoever is about to write
        closed = self.sudo().filtered(lambda research: research.state != "draft")
        if closed:
            raise ResearchFrozen(
                self.env._(
                    "%(research)s was reviewed and its content is closed: "
                    "a leasing manager takes it back to draft first. (L1.1)",
                    research=closed[0].display_name,
                )
            )

    # === WORKFLOW === #

    def action_review(self):
        """Confirm that the research was read and holds. Clause: L1.1."""
        today = fields.Date.context_today(self)
        return self._move_to("reviewed", reviewed_by_id=self.env.uid, date_reviewed=today)

    def action_publish(self):
        """Show the research to the department and to company leadership. Clause: L1.1."""
        return self._move_to("published", date_published=fields.Date.context_today(self))

    def action_reset(self):
        """Take the research back to work; it has to be reviewed again. Clause: L1.1."""
        return self._move_to("draft", reviewed_by_id=False, date_reviewed=False, date_published=False)

    def _guard_complete(self, rule):
        """Refuse research that names no source or draws no conclusion."""
        for research in self:
            missing = research._get_missing()
            if missing:
                raise StepRefused(
                    self.env._(
                        "%(research)s is not complete: %(missing)s. Its author %(author)s adds it. (%(clause)s)",
                        research=research.display_name,
                        missing=", ".join(missing),
                        author=research.user_id.name or "–",
                        clause=rule.clause,
                    )
                )

    def _get_missing(self):
        """Return the names of what a research needs before anyone can rely on it. Override to ask for more."""
        missing = []
        if not self.source_ids:
            missing.append(self.env._("no source is named"))
        if is_html_empty(self.conclusions):
            missing.append(self.env._("no conclusion is drawn"))
        return missing

    # === SMART BUTTONS === #

    def action_view_leads(self):
        """Open the leads that came of the research."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.crm_lead_action")
        return {**action, "domain": [("research_id", "in", self.ids)], "context": {"active_test": False}}

    def action_view_site_visits(self):
        """Open the site visits the research was made for."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_site_visit_action")
        context = {"default_research_id": self[:1].id, "default_property_id": self[:1].property_id.id}
        return {**action, "domain": [("research_id", "in", self.ids)], "context": context}

    def action_create_leads(self):
        """Make a lead of every finding that is none yet.

        :return: action that opens the leads of the research
        Clause: L1.1
        """
        self.ensure_one()
        self.finding_ids.filtered(lambda finding: not finding.is_converted)._convert()
        return self.action_view_leads()

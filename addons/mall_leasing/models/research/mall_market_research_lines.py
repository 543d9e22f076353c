from odoo import api, fields, models


class MallMarketResearchLineMixin(models.AbstractModel):
    """A row of a research: open as long as the research is a draft. Clause: L1.1."""

    _name = "mall.market.research.line.mixin"
    _description = "Row of a Market Research"
    _inherit = ["mall.bounds.mixin"]

    research_id = fields.Many2one("mall.market.research", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="research_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model_create_multi
    def create(self, vals_list):
        """Create rows of drafts.

        :raises ResearchFrozen: if the research was reviewed
        """
        rows = super().create(vals_list)
        rows.research_id._check_draft()
        return rows

    def write(self, vals):
        """Write rows of drafts.

        :raises ResearchFrozen: if the research was reviewed
        """
        if vals.keys() - self._get_open_fields():
            self.research_id._check_draft()
        result = super().write(vals)
        if "research_id" in vals:
            self.research_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reviewed(self):
        self.research_id._check_draft()

    @api.model
    def _get_open_fields(self):
        """Return the names of fields that stay open after the review. Override to add."""
        return frozenset()


class MallMarketResearchSource(models.Model):
    """Where a fact comes from and how far it can be trusted."""

    _name = "mall.market.research.source"
    _description = "Research Source"
    _inherit = ["mall.market.research.line.mixin"]
    _order = "research_id, date desc, id"

    name = fields.Char(string="Title", required=True, help="Title of the publication, or whom was spoken to.")
    kind = fields.Selection(
        [
            ("official", "Official Statistics"),
            ("industry", "Industry Report"),
            ("press", "Press"),
            ("web", "Website"),
            ("interview", "Interview"),
            ("observation", "Own Observation"),
            ("internal", "Own Records"),
        ],
        required=True,
        default="observation",
        help="What sort of source it is.",
    )
    url = fields.Char(string="Link", help="Where it can be read.")
    date = fields.Date(default=fields.Date.context_today, help="Day of publication or observation.")
    reliability = fields.Selection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")],
        required=True,
        default="medium",
        help="High: checked or official. Medium: plausible. Low: hearsay.",
    )


class MallMarketResearchTrend(models.Model):
    """Where a trade is going, and why."""

    _name = "mall.market.research.trend"
    _description = "Trade Trend"
    _inherit = ["mall.market.research.line.mixin"]
    _order = "research_id, trade_category_id, id"

    trade_category_id = fields.Many2one(
        "mall.trade.category", string="Trade", required=True, ondelete="restrict", help="The trade looked at."
    )
    direction = fields.Selection(
        [("growing", "Growing"), ("stable", "Stable"), ("declining", "Declining")],
        required=True,
        default="stable",
        help="Where the trade is going in the catchment area.",
    )
    note = fields.Text(string="Why", help="What drives it, and what it means for the mall.")


class MallMarketResearchFigure(models.Model):
    """A number of the market with its unit and the time it is about."""

    _name = "mall.market.research.figure"
    _description = "Market Figure"
    _inherit = ["mall.market.research.line.mixin"]
    _order = "research_id, sequence, id"

    sequence = fields.Integer(default=10, help="Order in the report.")
    name = fields.Char(string="Figure", required=True, help="What is counted: residents, household income, retail space.")
    value = fields.Float(digits=(16, 2), help="The number, in the unit beside it.")
    unit = fields.Char(help="persons, m², TWD per m² and month, percent.")
    date = fields.Date(string="As Of", help="The day or the last day of the time the number is about.")
    change_percent = fields.Float(
        string="Change (%)", digits=(8, 2), aggregator=None, help="Against the year before, in percent."
    )
    source_id = fields.Many2one(
        "mall.market.research.source",
        domain="[('research_id', '=', research_id)]",
        ondelete="set null",
        help="The source the number is taken from.",
    )

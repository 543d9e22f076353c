from odoo import api, fields, models
from odoo.tools import format_date

LINE_KINDS = [
    ("month", "Sales of a Month"),
    ("exclusion", "Taken Off"),
    ("sales", "Net Sales"),
    ("proration", "Part of the Year"),
    ("breakpoint_artificial", "Agreed Breakpoint"),
    ("breakpoint_natural", "Natural Breakpoint"),
    ("tier", "Tier"),
    ("share", "Share"),
    ("base", "Base Rent"),
    ("offset", "Offset"),
    ("minimum", "Minimum"),
    ("maximum", "Maximum"),
    ("due", "Due"),
    ("settled", "Settled Before"),
    ("result", "Result"),
]


class MallTurnoverSettlementLine(models.Model):
    """One step of a settlement: what it is, as data, and what it comes to; its words follow the reader's language."""

    _name = "mall.turnover.settlement.line"
    _description = "Turnover Settlement Step"
    _order = "settlement_id, sequence, id"

    settlement_id = fields.Many2one("mall.turnover.settlement", required=True, index=True, ondelete="cascade")
    lease_id = fields.Many2one(related="settlement_id.lease_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="settlement_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    sequence = fields.Integer(help="Order of the steps.")
    kind = fields.Selection(LINE_KINDS, required=True, help="What the step is.")
    facts = fields.Json(help="What the step was worked out from; its words are made of it.")
    name = fields.Char(string="Step", compute="_compute_name", help="The step in words.")
    amount = fields.Monetary(help="What the step comes to, rounded for the eye; only the sum due is rounded in the count.")
    declaration_id = fields.Many2one(
        "mall.sales.declaration", string="Declared", index="btree_not_null", ondelete="restrict", help="Where it comes from."
    )
    earlier_id = fields.Many2one(
        "mall.turnover.settlement", string="Earlier", index="btree_not_null", ondelete="restrict", help="Settled by."
    )
    is_total = fields.Boolean(compute="_compute_is_total")

    @api.depends("kind")
    def _compute_is_total(self):
        for line in self:
            line.is_total = line.kind in ("sales", "share", "due", "result")

    @api.depends("kind", "facts")
    @api.depends_context("lang")
    def _compute_name(self):
        for line in self:
            line.name = getattr(line, f"_say_{line.kind}")(line.facts or {})

    # === WORDS === #

    def _say_month(self, facts):
        month = self.lease_id._format_sales_month(fields.Date.to_date(facts["month"]))
        if not facts.get("was"):
            return self.env._("%(month)s: gross sales, version %(version)s", month=month, version=facts["version"])
        return self.env._(
            "%(month)s: gross sales, version %(version)s (settled before with net sales of %(was)s)",
            month=month,
            version=facts["version"],
            was=self._format(facts["was"]),
        )

    def _say_exclusion(self, facts):
        kind = self.env["mall.sales.exclusion.kind"].browse(facts["kind"]).exists()
        return self.env._("– %(kind)s", kind=kind.sudo().name or facts["name"])  # sudo: its name in the reader's language

    def _say_sales(self, facts):
        return self.env._("Net sales since %(first)s", first=self._day(facts["first"]))

    def _say_proration(self, facts):
        if facts["days"] == facts["year_days"]:
            return self.env._("Whole year: %(days)s days, yearly amounts count in full", days=facts["days"])
        return self.env._(
            "Yearly amounts count for %(days)s of %(year_days)s days (%(first)s to %(last)s)",
            days=facts["days"],
            year_days=facts["year_days"],
            first=self._day(facts["first"]),
            last=self._day(facts["last"]),
        )

    def _say_breakpoint_artificial(self, facts):
        return self.env._("Breakpoint for these days, of %(yearly)s a year", yearly=self._format(facts["yearly"]))

    def _say_breakpoint_natural(self, facts):
        return self.env._(
            "Natural breakpoint: base rent of these days, %(base)s, divided by %(percent)s %%",
            base=self._format(facts["base"]),
            percent=_percent(facts["percent"]),
        )

    def _say_tier(self, facts):
        values = {
            "percent": _percent(facts["percent"]),
            "inside": self._format(facts["inside"]),
            "low": self._format(facts["low"]),
        }
        if facts["high"] is None:
            return self.env._("%(percent)s %% of %(inside)s, the sales above %(low)s", **values)
        high = self._format(facts["high"])
        return self.env._("%(percent)s %% of %(inside)s, the sales between %(low)s and %(high)s", **values, high=high)

    def _say_share(self, _facts):
        return self.env._("Share of the sales")

    def _say_base(self, facts):
        return self.env._("– Base rent of these days; beyond it: %(excess)s", excess=self._format(facts["excess"]))

    def _say_offset(self, facts):
        return self.env._(
            "– %(offset)s: %(paid)s for these days, at most %(limit)s is credited",
            offset=facts["offset"],
            paid=self._format(facts["paid"]),
            limit=self._format(facts["limit"]),
        )

    def _say_minimum(self, _facts):
        return self.env._("At least, for these days")

    def _say_maximum(self, _facts):
        return self.env._("At most, for these days")

    def _say_due(self, _facts):
        return self.env._("Turnover rent since the year began, rounded once")

    def _say_settled(self, facts):
        return self.env._("– Settled before by %(number)s", number=facts["number"])

    def _say_result(self, facts):
        if facts["credit"]:
            return self.env._("To the tenant's credit")
        return self.env._("Payable now, without tax")

    def _format(self, amount):
        return self.currency_id.format(float(amount))

    def _day(self, day):
        return format_date(self.env, day)


def _percent(value):
    return f"{float(value):.3f}".rstrip("0").rstrip(".")

from decimal import Decimal

from odoo import api, fields, models

from ...core.turnover import Tier, TurnoverTerms, UnusableTerms, breakpoint_amount

RELATIONS = [("on_top", "On Top of Base Rent"), ("higher_of", "Higher of Base Rent and Share")]
BREAKPOINTS = [("none", "None"), ("artificial", "Agreed Amount"), ("natural", "Natural")]
YEARS = [("calendar", "Calendar Year"), ("lease", "Lease Year")]
FREQUENCIES = [("monthly", "Every Month, Trued Up Yearly"), ("yearly", "Once a Year")]


class MallTurnoverTerm(models.Model):
    """The turnover rent of a lease: which share of which sales is due, and how base rent counts."""

    _name = "mall.turnover.term"
    _description = "Turnover Rent Term"
    _inherit = ["mall.turnover.part.mixin"]
    _order = "lease_id, date_from nulls first, id"
    _rec_name = "lease_id"

    lease_id = fields.Many2one("mall.lease", required=True, index=True, ondelete="cascade", help="The lease it is part of.")
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="lease_id.currency_id")
    date_from = fields.Date(
        string="From", help="First day whose sales count: of a month or of the lease; empty means the lease's first day."
    )
    date_to = fields.Date(
        string="To", help="Last day whose sales count: of a month or of the lease; empty means the lease's last day."
    )
    relation = fields.Selection(
        RELATIONS,
        required=True,
        default="on_top",
        help="On Top of Base Rent: the share is due besides base rent.\n"
        "Higher of Base Rent and Share: what the share comes to beyond base rent is due.",
    )
    year_basis = fields.Selection(
        YEARS,
        required=True,
        default="calendar",
        help="The year the amounts below are for. Lease years begin with the month the lease begins in.",
    )
    frequency = fields.Selection(
        FREQUENCIES,
        required=True,
        default="monthly",
        help="Every Month: payments on account, the year's end settles the whole year. Once a Year: at the year's end only.",
    )

    # breakpoint and shares
    breakpoint = fields.Selection(
        BREAKPOINTS,
        required=True,
        default="none",
        help="Sales below it bear no share. Natural: base rent divided by the share of the lowest tier.",
    )
    amount_breakpoint = fields.Monetary(string="Agreed Breakpoint", help="Sales of a whole year below which nothing is due.")
    tier_ids = fields.One2many("mall.turnover.tier", "term_id", string="Tiers", copy=True, help="The shares of the sales.")

    # what counts as base rent
    counts_management_fee = fields.Boolean(
        string="Management Fee Counts", help="The management fee counts as base rent in the comparison."
    )
    counts_promotion_fee = fields.Boolean(
        string="Promotion Fee Counts", help="The promotion fee counts as base rent in the comparison."
    )
    counts_other = fields.Boolean(string="Other Charges Count", help="Other charges count as base rent in the comparison.")

    # what is taken off
    exclusion_kind_ids = fields.Many2many(
        "mall.sales.exclusion.kind",
        "mall_turnover_term_exclusion_rel",
        "term_id",
        "kind_id",
        string="Taken off Sales",
        check_company=True,
        help="What the tenant may take off gross sales, such as value added tax and returns.",
    )
    offset_ids = fields.One2many(
        "mall.turnover.offset", "term_id", string="Offsets", copy=True, help="Credits against the turnover rent."
    )
    amount_minimum = fields.Monetary(string="Minimum", help="Least turnover rent of a whole year, after offsets; 0 for none.")
    amount_maximum = fields.Monetary(string="Maximum", help="Most turnover rent of a whole year; 0 for no limit.")
    settlement_ids = fields.One2many("mall.turnover.settlement", "term_id", string="Settlements")

    _dates_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)", "Turnover rent cannot end before it starts."
    )
    _amounts_not_negative = models.Constraint(
        "CHECK (COALESCE(amount_breakpoint, 0) >= 0 AND COALESCE(amount_minimum, 0) >= 0 AND COALESCE(amount_maximum, 0) >= 0)",
        "Breakpoint, minimum and maximum of a turnover rent cannot be negative.",
    )
    _limits_ordered = models.Constraint(
        "CHECK (COALESCE(amount_maximum, 0) = 0 OR amount_maximum >= COALESCE(amount_minimum, 0))",
        "The maximum of a turnover rent cannot be below its minimum.",
    )
    _one_a_day = models.Constraint(
        "EXCLUDE USING gist (int4range(lease_id, lease_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)",
        "A lease has one turnover rent at any day: these days overlap with another one's.",
    )

    @api.depends("lease_id.name", "date_from")
    def _compute_display_name(self):
        for term in self:
            term.display_name = self.env._("Turnover rent of %(lease)s", lease=term.lease_id.name or "")

    # === WHAT IS AGREED === #

    def _get_window(self):
        """Return the first and last day whose sales count, days inclusive; a lease that ends early ends it too."""
        self.ensure_one()
        # sudo: when the lease begins and ends, for whoever may read its turnover rent; only two days leave this method
        lease = self.lease_id.sudo()
        first = max(filter(None, (self.date_from, lease.date_start)))
        last = min(filter(None, (self.date_to, lease.date_last)))
        return first, last

    def _get_terms(self):
        """Return the terms as ``core.turnover.TurnoverTerms``; empty maximum and caps mean no limit."""
        self.ensure_one()
        return TurnoverTerms(
            relation=self.relation,
            tiers=tuple(Tier(_decimal(tier.amount_from), _decimal(tier.percent)) for tier in self.tier_ids),
            breakpoint=self.breakpoint,
            amount_breakpoint=_decimal(self.amount_breakpoint),
            minimum=_decimal(self.amount_minimum),
            maximum=_decimal(self.amount_maximum) if self.amount_maximum else None,
        )

    def _get_base_kinds(self):
        """Return the kinds of charges that count as base rent. Override to extend."""
        self.ensure_one()
        counted = {
            "management_fee": self.counts_management_fee,
            "promotion_fee": self.counts_promotion_fee,
            "other": self.counts_other,
        }
        return {"base_rent", *(kind for kind, counts in counted.items() if counts)}

    def _find_flaw(self):
        """Return the code of what makes the term unusable, or None. Clause: L4.1"""
        self.ensure_one()
        lease = self.lease_id
        first, last = self.date_from or lease.date_start, self.date_to or lease.date_end
        if not self.tier_ids:
            return "term_without_tier"
        if first < lease.date_start or last > lease.date_end:
            return "term_outside_lease"
        if (first.day != 1 and first != lease.date_start) or (_is_inside_month(last) and last != lease.date_end):
            return "term_inside_month"
        if self.breakpoint == "natural" and self.relation == "higher_of":
            return "natural_and_higher"
        return None if self._is_breakpoint_usable() else "natural_without_share"

    def _is_breakpoint_usable(self):
        try:
            breakpoint_amount(self._get_terms(), 1, 0)
        except UnusableTerms:
            return False
        return True


def _decimal(value):
    return Decimal(str(value or 0))


def _is_inside_month(day):
    return fields.Date.end_of(day, "month") != day

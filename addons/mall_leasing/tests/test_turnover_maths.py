"""Turnover rent arithmetic against a slow plain reference. Clause: L4.1."""

import doctest
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import sales_import, tabular, turnover
from ..core.turnover import Offset, Tier, TurnoverTerms, YearSpan, settle, settlement_years

CENT = Decimal("0.01")
amounts = st.integers(0, 5_000_000).map(Decimal)
percents = st.integers(0, 2000).map(lambda value: Decimal(value) / 100)


@st.composite
def agreed(draw):
    """Return terms of any shape that can be settled."""
    starts = draw(st.lists(amounts, min_size=1, max_size=4, unique=True))
    tiers = [Tier(start, draw(percents)) for start in starts]
    relation = draw(st.sampled_from(("on_top", "higher_of")))
    lowest = min(tiers, key=lambda tier: tier.amount_from)
    kinds = ["none", "artificial", *(["natural"] if lowest.percent and relation == "on_top" else [])]
    minimum = draw(st.integers(0, 50_000).map(Decimal))
    maximum = draw(st.none() | st.integers(50_000, 900_000).map(Decimal))
    return TurnoverTerms(relation, tuple(tiers), draw(st.sampled_from(kinds)), draw(amounts), minimum, maximum)


@st.composite
def spans(draw):
    """Return part of a calendar year, leap years among them."""
    year = draw(st.sampled_from((2027, 2028, 2032, 2100)))
    first = date(year, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
    last = first + timedelta(days=draw(st.integers(0, (date(year, 12, 31) - first).days)))
    return YearSpan(first, last, date(year, 1, 1), date(year, 12, 31))


def plain_rent(terms, span, sales, base, offsets):
    """Return the rent as a patient clerk would: day counts by counting days, shares slice by slice of sales."""
    counted = in_year = 0
    day = span.year_first
    while day <= span.year_last:
        in_year += 1
        counted += span.first <= day <= span.last
        day += timedelta(days=1)

    def part(yearly):
        return Fraction(yearly) * counted / in_year

    tiers = sorted((tier.amount_from, tier.percent) for tier in terms.tiers)
    free = {"none": 0, "artificial": part(terms.amount_breakpoint)}.get(terms.breakpoint)
    if free is None:
        free = base / (Fraction(tiers[0][1]) / 100)
    edges = sorted({Fraction(0), Fraction(free), Fraction(sales), *(part(start) for start, _percent in tiers)})
    share = Fraction(0)
    for low, high in zip(edges, edges[1:], strict=False):
        if high > sales or low < free:
            continue
        reached = [percent for start, percent in tiers if part(start) <= low]
        share += (high - low) * Fraction(reached[-1] if reached else 0) / 100
    rent = share if terms.relation == "on_top" else max(share, base) - base
    for offset in offsets:
        credit = offset.amount if offset.cap is None else min(offset.amount, part(offset.cap))
        rent = max(rent - credit, Fraction(0))
    rent = max(rent, part(terms.minimum))
    return rent if terms.maximum is None else min(rent, max(part(terms.maximum), part(terms.minimum)))


def rounded(exact):
    cents = Decimal((exact * 100).numerator) / Decimal((exact * 100).denominator)
    return cents.quantize(Decimal(1), ROUND_HALF_UP) / 100


offset_lists = st.lists(
    st.builds(Offset, st.just("credit"), st.integers(0, 200_000).map(Fraction), st.none() | st.integers(0, 100_000).map(Decimal)),
    max_size=3,
)
bases = st.integers(0, 400_000).map(Fraction)


@tagged("post_install", "-at_install")
class TestTurnoverMaths(BaseCase):
    """The months add up to the year, whatever they look like."""

    def test_l4_1_examples_of_the_arithmetic_hold(self):
        """The examples in the modules are their specification."""
        for module in (turnover, sales_import, tabular):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 5)
            self.assertEqual(result.failed, 0)

    @settings(max_examples=300, deadline=None, database=None)
    @given(agreed(), spans(), amounts, bases, offset_lists)
    def test_l4_1_rent_equals_the_plain_reference(self, terms, span, sales, base, offsets):
        """To the cent, for tiers, breakpoints, part years, leap years, offsets and limits."""
        outcome = settle(terms, span, sales, base, offsets, CENT)
        self.assertEqual(outcome.due, rounded(plain_rent(terms, span, sales, base, offsets)))

    @settings(max_examples=200, deadline=None, database=None)
    @given(agreed(), spans(), amounts, amounts, bases, offset_lists)
    def test_l4_1_more_sales_never_cost_less_rent(self, terms, span, sales, more, base, offsets):
        """Rent grows with sales, or stays."""
        lower = settle(terms, span, sales, base, offsets, CENT).due
        self.assertLessEqual(lower, settle(terms, span, sales + more, base, offsets, CENT).due)

    @settings(max_examples=200, deadline=None, database=None)
    @given(agreed(), spans(), amounts, bases, offset_lists)
    def test_l4_1_offsets_never_take_the_rent_below_zero(self, terms, span, sales, base, offsets):
        """A credit is used up to the rent, no further; what it used is what it took off."""
        outcome = settle(terms, span, sales, base, offsets, CENT)
        self.assertGreaterEqual(outcome.due, 0)
        self.assertLessEqual(outcome.offset, sum((offset.amount for offset in offsets), Fraction(0)))

    @settings(max_examples=100, deadline=None, database=None)
    @given(agreed(), st.sampled_from((2027, 2028)), st.lists(amounts, min_size=12, max_size=12), bases)
    def test_l4_1_months_add_up_to_the_year(self, terms, year, sales, base):
        """Payments on account and the year's end together are the yearly formula."""
        whole = YearSpan(date(year, 1, 1), date(year, 12, 31), date(year, 1, 1), date(year, 12, 31))
        settled = Decimal(0)
        points = turnover.due_points(whole, True, date(year + 1, 1, 1))
        self.assertEqual(len(points), 12)
        for number, point in enumerate(points, start=1):
            rent_so_far = base * number / 12
            settled += settle(terms, whole.until(point), sum(sales[:number]), rent_so_far, (), CENT).due - settled
        self.assertEqual(settled, rounded(plain_rent(terms, whole, sum(sales), base, ())))

    @settings(max_examples=100, deadline=None, database=None)
    @given(agreed(), st.lists(amounts, min_size=12, max_size=12), st.permutations(range(12)), st.data())
    def test_l4_1_order_of_corrections_does_not_matter(self, terms, sales, order, data):
        """Corrected in any order, each settled as a difference, the same total remains."""
        whole = YearSpan(date(2028, 1, 1), date(2028, 12, 31), date(2028, 1, 1), date(2028, 12, 31))
        corrected = data.draw(st.lists(amounts, min_size=12, max_size=12))
        known, settled = list(sales), settle(terms, whole, sum(sales), Fraction(0), (), CENT).due
        for month in order:
            known[month] = corrected[month]
            settled += settle(terms, whole, sum(known), Fraction(0), (), CENT).due - settled
        self.assertEqual(settled, rounded(plain_rent(terms, whole, sum(corrected), Fraction(0), ())))

    @settings(max_examples=200, deadline=None, database=None)
    @given(st.sampled_from(("calendar", "lease")), st.dates(date(2026, 1, 1), date(2033, 1, 1)), st.integers(0, 1500))
    def test_l4_1_settlement_years_cover_each_day_once(self, basis, first, days):
        """No day is left out or settled twice, no month is cut between two years, leap days count."""
        last = first + timedelta(days=days)
        found = settlement_years(basis, first, first, last)
        self.assertEqual(sum(span.days for span in found), days + 1)
        for earlier, later in zip(found, found[1:], strict=False):
            self.assertEqual(later.first, earlier.last + timedelta(days=1))
        for span in found:
            self.assertEqual(span.year_first.day, 1)
            self.assertIn(span.year_days, (365, 366))
            self.assertLessEqual(span.factor, 1)

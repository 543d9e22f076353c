"""Turnover rent arithmetic: what the sales of a settlement year, or of its part so far, come to, step by step.

Rent is worked out on the sales since the year began, with every yearly amount (breakpoint, tiers, minimum, caps) cut
down to the days counted; a month owes that sum less what earlier settlements took. So the months add up to the year's
own formula whatever they looked like on the way, and a corrected month shows in the next settlement as a difference.
Everything is an exact fraction until the single rounding of the sum due. Days are inclusive at both ends.
Clause: L4.1.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from dateutil.relativedelta import relativedelta

from .rent import billing_periods, round_money, slice_period

ZERO = Fraction(0)


@dataclass(frozen=True)
class MonthSales:
    """The sales of a month as a settlement uses them.

    :param date month: first day of the calendar month
    :param gross: and ``net``: amounts in company currency
    :param tuple exclusions: (kind id, amount) taken off gross
    :param str ref: ``model,id`` of the record the figures come from: another one means other figures
    :param int version: as the record counts its versions
    """

    month: date
    gross: float
    net: float
    exclusions: tuple
    ref: str
    version: int


class UnusableTerms(ValueError):
    """The terms name no rent: no tier, or a natural breakpoint of a share of 0 percent."""


@dataclass(frozen=True)
class Tier:
    """A share of the sales above a yearly amount; it holds until the next tier begins."""

    amount_from: Decimal
    percent: Decimal


@dataclass(frozen=True)
class Offset:
    """A credit against turnover rent.

    :param str code: what it is, for the explanation
    :param Fraction amount: what was paid, or granted, for the days counted
    :param Decimal cap: at most so much a year; None for no cap
    """

    code: str
    amount: Fraction
    cap: Decimal | None = None


@dataclass(frozen=True)
class TurnoverTerms:
    """What was agreed; amounts are yearly, in company currency without tax.

    :param str relation: ``on_top`` of base rent, or ``higher_of`` base rent and share (the excess is due)
    :param tuple tiers: of `Tier`
    :param str breakpoint: ``none``, ``artificial`` (``amount_breakpoint``) or ``natural`` (base rent / lowest share)
    :param Decimal minimum: least turnover rent of a year
    :param Decimal maximum: most turnover rent of a year; None for no limit
    """

    relation: str
    tiers: tuple
    breakpoint: str = "none"
    amount_breakpoint: Decimal = Decimal(0)
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None


@dataclass(frozen=True)
class YearSpan:
    """The days of a settlement year that count, and the whole year they are part of."""

    first: date
    last: date
    year_first: date
    year_last: date

    @property
    def days(self):
        """Return the number of days counted."""
        return (self.last - self.first).days + 1

    @property
    def year_days(self):
        """Return the length of the whole year: 365 or 366."""
        return (self.year_last - self.year_first).days + 1

    @property
    def factor(self):
        """Return the part of the year that counts, exactly."""
        return Fraction(self.days, self.year_days)

    def until(self, day):
        """Return the span from the same first day to an earlier last one."""
        return YearSpan(self.first, day, self.year_first, self.year_last)


@dataclass(frozen=True)
class Step:
    """One line of the explanation: a code, its exact amount, and the facts its sentence needs."""

    code: str
    amount: Fraction
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What sales come to: the share, the sum due for the days counted (rounded once), and how it came about."""

    share: Fraction
    offset: Fraction
    due: Decimal
    steps: tuple


# --- days


def settlement_years(basis, anchor, first, last):
    """Return the settlement years the days from first to last fall into.

    Lease years begin with the calendar month the lease begins in, so that no month is split between two years; the
    first one is short by the days before the lease.

    :param str basis: ``calendar`` or ``lease``
    :param date anchor: first day of the lease, of an amended lease the first day it had before
    :return: list of `YearSpan` in order of time; empty if last lies before first

    >>> [(span.days, span.year_days) for span in settlement_years("calendar", None, date(2027, 9, 12), date(2028, 3, 31))]
    [(111, 365), (91, 366)]
    >>> [(str(span.first), str(span.last)) for span in
    ...  settlement_years("lease", date(2027, 9, 12), date(2027, 9, 12), date(2028, 12, 31))]
    [('2027-09-12', '2028-08-31'), ('2028-09-01', '2028-12-31')]
    >>> settlement_years("calendar", None, date(2027, 1, 2), date(2027, 1, 1))
    []
    """
    month = anchor.month if basis == "lease" else 1
    year_first = date(first.year if first.month >= month else first.year - 1, month, 1)
    spans = []
    while year_first <= last and first <= last:
        following = year_first + relativedelta(years=1)
        year_last = following - timedelta(days=1)
        spans.append(YearSpan(max(first, year_first), min(last, year_last), year_first, year_last))
        year_first = following
    return spans


def due_points(span, monthly, today):
    """Return the last days up to which a settlement is due: month by month and at the year's end, once they passed.

    >>> span = YearSpan(date(2027, 1, 1), date(2027, 3, 15), date(2027, 1, 1), date(2027, 12, 31))
    >>> [str(day) for day in due_points(span, True, date(2027, 3, 1))]
    ['2027-01-31', '2027-02-28']
    >>> due_points(span, False, date(2027, 3, 15)), due_points(span, False, date(2027, 3, 16))
    ([], [datetime.date(2027, 3, 15)])
    """
    ends = [end for _start, end in billing_periods(span.first, span.last)] if monthly else [span.last]
    return [end for end in ends if end < today]


def months_between(first, last):
    """Return the first day of each calendar month the days from first to last touch.

    >>> [str(month) for month in months_between(date(2027, 1, 31), date(2027, 3, 1))]
    ['2027-01-01', '2027-02-01', '2027-03-01']
    """
    return [start.replace(day=1) for start, _end in billing_periods(first, last)]


def charge_for(first, last, window, steps):
    """Return what a monthly charge comes to for the days from first to last, exactly.

    :param tuple window: first and last day charged
    :param steps: of ``core.rent.PriceStep``

    >>> from .rent import PriceStep
    >>> steps = [PriceStep(date(2027, 1, 1), Decimal(3000))]
    >>> charge_for(date(2027, 1, 1), date(2027, 12, 31), (date(2027, 3, 1), date(2027, 4, 15)), steps)
    Fraction(4500, 1)
    """
    slices = slice_period(max(first, window[0]), min(last, window[1]), steps)
    return sum((piece.amount for piece in slices), ZERO)


# --- money


def breakpoint_amount(terms, factor, base_rent):
    """Return the sales below which nothing is due, for the days counted.

    :param Fraction factor: part of the year that counts
    :param Fraction base_rent: base rent of these very days: a natural breakpoint needs no other proration
    :raises UnusableTerms: for a natural breakpoint of a share of 0 percent

    >>> terms = TurnoverTerms("on_top", (Tier(Decimal(0), Decimal(8)),), "natural")
    >>> breakpoint_amount(terms, Fraction(1), Fraction(80000))
    Fraction(1000000, 1)
    >>> terms = TurnoverTerms("on_top", (Tier(Decimal(0), Decimal(8)),), "artificial", Decimal(3650))
    >>> breakpoint_amount(terms, Fraction(31, 365), Fraction(80000))
    Fraction(310, 1)
    """
    if terms.breakpoint == "artificial":
        return Fraction(terms.amount_breakpoint) * factor
    if terms.breakpoint == "natural":
        lowest = _sort_tiers(terms)[0]
        if not lowest.percent:
            raise UnusableTerms("natural")
        return base_rent * 100 / Fraction(lowest.percent)
    return ZERO


def tier_bands(terms, factor, floor):
    """Return the bands of sales with their shares; no band reaches below the breakpoint.

    :param Fraction floor: the breakpoint
    :return: list of (lower, upper or None, percent) as Fractions; bands wholly below the breakpoint are left out
    :raises UnusableTerms: without a tier

    >>> terms = TurnoverTerms("on_top", (Tier(Decimal(0), Decimal(8)), Tier(Decimal(100), Decimal(6))))
    >>> [(int(low), high and int(high), int(percent)) for low, high, percent in tier_bands(terms, Fraction(1), Fraction(30))]
    [(30, 100, 8), (100, None, 6)]
    >>> [(int(low), high, int(percent)) for low, high, percent in tier_bands(terms, Fraction(1, 2), Fraction(70))]
    [(70, None, 6)]
    """
    tiers = _sort_tiers(terms)
    starts = [Fraction(tier.amount_from) * factor for tier in tiers]
    bands = [
        (max(low, floor), high, Fraction(tier.percent))
        for tier, (low, high) in zip(tiers, pairwise([*starts, None]), strict=True)
    ]
    return [band for band in bands if band[1] is None or band[0] < band[1]]


def settle(terms, span, sales, base_rent, offsets, rounding):
    """Work out the turnover rent of the days of a span.

    :param TurnoverTerms terms: what was agreed
    :param YearSpan span: the days counted
    :param Decimal sales: net sales of these days
    :param Fraction base_rent: what counts as base rent for these days
    :param offsets: of `Offset`, used up in their order; they never take the rent below zero
    :param Decimal rounding: smallest unit of the currency
    :return: Outcome
    :raises UnusableTerms: without a tier

    >>> year = YearSpan(date(2027, 1, 1), date(2027, 12, 31), date(2027, 1, 1), date(2027, 12, 31))
    >>> tiers = (Tier(Decimal(0), Decimal(8)), Tier(Decimal(2000000), Decimal(6)))
    >>> terms = TurnoverTerms("on_top", tiers, "artificial", Decimal(1000000))
    >>> settle(terms, year, Decimal(2500000), ZERO, (), Decimal(1)).due
    Decimal('110000')
    >>> higher = TurnoverTerms("higher_of", tiers)
    >>> settle(higher, year, Decimal(2500000), Fraction(150000), (), Decimal(1)).due
    Decimal('40000')
    >>> settle(higher, year, Decimal(1500000), Fraction(150000), (), Decimal(1)).due
    Decimal('0')
    >>> settle(higher, year, Decimal(2500000), Fraction(150000), [Offset("promo", Fraction(90000))], Decimal(1)).due
    Decimal('0')
    >>> [step.code for step in settle(higher, year, Decimal(2500000), Fraction(150000), (), Decimal(1)).steps]
    ['sales', 'proration', 'tier', 'tier', 'share', 'base', 'due']
    """
    sales, factor = Fraction(sales), span.factor
    steps = [Step("sales", sales), _proration_step(span)]
    floor = breakpoint_amount(terms, factor, base_rent)
    if terms.breakpoint != "none":
        steps.append(Step(f"breakpoint_{terms.breakpoint}", floor, _breakpoint_facts(terms, base_rent)))
    tier_steps = [_tier_step(band, sales) for band in tier_bands(terms, factor, floor)]
    share = sum((step.amount for step in tier_steps), ZERO)
    steps += [*tier_steps, Step("share", share)]
    rent = share
    if terms.relation == "higher_of":
        rent = max(share - base_rent, ZERO)
        steps.append(Step("base", -base_rent, {"excess": rent}))
    rent, offset_steps = _use_offsets(rent, offsets, factor)
    rent, limit_steps = _keep_limits(rent, terms, factor)
    due = round_money(rent, rounding)
    steps += [*offset_steps, *limit_steps, Step("due", Fraction(due), {"exact": rent})]
    return Outcome(share, -sum((step.amount for step in offset_steps), ZERO), due, tuple(steps))


def _sort_tiers(terms):
    if not terms.tiers:
        raise UnusableTerms("tiers")
    return sorted(terms.tiers, key=lambda tier: tier.amount_from)


def _proration_step(span):
    return Step("proration", span.factor, {"days": span.days, "year_days": span.year_days})


def _breakpoint_facts(terms, base_rent):
    lowest = Fraction(_sort_tiers(terms)[0].percent)
    return {"yearly": Fraction(terms.amount_breakpoint), "base": base_rent, "percent": lowest}


def _tier_step(band, sales):
    low, high, percent = band
    inside = max(min(sales, high) if high is not None else sales, low) - low
    return Step("tier", inside * percent / 100, {"low": low, "high": high, "percent": percent, "inside": inside})


def _use_offsets(rent, offsets, factor):
    """Return the rent left and a step for each offset that was looked at."""
    steps = []
    for offset in offsets:
        limit = offset.amount if offset.cap is None else min(offset.amount, Fraction(offset.cap) * factor)
        used = max(min(limit, rent), ZERO)
        rent -= used
        steps.append(Step("offset", -used, {"offset": offset.code, "paid": offset.amount, "limit": limit}))
    return rent, steps


def _keep_limits(rent, terms, factor):
    """Return the rent between the least and the most that was agreed, and a step for the limit that bites."""
    least = Fraction(terms.minimum) * factor
    if rent < least:
        return least, [Step("minimum", least)]
    if terms.maximum is not None and rent > Fraction(terms.maximum) * factor:
        most = Fraction(terms.maximum) * factor
        return most, [Step("maximum", most)]
    return rent, []


# --- sales


def deviation_percent(value, former):
    """Return how far a month's sales lie from the mean of former months, in percent; None without former sales.

    >>> deviation_percent(Decimal(50), [Decimal(100), Decimal(100)]), deviation_percent(Decimal(50), [])
    (-50, None)
    """
    mean = sum(map(Fraction, former), ZERO) / len(former) if former else ZERO
    return round((Fraction(value) / mean - 1) * 100) if mean else None

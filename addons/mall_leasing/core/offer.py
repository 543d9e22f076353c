"""Offer arithmetic: when a term ends, what rent falls due in it, and what is missing before it can be put to a client.

Nothing here touches the database. Money is Decimal in company currency without tax, areas are Decimal square metres.
Clause: L3.1, L3.2.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from .rent import PriceStep, amount_due, slice_period

ZERO = Decimal(0)
#: Days of a year when money is discounted, whatever the calendar says: the usual convention.
DISCOUNT_YEAR = 365


@dataclass(frozen=True)
class OfferTerms:
    """What two sides talk about, in plain values; dates may be None while they are open."""

    has_partner: bool = True
    has_units: bool = True
    one_property: bool = True
    date_validity: date | None = None
    date_start: date | None = None
    term_months: int = 0
    date_handover: date | None = None
    date_opening: date | None = None
    amount_rent: Decimal = ZERO
    steps: tuple = ()  # (first day, amount), any order
    free_months: int = 0
    free_days: int = 0
    by_area: bool = False
    area: Decimal = ZERO
    has_turnover_rent: bool = False


@dataclass(frozen=True)
class OfferFigures:
    """What the terms come to: rent per month at the start, rent of the whole term, rent per m² and month net of all."""

    rent_month: Decimal = ZERO
    rent_total: Decimal = ZERO
    net_effective: Decimal = ZERO


def term_end(date_start, months):
    """Return the last day of a term.

    :param date date_start: first day of the term.
    :param int months: length, at least 1.
    :return: the day before the start's anniversary; a start on a day the last month lacks ends before that month's last.

    >>> term_end(date(2026, 3, 1), 36)
    datetime.date(2029, 2, 28)
    >>> term_end(date(2027, 3, 1), 12)
    datetime.date(2028, 2, 29)
    >>> term_end(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 27)
    """
    return date_start + relativedelta(months=months) - timedelta(days=1)


def first_paid_day(date_start, free_months, free_days):
    """Return the first day base rent is due.

    >>> first_paid_day(date(2026, 1, 31), 1, 0)
    datetime.date(2026, 2, 28)
    >>> first_paid_day(date(2026, 1, 1), 0, 0)
    datetime.date(2026, 1, 1)
    """
    return date_start + relativedelta(months=free_months) + timedelta(days=free_days)


def rent_schedule(terms):
    """Return the base rent as prices by day, the rent-free time included as a price of 0.

    :param OfferTerms terms: with a start.
    :return: list of (first day, amount on the rent basis) in order of time, first entry on the start.

    >>> terms = OfferTerms(date_start=date(2026, 1, 1), amount_rent=Decimal(10), free_months=2,
    ...                    steps=((date(2026, 2, 1), Decimal(11)), (date(2027, 1, 1), Decimal(12))))
    >>> [(str(day), str(amount)) for day, amount in rent_schedule(terms)]
    [('2026-01-01', '0'), ('2026-03-01', '11'), ('2027-01-01', '12')]
    >>> rent_schedule(OfferTerms(date_start=date(2026, 1, 1), amount_rent=Decimal(10)))
    [(datetime.date(2026, 1, 1), Decimal('10'))]
    """
    prices = sorted([(terms.date_start, terms.amount_rent), *terms.steps])
    paid_from = first_paid_day(terms.date_start, terms.free_months, terms.free_days)
    if paid_from <= terms.date_start:
        return prices
    in_force = [amount for day, amount in prices if day <= paid_from][-1]
    later = [(day, amount) for day, amount in prices if day > paid_from]
    return [(terms.date_start, ZERO), (paid_from, in_force), *later]


def offer_figures(terms, rounding):
    """Work out what an offer comes to.

    :param OfferTerms terms: may be incomplete.
    :param Decimal rounding: smallest unit of the currency.
    :return: OfferFigures; all 0 without a start and a term, net effective rent 0 without an area.

    >>> terms = OfferTerms(date_start=date(2026, 1, 1), term_months=12, amount_rent=Decimal(1000), area=Decimal(50),
    ...                    by_area=True, free_months=3)
    >>> offer_figures(terms, Decimal("0.01"))
    OfferFigures(rent_month=Decimal('50000.00'), rent_total=Decimal('450000.00'), net_effective=Decimal('750.00'))
    >>> offer_figures(OfferTerms(), Decimal(1))
    OfferFigures(rent_month=Decimal('0'), rent_total=Decimal('0'), net_effective=Decimal('0'))
    """
    factor = terms.area if terms.by_area else Decimal(1)
    month = _round(terms.amount_rent * factor, rounding)
    if not terms.date_start or terms.term_months < 1:
        return OfferFigures(rent_month=month)
    prices = [PriceStep(day, amount * factor) for day, amount in rent_schedule(terms)]
    slices = slice_period(terms.date_start, term_end(terms.date_start, terms.term_months), prices)
    total = amount_due(slices, rounding)
    effective = _round(total / terms.term_months / terms.area, Decimal("0.01")) if terms.area else ZERO
    return OfferFigures(month, total, effective)


def cash_flows(terms):
    """Return the base rent of the term as it falls due: per calendar month, in advance, unrounded.

    :param OfferTerms terms: may be incomplete.
    :return: list of (day due, Fraction) in order of time, rent-free months as 0; empty without a start and a term.

    >>> terms = OfferTerms(date_start=date(2026, 1, 16), term_months=2, amount_rent=Decimal(3100), free_days=16)
    >>> [(str(day), str(amount)) for day, amount in cash_flows(terms)]
    [('2026-01-16', '0'), ('2026-02-01', '3100'), ('2026-03-01', '1500')]
    >>> cash_flows(OfferTerms())
    []
    """
    if not terms.date_start or terms.term_months < 1:
        return []
    factor = terms.area if terms.by_area else Decimal(1)
    prices = [PriceStep(day, amount * factor) for day, amount in rent_schedule(terms)]
    slices = slice_period(terms.date_start, term_end(terms.date_start, terms.term_months), prices)
    months = {}
    for piece in slices:
        months.setdefault((piece.date_from.year, piece.date_from.month), []).append(piece)
    return [(pieces[0].date_from, sum((piece.amount for piece in pieces), Fraction(0))) for pieces in months.values()]


def present_value(flows, day, rate, rounding):
    """Return what payments are worth on a day.

    :param flows: iterable of (day due, amount).
    :param date day: the day looked from; what falls due later counts less.
    :param Decimal rate: effective interest per year, 0.06 for 6 %; above -1.
    :param Decimal rounding: smallest unit of the currency; rounded once, half away from zero.

    >>> flows = [(date(2026, 1, 1), Fraction(100)), (date(2027, 1, 1), Fraction(106))]
    >>> present_value(flows, date(2026, 1, 1), Decimal("0.06"), Decimal("0.01"))
    Decimal('200.00')
    >>> present_value(flows, date(2026, 1, 1), Decimal(0), Decimal("0.01"))
    Decimal('206.00')
    >>> present_value([], date(2026, 1, 1), Decimal("0.06"), Decimal(1))
    Decimal('0')
    """
    with localcontext() as context:
        context.prec = 50
        exact = sum(
            (
                Decimal(Fraction(amount).numerator)
                / Decimal(Fraction(amount).denominator)
                / (1 + rate) ** (Decimal((due - day).days) / DISCOUNT_YEAR)
                for due, amount in flows
            ),
            ZERO,
        )
        return _round(exact, rounding)


def rent_of_year(terms, rounding):
    """Return the base rent that falls due for the first twelve months, after rent-free time and steps.

    >>> terms = OfferTerms(date_start=date(2026, 1, 1), term_months=36, amount_rent=Decimal(100), free_months=2)
    >>> rent_of_year(terms, Decimal(1))
    Decimal('1000')
    >>> rent_of_year(replace(terms, term_months=6), Decimal(1))
    Decimal('400')
    """
    return offer_figures(replace(terms, term_months=min(terms.term_months, 12)), rounding).rent_total


def at_price(terms, price):
    """Return the same premises and term at a level price per m² and month: no rent-free time, no steps.

    >>> at_price(OfferTerms(amount_rent=Decimal(9), free_months=3, area=Decimal(50)), Decimal(10))
    ... # doctest: +ELLIPSIS
    OfferTerms(...amount_rent=Decimal('10'), steps=(), free_months=0, free_days=0, by_area=True, area=Decimal('50')...)
    """
    return replace(terms, amount_rent=price, steps=(), free_months=0, free_days=0, by_area=True)


def difference_percent(value, reference):
    """Return how far a price lies above (+) or below (-) another, in percent; 0 without a reference.

    >>> difference_percent(Decimal(90), Decimal(100))
    Decimal('-10.00')
    >>> difference_percent(Decimal(90), Decimal(0))
    Decimal('0')
    """
    return _round((value / reference - 1) * 100, Decimal("0.01")) if reference else ZERO


def find_flaws(terms, today):
    """Return the codes of everything that keeps an offer from being sent or accepted.

    :param OfferTerms terms: the offer.
    :param date today: the day it would be sent or accepted; the last day of validity still counts.
    :return: list of codes, in the order a reader would mend them; empty if nothing is wrong.

    >>> good = dict(date_start=date(2026, 3, 1), term_months=12, amount_rent=Decimal(1))
    >>> find_flaws(OfferTerms(**good, date_validity=date(2026, 1, 31)), date(2026, 1, 31))
    []
    >>> find_flaws(OfferTerms(**good, date_validity=date(2026, 1, 31)), date(2026, 2, 1))
    ['validity_passed']
    >>> find_flaws(OfferTerms(**good, steps=((date(2026, 3, 1), Decimal(2)),)), date(2026, 1, 1))
    ['step_outside_term']
    >>> find_flaws(OfferTerms(has_partner=False, has_units=False), date(2026, 1, 1))
    ['no_partner', 'no_units', 'no_start', 'no_term', 'no_rent']
    """
    found = {
        "no_partner": not terms.has_partner,
        "no_units": not terms.has_units,
        "other_property": not terms.one_property,
        "no_start": not terms.date_start,
        "no_term": terms.term_months < 1,
        "no_rent": terms.amount_rent <= 0 and not terms.has_turnover_rent,
        "validity_passed": bool(terms.date_validity and terms.date_validity < today),
    }
    flaws = [code for code, is_found in found.items() if is_found]
    if not found["no_start"] and not found["no_term"]:
        flaws += _date_flaws(terms)
    return flaws


def _date_flaws(terms):
    """Return the codes of the dates that do not fit the term."""
    start, end = terms.date_start, term_end(terms.date_start, terms.term_months)
    handover = terms.date_handover or start
    found = {
        "step_outside_term": any(not start < day <= end for day, _amount in terms.steps),
        "rent_free_too_long": first_paid_day(start, terms.free_months, terms.free_days) > end,
        "handover_late": handover > start,
        "opening_outside_term": bool(terms.date_opening) and not handover <= terms.date_opening <= end,
    }
    return [code for code, is_found in found.items() if is_found]


def _round(amount, unit):
    """Round to a multiple of the unit, half away from zero."""
    return (amount / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit

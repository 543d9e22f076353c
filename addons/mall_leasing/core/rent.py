"""Rent arithmetic: exact fractions of a month until the final rounding.

A monthly price is spread evenly over the calendar days of the month it is charged for, so a whole month costs the
monthly price whatever its length, and 12 days of April cost 12/30 of it. Days are inclusive at both ends.
Clause: L4.1.
"""

import calendar
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from dateutil.relativedelta import relativedelta


class DuplicateStep(ValueError):
    """Two prices start on the same day, so neither can be said to hold."""


@dataclass(frozen=True)
class PriceStep:
    """A monthly price, company currency, valid from a day until the next step."""

    date_from: date
    monthly: Decimal


@dataclass(frozen=True)
class RentSlice:
    """A run of days inside one calendar month at one monthly price."""

    date_from: date
    date_to: date
    monthly: Decimal

    @property
    def days(self):
        """Return the number of days charged, both ends included."""
        return (self.date_to - self.date_from).days + 1

    @property
    def days_in_month(self):
        """Return the length of the calendar month the days lie in."""
        return calendar.monthrange(self.date_from.year, self.date_from.month)[1]

    @property
    def amount(self):
        """Return the exact, unrounded amount as a Fraction."""
        return Fraction(self.monthly) * self.days / self.days_in_month


@dataclass(frozen=True)
class OneOff(RentSlice):
    """A sum that is due once: on one day, and never in part."""

    @property
    def days_in_month(self):
        """Return 1: the day stands for the whole."""
        return 1


def one_off(day, amount, date_from, date_to):
    """Return what a sum due once comes to in a period: all of it where its day lies inside, else nothing.

    :param date day: when it is due.
    :param Decimal amount: the whole sum.
    :return: list of at most one OneOff.

    >>> due = date(2026, 4, 15)
    >>> [str(piece.amount) for piece in one_off(due, Decimal("80000.5"), date(2026, 4, 1), date(2026, 4, 30))]
    ['160001/2']
    >>> one_off(due, Decimal(80000), date(2026, 4, 16), date(2026, 4, 30))
    []
    """
    return [OneOff(day, day, amount)] if date_from <= day <= date_to else []


def first_overlap(windows):
    """Return the first day that lies in two windows of days, or None.

    :param windows: (first day, last day), both inclusive, in any order.

    >>> year, rest = (date(2026, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 6, 30))
    >>> first_overlap([rest, year])
    >>> first_overlap([rest, (date(2027, 6, 30), date(2027, 7, 1)), year])
    datetime.date(2027, 6, 30)
    """
    ordered = sorted(window for window in windows if window[0] <= window[1])
    days = []
    covered = None
    for first, last in ordered:
        if covered and first <= covered:
            days.append(first)
        covered = max(covered or last, last)
    return min(days, default=None)


def slice_period(date_from, date_to, steps):
    """Cut a billing period at month ends and price changes.

    :param date date_from: first day charged.
    :param date date_to: last day charged; before ``date_from`` means an empty period.
    :param steps: PriceSteps in any order; days before the earliest step are free of charge.
    :return: list of RentSlice in order of time, without the free days before the first step.
    :raises DuplicateStep: if two steps start on the same day.

    >>> steps = [PriceStep(date(2026, 1, 1), Decimal(3100))]
    >>> [(s.days, s.days_in_month) for s in slice_period(date(2026, 1, 15), date(2026, 2, 28), steps)]
    [(17, 31), (28, 28)]
    >>> slice_period(date(2026, 1, 2), date(2026, 1, 1), steps)
    []
    >>> slice_period(date(2025, 12, 1), date(2025, 12, 31), steps)
    []
    >>> slice_period(date(2026, 1, 1), date(2026, 1, 31), steps * 2)
    Traceback (most recent call last):
    ...
    odoo.addons.mall_leasing.core.rent.DuplicateStep: 2026-01-01
    """
    ordered = sorted(steps, key=lambda step: step.date_from)
    starts = [step.date_from for step in ordered]
    for earlier, later in pairwise(starts):
        if earlier == later:
            raise DuplicateStep(later.isoformat())
    slices = []
    day = date_from
    while day <= date_to:
        position = bisect_right(starts, day)
        last = min(date_to, _month_end(day), *_day_before(starts[position : position + 1]))
        if position:
            slices.append(RentSlice(day, last, ordered[position - 1].monthly))
        day = last + timedelta(days=1)
    return slices


def amount_due(slices, rounding):
    """Add up slices and round once, half away from zero.

    :param slices: iterable of RentSlice.
    :param Decimal rounding: smallest unit of the currency, e.g. ``Decimal("0.01")``.
    :return: Decimal, a multiple of ``rounding``.

    >>> amount_due(slice_period(date(2026, 4, 19), date(2026, 4, 30), [PriceStep(date(2026, 1, 1), Decimal(1000))]),
    ...            Decimal("0.01"))
    Decimal('400.00')
    >>> amount_due([RentSlice(date(2026, 4, 1), date(2026, 4, 1), Decimal("0.15"))], Decimal("0.01"))
    Decimal('0.01')
    >>> amount_due([], Decimal("1"))
    Decimal('0')
    """
    return round_money(sum((piece.amount for piece in slices), Fraction(0)), rounding)


def round_money(exact, rounding):
    """Round an exact amount half away from zero.

    :param Fraction exact: the amount.
    :param Decimal rounding: smallest unit of the currency, e.g. ``Decimal("0.01")``.
    :return: Decimal, a multiple of ``rounding``.

    >>> round_money(Fraction(1, 200), Decimal("0.01")), round_money(Fraction(-5, 2), Decimal(1))
    (Decimal('0.01'), Decimal('-3'))
    """
    units = exact / Fraction(rounding)
    whole = int(abs(units) + Fraction(1, 2))
    return Decimal(whole if units >= 0 else -whole) * rounding


def billing_periods(date_from, date_to, months=1):
    """Cut a run of days into the periods it is billed by: calendar months, or several of them at a time.

    :param date date_from: first day billed; the first period ends with the month it lies in, or ``months - 1`` later.
    :param date date_to: last day billed; the last period may be cut short by it.
    :param int months: months billed at a time, > 0.
    :return: list of (first day, last day), inclusive.

    >>> [(start.isoformat(), end.isoformat()) for start, end in billing_periods(date(2026, 1, 15), date(2026, 3, 10))]
    [('2026-01-15', '2026-01-31'), ('2026-02-01', '2026-02-28'), ('2026-03-01', '2026-03-10')]
    >>> [(start.isoformat(), end.isoformat()) for start, end in billing_periods(date(2026, 2, 15), date(2026, 6, 10), 3)]
    [('2026-02-15', '2026-04-30'), ('2026-05-01', '2026-06-10')]
    """
    periods = []
    while date_from <= date_to:
        following = date_from.replace(day=1) + relativedelta(months=months)
        periods.append((date_from, min(following - timedelta(days=1), date_to)))
        date_from = following
    return periods


def _month_end(day):
    """Return the last day of the calendar month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _day_before(days):
    """Return each day's eve."""
    return [day - timedelta(days=1) for day in days]

"""Rent that follows an index: when it is reviewed, which months are compared, and what comes out.

Everything is exact (Fraction) until the new amount is rounded once. Months are given by their first day.
Clause: L4.1.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from .rent import round_money

HUNDRED = Fraction(100)


@dataclass(frozen=True)
class IndexTerms:
    """What a lease says about one charge and its index.

    :param date base_month: month whose index value the first review compares with.
    :param date first_review: day the first new amount holds from.
    :param int interval: months from one review to the next, > 0.
    :param int lag: months by which the month compared lies before the review, >= 0.
    :param Decimal share: part of the index's change that is passed on, in percent, > 0.
    :param cap: largest rise of one review in percent (Decimal), or None.
    :param floor: smallest change of one review in percent (Decimal, below 0 for a fall), or None.
    """

    base_month: date
    first_review: date
    interval: int = 12
    lag: int = 0
    share: Decimal = Decimal(100)
    cap: Decimal | None = None
    floor: Decimal | None = None


@dataclass(frozen=True)
class IndexChange:
    """How an index changed between two months, and how much of it the rent follows; both in percent, exact."""

    raw: Fraction
    applied: Fraction


def month_of(day):
    """Return the first day of the month of a day.

    >>> month_of(date(2026, 2, 28))
    datetime.date(2026, 2, 1)
    """
    return day.replace(day=1)


def review_day(terms, number):
    """Return the day of a review.

    :param int number: 0 for the first review.

    >>> terms = IndexTerms(date(2025, 11, 1), date(2027, 1, 31), interval=1)
    >>> review_day(terms, 0), review_day(terms, 1), review_day(terms, 2)
    (datetime.date(2027, 1, 31), datetime.date(2027, 2, 28), datetime.date(2027, 3, 31))
    """
    return terms.first_review + relativedelta(months=terms.interval * number)


def compared_month(terms, number):
    """Return the month whose index value a review takes; the review before it, or the base month, is what it is set against.

    :param int number: 0 for the first review.

    >>> terms = IndexTerms(date(2025, 11, 1), date(2027, 1, 15), interval=12, lag=2)
    >>> compared_month(terms, 0), compared_month(terms, 1)
    (datetime.date(2026, 11, 1), datetime.date(2027, 11, 1))
    """
    return month_of(review_day(terms, number)) - relativedelta(months=terms.lag)


def next_review(terms, after, decided):
    """Return the number of the first review that is to come.

    :param int after: number of the last review there was, -1 for none.
    :param date decided: reviews before this day are passed over; None for none.

    >>> terms = IndexTerms(date(2025, 11, 1), date(2027, 1, 1))
    >>> next_review(terms, -1, None), next_review(terms, 0, None), next_review(terms, -1, date(2028, 1, 1))
    (0, 1, 1)
    """
    number = after + 1
    while decided and review_day(terms, number) < decided:
        number += 1
    return number


def index_change(terms, value_old, value_new):
    """Return the change between two index values: the share agreed, held between floor and cap.

    :param Decimal value_old: index value of the earlier month, > 0.
    :param Decimal value_new: index value of the later month, > 0.
    :return: IndexChange.

    >>> terms = IndexTerms(date(2026, 1, 1), date(2027, 1, 1), share=Decimal(50))
    >>> index_change(terms, Decimal(100), Decimal(104))
    IndexChange(raw=Fraction(4, 1), applied=Fraction(2, 1))
    >>> held = IndexTerms(date(2026, 1, 1), date(2027, 1, 1), cap=Decimal(3), floor=Decimal(0))
    >>> [index_change(held, Decimal(100), Decimal(value)).applied for value in (97, 102, 110)]
    [Fraction(0, 1), Fraction(2, 1), Fraction(3, 1)]
    """
    raw = (Fraction(value_new) / Fraction(value_old) - 1) * HUNDRED
    applied = raw * Fraction(terms.share) / HUNDRED
    if terms.cap is not None:
        applied = min(applied, Fraction(terms.cap))
    if terms.floor is not None:
        applied = max(applied, Fraction(terms.floor))
    return IndexChange(raw, applied)


def indexed_amount(amount, change, rounding):
    """Return an amount after a change, rounded once, never below nothing.

    :param Decimal amount: amount in force before the review, company currency.
    :param IndexChange change: what to apply.
    :param Decimal rounding: smallest unit of the currency.
    :return: Decimal, a multiple of ``rounding``.

    >>> indexed_amount(Decimal(50000), IndexChange(Fraction(4), Fraction(9, 4)), Decimal("0.01"))
    Decimal('51125.00')
    >>> indexed_amount(Decimal(333), IndexChange(Fraction(1), Fraction(1)), Decimal(1))
    Decimal('336')
    >>> indexed_amount(Decimal(333), IndexChange(Fraction(-99), Fraction(-150)), Decimal(1))
    Decimal('0')
    """
    return round_money(max(Fraction(amount) * (HUNDRED + change.applied) / HUNDRED, Fraction(0)), rounding)

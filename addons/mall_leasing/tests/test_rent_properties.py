"""Rent arithmetic against a slow plain reference that goes day by day, on whatever hypothesis comes up with. Clause: L4.1."""

import calendar
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.rent import DuplicateStep, PriceStep, amount_due, billing_periods, first_overlap, one_off, round_money, slice_period
from ..core.rent_index import IndexTerms, compared_month, index_change, indexed_amount, next_review, review_day

FEW = settings(max_examples=60, deadline=None, derandomize=True, database=None)
CENT = Decimal("0.01")
days = st.dates(date(2023, 11, 1), date(2028, 3, 31))  # two leap years, one of them at the edge
lengths = st.integers(0, 500)
prices = st.decimals(0, 10**7, places=2, allow_nan=False, allow_infinity=False)
step_lists = st.dictionaries(days, prices, max_size=6).map(lambda found: [PriceStep(day, price) for day, price in found.items()])
percents = st.decimals(-50, 50, places=2, allow_nan=False, allow_infinity=False)
values = st.decimals("0.0001", "9999.9999", places=4, allow_nan=False, allow_infinity=False)


def each_day(first, last):
    """Return the days from first to last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def plain_rent(first, last, steps):
    """Return the rent of a period, one day after the other: the day's price over the days of its month."""
    total = Fraction(0)
    for day in each_day(first, last):
        price = None
        for step in sorted(steps, key=lambda step: step.date_from):
            if step.date_from <= day:
                price = step.monthly
        if price is not None:
            total += Fraction(price) / calendar.monthrange(day.year, day.month)[1]
    return total


def plain_rounding(exact, unit):
    """Return the multiple of a unit next to an exact amount, by trying; halves go away from zero."""
    low = int(exact / Fraction(unit)) - 1
    near = [Decimal(low + more) * unit for more in range(4)]
    return min(near, key=lambda money: (abs(Fraction(money) - exact), -abs(money)))


def total(slices):
    """Return the exact sum of slices."""
    return sum((piece.amount for piece in slices), Fraction(0))


@tagged("-at_install", "post_install")
class TestRentProperties(BaseCase):
    """What holds for any period and any steps."""

    @FEW
    @given(days, lengths, step_lists)
    def test_l4_1_slices_come_to_the_plain_sum(self, first, length, steps):
        last = first + timedelta(days=length)
        self.assertEqual(total(slice_period(first, last, steps)), plain_rent(first, last, steps))

    @FEW
    @given(days, lengths, step_lists, st.sampled_from([Decimal(1), CENT, Decimal("0.001")]))
    def test_l4_1_the_sum_is_rounded_once(self, first, length, steps, unit):
        last = first + timedelta(days=length)
        due = amount_due(slice_period(first, last, steps), unit)
        self.assertEqual(due, plain_rounding(plain_rent(first, last, steps), unit))

    @FEW
    @given(days, lengths, step_lists, st.randoms(use_true_random=False))
    def test_l4_1_the_order_of_steps_says_nothing(self, first, length, steps, chance):
        shuffled = steps[:]
        chance.shuffle(shuffled)
        last = first + timedelta(days=length)
        self.assertEqual(slice_period(first, last, steps), slice_period(first, last, shuffled))

    @FEW
    @given(days, lengths, step_lists, st.sets(lengths, max_size=5))
    def test_l4_1_parts_add_up_to_the_whole(self, first, length, steps, cuts):
        """However a period is cut, its parts come to the same, exactly."""
        last = first + timedelta(days=length)
        ends = sorted({first + timedelta(days=cut) for cut in cuts if cut < length} | {last})
        starts = [first, *(end + timedelta(days=1) for end in ends[:-1])]
        parts = sum((total(slice_period(*part, steps)) for part in zip(starts, ends, strict=True)), Fraction(0))
        self.assertEqual(parts, total(slice_period(first, last, steps)))

    @FEW
    @given(days, lengths, st.integers(1, 12), step_lists)
    def test_l4_1_billing_periods_cover_each_day_once(self, first, length, months, steps):
        last = first + timedelta(days=length)
        periods = billing_periods(first, last, months)
        self.assertEqual([day for period in periods for day in each_day(*period)], each_day(first, last))
        self.assertEqual(sum((total(slice_period(*period, steps)) for period in periods), Fraction(0)), plain_rent(first, last, steps))

    @FEW
    @given(days, prices)
    def test_l4_1_a_whole_month_costs_the_monthly_price(self, day, price):
        """February of a leap year like any other month."""
        first, last = day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
        self.assertEqual(total(slice_period(first, last, [PriceStep(first, price)])), Fraction(price))

    @FEW
    @given(days, lengths, days, lengths, step_lists)
    def test_l4_1_overlapping_periods_share_their_days(self, first, length, second, other, steps):
        """Two periods that overlap come to their union and what they share: no day is lost or counted thrice."""
        one, two = (first, first + timedelta(days=length)), (second, second + timedelta(days=other))
        shared = max(one[0], two[0]), min(one[1], two[1])
        union = sorted({*each_day(*one), *each_day(*two)})
        alone = sum((plain_rent(day, day, steps) for day in union), Fraction(0)) if len(union) < 400 else None
        both = total(slice_period(*one, steps)) + total(slice_period(*two, steps))
        common = total(slice_period(*shared, steps))
        if alone is not None:
            self.assertEqual(both - common, alone)
        overlap = first_overlap([one, two])
        self.assertEqual(overlap, shared[0] if shared[0] <= shared[1] else None)

    @FEW
    @given(st.lists(st.tuples(days, st.integers(-5, 60)), max_size=5))
    def test_l4_1_the_first_day_paid_twice_is_found(self, found):
        windows = [(first, first + timedelta(days=length)) for first, length in found]
        seen, twice = set(), set()
        for window in windows:
            covered = set(each_day(*window)) if window[0] <= window[1] else set()
            twice |= seen & covered
            seen |= covered
        self.assertEqual(first_overlap(windows), min(twice, default=None))

    @FEW
    @given(days, prices, days, lengths)
    def test_l4_1_a_sum_due_once_is_billed_whole_by_one_period(self, due, amount, first, length):
        last = first + timedelta(days=length)
        whole = [total(one_off(due, amount, *period)) for period in billing_periods(first, last)]
        self.assertEqual(sum(whole), Fraction(amount) if first <= due <= last else 0)
        self.assertLessEqual(sum(bool(part) for part in whole), 1)

    @FEW
    @given(days, prices, prices)
    def test_l4_1_two_prices_on_one_day_are_refused(self, day, price, other):
        with self.assertRaises(DuplicateStep):
            slice_period(day, day, [PriceStep(day, price), PriceStep(day, other)])

    @FEW
    @given(st.fractions(-1000, 1000), st.sampled_from([Decimal(1), CENT, Decimal("0.05")]))
    def test_l4_1_money_is_rounded_half_away_from_zero(self, exact, unit):
        self.assertEqual(round_money(exact, unit), plain_rounding(exact, unit))


def plain_change(old, new, share, cap, floor):
    """Return the change of an index in percent as a lease passes it on, in plain words: share, not above cap, not below floor."""
    passed = (Fraction(new) - Fraction(old)) * 100 / Fraction(old) * Fraction(share) / 100
    if cap is not None and passed > cap:
        passed = Fraction(cap)
    if floor is not None and passed < floor:
        passed = Fraction(floor)
    return passed


@tagged("-at_install", "post_install")
class TestIndexProperties(BaseCase):
    """What holds for any index and any terms."""

    BASE = date(2026, 1, 1)

    @FEW
    @given(values, values, st.integers(1, 200), st.none() | percents, st.none() | percents, prices)
    def test_l4_1_share_cap_and_floor_as_said(self, old, new, share, cap, floor, amount):
        if cap is not None and floor is not None and cap < floor:
            cap, floor = floor, cap
        terms = IndexTerms(self.BASE, self.BASE, share=Decimal(share), cap=cap, floor=floor)
        change = index_change(terms, old, new)
        applied = plain_change(old, new, share, cap, floor)
        self.assertEqual(change.applied, applied)
        expected = plain_rounding(max(Fraction(amount) + Fraction(amount) * applied / 100, Fraction(0)), CENT)
        self.assertEqual(indexed_amount(amount, change, CENT), expected)

    @FEW
    @given(days, st.integers(1, 36), st.integers(0, 24), st.integers(0, 12))
    def test_l4_1_reviews_come_in_order_on_one_day_of_the_month(self, first, interval, lag, number):
        """Counted month by month from the first review; a short month ends it earlier, and the next is not pulled along."""
        terms = IndexTerms(self.BASE, first, interval=interval, lag=lag)
        year, month = first.year, first.month
        for _month in range(interval * number):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        day = min(first.day, calendar.monthrange(year, month)[1])
        self.assertEqual(review_day(terms, number), date(year, month, day))
        for _month in range(lag):
            year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        self.assertEqual(compared_month(terms, number), date(year, month, 1))

    @FEW
    @given(days, st.integers(1, 36), st.integers(-1, 10), st.none() | days)
    def test_l4_1_the_next_review_is_the_first_one_left(self, first, interval, after, decided):
        terms = IndexTerms(self.BASE, first, interval=interval)
        left = [number for number in range(after + 1, 100) if not decided or review_day(terms, number) >= decided]
        self.assertEqual(next_review(terms, after, decided), left[0])

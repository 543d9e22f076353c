import calendar
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged

from odoo.addons.mall_leasing.core.offer import OfferTerms, cash_flows, offer_figures, present_value, rent_of_year, term_end

from .offer_common import OfferCommon

CENT = Decimal("0.01")


@st.composite
def offers(draw):
    """Return terms as people agree on them: any start, up to 48 months, some rent free, up to three steps."""
    start = draw(st.dates(date(2023, 1, 1), date(2030, 12, 31)))
    months = draw(st.integers(1, 48))
    last = (term_end(start, months) - start).days
    days = draw(st.lists(st.integers(1, max(last, 1)), max_size=3, unique=True))
    money = st.decimals("0", "99999.99", places=2)
    return OfferTerms(
        date_start=start,
        term_months=months,
        amount_rent=draw(money),
        steps=tuple((start + timedelta(days=day), draw(money)) for day in days),
        free_months=draw(st.integers(0, 3)),
        free_days=draw(st.integers(0, 20)),
        by_area=draw(st.booleans()),
        area=draw(st.decimals("1", "500", places=2)),
    )


def slow_flows(terms):
    """Return {first charged day of each calendar month: rent}, day by day, written as plainly as can be."""
    flows = {}
    paid_from = terms.date_start
    for _month in range(terms.free_months):
        year, month = divmod(paid_from.year * 12 + paid_from.month, 12)
        last = calendar.monthrange(year, month + 1)[1]
        paid_from = paid_from.replace(year=year, month=month + 1, day=min(terms.date_start.day, last))
    paid_from += timedelta(days=terms.free_days)
    day = terms.date_start
    while day <= term_end(terms.date_start, terms.term_months):
        price = terms.amount_rent
        for first, amount in sorted(terms.steps):
            price = amount if first <= day else price
        price = Fraction(price) * (Fraction(terms.area) if terms.by_area else 1)
        share = price / calendar.monthrange(day.year, day.month)[1] if day >= paid_from else Fraction(0)
        due = max(day.replace(day=1), terms.date_start)
        flows[due] = flows.get(due, Fraction(0)) + share
        day += timedelta(days=1)
    return flows


@tagged("post_install", "-at_install")
class TestOfferCashFlows(BaseCase):
    """L3.1: the arithmetic of offers against a slow, plain reference."""

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(offers())
    def test_l3_1_cash_flows_equal_the_rent_counted_day_by_day(self, terms):
        self.assertEqual(dict(cash_flows(terms)), slow_flows(terms))

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(offers(), st.decimals("0", "0.3", places=4))
    def test_l3_1_present_value_equals_each_payment_discounted(self, terms, rate):
        exact = sum(
            float(amount) * (1 + float(rate)) ** (-(due - terms.date_start).days / 365)
            for due, amount in slow_flows(terms).items()
        )
        value = present_value(cash_flows(terms), terms.date_start, rate, CENT)
        self.assertAlmostEqual(float(value), exact, delta=max(0.006, exact * 1e-9))

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(offers())
    def test_l3_1_without_interest_the_present_value_is_the_rent_of_the_term(self, terms):
        value = present_value(cash_flows(terms), terms.date_start, Decimal(0), CENT)
        self.assertEqual(value, offer_figures(terms, CENT).rent_total)

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(offers())
    def test_l3_1_the_more_interest_the_less_later_rent_is_worth(self, terms):
        values = [present_value(cash_flows(terms), terms.date_start, Decimal(rate), CENT) for rate in ("0.02", "0.06", "0.2")]
        self.assertEqual(values, sorted(values, reverse=True))

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(offers())
    def test_l3_1_rent_of_year_one_is_counted_day_by_day_too(self, terms):
        end = term_end(terms.date_start, min(terms.term_months, 12))
        shorter = OfferTerms(**{**vars(terms), "term_months": min(terms.term_months, 12)})
        exact = sum(slow_flows(shorter).values(), Fraction(0))
        self.assertGreaterEqual(end, terms.date_start)
        self.assertLessEqual(abs(Fraction(rent_of_year(terms, CENT)) - exact), Fraction(1, 200))


@tagged("post_install", "-at_install")
class TestOfferValue(OfferCommon):
    """L3.1, L3.2: what an offer is worth, against asking rent and plan."""

    def test_l3_1_figures_against_plan_and_asking_rent(self):
        self.unit.rent_budget = 1600
        offer = self._create_offer(amount_rent=1800, rent_free_months=2)
        self.assertEqual(offer.amount_rent_year, 10 * 100 * 1800)
        self.assertEqual((offer.amount_rent_budget, offer.amount_net_effective), (1600, 1500))
        self.assertEqual(offer.budget_difference_percent, -6.25)
        self.assertEqual(offer.asking_difference_percent, -25.0)
        self.assertLess(offer.amount_present_value, offer.amount_rent_total)
        self.assertLess(offer.present_difference_percent, -10.0)

    def test_l3_1_present_value_follows_the_discount_rate_of_the_settings(self):
        offer = self._create_offer()
        by_rate = {}
        for rate in ("6", "12", "0", "nonsense", "nan", "-3", False):
            self.env["ir.config_parameter"].set_param("mall_leasing.discount_percent", rate)
            offer.invalidate_recordset(["amount_present_value"])
            by_rate[rate] = offer.amount_present_value
        self.assertGreater(by_rate["6"], by_rate["12"])
        for unusable in ("0", "nonsense", "nan", "-3", False):
            self.assertEqual(by_rate[unusable], by_rate["6"], unusable)
        for rate in (0, -1, 101):
            with self.assertRaises(ValidationError):
                self.env["res.config.settings"].create({"mall_leasing_discount_percent": rate})

    def test_l3_1_planned_rent_is_frozen_with_the_terms(self):
        self.unit.rent_budget = 1600
        offer = self._create_sent_offer()
        self.unit.rent_budget = 9999
        self.assertEqual(offer.amount_rent_budget, 1600)

    def test_l3_1_offer_without_term_or_rent_has_no_value(self):
        offer = self._create_offer(date_start=False, term_months=0)
        self.assertEqual((offer.amount_present_value, offer.amount_rent_year), (0, 0))

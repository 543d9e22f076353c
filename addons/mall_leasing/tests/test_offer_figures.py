import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.mall_leasing.core import offer as core_offer

from .offer_common import OfferCommon


@tagged("post_install", "-at_install")
class TestOfferArithmetic(BaseCase):
    """L3.1: terms, schedules and sums without a database."""

    def test_l3_1_doctests_of_the_arithmetic(self):
        result = doctest.testmod(core_offer)
        self.assertGreater(result.attempted, 10)
        self.assertFalse(result.failed)


@tagged("post_install", "-at_install")
class TestOfferFigures(OfferCommon):
    """L3.1: what an offer comes to."""

    def test_l3_1_rent_of_the_term_with_steps_and_rent_free_time(self):
        offer = self._create_offer(
            date_start="2027-01-01",
            term_months=24,
            amount_rent=1800,
            rent_free_months=2,
            rent_step_ids=[(0, 0, {"date_from": "2028-01-01", "amount": 1980})],
        )
        self.assertEqual(str(offer.date_end), "2028-12-31")
        self.assertEqual(offer.area, 100)
        self.assertEqual(offer.amount_rent_month, 180000)
        self.assertEqual(offer.amount_rent_total, 10 * 180000 + 12 * 198000)
        self.assertEqual(offer.amount_net_effective, 1740)  # 4,176,000 / 24 months / 100 m2
        self.assertEqual(offer.amount_rent_asking, 2000)
        self.assertEqual(offer.asking_difference_percent, -13)

    def test_l3_1_flat_rent_and_weighted_asking_rent(self):
        big = self._create_unit("1F-09", area_net=300, area_gross=320, rent_asking=1000)
        offer = self._create_offer(unit_ids=[(6, 0, (self.unit + big).ids)], rent_basis="flat", amount_rent=400000)
        self.assertEqual(offer.area, 400)
        self.assertEqual(offer.amount_rent_asking, 1250)
        self.assertEqual(offer.amount_rent_month, 400000)
        self.assertEqual(offer.amount_net_effective, 1000)

    def test_l3_1_incomplete_offer_has_no_total(self):
        offer = self._create_offer(date_start=False, term_months=0)
        self.assertFalse(offer.date_end)
        self.assertEqual((offer.amount_rent_total, offer.amount_net_effective), (0, 0))
        self.assertEqual(offer.asking_difference_percent, 0)

    def test_l3_2_figures_of_a_sent_offer_stand_although_the_unit_changes(self):
        offer, draft = self._create_sent_offer(), self._create_offer()
        self.unit.write({"area_net": 90, "rent_asking": 2500})
        self.assertEqual((offer.area, offer.amount_rent_asking, offer.amount_rent_month), (100, 2000, 180000))
        self.assertEqual((draft.area, draft.amount_rent_asking, draft.amount_rent_month), (90, 2500, 162000))

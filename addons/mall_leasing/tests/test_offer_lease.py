from odoo.tests import tagged

from odoo.addons.mall_leasing.exceptions import OfferMoveRefused

from .offer_common import OfferCommon


@tagged("post_install", "-at_install")
class TestOfferLease(OfferCommon):
    """L4.1: the lease is drafted from the negotiated result."""

    def _draft(self, **values):
        offer = self._create_accepted_offer(**values)
        action = offer.with_user(self.specialist).action_draft_lease()
        return offer, self.env["mall.lease"].browse(action["res_id"])

    def test_l4_1_lease_carries_what_was_agreed(self):
        offer, lease = self._draft(
            date_handover="2026-12-01",
            date_opening="2027-02-01",
            amount_deposit=540000,
            trade_category_id=self.trade.id,
        )
        for name in (
            "company_id", "lead_id", "partner_id", "trade_category_id", "property_id", "unit_ids", "date_start",
            "date_end", "date_handover", "date_opening", "amount_deposit", "team_id", "user_id",
        ):  # fmt: skip
            self.assertEqual(lease[name], offer[name], name)
        self.assertEqual(lease.offer_id, offer)
        self.assertEqual((lease.state, lease.origin), ("draft", "deal"))

    def test_l4_1_rent_free_time_and_steps_become_steps_of_the_charge(self):
        _offer, lease = self._draft(
            rent_free_months=1,
            rent_free_days=15,
            rent_step_ids=[(0, 0, {"date_from": "2027-07-01", "amount": 1900})],
        )
        [rent] = lease.charge_ids
        self.assertEqual((rent.kind, rent.basis, rent.amount), ("base_rent", "area", 1800))
        steps = [(str(step.date_from), step.amount) for step in rent.step_ids.sorted("date_from")]
        self.assertEqual(steps, [("2027-01-01", 0), ("2027-02-16", 1800), ("2027-07-01", 1900)])

    def test_l4_1_rent_without_steps_has_none(self):
        _offer, lease = self._draft()
        self.assertFalse(lease.charge_ids.step_ids)

    def test_l4_1_agreed_fees_become_charges_in_order(self):
        _offer, lease = self._draft(amount_management_fee=120, amount_promotion_fee=30)
        self.assertEqual(
            [(charge.kind, charge.basis, charge.amount) for charge in lease.charge_ids],
            [("base_rent", "area", 1800), ("management_fee", "area", 120), ("promotion_fee", "area", 30)],
        )

    def test_l4_1_terms_of_the_offer_join_the_company_s_own(self):
        standard = self.env["mall.lease"].default_get(["terms"]).get("terms") or ""
        offer, lease = self._draft(terms="<p>Terrace included</p>")
        self.assertIn("Terrace included", lease.terms)
        self.assertIn(offer.name, lease.terms)
        self.assertGreater(len(lease.terms), len(standard))

    def test_l4_1_second_click_opens_the_first_ones_lease(self):
        offer, lease = self._draft()
        self.assertEqual(offer.with_user(self.colleague).action_draft_lease()["res_id"], lease.id)
        self.assertEqual(offer.lease_ids, lease)

    def test_l4_1_lease_refused_before_acceptance(self):
        with self.assertRaisesRegex(OfferMoveRefused, r"not accepted.*L4\.1"):
            self._create_sent_offer().with_user(self.specialist).action_draft_lease()

    def test_l4_1_offer_with_a_lease_cannot_be_withdrawn(self):
        offer, lease = self._draft()
        with self.assertRaisesRegex(OfferMoveRefused, lease.name):
            offer.with_user(self.specialist).action_withdraw()
        self.assertEqual(offer.lead_id.stage_id.leasing_step, "contract")

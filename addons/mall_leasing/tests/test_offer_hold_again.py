from datetime import timedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.mall_leasing.exceptions import HoldExtensionRefused

from .offer_common import TODAY, OfferCommon

EXPIRY = TODAY + timedelta(days=14)


@tagged("post_install", "-at_install")
class TestOfferHoldAgain(OfferCommon):
    """LR1.2: prolonging a hold takes the manager, by whatever way it is prolonged."""

    def _next_round(self, offer, **values):
        return self._create_sent_offer(lead_id=offer.lead_id.id, **values)

    def _accept(self, offer, user=None):
        return offer.with_user(user or self.specialist).action_accept()

    def test_lr1_2_withdrawing_and_accepting_anew_takes_the_manager(self):
        offer = self._create_accepted_offer()
        offer.with_user(self.specialist).action_withdraw()
        again = self._next_round(offer)
        with self.assertRaisesRegex(HoldExtensionRefused, "1F-08 was on hold .* manager accepts"):
            self._accept(again)
        self.env.invalidate_all(flush=False)
        self.assertEqual((again.state, again.is_held), ("sent", False))
        self._accept(again, self.manager)
        self.assertTrue(again.is_held)

    def test_lr1_2_released_or_expired_hold_is_not_renewed_by_a_new_round(self):
        for number, end in enumerate(("release", "expiry")):
            unit = self._create_unit(f"X-{number}")
            offer = self._create_accepted_offer(unit_ids=[(6, 0, unit.ids)])
            if end == "release":
                offer.with_user(self.specialist).action_release_hold()
            else:
                with freeze_time(EXPIRY + timedelta(days=1)):
                    offer._expire_holds()
            self.assertFalse(offer.is_held)
            offer.with_user(self.specialist).action_withdraw()
            with self.subTest(end), self.assertRaises(HoldExtensionRefused):
                self._accept(self._next_round(offer, unit_ids=[(6, 0, unit.ids)]))

    def test_lr1_2_second_lead_of_the_same_client_is_no_way_round(self):
        self._create_accepted_offer().with_user(self.specialist).action_withdraw()
        with self.assertRaises(HoldExtensionRefused):
            self._accept(self._create_sent_offer())

    def test_lr1_2_cancelled_lease_does_not_open_a_new_hold(self):
        offer = self._create_accepted_offer()
        offer.action_draft_lease()
        lease = offer.lease_ids
        self.env["mall.unit.occupancy"].sudo()._convert_to_lease(lease)
        lease._release_occupancy("given up")
        lease.sudo()._gate_write({"state": "cancelled"})
        offer.with_user(self.specialist).action_withdraw()
        with self.assertRaises(HoldExtensionRefused):
            self._accept(self._next_round(offer))

    def test_l3_2_other_client_and_other_unit_are_free_to_hold(self):
        offer = self._create_accepted_offer()
        offer.with_user(self.specialist).action_withdraw()
        other = self._create_unit("1F-09")
        self._accept(self._next_round(offer, unit_ids=[(6, 0, other.ids)]))
        rival = self.env["res.partner"].create({"name": "Rival Ltd."})
        rival_offer = self._create_sent_offer(
            lead_id=self._create_lead(partner_id=rival.id).id, partner_id=rival.id
        )
        self._accept(rival_offer)
        self.assertTrue(rival_offer.is_held)

    def _chase(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref("mall_leasing.mall_offer_cron_chase_holds").method_direct_trigger()
        self.env.invalidate_all()

    def test_l3_2_ending_hold_is_chased_once_for_each_last_day(self):
        """Day before the reminder, the day, and again; then again for the extended hold."""
        offer = self._create_accepted_offer()
        self._chase(EXPIRY - timedelta(days=4))
        self.assertFalse(offer.activity_ids)
        self._chase(EXPIRY - timedelta(days=3))
        self._chase(EXPIRY)
        self.assertEqual((len(offer.activity_ids), offer.activity_ids.user_id), (1, self.specialist))
        self.assertEqual(offer.activity_ids.date_deadline, EXPIRY)
        offer.with_user(self.manager).action_extend_hold(EXPIRY + timedelta(days=10))
        self._chase(EXPIRY + timedelta(days=1))
        self.assertEqual(len(offer.activity_ids), 1)
        self._chase(EXPIRY + timedelta(days=8))
        self.assertEqual(len(offer.activity_ids), 2)

    def test_l3_2_released_hold_is_not_chased(self):
        offer = self._create_accepted_offer()
        offer.action_release_hold()
        self._chase(EXPIRY - timedelta(days=1))
        self.assertFalse(offer.activity_ids)

    def test_l3_2_chasing_costs_the_same_for_2_and_22_holds(self):
        counts = []
        for count in (1, 2, 22):
            offers = self._create_accepted_offers(count, prefix=f"C{count}")
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(EXPIRY - timedelta(days=1)):
                before = self.env.cr.sql_log_count
                offers._chase_holds()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(offers.activity_ids), count)
        self.assertEqual(counts[1], counts[2])

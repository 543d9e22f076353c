from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.mall_leasing.exceptions import HoldExtensionRefused, OfferMoveRefused, UnitTaken

from .offer_common import TODAY, OfferCommon

EXPIRY = TODAY + timedelta(days=14)
HOLD_LOGGER = "odoo.addons.mall_leasing.cron_batches"


@tagged("post_install", "-at_install")
class TestOfferHold(OfferCommon):
    """L3.2: the letter of intent keeps the units free, for a time."""

    def _run_cron(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref("mall_leasing.mall_offer_cron_expire_holds").method_direct_trigger()
        self.env.invalidate_all()

    def test_l3_2_accepting_holds_the_unit_for_the_term(self):
        offer = self._create_sent_offer(date_handover="2026-12-15")
        offer.with_user(self.specialist).action_accept()
        hold = offer.occupancy_ids
        self.assertEqual((hold.unit_id, hold.kind, hold.partner_id), (self.unit, "hold", self.tenant_partner))
        self.assertEqual((str(hold.date_from), str(hold.date_to)), ("2026-12-15", "2027-12-31"))
        self.assertEqual((hold.date_expiry, offer.date_hold_expiry), (EXPIRY, EXPIRY))
        self.assertTrue(offer.is_held)

    def test_l3_2_second_click_on_accept_changes_nothing(self):
        offer = self._create_accepted_offer()
        hold, moved = offer.occupancy_ids, offer.state_datetime
        self.assertTrue(offer.with_user(self.colleague).action_accept())
        self.assertEqual((offer.occupancy_ids, offer.state_datetime), (hold, moved))

    def test_l3_2_unit_held_for_another_client_is_refused_with_a_sentence(self):
        self._create_accepted_offer()
        rival = self._create_sent_offer()
        with self.assertRaisesRegex(UnitTaken, r"^Unit 1F-08 is already taken by .* from .* to .*\.$"):
            rival.with_user(self.specialist).action_accept()
        self.env.invalidate_all(flush=False)
        self.assertEqual(rival.state, "sent")

    def test_l3_2_hold_days_are_a_setting_and_nonsense_falls_back(self):
        for value, days in (("3", 3), ("three", 14), ("-1", 14), (False, 14)):
            self.env["ir.config_parameter"].set_param("mall_leasing.hold_days", value)
            self.assertEqual(self.env["mall.offer"]._get_hold_days(), days)
        with self.assertRaises(ValidationError):
            self.env["res.config.settings"].create({"mall_leasing_hold_days": 0})

    def test_l3_2_withdrawing_frees_the_unit(self):
        offer = self._create_accepted_offer()
        hold = offer.occupancy_ids
        offer.with_user(self.specialist).action_withdraw()
        self.assertFalse(hold.active)
        self.assertTrue(hold.released_reason)
        self.assertTrue(self._create_accepted_offer().is_held)

    def test_l3_2_released_hold_leaves_the_offer_accepted(self):
        offer = self._create_accepted_offer()
        offer.with_user(self.specialist).action_release_hold()
        self.assertEqual((offer.state, offer.is_held), ("accepted", False))

    def test_lr1_2_only_the_manager_extends_a_hold(self):
        offer = self._create_accepted_offer()
        later = EXPIRY + timedelta(days=10)
        with self.assertRaises(HoldExtensionRefused):
            self._rpc(self.specialist, "mall.offer", "action_extend_hold", offer.ids, str(later))
        with self.assertRaises(AccessError):
            self._rpc(self.specialist, "mall.offer.hold.extend", "create", [{"offer_id": offer.id, "date_expiry": later}])
        wizard = self.env["mall.offer.hold.extend"].with_user(self.manager)
        wizard.create({"offer_id": offer.id, "date_expiry": later}).action_extend()
        self.assertEqual((offer.date_hold_expiry, offer.occupancy_ids.date_expiry), (later, later))

    def test_lr1_2_lapsed_hold_is_taken_again_if_the_unit_is_still_free(self):
        offer = self._create_accepted_offer()
        offer.action_release_hold()
        offer.with_user(self.manager).action_extend_hold(EXPIRY)
        self.assertTrue(offer.is_held)
        offer.action_release_hold()
        self._create_accepted_offer()
        with self.assertRaises(UnitTaken):
            offer.with_user(self.manager).action_extend_hold(EXPIRY)

    def test_lr1_2_hold_is_not_extended_into_the_past_nor_without_acceptance(self):
        offer = self._create_accepted_offer()
        with self.assertRaisesRegex(OfferMoveRefused, "today or later"):
            offer.with_user(self.manager).action_extend_hold(TODAY - timedelta(days=1))
        offer.with_user(self.manager).action_extend_hold(TODAY)
        with self.assertRaisesRegex(OfferMoveRefused, "no hold to extend"):
            self._create_sent_offer().with_user(self.manager).action_extend_hold(EXPIRY)

    def test_l3_2_hold_stands_through_its_last_day(self):
        """Day before, day of, day after."""
        offer = self._create_accepted_offer()
        for day, held in ((EXPIRY - timedelta(days=1), True), (EXPIRY, True), (EXPIRY + timedelta(days=1), False)):
            self._run_cron(day)
            self.assertEqual(offer.is_held, held, day)
        self.assertEqual(offer.state, "accepted")

    def test_l3_2_last_day_ends_when_it_ends_at_the_company_s_place(self):
        self.company.partner_id.tz = "Asia/Taipei"
        offer = self._create_accepted_offer()
        self._run_cron(f"{EXPIRY} 15:59:00")
        self.assertTrue(offer.is_held)
        self._run_cron(f"{EXPIRY} 16:01:00")
        self.assertFalse(offer.is_held)

    def test_l3_2_expiry_tells_the_specialist_once(self):
        offer = self._create_accepted_offer()
        self._run_cron(EXPIRY + timedelta(days=1))
        self._run_cron(EXPIRY + timedelta(days=2))
        self.assertEqual(offer.activity_ids.user_id, self.specialist)
        self.assertEqual(len(offer.activity_ids), 1)

    def test_l3_2_expiry_without_specialist_tells_the_team_leader(self):
        self.team.user_id = self.colleague
        offer = self._create_accepted_offer(lead_id=self._create_lead(user_id=False).id)
        self._run_cron(EXPIRY + timedelta(days=1))
        self.assertEqual(offer.activity_ids.user_id, self.colleague)

    def test_l3_2_hold_that_became_a_lease_never_expires(self):
        offer = self._create_accepted_offer()
        offer.action_draft_lease()
        self.env["mall.unit.occupancy"].sudo()._convert_to_lease(offer.lease_ids)
        self._run_cron(EXPIRY + timedelta(days=1))
        occupancy = self.env["mall.unit.occupancy"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual((occupancy.kind, occupancy.active), ("lease", True))
        self.assertFalse(offer.activity_ids)

    def test_l3_2_one_broken_hold_is_logged_and_the_others_expire(self):
        offers = self._create_accepted_offers(7)
        broken = offers[3]
        release = type(offers)._release_holds

        def fail_on_broken(records, reason):
            if broken in records:
                raise ValueError("broken")
            return release(records, reason)

        with patch.object(type(offers), "_release_holds", fail_on_broken), mute_logger(HOLD_LOGGER), self.assertLogs(
            HOLD_LOGGER, "ERROR"
        ) as logs:
            self._run_cron(EXPIRY + timedelta(days=1))
        self.assertEqual(len(logs.records), 1)
        self.assertEqual(offers.filtered("is_held"), broken)
        self.assertEqual((offers - broken).filtered("activity_ids"), offers - broken)
        self._run_cron(EXPIRY + timedelta(days=1))
        self.assertFalse(broken.is_held)

    def test_l3_2_expiry_costs_the_same_for_2_and_22_holds(self):
        counts = []
        for count in (1, 2, 22):  # the first run fills the caches
            offers = self._create_accepted_offers(count, prefix=f"H{count}")
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(EXPIRY + timedelta(days=1)):
                before = self.env.cr.sql_log_count
                offers._expire_holds()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
            self.assertFalse(offers.filtered("is_held"))
        self.assertEqual(counts[1], counts[2])

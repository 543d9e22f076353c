from datetime import date, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.mall_leasing.critical_date_reasons import CriticalDateRefused
from odoo.addons.mall_leasing.lease_reasons import LeaseTermsFrozen

from .lease_common import LeaseCase

END = date(2027, 12, 31)


@tagged("post_install", "-at_install")
class TestCriticalDate(LeaseCase):
    """LR2.3, L4.1: days of a lease that must not be missed."""

    def setUp(self):
        super().setUp()
        clock = freeze_time("2026-11-24")
        clock.start()
        self.addCleanup(clock.stop)
        option = {"kind": "renew", "date_notice": "2027-06-30", "term_months": 12, "name": "At 5 % more"}
        self.lease = self._lease_in("active", option_ids=[(0, 0, option)]).with_env(self.env)
        self.dates = self.lease.critical_date_ids

    def _run_cron(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref("mall_leasing.ir_cron_chase_critical_dates").method_direct_trigger()
        self.env.invalidate_all()

    def _expiry(self, lease=None):
        return (lease or self.lease).critical_date_ids.filtered(lambda row: row.kind == "expiry")

    def test_lr2_3_lease_in_force_brings_its_dates_along(self):
        found = {row.kind: str(row.date) for row in self.dates}
        self.assertEqual(found, {"expiry": "2027-12-31", "option_renew": "2027-06-30", "rent_step": "2027-07-01"})
        self.assertEqual((self.lease.open_date_count, str(self.lease.date_next_critical)), (3, "2027-06-30"))

    def test_lr2_3_rent_roll_leases_get_theirs_in_one_go(self):
        units = self._create_units(3, "RR")
        rows = [
            {
                "unit": unit,
                "partner": self.tenant_partner,
                "date_start": date(2024, 1, 1),
                "date_end": date(2027, 3, 31),
                "date_billing_from": date(2026, 12, 1),
                "amount_rent": 1000,
                "amount_deposit": 3000,
            }
            for unit in units
        ]
        leases = self.env["mall.lease"].with_user(self.manager)._create_from_rent_roll(rows)
        self.assertEqual(leases.sudo().critical_date_ids.mapped("kind"), ["expiry"] * 3)
        self.assertEqual(leases.mapped("amount_deposit_held"), [3000.0] * 3)

    def test_lr2_3_expiry_is_chased_once_at_180_90_60_30_days(self):
        """Day before, day of and day after each threshold; the last goes to the manager."""
        row, told = self._expiry(), []
        self.lease.team_id = self.env["crm.team"].create(
            {"name": "T", "is_leasing": True, "user_id": self.manager.id, "company_id": self.company.id}
        )
        for days in (180, 90, 60, 30):
            for offset, expected in ((1, 0), (0, 1), (-1, 1)):
                before = len(told)
                self._run_cron(END - timedelta(days=days + offset))
                told += [activity.id for activity in row.activity_ids if activity.id not in told]
                self.assertEqual(len(told) - before, 1 if offset == 0 else 0, (days, offset))
                self.assertEqual(row.last_threshold if expected else None, days if expected else None)
        last = self.env["mail.activity"].browse(told[-1])
        self.assertEqual((len(told), last.user_id), (4, self.manager))
        self.assertIn(self.specialist, row.activity_ids.user_id)

    def test_lr2_3_thresholds_passed_together_are_chased_once(self):
        self._run_cron(END - timedelta(days=50))
        self.assertEqual((len(self._expiry().activity_ids), self._expiry().last_threshold), (1, 60))

    def test_lr2_3_decided_day_is_chased_no_longer(self):
        row = self._as(self._expiry(), self.specialist)
        self._run_cron(END - timedelta(days=180))
        with self.assertRaises(CriticalDateRefused):
            row.action_decide()
        row.write({"decision": "noted"})
        with self.assertRaises(CriticalDateRefused):
            row.action_decide()
        row.write({"decision": "renew", "decision_note": "Talks from March on"})
        row.action_decide()
        self.assertEqual((row.state, row.decided_by_id, row.date_next_chase), ("done", self.specialist, False))
        self._run_cron(END - timedelta(days=90))
        self.assertFalse(row.sudo().activity_ids)
        self._as(row, self.manager).action_reopen()
        self._run_cron(END - timedelta(days=90))
        self.assertEqual(len(row.sudo().activity_ids), 1)

    def test_lr2_3_lease_closed_early_moves_its_dates(self):
        self._run_cron(END - timedelta(days=180))
        self.lease.sudo()._gate_write({"date_terminated": "2027-06-30"})
        row = self._expiry()
        self.assertEqual((str(row.date), row.last_threshold), ("2027-06-30", -1))
        self.assertFalse(row.activity_ids)
        self.assertEqual(set(self.lease.critical_date_ids.mapped("kind")), {"expiry", "option_renew"})

    def test_lr2_3_day_that_moves_after_the_decision_is_put_before_them_again(self):
        row = self._expiry()
        row.decision = "let_expire"
        row.action_decide()
        self.lease.sudo()._gate_write({"date_terminated": "2027-06-30"})
        self.assertEqual((row.active, row.state), (False, "done"))
        self.assertEqual((self._expiry().state, str(self._expiry().date)), ("open", "2027-06-30"))

    def test_lr2_3_ended_lease_has_no_open_dates(self):
        with freeze_time("2028-01-01"):
            self.lease._end_expired()
        self.assertFalse(self.lease.critical_date_ids)

    def test_lr2_3_insurance_and_guarantee_follow_their_fields(self):
        lease = self._as(self.lease, self.specialist)
        lease.write({"date_insured_until": "2027-05-31", "date_guarantee_end": "2027-12-31"})
        kinds = {row.kind: str(row.date) for row in lease.critical_date_ids}
        self.assertEqual((kinds["insurance"], kinds["guarantee"]), ("2027-05-31", "2027-12-31"))
        lease.date_insured_until = "2027-06-30"
        self.assertEqual(str(lease.critical_date_ids.filtered(lambda row: row.kind == "insurance").date), "2027-06-30")
        lease.date_insured_until = False
        self.assertNotIn("insurance", lease.critical_date_ids.mapped("kind"))

    def test_lr2_3_running_again_changes_nothing(self):
        before = self.lease.critical_date_ids.ids
        for _time in range(2):
            self._run_cron("2026-11-25")
        self.assertEqual(self.lease.critical_date_ids.ids, before)

    def test_lr2_3_days_of_the_lease_are_not_written_by_hand(self):
        row = self._expiry()
        for values in ({"date": "2030-01-01"}, {"kind": "other"}, {"state": "done"}, {"last_threshold": 0}, {"active": False}):
            with self.subTest(values), self.assertRaises(CriticalDateRefused):
                self._as(row, self.manager).write(values)
        with self.assertRaises(CriticalDateRefused):
            self._as(row, self.manager).unlink()

    def test_lr2_3_days_by_hand_belong_to_whoever_may_write_the_lease(self):
        values = {"lease_id": self.lease.id, "date": "2027-03-01", "detail": "Licence", "state": "done", "source": "expiry"}
        row = self._as(self.env["mall.lease.critical.date"], self.specialist).create(values)
        self.assertEqual((row.state, row.source, row.is_by_hand), ("open", False, True))
        row.date = "2027-03-15"
        outsider = self._create_user("t_other", "mall_leasing.group_mall_leasing_specialist")
        for user in (outsider, self.tenant, self.legal):
            with self.assertRaises(AccessError):
                self._as(self.env["mall.lease.critical.date"], user).create(values)
        with self.assertRaises(AccessError):
            self._as(row, outsider).read(["date"])
        row.unlink()
        self.assertFalse(row.exists())

    def test_lr2_3_thresholds_are_numbers_of_days(self):
        row = self._expiry()
        for text in ("soon", "", "30,-1", "99999"):
            with self.subTest(text), self.assertRaises(ValidationError):
                row.days_notice = text
                row.flush_recordset()
        with self.assertRaises(ValidationError):
            self.env["res.config.settings"].create({"mall_leasing_expiry_notice_days": "x"})
        self.env["ir.config_parameter"].set_param("mall_leasing.expiry_notice_days", "200 100")
        dates = self.env["mall.lease.critical.date"]
        self.assertEqual(dates._get_default_notice("expiry"), "200 100")
        self.env["ir.config_parameter"].set_param("mall_leasing.expiry_notice_days", "nonsense")
        self.assertEqual(dates._get_default_notice("expiry"), "180, 90, 60, 30")

    def test_l4_2_options_are_frozen_once_the_lease_is_signed(self):
        option = self.lease.option_ids
        for attempt in (
            lambda: self._as(option, self.specialist).write({"date_notice": "2027-08-01"}),
            lambda: self._as(option, self.specialist).unlink(),
            lambda: self._as(self.lease, self.manager).write({"option_ids": [(5,)]}),
        ):
            with self.assertRaises(LeaseTermsFrozen):
                attempt()

    def test_l4_2_changed_option_asks_legal_again(self):
        unit = self._create_unit("1F-40")
        option = {"kind": "terminate", "date_notice": "2027-06-30"}
        lease = self._lease_in("leadership_approval", unit_ids=[(6, 0, unit.ids)], option_ids=[(0, 0, option)])
        self._change(lease, {"option_ids": [(1, lease.option_ids.id, {"date_notice": "2027-05-31"})]})
        self.assertEqual(lease.state, "legal_review")

    def test_l4_1_option_after_the_end_of_the_lease_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "last day of notice"):
            self._draft(option_ids=[(0, 0, {"kind": "renew", "date_notice": "2028-01-01"})])

    def test_l4_1_options_stand_in_the_document(self):
        html = self.env["ir.actions.report"]._render_qweb_html("mall_leasing.report_mall_lease", self.lease.ids)[0].decode()
        self.assertIn("At 5 % more", html)

    def test_lr2_3_upkeep_and_chasing_cost_the_same_for_2_and_22(self):
        leases = self.env["mall.lease"]
        for unit in self._create_units(25, "K"):
            leases += self._create_lease(unit_ids=[(6, 0, unit.ids)], date_insured_until="2027-05-01")
        leases._gate_write({"state": "active"})
        made, moved, chased = [], [], []
        for chosen in (leases[:1], leases[1:3], leases[3:]):
            made.append(self._count(chosen._sync_critical_dates))
            chosen._gate_write({"date_end": "2027-10-31"})
            moved.append(self._count(chosen._sync_critical_dates))
            with freeze_time("2027-10-01"):
                chased.append(self._count(chosen.critical_date_ids._chase))
            self.assertTrue(all(self._expiry(lease).activity_ids for lease in chosen))
        for counts in (made, moved, chased):
            self.assertEqual(counts[1], counts[2])

    def test_lr2_3_list_costs_the_same_for_2_and_22(self):
        rows = self.env["mall.lease.critical.date"]
        for number in range(22):
            rows += rows.create({"lease_id": self.lease.id, "date": "2027-03-01", "detail": str(number)})
        spec = {"date": {}, "days_left": {}, "lease_id": {"fields": {"display_name": {}}}, "unit_ids": {"fields": {"display_name": {}}}}
        counts = []
        for ids in (rows[:2].ids, rows[:2].ids, rows.ids):
            search = self._as(rows, self.specialist).web_search_read
            counts.append(self._count(lambda ids=ids, search=search: search([("id", "in", ids)], spec)))
        self.assertEqual(counts[1], counts[2])

    def _count(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

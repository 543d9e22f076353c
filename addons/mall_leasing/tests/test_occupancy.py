import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import format_date, mute_logger

from odoo.addons.mall_leasing.exceptions import UnitTaken

from .common import LeasingCommon


@tagged("post_install", "-at_install")
class TestOccupancy(LeasingCommon):
    """DESIGN rule 3: one unit, one occupant, proven by PostgreSQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls._create_unit()
        cls.occupancy = cls.env["mall.unit.occupancy"].sudo()

    def _format(self, date):
        return format_date(self.env, date)

    def test_exclude_constraint_exists_in_postgresql(self):
        """A constraint PostgreSQL refused would leave the module installed and the rule unproven."""
        self.env.cr.execute(
            "SELECT contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s",
            ["mall_unit_occupancy_no_overlap"],
        )
        kind, definition = self.env.cr.fetchone()
        self.assertEqual(kind, "x")
        self.assertIn("int4range(unit_id, unit_id", definition)
        self.assertIn("WHERE (active)", definition)

    def test_database_refuses_overlap_even_past_the_checks(self):
        """Rows written without the gate meet the EXCLUDE constraint."""
        first = self._occupy(self.unit)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.ExclusionViolation):
            first.copy({"date_from": "2027-12-31", "date_to": False})
            self.env.flush_all()

    def test_database_refuses_occupancy_without_source(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.CheckViolation):
            self.occupancy.create({"unit_id": self.unit.id, "kind": "hold", "date_from": "2027-01-01"})
            self.env.flush_all()

    def test_l3_2_second_hold_is_told_who_has_the_unit(self):
        """The refusal is one sentence: which unit, when, by whom."""
        self._occupy(self.unit, "hold")
        with self.assertRaises(UnitTaken) as refusal:
            self._occupy(self.unit, "hold", date_from="2027-12-31", date_to="2028-12-30")
        self.assertEqual(
            str(refusal.exception),
            "Unit 1F-01 is already taken by Test Tenant Co. "
            f"from {self._format('2027-01-01')} to {self._format('2027-12-31')}.",
        )

    def test_periods_that_touch_are_free(self):
        self._occupy(self.unit)
        before = self._occupy(self.unit, date_from="2026-01-01", date_to="2026-12-31")
        after = self._occupy(self.unit, date_from="2028-01-01", date_to=False)
        self.assertEqual((before + after).unit_id, self.unit)

    def test_open_end_takes_all_the_future(self):
        self._occupy(self.unit, date_to=False)
        with self.assertRaisesRegex(UnitTaken, f"from {self._format('2027-01-01')} on\\."):
            self._occupy(self.unit, date_from="2050-01-01", date_to="2050-01-31")

    def test_batch_is_all_or_nothing(self):
        units = self._create_units(3)
        self._occupy(units[1])
        with self.assertRaisesRegex(UnitTaken, "U-002"):
            self._occupy(units)
        self.assertEqual(self.occupancy.search([("unit_id", "in", units.ids)]).unit_id, units[1])

    def test_batch_with_the_same_unit_twice_is_refused(self):
        lease = self._create_lease()
        request = {
            "unit_id": self.unit,
            "kind": "lease",
            "date_from": "2027-01-01",
            "date_to": False,
            "lease_id": lease,
        }
        with self.assertRaisesRegex(UnitTaken, "1F-01"):
            self.occupancy._reserve_batch([request, {**request, "date_from": "2029-01-01"}])

    def test_archived_unit_cannot_be_held_or_let(self):
        self.unit.active = False
        for kind in ("hold", "lease"):
            with self.assertRaisesRegex(UserError, "archived and cannot be held or let: 1F-01"):
                self._occupy(self.unit, kind)

    def test_unit_with_a_future_occupant_cannot_be_archived(self):
        self._occupy(self.unit)
        with self.assertRaisesRegex(ValidationError, "cannot be archived: 1F-01"):
            self.unit.active = False

    def test_unit_with_occupants_stays_in_its_property(self):
        other = self.property.create({"name": "Other Mall"})
        floor = self._create_floor(property_id=other.id)
        self._occupy(self.unit)
        with self.assertRaisesRegex(ValidationError, "cannot move to another property: 1F-01"):
            self.unit.write({"property_id": other.id, "floor_id": floor.id})

    def test_released_unit_is_free_and_history_stays(self):
        hold = self._occupy(self.unit, "hold")
        hold._release("Client withdrew.")
        again = self._occupy(self.unit, "hold")
        kept = self.occupancy.with_context(active_test=False).search([("unit_id", "=", self.unit.id)])
        self.assertEqual(kept, again + hold)
        self.assertEqual(hold.released_reason, "Client withdrew.")
        hold._release("Again.")
        self.assertEqual(hold.released_reason, "Client withdrew.", "a second release changes nothing")

    def test_l4_1_hold_becomes_the_lease_of_its_offer(self):
        """The held unit goes over to the lease, with the lease's dates from the handover on."""
        hold = self._occupy(self.unit, "hold", date_expiry="2026-12-07")
        lease = self._create_lease(
            offer_id=hold.offer_id.id, unit_ids=self.unit.ids, date_handover="2026-12-15", date_end="2028-12-31"
        )
        occupancy = self.occupancy._convert_to_lease(lease)
        self.assertEqual(occupancy, hold)
        self.assertRecordValues(
            occupancy,
            [
                {
                    "kind": "lease",
                    "lease_id": lease.id,
                    "offer_id": False,
                    "date_from": Date.to_date("2026-12-15"),
                    "date_to": Date.to_date("2028-12-31"),
                    "date_expiry": False,
                }
            ],
        )

    def test_l4_1_conversion_follows_the_units_of_the_lease(self):
        """Units left out are released, new ones are taken, and a second run changes nothing."""
        held, dropped, new = self._create_units(3)
        offer = self._create_offer()
        holds = self._occupy(held + dropped, "hold", offer_id=offer)
        lease = self._create_lease(offer_id=offer.id, unit_ids=(held + new).ids)
        occupancies = self.occupancy._convert_to_lease(lease)
        self.assertEqual(occupancies.unit_id, held + new)
        self.assertFalse(holds.filtered(lambda hold: hold.unit_id == dropped).active)
        self.assertEqual(self.occupancy._convert_to_lease(lease), occupancies)

    def test_l4_1_conversion_beyond_the_hold_meets_the_next_occupant(self):
        hold = self._occupy(self.unit, "hold")
        self._occupy(self.unit, date_from="2028-01-01", date_to="2028-12-31")
        lease = self._create_lease(offer_id=hold.offer_id.id, unit_ids=self.unit.ids, date_end="2028-01-01")
        with self.assertRaises(UnitTaken):
            self.occupancy._convert_to_lease(lease)

    def test_specialist_is_not_told_a_colleagues_client(self):
        """Who negotiates with whom stays behind the rules; that the unit is taken does not."""
        self._occupy(self.unit, "hold")
        stranger = self._create_user("t_stranger", "mall_leasing.group_mall_leasing_specialist")
        occupancy = self.occupancy.with_user(stranger)
        with self.assertRaisesRegex(UnitTaken, "by another party"):
            self._reserve_as(stranger)
        with self.assertRaisesRegex(UnitTaken, "by Test Tenant Co"):
            self._reserve_as(self.specialist)
        self.assertFalse(occupancy.search([("unit_id", "=", self.unit.id)]))
        unit = self.unit.with_user(stranger).with_context(mall_date="2027-06-01")
        self.assertEqual((unit.state, unit.current_partner_id.id), ("held", False))
        unit = self.unit.with_user(self.specialist).with_context(mall_date="2027-06-01")
        self.assertEqual((unit.state, unit.current_partner_id), ("held", self.tenant_partner))

    def _reserve_as(self, user):
        occupancy = self.env["mall.unit.occupancy"].with_user(user).sudo()
        lease = self._create_lease()
        return occupancy._reserve(self.unit, "lease", "2027-05-01", False, lease_id=lease)

    def test_nobody_writes_occupancy_by_rpc(self):
        """Rows come from offers and leases only, whoever asks."""
        occupancy = self._occupy(self.unit)
        values = {"unit_id": self.unit.id, "kind": "lease", "date_from": "2030-01-01"}
        for user in self.manager + self.specialist + self.legal + self.leader + self.tenant:
            mine = occupancy.with_user(user)
            for attempt in (
                lambda mine=mine: mine.create(values),
                lambda mine=mine: mine.write({"active": False}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine.copy({"date_from": "2030-01-01"}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    attempt()

    def test_reserving_costs_the_same_for_many_units(self):
        """DESIGN rule 8: 2 units and 22 units, one query count."""
        warm, few, many = (self._create_units(count, prefix) for count, prefix in [(1, "A"), (2, "B"), (22, "C")])
        self._count_reservation(warm)
        self.assertEqual(self._count_reservation(few), self._count_reservation(many))

    def _count_reservation(self, units):
        lease = self._create_lease()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.occupancy._reserve(units, "lease", "2027-01-01", False, lease_id=lease)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestOccupancyState(LeasingCommon):
    """The state of a unit at any date follows from who has it."""

    TABLE = [
        # looked at, hold/let/leased with opening on 2027-03-01
        ("2026-12-31", "vacant", "vacant", "vacant"),
        ("2027-01-01", "held", "let", "fit_out"),
        ("2027-02-28", "held", "let", "fit_out"),
        ("2027-03-01", "held", "let", "trading"),
        ("2027-12-31", "held", "let", "trading"),
        ("2028-01-01", "vacant", "vacant", "vacant"),
    ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.held, cls.let, cls.open, cls.vacant = cls.units = cls._create_units(4)
        cls._occupy(cls.held, "hold", date_expiry="2026-12-07")
        cls._occupy(cls.let)
        cls._occupy(cls.open, date_trading="2027-03-01")

    def test_state_at_each_date(self):
        for date, held, let, opened in self.TABLE:
            with self.subTest(date=date):
                units = self.units.with_context(mall_date=date)
                self.assertEqual(units.mapped("state"), [held, let, opened, "vacant"])

    def test_search_finds_the_same_states(self):
        for date, *_rest in self.TABLE:
            units = self.units.with_context(mall_date=date)
            for state in ("vacant", "held", "let", "fit_out", "trading"):
                with self.subTest(date=date, state=state):
                    expected = units.filtered(lambda unit, state=state: unit.state == state)
                    domain = [("id", "in", units.ids)]
                    self.assertEqual(units.search([*domain, ("state", "=", state)]), expected)
                    self.assertEqual(units.search([*domain, ("state", "!=", state)]), units - expected)

    def test_grouping_counts_the_same_states(self):
        for date, *states in self.TABLE:
            with self.subTest(date=date):
                units = self.units.with_context(mall_date=date)
                rows = units._read_group([("id", "in", units.ids)], ["state"], ["__count"])
                expected = {state: (states + ["vacant"]).count(state) for state in states + ["vacant"]}
                self.assertEqual(dict(rows), expected)

    def test_dates_around_the_date_looked_at(self):
        unit = self.let.with_context(mall_date="2026-12-31")
        self.assertEqual((unit.date_taken_until, unit.date_next_taken), (False, Date.to_date("2027-01-01")))
        unit = self.let.with_context(mall_date="2027-01-01")
        self.assertEqual((unit.date_taken_until, unit.date_next_taken), (Date.to_date("2027-12-31"), False))

    def test_today_is_the_users_today(self):
        """Without a date the state is today's in the user's time zone."""
        units = self.units.with_context(mall_date=False)
        today = Date.context_today(units)
        self.assertEqual(units.mapped("state"), self.units.with_context(mall_date=today).mapped("state"))

    def test_unreadable_date_gets_one_sentence(self):
        with self.assertRaisesRegex(UserError, "YYYY-MM-DD"):
            self.units.with_context(mall_date="soon").mapped("state")

    def test_occupant_is_found_by_search(self):
        units = self.units.with_context(mall_date="2027-06-01")
        domain = [("id", "in", units.ids)]
        taken = units.search([*domain, ("current_partner_id", "=", self.tenant_partner.id)])
        self.assertEqual(taken, self.held + self.let + self.open)
        self.assertEqual(units.search([*domain, ("current_partner_id", "=", False)]), self.vacant)
        self.assertEqual(units.search([*domain, ("current_partner_id", "ilike", "test tenant")]), taken)
        self.assertEqual(units.search([*domain, ("current_lease_id", "!=", False)]), self.let + self.open)

    def test_list_of_units_costs_the_same_for_many(self):
        """2 units against 22: one query count."""
        many = self._create_units(22, "V")
        for unit in many[:5]:
            self._occupy(unit)
        self._count_list(self.units[2:])
        self.assertEqual(self._count_list(self.units[:2]), self._count_list(many))

    def _count_list(self, units):
        fields = ["state", "current_partner_id", "current_lease_id", "date_taken_until", "date_next_taken"]
        units = units.with_user(self.specialist).with_context(mall_date="2027-06-01")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        units.web_read({name: {} for name in ["code", "floor_id", *fields]})
        return self.env.cr.sql_log_count - before

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.mall_leasing.exceptions import UnitTaken

TRIES = 20
UNITS = 40


@tagged("post_install", "-at_install")
class TestOccupancyRace(BaseCase):
    """DESIGN rule 3: two sessions race for a unit, one wins, the other gets a sentence.

    Two real sessions need committed data, so this class writes its own and takes it away again.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The thread that runs the tests holds the registry's lock; the racing sessions would wait for ever.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        with cls.registry.cursor() as cr:
            cls._create_data(cls._get_env(cr))
        cls.addClassCleanup(cls._remove_data)

    @classmethod
    def _get_env(cls, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "lang": "en_US"})

    @classmethod
    def _create_data(cls, env):
        tenants = env["res.partner"].create([{"name": "Racing Tenant A"}, {"name": "Racing Tenant B"}])
        mall = env["mall.property"].create({"name": "Racing Mall"})
        floor = env["mall.floor"].create({"name": "Ground", "code": "G", "property_id": mall.id})
        place = {"property_id": mall.id, "floor_id": floor.id, "area_net": 50, "area_gross": 60}
        units = env["mall.unit"].create([{**place, "code": f"R-{number:02}"} for number in range(1, UNITS + 1)])
        leases = env["mall.lease"].create(
            [
                {
                    "partner_id": tenant.id,
                    "property_id": mall.id,
                    "date_start": "2030-01-01",
                    "date_end": "2030-12-31",
                }
                for tenant in tenants
            ]
        )
        cls.data = {record._name: record.ids for record in (leases, units, floor, mall, tenants)}

    @classmethod
    def _remove_data(cls):
        with cls.registry.cursor() as cr:
            env = cls._get_env(cr)
            occupancy = env["mall.unit.occupancy"].with_context(active_test=False)
            occupancy.search([("unit_id", "in", cls.data["mall.unit"])]).unlink()
            for model, ids in cls.data.items():
                env[model].browse(ids).unlink()

    def _race(self, year, backwards):
        """Let two sessions take all units for the same year at the same moment.

        :return: for each session None if it won, else the sentence it was refused with
        """
        barrier = Barrier(2, timeout=30)

        def take(lease_id, reverse):
            try:
                with self.registry.cursor() as cr:
                    env = self._get_env(cr)
                    units = env["mall.unit"].browse(self.data["mall.unit"][:: -1 if reverse else 1])
                    units.mapped("code")  # the snapshot of both sessions is older than either's win
                    barrier.wait()
                    env["mall.unit.occupancy"]._reserve(
                        units, "lease", f"{year}-01-01", f"{year}-12-31", lease_id=lease_id
                    )
            except UnitTaken as refusal:
                return str(refusal)
            return None

        with ThreadPoolExecutor(2) as pool:
            first, second = self.data["mall.lease"]
            return list(pool.map(take, (first, second), (False, backwards)))

    def _count_occupied(self, year):
        with self.registry.cursor() as cr:
            return self._get_env(cr)["mall.unit.occupancy"].search_count(
                [("unit_id", "in", self.data["mall.unit"]), ("date_from", "=", f"{year}-01-01")]
            )

    def test_l3_2_exactly_one_of_two_sessions_wins(self):
        """20 tries of 20: one session has all units, the other a sentence that names one of them."""
        for year in range(2030, 2030 + TRIES):
            with self.subTest(year=year), mute_logger("odoo.sql_db"):
                # Every other try the sessions ask for the units in opposite order, the classic deadlock.
                answers = self._race(year, backwards=bool(year % 2))
                refusals = [answer for answer in answers if answer]
                self.assertEqual(len(refusals), 1, answers)
                self.assertRegex(refusals[0], r"^Unit R-\d\d is already taken by another party from .* to .*\.$")
                self.assertEqual(self._count_occupied(year), UNITS)

    def test_second_import_at_the_same_moment_is_refused(self):
        """A double click on the rent roll's button imports once; the second click gets a sentence."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            mall = self._get_env(first)["mall.property"].browse(self.data["mall.property"])
            mall.lock_for_update(allow_referencing=True)
            wizard = self._get_env(second)["mall.rent.roll.import"].create({"property_id": mall.id})
            with self.assertRaisesRegex(UserError, "Racing Mall is being imported at this moment"):
                wizard.action_import()
            second.rollback()

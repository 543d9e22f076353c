from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.approval_chain.tests.race_common import RaceCase

TRIES = 20
UNITS = 40


@tagged("post_install", "-at_install")
class TestOccupancyRace(RaceCase):
    """DESIGN rule 3: two sessions race for a unit, one wins, the other gets a sentence."""

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

    def _take(self, year, backwards):
        """Let two sessions take all units for the same year at the same moment, neither started over by the server.

        :return: for each session None if it won, else the sentence it was refused with
        """

        def take(lease_id, step):
            return lambda env: env["mall.unit.occupancy"]._reserve(
                env["mall.unit"].browse(self.data["mall.unit"][::step]),
                "lease",
                f"{year}-01-01",
                f"{year}-12-31",
                lease_id=lease_id,
            )

        acts = map(take, self.data["mall.lease"], (1, -1 if backwards else 1))
        answers = self._race(*((SUPERUSER_ID, act) for act in acts), retried=False)
        return [str(answer) if isinstance(answer, UserError) else None for answer in answers]

    def _count_occupied(self, year):
        with self.registry.cursor() as cr:
            return self._get_env(cr)["mall.unit.occupancy"].search_count(
                [("unit_id", "in", self.data["mall.unit"]), ("date_from", "=", f"{year}-01-01")]
            )

    def test_l3_2_exactly_one_of_two_sessions_wins(self):
        """20 tries of 20: one session has all units, the other a sentence that names one of them."""
        for year in range(2030, 2030 + TRIES):
            with self.subTest(year=year):
                # Every other try the sessions ask for the units in opposite order, the classic deadlock.
                answers = self._take(year, backwards=bool(year % 2))
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

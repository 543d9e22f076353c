from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from .test_rent_roll_import import RentRollCommon


@tagged("post_install", "-at_install")
class TestRentRollTour(RentRollCommon, HttpCase):
    """The rent roll of 60 lines goes in through the screen, on a mall of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.manager.lang = "en_US"
        with file_open("mall_leasing/demo/rent_roll_harbour_gate.csv", "rb") as stream:
            cls.roll = stream.read()
        cls.rows = [line.split(",") for line in cls.roll.decode().splitlines()[1:]]
        cls.env["mall.unit"].create(
            [cls._prepare_unit_values(code=row[0], area_net=row[4], area_gross=row[4]) for row in cls.rows]
        )
        known = cls.env["mall.trade.category"].search([("company_id", "=", False)]).mapped("name")
        cls.trade.create([{"name": name} for name in {row[3] for row in cls.rows}.difference(known)])
        cls.env["ir.attachment"].create(
            {
                "name": "rent_roll.csv",
                "url": "/mall_leasing/tests/rent_roll.csv",
                "raw": cls.roll,
                "mimetype": "text/csv",
                "public": True,
            }
        )

    def test_rent_roll_of_sixty_lines_through_the_screen(self):
        """Bad rows are named and stop the import; the mended file goes in whole."""
        self.start_tour("/odoo/malls", "mall_leasing_rent_roll_import", login="t_manager")
        leases = self._find_leases()
        self.assertEqual(len(leases), 60)
        self.assertEqual(set(leases.mapped("state")), {"active"})
        self.assertEqual(sorted(leases.unit_ids.mapped("code")), sorted(row[0] for row in self.rows))

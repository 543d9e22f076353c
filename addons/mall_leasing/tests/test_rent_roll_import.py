import base64
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import file_open

from .common import LeasingCommon

HEADER = "unit,tenant,brand,trade,area,from,to,rent,deposit"
TODAY = date(2026, 11, 23)


class RentRollCommon(LeasingCommon):
    """A mall ready for a rent roll, and a day that stands still."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.units = cls._create_units(22)
        importer = type(cls.env["mall.rent.roll.import"])
        cls.startClassPatcher(patch.object(importer, "_get_today", lambda self: TODAY))

    def _row(self, number, **cells):
        row = {
            "unit": f"U-{number:03}",
            "tenant": f"Tenant {number}",
            "brand": f"Brand {number}",
            "trade": "Test Coffee",
            "area": "100",
            "from": "2026-01-01",
            "to": "2027-12-31",
            "rent": "90000",
            "deposit": "180000",
        } | cells
        return ",".join(row[name] for name in HEADER.split(","))

    def _create_import(self, *rows, user=None, **values):
        text = "\n".join([HEADER, *rows])
        return self.env["mall.rent.roll.import"].with_user(user or self.manager).create(
            {
                "property_id": self.property.id,
                "file": base64.b64encode(text.encode()),
                "filename": "roll.csv",
                "date_billing_from": "2026-12-01",
                **values,
            }
        )

    def _find_leases(self):
        return self.env["mall.lease"].search([("property_id", "=", self.property.id)])


@tagged("post_install", "-at_install")
class TestRentRollImport(RentRollCommon):
    """DESIGN rules 8 and 9: a preview names each bad row; all rows go in, or none."""

    def test_preview_names_bad_rows_and_writes_nothing(self):
        wizard = self._create_import(self._row(1), self._row(2, unit="9F-99", rent="much"))
        wizard.action_preview()
        self.assertEqual((wizard.state, wizard.good_count, wizard.bad_count), ("preview", 1, 1))
        bad = wizard.line_ids.filtered(lambda line: line.status == "bad")
        self.assertEqual(bad.row, 3)
        self.assertEqual(
            bad.reasons.split("\n"),
            [
                "Row 3, Rent: “much” is no number; expected are digits, for example 85,000.",
                "Row 3, Unit: “9F-99” is not a unit of this property.",
            ],
        )
        self.assertFalse(wizard.can_import)
        self.assertFalse(self._find_leases())

    def test_each_reason_reads_as_a_sentence(self):
        """No placeholder is left over, whatever the reason."""
        rows = [
            self._row(1, area="105"),
            self._row(2, to="2025-01-01"),
            self._row(3, to="2026-11-22"),
            self._row(4),
            self._row(4),
            self._row(5, trade="Alchemy"),
        ]
        self._occupy(self.units[5], date_from="2026-01-01", date_to=False)
        wizard = self._create_import(*rows, self._row(6))
        wizard.action_preview()
        reasons = [line.reasons for line in wizard.line_ids if line.status == "bad"]
        self.assertEqual(len(reasons), 6)
        for reason in reasons:
            self.assertNotRegex(reason, r"%\(|\{|None|False")
            self.assertRegex(reason, r"^Row \d, \w+: .+\.$")

    def test_broken_file_gets_one_sentence(self):
        wizard = self._create_import()
        wizard.file = base64.b64encode(b"unit,rent\nU-001,5")
        wizard.action_preview()
        self.assertEqual(wizard.state, "upload")
        self.assertEqual(
            wizard.file_problem, "The heading row lacks these columns: Tenant, Trade, Area, From, To."
        )
        with self.assertRaisesRegex(UserError, "lacks these columns"):
            wizard.action_import()

    def test_no_file_gets_one_sentence(self):
        wizard = self._create_import(file=False)
        wizard.action_preview()
        self.assertIn("The file is empty", wizard.file_problem)

    def test_all_or_nothing_is_the_default(self):
        wizard = self._create_import(self._row(1), self._row(2, rent="-1"))
        with self.assertRaisesRegex(UserError, "Nothing was imported.*\nRow 3, Rent"):
            wizard.action_import()
        self.assertFalse(self._find_leases())

    def test_bad_rows_are_left_out_on_request_and_named(self):
        wizard = self._create_import(self._row(1), self._row(2, rent="-1"), skip_bad_rows=True)
        action = wizard.action_import()
        self.assertEqual(
            action["params"]["message"], "Leases imported into Test Mall from roll.csv: 1. Left out: rows 3."
        )
        self.assertEqual(self._find_leases(), wizard.lease_ids)
        self.assertIn("Left out: rows 3.", self.property.message_ids[0].body)

    def test_rows_become_leases_in_force(self):
        wizard = self._create_import(self._row(1), self._row(2, tenant="TENANT 1", brand=""))
        wizard.action_import()
        lease, second = wizard.lease_ids.sorted("id")
        self.assertRecordValues(
            lease,
            [
                {
                    "state": "active",
                    "origin": "rent_roll",
                    "unit_ids": self.units[0].ids,
                    "date_start": date(2026, 1, 1),
                    "date_end": date(2027, 12, 31),
                    "date_billing_from": date(2026, 12, 1),
                    "amount_deposit": 180000,
                }
            ],
        )
        self.assertEqual(lease.charge_ids.mapped("amount"), [90000])
        self.assertEqual(lease.brand_id.name, "Brand 1")
        self.assertEqual(lease.brand_id.partner_id, lease.partner_id)
        self.assertEqual(second.partner_id, lease.partner_id, "one tenant, whatever the case of its name")
        self.assertFalse(second.brand_id)
        self.assertEqual(self.units[0].with_context(mall_date="2026-11-23").state, "trading")
        self.assertEqual(lease.contract_id.company_id, self.company)

    def test_everyone_in_leasing_knows_who_trades_but_not_the_terms(self):
        """A tenant in the mall is no secret; the lease stays with its specialist and manager."""
        lease = self._import(self._row(1))
        unit = self.units[0].with_user(self.specialist).with_context(mall_date=TODAY)
        self.assertEqual((unit.current_partner_id, unit.current_lease_id.id), (lease.partner_id, False))
        unit = self.units[0].with_user(self.manager).with_context(mall_date=TODAY)
        self.assertEqual((unit.current_partner_id, unit.current_lease_id), (lease.partner_id, lease))

    def test_known_tenant_and_brand_are_taken(self):
        brand = self.env["mall.brand"].create({"name": "Known Brand", "active": False})
        row = self._row(1, tenant=" test  tenant CO. ", brand="known brand")
        lease = self._import(row)
        self.assertEqual((lease.partner_id, lease.brand_id), (self.tenant_partner, brand))

    def test_tenant_known_twice_is_asked_about(self):
        self.tenant_partner.copy({"name": "Test Tenant Co."})
        wizard = self._create_import(self._row(1, tenant="Test Tenant Co."))
        wizard.action_preview()
        self.assertIn("2 contacts are named “Test Tenant Co.”", wizard.line_ids.reasons)

    def test_contact_of_another_company_is_not_taken(self):
        other = self.env["res.company"].create({"name": "Neighbour"})
        hidden = self.env["res.partner"].create({"name": "Tenant 1", "company_id": other.id})
        lease = self._import(self._row(1))
        self.assertNotEqual(lease.partner_id, hidden)
        self.assertEqual(lease.partner_id.company_id, self.company)

    def test_leases_belong_to_the_company_of_the_property(self):
        """Also when the manager works in another company at the moment."""
        other = self.env["res.company"].create({"name": "Neighbour"})
        self.manager.company_ids += other
        both = {"allowed_company_ids": [other.id, self.company.id]}
        wizard = self._create_import(self._row(1)).with_context(**both)
        self.assertEqual(wizard.env.company, other)
        wizard.action_import()
        lease = wizard.lease_ids
        self.assertEqual(lease.company_id + lease.contract_id.company_id + lease.brand_id.company_id, self.company)

    def test_trade_is_known_by_its_full_path_and_in_every_language(self):
        for code in ("en_US", "zh_TW"):
            self.env["res.lang"]._activate_lang(code)
        child = self.trade.create({"name": "Roastery", "parent_id": self.trade.id})
        child.with_context(lang="zh_TW").name = "烘焙坊"
        for number, name in enumerate(("Test Coffee / Roastery", "roastery", "烘焙坊"), start=1):
            with self.subTest(name=name):
                self.assertEqual(self._import(self._row(number, trade=name)).trade_category_id, child)

    def test_lease_that_starts_later_is_billed_from_its_start(self):
        lease = self._import(self._row(1, **{"from": "2027-03-01"}))
        self.assertEqual(lease.date_billing_from, date(2027, 3, 1))

    def _import(self, *rows):
        wizard = self._create_import(*rows)
        wizard.action_import()
        return wizard.lease_ids

    def test_same_file_again_imports_nothing_twice(self):
        """Neither a second import nor a second click on the button."""
        rows = [self._row(1), self._row(2)]
        wizard = self._create_import(*rows)
        wizard.action_import()
        leases = self._find_leases()
        self.assertEqual(wizard.action_import()["res_model"], "mall.lease")
        with self.assertRaisesRegex(UserError, "Row 2, Unit: “U-001” is already held or let"):
            self._create_import(*rows).action_import()
        self.assertEqual(self._find_leases(), leases)

    def test_only_the_manager_imports(self):
        for user in self.specialist + self.legal + self.leader + self.tenant:
            with self.subTest(login=user.login), self.assertRaises(AccessError):
                self._create_import(self._row(1), user=user)
        wizard = self._create_import(self._row(1))
        with self.assertRaises(AccessError):
            wizard.with_user(self.specialist).action_import()

    def test_rows_shown_are_not_what_is_imported(self):
        """A row forged in the preview changes nothing: the file is read again."""
        wizard = self._create_import(self._row(1, rent="-1"))
        wizard.action_preview()
        wizard.line_ids.write({"status": "good", "rent": "5", "reasons": False})
        wizard.write({"bad_count": 0, "good_count": 1, "state": "preview"})
        with self.assertRaises(UserError):
            wizard.action_import()

    def test_checking_rows_costs_the_same_for_many(self):
        """2 rows against 22: one query count."""
        few = self._create_import(*(self._row(number) for number in (1, 2)))
        many = self._create_import(*(self._row(number) for number in range(1, 23)))
        self._count_reading(few)
        self.assertEqual(self._count_reading(few), self._count_reading(many))

    def _count_reading(self, wizard):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows = wizard._read_rows()
        self.assertFalse([row.problems for row in rows if row.problems])
        return self.env.cr.sql_log_count - before

    def test_rent_roll_of_sixty_lines_goes_in_whole(self):
        """The file of the demonstration, on a mall of its own."""
        with file_open("mall_leasing/demo/rent_roll_harbour_gate.csv", "rb") as stream:
            data = stream.read()
        rows = [line.split(",") for line in data.decode().splitlines()[1:]]
        self.assertEqual(len(rows), 60)
        mall = self.property.create({"name": "Second Harbour Mall"})
        floor = self._create_floor(property_id=mall.id)
        self.env["mall.unit"].create(
            [
                self._prepare_unit_values(
                    code=row[0], property_id=mall.id, floor_id=floor.id, area_net=row[4], area_gross=row[4]
                )
                for row in rows
            ]
        )
        known = self.env["mall.trade.category"].search([("company_id", "=", False)])
        missing = {row[3] for row in rows} - set(known.mapped("name"))
        self.trade.create([{"name": name} for name in missing])
        wizard = self._create_import(property_id=mall.id, file=base64.b64encode(data))
        wizard.action_import()
        self.assertEqual(len(wizard.lease_ids), 60)
        self.assertEqual(sum(wizard.lease_ids.charge_ids.mapped("amount")), sum(int(row[7]) for row in rows))
        self.assertEqual(set(mall.with_context(mall_date=TODAY).unit_ids.mapped("state")), {"trading"})

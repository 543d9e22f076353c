"""The lease's rent on its way into invoices. Clauses: L4.1, L4.2."""

import doctest
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..core import rent


@tagged("post_install", "-at_install")
class TestRentDoctests(TransactionCase):
    def test_l4_1_rent_arithmetic_examples_hold(self):
        """The examples in the rent arithmetic are its specification."""
        result = doctest.testmod(rent)
        self.assertGreater(result.attempted, 5)
        self.assertEqual(result.failed, 0)


class BillingCase(TransactionCase):
    """Build leases and bill them as of a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env["res.lang"]._activate_lang("en_US")  # invoices speak the tenant's language
        cls.tenant = cls.env["res.partner"].create({"name": "Jade Spoon Ltd.", "is_company": True, "lang": "en_US"})
        cls.Contract = cls.env["contract.contract"]

    def _create_lease(self, state="active", steps=(), **values):
        """Build a lease of 30,000 a month from 12 Sep 2026 to 10 Feb 2027, in force unless told otherwise."""
        lease = self.env["mall.lease"].create(
            {
                "partner_id": self.tenant.id,
                "date_start": "2026-09-12",
                "date_end": "2027-02-10",
                "charge_ids": [
                    Command.create(
                        {
                            "kind": "base_rent",
                            "amount": 30000,
                            "step_ids": [Command.create({"date_from": day, "amount": sum_}) for day, sum_ in steps],
                        }
                    )
                ],
                **values,
            }
        )
        lease._gate_write({"state": state})
        lease._create_contract()
        return lease

    def _bill(self, today):
        """Run the contract add-on's own cron as of a day."""
        with freeze_time(today):
            self.Contract.cron_recurring_create_invoice()

    def _get_billed(self, lease):
        """Return [(invoice date, untaxed amount)] of a lease, oldest first."""
        moves = self.env["account.move"].search([("mall_lease_id", "=", lease.id)], order="invoice_date")
        return [(move.invoice_date, move.amount_untaxed) for move in moves]


@tagged("post_install", "-at_install")
class TestBilling(BillingCase):
    """A lease in force is billed by calendar month, by days and steps."""

    def test_l4_1_first_month_prorated_by_days(self):
        """A term from 12 September pays 19 of September's 30 days."""
        lease = self._create_lease()
        self._bill("2026-09-12")
        self.assertEqual(self._get_billed(lease), [(date(2026, 9, 12), 19000.0)])
        line = self.env["account.move"].search([("mall_lease_id", "=", lease.id)]).invoice_line_ids
        self.assertIn("19 of 30 days", line.name)

    def test_l4_1_late_run_bills_each_month_under_its_own_date(self):
        """A lease signed late owes each month since its start, not one lump under today's date."""
        lease = self._create_lease()
        self._bill("2026-11-23")
        self.assertEqual(
            self._get_billed(lease),
            [(date(2026, 9, 12), 19000.0), (date(2026, 10, 1), 30000.0), (date(2026, 11, 1), 30000.0)],
        )

    def test_l4_1_steps_and_rent_free_inside_a_month(self):
        """Free from 16 October to the end of November: half of October, nothing for November, no empty invoice."""
        lease = self._create_lease(steps=[("2026-10-16", 0), ("2026-12-01", 33000)])
        self._bill("2026-12-01")
        self.assertEqual(
            self._get_billed(lease),
            [(date(2026, 9, 12), 19000.0), (date(2026, 10, 1), 14516.13), (date(2026, 12, 1), 33000.0)],
        )

    def test_l4_1_area_price_is_multiplied_by_the_lease_area(self):
        """A price per square metre is charged for the area written into the lease."""
        lease = self._create_lease(state="draft")
        lease.charge_ids.basis = "area"
        lease.charge_ids.amount = 100
        lease.area = 55.5
        lease._gate_write({"state": "active"})
        self._bill("2026-09-12")
        self.assertEqual(self._get_billed(lease)[0][1], 3515.0)

    def test_l4_1_last_month_prorated_then_never_billed_again(self):
        """The term ends on 10 February: 10 of 28 days, then silence, however often the run is repeated."""
        lease = self._create_lease()
        self._bill("2027-06-01")
        self._bill("2027-07-01")
        billed = self._get_billed(lease)
        self.assertEqual(len(billed), 6)
        self.assertEqual(billed[-1], (date(2027, 2, 1), 10714.29))
        self.assertFalse(lease.contract_id.recurring_next_date)

    def test_l4_1_same_month_is_billed_once(self):
        """Two runs on one day make one invoice."""
        lease = self._create_lease()
        self._bill("2026-09-12")
        self._bill("2026-09-12")
        self.assertEqual(len(self._get_billed(lease)), 1)

    def test_l4_1_day_before_start_bills_nothing(self):
        """Nothing is due before the first day of the term."""
        lease = self._create_lease()
        self._bill("2026-09-11")
        self.assertFalse(self._get_billed(lease))

    def test_l4_2_lease_not_in_force_is_not_billed(self):
        """Only a lease both sides signed is billed."""
        lease = self._create_lease(state="tenant_signed")
        self._bill("2026-11-23")
        self.assertFalse(self._get_billed(lease))

    def test_l4_1_imported_lease_bills_from_its_takeover(self):
        """A rent roll's past is billed already: the suite starts on the day given."""
        lease = self._create_lease(date_billing_from="2026-12-01")
        self._bill("2026-12-01")
        self.assertEqual(self._get_billed(lease), [(date(2026, 12, 1), 30000.0)])

    def test_l4_1_charge_outside_the_billing_window_makes_no_line(self):
        """A charge over before the suite takes over is not billed at all."""
        lease = self._create_lease(
            date_billing_from="2026-12-01",
            charge_ids=[
                Command.create({"kind": "base_rent", "amount": 30000}),
                Command.create({"kind": "promotion_fee", "amount": 900, "date_to": "2026-11-30"}),
            ],
        )
        self.assertEqual(lease.contract_id.contract_line_ids.mall_charge_id.kind, "base_rent")

    def test_l4_1_a_lease_has_one_contract(self):
        """A second activation finds the contract there."""
        lease = self._create_lease()
        contract = lease.contract_id
        self.assertFalse(lease._create_contract())
        self.assertEqual(lease.contract_id, contract)

    def test_tenant_neither_follows_nor_reads_the_billing_contract(self):
        """The tenant's portal user reaches no contract, line or modification, its own lease's included."""
        lease = self._create_lease()
        self.assertFalse(lease.contract_id.message_partner_ids)
        user = new_test_user(self.env, "billing_tenant", groups="base.group_portal")
        user.partner_id.parent_id = self.tenant
        for model in ("contract.contract", "contract.line", "contract.modification"):
            self.assertFalse(self.env[model].with_user(user).search([]), model)
        with self.assertRaises(AccessError):
            lease.contract_id.contract_line_ids.with_user(user).read(["specific_price"])

    def test_contract_creation_cost_is_flat(self):
        """Ten times the leases cost no more than a few queries more."""
        costs = []
        for count in (2, 22):
            leases = self.env["mall.lease"].concat(*(self._create_lease(state="draft") for _index in range(count)))
            leases.contract_id = False
            self.env["contract.contract"].search([("mall_lease_id", "in", leases.ids)]).unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leases._create_contract()
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1] - costs[0], 20, costs)

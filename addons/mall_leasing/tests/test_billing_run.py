"""The billing run: flat cost, one broken lease isolated, by hand no earlier than by itself. Clauses: L4.1, L4.2."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..rent_reasons import RentRefused
from .test_billing import BillingCase

RUN = "odoo.addons.contract.models.contract"


@tagged("post_install", "-at_install")
class TestBillingRun(BillingCase):
    """Many leases at once."""

    def _leases(self, count, **values):
        return self.env["mall.lease"].concat(*(self._create_lease(**values) for _index in range(count)))

    def _count(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_l4_1_run_costs_the_same_queries_for_many(self):
        """Twenty leases more cost less than half a query each."""
        tenants = self.env["res.partner"].create([{"name": f"Tenant {number}", "is_company": True} for number in range(24)])
        contracts = self.env["mall.lease"].concat(*(self._create_lease(partner_id=tenant.id) for tenant in tenants)).contract_id
        contracts = self.env["contract.contract"].browse(contracts.ids)
        with freeze_time("2026-09-12"):
            costs = [self._count(lambda some=some: some._bill_isolated(date(2026, 9, 12))) for some in (contracts[:2], contracts[2:])]
        self.assertLessEqual(costs[1] - costs[0], 20, costs)

    def test_l4_1_a_broken_lease_is_reported_and_the_others_billed(self):
        """One of ten cannot be billed: nine are, the tenth says why on its contract, with a to-do."""
        leases = self._leases(10)
        broken = leases[4].contract_id
        line = type(self.env["contract.line"])
        prepare = line._prepare_invoice_line

        def fail(self):
            if self.contract_id == broken:
                raise ValueError("no such price")
            return prepare(self)

        with patch.object(line, "_prepare_invoice_line", fail), mute_logger(RUN):
            self._bill("2026-09-12")
        self.assertEqual([len(self._get_billed(lease)) for lease in leases], [1] * 4 + [0] + [1] * 5)
        self.assertIn("no such price", broken.invoice_generation_error)
        self.assertTrue(broken.activity_ids)
        self._bill("2026-09-12")
        self.assertEqual(len(self._get_billed(leases[4])), 1)
        self.assertFalse(broken.invoice_generation_error)

    def test_l4_1_a_lease_refused_by_accounting_does_not_stop_the_others(self):
        """What breaks only when the invoices are created is found by halving."""
        leases = self._leases(5)
        bad = leases[2]
        move = type(self.env["account.move"])
        create = move._create_lease_invoices

        def refuse(self, vals_list):
            if any(vals["mall_lease_id"] == bad.id for vals in vals_list):
                raise ValueError("locked period")
            return create(self, vals_list)

        with patch.object(move, "_create_lease_invoices", refuse), mute_logger(RUN):
            self._bill("2026-09-12")
        self.assertEqual([len(self._get_billed(lease)) for lease in leases], [1, 1, 0, 1, 1])
        self.assertIn("locked period", bad.contract_id.invoice_generation_error)

    def test_l4_1_by_hand_nothing_is_billed_early(self):
        """The button of a contract bills what is due today, then says that nothing is."""
        lease = self._create_lease()
        with freeze_time("2026-09-12"):
            lease.contract_id.recurring_create_invoice()
            with self.assertRaises(RentRefused) as refused:
                lease.contract_id.recurring_create_invoice()
        self.assertEqual(refused.exception.reason, "contract_not_due")
        self.assertEqual(len(self._get_billed(lease)), 1)

    def test_l4_2_by_hand_no_lease_is_billed_before_both_signed(self):
        """The button refuses a lease that is not in force."""
        lease = self._create_lease(state="tenant_signed")
        with freeze_time("2026-11-23"), self.assertRaises(RentRefused) as refused:
            lease.contract_id.recurring_create_invoice()
        self.assertEqual(refused.exception.reason, "contract_not_active")

    def test_l4_1_the_wizard_bills_no_lease_of_a_later_day(self):
        """Asked for a day to come, the contract add-on's wizard passes leases by that have nothing due today."""
        lease = self._create_lease()
        with freeze_time("2026-09-11"):
            wizard = self.env["contract.manually.create.invoice"].create({"invoice_date": "2026-12-31"})
            self.assertNotIn(lease.contract_id, wizard.contract_to_invoice_ids)

    def test_l4_2_an_accounting_administrator_cannot_move_a_contract_to_another_lease(self):
        """Neither the lease of a contract nor the charge of a line is written by hand."""
        lease, other = self._leases(2)
        accountant = new_test_user(self.env, "f_accountant", groups="account.group_account_manager")
        contract = lease.contract_id.with_user(accountant)
        for record, name, value in (
            (contract, "mall_lease_id", other.id),
            (contract, "mall_lease_id", False),
            (contract.contract_line_ids, "mall_charge_id", other.charge_ids.id),
        ):
            with self.assertRaises(RentRefused) as refused:
                record.write({name: value})
            self.assertEqual(refused.exception.reason, "contract_by_lease")

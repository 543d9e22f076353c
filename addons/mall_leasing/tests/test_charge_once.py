"""Sums paid once, and one base rent at a time. Clauses: L4.1, L4.2."""

from datetime import date

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..lease_reasons import LeaseMoveRefused
from .change_common import ChangeCase
from .test_billing import BillingCase


def once(day, amount=80000, **values):
    """Return the command of a sum paid once."""
    return Command.create({"kind": "other", "name": "Fit-out fee", "basis": "once", "amount": amount, "date_due": day, **values})


@tagged("-at_install", "post_install")
class TestChargeOnceBilled(BillingCase):
    """The day a sum is due decides when it is billed, in full and once."""

    def _lease(self, *days, **values):
        return self._create_lease(**{"charge_ids": [Command.create({"kind": "base_rent", "amount": 30000}), *map(once, days)], **values})

    def test_l4_1_billed_on_its_day_and_never_again(self):
        """Due on 20 October: nothing of it on 1 October, all of it on the 20th, nothing after."""
        lease = self._lease("2026-10-20")
        for today in ("2026-09-12", "2026-10-01", "2026-10-19"):
            self._bill(today)
        self.assertEqual([amount for _day, amount in self._get_billed(lease)], [19000, 30000])
        for today in ("2026-10-20", "2026-10-20", "2026-11-05"):
            self._bill(today)
        self.assertEqual(
            self._get_billed(lease),
            [(date(2026, 9, 12), 19000), (date(2026, 10, 1), 30000), (date(2026, 10, 20), 80000), (date(2026, 11, 1), 30000)],
        )

    def test_l4_1_due_with_the_rent_stands_on_its_invoice(self):
        """Due on the first of a month: one invoice, two lines; the sum says that it is due once."""
        lease = self._lease("2026-10-01")
        self._bill("2026-10-01")
        move = self.env["account.move"].search([("mall_lease_id", "=", lease.id), ("invoice_date", "=", "2026-10-01")])
        self.assertEqual(move.invoice_line_ids.mapped("price_unit"), [30000, 80000])
        self.assertIn("due once", move.invoice_line_ids[1].name)
        self.assertNotIn("days", move.invoice_line_ids[1].name)

    def test_l4_1_backlog_under_its_own_date(self):
        """Billed months late, the sum still carries its own day."""
        lease = self._lease("2026-09-12", "2026-10-20")
        self._bill("2026-12-24")
        self.assertEqual(
            self._get_billed(lease),
            [
                (date(2026, 9, 12), 99000),
                (date(2026, 10, 1), 30000),
                (date(2026, 10, 20), 80000),
                (date(2026, 11, 1), 30000),
                (date(2026, 12, 1), 30000),
            ],
        )

    def test_l4_1_taken_over_from_paper_the_past_is_not_billed(self):
        """What was due before the first day the system bills was paid on paper."""
        lease = self._lease("2026-10-20", "2026-12-20", date_billing_from="2026-12-01")
        self._bill("2027-01-31")
        self.assertEqual([amount for _day, amount in self._get_billed(lease)], [30000, 80000, 30000])

    def test_l4_1_no_month_no_steps_one_row(self):
        """It adds nothing to the rent per month; the document shows its day; steps, From and To are refused."""
        lease = self._create_lease(state="draft", charge_ids=[once("2026-10-20", kind="base_rent")])
        charge = lease.charge_ids
        self.assertEqual((charge.amount_month, lease.amount_rent_month), (0, 0))
        self.assertEqual(charge._get_price_rows(), [{"date_from": date(2026, 10, 20), "date_to": date(2026, 10, 20), "amount": 80000}])
        self.assertEqual(lease._get_report_charges()[0]["basis"], "Once")
        for values in ({"date_from": "2026-10-01"}, {"step_ids": [Command.create({"date_from": "2026-11-01", "amount": 1})]}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                charge.write(values)
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            charge.date_due = False
            charge.flush_recordset()
        charge.basis = "flat"
        self.assertFalse(charge.date_due)


@tagged("-at_install", "post_install")
class TestChargeOnceAgreed(ChangeCase):
    """What is put before approvers, and what a successor takes over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)

    def test_l4_1_day_outside_the_term_is_refused(self):
        """A sum due after the last day would never be billed."""
        lease = self._draft(charge_ids=[Command.create({"kind": "base_rent", "amount": 50000}), once("2028-01-01")])
        with self.assertRaises(LeaseMoveRefused) as caught:
            self._submit(lease)
        self.assertEqual(caught.exception.reason, "charge_outside_term")

    def test_l4_1_a_sum_paid_once_is_no_rent(self):
        """A lease whose only base rent is paid once asks for none."""
        lease = self._draft(charge_ids=[once("2027-02-01", kind="base_rent")])
        with self.assertRaises(LeaseMoveRefused) as caught:
            self._submit(lease)
        self.assertEqual(caught.exception.reason, "charge_missing")

    def test_l4_1_two_base_rents_on_one_day_are_refused(self):
        """The first day with two rents is named; one after the other, and fees beside the rent, are fine."""
        rents = [{"date_to": "2027-06-30"}, {"date_from": "2027-06-30"}]
        rents = [Command.create({"kind": "base_rent", "amount": 50000, **dates}) for dates in rents]
        lease = self._draft(charge_ids=[*rents, Command.create({"kind": "management_fee", "amount": 100})])
        with self.assertRaises(LeaseMoveRefused) as caught:
            self._submit(lease)
        self.assertEqual(caught.exception.reason, "rent_overlap")
        self.assertIn("06/30/2027", str(caught.exception))
        lease.charge_ids[1].date_from = "2027-07-01"
        self._submit(lease)
        self.assertEqual(lease.state, "legal_review")

    def test_l4_2_the_day_is_part_of_what_is_approved(self):
        """Moving the day asks leadership again."""
        lease = self._lease_in("to_sign", charge_ids=[Command.create({"kind": "base_rent", "amount": 50000}), once("2027-02-01")])
        self._change(lease.charge_ids[1], {"date_due": "2027-03-01"})
        self.assertEqual(lease.state, "leadership_approval")

    def test_l4_1_a_successor_bills_it_no_second_time(self):
        """Amended from April: due in March stays with the predecessor, due in May is the successor's alone."""
        charges = [Command.create({"kind": "base_rent", "amount": 50000}), once("2027-03-10"), once("2027-05-10", 90000)]
        with freeze_time("2026-12-20"):
            lease = self._lease_in("active", charge_ids=charges)
        with freeze_time("2027-02-01"):
            successor = self._amend(lease, "2027-04-01")
            self.assertEqual(successor.charge_ids.mapped("date_due"), [False, date(2027, 5, 10)])
            self._bring_to(successor, "active")
        with freeze_time("2027-06-01"):
            self.env["contract.contract"].cron_recurring_create_invoice()
        billed = self.env["account.move"].search([("mall_lease_id", "in", (lease + successor).ids)])
        once_billed = billed.invoice_line_ids.filtered(lambda line: line.contract_line_id.mall_charge_id.basis == "once")
        self.assertEqual(
            sorted(once_billed.mapped(lambda line: (line.move_id.mall_lease_id, line.price_unit)), key=lambda row: row[1]),
            [(lease, 80000), (successor, 90000)],
        )

    def test_l4_1_a_renewal_takes_none_over(self):
        """What was due once in the old term is not due again in the new one."""
        charges = [Command.create({"kind": "base_rent", "amount": 50000}), once("2027-03-10"), once("2027-12-31")]
        with freeze_time("2026-12-20"):
            lease = self._lease_in("active", charge_ids=charges)
            self.assertEqual(self._renew(lease).charge_ids.mapped("basis"), ["flat"])

from odoo import Command
from odoo.tests import freeze_time, tagged

from .change_common import ChangeCase, day


@tagged("-at_install", "post_install")
class TestChangeBilling(ChangeCase):
    """L4.1, L4.2: each day is billed once, by the lease that stands on it, to the cent and with the invoice's tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.tax = cls.env["account.tax"].create(
            {"name": "Test 5%", "amount": 5, "type_tax_use": "sale", "company_id": cls.company.id}
        )
        for kind in ("base_rent", "management_fee"):
            cls.env.ref(f"mall_leasing.product_{kind}").taxes_id = [Command.set(cls.tax.ids)]
        cls.unit.area_net = 100

    def _bill(self, today):
        with freeze_time(today):
            self.env["contract.contract"].cron_recurring_create_invoice()

    def _post(self, lease):
        drafts = self._get_moves(lease).filtered(lambda move: move.state == "draft")
        drafts.auto_post = "no"
        drafts.action_post()

    def _get_moves(self, lease):
        return self.env["account.move"].search([("mall_lease_id", "=", lease.id)], order="invoice_date, id")

    def _get_totals(self, lease):
        """Return [(type, untaxed, tax)] of a lease's invoices and credit notes, oldest first."""
        return [(move.move_type, move.amount_untaxed, move.amount_tax) for move in self._get_moves(lease)]

    def _billed_lease(self, until, post=True):
        """Return a lease in force billed until a day: 50,000 rent, 20,000 fee a month; 5 % tax."""
        with freeze_time("2026-12-20"):
            lease = self._lease_in("active")
        self._bill(until)
        if post:
            self._post(lease)
        return lease

    def _amend_on(self, today, lease, start, **values):
        with freeze_time(today):
            return self._bring_to(self._amend(lease, start, **values), "active")

    def test_l4_1_days_beyond_are_credited_to_the_cent(self):
        """March billed, amended from the 16th: 16 of 31 days of each charge come back, with 5 % tax, on one note."""
        lease = self._billed_lease("2027-03-01")
        self._amend_on("2027-03-10", lease, "2027-03-16")
        credit = self._get_moves(lease).filtered(lambda move: move.move_type == "out_refund")
        # 50,000 * 16/31 = 25,806.45; 20,000 * 16/31 = 10,322.58
        self.assertEqual(credit.invoice_line_ids.mapped("price_subtotal"), [25806.45, 10322.58])
        self.assertEqual(credit.invoice_line_ids.tax_ids, self.tax)
        self.assertEqual((credit.amount_untaxed, credit.amount_tax), (36129.03, 1806.45))
        self.assertEqual(credit.reversed_entry_id.invoice_date, day("2027-03-01"))
        self.assertEqual((credit.invoice_date, credit.auto_post), (day("2027-03-10"), "at_date"))
        self.assertEqual(credit.invoice_line_ids.mapped(lambda line: (line.mall_date_from, line.mall_date_to)), [(day("2027-03-16"), day("2027-03-31"))] * 2)

    def test_l4_1_successor_bills_the_very_days_credited(self):
        """At unchanged terms, what is credited and what is billed anew cancel out to the cent, now and in all months."""
        lease = self._billed_lease("2027-03-01")
        amendment = self._amend_on("2027-03-10", lease, "2027-03-16")
        self._bill("2028-02-01")
        moves = self._get_moves(lease) | self._get_moves(amendment)
        totals = sum(move.amount_untaxed * (1 if move.move_type == "out_invoice" else -1) for move in moves)
        self.assertEqual(round(totals, 2), 6 * 50000 + 6 * 55000 + 12 * 20000)
        self.assertEqual(self._get_totals(amendment)[0][1], 36129.03)
        self.assertFalse(lease.sudo().contract_id.recurring_next_date)

    def test_l4_1_whole_months_beyond_are_credited_whole(self):
        """Agreed late, back to January: February and March come back whole, each against its own invoice."""
        lease = self._billed_lease("2027-03-01")
        self._amend_on("2027-03-10", lease, "2027-01-16")
        self.assertEqual([row[:2] for row in self._get_totals(lease)], [
            ("out_invoice", 70000), ("out_invoice", 70000), ("out_invoice", 70000),
            ("out_refund", 36129.03), ("out_refund", 70000), ("out_refund", 70000),
        ])  # fmt: skip

    def test_l4_1_nothing_is_credited_twice(self):
        """Cut again, by the same day or an earlier one, only what was not given back yet is."""
        lease = self._billed_lease("2027-03-01")
        with freeze_time("2027-03-10"):
            lease._close_early(day("2027-03-20"))
            lease._close_early(day("2027-03-20"))
            self.assertEqual(len(self._get_moves(lease)), 4)
            lease._close_early(day("2027-03-15"))
        credits = self._get_moves(lease).filtered(lambda move: move.move_type == "out_refund")
        # to the 20th: 11 of 31 days; then 5 more
        self.assertEqual(credits.mapped("amount_untaxed"), [24838.71, 11290.32])
        self.assertEqual(round(sum(credits.mapped("amount_untaxed")), 2), 36129.03)

    def test_l4_1_reversed_invoice_is_not_credited_again(self):
        """What accounting has reversed as a whole is given back already."""
        lease = self._billed_lease("2027-03-01")
        march = self._get_moves(lease)[-1]
        march._reverse_moves([{"invoice_date": "2027-03-05", "date": "2027-03-05"}], cancel=True)
        self._amend_on("2027-03-10", lease, "2027-03-16")
        own = self._get_moves(lease).filtered(lambda move: move.invoice_line_ids.mall_credited_line_id)
        self.assertFalse(own)

    def test_l4_1_draft_is_put_right_instead_of_credited(self):
        """An invoice nobody has seen yet bills up to the last day; one for later months is gone."""
        lease = self._billed_lease("2027-03-01", post=False)
        self._amend_on("2027-03-10", lease, "2027-02-15")
        self.assertEqual(self._get_totals(lease), [("out_invoice", 70000, 3500), ("out_invoice", 35000, 1750)])
        february = self._get_moves(lease)[-1]
        self.assertIn("14 of 28 days", february.invoice_line_ids[0].name)

    def test_l4_1_new_price_from_the_effective_day(self):
        """From the 16th at 62,000: 16 of 31 days of it, the fee as before."""
        lease = self._billed_lease("2027-03-01")
        with freeze_time("2027-03-10"):
            amendment = self._amend(lease, "2027-03-16")
            amendment.charge_ids[0].amount = 62000
            self._bring_to(amendment, "active")
        self._bill("2027-03-16")
        self.assertEqual(self._get_moves(amendment).invoice_line_ids.mapped("price_subtotal"), [32000, 10322.58])

    def test_l4_1_rounding_of_kept_days_is_the_invoice_s_own(self):
        """What is kept is exactly what a lease to that day would have been billed, for every day of the month."""
        lease = self._billed_lease("2027-02-01")
        lines = self._get_moves(lease)[-1].invoice_line_ids
        for number in range(1, 29):
            last = day(f"2027-02-{number:02}")
            for line in lines:
                kept = line._get_owed_until(last)
                self.assertEqual(kept + line._get_amount_to_credit(last), line._get_billed())
                self.assertAlmostEqual(float(kept), line.price_unit * number / 28, delta=0.005)

    def test_l4_1_renewal_bills_the_new_term_only(self):
        """Signed in advance, it credits nothing, and the two terms share no day."""
        lease = self._billed_lease("2027-12-01")
        with freeze_time("2027-12-10"):
            renewal = self._bring_to(self._renew(lease), "active")
        self._bill("2028-01-01")
        self.assertEqual(len(self._get_moves(lease)), 12)
        self.assertEqual(self._get_totals(renewal), [("out_invoice", 75000, 3750)])

    def test_l4_1_charge_that_has_not_begun_is_never_billed(self):
        """A fee from May on belongs to the amendment alone once it replaces the lease in April."""
        with freeze_time("2026-12-20"):
            lease = self._draft()
            lease.charge_ids[1].date_from = "2027-05-01"
            for step in (self._submit, lambda r: self._approve(r, self.legal), lambda r: self._approve(r, self.leader), self._sign, self._countersign):
                step(lease)
        amendment = self._amend_on("2027-03-10", lease, "2027-04-01")
        self._bill("2027-05-01")
        self.assertEqual(sum(self._get_moves(lease).mapped("amount_untaxed")), 150000)
        self.assertEqual(self._get_moves(amendment).mapped("amount_untaxed"), [50000, 70000])

    def test_l4_2_termination_credits_and_invoices_the_penalty(self):
        """Last day 15 June: no day billed beyond, 15 of 30 days credited, the penalty the day after, once."""
        lease = self._billed_lease("2027-06-01")
        with freeze_time("2027-06-02"):
            self._termination_in("scheduled", lease, amount_penalty=100000)
        self._bill("2027-07-01")
        # 25,000 + 10,000
        self.assertEqual(self._get_totals(lease)[6:], [("out_refund", 35000, 1750)])
        with freeze_time("2027-06-15"):
            lease._end_expired()
            self.assertEqual(lease.state, "active")
        with freeze_time("2027-06-16"):
            lease._end_expired()
            lease._end_expired()
        self.assertEqual((lease.state, lease.end_reason), ("ended", "terminated"))
        penalty = lease.termination_ids.sudo().penalty_move_id
        self.assertEqual((penalty.amount_untaxed, penalty.invoice_date, penalty.move_type), (100000, day("2027-06-16"), "out_invoice"))
        self.assertEqual(len(self._get_moves(lease)), 8)

    def test_l4_2_deposit_is_kept_and_the_rest_refunded(self):
        """Granted: 40,000 kept; handed back in order: the other 110,000 go back."""
        liability = self.env["account.account"].search(
            [("account_type", "=", "liability_current"), ("company_ids", "in", self.company.ids)], limit=1
        )
        self.company.mall_deposit_account_id = liability
        lease = self._billed_lease("2027-06-01")
        lease._book_deposit("received", 150000, reference="bank")
        with freeze_time("2027-06-02"):
            termination = self._termination_in(
                "scheduled", lease, deposit_treatment="retain", amount_retained=40000, deposit_reason="Unpaid repairs"
            )
            self._as(termination, self.specialist).write({"date_handed_back": "2027-06-15"})
            termination.check_ids.write({"condition": "good"})
        with freeze_time("2027-06-16"):
            lease._end_expired()
        entries = lease.deposit_entry_ids.sorted("id")
        self.assertEqual(entries.mapped(lambda entry: (entry.kind, entry.amount)), [("received", 150000), ("deducted", 40000), ("refunded", 110000)])
        self.assertEqual(lease.amount_deposit_held, 0)

    def test_l4_2_deposit_the_books_do_not_take_stops_nothing(self):
        """Without an account for deposits the lease ends all the same, and somebody is told."""
        lease = self._billed_lease("2027-06-01")
        lease._book_deposit("received", 150000, reference="bank")
        self.company.mall_deposit_account_id = False
        with freeze_time("2027-06-02"):
            termination = self._termination_in(
                "scheduled", lease, deposit_treatment="retain", amount_retained=40000, deposit_reason="Unpaid repairs"
            )
        with freeze_time("2027-06-16"):
            lease._end_expired()
        self.assertEqual((lease.state, termination.state), ("ended", "done"))
        self.assertTrue(termination.activity_ids.filtered(lambda activity: "by hand" in (activity.summary or "")))

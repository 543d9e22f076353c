"""Rents that follow an index: values, reviews, and the steps that come of them. Clauses: L4.1, L4.2."""

import doctest
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..core import rent_index
from ..lease_reasons import LeaseMoveRefused, LeaseTermsFrozen
from ..rent_reasons import RentRefused
from .change_common import ChangeCase


class IndexCase(ChangeCase):
    """A lease in force through 2027 at 50,000, whose rent is reviewed on 1 April and every six months after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.index = cls.env["mall.rent.index"].create({"name": "Test prices"})
        cls._add_value("2026-11-01", 100)

    @classmethod
    def _add_value(cls, month, value, **values):
        return cls.env["mall.rent.index.value"].create({"index_id": cls.index.id, "date": month, "value": value, **values})

    def _rent(self, **values):
        terms = {"date_index_base": "2026-11-15", "date_review_first": "2027-04-01", "review_interval": 6, "index_lag": 2}
        charge = {"kind": "base_rent", "amount": 50000, "index_id": self.index.id, **terms, **values}
        return [Command.create(charge)]

    def _lease(self, **values):
        with freeze_time("2026-12-20"):
            return self._lease_in("active", charge_ids=self._rent(**values))

    def _propose(self, today):
        with freeze_time(today), patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=float("inf")):
            self.env["mall.rent.review"]._cron_propose()

    def _reviews(self, lease):
        return self.env["mall.rent.review"].search([("lease_id", "=", lease.id)], order="number")

    def _review(self, lease, value=104, today="2027-03-05"):
        """Return the proposed first review of a lease."""
        self._add_value("2027-02-01", value)
        self._propose(today)
        return self._reviews(lease)

    def _confirm(self, review, today="2027-03-10"):
        with freeze_time(today):
            return self._as(review, self.manager).action_confirm()

    def _bill(self, today):
        with freeze_time(today):
            self.env["contract.contract"].cron_recurring_create_invoice()

    def _get_billed(self, lease):
        moves = self.env["account.move"].search([("mall_lease_id", "=", lease.id)], order="invoice_date, id")
        return [(str(move.invoice_date), move.amount_untaxed_signed) for move in moves]


@tagged("-at_install", "post_install")
class TestRentIndex(IndexCase):
    """Proposed by the system, decided by a manager, billed from its day."""

    def test_l4_1_index_arithmetic_examples_hold(self):
        """The examples in the arithmetic are its specification."""
        result = doctest.testmod(rent_index)
        self.assertGreater(result.attempted, 10)
        self.assertEqual(result.failed, 0)

    def test_l4_1_values_are_added_never_changed(self):
        """A correction is a new version with a reason; the former one stays and no longer counts."""
        first = self._add_value("2027-02-14", 104)
        self.assertEqual(first.date, date(2027, 2, 1))
        as_manager = self._as(first, self.manager)
        for refused in (lambda: as_manager.write({"value": 105}), first.unlink, lambda: self._add_value("2027-02-01", 105)):
            with self.assertRaises(RentRefused):
                refused()
        second = self._add_value("2027-02-01", 105, reason="Publisher's correction", version=9, is_current=False)
        self.assertEqual((first.is_current, second.is_current, second.version), (False, True, 2))
        self.assertEqual(self.index.date_last_value, date(2027, 2, 1))

    def test_l4_1_proposed_in_time_and_once(self):
        """Thirty days before, not earlier, and no second time; the words say how it came about."""
        lease = self._lease()
        self._add_value("2027-02-01", 104)
        self._propose("2027-03-01")
        self.assertFalse(self._reviews(lease))
        self._propose("2027-03-02")
        self._propose("2027-03-03")
        review = self._reviews(lease)
        self.assertEqual((review.state, review.date, review.amount_old, review.amount_new), ("proposed", date(2027, 4, 1), 50000, 52000))
        for words in ("100", "104", "Nov 2026", "Feb 2027", "+4 %", "52,000"):
            self.assertIn(words, review.calculation)

    def test_l4_1_a_missing_value_is_waited_for(self):
        """Without the value of February the review says so, cannot be confirmed, and follows when it is entered."""
        lease = self._lease()
        self._propose("2027-03-05")
        review = self._reviews(lease)
        self.assertEqual(review.state, "waiting")
        self.assertIn("Feb 2027", review.calculation)
        with self.assertRaises(RentRefused) as caught:
            self._confirm(review)
        self.assertEqual(caught.exception.reason, "review_waiting")
        self._add_value("2027-02-01", 103)
        self.assertEqual((review.state, review.amount_new), ("proposed", 51500))
        self._add_value("2027-02-01", 102, reason="Misprint")
        self.assertEqual(review.amount_new, 51000)

    def test_l4_1_confirmed_is_billed_from_its_day(self):
        """March at 50,000, April at 52,000; the terms that were approved and signed are untouched by it."""
        lease = self._lease()
        digest, snapshot = lease.approval_digest, lease._get_approval_snapshots(labels=False)
        review = self._review(lease)
        self._confirm(review)
        self.assertEqual((review.state, review.decided_by_id), ("confirmed", self.manager))
        self._bill("2027-04-01")
        self.assertEqual([amount for _day, amount in self._get_billed(lease)], [50000, 50000, 50000, 52000])
        self.env.flush_all()
        self.assertEqual((lease.approval_digest, lease.state), (digest, "active"))
        self.assertEqual(lease._get_approval_snapshots(labels=False), snapshot)
        self.assertFalse(lease.charge_ids.step_ids)
        self.assertEqual(lease.charge_ids._get_price_rows()[0]["date_to"], date(2027, 12, 31), "the document says what was agreed")
        self.assertIn("52,000", lease.message_ids[0].body)

    def test_l4_1_reviews_build_on_each_other(self):
        """104 after 100, then 106.08 after 104: 2 percent on 52,000; the value used counts, not its later correction."""
        lease = self._lease()
        self._confirm(self._review(lease))
        self._add_value("2027-02-01", 103, reason="Corrected too late")
        self._add_value("2027-08-01", 106.08)
        self._propose("2027-09-15")
        second = self._reviews(lease)[1]
        self.assertEqual((second.date, second.amount_old, second.amount_new), (date(2027, 10, 1), 52000, 53040))

    def test_l4_1_cap_floor_and_share(self):
        """Half of 10 percent, held by a cap of 3; a fall held by a floor of 0."""
        held = {"index_share": 50, "has_index_cap": True, "index_cap": 3, "has_index_floor": True, "index_floor": 0}
        lease = self._lease(**held)
        review = self._review(lease, value=110)
        self.assertEqual((review.percent_index, review.percent_applied, review.amount_new), (10, 3, 51500))
        self._add_value("2027-02-01", 90, reason="Corrected")
        self.assertEqual((review.percent_applied, review.amount_new), (0, 50000))

    def test_l4_1_rejected_with_a_reason_and_made_up_for(self):
        """The amount stays; the next review compares with the base month again."""
        lease = self._lease()
        review = self._review(lease)
        wizard = self._as(self.env["mall.rent.review.reject"], self.manager).create({"review_ids": review.ids, "reason": " "})
        with self.assertRaises(RentRefused) as caught:
            wizard.action_reject()
        self.assertEqual(caught.exception.reason, "review_reason_missing")
        wizard.reason = "Waived for the works in front of the shop"
        wizard.action_reject()
        self.assertEqual((review.state, review.reason), ("rejected", wizard.reason))
        self._add_value("2027-08-01", 106)
        self._propose("2027-09-15")
        second = self._reviews(lease)[1]
        self.assertEqual((second.date_old, second.amount_old, second.amount_new), (date(2026, 11, 1), 50000, 53000))

    def test_l4_1_decided_once_by_a_manager(self):
        """Nobody else decides; what is decided stays; a step nobody confirmed is refused."""
        lease = self._lease()
        review = self._review(lease)
        for user in (self.specialist, self.legal, self.leader):
            with self.assertRaises(RentRefused) as caught:
                self._as(review, user).action_confirm()
            self.assertEqual(caught.exception.reason, "role_review")
        with self.assertRaises(AccessError):
            self._as(review, self.tenant).action_confirm()
        with self.assertRaises(AccessError):
            self._as(review, self.manager).write({"amount_new": 99999})
        step = {"charge_id": review.charge_id.id, "date_from": "2027-04-01", "amount": 52000, "source": "index", "review_id": review.id}
        for values in (step, {**step, "review_id": False}):
            with self.assertRaises(RentRefused):
                self._as(self.env["mall.lease.charge.step"], self.manager).create(values)
        with self.assertRaises(LeaseTermsFrozen):
            self._as(self.env["mall.lease.charge.step"], self.manager).create(
                {"charge_id": review.charge_id.id, "date_from": "2027-04-01", "amount": 52000}
            )
        self._confirm(review)
        for again in (lambda: self._confirm(review), lambda: self._as(review, self.manager)._reject("Too late")):
            with self.assertRaises(RentRefused) as caught:
                again()
            self.assertEqual(caught.exception.reason, "review_closed")
        index_step = review.charge_id.index_step_ids
        self.assertEqual(len(index_step), 1)
        for refused in (lambda: index_step.with_user(self.manager).write({"amount": 1}), index_step.unlink):
            with self.assertRaises(LeaseTermsFrozen):
                refused()

    def test_l4_1_an_amendment_goes_on_from_the_last_review(self):
        """Amended after a review: the indexed amount, its month as base, the next review; the steps by index stay behind."""
        lease = self._lease()
        self._confirm(self._review(lease))
        with freeze_time("2027-04-10"):
            charge = self._amend(lease, "2027-05-01").charge_ids
        self.assertEqual((charge.amount, charge.index_step_ids.ids, charge.step_ids.ids), (52000, [], []))
        self.assertEqual((charge.date_index_base, charge.date_review_first), (date(2027, 2, 1), date(2027, 10, 1)))

    def test_l4_1_a_lease_that_is_over_is_not_reviewed(self):
        """Ended meanwhile: the sentence says so."""
        lease = self._lease()
        review = self._review(lease)
        lease.sudo()._gate_write({"state": "ended"})
        with self.assertRaises(RentRefused) as caught:
            self._confirm(review)
        self.assertEqual(caught.exception.reason, "review_lease_over")

    def test_l4_1_terms_whole_before_anybody_approves(self):
        """A first review after the last day is refused; the terms are part of what leadership approves and of the document."""
        lease = self._draft(charge_ids=self._rent(date_review_first="2028-04-01"))
        with self.assertRaises(LeaseMoveRefused) as caught:
            self._submit(lease)
        self.assertEqual(caught.exception.reason, "charge_outside_term")
        sentence = lease.charge_ids._get_index_sentence()
        self.assertIn("Test prices", sentence)
        lease = self._lease_in("to_sign", charge_ids=self._rent())
        self._change(lease.charge_ids, {"index_share": 80})
        self.assertEqual(lease.state, "leadership_approval")

    def test_l4_1_terms_of_paper_leases_by_the_manager(self):
        """Signed on paper: the manager enters the terms with a trace until a review is confirmed, nobody else, nothing else."""
        lease = self._draft(charge_ids=self._rent(index_id=False), origin="rent_roll", user_id=self.specialist.id, user=self.env.user)
        lease._gate_write({"state": "active"})
        lease._create_contract()
        self.env.cr.flush()
        charge = lease.charge_ids
        follow = {"index_id": self.index.id}
        for user, values in ((self.specialist, follow), (self.manager, {"amount": 1}), (self.manager, {**follow, "amount": 1})):
            with self.assertRaises(LeaseTermsFrozen):
                self._as(charge, user).write(values)
        self.assertTrue(self._as(lease, self.manager).can_write_index)
        self.assertFalse(self._as(lease, self.specialist).can_write_index)
        self._as(charge, self.manager).write({"index_id": self.index.id})
        self.env.cr.flush()
        self.assertIn("Test prices", lease.message_ids[0].body)
        review = self._review(lease)
        self._as(charge, self.manager).write({"index_lag": 1})
        self.assertFalse(review.exists(), "proposed by former terms")
        self._add_value("2027-03-01", 105)
        self._propose("2027-03-05")
        self._confirm(self._reviews(lease))
        with self.assertRaises(LeaseTermsFrozen):
            self._as(charge, self.manager).write({"index_lag": 2})

    def test_l4_1_cron_costs_the_same_queries_for_many(self):
        """Two leases or twenty-two: the same number of queries."""
        leases = self.env["mall.lease"].create(
            [
                {"partner_id": self.tenant_partner.id, "date_start": "2027-01-01", "date_end": "2027-12-31", "charge_ids": self._rent()}
                for _number in range(24)
            ]
        )
        leases._gate_write({"state": "active"})
        self._add_value("2027-02-01", 104)
        with freeze_time("2027-03-05"):
            costs = [self._count(lambda some=some: some._propose_reviews()) for some in (leases[:2].charge_ids, leases[2:].charge_ids)]
        self.assertEqual(len(self.env["mall.rent.review"].search([("lease_id", "in", leases.ids), ("state", "=", "proposed")])), 24)
        self.assertLessEqual(costs[1], costs[0] + 1, costs)

    def _count(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before


@tagged("-at_install", "post_install")
class TestRentDifference(IndexCase):
    """Confirmed late: each day is paid at its amount, to the cent, with the tax of its invoice."""

    def _late(self, post, value=104):
        """Return a lease billed to the end of May at 50,000, and its review of 16 April, confirmed on 20 May."""
        tax = self.env["account.tax"].create({"name": "Test 5%", "amount": 5, "type_tax_use": "sale", "company_id": self.company.id})
        self.env.ref("mall_leasing.product_base_rent").taxes_id = [Command.set(tax.ids)]
        lease = self._lease(date_review_first="2027-04-16")
        self._bill("2027-05-01")
        if post:
            self._post(lease)
        review = self._review(lease, value, "2027-05-20")
        self._confirm(review, "2027-05-20")
        return lease, review

    def _post(self, lease):
        moves = self.env["account.move"].search([("mall_lease_id", "=", lease.id), ("state", "=", "draft")])
        moves.auto_post = "no"
        moves.action_post()

    def test_l4_1_posted_invoices_get_their_difference_once(self):
        """15 of 30 days of April and all of May: 1,000 and 2,000, 5 percent tax, one invoice; June is billed anew."""
        lease, review = self._late(post=True)
        self.assertEqual(review.move_id.invoice_line_ids.mapped("price_subtotal"), [1000, 2000])
        self.assertEqual((review.move_id.amount_tax, str(review.move_id.invoice_date)), (150, "2027-05-20"))
        self.assertEqual(review.move_id.invoice_line_ids[0].mall_date_from, date(2027, 4, 16))
        self._bill("2027-06-01")
        self.assertEqual(self._get_billed(lease)[3:], [("2027-04-01", 50000), ("2027-05-01", 50000), ("2027-05-20", 3000), ("2027-06-01", 52000)])

    def test_l4_1_drafts_are_put_right_themselves(self):
        """What is not posted yet changes its amount: no second invoice for it."""
        lease, review = self._late(post=False)
        self.assertFalse(review.move_id)
        self.assertEqual(self._get_billed(lease)[2:], [("2027-03-01", 50000), ("2027-04-01", 51000), ("2027-05-01", 52000)])
        april = self.env["account.move"].search([("mall_lease_id", "=", lease.id), ("invoice_date", "=", "2027-04-01")])
        self.assertEqual(april.amount_total, 53550)
        self.assertIn("15 of 30 days", april.invoice_line_ids.name)

    def test_l4_1_a_fall_is_given_back(self):
        """2 percent less from 16 April: 500 and 1,000 come back on a credit note."""
        lease, review = self._late(post=True, value=98)
        self.assertEqual((review.move_id.move_type, review.move_id.amount_untaxed), ("out_refund", 1500))
        self.assertEqual(self._get_billed(lease)[-1], ("2027-05-20", -1500))

    def test_l4_2_an_early_end_gives_the_difference_back_too(self):
        """Amended from 16 May: 16 of May's 31 days come back at 52,000, on what was billed twice for them."""
        for value, billed in ((104, 52000), (98, 49000)):
            with self.subTest(value=value), self.env.cr.savepoint() as savepoint:
                lease, _review = self._late(post=True, value=value)
                self._post(lease)
                with freeze_time("2027-05-21"):
                    lease.sudo()._close_early(date(2027, 5, 15))
                credits = self.env["account.move"].search([("mall_lease_id", "=", lease.id), ("reversed_entry_id", "!=", False)])
                self.assertEqual(sum(credits.mapped("amount_untaxed")), round(billed * 16 / 31, 2))
                savepoint.rollback()
                self.env.invalidate_all()

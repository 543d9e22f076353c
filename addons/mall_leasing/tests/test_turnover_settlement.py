from contextlib import contextmanager
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.turnover.turnover_reasons import TurnoverRefused
from .turnover_common import TurnoverCase


@tagged("post_install", "-at_install")
class TestTurnoverSettlement(TurnoverCase):
    """L4.1: turnover rent is settled from declared sales, step by step, once, and corrected by differences."""

    @contextmanager
    def assertRaisesReason(self, reason):
        """Expect a refusal with this reason."""
        with self.assertRaises(TurnoverRefused) as caught:
            yield
        self.assertEqual(caught.exception.reason, reason)

    def _invoiced(self, lease):
        moves = self.env["account.move"].search([("mall_lease_id", "=", lease.id)], order="id")
        return [move.amount_untaxed * (1 if move.move_type == "out_invoice" else -1) for move in moves]

    @freeze_time("2027-03-10")
    def test_l4_1_month_is_settled_on_prorated_breakpoint(self):
        """31 of 365 days of 6,000,000 bear no share: 10 % of what is above 509,589.04."""
        lease = self._lease_in_force()
        self._declare(lease, "2027-01", 1_050_000, [(self.vat, 50_000)])
        settlement = self._prepare(lease)[0]
        self.assertEqual((settlement.kind, settlement.state, settlement.date_to), ("month", "draft", date(2027, 1, 31)))
        self.assertEqual(settlement.amount_sales, 1_000_000)
        self.assertEqual(settlement.amount_result, 49041.1)
        kinds = settlement.line_ids.mapped("kind")
        self.assertEqual(
            kinds, ["month", "exclusion", "sales", "proration", "breakpoint_artificial", "tier", "share", "due", "result"]
        )
        self.assertIn("31 of 365 days", settlement.line_ids[3].name)
        self.assertIn("version 1", settlement.line_ids[0].name)

    @freeze_time("2027-03-10")
    def test_l4_1_missing_sales_wait_and_are_never_zero(self):
        """February is not in: the settlement says so, and nothing later is prepared."""
        lease = self._lease_in_force()
        self._declare(lease, "2027-02", 900_000, confirm=False)
        settlements = self._prepare(lease)
        self.assertEqual(settlements.mapped("state"), ["waiting"])
        self.assertEqual(settlements.missing_sales, "January 2027")
        with self.assertRaisesReason("sales_missing"):
            self._confirm(settlements)

    @freeze_time("2028-01-10")
    def test_l4_1_months_and_year_end_equal_the_yearly_formula(self):
        """Strong and weak months: what was invoiced and credited is 10 % of 9,000,000 less 6,000,000."""
        lease = self._lease_in_force()
        for month in range(1, 13):
            self._declare(lease, f"2027-{month:02}", 1_400_000 if month % 2 else 100_000)
        settlements = self._prepare(lease)
        self.assertEqual(len(settlements), 12)
        self.assertEqual(settlements[-1].kind, "year")
        self._confirm(settlements)
        self.assertAlmostEqual(sum(self._invoiced(lease)), 300_000, 2)
        self.assertTrue(min(self._invoiced(lease)) < 0, "a weak month is credited")
        self.assertFalse(self._prepare(lease) - settlements, "run again, nothing is prepared twice")

    @freeze_time("2027-03-10")
    def test_l4_1_corrected_month_is_settled_as_a_difference(self):
        """The confirmed settlement stays; a correction of its own carries the difference and names what was settled."""
        lease = self._lease_in_force()
        first = self._declare(lease, "2027-01", 1_000_000)
        self._declare(lease, "2027-02", 500_000)
        settlements = self._prepare(lease)
        self._confirm(settlements)
        before = settlements.mapped("amount_result")
        self._correct(first, 1_200_000)
        self.assertEqual((first.state, first.amount_gross), ("replaced", 1_000_000))
        correction = self._prepare(lease) - settlements
        self.assertEqual((correction.kind, correction.amount_result), ("correction", 20_000))
        self.assertIn("1,000,000", correction.line_ids.filtered(lambda line: line.facts.get("was"))[0].name)
        self.assertEqual(settlements.mapped("amount_result"), before)
        self._confirm(correction)
        self.assertFalse(self._prepare(lease) - settlements - correction)

    @freeze_time("2027-02-10")
    def test_l4_1_higher_of_bills_the_excess_over_base_rent(self):
        """8 % of 1,000,000 beyond 50,000 of base rent."""
        lease = self._lease_in_force(
            relation="higher_of", breakpoint="none", tier_ids=[Command.create({"amount_from": 0, "percent": 8})]
        )
        self._declare(lease, "2027-01", 1_000_000)
        settlement = self._prepare(lease)
        self.assertEqual((settlement.amount_base, settlement.amount_result), (50_000, 30_000))

    @freeze_time("2027-02-10")
    def test_l4_1_offsets_credit_what_was_charged_up_to_the_cap(self):
        """The promotion fee of 5,000 is credited up to 31/365 of 36,500."""
        lease = self._lease_in_force(
            offset_ids=[Command.create({"kind": "promotion_fee", "amount_cap": 36_500})], breakpoint="none"
        )
        lease._gate_write({"state": "draft"})
        lease.charge_ids = [Command.create({"kind": "promotion_fee", "amount": 5000})]
        lease._gate_write({"state": "active"})
        self._declare(lease, "2027-01", 1_000_000)
        settlement = self._prepare(lease)
        self.assertEqual((settlement.amount_offset, settlement.amount_result), (3100, 96_900))

    @freeze_time("2027-02-10")
    def test_l4_1_confirming_twice_makes_one_invoice(self):
        """A double click changes nothing."""
        lease = self._lease_in_force()
        self._declare(lease, "2027-01", 1_000_000)
        settlement = self._prepare(lease)
        self._confirm(settlement)
        self._confirm(settlement)
        self.assertEqual(self._invoiced(lease), [49041.1])
        move = settlement.move_id
        self.assertEqual((settlement.state, move.auto_post, move.mall_lease_id), ("invoiced", "at_date", lease))
        self.assertEqual(move.invoice_line_ids.product_id, self.env.ref("mall_leasing.product_turnover_rent"))

    @freeze_time("2027-03-10")
    def test_l4_1_figures_changed_since_prepared_are_not_confirmed(self):
        """What the manager saw is what is confirmed, in order, by a manager."""
        lease = self._lease_in_force()
        declaration = self._declare(lease, "2027-01", 1_000_000)
        self._declare(lease, "2027-02", 1_000_000)
        january, february = self._prepare(lease)
        with self.assertRaisesReason("earlier_first"):
            self._confirm(february)
        with self.assertRaisesReason("role_manager"):
            self._confirm(january, self.specialist)
        self._correct(declaration, 900_000)
        with self.assertRaisesReason("figures_changed"):
            self._confirm(january)
        self._as(january, self.manager).action_refresh()
        self._confirm(january)
        self.assertEqual(january.amount_sales, 900_000)

    @freeze_time("2027-03-10")
    def test_l4_1_reversal_keeps_the_record_and_works_it_out_anew(self):
        """A reversed settlement stays as it was; its invoice is taken back; the days are settled again."""
        lease = self._lease_in_force()
        self._declare(lease, "2027-01", 1_000_000)
        self._declare(lease, "2027-02", 1_000_000)
        january, february = self._prepare(lease)
        self._confirm(january)
        january.move_id.sudo().action_post()
        with self.assertRaisesReason("reason_missing"):
            self._as(january, self.manager)._reverse(" ")
        self._as(january, self.manager)._reverse("Wrong lease")
        self.assertEqual((january.state, january.amount_result), ("cancelled", 49041.1))
        self.assertEqual(january.reversal_move_id.amount_untaxed, 49041.1)
        self.assertFalse(february.exists(), "what built on it is prepared anew")
        again = self._prepare(lease) - january
        self.assertEqual(again.mapped("date_to"), [date(2027, 1, 31), date(2027, 2, 28)])

    @freeze_time("2027-05-10")
    def test_l4_1_lease_that_ends_early_is_trued_up_on_the_shortened_year(self):
        """Ended on 15 April: 105 of 365 days of the breakpoint."""
        lease = self._lease_in_force()
        lease._gate_write({"date_terminated": "2027-04-15"})
        for month in range(1, 5):
            self._declare(lease, f"2027-{month:02}", 800_000)
        settlements = self._prepare(lease)
        self.assertEqual((settlements[-1].kind, settlements[-1].date_to), ("year", date(2027, 4, 15)))
        self.assertEqual(settlements[-1].amount_due, 147_397.26)
        self.assertAlmostEqual(sum(settlements.mapped("amount_result")), 147_397.26, 2)

    @freeze_time("2028-03-10")
    def test_l4_1_leap_year_counts_366_days(self):
        """January and February 2028: 60 of 366 days."""
        lease = self._lease_in_force(date_from="2028-01-01")
        for month in ("2028-01", "2028-02"):
            self._declare(lease, month, 1_000_000)
        self.assertEqual(self._prepare(lease)[-1].amount_due, 101_639.34)

    @freeze_time("2027-03-10")
    def test_l4_1_amended_lease_keeps_its_lease_years(self):
        """90 days before the amendment and 275 from it on make the one year of 365: no yearly amount is granted twice."""
        lease = self._lease_in_force(year_basis="lease")
        values = {"date_start": "2027-04-01", "date_end": "2028-12-31", "change_reason": "Agreed."}
        amendment = self._as(lease, self.specialist)._start_change("amendment", **values).sudo()
        lease._gate_write({"date_terminated": "2027-03-31"})
        spans = [*lease.turnover_term_ids._get_years(), *amendment.turnover_term_ids._get_years()]
        self.assertEqual([(span.days, span.year_days) for span in spans], [(90, 365), (275, 365), (366, 366)])
        self.assertIn("Sales before", amendment.turnover_term_ids.summary)
        self.assertNotIn("Sales before", lease.turnover_term_ids.summary)

    @freeze_time("2027-02-10")
    def test_l4_1_settlements_are_nobody_s_to_write(self):
        """Neither specialist nor manager writes figures over RPC; both read."""
        lease = self._lease_in_force()
        self._declare(lease, "2027-01", 1_000_000)
        settlement = self._prepare(lease)
        for user in (self.specialist, self.manager, self.tenant):
            with self.assertRaises(AccessError):
                self._as(settlement, user).write({"amount_result": 1})

    @freeze_time("2027-02-10")
    def test_l4_1_preparation_cost_is_flat(self):
        """22 leases cost a bounded number of queries more than 2."""
        costs = []
        for count in (2, 22):
            leases = self.env["mall.lease"].concat(*(self._lease_in_force() for _index in range(count)))
            for lease in leases:
                self._declare(lease, "2027-01", 1_000_000)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leases.turnover_term_ids._prepare_settlements()
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
            self.assertEqual(leases.settlement_ids.mapped("state"), ["draft"] * count)
        # per settlement: its number, writing its figures and creating its lines
        self.assertLessEqual(costs[1] - costs[0], 20 * 8, costs)

from ast import literal_eval
from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.mall_leasing.deposit_reasons import REASONS, DepositRefused

from .lease_common import LeaseCase


class DepositCase(LeaseCase):
    """A lease in force, books to hold its deposit in, and somebody in accounting."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"]._load("generic_coa", cls.company, install_demo=False)
        cls.company.mall_deposit_account_id = cls.env["account.account"].create(
            {"name": "Deposits", "code": "219900", "account_type": "liability_current", "company_ids": [(6, 0, cls.company.ids)]}
        )
        groups = "account.group_account_invoice,mall_leasing.group_mall_leasing_manager"
        cls.accountant = cls._create_user("t_accountant", groups)

    def setUp(self):
        super().setUp()
        self.lease = self._lease_in("active").with_env(self.env)

    def _receive(self, amount=150000.0, lease=None):
        return self._as(lease or self.lease, self.accountant)._receive_deposit(amount, "Transfer 4711")

    def _request(self, user=None):
        self._as(self.lease, user or self.specialist).action_request_deposit()
        return self.lease.deposit_entry_ids.filtered(lambda entry: entry.kind == "requested").move_id[-1:]

    def _pay(self, move, amount=None):
        payment = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        values = {"amount": amount} if amount else {}
        return payment.create(values)._create_payments()

    def _bill(self, amount=20000.0):
        """Return a posted, unpaid invoice of the lease."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.lease.partner_id.id,
                "mall_lease_id": self.lease.id,
                "invoice_date": "2027-02-01",
                "invoice_line_ids": [(0, 0, {"name": "Rent", "price_unit": amount, "tax_ids": [(5,)]})],
            }
        )
        move.action_post()
        return move

    @contextmanager
    def _refused(self, reason):
        """Expect a refusal for a reason."""
        with self.assertRaises(DepositRefused) as refusal:
            yield
        self.assertEqual(refusal.exception.reason, reason)


@tagged("post_install", "-at_install")
class TestDeposit(DepositCase):
    """L4.1: the security deposit from request to refund."""

    def test_l4_1_request_is_a_posted_invoice_without_tax_on_the_liability_account(self):
        move = self._request()
        line = move.invoice_line_ids
        self.assertEqual((move.state, move.amount_total, move.mall_lease_id), ("posted", 150000.0, self.lease))
        self.assertEqual(line.account_id, self.company.mall_deposit_account_id)
        self.assertFalse(line.tax_ids)
        self.assertEqual((self.lease.amount_deposit_due, self.lease.amount_deposit_held), (150000.0, 0.0))
        with self._refused("nothing_missing"):
            self._request()

    def test_l4_1_request_without_account_is_refused_with_a_sentence(self):
        self.company.mall_deposit_account_id = False
        with self._refused("account_missing"):
            self._request()
        self.assertFalse(self.lease.deposit_entry_ids)

    def test_l4_1_deposit_of_an_unsigned_lease_is_not_requested(self):
        self.lease = self._draft(unit_ids=[(6, 0, self._create_unit("1F-30").ids)])
        with self._refused("not_signed"):
            self._request()

    def test_l4_1_payment_of_the_request_enters_the_receipt_in_parts(self):
        move = self._request()
        self._pay(move, 50000.0)
        self.assertEqual((self.lease.amount_deposit_held, self.lease.amount_deposit_due), (50000.0, 100000.0))
        self.assertEqual(self.lease.amount_deposit_missing, 100000.0)
        self._pay(move)
        self.assertEqual((self.lease.amount_deposit_held, self.lease.amount_deposit_missing), (150000.0, 0.0))
        kinds = self.lease.deposit_entry_ids.mapped("kind")
        self.assertEqual(kinds, ["requested", "received", "received"])

    def test_l4_1_payment_taken_back_takes_the_receipt_back(self):
        move = self._request()
        self._pay(move)
        lines = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        lines.remove_move_reconcile()
        self.assertEqual((self.lease.amount_deposit_held, self.lease.amount_deposit_due), (0.0, 150000.0))
        self.assertEqual(self.lease.deposit_entry_ids.mapped("amount")[-1], -150000.0)

    def test_l4_1_cancelled_request_asks_for_nothing(self):
        move = self._request()
        move.button_draft()
        move.button_cancel()
        self.assertEqual((self.lease.amount_deposit_due, self.lease.amount_deposit_missing), (0.0, 150000.0))
        self.assertTrue(self._request())

    def test_l4_1_receipt_by_hand_is_accounting_s_with_a_reference(self):
        with self._refused("role_accounting"):
            self._as(self.lease, self.manager)._receive_deposit(1, "x")
        with self._refused("reference_missing"):
            self._as(self.lease, self.accountant)._receive_deposit(1, " ")
        for amount in (0, -5):
            with self._refused("amount_not_positive"):
                self._as(self.lease, self.accountant)._receive_deposit(amount, "x")
        self._receive()
        self.assertEqual(self.lease.amount_deposit_held, 150000.0)

    def test_l4_1_receipt_by_hand_is_taken_back_once_by_a_further_entry(self):
        entry = self._receive()
        self._as(entry, self.accountant).action_correct()
        self.assertEqual(self.lease.amount_deposit_held, 0.0)
        self.assertEqual(self.lease.deposit_entry_ids.mapped("amount"), [150000.0, -150000.0])
        with self._refused("not_correctable"):
            self._as(entry, self.accountant).action_correct()

    def test_l4_1_ledger_is_append_only_for_everybody(self):
        entry = self._receive()
        for attempt in (lambda: entry.sudo().write({"amount": 1}), lambda: entry.sudo().unlink()):
            with self._refused("ledger_closed"):
                attempt()
        values = {"lease_id": self.lease.id, "kind": "received", "amount": 1, "date": "2027-01-01"}
        for user in (self.specialist, self.manager, self.accountant, self.leader, self.tenant):
            with self.assertRaises(AccessError):
                self._as(self.env["mall.lease.deposit.entry"], user).create(values)

    def test_l4_1_figures_of_the_deposit_are_not_written_by_hand(self):
        for name in ("amount_deposit_held", "amount_deposit_missing", "amount_deposit_due", "date_refund_chased"):
            with self.assertRaises(UserError):
                self._as(self.lease, self.manager).write({name: False})

    def test_l4_1_deduction_settles_the_invoices_named(self):
        self._receive()
        first, second = self._bill(20000.0), self._bill(30000.0)
        self._as(self.lease, self.manager)._deduct_deposit(45000.0, "Rent of February unpaid", first + second)
        self.assertEqual((first.payment_state, second.amount_residual), ("paid", 5000.0))
        self.assertEqual((self.lease.amount_deposit_held, self.lease.amount_deposit_missing), (105000.0, 45000.0))
        entry = self.lease.deposit_entry_ids[-1]
        self.assertEqual((entry.kind, entry.reason), ("deducted", "Rent of February unpaid"))
        deposit = entry.move_id.line_ids.filtered(lambda line: line.account_id == self.company.mall_deposit_account_id)
        self.assertEqual(deposit.balance, 45000.0)

    def test_l4_1_deduction_for_damages_is_income(self):
        self._receive()
        self._as(self.lease, self.manager)._deduct_deposit(12345.67, "Broken shop window")
        credit = self.lease.deposit_entry_ids[-1].move_id.line_ids.filtered("credit")
        self.assertEqual((credit.account_id.account_type, credit.credit), ("income", 12345.67))

    def test_l4_1_deduction_keeps_to_what_is_held_and_open(self):
        self._receive(30000.0)
        move = self._bill(20000.0)
        manager = self._as(self.lease, self.manager)
        with self._refused("exceeds_invoices"):
            manager._deduct_deposit(20000.01, "x", move)
        with self._refused("exceeds_held"):
            manager._deduct_deposit(30000.01, "x")
        with self._refused("reason_missing"):
            manager._deduct_deposit(1.0, "  ", move)
        with self._refused("role_manager"):
            self._as(self.lease, self.specialist)._deduct_deposit(1.0, "x", move)
        foreign = self._bill()
        foreign.mall_lease_id = False
        with self._refused("invoice_foreign"):
            manager._deduct_deposit(1.0, "x", foreign)

    def test_l4_1_refund_is_a_credit_note_and_never_more_than_is_held(self):
        self._receive()
        manager = self._as(self.lease, self.manager)
        with self._refused("exceeds_held"):
            manager._refund_deposit(150000.01, "Lease over")
        manager._refund_deposit(100000.0, "Lease over")
        with self._refused("exceeds_held"):
            manager._refund_deposit(50000.01, "Lease over")
        manager._refund_deposit(50000.0, "Rest")
        moves = self.lease.deposit_entry_ids.filtered(lambda entry: entry.kind == "refunded").move_id
        self.assertEqual(set(moves.mapped("move_type")), {"out_refund"})
        self.assertEqual((self.lease.amount_deposit_held, sum(moves.mapped("amount_total"))), (0.0, 150000.0))
        with self._refused("role_manager"):
            self._as(self.lease, self.specialist)._refund_deposit(1.0, "x")

    def test_l4_1_deposit_passes_to_the_successor(self):
        self._receive()
        successor = self._draft(unit_ids=[(6, 0, self._create_unit("1F-31").ids)])
        self.assertEqual(self.lease._transfer_deposit(successor), 150000.0)
        self.assertEqual((self.lease.amount_deposit_held, successor.amount_deposit_held), (0.0, 150000.0))
        self.assertEqual(self.lease._transfer_deposit(successor), 0.0)
        self.assertEqual(successor.deposit_entry_ids.counterpart_lease_id, self.lease)
        with self._refused("successor_foreign"):
            self.lease._transfer_deposit(self.lease)

    def test_l4_1_wizard_books_by_the_same_rules(self):
        wizard = self.env["mall.lease.deposit.book"]

        def make(user, **values):
            return self._as(wizard, user).create({"lease_id": self.lease.id, **values})

        make(self.accountant, kind="received", reference="T 1").action_book()
        self.assertEqual(self.lease.amount_deposit_held, 150000.0)
        with self._refused("role_manager"):
            make(self.specialist, kind="refunded", reason="x").action_book()
        move = self._bill()
        deduct = make(self.manager, kind="deducted", amount=20000.0, reason="Unpaid")
        self.assertEqual(deduct.sudo().invoice_choice_ids, move)
        make(self.accountant, kind="deducted", amount=20000.0, reason="Unpaid", invoice_ids=[(6, 0, move.ids)]).action_book()
        make(self.manager, kind="refunded", reason="Over").action_book()
        self.assertEqual((self.lease.amount_deposit_held, move.payment_state), (0.0, "paid"))

    def test_l4_1_every_reason_is_a_sentence(self):
        for code, text in REASONS.items():
            self.assertTrue(text._source.endswith("."), code)

    def test_l4_1_tenant_sees_the_status_of_the_own_deposit_only(self):
        self._receive(50000.0)
        status = self._as(self.lease, self.tenant)._get_deposit_status()
        self.assertEqual((status["agreed"], status["held"], status["missing"]), (150000.0, 50000.0, 100000.0))
        self.assertEqual([entry["kind"] for entry in status["entries"]], ["received"])
        stranger = self._create_user("t_stranger", "base.group_portal")
        with self.assertRaises(AccessError):
            self._as(self.lease, stranger)._get_deposit_status()
        with self.assertRaises(AccessError):
            self._as(self.lease, self.tenant).read(["deposit_entry_ids"])


@tagged("post_install", "-at_install")
class TestDepositChase(DepositCase):
    """L4.1: missing deposits and refunds are chased."""

    def _run_cron(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref("mall_leasing.ir_cron_chase_deposits").method_direct_trigger()
        self.env.invalidate_all()

    def _reminders(self, words):
        return self.lease.activity_ids.filtered(lambda activity: words in (activity.summary or ""))

    def test_l4_1_missing_deposit_is_chased_once_after_the_days_of_the_settings(self):
        self.lease._gate_write({"moved_datetime": "2027-01-01 08:00:00"})
        self._run_cron("2027-01-14 12:00:00")
        self.assertFalse(self._reminders("missing"))
        self._run_cron("2027-01-15 12:00:00")
        self._run_cron("2027-01-20 12:00:00")
        self.assertEqual(self._reminders("missing").user_id, self.specialist)
        self.assertEqual(len(self._reminders("missing")), 1)

    def test_l4_1_paid_deposit_is_not_chased(self):
        self._receive()
        self.lease._gate_write({"moved_datetime": "2027-01-01 08:00:00"})
        self._run_cron("2027-03-01")
        self.assertFalse(self._reminders("missing"))

    def test_l4_1_deposit_of_an_ended_lease_is_listed_and_chased_with_its_deadline(self):
        self._receive()
        with freeze_time("2028-01-01"):
            self.lease._end_expired()
        self.assertEqual((self.lease.state, str(self.lease.date_deposit_refund)), ("ended", "2028-01-30"))
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_lease_action_deposit_refund")
        domain = literal_eval(action["domain"])
        leases = self._as(self.env["mall.lease"], self.manager)
        self.assertIn(self.lease, leases.search(domain))
        for day, late in (("2028-01-30", False), ("2028-01-31", True)):
            found = leases.search([("date_deposit_refund", "<", day), ("id", "=", self.lease.id)])
            self.assertEqual(bool(found), late, day)
        self._run_cron("2028-01-02")
        self._run_cron("2028-01-03")
        reminder = self._reminders("give the rest back")
        self.assertEqual((len(reminder), str(reminder.date_deadline)), (1, "2028-01-30"))
        self._as(self.lease, self.manager)._refund_deposit(150000.0, "Over")
        self.assertNotIn(self.lease, leases.search(domain))

    def test_l4_1_lists_and_chasing_cost_the_same_for_2_and_22(self):
        leases = self.env["mall.lease"]
        for unit in self._create_units(22, "D"):
            leases += self._create_lease(unit_ids=[(6, 0, unit.ids)], amount_deposit=1000)
        leases._gate_write({"state": "active", "moved_datetime": "2026-12-01 08:00:00"})
        fields = ["amount_deposit_held", "amount_deposit_missing", "amount_deposit_due", "date_deposit_refund"]
        reads, chases = [], []
        with freeze_time("2027-02-01"):
            for chosen in (leases[:1], leases[1:3], leases[3:], leases[:2], leases):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.env["mall.lease"].browse(chosen.ids).with_user(self.manager).read(fields)
                reads.append(self.env.cr.sql_log_count - before)
                if chosen in (leases[:1], leases[1:3], leases[3:]):
                    before = self.env.cr.sql_log_count
                    chosen._chase_missing_deposits()
                    self.env.flush_all()
                    chases.append(self.env.cr.sql_log_count - before)
        self.assertEqual(reads[-2], reads[-1])
        self.assertEqual(chases[1], chases[2])

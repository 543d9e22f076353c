from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...deposit_reasons import DepositRefused
from .mall_lease_deposit_entry import SIGNS

#: In these states the tenant owes the deposit.
OWED_STATES = frozenset({"tenant_signed", "active"})
#: In these states the landlord owes it back.
RETURN_STATES = frozenset({"ended", "cancelled"})
DEPOSIT_FIGURES = frozenset({"amount_deposit_held", "amount_deposit_due", "amount_deposit_missing"})
DEFAULT_REFUND_DAYS = 30


class MallLease(models.Model):
    """The security deposit of a lease: what was agreed, asked for, received, kept and given back."""

    _inherit = "mall.lease"

    deposit_entry_ids = fields.One2many(
        "mall.lease.deposit.entry",
        "lease_id",
        string="Deposit Entries",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The ledger of the deposit; entries are added by the buttons, never changed.",
    )
    amount_deposit_held = fields.Monetary(
        string="Deposit Held",
        compute="_compute_deposit",
        store=True,
        copy=False,
        compute_sudo=True,
        help="What the landlord has of the deposit now: received and taken over, less deducted, refunded and passed on.",
    )
    amount_deposit_due = fields.Monetary(
        string="Deposit Requested",
        compute="_compute_deposit",
        store=True,
        copy=False,
        compute_sudo=True,
        help="What the tenant was asked for and has not paid yet.",
    )
    amount_deposit_missing = fields.Monetary(
        string="Deposit Missing",
        compute="_compute_deposit",
        store=True,
        copy=False,
        compute_sudo=True,
        help="Agreed, but not held, while the lease is signed and in force.",
    )
    date_deposit_refund = fields.Date(
        string="Refund By",
        compute="_compute_date_deposit_refund",
        search="_search_date_deposit_refund",
        help="Last day to give back what is held: the last day of the lease plus the days of the settings.",
    )

    _deposit_held_not_negative = models.Constraint(
        "CHECK (amount_deposit_held >= 0)", "No more of a deposit can be given away than is held."
    )

    @api.depends("amount_deposit", "state", "deposit_entry_ids.amount_signed", "deposit_entry_ids.move_id")
    def _compute_deposit(self):
        for lease in self:
            entries = lease.deposit_entry_ids
            paid = entries.filtered(lambda entry: entry.kind == "received" and entry.move_id)
            requested = entries.filtered(lambda entry: entry.kind == "requested")
            held = lease._round_deposit(sum(entries.mapped("amount_signed")))
            open_request = lease._round_deposit(sum(requested.mapped("amount")) - sum(paid.mapped("amount")))
            owed = lease.amount_deposit if lease.state in OWED_STATES else 0.0
            lease.amount_deposit_held = held
            lease.amount_deposit_due = max(open_request, 0.0)
            lease.amount_deposit_missing = max(lease._round_deposit(owed - held), 0.0)

    @api.depends("date_last", "state", "amount_deposit_held")
    def _compute_date_deposit_refund(self):
        days = timedelta(days=self._get_refund_days())
        for lease in self:
            is_owed = lease.state in RETURN_STATES and lease.amount_deposit_held and lease.date_last
            lease.date_deposit_refund = is_owed and lease._get_occupied_until() + days

    @api.model
    def _search_date_deposit_refund(self, operator, value):
        """Return the domain of leases whose deposit is to be given back by a day; compared on the lease's last day."""
        if operator not in ("<", "<=", ">", ">=") or not value:
            return NotImplemented
        last = fields.Date.to_date(value) - timedelta(days=self._get_refund_days())
        ended = Domain("state", "=", "ended") & Domain("date_last", operator, last)
        given_up = Domain("state", "=", "cancelled") & Domain("moved_datetime", operator, last)
        return Domain("amount_deposit_held", ">", 0) & (ended | given_up)

    def _get_occupied_until(self):
        """Return the day from which the deposit is to be given back: the last day, or the day a lease was given up."""
        self.ensure_one()
        # sudo: users read when a lease moved as they read the lease; the tenant need not
        given_up = self.state == "cancelled" and self.sudo().moved_datetime
        return min(self.date_last, given_up.date()) if given_up else self.date_last

    @api.model
    def _get_approval_protected_fields(self):
        return super()._get_approval_protected_fields() | DEPOSIT_FIGURES

    @api.model
    def _get_refund_days(self):
        return self.env["mall.offer"]._get_days_setting("mall_leasing.deposit_refund_days", DEFAULT_REFUND_DAYS)

    # === THE LEDGER === #

    def _book_deposit(self, kind, amount, **values):
        """Add an entry to the ledger of one lease, to the cent and one session at a time.

        :param str kind: key of ``ENTRY_KINDS``
        :param float amount: company currency; above zero, below only to take back a request or receipt
        :param values: further values of the entry
        :return: the entry
        :raises DepositRefused: if more would leave than is held
        Clause: L4.1
        """
        self.ensure_one()
        amount = self._round_deposit(amount)
        if amount <= 0 and kind not in ("requested", "received"):
            self._refuse_deposit("amount_not_positive")
        self._lock_deposits()
        # sudo: what is held decides, whatever the caller may read of the lease
        held = self.sudo().amount_deposit_held
        if self._round_deposit(held + SIGNS[kind] * amount) < 0:
            self._refuse_deposit("exceeds_held", amount=self._format_deposit(abs(amount)), held=self._format_deposit(held))
        date = values.pop("date", False) or fields.Date.context_today(self)
        # sudo: nobody writes the ledger; each action has checked its own role before it books
        entry = self.env["mall.lease.deposit.entry"].sudo().create(
            {"lease_id": self.id, "kind": kind, "amount": amount, "date": date, **values}
        )
        # Written now: a second session that waits for this row then starts over and finds the entry.
        self.sudo().flush_recordset(list(DEPOSIT_FIGURES))  # sudo: as above
        return entry

    def _lock_deposits(self):
        """Queue behind any other session that books a deposit of these leases."""
        query = SQL("SELECT id FROM mall_lease WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", tuple(self.ids) or (0,))
        self.env.execute_query(query)

    def _round_deposit(self, amount):
        return self.currency_id.round(amount) if self.currency_id else amount

    def _format_deposit(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _refuse_deposit(self, reason, **values):
        # sudo: the number of the lease alone is named
        raise DepositRefused(self.env, reason, "L4.1", lease=self.sudo().display_name, **values)

    def _check_accounting(self):
        """Refuse everybody but accounting."""
        if not self.env.su and not self.env.user.has_group("account.group_account_invoice"):
            self._refuse_deposit("role_accounting")

    def _check_deposit_manager(self):
        """Refuse everybody but the leasing manager."""
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group("mall_leasing.group_mall_leasing_manager"):
            self._refuse_deposit("role_manager")

    # === RECEIVED BY HAND, PASSED ON, SHOWN === #

    def _receive_deposit(self, amount, reference, date=False):
        """Enter by hand that the deposit, or a part of it, came in.

        :raises DepositRefused: outside accounting, without a reference, or for an amount not above zero
        Clause: L4.1
        """
        self.ensure_one()
        self.check_access("read")
        self._check_accounting()
        if not (reference or "").strip():
            self._refuse_deposit("reference_missing")
        if self._round_deposit(amount) <= 0:
            self._refuse_deposit("amount_not_positive")
        return self._book_deposit("received", amount, reference=reference.strip(), date=date)

    def _transfer_deposit(self, successor):
        """Pass what is held on to the lease that takes this one's place.

        :param mall.lease successor: another lease of the same company
        :return: the amount passed on; 0.0 where nothing was held
        :raises DepositRefused: if the other lease is the same or of another company
        Clause: L4.1
        """
        self.ensure_one()
        successor.ensure_one()
        if self == successor or self.company_id != successor.company_id:
            self._refuse_deposit("successor_foreign")
        (self | successor)._lock_deposits()
        amount = self.sudo().amount_deposit_held  # sudo: as in _book_deposit
        if amount:
            self._book_deposit("transferred_out", amount, counterpart_lease_id=successor.id)
            successor._book_deposit("transferred_in", amount, counterpart_lease_id=self.id)
        return amount

    @api.model
    def _create_from_rent_roll(self, rows):
        """Open the ledgers of leases taken over with the deposit the rent roll names: it was paid before.

        Clause: L4.1
        """
        leases = super()._create_from_rent_roll(rows)
        reference = self.env._("Rent roll")
        # sudo: nobody writes the ledger; the manager's right to take the leases over was checked
        self.env["mall.lease.deposit.entry"].sudo().create(
            [
                {
                    "lease_id": lease.id,
                    "kind": "received",
                    "amount": lease.amount_deposit,
                    "date": lease.date_start,
                    "reference": reference,
                }
                for lease in leases
                if lease.amount_deposit
            ]
        )
        return leases

    def _get_deposit_status(self):
        """Return what the tenant may know of the deposit.

        :return: {"currency", "agreed", "held", "due", "missing", "refund_by", "entries": [{"date", "kind", "label",
            "amount"}]}; amounts as float in company currency, transfers named but not the other lease
        Clause: L4.1
        """
        self.ensure_one()
        labels = dict(self.env["mall.lease.deposit.entry"]._fields["kind"]._description_selection(self.env))
        # sudo: the tenant reads no ledger; of the own lease, checked here, these figures are the tenant's to know
        self.check_access("read")
        lease = self.sudo()
        return {
            "currency": lease.currency_id,
            "agreed": lease.amount_deposit,
            "held": lease.amount_deposit_held,
            "due": lease.amount_deposit_due,
            "missing": lease.amount_deposit_missing,
            "refund_by": lease.date_deposit_refund,
            "entries": [
                {"date": entry.date, "kind": entry.kind, "label": labels[entry.kind], "amount": entry.amount}
                for entry in lease.deposit_entry_ids
            ],
        }

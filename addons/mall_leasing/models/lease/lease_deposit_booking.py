"""What a deposit does in the books: a request is an invoice on a liability account, a refund its credit note."""

from odoo import Command, api, fields, models

from .lease_billing import QUIET
from .lease_deposit import OWED_STATES


class MallLease(models.Model):
    _inherit = "mall.lease"

    # === REQUEST === #

    def action_request_deposit(self):
        """Ask the tenant for what is missing of the deposit, by an invoice on the account for deposits.

        :return: action that opens the invoice, where the user may see it
        :raises DepositRefused: if the tenant has not signed, nothing is missing, or no account is set
        Clause: L4.1
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in OWED_STATES:
            self._refuse_deposit("not_signed")
        self._lock_deposits()
        amount = self._round_deposit(self.amount_deposit_missing - self.amount_deposit_due)
        if amount <= 0:
            held, due = map(self._format_deposit, (self.amount_deposit_held, self.amount_deposit_due))
            self._refuse_deposit("nothing_missing", held=held, due=due)
        move = self._create_deposit_document("out_invoice", amount, self.env._("Security deposit of %(lease)s", lease=self.name))
        self._book_deposit("requested", amount, move_id=move.id, date=move.invoice_date)
        return self._open_deposit_document(move)

    def _create_deposit_document(self, move_type, amount, label):
        """Create and post an invoice or credit note of the deposit, without tax."""
        account = self._get_deposit_account()
        journal = self._get_sale_journals().get(self.company_id)
        if not journal:
            self._refuse_deposit("journal_missing", company=self.company_id.name)
        # sudo: lends the accountant's right to bill what the signed lease says; role and amount were checked before
        moves = self.env["account.move"].sudo().with_company(self.company_id).with_context(**QUIET)
        move = moves.create(
            {
                "move_type": move_type,
                "journal_id": journal,
                "partner_id": self.partner_id.id,
                "currency_id": self.currency_id.id,
                "mall_lease_id": self.id,
                "invoice_date": fields.Date.context_today(self),
                "invoice_origin": self.name,
                "invoice_line_ids": [Command.create(self._prepare_deposit_line_values(account, amount, label))],
            }
        )
        move.action_post()
        return move

    def _prepare_deposit_line_values(self, account, amount, label):
        return {
            "product_id": self.env.ref("mall_leasing.product_deposit").id,
            "name": label,
            "account_id": account.id,
            "quantity": 1,
            "price_unit": amount,
            "tax_ids": [Command.clear()],
        }

    def _get_deposit_account(self):
        """Return the liability account deposits are held on.

        :raises DepositRefused: if none is set
        """
        # sudo: accounts are closed to leasing; the setting alone is read
        account = self.company_id.sudo().mall_deposit_account_id
        if not account:
            self._refuse_deposit("account_missing", company=self.company_id.name)
        return account

    def _open_deposit_document(self, move):
        if not move.with_env(self.env).has_access("read"):
            return True
        return {"type": "ir.actions.act_window", "res_model": "account.move", "res_id": move.id, "view_mode": "form"}

    # === REFUND === #

    def _refund_deposit(self, amount, reason):
        """Give the deposit, or a part of it, back: a credit note that accounting pays out.

        :param float amount: company currency, above zero, at most what is held
        :param str reason: why
        :return: the entry of the ledger
        :raises DepositRefused: below leasing manager, without reason, beyond what is held, or without an account
        Clause: L4.1
        """
        self.ensure_one()
        self._check_give_away(amount, reason)
        label = self.env._("Refund of the security deposit of %(lease)s", lease=self.name)
        entry_move = self._create_deposit_document("out_refund", self._round_deposit(amount), label)
        return self._book_deposit("refunded", amount, move_id=entry_move.id, reason=reason.strip())

    def _check_give_away(self, amount, reason):
        """Refuse a deduction or refund by the wrong person, without a reason, or beyond what is held."""
        self._check_deposit_manager()
        if not (reason or "").strip():
            self._refuse_deposit("reason_missing")
        amount = self._round_deposit(amount)
        if amount <= 0:
            self._refuse_deposit("amount_not_positive")
        self._lock_deposits()
        if amount > self.amount_deposit_held:
            held = self._format_deposit(self.amount_deposit_held)
            self._refuse_deposit("exceeds_held", amount=self._format_deposit(amount), held=held)

    # === DEDUCTION === #

    def _deduct_deposit(self, amount, reason, invoices=None):
        """Keep a part of the deposit for unpaid invoices, or without any for damages.

        :param float amount: company currency, above zero, at most what is held and what is open on the invoices
        :param str reason: why
        :param account.move invoices: posted, unpaid invoices of this lease; settled in the order they fell due
        :return: the entry of the ledger
        :raises DepositRefused: below leasing manager, without reason, beyond what is held or open, foreign invoices
        Clause: L4.1
        """
        self.ensure_one()
        self._check_give_away(amount, reason)
        amount = self._round_deposit(amount)
        # sudo: invoices are closed to leasing; only open ones of this very lease are let through
        invoices = (invoices or self.env["account.move"]).sudo()
        shares = self._share_among(invoices, amount) if invoices else {}
        move = self._create_deduction_move(amount, reason.strip(), shares)
        return self._book_deposit("deducted", amount, move_id=move.id, reason=reason.strip())

    def _get_deductible_domain(self):
        """Return the domain of the invoices a deposit can be kept for: what the tenant has not paid, deposits aside."""
        requests = self.deposit_entry_ids.move_id.ids
        return [
            ("mall_lease_id", "=", self.id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
            ("id", "not in", requests),
        ]

    def _share_among(self, invoices, amount):
        """Return {receivable line: amount} that settles invoices in the order they fell due."""
        foreign = invoices - invoices.filtered_domain(self._get_deductible_domain())
        if foreign:
            self._refuse_deposit("invoice_foreign", invoice=foreign[0].name)
        lines = invoices.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        ).sorted(lambda line: (line.date_maturity or line.date, line.id))
        open_amount = self._round_deposit(sum(lines.mapped("amount_residual")))
        if amount > open_amount:
            self._refuse_deposit(
                "exceeds_invoices", amount=self._format_deposit(amount), open=self._format_deposit(open_amount)
            )
        shares = {}
        for line in lines:
            share = min(line.amount_residual, amount)
            amount = self._round_deposit(amount - share)
            if share > 0:
                shares[line] = share
        return shares

    def _create_deduction_move(self, amount, reason, shares):
        """Book the deduction, deposit against receivables or income, and settle the invoices with it."""
        deposit = self._get_deposit_account()
        # sudo: as in _create_deposit_document
        moves = self.env["account.move"].sudo().with_company(self.company_id).with_context(**QUIET)
        lines = [self._prepare_entry_line_values(deposit, amount, reason)]
        lines += [self._prepare_entry_line_values(line.account_id, -share, reason) for line, share in shares.items()]
        if not shares:
            lines.append(self._prepare_entry_line_values(self._get_damages_account(), -amount, reason))
        move = moves.create(
            {
                "move_type": "entry",
                "journal_id": self._get_general_journal().id,
                "mall_lease_id": self.id,
                "ref": self.env._("Deduction from the deposit of %(lease)s", lease=self.name),
                "date": fields.Date.context_today(self),
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        move.action_post()
        for (line, _share), counterpart in zip(shares.items(), move.line_ids.filtered("credit").sorted("id"), strict=False):
            (line | counterpart).reconcile()
        return move

    def _prepare_entry_line_values(self, account, balance, label):
        return {"account_id": account.id, "partner_id": self.partner_id.commercial_partner_id.id, "balance": balance, "name": label}

    def _get_damages_account(self):
        """Return the income account damages are booked on: that of other lease charges."""
        # sudo: accounts are closed to leasing; one account of the lease's own company is read
        product = self.env.ref("mall_leasing.product_other").sudo().with_company(self.company_id)
        account = product.product_tmpl_id.get_product_accounts()["income"]
        return account or self._refuse_deposit("account_missing", company=self.company_id.name)

    def _get_general_journal(self):
        # sudo: journals are closed to leasing; one of the lease's own company is read
        journals = self.env["account.journal"].sudo()
        journal = journals.search([("type", "=", "general"), ("company_id", "=", self.company_id.id)], limit=1)
        return journal or self._refuse_deposit("journal_missing", company=self.company_id.name)

    # === RECEIVED THROUGH THE BOOKS === #

    @api.model
    def _sync_deposit_requests(self, moves):
        """Bring the ledgers up to date with what was paid on, credited on or cancelled of deposit requests.

        :param account.move moves: any documents; those that are no deposit requests are passed over
        Clause: L4.1
        """
        # sudo: the ledger follows the books, whoever pays or reconciles
        entries = self.env["mall.lease.deposit.entry"].sudo()
        booked = entries._read_group(
            [("move_id", "in", moves.ids), ("kind", "in", ("requested", "received"))],
            ["lease_id", "move_id", "kind"],
            ["amount:sum"],
        )
        known = {}
        for lease, move, kind, amount in booked:
            known.setdefault((lease, move), {})[kind] = amount
        for (lease, move), amounts in known.items():
            for kind, target in move._get_deposit_progress().items():
                change = lease._round_deposit(target - amounts.get(kind, 0.0))
                if change:
                    lease._book_deposit(kind, change, move_id=move.id, reference=move.name)

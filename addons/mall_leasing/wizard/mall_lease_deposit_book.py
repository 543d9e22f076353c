from odoo import api, fields, models

from ..models.lease.mall_lease_deposit_entry import ENTRY_KINDS


class MallLeaseDepositBook(models.TransientModel):
    """Ask what to enter in the ledger of a deposit; who may, and how much, is decided by the lease."""

    _name = "mall.lease.deposit.book"
    _description = "Book Deposit"

    lease_id = fields.Many2one("mall.lease", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="lease_id.currency_id", related_sudo=False)
    kind = fields.Selection(
        [kind for kind in ENTRY_KINDS if kind[0] in ("received", "deducted", "refunded")],
        required=True,
        readonly=True,
        help="Received: entered by accounting.\nDeducted or refunded: by the leasing manager.",
    )
    amount_held = fields.Monetary(related="lease_id.amount_deposit_held", related_sudo=False)
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        compute_sudo=False,
        help="Company currency, above zero.",
    )
    date = fields.Date(default=fields.Date.context_today, help="Day the money came in.")
    reference = fields.Char(help="How the payment can be found again: number of the transfer, of the guarantee.")
    reason = fields.Text(help="Why it is kept or given back; the tenant will ask.")
    invoice_choice_ids = fields.Many2many("account.move", compute="_compute_invoice_choice_ids")
    invoice_ids = fields.Many2many(
        "account.move",
        string="Unpaid Invoices",
        domain="[('id', 'in', invoice_choice_ids)]",
        help="The invoices the deposit pays; none: it is kept for damages.",
    )

    @api.depends("lease_id", "kind")
    def _compute_amount(self):
        for wizard in self:
            lease = wizard.lease_id
            wizard.amount = lease.amount_deposit_missing if wizard.kind == "received" else lease.amount_deposit_held

    @api.depends("lease_id", "kind")
    def _compute_invoice_choice_ids(self):
        """Offer the open invoices of the lease; their numbers alone are shown to whoever deducts."""
        for wizard in self:
            # sudo: the manager who deducts need not have a right on invoices, only these are named
            moves = self.env["account.move"].sudo()
            is_deduction = wizard.kind == "deducted"
            wizard.invoice_choice_ids = is_deduction and moves.search(wizard.lease_id._get_deductible_domain())

    def action_book(self):
        """Enter it.

        :raises DepositRefused: if the lease refuses amount, person, reason or invoices
        Clause: L4.1
        """
        self.ensure_one()
        lease = self.lease_id
        if self.kind == "received":
            lease._receive_deposit(self.amount, self.reference, self.date)
        elif self.kind == "deducted":
            lease._deduct_deposit(self.amount, self.reason, self.invoice_ids)
        else:
            lease._refund_deposit(self.amount, self.reason)
        return {"type": "ir.actions.act_window_close"}

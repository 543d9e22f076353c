from odoo import api, fields, models

from ...deposit_reasons import DepositRefused

ENTRY_KINDS = [
    ("requested", "Requested"),
    ("received", "Received"),
    ("deducted", "Deducted"),
    ("refunded", "Refunded"),
    ("transferred_in", "Transferred In"),
    ("transferred_out", "Transferred Out"),
]
#: What an entry does to the money held; a request asks for money, it holds none.
SIGNS = {"requested": 0, "received": 1, "deducted": -1, "refunded": -1, "transferred_in": 1, "transferred_out": -1}


class MallLeaseDepositEntry(models.Model):
    """One line of the ledger of a lease's deposit: appended by the lease's own actions, never changed, never deleted."""

    _name = "mall.lease.deposit.entry"
    _description = "Deposit Entry"
    _order = "date, id"
    _rec_name = "kind"

    lease_id = fields.Many2one(
        "mall.lease", required=True, readonly=True, index=True, ondelete="cascade", help="Whose deposit it is."
    )
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="lease_id.currency_id")
    partner_id = fields.Many2one(related="lease_id.partner_id", string="Tenant")
    date = fields.Date(required=True, readonly=True, help="Day of the request, receipt, deduction, refund or transfer.")
    kind = fields.Selection(
        ENTRY_KINDS,
        required=True,
        readonly=True,
        help="Requested: the tenant was asked for it.\nReceived: the money came in.\n"
        "Deducted: kept for unpaid invoices or damages.\nRefunded: given back.\n"
        "Transferred: passed on to, or taken over from, another lease.",
    )
    amount = fields.Monetary(
        required=True,
        readonly=True,
        help="Company currency; below zero only where a request or a receipt was taken back.",
    )
    amount_signed = fields.Monetary(
        string="Effect",
        compute="_compute_amount_signed",
        store=True,
        precompute=True,
        help="What the entry adds to the deposit held, or takes from it.",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Document",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The invoice, credit note or journal entry that stands for it in the books.",
    )
    reference = fields.Char(readonly=True, help="How the payment can be found again.")
    reason = fields.Text(readonly=True, help="Why it was deducted, refunded or taken back.")
    counterpart_lease_id = fields.Many2one(
        "mall.lease", string="Other Lease", readonly=True, index="btree_not_null", help="The lease it came from or went to."
    )
    corrects_id = fields.Many2one(
        "mall.lease.deposit.entry", string="Takes Back", readonly=True, index="btree_not_null", help="The entry it undoes."
    )
    correction_ids = fields.One2many("mall.lease.deposit.entry", "corrects_id", string="Taken Back By")
    can_correct = fields.Boolean(compute="_compute_can_correct")

    _amount_not_zero = models.Constraint("CHECK (amount <> 0)", "A deposit entry needs an amount.")
    _amount_positive = models.Constraint(
        "CHECK (amount > 0 OR kind IN ('requested', 'received'))", "Only a request or a receipt can be taken back."
    )
    _corrected_once = models.UniqueIndex(
        "(corrects_id) WHERE corrects_id IS NOT NULL", "This entry was taken back already."
    )

    @api.depends("amount", "kind")
    def _compute_amount_signed(self):
        for entry in self:
            entry.amount_signed = entry.amount * SIGNS[entry.kind]

    @api.depends("kind", "move_id", "corrects_id", "correction_ids")
    @api.depends_context("uid")
    def _compute_can_correct(self):
        is_accounting = self.env.user.has_group("account.group_account_invoice")
        for entry in self:
            entry.can_correct = is_accounting and entry._is_correctable()

    def _is_correctable(self):
        """Tell whether the entry is a receipt by hand that still counts."""
        self.ensure_one()
        by_hand = self.kind == "received" and not self.move_id and self.amount > 0
        return by_hand and not self.correction_ids

    def write(self, vals):
        """Refuse: what was booked stays booked.

        :raises DepositRefused: always
        Clause: L4.1
        """
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse_change()

    def _refuse_change(self):
        for entry in self:
            # sudo: the number of the lease alone is named
            raise DepositRefused(self.env, "ledger_closed", "L4.1", lease=entry.sudo().lease_id.display_name)

    def action_correct(self):
        """Take back a receipt that was entered by hand, by a further entry.

        :raises DepositRefused: if it is another kind of entry, was taken back before, or by somebody outside accounting
        Clause: L4.1
        """
        self.ensure_one()
        self.check_access("read")
        if not self._is_correctable():
            raise DepositRefused(self.env, "not_correctable", "L4.1")
        self.lease_id._check_accounting()
        reason = self.env._("Taken back by %(user)s.", user=self.env.user.name)
        self.lease_id._book_deposit(
            "received", -self.amount, corrects_id=self.id, reference=self.reference, reason=reason
        )
        return True

from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Command

from ..lease.lease_billing import QUIET


class MallTurnoverSettlement(models.Model):
    """The invoice or credit note of a settlement, and its reversal."""

    _inherit = "mall.turnover.settlement"

    def _make_invoices(self):
        """Make the invoices and credit notes of confirmed settlements in one batch; nothing due makes none.

        Clause: L4.1
        """
        # sudo: the accountant's right to create invoices; what a manager confirmed is billed as it was worked out
        payable = self.sudo().filtered(lambda one: not one.move_id and not one.currency_id.is_zero(one.amount_result))
        journals = payable._get_journals()
        values = [one._prepare_move_values(journals[one.company_id]) for one in payable]
        moves = payable.env["account.move"].with_context(**QUIET).create(values)
        for settlement, move in zip(payable, moves, strict=True):
            settlement.write({"move_id": move.id, "state": "invoiced"})
        moves._message_log_batch(bodies={one.move_id.id: one._get_move_note() for one in payable})

    def _get_journals(self):
        """Return {company: its first sales journal}.

        :raises TurnoverRefused: if a company has none
        """
        journals = self.lease_id._get_sale_journals()
        for settlement in self.filtered(lambda one: not journals.get(one.company_id)):
            settlement._refuse("journal_missing", company=settlement.company_id.name)
        return journals

    def _prepare_move_values(self, journal_id):
        """Return the values of the invoice, or of the credit note for a result below zero. Override to extend."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return {
            "move_type": "out_invoice" if self.amount_result > 0 else "out_refund",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "journal_id": journal_id,
            "mall_lease_id": self.lease_id.id,
            "invoice_date": today,
            "date": today,
            "auto_post": "at_date",
            "invoice_origin": self.name,
            "invoice_user_id": self.lease_id.user_id.id,
            "invoice_payment_term_id": self.lease_id.payment_term_id.id,
            "invoice_line_ids": [Command.create(self._prepare_move_line_values())],
        }

    def _prepare_move_line_values(self):
        lang = self.partner_id.lang
        settlement = self.with_context(lang=lang) if lang else self
        return {
            "product_id": self.env.ref("mall_leasing.product_turnover_rent").id,
            "name": settlement.env._(
                "Turnover rent, %(period)s, settlement %(number)s", period=settlement._get_period(), number=self.name
            ),
            "quantity": 1,
            "price_unit": abs(self.amount_result),
        }

    def _get_move_note(self):
        text = self.env._("Made by settlement %(settlement)s.", settlement=self._get_html_link())
        return Markup("<p>%s</p>") % text

    def _reverse_invoice(self, reason):
        """Return what takes the invoice back; a draft that was never posted is cancelled instead.

        :return: account.move, empty where nothing had to be reversed
        """
        self.ensure_one()
        # sudo: as in _make_invoices
        move = self.sudo().move_id
        if move.state != "posted":
            move.filtered(lambda one: one.state == "draft").button_cancel()
            return self.env["account.move"]
        today = fields.Date.context_today(self)
        values = {"date": today, "invoice_date": today, "ref": reason, "auto_post": "at_date", "mall_lease_id": self.lease_id.id}
        return move.with_context(**QUIET)._reverse_moves([values])

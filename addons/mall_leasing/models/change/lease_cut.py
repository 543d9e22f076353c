from odoo import Command, fields, models
from odoo.tools import format_date

from ..lease.lease_billing import QUIET


class MallLease(models.Model):
    """What was billed beyond the day a lease ends on, put right. Clause: L4.2."""

    _inherit = "mall.lease"

    def _get_billed_until(self):
        """Return the last day billed so far, or False."""
        # sudo: a day, for whoever may read the lease
        days = self.sudo().contract_id.contract_line_ids.mapped("last_date_invoiced")
        return max(filter(None, days), default=False)

    def _cut_billing(self):
        """Bill leases no further than their last day, and give back what was billed beyond it.

        Drafts are put right, posted invoices are credited. Running it again changes nothing.

        Clause: L4.2
        """
        # sudo: leasing has no accounting rights; that the lease ends was approved and signed, the figures follow from it
        for lease in self.sudo().with_context(**QUIET):
            lines = lease._get_lines_beyond()
            drafts = lines.filtered(lambda line: line.parent_state == "draft")
            lease._credit(lines - drafts)
            lease._trim_drafts(drafts)
            lease.contract_id.contract_line_ids._cut(lease.date_last)

    def _get_lines_beyond(self):
        """Return the invoice lines that bill days after the last day of this lease."""
        self.ensure_one()
        lines = self.env["account.move.line"].search(
            [
                ("move_id.mall_lease_id", "=", self.id),
                ("move_id.move_type", "=", "out_invoice"),
                ("contract_line_id", "!=", False),
                ("parent_state", "in", ("draft", "posted")),
            ],
            order="date, id",
        )
        return lines.filtered(lambda line: line._get_lease_period()[1] > self.date_last)

    def _trim_drafts(self, lines):
        """Have invoices that are not posted yet bill up to the last day only; empty ones go."""
        self.ensure_one()
        moves = lines.move_id
        for line in lines:
            owed = line._get_owed_until(self.date_last)
            if not owed:
                line.unlink()
                continue
            slices = line._get_slices_until(self.date_last)
            name = line.contract_line_id._get_period_description(slices[0].date_from, slices[-1].date_to, slices)
            line.write({"price_unit": float(owed), "name": name, "mall_date_to": self.date_last})
        moves.filtered(lambda move: not move.invoice_line_ids).unlink()

    def _credit(self, lines):
        """Give back what posted invoices bill after the last day: one credit note for each invoice.

        :param lines: invoice lines of this lease that reach beyond its last day
        :return: the credit notes, posted by accounting's own run like the invoices
        """
        self.ensure_one()
        moves = self.env["account.move"]
        for invoice, beyond in lines.grouped("move_id").items():
            amounts = {line: line._get_amount_to_credit(self.date_last) for line in beyond}
            amounts = {line: amount for line, amount in amounts.items() if amount}
            if amounts and invoice.payment_state != "reversed":
                moves += self.env["account.move"].create(self._prepare_credit_values(invoice, amounts))
        for credit in moves:
            credit.message_post(
                body=self.env._(
                    "Credit for the days after the last day of %(lease)s, of %(invoice)s.",
                    lease=self._get_html_link(),
                    invoice=credit.reversed_entry_id._get_html_link(),
                )
            )
        return moves

    def _prepare_credit_values(self, invoice, amounts):
        """Return the values of the credit note of one invoice. Override to extend.

        :param dict amounts: {invoice line: Decimal to give back}
        """
        self.ensure_one()
        today = self._get_today()
        return {
            "move_type": "out_refund",
            "partner_id": invoice.partner_id.id,
            "company_id": invoice.company_id.id,
            "currency_id": invoice.currency_id.id,
            "journal_id": invoice.journal_id.id,
            "fiscal_position_id": invoice.fiscal_position_id.id,
            "mall_lease_id": self.id,
            "reversed_entry_id": invoice.id,
            "invoice_origin": invoice.name,
            "invoice_date": today,
            "date": today,
            "auto_post": "at_date",
            "invoice_line_ids": [
                Command.create(self._prepare_credit_line_values(line, amount)) for line, amount in amounts.items()
            ],
        }

    def _prepare_credit_line_values(self, line, amount):
        """Return the values of what is given back of one charge, with the tax of its invoice line."""
        first, last = line._get_lease_period()
        first = max(first, fields.Date.add(self.date_last, days=1))
        lang = self.partner_id.lang
        env = self.with_context(lang=lang).env if lang else self.env
        name = env._(
            "%(charge)s, credit for %(date_from)s to %(date_to)s",
            charge=line.contract_line_id.mall_charge_id.name,
            date_from=format_date(env, first),
            date_to=format_date(env, last),
        )
        return {
            "product_id": line.product_id.id,
            "name": name,
            "quantity": 1,
            "price_unit": float(amount),
            "tax_ids": [Command.set(line.tax_ids.ids)],
            "account_id": line.account_id.id,
            "analytic_distribution": line.analytic_distribution,
            "mall_date_from": first,
            "mall_date_to": last,
            "mall_credited_line_id": line.id,
        }

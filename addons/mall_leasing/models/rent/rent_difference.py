from odoo import Command, fields, models
from odoo.tools import SQL, format_date

from ..lease.lease_billing import QUIET


class AccountMoveLine(models.Model):
    """Lines that bill what came to light after a period was billed. Clause: L4.1."""

    _inherit = "account.move.line"

    mall_supplements_line_id = fields.Many2one(
        "account.move.line",
        string="Adds To",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The invoice line whose days this line bills the rest of, after a rent review was confirmed late.",
    )
    mall_supplement_line_ids = fields.One2many(
        "account.move.line", "mall_supplements_line_id", string="Added By", help="What was billed for the days of this line later."
    )

    def _get_billed(self):
        """Count what was billed for the days of the line later: it is given back with the line where a lease ends early."""
        supplements = self.mall_supplement_line_ids.filtered(lambda line: line.parent_state != "cancel")
        return super()._get_billed() + sum(line._get_billed() for line in supplements)

    def _get_difference(self, day):
        """Return what is still owed for the days of this line up to a day, below zero where too much was billed.

        :return: Decimal, without tax as the price on the invoice
        Clause: L4.1
        """
        self.ensure_one()
        credited = self.mall_credit_line_ids.filtered(lambda line: line.parent_state != "cancel")
        return self._get_owed_until(day) - self._get_billed() + sum(line._get_billed() for line in credited)


class MallRentReview(models.Model):
    """A review confirmed late: the days billed before at the former amount are put right. Clause: L4.1."""

    _inherit = "mall.rent.review"

    move_id = fields.Many2one(
        "account.move",
        string="Difference",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Invoice, or credit note, for the days that were billed at the former amount before the review was confirmed.",
    )

    def action_confirm(self):
        """Confirm, and bill the difference for days that were billed already."""
        result = super().action_confirm()
        # sudo: leasing has no accounting rights; the manager's decision was checked, the figures follow from it
        for review in self.sudo().with_context(**QUIET):
            review._bill_difference()
        return result

    def _bill_difference(self):
        """Put drafts right, and bill or give back the difference to what is posted: one document, a line for each period."""
        self.ensure_one()
        # Billing holds the contracts it works on: whatever it bills at this moment is seen here, or billed at the new amount.
        self.env.execute_query(SQL("SELECT id FROM contract_contract WHERE id = %s FOR UPDATE", self.lease_id.contract_id.id or 0))
        lines = self._get_lines_billed()
        drafts = lines.filtered(lambda line: line.parent_state == "draft")
        for line in drafts:
            line.write(self._prepare_draft_values(line))
        last = self.lease_id.date_last
        differences = {line: line._get_difference(last) for line in lines - drafts}
        differences = {line: amount for line, amount in differences.items() if amount}
        if differences:
            self.move_id = self.env["account.move"].create(self._prepare_difference_values(differences))

    def _get_lines_billed(self):
        """Return the invoice lines of the charge that bill days from the review on."""
        self.ensure_one()
        lines = self.env["account.move.line"].search(
            [
                ("contract_line_id.mall_charge_id", "=", self.charge_id.id),
                ("move_id.move_type", "=", "out_invoice"),
                ("parent_state", "in", ("draft", "posted")),
                ("move_id.payment_state", "!=", "reversed"),
            ],
            order="date, id",
        )
        return lines.filtered(lambda line: line._get_lease_period()[1] >= self.date)

    def _prepare_draft_values(self, line):
        """Return price and words of an invoice line that is not posted yet, at the amounts now in force."""
        first, last = line._get_lease_period()
        slices = line._get_slices_until(last)
        name = line.contract_line_id._get_period_description(first, last, slices)
        return {"price_unit": float(line._get_owed_until(last)), "name": name}

    def _prepare_difference_values(self, differences):
        """Return the values of the invoice, or credit note, for what was billed too little or too much.

        :param dict differences: {posted invoice line: Decimal, not zero}
        """
        self.ensure_one()
        owed = sum(differences.values()) > 0
        invoice = next(iter(differences)).move_id
        today = self.lease_id._get_today()
        return {
            "move_type": "out_invoice" if owed else "out_refund",
            "partner_id": invoice.partner_id.id,
            "company_id": invoice.company_id.id,
            "currency_id": invoice.currency_id.id,
            "journal_id": invoice.journal_id.id,
            "fiscal_position_id": invoice.fiscal_position_id.id,
            "invoice_payment_term_id": invoice.invoice_payment_term_id.id if owed else False,
            "mall_lease_id": self.lease_id.id,
            "invoice_origin": self.lease_id.name,
            "invoice_date": today,
            "date": today,
            "auto_post": "at_date",
            "invoice_line_ids": [
                Command.create(self._prepare_difference_line_values(line, amount if owed else -amount, owed))
                for line, amount in differences.items()
            ],
        }

    def _prepare_difference_line_values(self, line, amount, owed):
        """Return the values of one period's difference, with account and tax of the line it belongs to."""
        first, last = line._get_lease_period()
        first, last = max(first, self.date), min(last, self.lease_id.date_last)
        lang = self.partner_id.lang
        env = self.with_context(lang=lang).env if lang else self.env
        name = env._(
            "%(charge)s, difference by index for %(date_from)s to %(date_to)s",
            charge=self.charge_id.name,
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
            "mall_supplements_line_id" if owed else "mall_credited_line_id": line.id,
        }

import calendar
from decimal import Decimal

from odoo import fields, models

from ...core.rent import amount_due


class AccountMoveLine(models.Model):
    """Which days of a lease an invoice line bills, and what of it was credited. Clause: L4.2."""

    _inherit = "account.move.line"

    mall_date_from = fields.Date(
        string="Lease Days From", readonly=True, copy=False, help="First day of the lease that this line bills or credits."
    )
    mall_date_to = fields.Date(
        string="Lease Days To", readonly=True, copy=False, help="Last day of the lease that this line bills or credits, inclusive."
    )
    mall_credited_line_id = fields.Many2one(
        "account.move.line",
        string="Credits",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The invoice line whose days after the end of the lease this line gives back.",
    )
    mall_credit_line_ids = fields.One2many(
        "account.move.line", "mall_credited_line_id", string="Credited By", help="What was given back of this line so far."
    )

    def _get_lease_period(self):
        """Return the first and last day of the lease that this line bills, both inclusive.

        A line made before the days were kept bills from its invoice's date to the end of that month.
        """
        self.ensure_one()
        first = self.mall_date_from or self.move_id.invoice_date
        month_end = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return first, self.mall_date_to or month_end

    def _get_slices_until(self, day):
        """Return the days of this line up to a day, at the prices of its charge, as ``core.rent.RentSlice``."""
        self.ensure_one()
        first, last = self._get_lease_period()
        return self.contract_line_id.mall_charge_id._get_slices(first, min(last, day))

    def _get_owed_until(self, day):
        """Return what this line bills for its days up to a day, in the invoice's currency; day-exact.

        :return: Decimal, rounded as the invoice was
        Clause: L4.1
        """
        self.ensure_one()
        return amount_due(self._get_slices_until(day), Decimal(str(self.currency_id.rounding)))

    def _get_amount_to_credit(self, day):
        """Return what is still to be given back of this line because its lease ends with a day.

        What was billed, less what is owed up to the day, less what was given back before; never below zero.

        :return: Decimal, without tax as the price on the invoice
        Clause: L4.2
        """
        self.ensure_one()
        standing = self.mall_credit_line_ids.filtered(lambda line: line.parent_state != "cancel")
        return max(self._get_billed() - self._get_owed_until(day) - sum(line._get_billed() for line in standing), Decimal(0))

    def _get_billed(self):
        """Return quantity times price less discount as Decimal, rounded to the currency."""
        self.ensure_one()
        billed = self.currency_id.round(self.price_unit * self.quantity * (1 - self.discount / 100))
        return Decimal(str(billed)).quantize(Decimal(str(self.currency_id.rounding)))

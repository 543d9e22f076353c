from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_date

from ...core.rent import amount_due


class ContractLine(models.Model):
    _inherit = "contract.line"

    mall_charge_id = fields.Many2one(
        "mall.lease.charge",
        string="Lease Charge",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Charge of the lease this line bills; its steps set the price of each period.",
    )

    @api.depends("mall_charge_id.step_ids.amount", "mall_charge_id.index_step_ids.amount", "mall_charge_id.amount")
    def _compute_price_unit(self):
        """Show the monthly price in force for the period billed next: the stored price knows no rent steps."""
        lease_lines = self.filtered("mall_charge_id")
        super(ContractLine, self - lease_lines)._compute_price_unit()
        for line in lease_lines:
            line.price_unit = float(line._get_monthly_price(line.next_period_date_start or line.date_end))

    def _get_monthly_price(self, day):
        """Return the monthly price (Decimal) that holds on a day, 0 before the first step."""
        slices = self.mall_charge_id._get_slices(day, day)
        return slices[0].monthly if slices else Decimal(0)

    def _prepare_invoice_line(self):
        """Price the period by its days and rent steps; a free period yields no invoice line. Clause: L4.1"""
        if not self.mall_charge_id:
            return super()._prepare_invoice_line()
        date_from, date_to, _next_date = self._get_period_to_invoice(self.last_date_invoiced, self.recurring_next_date)
        slices = self.mall_charge_id._get_slices(date_from, date_to)
        amount = amount_due(slices, Decimal(str(self.currency_id.rounding)))
        if not amount:
            return {}
        values = super()._prepare_invoice_line()
        if not values["analytic_distribution"]:
            # Left out, not empty: accounting then applies its own distribution rules.
            del values["analytic_distribution"]
        values.update(name=self._get_period_description(date_from, date_to, slices), price_unit=float(amount))
        return values

    def _insert_markers(self, first_date_invoiced, last_date_invoiced):
        """Skip the language search of each line where the text holds no marker."""
        if "#" not in (self.name or ""):
            return self.name
        return super()._insert_markers(first_date_invoiced, last_date_invoiced)

    def _get_period_description(self, date_from, date_to, slices):
        """Return the invoice line's text in the tenant's language: charge, period, and how part months were counted."""
        lang = self.contract_id.partner_id.lang
        line = self.with_context(lang=lang) if lang else self
        if line.mall_charge_id.basis == "once":
            return line.env._("%(charge)s, due once on %(date)s", charge=line.mall_charge_id.name, date=format_date(line.env, date_from))
        text = line.env._(
            "%(charge)s, %(date_from)s to %(date_to)s",
            charge=line.mall_charge_id.name,
            date_from=format_date(line.env, date_from),
            date_to=format_date(line.env, date_to),
        )
        parts = [piece for piece in slices if piece.days < piece.days_in_month]
        if not parts:
            return text
        counted = "; ".join(
            line.env._(
                "%(days)s of %(total)s days at %(price)s a month",
                days=piece.days,
                total=piece.days_in_month,
                price=line.currency_id.format(float(piece.monthly)),
            )
            for piece in parts
        )
        return f"{text} ({counted})"

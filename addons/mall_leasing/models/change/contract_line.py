from odoo import models


class ContractLine(models.Model):
    _inherit = "contract.line"

    def _prepare_invoice_line(self):
        """Keep on the invoice line which days it bills: they are credited by the day when the lease ends early."""
        values = super()._prepare_invoice_line()
        if values and self.mall_charge_id:
            date_from, date_to, _due = self._get_period_to_invoice(self.last_date_invoiced, self.recurring_next_date)
            values.update(mall_date_from=date_from, mall_date_to=date_to)
        return values

    def _cut(self, day):
        """Bill nothing beyond a day; lines that have not begun by then are cancelled.

        :param date day: last day billed, inclusive
        Clause: L4.2
        """
        later = self.filtered(lambda line: line.date_start > day)
        later.write({"is_canceled": True})
        for line in self - later:
            if not line.date_end or line.date_end > day:
                billed = line.last_date_invoiced and min(line.last_date_invoiced, day)
                line.write({"date_end": day, "last_date_invoiced": billed})

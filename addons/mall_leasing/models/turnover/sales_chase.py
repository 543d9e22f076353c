from odoo import api, fields, models
from odoo.fields import Domain

from ...cron_batches import work_off


class MallLease(models.Model):
    """Tenants who have not declared last month's sales are reminded, once for each month."""

    _inherit = "mall.lease"

    date_sales_chased = fields.Date(
        string="Sales Chased For",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The last month whose sales the tenant was reminded of.",
    )

    @api.model
    def _get_approval_protected_fields(self):
        return super()._get_approval_protected_fields() | {"date_sales_chased"}

    @api.model
    def _cron_chase_sales(self):
        """From the due day on, remind tenants of last month's sales and tell the specialists, once for each month.

        Clause: LR2.3
        """
        today = fields.Date.context_today(self)
        if today.day <= self._get_sales_due_day():
            return
        month = fields.Date.start_of(fields.Date.subtract(today, months=1), "month")
        work_off(self.search(self._get_undeclared_domain(month)), lambda leases: leases._chase_sales(month))

    @api.model
    def _get_undeclared_domain(self, month):
        """Return the domain of leases that owe the sales of a month and were not reminded of it.

        :param date month: its first day
        """
        last = fields.Date.end_of(month, "month")
        term = Domain("turnover_term_ids", "any", self._get_standing_term_domain(month, last))
        declared = Domain("declaration_ids", "any", [("month", "=", month), ("state", "!=", "draft")])
        return (
            Domain("state", "in", ("active", "ended"))
            & Domain("date_start", "<=", last)
            & Domain("date_last", ">=", month)
            & term
            & ~declared
            & (Domain("date_sales_chased", "=", False) | Domain("date_sales_chased", "<", month))
        )

    @api.model
    def _get_standing_term_domain(self, first, last):
        """Return the domain of turnover rents that stand on a day between two."""
        begun = Domain("date_from", "=", False) | Domain("date_from", "<=", last)
        running = Domain("date_to", "=", False) | Domain("date_to", ">=", first)
        return begun & running

    def _chase_sales(self, month):
        """Remind the tenants of these leases of a month's sales, and give the specialists something to do."""
        # sudo: the reminder is the house's own; the clock acts
        leases = self.sudo().try_lock_for_update().filtered_domain(self._get_undeclared_domain(month))
        leases.write({"date_sales_chased": month})
        for lease in leases:
            lease._schedule_sales_activity(month)
            lease.with_context(mall_sales_month=lease._in_tenant_lang()._format_sales_month(month))._send_to_tenant(
                "mall_leasing.mail_template_sales_missing"
            )

    def _in_tenant_lang(self):
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _schedule_sales_activity(self, month):
        user = self.user_id if self.user_id.active else self.env.user
        speaking = self.with_context(lang=user.lang)
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mall_leasing.mail_activity_data_sales",
            user_id=user.id,
            summary=speaking.env._("Sales of %(month)s are missing", month=speaking._format_sales_month(month)),
        )

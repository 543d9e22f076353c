from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...core.follow_up import next_visit_day
from ...cron_batches import work_off

DEFAULT_MONTHS = 3
DEFAULT_GRACE_DAYS = 7


class MallTradeCategory(models.Model):
    """How often tenants of a trade are visited."""

    _inherit = "mall.trade.category"

    return_visit_months = fields.Integer(
        string="Return Visit Every (Months)",
        help="Months between two return visits to tenants of this trade; 0: as the wider trade, else as in the settings.",
    )

    @api.constrains("return_visit_months")
    def _check_return_visit_months(self):
        if any(not 0 <= trade.return_visit_months <= 60 for trade in self):
            raise ValidationError(self.env._("A return visit is paid every 1 to 60 months; 0 leaves it to the wider trade."))

    def _get_return_visit_months(self):
        """Return {trade: months between two visits}, each trade's own or the nearest wider trade's, else the setting's.

        Two queries for any number of trades. Clause: L5.2
        """
        default = self.env["mall.return.visit"]._get_setting("return_visit_months", DEFAULT_MONTHS)
        paths = {trade: [int(part) for part in (trade.parent_path or "").split("/") if part] for trade in self}
        wider = self.browse({trade_id for path in paths.values() for trade_id in path})
        own = {trade.id: trade.return_visit_months for trade in wider}
        return {trade: next(filter(None, map(own.get, reversed(path))), default) for trade, path in paths.items()}


class MallReturnVisit(models.Model):
    """The cadence: every trading tenant has one visit ahead; one that is long overdue is told to the superior."""

    _inherit = "mall.return.visit"

    @api.model
    def _get_setting(self, name, default):
        """Return a whole number of the settings, the default where it is not set."""
        # sudo: a setting of the house, no secret
        value = self.env["ir.config_parameter"].sudo().get_param(f"mall_leasing.{name}")
        return int(value) if str(value or "").isdigit() and int(value) else default

    @api.model
    def _cron_plan_visits(self):
        """Plan the next visit of every active lease whose shop has begun and which has none ahead, in batches.

        Clause: L5.2
        """
        work_off(self._get_leases_to_visit(), self._plan_visits)

    @api.model
    def _get_leases_to_visit(self):
        today = fields.Date.context_today(self)
        begun = Domain("date_opening", "<=", today) | (
            Domain("date_opening", "=", False) & Domain("date_start", "<=", today)
        )
        return self.env["mall.lease"].search(
            Domain("state", "=", "active")
            & Domain("date_last", ">=", today)
            & begun
            & Domain("return_visit_ids", "not any", [("state", "=", "planned")])
        )

    @api.model
    def _plan_visits(self, leases):
        """Plan one visit for each lease, by its trade's cadence from the last visit on; a fixed number of queries.

        A lease that ends before that day gets none.

        :return: the visits
        """
        leases = leases.try_lock_for_update().filtered_domain(
            [("return_visit_ids", "not any", [("state", "=", "planned")])]
        )
        months = leases.trade_category_id._get_return_visit_months()
        default = self._get_setting("return_visit_months", DEFAULT_MONTHS)
        last_days = self._get_last_days(leases)
        today = fields.Date.context_today(self)
        values = []
        for lease in leases:
            anchor = last_days.get(lease) or lease.date_opening or lease.date_start
            day = next_visit_day(anchor, months.get(lease.trade_category_id, default), today)
            if day <= lease.date_last:
                values.append({"lease_id": lease.id, "date_planned": day})
        # Machine work: no note per visit in the chatter.
        return self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True).create(values)

    @api.model
    def _get_last_days(self, leases):
        """Return {lease: day of its last visit, held or given up}."""
        groups = self._read_group(
            [("lease_id", "in", leases.ids), ("state", "!=", "planned")],
            ["lease_id"],
            ["date_done:max", "date_planned:max"],
        )
        return {lease: max(filter(None, days)) for lease, *days in groups if any(days)}

    # === OVERDUE === #

    @api.model
    def _cron_escalate_late(self):
        """Tell the superior, once, of every visit that is overdue beyond the days of grace. Clause: L5.2, LR1.3"""
        grace = self._get_setting("return_visit_grace_days", DEFAULT_GRACE_DAYS)
        latest = fields.Date.subtract(fields.Date.context_today(self), days=grace)
        domain = [("state", "=", "planned"), ("date_planned", "<", latest), ("escalated_on", "=", False)]
        work_off(self.search(domain), lambda visits: visits._escalate())

    def _escalate(self):
        visits = self.try_lock_for_update().filtered(lambda visit: visit.state == "planned" and not visit.escalated_on)
        by_superior = defaultdict(self.browse)
        for lease, group in visits.grouped("lease_id").items():
            by_superior[lease._get_leasing_superior()] |= group
        for superior, group in by_superior.items():
            if superior:
                group.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo", user_id=superior.id, summary=self.env._("Return visit overdue")
                )
        # sudo: the job's own stamp
        visits.sudo().escalated_on = fields.Date.context_today(self)

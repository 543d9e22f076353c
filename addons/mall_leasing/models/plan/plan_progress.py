from odoo import api, fields, models
from odoo.fields import Domain

from ...core.quarter import percent_of

FORECAST = ("lease_weighted", "amount_month_weighted", "amount_weighted", "area_weighted")


class MallLeasingPlan(models.Model):
    """How far the quarter is, and what the pipeline is likely to add. Clause: LR1.3."""

    _inherit = "mall.leasing.plan"

    lease_target = fields.Float(
        string="Leases to Sign", compute="_compute_progress", compute_sudo=True, digits=(16, 0), help="All persons' targets."
    )
    lease_value = fields.Float(
        string="Leases Signed", compute="_compute_progress", compute_sudo=True, digits=(16, 0), help="So far, all persons."
    )
    lease_percent = fields.Float(
        string="Leases (%)", compute="_compute_progress", compute_sudo=True, digits=(16, 1), help="Of the leases to sign."
    )
    amount_target = fields.Monetary(
        string="Rent to Sign", compute="_compute_progress", compute_sudo=True, help="All persons' targets."
    )
    amount_value = fields.Monetary(
        string="Rent Signed", compute="_compute_progress", compute_sudo=True, help="Base rent of the terms, so far."
    )
    amount_percent = fields.Float(
        string="Rent (%)", compute="_compute_progress", compute_sudo=True, digits=(16, 1), help="Of the rent to sign."
    )
    client_target = fields.Float(
        string="Clients to Find", compute="_compute_progress", compute_sudo=True, digits=(16, 0), help="All persons' targets."
    )
    client_value = fields.Float(
        string="Clients Found", compute="_compute_progress", compute_sudo=True, digits=(16, 0), help="New valid clients so far."
    )
    client_percent = fields.Float(
        string="Clients (%)", compute="_compute_progress", compute_sudo=True, digits=(16, 1), help="Of the clients to find."
    )
    forecast_lease = fields.Float(
        string="Leases Likely",
        compute="_compute_forecast",
        compute_sudo=True,
        digits=(16, 1),
        help="What the open leads are likely to add: each weighted by its stage. Leads expected after the quarter are left out.",
    )
    forecast_amount = fields.Monetary(
        string="Rent Likely", compute="_compute_forecast", compute_sudo=True, help="Rent of the terms of those leads, weighted."
    )
    forecast_area = fields.Float(
        string="Area Likely (m²)", compute="_compute_forecast", compute_sudo=True, digits=(16, 0), help="Area of those leads, weighted."
    )
    forecast_percent = fields.Float(
        string="Leases Forecast (%)",
        compute="_compute_forecast",
        compute_sudo=True,
        digits=(16, 1),
        help="Leases signed and likely, of the leases to sign.",
    )

    @api.depends("target_ids.value", "target_ids.target")
    def _compute_progress(self):
        names = {"completion": "lease", "signed_amount": "amount", "new_clients": "client"}
        # Searched, not read from the plans: a specialist's own rows may be at hand already, and the sum is everybody's.
        saved = self.env["mall.leasing.plan.target"].search([("plan_id", "in", self.ids)])
        by_plan = saved.grouped("plan_id")
        saved._compute_value()  # for all plans at once
        for plan in self:
            rows = by_plan.get(plan, saved.browse()) if plan.ids == [plan.id] else plan.target_ids
            groups = rows.grouped("indicator")
            for indicator, name in names.items():
                rows = groups.get(indicator, saved.browse())
                plan[f"{name}_target"] = target = sum(rows.mapped("target"))
                plan[f"{name}_value"] = value = sum(rows.mapped("value"))
                plan[f"{name}_percent"] = percent_of(value, target)

    @api.depends("date_to", "company_id", "lease_value", "lease_target")
    def _compute_forecast(self):
        today = fields.Date.context_today(self)
        current = self.filtered(lambda plan: plan.date_to and plan.date_to >= today)
        sums = current._get_forecasts()
        for plan in self:
            leases, _month, amount, area = sums.get(plan.id, (0, 0, 0, 0))
            plan.forecast_lease, plan.forecast_amount, plan.forecast_area = leases, amount, area
            plan.forecast_percent = percent_of(plan.lease_value + leases, plan.lease_target)

    def _get_forecasts(self):
        """Return {plan id: sums of :data:`FORECAST`}; one query for plans of any number of quarters and companies."""
        rows = self.env["mall.leasing.forecast.report"]._read_group(
            [("company_id", "in", self.company_id.ids)],
            ["company_id", "date_deadline:day"],
            [f"{name}:sum" for name in FORECAST],
        )
        sums = {}
        for plan in self:
            own = [
                values
                for company, day, *values in rows
                if company == plan.company_id and (not day or fields.Date.to_date(day) <= plan.date_to)
            ]
            sums[plan.id] = [sum(column) for column in zip(*own, strict=True)] or (0, 0, 0, 0)
        return sums

    def _get_forecast_domain(self):
        """Return which open leads the forecast of the quarter reckons with."""
        due = Domain("date_deadline", "=", False) | Domain("date_deadline", "<=", self.date_to)
        return Domain("company_id", "=", self.company_id.id) & due

    def action_open_forecast(self):
        """Open the open leads behind the forecast, by specialist. Clause: LR1.3."""
        self.ensure_one()
        self.env["crm.lead"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_leasing_forecast_report_action")
        return {**action, "domain": list(self._get_forecast_domain()), "context": {"search_default_group_user": 1}}

    def action_open_targets(self):
        """Open the targets with what is reached of each. Clause: LR1.3."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_leasing_plan_target_action")
        return {**action, "domain": [("plan_id", "in", self.ids)], "context": {"default_plan_id": self[:1].id}}

    def action_open_reports(self):
        """Open what was reported on the plan. Clause: LR1.4."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_leasing_plan_report_action")
        return {**action, "domain": [("plan_id", "in", self.ids)], "context": {"default_plan_id": self[:1].id}}

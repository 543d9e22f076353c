import hashlib
import json

from odoo import api, fields, models
from odoo.tools.safe_eval import const_eval

from ...core.quarter import percent_of
from .leasing_measures import INDICATORS


class MallLeasingPlanReportLine(models.Model):
    """A figure as it was reported: value, target, records behind it, digest. Clause: LR1.4."""

    _name = "mall.leasing.plan.report.line"
    _description = "Reported Figure"
    _order = "report_id, user_id, indicator"

    report_id = fields.Many2one(
        "mall.leasing.plan.report", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True, precompute=True)
    user_id = fields.Many2one(
        "res.users", string="Specialist", required=True, readonly=True, index=True, ondelete="restrict", help="Whose figure it is."
    )
    indicator = fields.Selection(INDICATORS, required=True, readonly=True, help="What was counted.")
    target = fields.Float(digits=(16, 2), readonly=True, aggregator=None, help="What was to be reached.")
    value = fields.Float(digits=(16, 2), readonly=True, aggregator=None, help="What was reached when it was sent.")
    percent = fields.Float(
        string="Reached (%)", digits=(16, 1), compute="_compute_percent", store=True, aggregator=None, help="Of the target."
    )
    res_model = fields.Char(readonly=True, help="Model of the records behind the figure.")
    record_domain = fields.Char(readonly=True, help="How the records behind the figure were found.")
    record_ids = fields.Json(readonly=True, help="The records behind the figure when it was sent.")
    digest = fields.Char(
        compute="_compute_digest", store=True, help="SHA-256 of figure, target and records: shows that nobody changed them."
    )
    value_now = fields.Float(
        string="Today", digits=(16, 2), compute="_compute_value_now", aggregator=None, help="What the same count gives today."
    )
    is_changed = fields.Boolean(
        compute="_compute_value_now", help="Records were changed after the report was sent; the report stays."
    )

    @api.depends("value", "target")
    def _compute_percent(self):
        for line in self:
            line.percent = percent_of(line.value, line.target)

    @api.depends("value", "target", "user_id", "indicator", "record_ids")
    def _compute_digest(self):
        for line in self:
            content = [line.indicator, line.user_id.id, line.target, line.value, line.record_ids]
            line.digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()

    @api.depends("value")
    def _compute_value_now(self):
        values = self._get_values_now()
        for line in self:
            plan = line.report_id.plan_id
            key = (plan.company_id.id, line.indicator, line.user_id.id, plan.date_from)
            line.value_now = values.get(key, 0.0)
            line.is_changed = abs(line.value_now - line.value) >= 0.005

    def _get_values_now(self):
        """Return the figures as they are today, as targets do; one query for each indicator and company."""
        values = {}
        for (company, indicator), lines in self.grouped(lambda line: (line.company_id, line.indicator)).items():
            plans = lines.report_id.plan_id
            measures = self.env["mall.leasing.measures"].with_company(company)
            first, last = min(plans.mapped("date_from")), max(plans.mapped("date_to"))
            found = measures._get_by_quarter(indicator, lines.user_id, first, last)
            values |= {(company.id, indicator, *key): value for key, value in found.items()}
        return values

    def action_open_records(self):
        """Open the records the figure was made of when it was sent. Clause: LR1.4."""
        self.ensure_one()
        return self._get_records_action([("id", "in", self.record_ids or []), *self._get_any_active()])

    def action_open_records_now(self):
        """Open the records the same count is made of today. Clause: LR1.4."""
        self.ensure_one()
        return self._get_records_action(const_eval(self.record_domain))

    def _get_any_active(self):
        return [("active", "in", [True, False])] if "active" in self.env[self.res_model]._fields else []

    def _get_records_action(self, domain):
        name = dict(self._fields["indicator"]._description_selection(self.env))[self.indicator]
        return self.env["mall.leasing.measures"]._get_records_action(name, self.res_model, domain)

from odoo import api, fields, models

from ...core.quarter import percent_of
from .leasing_measures import INDICATORS, SOURCES


class MallLeasingPlanTarget(models.Model):
    """What one person is to reach in the quarter, and how far that is. Clause: LR1.3, LK1, LK2, LK3, LK4."""

    _name = "mall.leasing.plan.target"
    _description = "Leasing Target"
    _inherit = ["mall.leasing.plan.line.mixin"]
    _order = "plan_id, user_id, indicator"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users", string="Specialist", required=True, index=True, check_company=True, help="Who is to reach it."
    )
    indicator = fields.Selection(
        INDICATORS,
        required=True,
        default="completion",
        help="Leases Signed: new leases and renewals countersigned (LK1).\n"
        "New Valid Clients: first leads of identified clients with a contact or an offer (LK2).\n"
        "Rent Signed: base rent of the term of those leases, company currency (LK3).\n"
        "Client Satisfaction: mean of the return visits' questionnaires, 0 to 100 (LK4).",
    )
    target = fields.Float(
        digits=(16, 2),
        required=True,
        aggregator=None,
        help="In the indicator's own unit: a number of leases or clients, an amount, a mean of 0 to 100.",
    )
    state = fields.Selection(related="plan_id.state", store=True, help="State of the plan.")
    date_from = fields.Date(related="plan_id.date_from", store=True)
    date_to = fields.Date(related="plan_id.date_to", store=True)
    value = fields.Float(digits=(16, 2), compute="_compute_value", aggregator=None, help="What is reached so far.")
    percent = fields.Float(
        string="Reached (%)", digits=(16, 1), compute="_compute_value", aggregator=None, help="Of the target."
    )

    _target_uniq = models.Constraint(
        "UNIQUE (plan_id, user_id, indicator)", "A person has one target for an indicator in a plan."
    )
    _target_positive = models.Constraint("CHECK (target > 0)", "A target must be above zero.")
    _satisfaction_bounds = models.Constraint(
        "CHECK (indicator <> 'satisfaction' OR target <= 100)", "Satisfaction is measured from 0 to 100."
    )

    @api.depends("user_id", "indicator")
    def _compute_display_name(self):
        labels = dict(self._fields["indicator"]._description_selection(self.env))
        for row in self:
            row.display_name = f"{row.user_id.name}: {labels.get(row.indicator, '')}"

    @api.depends("user_id", "indicator", "target", "plan_id.date_from", "plan_id.company_id")
    def _compute_value(self):
        values = self._get_values()
        for row in self:
            row.value = values.get((row.company_id.id, row.indicator, row.user_id.id, row.plan_id.date_from), 0.0)
            row.percent = percent_of(row.value, row.target)

    def _get_values(self):
        """Return {(company id, indicator, user id, first day of the quarter): value}.

        One query for each indicator and company, however many plans, people and quarters.
        """
        values = {}
        dated = self.filtered(lambda row: row.plan_id.date_from)
        for (company, indicator), rows in dated.grouped(lambda row: (row.company_id, row.indicator)).items():
            measures = self.env["mall.leasing.measures"].with_company(company)
            first, last = min(rows.plan_id.mapped("date_from")), max(rows.plan_id.mapped("date_to"))
            found = measures._get_by_quarter(indicator, rows.user_id, first, last)
            values |= {(company.id, indicator, *key): value for key, value in found.items()}
        return values

    def _measure(self):
        """Return {target: (value, model, domain)} with the records behind each figure; a query per indicator and plan."""
        explained = {}
        for (plan, indicator), rows in self.grouped(lambda row: (row.plan_id, row.indicator)).items():
            measures = self.env["mall.leasing.measures"].with_company(plan.company_id)
            method = getattr(measures, f"_measure_leasing_{indicator}")
            found = method(rows.user_id, plan.date_from, plan.date_to)
            explained |= {row: (found[row.user_id.id][0], SOURCES[indicator][0], found[row.user_id.id][1]) for row in rows}
        return explained

    def action_open_records(self):
        """Open the records the figure is made of.

        Clause: LR1.3
        """
        self.ensure_one()
        _value, model, domain = self._measure()[self]
        return self.env["mall.leasing.measures"]._get_records_action(self.display_name, model, domain)

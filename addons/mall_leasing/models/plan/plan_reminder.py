from odoo import api, fields, models
from odoo.fields import Domain

from ...core.quarter import quarter_of
from ...cron_batches import work_off
from .plan_workflow import MANAGER

ACTIVITY = "mall_leasing.mail_activity_plan_due"


class MallLeasingPlan(models.Model):
    """No quarter passes without a plan, none ends without a report. Clause: LR1.1, LR1.4."""

    _inherit = "mall.leasing.plan"

    @api.model
    def _cron_watch_quarters(self):
        """Start plans whose quarter has come, open missing plans, and remind of plans and reports that are due.

        It can be run any number of times: a quarter has one plan, and each is reminded of once.
        Clause: LR1.1, LR1.4
        """
        today = fields.Date.context_today(self)
        work_off(self._get_companies_without_plan(today), lambda companies: self._open_plans(companies, today))
        work_off(self.search(self._get_started_domain(today)), lambda plans: plans._start(today))
        work_off(self.search(self._get_unapproved_domain(today)), lambda plans: plans._remind_of_plan(today))
        work_off(self.search(self._get_unreported_domain(today)), lambda plans: plans._remind_of_report(today))

    @api.model
    def _get_companies_without_plan(self, today):
        """Return the companies that run a mall and have no plan for the quarter of a day."""
        year, quarter = quarter_of(today)
        planned = self.search([("year", "=", year), ("quarter", "=", str(quarter))]).company_id
        return self.env["mall.property"].search([("company_id", "not in", planned.ids)]).company_id

    def _open_plans(self, companies, today):
        """Open an empty plan for the quarter of each company, in the hands of its leasing manager."""
        missing = companies & self._get_companies_without_plan(today)
        managers = self._get_managers(missing)
        year, quarter = quarter_of(today)
        self.create(
            [
                {"company_id": company.id, "year": year, "quarter": str(quarter), "user_id": managers[company.id].id}
                for company in missing
                if managers.get(company.id)
            ]
        )

    @api.model
    def _get_managers(self, companies):
        """Return {company id: who made its last plan, else its first leasing manager}; two queries."""
        group = self.env.ref(MANAGER)
        domain = [("all_group_ids", "in", group.ids), ("company_ids", "in", companies.ids), ("share", "=", False)]
        users = self.env["res.users"].search(domain, order="id")
        managers = {
            # whose main company it is comes before who merely may look into it
            company.id: users.filtered(lambda user, c=company: c in user.company_ids).sorted(
                lambda user, c=company: (user.company_id != c, user.id)
            )[:1]
            for company in companies
        }
        plans = self.search([("company_id", "in", companies.ids)], order="date_from")
        return managers | {plan.company_id.id: plan.user_id for plan in plans if plan.user_id.active}

    def _start(self, today):
        self.filtered_domain(self._get_started_domain(today))._move_to("running")

    @api.model
    def _get_unapproved_domain(self, today):
        """Return which plans should have been approved by now and were not reminded of."""
        running = Domain("date_from", "<=", today) & Domain("date_to", ">=", today)
        return running & Domain("state", "in", ("draft", "submitted")) & Domain("date_reminded_start", "=", False)

    @api.model
    def _get_unreported_domain(self, today):
        """Return which plans ended without a final report and were not reminded of."""
        open_states = Domain("state", "in", ("draft", "submitted", "approved", "running"))
        return open_states & Domain("date_to", "<", today) & Domain("date_reminded_report", "=", False)

    def _remind_of_plan(self, today):
        plans = self.filtered_domain(self._get_unapproved_domain(today))
        for plan in plans:
            plan.activity_schedule(
                ACTIVITY,
                date_deadline=today,
                user_id=plan.user_id.id,
                summary=self.env._("The quarter has begun: complete the plan %(plan)s and submit it", plan=plan.name),
            )
        plans.date_reminded_start = today

    def _remind_of_report(self, today):
        plans = self.filtered_domain(self._get_unreported_domain(today))
        for plan in plans:
            plan.activity_schedule(
                ACTIVITY,
                date_deadline=today,
                user_id=plan.user_id.id,
                summary=self.env._("The quarter is over: send the final report on %(plan)s", plan=plan.name),
            )
        plans.date_reminded_report = today

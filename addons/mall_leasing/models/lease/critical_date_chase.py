from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron_batches import work_off
from .mall_lease_critical_date import DAYS_TO_REACT, NEVER_CHASED


class MallLeaseCriticalDate(models.Model):
    """The nightly look at all critical dates: brought up to date, then chased."""

    _inherit = "mall.lease.critical.date"

    @api.model
    def _cron_chase(self):
        """Bring the days of all leases in force up to date, then remind of those whose threshold has come.

        In batches; killed and run again it does nothing twice.

        Clause: LR2.3
        """
        leases = self.env["mall.lease"]
        over = self.search([("source", "!=", False), ("state", "=", "open"), ("lease_id.state", "!=", "active")]).lease_id
        work_off(leases.search([("state", "=", "active")]) | over, lambda batch: batch._sync_critical_dates())
        work_off(self.search(self._get_due_domain()), lambda rows: rows._chase())

    @api.model
    def _get_due_domain(self):
        """Return the domain of open days of leases in force whose next reminder has come."""
        today = fields.Date.context_today(self)
        due = Domain("state", "=", "open") & Domain("date_next_chase", "<=", today)
        return due & Domain("lease_id.state", "=", "active")

    def _chase(self):
        """Remind of these days, each at the innermost threshold that has come; the last one goes to the manager."""
        today = fields.Date.context_today(self)
        due = self.try_lock_for_update().filtered_domain(self._get_due_domain())
        thresholds = {row: row._get_due_threshold(today) for row in due}
        rows = due.filtered(lambda row: thresholds[row] is not None)
        last = rows.filtered(lambda row: row._is_last(thresholds[row]))
        (rows - last)._close_reminders()
        managers = last._get_managers()
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [row._prepare_reminder_values(managers.get(row) or row._get_owner(), today) for row in rows]
        )
        for threshold, same in rows.grouped(thresholds.get).items():
            same.write({"last_threshold": threshold})

    def _is_last(self, threshold):
        """Tell whether a threshold is the last of several; a single one is the specialist's."""
        thresholds = self._get_thresholds()
        return len(thresholds) > 1 and threshold == thresholds[-1]

    def _get_owner(self):
        """Return whom a reminder goes to: the specialist in charge, else the leader of the team."""
        self.ensure_one()
        return self.user_id or self.team_id.user_id

    def _get_managers(self):
        """Return {day: who is told at the last threshold}: the leader of the team, else a leasing manager.

        One query however many days.
        """
        group = self.env.ref("mall_leasing.group_mall_leasing_manager")
        domain = [("all_group_ids", "in", group.ids), ("share", "=", False), ("company_ids", "in", self.company_id.ids)]
        # The system's own user is nobody who reads reminders.
        users = self.env["res.users"].search(Domain(domain) & Domain("id", "!=", self.env.ref("base.user_root").id))
        by_company = {company: user for user in users[::-1] for company in user.company_ids}
        return {row: row.team_id.user_id or by_company.get(row.company_id, users.browse()) for row in self}

    def _prepare_reminder_values(self, user, today):
        """Return the values of one reminder; a week to react, or less where the day is nearer."""
        self.ensure_one()
        return {
            "activity_type_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mail_activity_data_todo"),
            "automated": True,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "user_id": user.id or self.env.uid,
            "date_deadline": min(max(self.date, today), today + timedelta(days=DAYS_TO_REACT)),
            "summary": self.env._("Decide: %(what)s", what=self.display_name),
        }

    def _close_reminders(self):
        """Take away the reminders that nobody needs any more: the day was decided, gone, or reminded of anew."""
        self.activity_ids.filtered("automated").unlink()

    def _retire(self):
        """Archive days a change of the lease has done away with."""
        self._close_reminders()
        self.write({"active": False})
        self.flush_recordset(["active"])  # before another day takes its place

    def _follow(self, values):
        """Take over what the lease now says about a day; one that has moved is chased from the start."""
        changed = {name: values[name] for name in ("date", "detail") if values and self[name] != values[name]}
        if "date" in changed:
            changed["last_threshold"] = NEVER_CHASED
        if changed:
            self.write(changed)

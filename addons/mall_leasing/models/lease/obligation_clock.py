from odoo import api, fields, models
from odoo.fields import Domain

from ...cron_batches import work_off
from .mall_lease_obligation import OPEN_STATES

DEFAULT_OBLIGATION_DAYS = 7
ACTIVITY_TYPE = "mall_leasing.mail_activity_data_obligation"


class MallLease(models.Model):
    """What a lease in force asks of both sides, as it comes due. Clause: L4.1, LR2.3."""

    _inherit = "mall.lease"

    obligation_ids = fields.One2many("mall.lease.obligation", "lease_id", string="Obligations", help="What comes due.")
    obligation_open_count = fields.Integer(
        string="Open Obligations", compute="_compute_obligation_open_count", groups="base.group_user"
    )
    obligation_overdue_count = fields.Integer(compute="_compute_obligation_open_count", groups="base.group_user")

    def _compute_obligation_open_count(self):
        obligations = self.env["mall.lease.obligation"]
        domain = Domain("lease_id", "in", self.ids) & Domain("state", "in", OPEN_STATES)
        counts = {lease.id: count for lease, count in obligations._read_group(domain, ["lease_id"], ["__count"])}
        late = domain & Domain("is_overdue", "=", True)
        overdue = {lease.id: count for lease, count in obligations._read_group(late, ["lease_id"], ["__count"])}
        for lease in self:
            lease.obligation_open_count = counts.get(lease.id, 0)
            lease.obligation_overdue_count = overdue.get(lease.id, 0)

    def _after_move_active(self, former):
        """Have what the articles ask of both sides come due from now on."""
        super()._after_move_active(former)
        self._create_obligations()

    def _after_move(self, former, state):
        """Let what recurs lapse with the lease; what is due once, such as returning the deposit, stays."""
        super()._after_move(former, state)
        if state == "ended":
            self._void_obligations(self.env._("The lease has ended."), self._get_lapsing_domain())

    @api.model
    def _get_lapsing_domain(self):
        """Return which open obligations lapse when a lease ends: the times of recurring ones still to come."""
        return Domain("recurrence", "!=", "once") & Domain("date_due", ">=", self._get_today())

    def _create_obligations(self):
        """Make the first time of each agreed obligation; 1 query however many there are, apart from what creating costs.

        Clause: L4.1
        """
        # sudo: the gate has let the lease through; what it says comes due, whoever made the last move
        starting = self.sudo()._list_starting_terms()
        times = [(term, term._find_time(first)) for term, first in starting]
        self.env["mall.lease.obligation"]._create_times([(term, time) for term, time in times if time is not None])

    def _list_starting_terms(self):
        """Return (agreed obligation, day its times are counted from) of leases that come into force.

        Override to leave out what was fulfilled under another lease.
        """
        today = self._get_today()
        return [(term, today) for term in self.obligation_term_ids]

    def _void_obligations(self, reason, domain=Domain.TRUE):
        """Let open obligations of these leases lapse, because the lease ended or another takes its place.

        :param str reason: kept with each
        :param domain: which of them; all by default
        :return: the obligations
        Clause: LR2.3
        """
        # sudo: called by the lease's gate, whoever moves it
        obligations = self.env["mall.lease.obligation"].sudo()
        own = Domain("lease_id", "in", self.ids) & Domain("state", "in", OPEN_STATES)
        return obligations.search(own & domain)._move_to("void", actor="clock", reason=reason)

    def action_open_obligations(self):
        """Open what comes due of the lease."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_lease_obligation_action")
        return {**action, "domain": [("lease_id", "=", self.id)], "context": {"default_lease_id": self.id, "search_default_pending": 1}}


class MallLeaseObligation(models.Model):
    """What the clock does with obligations: the next time, a reminder, and one level up once overdue."""

    _inherit = "mall.lease.obligation"

    @api.model
    def _create_times(self, times):
        """Make obligations of agreed terms.

        :param times: list of (term, time), 0 being the first time
        :return: the obligations
        """
        quiet = self.sudo().with_context(  # sudo: made by the lease's gate and the nightly job only
            mail_create_nosubscribe=True, mail_create_nolog=True, tracking_disable=True
        )
        return quiet.create([self._prepare_from_term(term, time) for term, time in times]).with_env(self.env)

    @api.model
    def _get_notice_day(self):
        """Return the last due day the responsible is told of today."""
        # sudo: the setting alone
        days = self.env["ir.config_parameter"].sudo().get_param("mall_leasing.obligation_days", DEFAULT_OBLIGATION_DAYS)
        return fields.Date.add(self.env["mall.lease"]._get_today(), days=int(days))

    @api.model
    def _get_rolling_domain(self):
        """Return the latest times of recurring obligations that the next time is made after."""
        due = Domain("is_last", "=", True) & Domain("date_due", "<=", self._get_notice_day())
        return due & Domain("lease_id.state", "=", "active")

    @api.model
    def _get_due_domain(self):
        """Return the obligations whose responsible is to be told."""
        open_ones = Domain("state", "=", "open") & Domain("date_reminded", "=", False)
        return open_ones & Domain("date_due", "<=", self._get_notice_day())

    @api.model
    def _get_escalation_domain(self):
        """Return the obligations that are overdue and whose manager has not been told yet."""
        return Domain("is_overdue", "=", True) & Domain("date_escalated", "=", False)

    @api.model
    def _cron_chase_obligations(self):
        """Make the next times, tell the responsible what falls due, and their managers what is overdue, in batches.

        Run again it finds what is left; a flat number of queries per batch.

        Clause: LR2.3
        """
        work_off(self.search(self._get_rolling_domain()), lambda found: found._roll())
        work_off(self.search(self._get_due_domain()), lambda found: found._remind())
        work_off(self.search(self._get_escalation_domain()), lambda found: found._escalate())

    def _roll(self):
        """Make the times that follow these, up to the first that nobody has to be told of yet."""
        due = self.try_lock_for_update().filtered_domain(self._get_rolling_domain())
        horizon = self._get_notice_day()
        times = [(obligation.term_id, time) for obligation in due for time in obligation._list_next_times(horizon)]
        due.is_last = False
        made = self._create_times(times)
        latest = {obligation.term_id: obligation for obligation in made.sorted("time")}
        (made - self.union(*latest.values())).is_last = False

    def _list_next_times(self, horizon):
        """Return the times after this one: all that are due until the horizon and one more, none after the lease."""
        self.ensure_one()
        times, last = [], self.lease_id.date_last
        due = self.date_due
        while due <= horizon:
            time = self.time + len(times) + 1
            due = self.term_id._get_time(time)
            if due > last:
                break
            times.append(time)
        return times

    def _remind(self):
        """Put obligations that fall due on the list of who is responsible."""
        due = self.try_lock_for_update().filtered_domain(self._get_due_domain())
        due._schedule_activities(lambda obligation: obligation.user_id or obligation.lease_id.user_id, self.env._("Obligation due"))
        due.with_context(tracking_disable=True).date_reminded = fields.Date.today()

    def _escalate(self):
        """Tell the manager of who is responsible, once, that an obligation is overdue."""
        due = self.try_lock_for_update().filtered_domain(self._get_escalation_domain())
        managers = due._find_managers()
        due._schedule_activities(managers.get, self.env._("Obligation overdue"))
        due.with_context(tracking_disable=True).date_escalated = fields.Date.today()

    def _find_managers(self):
        """Return {obligation: who stands above its responsible}: the employee's manager, the team's head, or the
        leasing manager of the company; never the responsible.

        :return: dict, without those that have nobody above
        Clause: LR1.2
        """
        employees = self.env["hr.employee"].sudo().search([("user_id", "in", self.user_id.ids)])  # sudo: who stands above
        heads = {(employee.user_id, employee.company_id): employee.parent_id.user_id for employee in employees}
        group = self.env.ref("mall_leasing.group_mall_leasing_manager").sudo()  # sudo: whom to tell, not shown
        managers = group.all_user_ids.filtered(lambda user: user.active and not user.share).sorted("id")
        found = {}
        for obligation in self:
            company = obligation.company_id
            above = [heads.get((obligation.user_id, company)), obligation.team_id.user_id]
            above += [user for user in managers if company == user.company_id]
            above += [user for user in managers if company in user.company_ids]
            found[obligation] = next((user for user in above if user and user != obligation.user_id), None)
        return {obligation: user for obligation, user in found.items() if user}

    def _schedule_activities(self, get_user, title):
        """Make one activity for each obligation, all at once.

        :param callable get_user: obligation -> res.users, or nobody
        """
        kind, model = self.env.ref(ACTIVITY_TYPE), self.env["ir.model"]._get_id(self._name)
        told = [(obligation, get_user(obligation)) for obligation in self]
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        quiet.create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model,
                    "res_id": obligation.id,
                    "user_id": user.id,
                    "date_deadline": obligation.date_due,
                    "summary": f"{title}: {obligation.name}",
                }
                for obligation, user in told
                if user
            ]
        )

    def _close_obligation_activities(self):
        """Take what moved off everybody's list; one search however many there are."""
        kind = self.env.ref(ACTIVITY_TYPE)
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("activity_type_id", "=", kind.id)]
        # sudo: the reminder of whoever was told ends with the move, whoever made it
        self.env["mail.activity"].sudo().search(domain).unlink()

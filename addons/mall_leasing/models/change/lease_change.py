from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

from ...core.change import APPROVALS, REPLACING_KINDS, judge_day, prices_from
from ..lease.lease_workflow import OBSTACLES

#: What a lease says of its tenant: another tenant, other words.
TENANT_FIELDS = frozenset({"tenant_legal_name", "tenant_vat", "tenant_address"})

OBSTACLES.update(
    {
        "predecessor_over": lambda lease, values: lease._has_lost_predecessor(),
        "day_outside_term": lambda lease, values: lease._get_day_obstacle() == "day_outside_term",
        "renewal_not_next": lambda lease, values: lease._get_day_obstacle() == "renewal_not_next",
        "tenant_same": lambda lease, values: lease._is_tenant_misfit(),
        "tenant_other": lambda lease, values: lease.kind in ("amendment", "renewal") and lease._has_other_tenant(),
        "consent_missing": lambda lease, values: lease._needs_consent(),
        "termination_open": lambda lease, values: lease._is_predecessor_terminated(),
    }
)


class MallLease(models.Model):
    """Amending, renewing and assigning a lease in force: the draft that is to succeed it. Clause: L4.1."""

    _inherit = "mall.lease"

    notice_days = fields.Integer(
        string="Notice Period (Days)",
        default=90,
        help="Contractual notice period of either side for an early end, in calendar days.",
    )
    can_change = fields.Boolean(
        compute="_compute_can_change",
        groups="base.group_user",
        help="The lease is in force and yours to amend, renew, assign or terminate.",
    )
    termination_ids = fields.One2many(
        "mall.lease.termination",
        "lease_id",
        string="Terminations",
        groups="base.group_user",
        help="Early ends that were asked for, also those given up.",
    )

    _notice_days_not_negative = models.Constraint("CHECK (notice_days >= 0)", "A notice period cannot be negative.")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_change(self):
        writable = self._origin._filtered_access("write")
        for lease in self:
            lease.can_change = lease.state == "active" and lease._origin in writable

    def _approval_steps(self):
        """Return the approvals that the kind of the lease needs; see ``core.change.APPROVALS``."""
        codes = APPROVALS[self.kind or "new"]
        rules = {rule.code: rule for rule in super()._approval_steps()}
        return [rules[code] for code in codes]

    def _get_granted_termination(self):
        """Return the termination of this lease that the tenant may read, in superuser mode; empty if there is none."""
        self.ensure_one()
        # sudo: terminations are closed to the portal; the caller has checked that the lease is the tenant's
        granted = self.sudo().termination_ids.filtered(lambda record: record.state in ("to_acknowledge", "scheduled", "done"))
        return granted[:1]

    # === STARTING === #

    def action_open_change(self):
        """Open the page where an amendment, renewal or assignment begins."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change %(lease)s", lease=self.name),
            "res_model": "mall.lease.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_lease_id": self.id},
        }

    def action_open_termination(self):
        """Open the termination under way, or a new one."""
        self.ensure_one()
        standing = self.termination_ids.filtered(lambda record: record.state not in ("done", "cancelled"))[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Terminate %(lease)s", lease=self.name),
            "res_model": "mall.lease.termination",
            "view_mode": "form",
            "res_id": standing.id,
            "context": {"default_lease_id": self.id},
        }

    def _start_change(self, kind, **values):
        """Draft the successor of a lease in force with all its terms, cut to the time that is left.

        :param str kind: amendment, renewal or assignment
        :param values: what differs: ``date_start`` (the effective day) and ``date_end``, the tenant, the reason
        :return: the draft
        :raises LeaseMoveRefused: not the user's lease, not in force, the day does not fit, or one is under way
        :raises UnitTaken: another party has a unit in the term of a renewal
        Clause: L4.1
        """
        self.ensure_one()
        if not self._has_role("drafter", None):
            self._refuse("role_drafter", "LR2.3")
        self._check_change(kind, values)
        # sudo: kind, predecessor and number are the system's to give; that the user may change this lease was
        # checked just now, and the draft belongs to the same specialist and team
        successor = self.sudo().create(self._prepare_successor_values(kind, **values)).with_env(self.env)
        self.message_post(
            body=self.env._(
                "%(kind)s %(lease)s drafted.",
                kind=dict(self._fields["kind"]._description_selection(self.env))[kind],
                lease=successor._get_html_link(),
            )
        )
        return successor

    def _check_change(self, kind, values):
        """Refuse a change that cannot fit, before anybody works on it."""
        start, end = (fields.Date.to_date(values[name]) for name in ("date_start", "date_end"))
        if self.state != "active":
            self._refuse("not_in_force", "L4.1")
        # sudo below: whether such a change is under way counts, whoever drafts it
        over = ("active", "ended", "cancelled")
        domain = [("root_id", "=", self.root_id.id), ("kind", "=", kind), ("state", "not in", over)]
        # sudo: as above
        standing = self.sudo().search(domain, limit=1)
        if standing:
            self._refuse("change_open", "L4.1", other=standing.name)
        reason = judge_day(kind, start, self.date_start, self.date_last)
        if reason:
            self._refuse(reason, "L4.1")
        if kind == "renewal":
            requests = [{"unit_id": unit.id, "date_from": start, "date_to": end} for unit in self.unit_ids]
            # sudo: that a unit is taken counts for everybody; the sentence names only whom the user may know
            self.env["mall.unit.occupancy"].sudo()._check_free(requests)

    def _prepare_successor_values(self, kind, **values):
        """Return the values of the successor: all terms of this lease, with charges cut to the time that is left.

        Override to cut further terms that have dates.

        Clause: L4.1
        """
        self.ensure_one()
        start = fields.Date.to_date(values["date_start"])
        kept = {name: self[name] for name in ("date_handover", "date_opening") if self[name] and self[name] >= start}
        charges = self.charge_ids._get_charges_from(start, kind)
        default = {
            "kind": kind,
            "predecessor_id": self.id,
            "date_handover": False,
            "date_opening": False,
            **kept,
            "charge_ids": [Command.create(charge._prepare_successor_values(start, kind)) for charge in charges],
            **self._prepare_dated_terms(start, fields.Date.to_date(values["date_end"]), kind),
            **values,
        }
        # sudo: the copy takes terms the drafter may not list, none leaves it
        successor = self.sudo().copy_data(default)[0]
        if successor["partner_id"] != self.partner_id.id:
            # Worked out anew from the new tenant.
            successor = {name: value for name, value in successor.items() if name not in TENANT_FIELDS}
        return successor

    def _prepare_dated_terms(self, start, end, kind):
        """Return turnover rent and options as they go on from a day: what is over or used up is left out.

        A renewal takes over what holds on the last day before it; the options that led to it are not granted again by
        themselves.

        :param date start: first day of the successor
        :param date end: its last day
        """
        self.ensure_one()
        renewed = kind == "renewal"
        eve = fields.Date.subtract(start, days=1) if renewed else start
        turnover = self.turnover_term_ids.filtered(lambda term: not term.date_to or term.date_to >= eve)
        options = self.option_ids.filtered(lambda option: not renewed and start <= option.date_notice <= end)
        return {
            "turnover_term_ids": [
                Command.create(
                    term.copy_data(
                        {
                            "lease_id": False,
                            "date_from": term.date_from if term.date_from and term.date_from > start else False,
                            "date_to": False if renewed else term.date_to,
                        }
                    )[0]
                )
                for term in turnover
            ],
            "option_ids": [Command.create(option.copy_data({"lease_id": False})[0]) for option in options],
        }

    def _get_renewal_term(self):
        """Return how long a renewal is proposed for: as its option says, else as many whole months as the lease had."""
        self.ensure_one()
        renewals = self.option_ids.filtered(lambda option: option.kind == "renew" and option.term_months)
        months = renewals[:1].term_months
        if months:
            return relativedelta(months=months)
        term = relativedelta(fields.Date.add(self.date_end, days=1), self.date_start)
        return relativedelta(months=max(term.years * 12 + term.months, 1))

    # === WHAT STANDS IN THE WAY === #

    def _get_current(self):
        """Return the lease that stands for this one now: the last of those that replaced it, or itself."""
        self.ensure_one()
        current = self
        while current.superseded_by_id:
            current = current.superseded_by_id
        return current

    def _has_lost_predecessor(self):
        """Tell whether what this lease succeeds has gone another way.

        A renewal follows whatever stands at the end of the term, and is signed late now and then, when that has just
        ended by itself.
        """
        self.ensure_one()
        former = self.predecessor_id
        if self.kind == "renewal":
            former = former._get_current()
            return former.state not in ("active", "ended") or former.end_reason == "terminated"
        return self.kind != "new" and (former.state != "active" or bool(former.superseded_by_id))

    def _get_day_obstacle(self):
        self.ensure_one()
        former = self.predecessor_id
        if self.kind == "renewal":
            former = former._get_current()
        return judge_day(self.kind, self.date_start, former.date_start, former.date_last) if former else None

    def _has_other_tenant(self):
        return self.partner_id.commercial_partner_id != self.predecessor_id.partner_id.commercial_partner_id

    def _is_tenant_misfit(self):
        self.ensure_one()
        return self.kind == "assignment" and not self._has_other_tenant()

    def _is_predecessor_terminated(self):
        self.ensure_one()
        states = self.predecessor_id.termination_ids.mapped("state")
        return self.kind in REPLACING_KINDS and bool(set(states) - {"done", "cancelled"})


class MallLeaseCharge(models.Model):
    _inherit = "mall.lease.charge"

    def _get_charges_from(self, day, kind):
        """Return the charges that a successor from a day on takes over: those that are not over by then.

        A renewal takes over what is charged on the last day before it. What is paid once and was due before stays behind.
        """
        last = day if kind in REPLACING_KINDS else fields.Date.subtract(day, days=1)
        due = self.filtered(lambda charge: charge.basis == "once" and charge.date_due >= day)
        by_month = self.filtered(lambda charge: charge.basis != "once")
        running = by_month.filtered(lambda charge: not charge.date_to or charge.date_to >= last)
        return self & (running | due)

    def _prepare_successor_values(self, day, kind):
        """Return this charge as it goes on from a day: the price then in force, and the steps that are to come.

        Override to carry further values over.

        :param date day: first day of the successor
        Clause: L4.1
        """
        self.ensure_one()
        first = self.date_from or self.lease_id.date_start
        price, _later = prices_from(self._get_prices(), day)
        renewed = kind == "renewal"
        not_begun = first > day and not renewed
        steps = self.step_ids.filtered(lambda step: step.date_from > day and not renewed)
        return self.copy_data(
            {
                "lease_id": False,
                "amount": self.amount if not_begun else price,
                "date_from": first if not_begun else False,
                "date_to": False if renewed else self.date_to,
                "step_ids": [Command.create(step.copy_data({"charge_id": False})[0]) for step in steps],
            }
        )[0]

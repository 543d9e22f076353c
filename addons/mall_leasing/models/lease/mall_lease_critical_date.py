from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.critical_dates import due_threshold, parse_thresholds
from ...critical_date_reasons import CriticalDateRefused

CRITICAL_KINDS = [
    ("expiry", "Expiry"),
    ("option_renew", "Renewal Option"),
    ("option_terminate", "Termination Option"),
    ("rent_step", "Rent Step"),
    ("insurance", "Insurance"),
    ("guarantee", "Guarantee"),
    ("obligation", "Obligation"),
    ("other", "Other"),
]
DECISIONS = [
    ("renew", "Renew"),
    ("renegotiate", "Renegotiate"),
    ("let_expire", "Let Expire"),
    ("terminate", "Terminate"),
    ("noted", "Taken Care Of"),
]
#: Days before a date on which it is chased, where the settings say nothing else.
DEFAULT_THRESHOLDS = {
    "expiry": "180, 90, 60, 30",
    "option_renew": "90, 60, 30, 14",
    "option_terminate": "90, 60, 30, 14",
    "rent_step": "30",
    "insurance": "30, 7",
    "guarantee": "60, 30",
    "obligation": "14, 3",
    "other": "30, 7",
}
#: Written by the actions and the nightly job only.
STAMPS = frozenset({"source", "state", "last_threshold", "decided_by_id", "decided_datetime", "active"})
#: What the lease itself says; on rows made from it nobody writes it by hand.
FROM_LEASE = frozenset({"lease_id", "kind", "date", "detail"})
#: What was decided about which day.
DECIDED = frozenset({"kind", "date", "detail", "decision", "decision_note"})
NEVER_CHASED = -1
DAYS_TO_REACT = 7


class MallLeaseCriticalDate(models.Model):
    """A day of a lease that must not be missed: chased at each threshold until somebody has decided."""

    _name = "mall.lease.critical.date"
    _description = "Critical Date"
    _inherit = ["mail.thread", "mail.activity.mixin", "mall.bounds.mixin"]
    _order = "date, id"
    _rec_names_search = ["lease_id.name", "partner_id.name", "detail"]
    _check_company_auto = True

    # what and when
    lease_id = fields.Many2one(
        "mall.lease",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('state', '=', 'active')]",
        help="The lease the day belongs to.",
    )
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    partner_id = fields.Many2one(related="lease_id.partner_id", string="Tenant", store=True, index=True)
    property_id = fields.Many2one(related="lease_id.property_id", store=True, index=True)
    unit_ids = fields.Many2many(related="lease_id.unit_ids", string="Units")
    user_id = fields.Many2one(
        related="lease_id.user_id", string="Specialist", store=True, index=True, help="Is reminded at each threshold."
    )
    team_id = fields.Many2one(related="lease_id.team_id", store=True, help="Its leader is told at the last threshold.")
    kind = fields.Selection(
        CRITICAL_KINDS, required=True, default="other", index=True, tracking=True, help="What happens on that day."
    )
    date = fields.Date(required=True, index=True, tracking=True, help="The last day on which it can be acted on.")
    detail = fields.Char(string="Description", help="What exactly happens, in a few words.")
    source = fields.Char(
        readonly=True,
        copy=False,
        help="What in the lease the day comes from; empty where somebody entered it by hand.",
    )
    is_by_hand = fields.Boolean(compute="_compute_is_by_hand", help="Entered by hand, not made from the lease.")
    active = fields.Boolean(default=True, readonly=True, help="Days a change of the lease has done away with are archived.")

    # chasing
    days_notice = fields.Char(
        string="Chased Before (Days)",
        compute="_compute_days_notice",
        store=True,
        readonly=False,
        precompute=True,
        help="Days before the date on which somebody is reminded, largest first; the last one goes to the manager.",
    )
    last_threshold = fields.Integer(
        default=NEVER_CHASED, readonly=True, copy=False, help="The innermost threshold chased so far; -1: none yet."
    )
    date_next_chase = fields.Date(
        string="Next Reminder",
        compute="_compute_date_next_chase",
        store=True,
        index=True,
        help="Day of the next reminder; empty when all thresholds have passed or it is decided.",
    )
    days_left = fields.Integer(compute="_compute_days_left", help="Days until the date; below zero once it has passed.")

    # decision
    state = fields.Selection(
        [("open", "Open"), ("done", "Decided")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Open: nobody has decided yet, it is chased.\nDecided: somebody has said what is to happen.",
    )
    decision = fields.Selection(DECISIONS, copy=False, tracking=True, help="What is to happen.")
    decision_note = fields.Text(string="Note", copy=False, help="Why, and what was agreed with the tenant.")
    decided_by_id = fields.Many2one("res.users", string="Decided By", readonly=True, copy=False)
    decided_datetime = fields.Datetime(string="Decided On", readonly=True, copy=False)

    _source_uniq = models.UniqueIndex(
        "(lease_id, source) WHERE active AND source IS NOT NULL", "This day of the lease is in the list already."
    )

    @api.depends("source")
    def _compute_is_by_hand(self):
        for row in self:
            row.is_by_hand = not row.source

    @api.depends("kind", "detail", "lease_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            words = f"{labels.get(row.kind, '')}: {row.detail}" if row.detail else labels.get(row.kind, "")
            row.display_name = f"{row.lease_id.name}, {words}" if row.lease_id.name else words

    @api.depends("kind")
    def _compute_days_notice(self):
        for row in self:
            row.days_notice = self._get_default_notice(row.kind)

    @api.depends("date", "days_notice", "last_threshold", "state")
    def _compute_date_next_chase(self):
        for row in self:
            left = [days for days in row._get_thresholds() if days < row.last_threshold or row.last_threshold == NEVER_CHASED]
            is_open = row.state == "open" and row.date and left
            row.date_next_chase = is_open and row.date - timedelta(days=max(left))

    @api.depends("date")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.days_left = (row.date - today).days if row.date else 0

    @api.constrains("days_notice")
    def _check_days_notice(self):
        for row in self:
            try:
                parse_thresholds(row.days_notice)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The reminders of %(date)s are whole numbers of days, at most ten, such as 180, 90, 60, 30.",
                        date=row.display_name,
                    )
                ) from error

    # --- create, write, delete

    @api.model_create_multi
    def create(self, vals_list):
        """Enter days by hand; what the nightly job and the actions set is left out, whoever tries to give it.

        :raises AccessError: if the lease is not the user's to write
        Clause: LR2.3
        """
        if not self.env.su:
            forged = {f"default_{name}" for name in STAMPS}
            context = {key: value for key, value in self.env.context.items() if key not in forged}
            vals_list = [{key: value for key, value in vals.items() if key not in STAMPS} for vals in vals_list]
            rows = super(MallLeaseCriticalDate, self.with_context(context)).create(vals_list).with_env(self.env)
            rows.lease_id.check_access("write")
            return rows
        return super().create(vals_list)

    def write(self, vals):
        """Write; days made from the lease change with the lease only.

        :raises CriticalDateRefused: if somebody else writes them
        Clause: LR2.3
        """
        if not self.env.su:
            closed = STAMPS | (FROM_LEASE if any(not row.is_by_hand for row in self) else {"lease_id"})
            self._refuse_change(closed.intersection(vals))
            self._check_undecided(DECIDED.intersection(vals))
        result = super().write(vals)
        if "date" in vals and "last_threshold" not in vals:
            # sudo: what was chased of another day says nothing of this one; only reminders and their counter are reset
            rows = self.sudo()
            rows._close_reminders()
            rows.write({"last_threshold": NEVER_CHASED})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_from_lease(self):
        self.filtered(lambda row: not row.is_by_hand)._refuse_change({"date"})
        self._check_undecided({"date"})

    def _check_undecided(self, names):
        """Refuse to rewrite days that are decided; ``action_reopen`` takes a decision back, on record."""
        for row in self.filtered(lambda row: row.state == "done") if names else ():
            raise CriticalDateRefused(self.env, "decided", "LR2.3", date=row.display_name)

    def _refuse_change(self, names):
        for row in self if names else ():
            label = self._fields[min(names)]._description_string(self.env)
            raise CriticalDateRefused(self.env, "from_lease", "LR2.3", field=label, date=row.display_name)

    # --- decision

    def action_decide(self):
        """Put on record what is to happen; the day is chased no longer.

        :raises CriticalDateRefused: without a decision, or if none of those for an expiry was chosen
        Clause: LR2.3
        """
        self.check_access("write")
        for row in self:
            if not row.decision or (row.kind == "expiry" and row.decision == "noted"):
                raise CriticalDateRefused(self.env, "undecided", "LR2.3", date=row.display_name)
        # sudo: the stamps are the system's; the right to write the rows was checked
        rows = self.sudo()
        rows.write({"state": "done", "decided_by_id": self.env.uid, "decided_datetime": fields.Datetime.now()})
        rows._close_reminders()
        return True

    def action_reopen(self):
        """Take the decision back; the day is chased again from where the chasing stood.

        Clause: LR2.3
        """
        self.check_access("write")
        # sudo: as in action_decide
        self.sudo().write({"state": "open", "decided_by_id": False, "decided_datetime": False})
        return True

    def action_open_lease(self):
        """Open the lease."""
        self.ensure_one()
        return self.lease_id._get_records_action()

    # --- thresholds

    @api.model
    def _get_default_notice(self, kind):
        """Return the thresholds of a kind of day: those of the settings, else the built-in ones."""
        default = DEFAULT_THRESHOLDS.get(kind, DEFAULT_THRESHOLDS["other"])
        if kind != "expiry":
            return default
        # System parameters are closed to users; these numbers are no secret.
        text = self.env["ir.config_parameter"].sudo().get_param("mall_leasing.expiry_notice_days") or default
        try:
            parse_thresholds(text)
        except ValueError:
            return default
        return text

    def _get_thresholds(self):
        """Return the thresholds of one day, largest first; none while they are being mistyped in a form."""
        try:
            return parse_thresholds(self.days_notice)
        except ValueError:
            return ()

    def _get_due_threshold(self, today):
        """Return the threshold to chase now, or None."""
        self.ensure_one()
        chased = None if self.last_threshold == NEVER_CHASED else self.last_threshold
        return due_threshold((self.date - today).days, self._get_thresholds(), chased)

from odoo import api, fields, models
from odoo.fields import Domain

from ...clause_reasons import ObligationRefused
from ...core.obligation import MONTHS
from .lease_duty_mixin import PARTIES

OBLIGATION_STATES = [
    ("open", "Open"),
    ("reported", "Reported by Tenant"),
    ("done", "Done"),
    ("waived", "Waived"),
    ("void", "Void"),
]
OPEN_STATES = ("open", "reported")
#: What both sides signed of an obligation that follows from the lease.
AGREED_FIELDS = frozenset({"lease_id", "party", "name", "date_due", "needs_evidence"})


class MallLeaseObligation(models.Model):
    """One thing one side has to do by one day: what the lease says, coming due."""

    _name = "mall.lease.obligation"
    _description = "Lease Obligation"
    _inherit = ["mail.thread", "mail.activity.mixin", "mall.gated.mixin", "mall.bounds.mixin"]
    _order = "date_due, id"
    _check_company_auto = True

    _gated_fields = frozenset(
        {
            "state",
            "term_id",
            "time",
            "is_last",
            "note",
            "evidence_ids",
            "reason",
            "done_by_id",
            "done_datetime",
            "reported_by_id",
            "reported_datetime",
            "date_reminded",
            "date_escalated",
        }
    )

    # who, what, by when
    lease_id = fields.Many2one("mall.lease", required=True, index=True, ondelete="cascade", help="The lease it follows from.")
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    partner_id = fields.Many2one(
        related="lease_id.partner_id", string="Tenant", store=True, index="btree_not_null", help="Who rents."
    )
    party = fields.Selection(PARTIES, string="Who", required=True, default="tenant", help="The side that has to do it.")
    name = fields.Char(string="What", required=True, tracking=True, help="What has to be done.")
    date_due = fields.Date(string="Due", required=True, index=True, tracking=True, help="Last day on which it is in time.")
    needs_evidence = fields.Boolean(string="Evidence", default=True, help="Whoever fulfils it attaches a file that proves it.")

    # where it comes from
    term_id = fields.Many2one(
        "mall.lease.obligation.term",
        string="Agreed As",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="What the lease says; empty for one noted by hand.",
    )
    clause_line_id = fields.Many2one(
        related="term_id.clause_line_id", string="Article", store=True, help="The article it follows from."
    )
    recurrence = fields.Selection(related="term_id.recurrence", string="How Often", store=True)
    time = fields.Integer(readonly=True, copy=False, aggregator=None, help="0 for the first time, 1 for the second.")
    is_last = fields.Boolean(
        readonly=True, copy=False, index=True, help="The latest time of one that recurs: the next is made after it."
    )

    # who looks after it
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        check_company=True,
        domain="[('share', '=', False)]",
        groups="base.group_user",
        help="Who of the landlord's side does it, or sees to it that the tenant does.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Tenant's Contact",
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Who does it on the tenant's side.",
    )
    team_id = fields.Many2one(related="lease_id.team_id", store=True, groups="base.group_user")

    # what became of it
    state = fields.Selection(
        OBLIGATION_STATES,
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
        help="Open: to be done.\n"
        "Reported by Tenant: the tenant says it is done, staff check it.\n"
        "Done: fulfilled, with note and evidence.\n"
        "Waived: a leasing manager let it go, with a reason.\n"
        "Void: its lease ended or was replaced before.",
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue", help="Open, and its day has passed."
    )
    days_left = fields.Integer(compute="_compute_is_overdue", help="Days until it is due; negative once it is overdue.")
    note = fields.Text(readonly=True, copy=False, help="How it was fulfilled, as whoever fulfilled it says.")
    evidence_ids = fields.Many2many(
        "ir.attachment",
        "mall_lease_obligation_evidence_rel",
        string="Proven By",
        readonly=True,
        copy=False,
        help="Receipts, photos, certificates.",
    )
    done_by_id = fields.Many2one("res.users", string="Confirmed By", readonly=True, copy=False, groups="base.group_user")
    done_datetime = fields.Datetime(string="Done On", readonly=True, copy=False, help="When it was confirmed.")
    reported_by_id = fields.Many2one("res.users", string="Reported By", readonly=True, copy=False, groups="base.group_user")
    reported_datetime = fields.Datetime(string="Reported On", readonly=True, copy=False, help="When the tenant said so.")
    reason = fields.Text(
        readonly=True, copy=False, tracking=True, help="Why it was waived, sent back, opened again or became void."
    )
    date_reminded = fields.Date(readonly=True, copy=False, groups="base.group_user", help="When the responsible was told.")
    date_escalated = fields.Date(
        readonly=True, copy=False, groups="base.group_user", help="When the manager was told that it is overdue."
    )
    can_close = fields.Boolean(compute="_compute_can_close", help="You may confirm that it is done.")
    can_waive = fields.Boolean(compute="_compute_can_close", help="You may let it go.")

    _time_uniq = models.UniqueIndex("(term_id, time) WHERE term_id IS NOT NULL", "This obligation was noted already.")

    # === COMPUTES === #

    @api.depends("date_due", "state")
    def _compute_is_overdue(self):
        today = self.env["mall.lease"]._get_today()
        for obligation in self:
            left = (obligation.date_due - today).days if obligation.date_due else 0
            obligation.days_left = left
            obligation.is_overdue = obligation.state == "open" and left < 0

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("state", "=", "open") & Domain("date_due", "<", self.env["mall.lease"]._get_today())
        return overdue if True in value else ~overdue

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_close(self):
        is_manager = self.env.user.has_group("mall_leasing.group_mall_leasing_manager")
        writable = self._origin._filtered_access("write")
        for obligation in self:
            is_open = obligation.state in OPEN_STATES and obligation._origin in writable
            obligation.can_close = is_open
            obligation.can_waive = is_open and is_manager

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Note obligations by hand on leases in force; those of the articles come by themselves.

        :raises ObligationRefused: if the lease is not in force
        Clause: LR2.3
        """
        obligations = super().create(vals_list)
        if not self.env.su:
            for lease in obligations.lease_id:
                if lease.state not in ("active", "ended"):
                    raise ObligationRefused(self.env, "lease_closed", "L4.1", lease=lease.display_name)
        return obligations

    def write(self, vals):
        """Write, except what both sides signed: who, what and by when.

        :raises ObligationRefused: naming the field
        :raises FieldGated: for what the buttons set
        Clause: L4.2
        """
        touched = sorted(AGREED_FIELDS.intersection(vals))
        for obligation in self if touched and not self.env.su else ():
            name = next((name for name in touched if obligation._is_agreed(name, vals[name])), None)
            if name:
                label = self._fields[name]._description_string(self.env)
                raise ObligationRefused(self.env, "agreed", "L4.2", what=obligation.name, field=label)
        return super().write(vals)

    def _is_agreed(self, name, value):
        """Tell whether a value would change what was signed; the lease of an obligation never changes."""
        field = self._fields[name]
        same = field.convert_to_cache(value, self) == field.convert_to_cache(self[name], self)
        return not same and (name == "lease_id" or bool(self.term_id) or self.state != "open")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        for obligation in self:
            if obligation.term_id or obligation.state != "open":
                raise ObligationRefused(self.env, "kept", "LR2.3", what=obligation.name)

    # === FROM THE LEASE === #

    def _get_identity(self):
        """Return what tells the obligation from others of a lease, as its agreed obligation does."""
        self.ensure_one()
        return self.party, self.name

    @api.model
    def _prepare_from_term(self, term, time):
        """Return the values of one time of what a lease says. Override to extend."""
        lease = term.lease_id
        return {
            "lease_id": lease.id,
            "term_id": term.id,
            "party": term.party,
            "name": term.name,
            "needs_evidence": term.needs_evidence,
            "date_due": term._get_time(time),
            "time": time,
            "is_last": bool(MONTHS[term.recurrence]),
            "user_id": lease.user_id.id,
        }

    def action_open_lease(self):
        """Open the lease."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "mall.lease", "res_id": self.lease_id.id, "view_mode": "form"}

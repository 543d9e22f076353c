from odoo import Command, api, fields, models

from ...core.change import earliest_end
from .termination_reasons import TerminationRefused

TERMINATION_STATES = [
    ("draft", "Draft"),
    ("legal_review", "Legal Review"),
    ("leadership_approval", "Leadership Approval"),
    ("to_acknowledge", "To Acknowledge"),
    ("scheduled", "Scheduled"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
#: Set by the gate and the acknowledgement only.
GATED_FIELDS = frozenset(
    {
        "name",
        "state",
        "document_attachment_id",
        "document_sha256",
        "ack_signature",
        "ack_signed_by",
        "ack_signed_by_id",
        "ack_signed_on",
        "ack_signed_ip",
        "ack_skip_reason",
        "ack_skipped_by_id",
        "submitted_datetime",
        "scheduled_datetime",
        "done_datetime",
        "moved_by_id",
        "cancel_reason",
        "penalty_move_id",
    }
)
LEGAL_CONTENT = ("lease_id", "initiator", "reason", "date_notice", "date_last")
MONEY_CONTENT = ("amount_penalty", "deposit_treatment", "amount_retained", "deposit_reason")


class MallLeaseTermination(models.Model):
    """A lease ended before its term: asked for, reviewed, approved, acknowledged by the tenant, carried out.

    Clause: L4.2
    """

    _name = "mall.lease.termination"
    _description = "Lease Termination"
    _inherit = ["mall.leasing.approval.mixin", "mall.bounds.mixin"]
    _order = "date_last desc, id desc"
    _rec_names_search = ["name", "lease_id.name", "partner_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"

    _approval_content_fields = LEGAL_CONTENT + MONEY_CONTENT
    _approval_state_after = "to_acknowledge"
    _approval_states_released = ("cancelled",)

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram", help="Given by the system.")
    lease_id = fields.Many2one(
        "mall.lease",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('state', '=', 'active')]",
        help="The lease that is ended before its term.",
    )
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="lease_id.currency_id")
    partner_id = fields.Many2one(related="lease_id.partner_id", store=True, help="The tenant.")
    user_id = fields.Many2one(related="lease_id.user_id", store=True, string="Specialist")
    date_lease_end = fields.Date(related="lease_id.date_end", string="End of the Term")
    initiator = fields.Selection(
        [
            ("tenant", "Tenant Gives Notice"),
            ("landlord", "Landlord Gives Notice"),
            ("mutual", "Both Sides Agree"),
            ("breach", "Breach by the Tenant"),
        ],
        default="tenant",
        required=True,
        tracking=True,
        help="Notice of one side keeps the contractual notice period. Agreement and breach need not; "
        "for a breach a leader may go on without the tenant's acknowledgement.",
    )
    reason = fields.Text(help="Why the lease ends early; for a breach: which duty, when, and the warning given.")
    date_notice = fields.Date(
        string="Notice Day", default=fields.Date.context_today, help="Day the notice reached the other side, or of the agreement."
    )
    date_last = fields.Date(
        string="Last Day", tracking=True, help="Last day of the lease, inclusive; the unit is free from the day after."
    )
    notice_days = fields.Integer(related="lease_id.notice_days")
    date_earliest = fields.Date(
        string="Earliest Last Day",
        compute="_compute_date_earliest",
        help="The first last day the contractual notice period allows, counted from the notice day.",
    )
    amount_penalty = fields.Monetary(
        string="Penalty", help="What the tenant pays for the early end; company currency, without tax."
    )
    deposit_treatment = fields.Selection(
        [("refund", "Refund"), ("retain", "Retain")],
        string="Deposit",
        default="refund",
        required=True,
        help="Refund: paid back once the unit has been handed back. Retain: all or part of it is kept, with the reason.",
    )
    amount_retained = fields.Monetary(string="Retained", help="Part of the deposit that is kept; company currency.")
    deposit_reason = fields.Text(help="Why the deposit, or a part of it, is kept.")

    # the unit handed back
    check_ids = fields.One2many(
        "mall.lease.termination.check",
        "termination_id",
        string="Hand-back",
        default=lambda self: self._get_default_checks(),
        help="In which condition the unit is given back, point by point, with photos.",
    )
    date_handed_back = fields.Date(string="Handed Back On", help="Day the keys came back and the unit was inspected.")

    # workflow
    state = fields.Selection(
        TERMINATION_STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Draft: being written.\n"
        "Legal Review: a legal reviewer decides on notice, cause and day.\n"
        "Leadership Approval: company leadership decides on all of it with the money.\n"
        "To Acknowledge: approved and frozen, the tenant acknowledges it in the portal.\n"
        "Scheduled: the lease ends on the last day, the unit can be let from the day after.\n"
        "Done: the lease has ended and was settled.\n"
        "Cancelled: given up, the lease goes on.",
    )
    submitted_datetime = fields.Datetime(string="Submitted On", readonly=True, copy=False, help="When it was first submitted.")
    scheduled_datetime = fields.Datetime(string="Scheduled On", readonly=True, copy=False, help="When the end became certain.")
    done_datetime = fields.Datetime(string="Carried Out On", readonly=True, copy=False, help="When the lease was settled.")
    moved_by_id = fields.Many2one(
        "res.users", string="Last Moved By", readonly=True, copy=False, help="Who brought it into its present state."
    )
    cancel_reason = fields.Text(readonly=True, copy=False, tracking=True, help="Why the termination was given up.")
    penalty_move_id = fields.Many2one(
        "account.move",
        string="Penalty Invoice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Made on the day after the last day.",
    )
    can_write_terms = fields.Boolean(compute="_compute_can_write_terms", help="You may change what is approved here.")
    can_write_handback = fields.Boolean(
        compute="_compute_can_write_terms", help="You may record the condition the unit is handed back in."
    )
    can_cancel = fields.Boolean(compute="_compute_can_write_terms", help="You may give the termination up.")

    _one_open = models.UniqueIndex(
        "(lease_id) WHERE state NOT IN ('done', 'cancelled')",
        "This lease already has a termination under way.",
    )
    _amounts_not_negative = models.Constraint(
        "CHECK (amount_penalty >= 0 AND amount_retained >= 0)", "Penalty and retained deposit cannot be negative."
    )

    # === COMPUTES === #

    @api.depends("date_notice", "lease_id.notice_days", "initiator")
    def _compute_date_earliest(self):
        for termination in self:
            days = termination.lease_id.notice_days if termination._keeps_notice_period() else 0
            notice = termination.date_notice
            termination.date_earliest = notice and earliest_end(notice, days)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_write_terms(self):
        writable = self._origin._filtered_access("write")
        is_leader = self.env.user.has_group("mall_leasing.group_mall_leasing_leader")
        for termination in self:
            mine = not termination._origin or termination._origin in writable
            drafting = termination.state in ("draft", "legal_review", "leadership_approval")
            termination.can_write_terms = mine and drafting
            termination.can_write_handback = mine and not termination._is_handback_closed()
            by_leader = termination.state == "to_acknowledge" and is_leader
            termination.can_cancel = bool(termination.id) and (mine and drafting or by_leader)

    def _is_handback_closed(self):
        """Tell whether the hand-back is on record for good: the lease is settled and the unit inspected."""
        self.ensure_one()
        return self.state == "cancelled" or (self.state == "done" and bool(self._origin.date_handed_back))

    def _keeps_notice_period(self):
        """Tell whether the contractual notice period binds: it does for a notice of one side."""
        self.ensure_one()
        return self.initiator in ("tenant", "landlord")

    @api.model
    def _get_default_checks(self):
        """Return the points every hand-back looks at. Override to add what a mall looks at besides."""
        points = (
            self.env._("Walls, floor and ceiling"),
            self.env._("Shop front, doors and locks"),
            self.env._("Electricity, lighting and meters (readings)"),
            self.env._("Water, drainage and ventilation"),
            self.env._("Fire protection"),
            self.env._("Tenant's fit-out, furniture and signs removed"),
            self.env._("Keys and access cards returned"),
        )
        return [Command.create({"sequence": 10 * place, "name": name}) for place, name in enumerate(points, start=1)]

    # === CRUD === #

    @api.model
    def _get_approval_protected_fields(self):
        return super()._get_approval_protected_fields() | GATED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        """Number new drafts; only who may write the lease terminates it.

        :raises AccessError: if the lease is not the user's to write
        :raises TerminationRefused: if the lease is not in force, or its termination is under way already
        Clause: L4.2
        """
        self._check_none_open([vals.get("lease_id") for vals in vals_list])
        forged = {f"default_{name}" for name in GATED_FIELDS}
        context = {key: value for key, value in self.env.context.items() if key not in forged}
        terminations = super(MallLeaseTermination, self.with_context(context)).create(vals_list).with_env(self.env)
        terminations.lease_id.check_access("write")
        for termination in terminations:
            if termination.lease_id.state != "active":
                raise TerminationRefused(self.env, "lease_not_active", "L4.2", lease=termination.lease_id.display_name)
            # sudo: the number is the system's to give
            termination.sudo().name = self.env["ir.sequence"].sudo().next_by_code("mall.lease.termination")
        return terminations

    @api.model
    def _check_none_open(self, lease_ids):
        """Refuse a second termination in words; two at one moment meet the unique index."""
        domain = [("lease_id", "in", lease_ids), ("state", "not in", ("done", "cancelled"))]
        # sudo: whether one is under way counts, whoever asks
        standing = self.sudo().search(domain, limit=1)
        if standing:
            names = {"lease": standing.lease_id.name, "other": standing.name}
            raise TerminationRefused(self.env, "termination_open", "L4.2", **names)

    def write(self, vals):
        """Write what the state still leaves open.

        :raises TerminationRefused: for the lease, which never changes, and for terms once the end is certain
        """
        if not self.env.su:
            self._check_open(vals)
        return super().write(vals)

    def _check_open(self, vals):
        terms = {"lease_id"} | set(self._approval_content_fields)
        handback = {"check_ids", "date_handed_back"}
        for termination in self:
            closed = terms if termination.state in ("scheduled", "done", "cancelled") else {"lease_id"}
            if termination._is_handback_closed():
                closed = closed | handback
            touched = closed.intersection(vals)
            if touched:
                label = self._fields[min(touched)]._description_string(self.env)
                raise TerminationRefused(self.env, "terms_closed", field=label, termination=termination.display_name)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        for termination in self:
            if termination.state != "draft" or termination.submitted_datetime:
                raise TerminationRefused(self.env, "termination_kept", termination=termination.display_name)

from odoo import api, fields, models

from ...exceptions import FollowUpRefused

#: What a visit that is over says, and to whose credit it counts.
FINDINGS = frozenset({"business_trend", "business_note", "lease_id", "date_planned", "date_done", "user_id"})


class MallReturnVisit(models.Model):
    """A regular visit to a tenant: how the business is doing, what is wrong, what is done about it. Clause: L5.2."""

    _name = "mall.return.visit"
    _description = "Return Visit"
    _inherit = ["mall.gated.mixin", "mall.deadline.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_planned desc, id desc"
    _deadline_field = "date_planned"
    _deadline_state = "planned"
    _gated_fields = frozenset({"state", "done_by_id", "cancel_reason", "escalated_on", "survey_input_id"})

    lease_id = fields.Many2one(
        "mall.lease", required=True, index=True, ondelete="restrict", domain="[('state', '=', 'active')]"
    )
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    partner_id = fields.Many2one(related="lease_id.partner_id", string="Tenant", store=True, index=True)
    property_id = fields.Many2one(related="lease_id.property_id", store=True)
    brand_id = fields.Many2one(related="lease_id.brand_id", store=True)
    trade_category_id = fields.Many2one(related="lease_id.trade_category_id", store=True, index=True)
    unit_ids = fields.Many2many(related="lease_id.unit_ids")
    team_id = fields.Many2one(related="lease_id.team_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Visitor",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        help="Who pays the visit; the specialist of the lease unless somebody else is named.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Met",
        domain="['|', ('id', '=', partner_id), ('parent_id', '=', partner_id)]",
        help="Whom the visitor spoke to.",
    )
    date_planned = fields.Date(string="Planned", required=True, index=True, tracking=True)
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    date_done = fields.Date(
        string="Visited On", copy=False, index=True, help="The day of the visit; empty: the day it is reported."
    )
    done_by_id = fields.Many2one("res.users", string="Visited By", readonly=True, copy=False)
    cancel_reason = fields.Text(readonly=True, copy=False)
    escalated_on = fields.Date(readonly=True, copy=False, help="When the superior was told that the visit is overdue.")

    # how the business is doing
    business_trend = fields.Selection(
        [("growing", "Growing"), ("stable", "Stable"), ("declining", "Declining"), ("critical", "Critical")],
        string="Business",
        tracking=True,
        help="How the tenant's business is doing, as told and seen on the spot.",
    )
    business_note = fields.Text(string="How It Is Doing", help="Sales, customers, staff, stock, plans.")
    relation_note = fields.Text(
        string="Relations",
        groups="base.group_user",
        help="What keeps relations good and what strains them; never shown to the tenant.",
    )
    renewal_intent = fields.Selection(
        [("yes", "Wants to stay"), ("open", "Undecided"), ("no", "Wants to leave")],
        groups="base.group_user",
        help="What the tenant says about the time after the lease; never shown to the tenant.",
    )
    action_ids = fields.One2many("mall.return.visit.action", "visit_id", string="Problems and Actions")
    action_open_count = fields.Integer(compute="_compute_action_open_count", string="Open Actions")

    @api.depends("lease_id")
    def _compute_display_name(self):
        for visit in self:
            day = fields.Date.to_string(visit.date_done or visit.date_planned)
            visit.display_name = f"{visit.lease_id.display_name} {day}" if day else visit.lease_id.display_name

    @api.depends("lease_id")
    def _compute_user_id(self):
        for visit in self:
            visit.user_id = visit.user_id or visit.lease_id.user_id

    @api.depends("action_ids.state")
    def _compute_action_open_count(self):
        for visit in self:
            visit.action_open_count = len(visit.action_ids.filtered(lambda action: action.state == "open"))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Plan visits and put them on the visitors' lists.

        :raises AccessError: for a lease the user may not read
        """
        visits = super().create(vals_list)
        visits._check_lease_known()
        visits._schedule_activities()
        return visits

    def write(self, vals):
        """Keep what a finished visit says, and the visitor's list in step with visitor and day.

        :raises FollowUpRefused: for the findings of a visit that is done
        """
        if not self.env.su and FINDINGS.intersection(vals):
            self._check_planned()
        result = super().write(vals)
        if "lease_id" in vals:
            self._check_lease_known()
        if {"user_id", "date_planned"}.intersection(vals):
            # sudo: the activity follows the visit; its former owner may be somebody else
            visits = self.filtered(lambda visit: visit.state == "planned").sudo()
            visits.activity_ids.unlink()
            visits._schedule_activities()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(visit.state == "done" for visit in self):
            raise FollowUpRefused(self.env._("A visit that took place is kept: its record cannot be deleted. (L5.2)"))

    # === THE VISIT === #

    def action_done(self):
        """Report that the visits took place; each enters the contact log.

        :raises FollowUpRefused: without the state of the business, or with a problem nobody sees to
        Clause: L5.2
        """
        self.check_access("write")
        for visit in self:
            visit._check_planned()
            visit._check_report()
        # sudo: the action's own stamps; the right to write was checked just now
        for day, visits in self.sudo().grouped("date_done").items():
            visits.write(
                {"state": "done", "date_done": day or fields.Date.context_today(self), "done_by_id": self.env.uid}
            )
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])
        self.action_ids._schedule_activities()
        self._log_contact()

    def action_cancel(self, reason):
        """Give planned visits up.

        :param str reason: why; required, the next visit is planned by the cadence
        :raises FollowUpRefused: without a reason, or if the visit is over
        Clause: L5.2
        """
        self.check_access("write")
        self._check_planned()
        if not (reason or "").strip():
            raise FollowUpRefused(self.env._("Say why the visit is given up: the reason is kept with it. (L5.2)"))
        # sudo: the action's own stamps; the right to write was checked just now
        self.sudo().write({"state": "cancelled", "cancel_reason": reason.strip()})
        self.sudo().activity_ids.unlink()

    def _check_lease_known(self):
        """Refuse visits to tenants of another team: naming oneself as the visitor opens no lease."""
        if not self.env.su:
            self.lease_id.check_access("read")

    def _check_planned(self):
        for visit in self:
            if visit.state != "planned":
                raise FollowUpRefused(
                    self.env._("The visit %(visit)s is over: plan another one.", visit=visit.display_name)
                )

    def _check_report(self):
        self.ensure_one()
        if not self.business_trend or not (self.business_note or "").strip():
            raise FollowUpRefused(
                self.env._(
                    "Tell how the business of %(tenant)s is doing before the visit counts as done: choose Business and "
                    "fill in How It Is Doing. (L5.2)",
                    tenant=self.partner_id.name,
                )
            )
        if self.date_done and self.date_done > fields.Date.context_today(self):
            raise FollowUpRefused(self.env._("A visit is reported when it is over: Visited On lies in the future. (L5.2)"))
        loose = self.action_ids.filtered(lambda action: not action.user_id or not action.date_due)
        if loose:
            raise FollowUpRefused(
                self.env._(
                    "Somebody has to see to every problem: give %(problem)s an owner and a day. (L5.2)",
                    problem=loose[0].name,
                )
            )

    def _log_contact(self):
        """Enter visits into the contact log. Clause: L2.2, L5.2."""
        self.env["mall.communication"]._log(
            [
                {
                    "lease_id": visit.lease_id.id,
                    "partner_id": visit.partner_id.id,
                    "contact_id": visit.contact_id.id,
                    "kind": "visit",
                    "user_id": visit.user_id.id or self.env.uid,
                    "summary": self.env._("Return visit: %(trend)s", trend=visit._get_trend_label()),
                    "body": visit.business_note,
                }
                for visit in self
            ]
        )

    def _get_trend_label(self):
        return dict(self._fields["business_trend"]._description_selection(self.env))[self.business_trend]

    def _schedule_activities(self):
        """Put planned visits on their visitors' lists."""
        for (user, day), visits in self.grouped(lambda visit: (visit.user_id, visit.date_planned)).items():
            if user:
                visits.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=day,
                    user_id=user.id,
                    summary=self.env._("Return visit"),
                )

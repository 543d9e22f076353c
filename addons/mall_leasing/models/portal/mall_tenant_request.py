from odoo import api, fields, models
from odoo.fields import Domain

from ...cron_batches import work_off
from ...exceptions import FollowUpRefused

DEFAULT_ANSWER_DAYS = 5


class MallTenantRequest(models.Model):
    """What a tenant asks of Leasing through the portal, who answers, by when and what. Clause: L5.1, G3.2."""

    _name = "mall.tenant.request"
    _description = "Tenant's Request"
    _inherit = ["mall.gated.mixin", "mall.deadline.mixin", "portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state desc, date_due, id desc"
    _mail_post_access = "read"  # the tenant asks on in the portal's chatter
    #: The tenant's own words and what the actions stamp; the staff sets kind, owner and day.
    _gated_fields = frozenset(
        {"name", "description", "lease_id", "contact_id", "state", "answer", "answered_by_id", "date_answered", "escalated_on",
         "access_token"}
    )  # fmt: skip

    name = fields.Char(string="Subject", required=True)
    description = fields.Text(required=True, help="What the tenant asks for.")
    kind = fields.Selection(
        [
            ("question", "Question"),
            ("premises", "Premises and Fit-out"),
            ("document", "Document"),
            ("change", "Change of the Lease"),
            ("other", "Other"),
        ],
        required=True,
        default="question",
    )
    lease_id = fields.Many2one("mall.lease", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    partner_id = fields.Many2one(related="lease_id.partner_id", string="Tenant", store=True, index=True)
    contact_id = fields.Many2one("res.partner", string="Asked By", readonly=True, help="The person who asked.")
    team_id = fields.Many2one(related="lease_id.team_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Answered For By", index=True, tracking=True, help="Answers, in time; the lease's specialist."
    )
    date_due = fields.Date(string="Answer By", required=True, index=True, tracking=True)
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    answer = fields.Text(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False, groups="base.group_user")
    date_answered = fields.Date(string="Answered On", readonly=True, copy=False)
    escalated_on = fields.Date(readonly=True, copy=False, groups="base.group_user")

    def _compute_access_url(self):
        super()._compute_access_url()
        for request in self:
            request.access_url = f"/my/requests/{request.id}"

    @api.model
    def _submit(self, lease, values):
        """Take a request of the tenant who is logged in.

        :param lease: one of the tenant's leases in force; the caller's right to read it is checked here
        :param dict values: ``name``, ``description``, ``kind``
        :return: the request
        :raises FollowUpRefused: without subject or text, or for a lease that is not in force
        Clause: L5.1
        """
        lease.check_access("read")
        name, description = ((values.get(key) or "").strip() for key in ("name", "description"))
        if not name or not description:
            raise FollowUpRefused(self.env._("Give your request a subject and say what you ask for."))
        if values.get("kind") not in dict(self._fields["kind"].selection):
            raise FollowUpRefused(self.env._("Choose what your request is about."))
        # sudo: a tenant may ask about an own lease, which was checked above; owner and day are the house's to set
        lease = lease.sudo()
        if lease.state != "active":
            raise FollowUpRefused(self.env._("%(lease)s is not in force: ask about another lease.", lease=lease.name))
        days = self.env["mall.return.visit"]._get_setting("request_answer_days", DEFAULT_ANSWER_DAYS)
        request = self.sudo().create(
            {
                "name": name[:200],
                "description": description[:5000],
                "kind": values["kind"],
                "lease_id": lease.id,
                "contact_id": self.env.user.partner_id.id,
                "user_id": (lease.user_id or lease._get_leasing_superior()).id,
                "date_due": fields.Date.add(fields.Date.context_today(self), days=days),
            }
        )
        request._tell_owner()
        return request.with_env(self.env)

    def _tell_owner(self):
        self.ensure_one()
        if self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.date_due,
                user_id=self.user_id.id,
                summary=self.env._("Tenant's request: %(subject)s", subject=self.name),
            )

    def action_answer(self, answer):
        """Answer requests; the tenant is told by mail and in the portal.

        :param str answer: the answer
        :raises FollowUpRefused: without an answer
        Clause: L5.1, C4.1
        """
        self.check_access("write")
        if not (answer or "").strip():
            raise FollowUpRefused(self.env._("Write the answer: the tenant reads it in the portal."))
        # sudo: the action's own stamps; the right to write was checked just now
        for request in self.sudo().filtered(lambda record: record.state == "open"):
            request.write(
                {
                    "state": "answered",
                    "answer": answer.strip(),
                    "answered_by_id": self.env.uid,
                    "date_answered": fields.Date.context_today(self),
                }
            )
            request.activity_feedback(["mail.mail_activity_data_todo"])
            request.message_post(
                body=answer.strip(),
                author_id=self.env.user.partner_id.id,
                partner_ids=request.contact_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _portal_reopen(self, text):
        """Ask again: the answer did not help.

        :param str text: why
        :raises FollowUpRefused: without a text
        """
        self.ensure_one()
        self.check_access("read")
        if not (text or "").strip():
            raise FollowUpRefused(self.env._("Say what is still open."))
        # sudo: the tenant may ask again about an own request, which was checked above
        request = self.sudo()
        if request.state == "answered":
            days = self.env["mall.return.visit"]._get_setting("request_answer_days", DEFAULT_ANSWER_DAYS)
            due = fields.Date.add(fields.Date.context_today(self), days=days)
            request.write({"state": "open", "date_due": due, "escalated_on": False})
            request._tell_owner()
        request.message_post(
            body=text.strip(), author_id=self.env.user.partner_id.id, message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    @api.model
    def _cron_escalate_late(self):
        """Tell the superior, once, of every request that is not answered in time. Clause: LR1.3, C4.2"""
        domain = Domain("is_late", "=", True) & Domain("escalated_on", "=", False)
        work_off(self.search(domain), lambda requests: requests._escalate())

    def _escalate(self):
        for request in self.try_lock_for_update().filtered(lambda record: record.is_late and not record.escalated_on):
            superior = request.lease_id._get_leasing_superior()
            if superior:
                request.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=superior.id,
                    summary=self.env._("Tenant's request not answered in time"),
                )
            # sudo: the job's own stamp
            request.sudo().escalated_on = fields.Date.context_today(self)

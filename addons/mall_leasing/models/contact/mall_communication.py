from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import html2plaintext, plaintext2html

from ...client_exceptions import CommunicationKept
from ..client.crm_lead import LEASING

#: A clock that is a little fast must not refuse what was said just now.
CLOCK_TOLERANCE = timedelta(minutes=5)
#: What the system alone fills in: a forged one would keep the real mail or meeting out of the log.
SYSTEM_FIELDS = frozenset({"mail_message_id", "calendar_event_id", "commercial_partner_id", "corrected_by_ids"})
SUMMARY_LENGTH = 120


class MallCommunication(models.Model):
    """The contact log: what was said to a client or by one. Entries are added, never changed or deleted. Clause: L2.2, C4.4."""

    _name = "mall.communication"
    _description = "Communication"
    _order = "datetime desc, id desc"
    _rec_name = "summary"
    _rec_names_search = ["summary", "partner_id.name"]
    _check_company_auto = True

    # what it is about
    lead_id = fields.Many2one(
        "crm.lead",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        readonly=True,
        help="The talks the contact was part of.",
    )
    lease_id = fields.Many2one(
        "mall.lease",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        readonly=True,
        help="The lease the contact was about.",
    )
    unit_id = fields.Many2one(
        "mall.unit", index="btree_not_null", check_company=True, ondelete="restrict", readonly=True, help="The unit the contact was about."
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", index="btree_not_null", ondelete="restrict", readonly=True, help="Whose file the entry stands in."
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        string="Client Company",
        compute="_compute_commercial_partner_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The company the client belonged to at the time; it stays although the person moves on.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Spoke With",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        help="The person on the client's side.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, default=lambda self: self.env.company, help="The landlord."
    )

    # the contact
    kind = fields.Selection(
        [
            ("call", "Call"),
            ("message", "Message"),
            ("email", "Email"),
            ("meeting", "Meeting"),
            ("visit", "Visit"),
            ("letter", "Letter"),
            ("other", "Other"),
        ],
        required=True,
        default="call",
        readonly=True,
        help="How the two sides were in touch. Message: text message or chat.",
    )
    direction = fields.Selection(
        [("in", "From Client"), ("out", "To Client"), ("both", "Both Ways")],
        required=True,
        default="out",
        readonly=True,
        help="Who turned to whom; a meeting goes both ways.",
    )
    datetime = fields.Datetime(
        string="When",
        required=True,
        default=fields.Datetime.now,
        index=True,
        readonly=True,
        help="When the contact took place, not when it was entered.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Our Side",
        default=lambda self: self.env.user,
        index=True,
        readonly=True,
        ondelete="restrict",
        help="Who was in touch for the mall. Who entered it is kept as well.",
    )
    summary = fields.Char(required=True, index="trigram", readonly=True, help="What was said, in one line.")
    body = fields.Html(string="Details", readonly=True, help="What was said, in full.")
    body_text = fields.Text(
        string="Text",
        compute="_compute_body_text",
        store=True,
        precompute=True,
        index="trigram",
        help="The details as plain text, for searching.",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Attachments",
        bypass_search_access=True,
        readonly=True,
        help="Photos, letters, drawings that go with the entry.",
    )
    next_step = fields.Char(readonly=True, help="What was agreed to happen next.")
    date_next = fields.Date(
        string="Next Step By", readonly=True, index=True, help="A day makes the next step an activity of the person on our side."
    )

    # corrections
    corrects_id = fields.Many2one(
        "mall.communication",
        string="Corrects",
        readonly=True,
        ondelete="restrict",
        help="The entry this one puts right; that one stays, struck through.",
    )
    corrected_by_ids = fields.One2many("mall.communication", "corrects_id", readonly=True, help="The entry that puts this one right.")
    is_corrected = fields.Boolean(
        compute="_compute_is_corrected",
        search="_search_is_corrected",
        help="A later entry puts this one right: it is shown struck through.",
    )

    # where it came from by itself
    mail_message_id = fields.Many2one(
        "mail.message", readonly=True, ondelete="set null", groups=LEASING, help="The mail this entry was made of."
    )
    calendar_event_id = fields.Many2one(
        "calendar.event", readonly=True, ondelete="set null", groups=LEASING, help="The meeting this entry was made of."
    )

    _somebody = models.Constraint(
        "CHECK (lead_id IS NOT NULL OR lease_id IS NOT NULL OR partner_id IS NOT NULL)",
        "A communication belongs to a client, a lead or a lease: name one.",
    )
    _summary_said = models.Constraint("CHECK (summary <> '')", "Say in one line what was talked about.")
    _corrects_uniq = models.UniqueIndex(
        "(corrects_id) WHERE corrects_id IS NOT NULL", "This entry has been corrected already: correct the correction instead."
    )
    _mail_message_uniq = models.UniqueIndex("(mail_message_id) WHERE mail_message_id IS NOT NULL", "This mail is in the log already.")
    _calendar_event_uniq = models.UniqueIndex(
        "(calendar_event_id) WHERE calendar_event_id IS NOT NULL", "This meeting is in the log already."
    )
    _client_idx = models.Index("(commercial_partner_id, datetime) WHERE commercial_partner_id IS NOT NULL")

    @api.depends("partner_id")
    def _compute_commercial_partner_id(self):
        for entry in self:
            # sudo: which company a person belongs to, for whoever logs the contact
            entry.commercial_partner_id = entry.partner_id.sudo().commercial_partner_id

    @api.depends("body")
    def _compute_body_text(self):
        for entry in self:
            entry.body_text = html2plaintext(entry.body or "").strip() or False

    @api.depends("corrected_by_ids")
    def _compute_is_corrected(self):
        # sudo: that an entry was put right is part of the entry
        for entry, lent in zip(self, self.sudo(), strict=True):
            entry.is_corrected = bool(lent.corrected_by_ids)

    def _search_is_corrected(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("corrected_by_ids", "!=" if True in value else "=", False)]

    @api.constrains("datetime")
    def _check_datetime(self):
        latest = fields.Datetime.now() + CLOCK_TOLERANCE
        if any(entry.datetime > latest for entry in self):
            raise ValidationError(
                self.env._("A contact that has not taken place yet cannot be logged: plan it as an activity or a meeting instead. (C4.1)")
            )

    @api.constrains("corrects_id")
    def _check_corrects(self):
        for entry in self.filtered("corrects_id"):
            former = entry.corrects_id
            if (entry.lead_id, entry.lease_id, entry.commercial_partner_id) != (
                former.lead_id,
                former.lease_id,
                former.commercial_partner_id,
            ):
                raise ValidationError(
                    self.env._("A correction stands in the same file as the entry it corrects (%(entry)s). (C4.4)", entry=former.summary)
                )

    # --- the log only grows

    @api.model_create_multi
    def create(self, vals_list):
        """Add entries to files the user may read; their next steps become activities.

        :raises AccessError: for the file of somebody else's client, or in somebody else's name
        :raises CommunicationKept: for values only the system fills in
        Clause: L2.2, C4.4
        """
        if not self.env.su:
            vals_list = [self._check_entry_values(vals) for vals in vals_list]
        # A default of the context fills in nothing the system keeps to itself.
        context = {key: value for key, value in self.env.context.items() if key.removeprefix("default_") not in SYSTEM_FIELDS}
        entries = super(MallCommunication, self.with_context(context)).create([self._complete_values(vals) for vals in vals_list])
        entries = entries.with_env(self.env)
        entries._check_files()
        entries._adopt_attachments()
        entries._plan_next_steps()
        entries.lead_id._close_contact_activities()
        return entries

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: what was said stays said, in any mode.

        :raises CommunicationKept: always
        Clause: C4.4
        """
        raise CommunicationKept(self._get_kept_sentence())

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise CommunicationKept(self._get_kept_sentence())

    def _get_kept_sentence(self):
        return self.env._("The contact log is kept as it is: add a correction that refers to the entry instead of changing it. (C4.4)")

    @api.model
    def _check_entry_values(self, vals):
        """Return the values a user gives, unless they forge what the system fills in or another's name."""
        forged = sorted(name for name in SYSTEM_FIELDS.intersection(vals) if vals[name])
        if forged:
            label = self._fields[forged[0]]._description_string(self.env)
            raise CommunicationKept(self.env._("%(field)s of a communication is filled in by the system only. (C4.4)", field=label))
        vals = {name: value for name, value in vals.items() if name not in SYSTEM_FIELDS}
        user_id = vals["user_id"] if "user_id" in vals else self.env.context.get("default_user_id", self.env.uid)
        other = user_id != self.env.uid
        if other and not self.env.user.has_group("mall_leasing.group_mall_leasing_manager"):
            raise AccessError(self.env._("Log your own contacts: only the leasing manager enters one for somebody else. (C4.1)"))
        return vals

    @api.model
    def _complete_values(self, vals):
        """Return values with what follows from the lease and the lead: client, lead, company."""
        # sudo: for whoever logs; that the file may be read is checked right after
        lease = self.env["mall.lease"].sudo().browse(vals.get("lease_id") or self.env.context.get("default_lease_id"))
        lead = self.env["crm.lead"].sudo().browse(vals.get("lead_id") or self.env.context.get("default_lead_id") or lease.lead_id.id)
        company = lease.company_id or lead.company_id
        derived = {"lead_id": lead.id, "partner_id": lease.partner_id.id or lead.partner_id.id, "company_id": company.id}
        return {**vals, **{name: value for name, value in derived.items() if value and not vals.get(name)}}

    def _check_files(self):
        """Refuse entries in files the user may not read."""
        if not self.env.su:
            self.lead_id.check_access("read")
            self.lease_id.check_access("read")
            (self.partner_id | self.contact_id).check_access("read")

    def _adopt_attachments(self):
        """Bind uploaded files to their entries: whoever reads the entry reads them, nobody changes them any more.

        :raises AccessError: for files that are not fresh uploads of the user's own
        """
        for entry in self.filtered("attachment_ids"):
            # sudo: nobody has write access on the entry and thereby on its files; each is checked to be the user's own
            files = entry.attachment_ids.sudo()
            if not self.env.su and any(file.res_id or file.create_uid != self.env.user for file in files):
                raise AccessError(self.env._("Only files you just uploaded can be added to a communication. (C4.4)"))
            files.write({"res_model": self._name, "res_id": entry.id})

    # --- what the other chapters call

    @api.model
    def _log(self, values_list):
        """Add entries on the system's account: what happened, whoever made it happen.

        :param list values_list: dicts of field values; ``summary`` is cut to one line
        :return: the new entries
        Clause: L2.2, C4.4
        """
        values_list = [{**vals, "summary": self._get_one_line(vals.get("summary"))} for vals in values_list]
        # sudo: an event of the system is logged although its actor (a tenant, an approver) may not write the log
        return self.sudo().create(values_list).with_env(self.env)

    @api.model
    def _get_one_line(self, text):
        """Return the first words of a text as the one line of an entry."""
        line = " ".join((text or "").split())
        return line[: SUMMARY_LENGTH - 1] + "…" if len(line) > SUMMARY_LENGTH else line or self.env._("(no subject)")

    # --- next steps

    def _plan_next_steps(self):
        """Make an activity of each next step that has a day, on the lead, else the lease, else the client; two queries for any number."""
        planned = self.filtered(lambda entry: entry.next_step and entry.date_next and entry._is_new_step())
        todo = self.env.ref("mail.mail_activity_data_todo")
        values = [entry._prepare_step_values(todo) for entry in planned]
        # sudo: the step is the entry's own; the user may read the file without being allowed to write it
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(values)

    def _is_new_step(self):
        """Tell whether a correction plans something its former entry did not."""
        former = self.corrects_id
        return not former or (former.next_step, former.date_next) != (self.next_step, self.date_next)

    def _prepare_step_values(self, todo):
        """Return the values of the activity of one next step."""
        document = self._get_document()
        return {
            "res_model_id": self.env["ir.model"]._get_id(document._name),
            "res_id": document.id,
            "activity_type_id": todo.id,
            "summary": self.next_step,
            "note": plaintext2html(self.summary),
            "date_deadline": self.date_next,
            "user_id": self.user_id.id or self.env.uid,
        }

    def _get_document(self):
        """Return the record whose chatter the entry belongs to: lead, else lease, else client."""
        return self.lead_id or self.lease_id or self.partner_id

    # --- actions

    def action_correct(self):
        """Open the entry again as a correction, in a dialog.

        Clause: C4.4
        """
        self.ensure_one()
        names = (
            "lead_id",
            "lease_id",
            "unit_id",
            "partner_id",
            "contact_id",
            "kind",
            "direction",
            "datetime",
            "summary",
            "body",
            "next_step",
            "date_next",
        )
        former = self.copy_data()[0]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct Communication"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "views": [(self.env.ref("mall_leasing.mall_communication_view_form_quick").id, "form")],
            "context": {
                **{f"default_{name}": former.get(name) for name in names},
                "default_corrects_id": self.id,
                "default_user_id": self.env.uid,
            },
        }

    def action_open_document(self):
        """Open the lead, the lease or the client the entry belongs to."""
        self.ensure_one()
        document = self._get_document()
        return {"type": "ir.actions.act_window", "res_model": document._name, "res_id": document.id, "view_mode": "form"}

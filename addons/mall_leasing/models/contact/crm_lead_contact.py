from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron_batches import work_off
from ..client.crm_lead import LEASING

DEFAULT_CONTACT_DAYS = 14
NO_CONTACT = "mall_leasing.mail_activity_type_no_contact"


class CrmLead(models.Model):
    """The contacts of the talks; a lead nobody speaks with asks for it. Clause: L2.2, LR2.1."""

    _inherit = "crm.lead"

    communication_ids = fields.One2many(
        "mall.communication", "lead_id", string="Communications", groups=LEASING, help="Every contact with the client in these talks."
    )
    communication_count = fields.Integer(compute="_compute_communication_count", groups=LEASING)
    date_last_contact = fields.Date(
        string="Last Contact",
        compute="_compute_date_last_contact",
        store=True,
        index=True,
        help="Day of the last contact with the client that is in the log.",
    )

    def _compute_communication_count(self):
        groups = self.env["mall.communication"]._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.communication_count = counts.get(lead.id, 0)

    @api.depends("communication_ids.datetime")
    def _compute_date_last_contact(self):
        days = self.env["mall.communication"]._get_last_days("lead_id", self)
        for lead in self:
            lead.date_last_contact = days.get(lead.id)

    def action_view_communications(self):
        """Open the contact log of the talks."""
        self.ensure_one()
        return self.env["mall.communication"]._get_action({"default_lead_id": self.id}, [("lead_id", "=", self.id)])

    def action_log_communication(self):
        """Open the quick entry for these talks.

        Clause: L2.2
        """
        self.ensure_one()
        return self.env["mall.communication"]._get_quick_action(
            lead_id=self.id, partner_id=self.partner_id.id, unit_id=self.unit_ids.id if len(self.unit_ids) == 1 else False
        )

    # --- leads without contact

    @api.model
    def _get_contact_days(self):
        """Return after how many days without contact a lead asks for one; the default where the setting is unusable."""
        # System parameters are closed to users; sudo lends the right to this one number, which is no secret.
        value = self.env["ir.config_parameter"].sudo().get_param("mall_leasing.contact_days", "")
        return int(value) if str(value).isdecimal() and int(value) else DEFAULT_CONTACT_DAYS

    @api.model
    def _get_neglected_domain(self):
        """Return the domain of open leasing leads without contact for too long that have not asked for it lately."""
        limit = fields.Date.context_today(self) - timedelta(days=self._get_contact_days())
        kind = self.env.ref(NO_CONTACT)
        asked = (
            Domain("activity_type_id", "=", kind.id)
            & Domain("res_model", "=", self._name)
            & (Domain("active", "=", True) | Domain("date_done", ">=", limit))
        )
        # sudo: whether somebody was asked counts, whoever it was
        asking = self.env["mail.activity"].sudo().with_context(active_test=False)._search(asked)
        silent = Domain("date_last_contact", "<", limit) | (Domain("date_last_contact", "=", False) & Domain("create_date", "<", limit))
        open_leads = Domain("is_leasing", "=", True) & Domain("won_status", "=", "pending")
        return open_leads & silent & Domain("id", "not in", asking.subselect("res_id"))

    @api.model
    def _cron_ask_for_contact(self):
        """Give the specialist of each neglected lead one activity, in batches; run again it finds nobody twice.

        Clause: LR2.1
        """
        work_off(self.search(self._get_neglected_domain()), lambda leads: leads._ask_for_contact())

    def _ask_for_contact(self):
        """Make the activities of a batch; leads another session has just dealt with are left."""
        due = self.try_lock_for_update().filtered_domain(self._get_neglected_domain())
        kind, today = self.env.ref(NO_CONTACT), fields.Date.context_today(self)
        model_id = self.env["ir.model"]._get_id(self._name)
        values = [
            {
                "res_model_id": model_id,
                "res_id": lead.id,
                "activity_type_id": kind.id,
                "summary": lead._get_neglected_sentence(),
                "date_deadline": today,
                "user_id": (lead.user_id or lead.team_id.user_id).id,
            }
            for lead in due
            if lead.user_id or lead.team_id.user_id
        ]
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(values)

    def _get_neglected_sentence(self):
        """Return since when nobody spoke with the client."""
        if not self.date_last_contact:
            return self.env._("No contact yet: get in touch")
        return self.env._("No contact since %(day)s: get in touch", day=fields.Date.to_string(self.date_last_contact))

    def _close_contact_activities(self):
        """End the request for contact: there was one."""
        if self:
            # sudo: the request is the system's own; it ends whoever spoke with the client
            asked = (
                self.env["mail.activity"]
                .sudo()
                .search(
                    [("activity_type_id", "=", self.env.ref(NO_CONTACT).id), ("res_model", "=", self._name), ("res_id", "in", self.ids)]
                )
            )
            asked.unlink()

    # --- merged files

    def _merge_dependences_leasing(self, opportunities):
        """Take the contacts of the other files over into the one that stays."""
        super()._merge_dependences_leasing(opportunities)
        self.env["mall.communication"]._move_files("lead_id", opportunities, self)

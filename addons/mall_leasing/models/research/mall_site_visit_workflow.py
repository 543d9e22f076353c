from odoo import api, fields, models

from ...market_exceptions import StepRefused

# The calendar entry is ours: no invitations, no log.
SILENT = {"no_mail_to_attendees": True, "dont_notify": True, "mail_create_nolog": True, "mail_notrack": True}
EVENT_FIELDS = frozenset({"name", "datetime_start", "duration_hours", "user_id", "participant_ids", "street"})
# What stays open once the visit is reported.
OPEN_FIELDS = frozenset({
    "team_id", "user_id", "lead_id", "research_id", "partner_id", "state", "date_done", "moved_by_id", "moved_datetime",
    "cancel_reason", "calendar_event_id", "message_ids", "activity_ids", "message_follower_ids",
    "message_main_attachment_id", "score", "is_scored", "cover_id", "photo_count", "property_id",
})  # fmt: skip


class MallSiteVisit(models.Model):
    """The way of a visit: planned in the calendar, reported in three blocks, logged on its lead. Clause: L1.2."""

    _inherit = "mall.site.visit"

    def write(self, vals):
        """Write; what was reported is closed, and the calendar follows the plan.

        :raises StepRefused: for the content of a visit that is done
        """
        if vals.keys() - OPEN_FIELDS:
            self._check_not_done()
        result = super().write(vals)
        if EVENT_FIELDS.intersection(vals):
            self._sync_calendar()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_not_done()

    def unlink(self):
        """Delete planned visits and their calendar entries."""
        events = self._get_events()
        result = super().unlink()
        events.unlink()
        return result

    # === MOVES === #

    def action_done(self):
        """Report the visit; it enters the contact log of its lead.

        :raises StepRefused: naming the blocks that are empty
        Clause: L1.2
        """
        self._move_to("done", date_done=fields.Date.context_today(self))
        self._log_contacts()
        # sudo: the calendar's reminder belongs to the visit; it may stand in a colleague's name
        self.sudo().activity_ids.filtered("calendar_event_id").action_done()
        return True

    def action_cancel(self):
        """Take the visit back and out of the calendar. Clause: L1.2."""
        self._move_to("cancelled")
        self._get_events().unlink()
        return True

    def action_plan(self):
        """Plan a cancelled visit again. Clause: L1.2."""
        self._move_to("planned")
        self._sync_calendar()
        return True

    def _guard_blocks(self, rule):
        """Refuse visits that have not taken place, and those of which one of the three blocks is empty."""
        early = self.filtered(lambda visit: visit.datetime_start > fields.Datetime.now())
        if early:
            raise StepRefused(
                self.env._(
                    "The visit to %(place)s has not taken place yet: it is reported afterwards. (%(clause)s)",
                    place=early[0].name,
                    clause=rule.clause,
                )
            )
        for visit in self:
            missing = visit._get_empty_blocks()
            if missing:
                raise StepRefused(
                    self.env._(
                        "The visit to %(place)s cannot be reported: %(blocks)s not filled in. "
                        "%(user)s, who leads the visit, adds it. (%(clause)s)",
                        place=visit.name,
                        blocks=", ".join(missing),
                        user=visit.user_id.name,
                        clause=rule.clause,
                    )
                )

    def _get_empty_blocks(self):
        """Return the labels of the regulation's blocks that say nothing yet."""
        blocks = ("basics", "outlook", "competition")
        return [self._fields[name]._description_string(self.env) for name in blocks if not (self[name] or "").strip()]

    def _log_contacts(self):
        """Enter the visits into the contact log of their leads and clients."""
        told = self.filtered(lambda visit: visit.lead_id or (visit.target_kind == "client" and visit.partner_id))
        if told:
            self.env["mall.communication"]._log([visit._prepare_communication_values() for visit in told])

    def _prepare_communication_values(self):
        """Return the entry of the contact log. Override to extend."""
        return {
            "kind": "visit",
            "direction": "both",
            "datetime": self.datetime_start,
            "lead_id": self.lead_id.id,
            "partner_id": (self.partner_id or self.lead_id.partner_id).id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "summary": self.env._("Site visit: %(place)s", place=self.name),
            "body": self.conclusion or self.basics,
        }

    # === CALENDAR === #

    def _get_events(self):
        # sudo: the entry belongs to the visit, which the caller may change; its owner may be a colleague
        return self.sudo().calendar_event_id.with_context(**SILENT)

    def _sync_calendar(self):
        """Write planned visits into the calendar, and move those that are there."""
        for visit in self.filtered(lambda visit: visit.state == "planned"):
            visit._get_events().write(visit._prepare_event_values())
        fresh = self.filtered(lambda visit: visit.state == "planned" and not visit._get_events())
        # sudo: the visitor may be a colleague; the entry says no more than the visit
        calendar = self.env["calendar.event"].sudo().with_context(**SILENT)
        events = calendar.create([visit._prepare_event_values() for visit in fresh])
        for visit, event in zip(fresh.sudo(), events, strict=True):  # sudo: the field belongs to the system
            visit.calendar_event_id = event

    def _prepare_event_values(self):
        """Return the values of the calendar entry. Override to extend."""
        people = self.user_id.partner_id | self.participant_ids
        return {
            "name": self.env._("Site visit: %(place)s", place=self.name),
            "start": self.datetime_start,
            "stop": self.datetime_stop,
            "duration": self.duration_hours,
            "user_id": self.user_id.id,
            "partner_ids": [fields.Command.set(people.ids)],
            "location": self.street,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
        }

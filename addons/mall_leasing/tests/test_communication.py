from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import RecordCapturer, tagged
from odoo.tools import mute_logger

from ..client_exceptions import CommunicationKept
from .offer_common import OfferCommon


@tagged("post_install", "-at_install")
class TestCommunication(OfferCommon):
    """L2.2, C4.4: every contact with a client is on record, and nobody changes the record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._create_lead()
        cls.entry = cls._log(summary="Wants the terrace side")

    @classmethod
    def _log(cls, **values):
        target = {} if {"lead_id", "lease_id", "partner_id"} & values.keys() else {"lead_id": cls.lead.id}
        return cls.env["mall.communication"].create({"kind": "call", "summary": "Spoke", "user_id": cls.specialist.id, **target, **values})

    def _as(self, user):
        return self.env["mall.communication"].with_user(user).with_context(allowed_company_ids=self.company.ids)

    # --- append-only

    def test_c4_4_nobody_writes_or_deletes_an_entry_by_rpc(self):
        """Every role, the administrator included, is refused; the entry stays as it was."""
        admin = self.env.ref("base.user_admin")
        people = (self.specialist, self.colleague, self.manager, self.legal, self.leader, self.salesperson, self.tenant, admin)
        for user in people:
            for attempt in (
                lambda user=user: self._rpc(user, "mall.communication", "write", self.entry.ids, {"summary": "Never said"}),
                lambda user=user: self._rpc(user, "mall.communication", "unlink", self.entry.ids),
                lambda user=user: self._rpc(user, "mall.communication", "web_save", self.entry.ids, {"body": "x"}, specification={}),
            ):
                with self.assertRaises(UserError, msg=user.login):
                    attempt()
        self.assertEqual(self.entry.summary, "Wants the terrace side")

    def test_c4_4_not_even_server_code_changes_an_entry(self):
        """Superuser mode opens no way past the guard."""
        with self.assertRaises(CommunicationKept):
            self.entry.sudo().write({"summary": "Never said"})
        with self.assertRaises(CommunicationKept):
            self.entry.sudo().unlink()
        with self.assertRaises(CommunicationKept):
            self.lead.sudo().communication_ids = [Command.update(self.entry.id, {"summary": "Never said"})]

    def test_c4_4_the_lead_of_a_log_cannot_be_deleted(self):
        """A file takes its log with it to nowhere: PostgreSQL refuses."""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.lead.unlink()

    def test_c4_4_correction_is_a_new_entry_and_the_old_one_shows_it(self):
        action = self.entry.with_user(self.specialist).action_correct()
        context = {key: value for key, value in action["context"].items() if key.startswith("default_")}
        correction = self._as(self.specialist).with_context(**context).create({"summary": "Wants the atrium side"})
        self.assertEqual(correction.corrects_id, self.entry)
        self.assertEqual((correction.lead_id, correction.partner_id), (self.lead, self.tenant_partner))
        self.assertTrue(self.entry.is_corrected)
        self.assertEqual(self.entry.summary, "Wants the terrace side")
        found = self.env["mall.communication"].search([("lead_id", "=", self.lead.id), ("is_corrected", "=", False)])
        self.assertEqual(found, correction)

    def test_c4_4_an_entry_is_corrected_once_and_within_its_file(self):
        self._log(corrects_id=self.entry.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._log(corrects_id=self.entry.id)
        other = self._create_lead(partner_id=self.env["res.partner"].create({"name": "Elsewhere"}).id)
        with self.assertRaises(ValidationError):
            self._log(lead_id=other.id, corrects_id=self._log().id)

    def test_c4_4_what_the_system_fills_in_cannot_be_forged(self):
        message = self.lead.message_post(body="x")
        with self.assertRaises(CommunicationKept):
            self._rpc(
                self.specialist, "mall.communication", "create", [{"lead_id": self.lead.id, "summary": "x", "mail_message_id": message.id}]
            )
        values = {"lead_id": self.lead.id, "summary": "by default"}
        key = self._rpc(self.specialist, "mall.communication", "create", [values], context={"default_mail_message_id": message.id})[0]
        self.assertFalse(self.env["mall.communication"].browse(key).mail_message_id)

    def test_c4_1_contacts_are_logged_in_one_s_own_name(self):
        values = {"lead_id": self.lead.id, "summary": "x", "user_id": self.colleague.id}
        with self.assertRaises(AccessError):
            self._rpc(self.specialist, "mall.communication", "create", [values])
        self.assertTrue(self._rpc(self.manager, "mall.communication", "create", [values]))

    def test_c4_1_a_contact_in_the_future_is_refused(self):
        with self.assertRaises(ValidationError):
            self._log(datetime=fields.Datetime.now() + timedelta(hours=1))

    def test_c4_4_files_belong_to_the_entry_and_are_the_user_s_own(self):
        foreign = self.env["ir.attachment"].create({"name": "a.txt", "raw": b"a", "res_model": "crm.lead", "res_id": self.lead.id})
        with self.assertRaises(AccessError):
            self._as(self.specialist).create({"lead_id": self.lead.id, "summary": "x", "attachment_ids": [Command.link(foreign.id)]})
        own = self.env["ir.attachment"].with_user(self.specialist).create({"name": "b.txt", "raw": b"b", "res_model": "mall.communication"})
        entry = self._as(self.specialist).create({"lead_id": self.lead.id, "summary": "x", "attachment_ids": [Command.link(own.id)]})
        self.assertEqual((own.res_model, own.res_id), ("mall.communication", entry.id))
        with self.assertRaises(AccessError):
            own.with_user(self.specialist).write({"raw": b"c"})
        self.assertEqual(own.with_user(self.colleague).raw, b"b")

    # --- quick entry

    def test_l2_2_quick_entry_from_lead_client_and_lease_needs_one_line_only(self):
        lease = self._create_lease(unit_ids=[Command.set(self.unit.ids)], team_id=self.team.id)
        for record, names in ((self.lead, ("lead_id",)), (self.tenant_partner, ()), (lease, ("lease_id", "unit_id"))):
            action = record.with_user(self.specialist).action_log_communication()
            entry = self._as(self.specialist).with_context(**action["context"]).create({"summary": "Called"})
            self.assertEqual(entry.partner_id, self.tenant_partner, record._name)
            self.assertEqual(entry.user_id, self.specialist)
            self.assertEqual(entry.company_id, self.company)
            for name in names:
                self.assertTrue(entry[name], name)

    def test_l2_2_next_step_with_a_day_becomes_an_activity_once(self):
        with RecordCapturer(self.env["mail.activity"], [("res_model", "=", "crm.lead")]) as captured:
            entry = self._log(next_step="Send the floor plan", date_next="2026-12-01")
            self._log(next_step="Some day")
            self._log(corrects_id=entry.id, next_step="Send the floor plan", date_next="2026-12-01")
        activity = captured.records
        self.assertEqual(len(activity), 1)
        self.assertEqual((activity.summary, activity.res_id, activity.user_id), ("Send the floor plan", self.lead.id, self.specialist))
        self.assertEqual(activity.date_deadline, datetime(2026, 12, 1).date())

    def test_l2_2_last_contact_follows_the_log_and_its_corrections(self):
        wrong = self._log(datetime="2026-11-20 03:00:00")
        self.assertEqual(str(self.lead.date_last_contact), "2026-11-23")
        lead = self._create_lead()
        wrong = self._log(lead_id=lead.id, datetime="2026-11-20 03:00:00")
        self.assertEqual(str(lead.date_last_contact), "2026-11-20")
        self._log(lead_id=lead.id, datetime="2026-11-02 03:00:00", corrects_id=wrong.id)
        self.assertEqual(str(lead.date_last_contact), "2026-11-02")
        self.assertEqual(str(self.tenant_partner.date_last_contact), "2026-11-23")

    # --- who sees it

    def _can_read(self, user, entry):
        return bool(self._rpc(user, "mall.communication", "search_count", [("id", "=", entry.id)]))

    def test_lr2_1_the_log_of_a_lead_is_read_by_those_who_read_the_lead(self):
        for user, expected in ((self.specialist, True), (self.colleague, True), (self.manager, True), (self.outsider, False)):
            self.assertIs(self._can_read(user, self.entry), expected, user.login)
        with self.assertRaises(AccessError):
            self._rpc(self.outsider, "mall.communication", "read", self.entry.ids, ["summary"])
        with self.assertRaises(AccessError):
            self._rpc(self.outsider, "mall.communication", "create", [{"lead_id": self.lead.id, "summary": "Spying"}])

    def test_lr2_1_the_log_of_a_client_without_lead_is_read_by_all_specialists(self):
        entry = self._log(partner_id=self.tenant_partner.id)
        self.assertTrue(self._can_read(self.outsider, entry))

    def test_c4_4_portal_employees_and_salespeople_read_nothing(self):
        employee = self._create_user("t_employee", "base.group_user")
        for user in (self.tenant, employee, self.salesperson):
            with self.assertRaises(AccessError):
                self._rpc(user, "mall.communication", "search_read", [], ["summary"])
        for name in ("communication_ids", "date_last_contact", "leasing_credit_state", "leasing_amount_budget", "client_name_key"):
            with self.assertRaises(AccessError, msg=name):
                self._rpc(employee, "res.partner", "read", self.tenant_partner.ids, [name])

    def test_another_company_s_log_is_closed(self):
        company = self.env["res.company"].create({"name": "Other Mall Company"})
        manager = self._create_user(
            "t_om", "mall_leasing.group_mall_leasing_manager", company_id=company.id, company_ids=[Command.set(company.ids)]
        )
        self.assertFalse(self._can_read(manager, self.entry))

    # --- by itself

    def _land(self):
        messages = self.env["mail.message"].search(self.env["mall.communication"]._get_landing_message_domain())
        with RecordCapturer(self.env["mall.communication"]) as captured:
            self.env["mall.communication"]._land_messages(messages)
        return captured.records

    def test_c4_4_mails_with_clients_land_once(self):
        """What the client wrote and what it was sent; notes and talk among colleagues stay out."""
        self._land()
        comment = "mail.mt_comment"
        sent = self.lead.with_user(self.specialist).message_post(
            body="The plan", subject="Plan", message_type="comment", subtype_xmlid=comment, partner_ids=self.tenant.partner_id.ids
        )
        self.lead.message_post(body="Inside", message_type="comment", subtype_xmlid="mail.mt_note", partner_ids=self.tenant.partner_id.ids)
        self.lead.with_user(self.specialist).message_post(
            body="Colleague?", message_type="comment", subtype_xmlid=comment, partner_ids=self.colleague.partner_id.ids
        )
        received = self.lead.message_post(
            body="Thanks", subject="Re: Plan", message_type="email", subtype_xmlid=comment, author_id=self.tenant.partner_id.id
        )
        entries = self._land()
        self.assertEqual(entries.mail_message_id, sent | received)
        by_message = {entry.mail_message_id: entry for entry in entries}
        self.assertEqual(
            (by_message[sent].direction, by_message[sent].user_id, by_message[sent].lead_id), ("out", self.specialist, self.lead)
        )
        self.assertEqual((by_message[received].direction, by_message[received].contact_id), ("in", self.tenant.partner_id))
        self.assertFalse(self._land())

    def test_c4_4_mails_on_other_files_stay_out(self):
        stranger = self.env["res.partner"].create({"name": "No Client", "email": "no@example.com"})
        stranger.message_post(body="Hello", message_type="email", subtype_xmlid="mail.mt_comment", author_id=stranger.id)
        sales = self._create_lead(team_id=self.env["crm.team"].create({"name": "Sales"}).id, partner_id=stranger.id)
        sales.message_post(body="Hello", message_type="email", subtype_xmlid="mail.mt_comment", author_id=stranger.id)
        self.assertFalse(self._land().filtered(lambda entry: entry.partner_id == stranger or entry.lead_id == sales))

    def test_c4_4_meetings_land_once_held(self):
        guests = (self.tenant.partner_id + self.specialist.partner_id).ids
        values = {
            "start": "2026-11-20 02:00:00",
            "stop": "2026-11-20 03:00:00",
            "partner_ids": [Command.set(guests)],
            "user_id": self.specialist.id,
        }
        events = self.env["calendar.event"].with_context(no_mail_to_attendees=True, dont_notify=True)
        held = events.create({**values, "name": "Walk through the atrium", "opportunity_id": self.lead.id})
        private = events.create({**values, "name": "Dentist", "privacy": "private"})
        ahead = events.create({**values, "name": "Ahead", "start": "2026-12-20 02:00:00", "stop": "2026-12-20 03:00:00"})
        inside = events.create({**values, "name": "Inside", "partner_ids": [Command.set(self.specialist.partner_id.ids)]})
        with self.enter_registry_test_mode():
            self.env.ref("mall_leasing.ir_cron_land_communications").method_direct_trigger()
        log = self.env["mall.communication"]
        entry = log.search([("calendar_event_id", "=", held.id)])
        self.assertEqual((entry.kind, entry.lead_id, entry.summary), ("meeting", self.lead, "Walk through the atrium"))
        self.assertFalse(log.search([("calendar_event_id", "in", (private + ahead + inside).ids)]))
        with self.enter_registry_test_mode():
            self.env.ref("mall_leasing.ir_cron_land_communications").method_direct_trigger()
        self.assertEqual(log.search_count([("calendar_event_id", "=", held.id)]), 1)

    # --- silence

    def _ask(self):
        self.env["crm.lead"].search(self.env["crm.lead"]._get_neglected_domain())._ask_for_contact()
        return self._get_asked()

    def _get_asked(self):
        kind = self.env.ref("mall_leasing.mail_activity_type_no_contact")
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id), ("res_id", "=", self.silent.id)])

    def test_lr2_1_a_silent_lead_asks_its_specialist_once(self):
        """Day 14 is still in time, day 15 is not; a contact answers the request."""
        self.silent = self._create_lead()
        self._log(lead_id=self.silent.id, datetime="2026-11-09 12:00:00")
        self.assertFalse(self._ask())
        self.silent = self._create_lead()
        self._log(lead_id=self.silent.id, datetime="2026-11-08 12:00:00")
        asked = self._ask()
        self.assertEqual((len(asked), asked.user_id), (1, self.specialist))
        self.assertEqual(len(self._ask()), 1)
        self._log(lead_id=self.silent.id)
        self.assertFalse(self._get_asked())

    def test_lr2_1_lost_leads_and_leads_of_sales_ask_nothing(self):
        self.silent = self._create_lead()
        self._log(lead_id=self.silent.id, datetime="2026-10-01 12:00:00")
        self.silent.action_set_lost()
        self.assertFalse(self._ask())

    def test_lr2_1_the_number_of_days_is_a_setting(self):
        self.silent = self._create_lead()
        self._log(lead_id=self.silent.id, datetime="2026-11-15 12:00:00")
        self.assertFalse(self._ask())
        self.env["ir.config_parameter"].set_param("mall_leasing.contact_days", "7")
        self.assertTrue(self._ask())

    # --- cost

    def _count(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_query_count_of_the_log_is_flat(self):
        """2 entries or 22: made, listed and asked for in the same number of queries."""

        def create(count):
            return self.env["mall.communication"]._log(
                [
                    {"lead_id": self.lead.id, "summary": f"n {number}", "next_step": "go on", "date_next": "2026-12-01"}
                    for number in range(count)
                ]
            )

        def read(entries):
            entries.read(["datetime", "summary", "commercial_partner_id", "is_corrected", "user_id", "lead_id"])

        create(2)
        few, many = self._count(lambda: create(2)), self._count(lambda: create(22))
        self.assertLessEqual(many, few + 1)
        log = self.env["mall.communication"].with_user(self.specialist)
        entries = log.search([("lead_id", "=", self.lead.id)], limit=22)
        self._count(lambda: read(entries[:2]))
        few, many = self._count(lambda: read(entries[:2])), self._count(lambda: read(entries))
        self.assertLessEqual(many, few)

    def test_query_count_of_the_silent_leads_is_flat(self):
        def silence(count):
            leads = self.env["crm.lead"].union(*[self._create_lead() for _index in range(count)])
            self.env["mall.communication"]._log([{"lead_id": lead.id, "summary": "x", "datetime": "2026-10-01 12:00:00"} for lead in leads])
            return leads

        for leads in (silence(2), silence(2), silence(22)):
            self.last, self.before = self._count(leads._ask_for_contact), getattr(self, "last", None)
        self.assertLessEqual(self.last, self.before + 1)

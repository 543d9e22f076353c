from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ...cron_batches import work_off

#: A transaction may take this long: what it writes is found although later rows were seen before.
LOOK_BACK = timedelta(hours=1)
MESSAGE_MARK = "mall_leasing.communication_message_mark"
EVENT_MARK = "mall_leasing.communication_event_mark"
#: Where the mails of clients arrive, and the field of the log that points there.
MAIL_MODELS = {"crm.lead": "lead_id", "mall.lease": "lease_id", "mall.offer": "lead_id", "res.partner": "partner_id"}


class MallCommunication(models.Model):
    """Mails and meetings with clients land in the log by themselves, once each, minutes later.

    A scheduled action collects them instead of the message doing so when it is posted: sending stays as fast as it was,
    and a broken mail stops nobody. Clause: L2.2, C4.4.
    """

    _inherit = "mall.communication"

    @api.model
    def _cron_land(self):
        """Enter the mails and meetings since the last run, in batches; killed and run again, each lands once.

        Clause: C4.4
        """
        self._land_new(self.env["mail.message"], MESSAGE_MARK, self._get_landing_message_domain(), self._land_messages)
        self._land_new(self.env["calendar.event"], EVENT_MARK, self._get_landing_event_domain(), self._land_events)

    @api.model
    def _land_new(self, records, mark, domain, land):
        """Work off what matches a domain after the mark of the last run, then move the mark.

        :param records: empty recordset of the model to look through
        :param str mark: system parameter that holds the moment up to which everything has landed
        :param land: method that takes a recordset
        """
        parameters = self.env["ir.config_parameter"].sudo()  # sudo: the mark is the system's own
        reached, now = parameters.get_param(mark), fields.Datetime.now()
        since = Domain("create_date", ">=", fields.Datetime.to_datetime(reached) - LOOK_BACK) if reached else Domain.TRUE
        found, seen = records.search(self._get_since_domain(records, since) & domain, order="id"), set()

        def land_batch(batch):
            seen.update(batch.ids)
            land(batch)

        work_off(found, land_batch)
        if seen.issuperset(found.ids):  # else the time was up: the next run begins where this one did
            parameters.set_param(mark, fields.Datetime.to_string(now))

    @api.model
    def _get_since_domain(self, records, since):
        """Return which records can have come up since the last run: new ones, of meetings also those that have just ended."""
        if records._name != "calendar.event" or since.is_true():
            return since
        return since | Domain("stop", ">=", since.value)

    # --- mails

    @api.model
    def _get_landing_message_domain(self):
        """Return the domain of mails on leasing's documents that are not in the log yet; internal notes are none."""
        landed = self._search([("mail_message_id", "!=", False)])
        return (
            Domain("model", "in", list(MAIL_MODELS))
            & Domain("message_type", "in", ("email", "comment", "email_outgoing"))
            & Domain("is_internal", "=", False)
            & Domain("subtype_id.internal", "=", False)
            & Domain("subtype_id", "!=", False)
            & Domain("id", "not in", landed.subselect("mail_message_id"))
        )

    @api.model
    def _land_messages(self, messages):
        """Enter a batch of mails: those from a client and those a client was sent."""
        messages = messages.sorted("id")
        files = self._get_message_files(messages)
        inside = self._get_inside_partners(messages.author_id | messages.notified_partner_ids | messages.partner_ids)
        values = []
        for message in messages:
            outside = (message.notified_partner_ids | message.partner_ids) - inside
            incoming = message.author_id not in inside if message.author_id else message.message_type == "email"
            file = files.get((message.model, message.res_id))
            if file and (incoming or outside or message.outgoing_email_to):
                values.append({**file, **self._prepare_message_values(message, incoming, outside)})
        self._log(values)

    @api.model
    def _prepare_message_values(self, message, incoming, outside):
        """Return what the log says of one mail."""
        body = message.body or ""
        writer = message.author_id.user_ids[:1]
        values = {
            "kind": "email",
            "direction": "in" if incoming else "out",
            "datetime": min(message.date or message.create_date, fields.Datetime.now()),
            "contact_id": message.author_id.id if incoming else outside[:1].id,
            "summary": message.subject or html2plaintext(body),
            "body": body,
            "mail_message_id": message.id,
            "user_id": False,
        }
        return values if incoming else {**values, "user_id": writer.id}

    @api.model
    def _get_message_files(self, messages):
        """Return {(model, id): values that name the file} of the documents that belong to leasing; one query a model."""
        files = {}
        for model, group in messages.grouped("model").items():
            documents = self.env[model].browse(set(group.mapped("res_id"))).exists()
            files |= {(model, document.id): values for document, values in self._get_files(documents).items()}
        return files

    @api.model
    def _get_files(self, documents):
        """Return {document: values that name its file}; documents that are no client's are left out."""
        if documents._name == "res.partner":
            return self._get_partner_files(documents)
        if documents._name == "crm.lead":
            documents = documents.filtered("is_leasing")
        return {document: self._prepare_file_values(document) for document in documents}

    @api.model
    def _prepare_file_values(self, document):
        """Return the values that name the file of a lead, an offer or a lease."""
        name = MAIL_MODELS[document._name]
        target = document.lead_id if document._name == "mall.offer" else document
        return {name: target.id, "company_id": document.company_id.id}

    @api.model
    def _get_partner_files(self, partners):
        """Return {client: values that name its file}: the company it talks with is that of its newest lead or lease."""
        clients = partners.filtered(lambda partner: partner.is_leasing_client or partner.commercial_partner_id.is_leasing_client)
        families = clients.commercial_partner_id
        leads = self.env["crm.lead"].with_context(active_test=False)
        companies = dict(self.env["mall.lease"]._read_group([("partner_id", "child_of", families.ids)], ["partner_id"], ["company_id:max"]))
        companies |= dict(
            leads._read_group([("is_leasing", "=", True), ("partner_id", "child_of", families.ids)], ["partner_id"], ["company_id:max"])
        )
        known = {partner.commercial_partner_id: company for partner, company in companies.items() if company}
        files = {}
        for client in clients:
            company = known.get(client.commercial_partner_id) or client.company_id.id
            if company:
                files[client] = {"partner_id": client.commercial_partner_id.id, "contact_id": client.id, "company_id": company}
        return files

    @api.model
    def _get_inside_partners(self, partners):
        """Return those of the partners that are the house itself: its staff and its companies."""
        staff = self.env["res.users"].with_context(active_test=False).search([("partner_id", "in", partners.ids), ("share", "=", False)])
        return staff.partner_id | self.env["res.company"].search([("partner_id", "in", partners.ids)]).partner_id

    # --- meetings

    @api.model
    def _get_landing_event_domain(self):
        """Return the domain of meetings that have taken place and are not in the log yet; private ones stay private."""
        landed = self._search([("calendar_event_id", "!=", False)])
        return (
            Domain("stop", "<=", fields.Datetime.now())
            & Domain("privacy", "!=", "private")
            & Domain("id", "not in", landed.subselect("calendar_event_id"))
        )

    @api.model
    def _land_events(self, events):
        """Enter a batch of meetings that a client came to, or that belong to leasing's talks."""
        leads = events.opportunity_id.filtered("is_leasing")
        linked = self._get_event_leases(events)
        inside = self._get_inside_partners(events.partner_ids)
        declined = {(one.event_id, one.partner_id) for one in events.attendee_ids if one.state == "declined"}
        guests = {
            event: event.partner_ids.filtered(lambda one, event=event: one not in inside and (event, one) not in declined)
            for event in events
        }
        files = self._get_partner_files(self.env["res.partner"].union(*guests.values()))
        values = []
        for event in events:
            lead = event.opportunity_id & leads
            document = linked.get(event.id) or lead
            file = self._prepare_file_values(document) if document else next((files[one] for one in guests[event] if one in files), None)
            if file and (guests[event] or document):
                values.append({**file, **self._prepare_event_values(event, guests[event])})
        self._log(values)

    @api.model
    def _get_event_leases(self, events):
        """Return {event id: lease} of the meetings planned from a lease."""
        ids = {event.id: event.res_id for event in events if event.res_model == "mall.lease" and event.res_id}
        leases = {lease.id: lease for lease in self.env["mall.lease"].browse(set(ids.values())).exists()}
        return {key: leases[value] for key, value in ids.items() if value in leases}

    @api.model
    def _prepare_event_values(self, event, guests):
        """Return what the log says of one meeting."""
        return {
            "kind": "meeting",
            "direction": "both",
            "datetime": event.start,
            "contact_id": guests[:1].id,
            "summary": event.name,
            "body": event.description,
            "calendar_event_id": event.id,
            "user_id": event.user_id.id,
        }

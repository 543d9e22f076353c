from odoo import api, fields, models
from odoo.tools import SQL

# The columns every part of the report has, in their order.
EVENTS = [("lead", "Lead"), ("visit", "Site Visit"), ("offer", "Offer"), ("lease", "Lease Signed"), ("cost", "Cost")]
MODELS = {
    "lead": "crm.lead",
    "visit": "mall.site.visit",
    "offer": "mall.offer",
    "lease": "mall.lease",
    "cost": "mall.channel.cost",
}
# Ratios of sums: what the rows add up to, divided, whatever they are grouped by.
RATIOS = {
    "cost_per_lead": ("amount_cost", "lead_count"),
    "cost_per_lease": ("amount_cost", "lease_count"),
    "lease_rate": ("lease_count", "lead_count"),
}


class MallChannelReport(models.Model):
    """What each channel brought and cost: one row per lead, visit, offer, signed lease and month of cost. Clause: L2.1."""

    _name = "mall.channel.report"
    _description = "Channel Report"
    _auto = False
    _order = "date desc, id desc"

    date = fields.Date(readonly=True, help="Day of the event; the first of the month for costs.")
    event = fields.Selection(EVENTS, readonly=True, help="What happened.")
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", readonly=True)
    res_model = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    medium_id = fields.Many2one("utm.medium", string="Channel", readonly=True, help="How the client was reached.")
    source_id = fields.Many2one("utm.source", string="Source", readonly=True, help="The fair, page or person behind it.")
    property_id = fields.Many2one("mall.property", readonly=True)
    trade_category_id = fields.Many2one("mall.trade.category", string="Trade", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Specialist", readonly=True)
    lead_count = fields.Integer(string="Leads", readonly=True, help="Leads of the channel, lost ones included.")
    visit_count = fields.Integer(string="Visits", readonly=True, help="Site visits reported for leads of the channel.")
    offer_count = fields.Integer(string="Offers", readonly=True, help="Offers that left the house, each round counted.")
    lease_count = fields.Integer(
        string="Leases", readonly=True, help="New leases and renewals countersigned, of leads of the channel."
    )
    amount_signed = fields.Monetary(string="Rent Signed", readonly=True, help="Base rent of the whole term of those leases.")
    amount_cost = fields.Monetary(string="Cost", readonly=True, help="What the channel cost.")
    cost_per_lead = fields.Float(
        string="Cost per Lead", readonly=True, aggregator="avg", digits=(16, 2), help="Cost divided by leads."
    )
    cost_per_lease = fields.Float(
        string="Cost per Lease", readonly=True, aggregator="avg", digits=(16, 2), help="Cost divided by leases signed."
    )
    lease_rate = fields.Float(
        string="Leases per Lead", readonly=True, aggregator="avg", digits=(16, 4), help="Leases signed divided by leads."
    )

    @property
    def _table_query(self):
        parts = [self._get_select(event) for event in MODELS]
        union = SQL(" UNION ALL ").join(parts)
        ratios = SQL(", ").join(SQL("NULL::numeric AS %s", SQL.identifier(name)) for name in RATIOS)
        return SQL(
            "SELECT row.*, company.currency_id, %s FROM (%s) AS row JOIN res_company company ON company.id = row.company_id",
            ratios,
            union,
        )

    def _get_select(self, event):
        """Return the rows of one kind of event; every kind has the same columns."""
        return SQL(
            """
            SELECT record.id * 8 + %(rank)s AS id, %(event)s AS event, %(model)s AS res_model, record.id AS res_id,
                   %(date)s AS date, record.company_id, %(medium)s AS medium_id, %(lead)s,
                   %(counts)s, %(signed)s AS amount_signed, %(cost)s AS amount_cost
              FROM %(table)s AS record %(join)s
             WHERE %(where)s
            """,
            rank=list(MODELS).index(event),
            event=event,
            model=MODELS[event],
            date=self._get_date(event),
            medium=SQL("record.medium_id") if event in ("lead", "cost") else SQL("lead.medium_id"),
            lead=self._get_lead_columns(event),
            counts=self._get_counts(event),
            signed=SQL("record.amount_rent_term") if event == "lease" else SQL("0::numeric"),
            cost=SQL("record.amount") if event == "cost" else SQL("0::numeric"),
            table=SQL.identifier(self.env[MODELS[event]]._table),
            join=SQL() if event in ("lead", "cost") else SQL("JOIN crm_lead AS lead ON lead.id = record.lead_id"),
            where=self._get_where(event),
        )

    def _get_date(self, event):
        local = SQL("AT TIME ZONE 'UTC' AT TIME ZONE %s", self.env.tz.zone)
        return {
            "lead": SQL("(record.create_date %s)::date", local),
            "visit": SQL("(record.datetime_start %s)::date", local),
            "offer": SQL("record.date"),
            "lease": SQL("(record.landlord_signed_on %s)::date", local),
            "cost": SQL("record.date_month"),
        }[event]

    def _get_lead_columns(self, event):
        """Return source, property, trade, team and specialist, from the record or from its lead."""
        if event == "cost":
            return SQL(
                "NULL::integer AS source_id, record.property_id, NULL::integer AS trade_category_id, "
                "NULL::integer AS team_id, NULL::integer AS user_id"
            )
        lead = SQL("record") if event == "lead" else SQL("lead")
        return SQL(
            "%(lead)s.source_id, COALESCE(record.property_id, %(lead)s.property_id) AS property_id, "
            "%(lead)s.trade_category_id, %(lead)s.team_id, record.user_id",
            lead=lead,
        )

    def _get_counts(self, event):
        kinds = ("lead", "visit", "offer", "lease")
        return SQL(", ").join(
            SQL("%s AS %s", int(kind == event), SQL.identifier(f"{kind}_count")) for kind in kinds
        )

    def _get_where(self, event):
        return {
            "lead": SQL("record.is_leasing AND record.company_id IS NOT NULL"),
            "visit": SQL("lead.is_leasing AND record.state = 'done'"),
            "offer": SQL("lead.is_leasing AND record.state <> 'draft'"),
            "lease": SQL(
                "lead.is_leasing AND record.landlord_signed_on IS NOT NULL AND record.kind IN %s",
                self.env["mall.leasing.measures"]._get_signed_kinds(),
            ),
            "cost": SQL("TRUE"),
        }[event]

    def _read_group_select(self, aggregate_spec, query):
        """Divide what the rows add up to, instead of averaging ratios. See :data:`RATIOS`."""
        name = aggregate_spec.partition(":")[0]
        if name not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        above, below = (self._field_to_sql(self._table, field, query) for field in RATIOS[name])
        return SQL("SUM(%s)::numeric / NULLIF(SUM(%s), 0)", above, below)

    @api.depends("event", "date")
    def _compute_display_name(self):
        labels = dict(self._fields["event"]._description_selection(self.env))
        for row in self:
            row.display_name = f"{labels.get(row.event, '')} {row.date or ''}"

    def action_open_record(self):
        """Open what the row stands for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

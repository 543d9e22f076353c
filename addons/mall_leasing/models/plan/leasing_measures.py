from datetime import UTC, datetime, time

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...market_exceptions import PlanRefused

INDICATORS = [
    ("completion", "Leases Signed"),
    ("new_clients", "New Valid Clients"),
    ("signed_amount", "Rent Signed"),
    ("satisfaction", "Client Satisfaction"),
]
# What is counted: the model whose records it is, their date, and how they add up.
SOURCES = {
    "completion": ("mall.lease", "landlord_signed_on", "__count"),
    "new_clients": ("crm.lead", "create_date", "__count"),
    "signed_amount": ("mall.lease", "landlord_signed_on", "amount_rent_term:sum"),
    "satisfaction": ("mall.return.visit", "date_done", "satisfaction:avg"),
}


class MallLeasingMeasures(models.AbstractModel):
    """The figures of the leasing posts, each with the records it is made of. Clause: LK1, LK2, LK3, LK4.

    They run with the system's rights, because a figure must not depend on who looks at it; the domains open the records
    under the rights of whoever follows them. All count in the current company.
    """

    _name = "mall.leasing.measures"
    _description = "Leasing Figures"

    # === ONE METHOD PER INDICATOR === #

    @api.model
    def _measure_leasing_completion(self, users, date_from, date_to):
        """Count the leases each specialist brought to signature: new ones and renewals, countersigned in the period.

        :param users: res.users
        :param date date_from: first day
        :param date date_to: last day, inclusive
        :return: {user id: (float, domain on mall.lease)} for every user; one query
        Clause: LK1
        """
        return self._measure("completion", users, date_from, date_to)

    @api.model
    def _measure_leasing_signed_amount(self, users, date_from, date_to):
        """Add up the base rent of the term of those leases, company currency. As for the count of them.

        Clause: LK3
        """
        return self._measure("signed_amount", users, date_from, date_to)

    @api.model
    def _measure_leasing_satisfaction(self, users, date_from, date_to):
        """Average the satisfaction (0..100) tenants stated on the return visits of the period. As for the leases.

        Clause: LK4
        """
        return self._measure("satisfaction", users, date_from, date_to)

    @api.model
    def _measure_leasing_new_clients(self, users, date_from, date_to):
        """Count the new valid clients: leads of the period that are the first of their client company in this company,
        name the client, and got as far as a logged contact or an offer sent. Lost leads count: the client was valid.

        :return: {user id: (float, domain on crm.lead)} for every user; one query
        Clause: LK2
        """
        found = self._get_new_client_leads(users, date_from, date_to)
        ids = {user.id: [] for user in users}
        for (user_id, _quarter), lead_ids in found.items():
            ids[user_id] += lead_ids
        return {user_id: (float(len(leads)), self._get_leads_domain(leads)) for user_id, leads in ids.items()}

    # === SEVERAL QUARTERS AT ONCE === #

    @api.model
    def _get_by_quarter(self, indicator, users, date_from, date_to):
        """Return an indicator by user and calendar quarter, for plans shown together; one query.

        :return: {(user id, first day of the quarter): float}; pairs without records are missing
        """
        if indicator == "new_clients":
            return {key: float(len(ids)) for key, ids in self._get_new_client_leads(users, date_from, date_to).items()}
        model, date_field, aggregate = SOURCES[indicator]
        rows = self._get_source(model)._read_group(
            self._get_domain(indicator, users, date_from, date_to), ["user_id", f"{date_field}:quarter"], [aggregate]
        )
        return {(user.id, fields.Date.to_date(start)): float(value or 0) for user, start, value in rows}

    # === BEHIND A FIGURE === #

    @api.model
    def _get_records_action(self, name, model, domain):
        """Return the action that opens the records behind a figure, under the rights of whoever looks.

        :raises PlanRefused: for people who may read the figure and not its records
        Clause: LR1.3
        """
        if not self.env[model].has_access("read"):
            raise PlanRefused(
                self.env._("The records behind “%(figure)s” are open to the leasing department only. (LR1.3)", figure=name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": domain,
            "context": {"create": False, "active_test": False},
        }

    # === HOW === #

    def _measure(self, indicator, users, date_from, date_to):
        model, _date, aggregate = SOURCES[indicator]
        domain = self._get_domain(indicator, users, date_from, date_to)
        rows = self._get_source(model)._read_group(domain, ["user_id"], [aggregate])
        values = {user.id: float(value or 0) for user, value in rows}
        domains = {user: self._get_domain(indicator, user, date_from, date_to) for user in users}
        return {user.id: (values.get(user.id, 0.0), list(domain)) for user, domain in domains.items()}

    def _get_source(self, model):
        # sudo: a figure must not depend on who looks at it; only numbers and ids leave these methods
        return self.env[model].sudo().with_context(tz=self._get_zone(), active_test=False)

    def _get_domain(self, indicator, users, date_from, date_to):
        """Return which records an indicator is made of."""
        model, date_field, _aggregate = SOURCES[indicator]
        own = Domain("user_id", "in", users.ids) & Domain("company_id", "=", self.env.company.id)
        if model == "mall.lease":
            first, last = self._get_moments(date_from, date_to)
            own &= Domain("kind", "in", self._get_signed_kinds())
            return own & Domain(date_field, ">=", str(first)) & Domain(date_field, "<=", str(last))
        own &= Domain("state", "=", "done") & Domain("survey_state", "=", "answered")
        return own & Domain(date_field, ">=", str(date_from)) & Domain(date_field, "<=", str(date_to))

    @api.model
    def _get_signed_kinds(self):
        """Return the kinds of leases that count as deals done: an amendment or assignment is none. Override to extend."""
        return ("new", "renewal")

    def _get_zone(self):
        return self.env.company.partner_id.tz or self.env.tz.zone

    def _get_moments(self, date_from, date_to):
        """Return the first and the last moment of days as the database keeps them, in UTC."""
        zone = pytz.timezone(self._get_zone())
        first, last = (
            zone.localize(datetime.combine(day, hour)).astimezone(UTC).replace(tzinfo=None)
            for day, hour in ((date_from, time.min), (date_to, time.max))
        )
        return first, last.replace(microsecond=0)

    def _get_leads_domain(self, lead_ids):
        return [("id", "in", sorted(lead_ids)), ("active", "in", [True, False])]

    def _get_new_client_leads(self, users, date_from, date_to):
        """Return {(user id, first day of the quarter): ids of the leads that brought a new valid client}; one query."""
        first, last = self._get_moments(date_from, date_to)
        for model in ("crm.lead", "mall.offer", "mall.communication", "res.partner"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lead.user_id,
                       date_trunc('quarter', lead.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                       array_agg(lead.id)
                  FROM crm_lead AS lead
                  JOIN res_partner AS client ON client.id = lead.partner_id
                 WHERE lead.is_leasing AND lead.company_id = %(company)s AND lead.user_id IN %(users)s
                   AND lead.create_date BETWEEN %(first)s AND %(last)s
                   AND (EXISTS (SELECT FROM mall_communication AS word WHERE word.lead_id = lead.id)
                        OR EXISTS (SELECT FROM mall_offer AS offer
                                    WHERE offer.lead_id = lead.id AND offer.state <> 'draft'))
                   AND NOT EXISTS (
                        SELECT FROM crm_lead AS earlier
                          JOIN res_partner AS known ON known.id = earlier.partner_id
                         WHERE known.commercial_partner_id = client.commercial_partner_id
                           AND earlier.is_leasing AND earlier.company_id = lead.company_id
                           AND (earlier.create_date, earlier.id) < (lead.create_date, lead.id))
                 GROUP BY 1, 2
                """,
                zone=self._get_zone(),
                company=self.env.company.id,
                users=tuple(users.ids) or (0,),
                first=first,
                last=last,
            )
        )
        return {(user_id, quarter): ids for user_id, quarter, ids in rows}

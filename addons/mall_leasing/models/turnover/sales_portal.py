from odoo import fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...core.turnover import months_between
from .turnover_reasons import TurnoverRefused

SHOWN_MONTHS = 24


class MallLease(models.Model):
    """What a tenant does with sales in the portal."""

    _inherit = "mall.lease"

    def _get_sales_months(self):
        """Return the months whose sales the tenant owes or has declared, newest first, at most two years back.

        :return: list of dicts: month, declaration (the newest version, may be empty), is_open (to be declared)
        """
        self.ensure_one()
        newest = {}
        for declaration in self.declaration_ids.sorted("version"):
            newest[declaration.month] = declaration
        months = [*reversed(self._get_owed_months())][:SHOWN_MONTHS]
        return [self._prepare_sales_month(month, newest.get(month, self.declaration_ids[:0])) for month in months]

    def _prepare_sales_month(self, month, declaration):
        return {
            "month": month,
            "label": self._format_sales_month(month),
            "declaration": declaration,
            "is_open": not declaration or declaration.state == "draft",
        }

    def _get_owed_months(self):
        """Return the first days of the months that are over and for which a turnover rent stands."""
        today, months = fields.Date.context_today(self), set()
        for term in self.turnover_term_ids:
            first, last = term._get_window()
            months.update(month for month in months_between(first, last) if min(fields.Date.end_of(month, "month"), last) < today)
        return sorted(months)

    def _declare_as_tenant(self, month, gross, exclusions, **values):
        """Declare the sales of a month for the tenant; a second click finds them declared and changes nothing.

        Sales that were confirmed already are corrected by a further version.

        :param date month: any day of the month
        :param float gross: gross sales
        :param dict exclusions: {kind id: amount}
        :param values: ticket_count, document, document_name, correction_reason
        :return: the declaration
        :raises TurnoverRefused: not by the tenant, month not over or outside the lease, negative net
        Clause: L4.1
        """
        self.ensure_one()
        if not self._is_tenant(self.env.user):
            raise TurnoverRefused(self.env, "role_tenant", lease=self.sudo().name)  # sudo: its number only
        # Two clicks wait for each other; the second starts over and finds what the first declared.
        self.env.execute_query(SQL("SELECT id FROM mall_lease WHERE id = %s FOR UPDATE", self.id))
        # sudo: tenants declare their own company's sales, checked just now; they have no other right to write
        declarations = self.env["mall.sales.declaration"].sudo()
        month = fields.Date.start_of(month, "month")
        domain = Domain("lease_id", "=", self.id) & Domain("month", "=", month) & Domain("state", "!=", "replaced")
        standing = declarations.search(domain, order="version desc", limit=1)
        if standing.state in ("declared", "confirmed") and standing._has_figures(gross, exclusions, values.get("ticket_count")):
            return standing
        figures = self._prepare_declared_figures(gross, exclusions, values)
        draft = standing._open_for_tenant(figures) if standing else declarations.create(
            {"lease_id": self.id, "month": month, "source": "portal", **figures}
        )
        draft._declare()
        return draft

    def _prepare_declared_figures(self, gross, exclusions, values):
        lines = [Command.create({"kind_id": kind, "amount": amount}) for kind, amount in exclusions.items() if amount]
        return {**values, "amount_gross": gross, "exclusion_ids": [Command.clear(), *lines]}


class MallSalesDeclaration(models.Model):
    _inherit = "mall.sales.declaration"

    def _open_for_tenant(self, figures):
        """Return a draft with the tenant's figures: the one sent back, or the next version of confirmed sales."""
        self.ensure_one()
        if self.state == "declared":
            self._refuse("version_open")
        if self.state == "confirmed":
            return self._create_version(figures, "portal")
        self.write(figures)
        return self

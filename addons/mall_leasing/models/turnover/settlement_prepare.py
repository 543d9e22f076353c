from odoo import api, fields, models
from odoo.fields import Domain

from ...core.turnover import due_points, months_between, settlement_years
from ...cron_batches import work_off
from .mall_turnover_settlement import OPEN_STATES
from .turnover_reasons import TurnoverRefused


class MallTurnoverTerm(models.Model):
    """Which settlements are due, and their preparation; run again it finds nothing left to do."""

    _inherit = "mall.turnover.term"

    def unlink(self):
        """Delete terms together with the settlements nobody has confirmed yet."""
        # sudo: open settlements are the system's; what was confirmed keeps the term by the guard of the terms
        self.sudo().settlement_ids.filtered(lambda one: one.state in OPEN_STATES).unlink()
        return super().unlink()

    @api.model
    def _get_settleable_domain(self):
        """Return the domain of the terms whose leases are, or were, in force."""
        return Domain("lease_id.state", "in", ("active", "ended"))

    @api.model
    def _cron_prepare_settlements(self):
        """Prepare the settlements that are due and bring the open ones up to date, in batches.

        Clause: L4.1
        """
        work_off(self.search(self._get_settleable_domain()), lambda terms: terms._prepare_settlements())

    def _prepare_settlements(self):
        """Prepare what is due for these terms: on account, year's end, corrections; twice makes nothing twice.

        Costs the same number of queries for any number of terms, apart from creating settlements.

        :return: the new settlements
        Clause: L4.1
        """
        # sudo: settlements are made by the system from what was agreed and confirmed, whoever starts it
        terms = self.sudo().try_lock_for_update().filtered_domain(self._get_settleable_domain())
        terms._drop_outdated()
        existing = terms._get_standing()
        sales = terms._get_all_sales()
        values = [value for term in terms for value in term._plan(existing, sales)]
        quiet = self.env["mall.turnover.settlement"].sudo().with_context(tracking_disable=True, mail_create_nolog=True)
        created = quiet.create(values)
        open_ones = terms.settlement_ids.filtered(lambda one: one.state in OPEN_STATES).with_context(tracking_disable=True)
        open_ones._refresh()
        created._announce()
        return created.with_env(self.env)

    def action_prepare_settlements(self):
        """Prepare what is due for these terms now instead of tonight; leasing staff only.

        :raises TurnoverRefused: for anybody else
        """
        self.check_access("read")
        if not self.env.user.has_group("mall_leasing.group_mall_leasing_specialist"):
            raise TurnoverRefused(self.env, "role_staff", lease=self[:1].lease_id.display_name)
        self._prepare_settlements()

    # === PLAN === #

    def _get_years(self):
        """Return the settlement years of the term as ``core.turnover.YearSpan``."""
        self.ensure_one()
        first, last = self._get_window()
        return settlement_years(self.year_basis, self.lease_id._get_turnover_anchor(), first, last)

    def _get_points(self, span):
        return due_points(span, self.frequency == "monthly", self._get_today())

    @api.model
    def _get_today(self):
        """Return the day that decides what is due: the user's today."""
        return fields.Date.context_today(self)

    def _get_standing(self):
        """Return {(term, first day of year): settlements that stand}."""
        domain = Domain("term_id", "in", self.ids) & Domain("state", "!=", "cancelled")
        found = self.env["mall.turnover.settlement"].search(domain, order="id")
        return found.grouped(lambda one: (one.term_id, one.date_year_from))

    def _get_all_sales(self):
        """Return the confirmed sales of all the terms' days, in one go."""
        if not self:
            return {}
        windows = [term._get_window() for term in self]
        return self.lease_id._get_turnover_sales(min(first for first, _last in windows), max(last for _first, last in windows))

    def _plan(self, existing, sales):
        """Return the values of the settlements this term lacks, in order of time."""
        self.ensure_one()
        values = []
        for span in self._get_years():
            standing = existing.get((self, span.year_first), self.env["mall.turnover.settlement"])
            values += self._plan_year(span, standing, sales.get(self.lease_id, {}))
        return values

    def _plan_year(self, span, standing, sales):
        """Return the settlements a year lacks: each due day once, up to the first that has to wait for sales."""
        taken = set(standing.filtered(lambda one: one.kind != "correction").mapped("date_to"))
        last_taken = max(taken, default=None)
        values = []
        waits = "waiting" in standing.mapped("state")
        for point in self._get_points(span):
            if point in taken or waits or (last_taken and point < last_taken and point != span.last):
                continue
            values.append(self._prepare_settlement_values(span, point))
            waits = any(month not in sales for month in months_between(span.first, point))
        if not values and self._needs_correction(span, standing, sales):
            values.append({**self._prepare_settlement_values(span, standing[-1].date_to), "kind": "correction"})
        return values

    def _needs_correction(self, span, standing, sales):
        """Tell whether what the last settlement of a year counted has been corrected since."""
        if not standing or standing.filtered(lambda one: one.state in OPEN_STATES):
            return False
        counted = {line.facts["month"]: line.facts["ref"] for line in standing[-1].line_ids if line.kind == "month"}
        now = {month.isoformat(): sold.ref for month, sold in sales.items()}
        return any(now.get(month, ref) != ref for month, ref in counted.items())

    def _prepare_settlement_values(self, span, point):
        """Return the values of the settlement of a year up to a day. Override to extend."""
        return {
            "lease_id": self.lease_id.id,
            "term_id": self.id,
            "kind": "year" if point == span.last else "month",
            "date_from": span.first,
            "date_to": point,
            "date_year_from": span.year_first,
            "date_year_to": span.year_last,
        }

    def _drop_outdated(self):
        """Delete open settlements of days that no longer count: the lease ends earlier, or other days were agreed."""
        outdated = self.env["mall.turnover.settlement"]
        for term in self:
            years = {span.year_first: span for span in term._get_years()}
            for one in term.settlement_ids.filtered(lambda one: one.state in OPEN_STATES):
                span = years.get(one.date_year_from)
                if not span or span.first != one.date_from or span.last < one.date_to:
                    outdated += one
        outdated.unlink()


class MallTurnoverSettlement(models.Model):
    _inherit = "mall.turnover.settlement"

    def _announce(self):
        """Write down why the new settlements are there, in one batch."""
        notes = {
            "month": self.env._("Prepared on account."),
            "year": self.env._("Prepared for the year's end."),
            "correction": self.env._("Prepared because declared sales were corrected."),
        }
        self._message_log_batch(bodies={one.id: notes[one.kind] for one in self})

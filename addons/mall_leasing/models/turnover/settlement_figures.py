import hashlib
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

from odoo import models
from odoo.fields import Command, Domain

from ...core.turnover import Offset, YearSpan, months_between, settle

DIGITS = 6


class MallTurnoverSettlement(models.Model):
    """How a settlement is worked out: sales of the months, the maths of ``core.turnover``, what was settled before."""

    _inherit = "mall.turnover.settlement"

    def _refresh(self):
        """Work open settlements out again, in their order; those whose sales are not complete wait for them.

        Costs the same number of queries for any number of settlements, apart from writing their lines.

        :return: the settlements whose figures changed
        Clause: L4.1
        """
        changed = self.browse()
        for settlement, values in self.sorted("id")._work_out():
            if values["basis_digest"] != settlement.basis_digest or values["state"] != settlement.state:
                # sudo: settlements are written by their own gate only
                settlement.sudo().write(values)
                changed += settlement
        return changed

    def _work_out(self):
        """Yield (settlement, values) for settlements of any years, in their order.

        A settlement builds on the fresh result of an earlier one of the same call.
        """
        # sudo: the whole lease counts, whoever prepares the settlement; nothing is shown here
        settlements = self.sudo()
        sales, earlier = settlements._get_sales(), settlements._get_earlier()
        fresh = {}
        for settlement in settlements:
            own = [(one, fresh.get(one.id, one.amount_result)) for one in earlier[settlement]]
            months = settlement._get_own_sales(sales)
            values = settlement._prepare_figures(months, own)
            fresh[settlement.id] = values["amount_result"]
            yield settlement.with_env(self.env), values

    def _get_sales(self):
        if not self:
            return {}
        return self.lease_id._get_turnover_sales(min(self.mapped("date_from")), max(self.mapped("date_to")))

    def _get_own_sales(self, sales):
        """Return {month: sales or None} of the months this settlement counts."""
        own = sales.get(self.lease_id, {})
        return {month: own.get(month) for month in months_between(self.date_from, self.date_to)}

    def _get_earlier(self):
        """Return {settlement: the earlier ones of its year, oldest first}; two queries for all."""
        domain = Domain("term_id", "in", self.term_id.ids) & Domain("state", "!=", "cancelled")
        found = self.search(domain, order="id")
        found.line_ids.mapped("facts")
        by_year = found.grouped(lambda one: (one.term_id, one.date_year_from))
        return {one: by_year.get((one.term_id, one.date_year_from), found[:0]).filtered(lambda other, one=one: other.id < one.id) for one in self}

    # === VALUES === #

    def _prepare_figures(self, months, earlier):
        """Return the values of a settlement.

        :param dict months: {first day of month: MonthSales or None}
        :param list earlier: (settlement, result) of the earlier ones of the year
        """
        self.ensure_one()
        missing = [month for month, sales in months.items() if sales is None]
        if missing:
            return self._prepare_waiting(missing)
        outcome = self._settle(months)
        settled = sum(Decimal(str(result)) for _one, result in earlier)
        lines = self._prepare_lines(months, outcome, earlier)
        result = outcome.due - settled
        return {
            "state": "draft",
            "missing_months": False,
            "amount_gross": sum(sales.gross for sales in months.values()),
            "amount_sales": sum(sales.net for sales in months.values()),
            "amount_share": self._round(outcome.share),
            "amount_base": self._round(self._get_base()),
            "amount_offset": self._round(outcome.offset),
            "amount_due": float(outcome.due),
            "amount_settled": float(settled),
            "amount_result": float(result),
            "basis_digest": _digest(lines),
            "line_ids": [Command.clear(), *(Command.create(line) for line in lines)],
        }

    def _prepare_waiting(self, missing):
        names = ("gross", "sales", "share", "base", "offset", "due", "settled", "result")
        months = [month.isoformat() for month in missing]
        return {
            **{f"amount_{name}": 0.0 for name in names},
            "state": "waiting",
            "missing_months": months,
            "basis_digest": _digest(months),
            "line_ids": [Command.clear()],
        }

    def _settle(self, months):
        """Return the outcome of the pure maths for the months' net sales."""
        sales = sum(Decimal(str(sales.net)) for sales in months.values())
        rounding = Decimal(str(self.currency_id.rounding))
        return settle(self.term_id._get_terms(), self._get_span(), sales, self._get_base(), self._get_offsets(), rounding)

    def _get_span(self):
        return YearSpan(self.date_from, self.date_to, self.date_year_from, self.date_year_to)

    def _get_base(self):
        """Return what counts as base rent for the days counted, exactly."""
        term = self.term_id
        if term.relation != "higher_of" and term.breakpoint != "natural":
            return Fraction(0)
        return Fraction(self.lease_id._get_charged(term._get_base_kinds(), self.date_from, self.date_to))

    def _get_offsets(self):
        """Return the credits for the days counted: what was charged, or the fixed amount's part of the year."""
        factor = self._get_span().factor
        return [
            Offset(offset.name, self._get_credit(offset, factor), Decimal(str(offset.amount_cap)) if offset.amount_cap else None)
            for offset in self.term_id.offset_ids
        ]

    def _get_credit(self, offset, factor):
        if offset.kind == "amount":
            return Fraction(str(offset.amount)) * factor
        charged = Fraction(self.lease_id._get_charged({offset.kind}, self.date_from, self.date_to))
        return charged * Fraction(str(offset.percent)) / 100

    # === LINES === #

    def _prepare_lines(self, months, outcome, earlier):
        """Return the values of all steps, in order."""
        lines = self._prepare_month_lines(months, earlier)
        days = {"first": self.date_from.isoformat(), "last": self.date_to.isoformat()}
        for step in outcome.steps:
            facts = {**days, **{key: _plain(value) for key, value in step.facts.items()}}
            amount = 0.0 if step.code == "proration" else self._round(step.amount)
            lines.append({"kind": step.code, "amount": amount, "facts": facts})
        for one, result in earlier:
            lines.append({"kind": "settled", "amount": -result, "earlier_id": one.id, "facts": {"number": one.name}})
        total = float(outcome.due) - sum(result for _one, result in earlier)
        result = self.currency_id.round(total)
        lines.append({"kind": "result", "amount": result, "facts": {"credit": result < 0}})
        return [{**line, "sequence": place} for place, line in enumerate(lines, start=1)]

    def _prepare_month_lines(self, months, earlier):
        """Return a line for each month's gross sales and for each amount taken off them."""
        former = self._get_former_months(earlier)
        lines = []
        for month, sales in months.items():
            known = former.get(month.isoformat())
            facts = {
                "month": month.isoformat(),
                "version": sales.version,
                "ref": sales.ref,
                "net": sales.net,
                "was": known["net"] if known and known["ref"] != sales.ref else None,
            }
            lines.append({"kind": "month", "amount": sales.gross, "facts": facts, "declaration_id": _declaration(sales.ref)})
            lines += self._prepare_exclusion_lines(sales)
        return lines

    def _prepare_exclusion_lines(self, sales):
        names = self.env["mall.sales.exclusion.kind"]
        return [
            {"kind": "exclusion", "amount": -amount, "facts": {"kind": kind, "name": names.browse(kind).name}}
            for kind, amount in sales.exclusions
        ]

    @staticmethod
    def _get_former_months(earlier):
        """Return {month: facts} as the last settlement before counted them."""
        former = {}
        for one, _result in earlier:
            for line in one.line_ids.filtered(lambda line: line.kind == "month"):
                former[line.facts["month"]] = line.facts
        return former

    def _round(self, amount):
        return self.currency_id.round(float(amount))


def _declaration(ref):
    model, _comma, res_id = ref.partition(",")
    return int(res_id) if model == "mall.sales.declaration" else False


def _plain(value):
    """Return a fact as JSON can keep it: exact amounts with six decimals."""
    if isinstance(value, Fraction | Decimal):
        return float(round(value, DIGITS))
    return value.isoformat() if isinstance(value, date) else value


def _digest(content):
    """Return the fingerprint of the figures' basis: another one means that somebody has to look again."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()

from odoo import api, models
from odoo.tools import format_date, html2plaintext
from odoo.tools.misc import formatLang
from odoo.tools.translate import LazyTranslate

from ...exceptions import OfferMoveRefused

_lt = LazyTranslate(__name__)

#: What is laid side by side: code -> (heading, fields in the order a reader would ask for them).
COMPARED = {
    "premises": (_lt("Client and Units"), ("partner_id", "brand_id", "trade_category_id", "property_id", "unit_ids", "area")),
    "term": (
        _lt("Term"),
        ("date_handover", "date_start", "term_months", "date_end", "date_opening", "date_validity"),
    ),
    "money": (
        _lt("Rent and Fees"),
        (
            "rent_basis", "amount_rent", "rent_step_ids", "rent_free_months", "rent_free_days", "amount_management_fee",
            "amount_promotion_fee", "turnover_percent", "turnover_relation", "amount_breakpoint", "amount_deposit",
        ),
    ),
    "words": (_lt("Further Terms"), ("terms",)),
    "figures": (
        _lt("What It Comes To"),
        (
            "amount_rent_month", "amount_rent_year", "amount_rent_total", "amount_net_effective", "amount_rent_asking",
            "asking_difference_percent", "amount_rent_budget", "budget_difference_percent", "amount_present_value",
            "present_difference_percent",
        ),
    ),
}  # fmt: skip
#: The figures by which a landlord prefers one offer to another: the highest is the best.
RANKED = frozenset({
    "amount_rent_year", "amount_rent_total", "amount_net_effective", "asking_difference_percent",
    "budget_difference_percent", "amount_present_value", "present_difference_percent",
})  # fmt: skip
MAX_COLUMNS = 12
#: Where offers to compare are looked for: the field by which they belong to the record.
SOURCES = {"mall.offer": "id", "crm.lead": "lead_id", "mall.unit": "unit_ids"}


class MallOffer(models.Model):
    """Offers side by side: the rounds of one negotiation, or what different clients offer for a unit."""

    _inherit = "mall.offer"

    # --- buttons

    def action_compare_rounds(self):
        """Show the rounds of these talks side by side.

        Clause: L3.1, L3.2
        """
        self.ensure_one()
        return self.lead_id.action_compare_rounds()

    def action_compare(self):
        """Show the chosen offers side by side.

        Clause: L3.1
        """
        return self._get_comparison_action("mall.offer", self.ids, self.env._("Compare Offers"))

    def action_print_comparison(self):
        """Print these offers side by side."""
        return self.env.ref("mall_leasing.action_report_mall_offer_comparison").report_action(self, config=False)

    @api.model
    def _get_comparison_action(self, source, ids, name):
        return {
            "type": "ir.actions.client",
            "tag": "mall_leasing.offer_comparison",
            "name": name,
            "params": {"source": source, "ids": ids},
            "context": {"compare_source": source, "compare_ids": ids},
        }

    # --- what the screen and the paper show

    @api.model
    def get_comparison(self, source, ids):
        """Return offers side by side, with the user's own rights, for the screen.

        :param str source: ``mall.offer`` (these offers), ``crm.lead`` (the rounds of the talks) or ``mall.unit`` (the
            latest offer of each client for the units)
        :param list ids: ids of that model
        :return: see :meth:`_get_comparison`
        :raises OfferMoveRefused: if there is nothing to compare, or more than fits side by side
        Clause: L3.1, L3.2
        """
        if source not in SOURCES or not all(isinstance(number, int) for number in ids):
            raise OfferMoveRefused(self.env._("Offers are compared for leads, units, or as chosen from the list. (L3.1)"))
        offers = self.search([(SOURCES[source], "in", ids)], order="lead_id, round, id")
        if source == "mall.unit":
            offers = offers._get_latest_of_talks()
        return offers._get_comparison()

    def _get_latest_of_talks(self):
        """Return the last round of each negotiation among these offers, those taken back or declined left out."""
        standing = self.filtered(lambda offer: offer.state not in ("withdrawn", "declined", "superseded"))
        latest = {offer.lead_id: offer for offer in standing.sorted("round")}
        return self.browse([offer.id for offer in latest.values()])

    def _get_comparison(self):
        """Return these offers as columns and their terms and figures as rows, in words of the user's language.

        Rounds of one negotiation show what changed against the round before; offers of several show the best figure.

        :return: {"mode": "rounds"|"clients", "offer_ids", "columns": [{"id", "name", "title", "side", "date", "state",
            "state_label"}], "sections": [{"label", "rows": [{"name", "label", "cells": [{"lines", "changed", "best"}]}]}]}
        Clause: L3.1, L3.2
        """
        if not self:
            raise OfferMoveRefused(self.env._("There is no offer to compare yet: make one from the lead first. (L3.1)"))
        if len(self) > MAX_COLUMNS:
            raise OfferMoveRefused(
                self.env._("At most %(count)s offers fit side by side: choose fewer. (L3.1)", count=MAX_COLUMNS)
            )
        mode = "rounds" if len(self.lead_id) == 1 else "clients"
        offers = self.sorted(lambda offer: (offer.lead_id.id, offer.round, offer.id))
        return {
            "mode": mode,
            "offer_ids": offers.ids,
            "columns": [offer._get_comparison_column(mode) for offer in offers],
            "sections": [section for section in (offers._get_comparison_section(code, mode) for code in COMPARED) if section["rows"]],
        }

    def _get_comparison_column(self, mode):
        labels = {name: dict(self._fields[name]._description_selection(self.env)) for name in ("state", "proposed_by")}
        by_round = self.env._("Round %(number)s", number=self.round)
        return {
            "id": self.id,
            "name": self.name,
            "title": by_round if mode == "rounds" else self._get_client_name(),
            "side": self.env._("proposed by %(side)s", side=labels["proposed_by"][self.proposed_by]),
            "date": format_date(self.env, self.date),
            "state": self.state,
            "state_label": labels["state"][self.state],
        }

    def _get_client_name(self):
        """Return whose offer it is: the company, or what the lead knows of it."""
        return self.partner_id.commercial_partner_id.name or self.lead_id.partner_name or self.lead_id.name

    def _get_compared_fields(self, code):
        """Return the names of the fields compared in a section. Override to add further terms."""
        return COMPARED[code][1]

    def _get_comparison_section(self, code, mode):
        rows = (self._get_comparison_row(name, mode) for name in self._get_compared_fields(code))
        return {"code": code, "label": self.env._(COMPARED[code][0]), "rows": [row for row in rows if row]}

    def _get_comparison_row(self, name, mode):
        """Return one term of all offers; None where no offer says anything about it."""
        texts = [offer._get_compared_lines(name) for offer in self]
        if not any(texts):
            return None
        best = self._get_best(name) if mode == "clients" else self.browse()
        before = [None, *texts[:-1]]
        cells = [
            {"lines": lines, "changed": mode == "rounds" and place > 0 and lines != before[place], "best": offer in best}
            for place, (offer, lines) in enumerate(zip(self, texts, strict=True))
        ]
        return {"name": name, "label": self._fields[name]._description_string(self.env), "cells": cells}

    def _get_best(self, name):
        """Return the offers with the best figure; none where they do not differ or it is no figure to rank by."""
        values = {offer: offer[name] for offer in self} if name in RANKED else {}
        if len(set(values.values())) < 2:
            return self.browse()
        return self.browse(offer.id for offer, value in values.items() if value == max(values.values()))

    def _get_compared_lines(self, name):
        """Return what an offer says about a term, as lines of text; empty where it says nothing."""
        self.ensure_one()
        field, value = self._fields[name], self[name]
        if not value and name not in ("asking_difference_percent", "budget_difference_percent"):
            return []
        if name == "turnover_relation" and not self.turnover_percent:
            return []
        if name == "rent_step_ids":
            return [f"{format_date(self.env, step.date_from)}: {self._format_money(step.amount)}" for step in value]
        return self._get_lines_of(field, value)

    def _get_lines_of(self, field, value):
        formats = {
            "monetary": lambda: [self._format_money(value)],
            "float": lambda: [formatLang(self.env, value, digits=2)],
            "integer": lambda: [str(value)],
            "date": lambda: [format_date(self.env, value)],
            "selection": lambda: [dict(field._description_selection(self.env))[value]],
            "html": lambda: [line for line in html2plaintext(value).splitlines() if line.strip()],
        }
        return formats.get(field.type, lambda: value.mapped("display_name"))()

    def _format_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_compare_rounds(self):
        """Show the rounds of the talks side by side.

        Clause: L3.1, L3.2
        """
        self.ensure_one()
        name = self.env._("Rounds of %(lead)s", lead=self.name)
        return self.env["mall.offer"]._get_comparison_action(self._name, self.ids, name)


class MallUnit(models.Model):
    _inherit = "mall.unit"

    def action_compare_offers(self):
        """Show what different clients offer for the unit side by side.

        Clause: L3.1
        """
        self.ensure_one()
        name = self.env._("Offers for %(unit)s", unit=self.code)
        return self.env["mall.offer"]._get_comparison_action(self._name, self.ids, name)

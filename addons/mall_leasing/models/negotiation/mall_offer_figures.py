from decimal import Decimal

from odoo import api, fields, models

from ...core.bounds import MAX_AMOUNT, MAX_COUNT, is_within
from ...core.offer import OfferTerms, difference_percent, offer_figures, term_end


class MallOffer(models.Model):
    """What an offer comes to; the arithmetic itself is in core/offer.py."""

    _inherit = "mall.offer"

    date_end = fields.Date(
        string="Term to", compute="_compute_date_end", store=True, help="Last day of the lease term, inclusive."
    )
    area = fields.Float(
        string="Net Area (m²)",
        digits=(12, 2),
        compute="_compute_area",
        store=True,
        help="Sum of the units' net areas in square metres; frozen with the terms.",
    )
    amount_rent_asking = fields.Monetary(
        string="Asking Rent per m²",
        compute="_compute_area",
        store=True,
        aggregator="avg",
        help="What the units were listed at per m² and month, weighted by area; frozen with the terms.",
    )
    amount_rent_month = fields.Monetary(
        string="Rent per Month, Year 1",
        compute="_compute_figures",
        store=True,
        help="Base rent of all units per month at the start of the term, before rent-free time.",
    )
    amount_rent_total = fields.Monetary(
        string="Rent of the Term",
        compute="_compute_figures",
        store=True,
        help="All base rent that falls due in the term, after rent-free time and steps.",
    )
    amount_net_effective = fields.Monetary(
        string="Net Effective Rent per m²",
        compute="_compute_figures",
        store=True,
        aggregator="avg",
        help="Rent of the term spread over its months and the net area: what the deal really yields per m² and month.",
    )
    asking_difference_percent = fields.Float(
        string="Against Asking (%)",
        digits=(8, 2),
        compute="_compute_figures",
        store=True,
        aggregator="avg",
        help="How far the net effective rent lies above (+) or below (-) the asking rent.",
    )

    @api.depends("date_start", "term_months")
    def _compute_date_end(self):
        for offer in self:
            # What a form shows while it is typed in may be out of all bounds; it is refused on saving.
            terms = offer._get_terms()
            is_known = terms.date_start and terms.term_months > 0
            offer.date_end = is_known and term_end(terms.date_start, terms.term_months)

    @api.depends("unit_ids", "unit_ids.area_net", "unit_ids.rent_asking", "state")
    def _compute_area(self):
        for offer in self:
            # A later re-measurement or price list changes no proposal the other side already has.
            if offer.state != "draft":
                offer.area, offer.amount_rent_asking = offer.area, offer.amount_rent_asking
                continue
            offer.area = sum(offer.unit_ids.mapped("area_net"))
            asking = sum(unit.area_net * unit.rent_asking for unit in offer.unit_ids)
            offer.amount_rent_asking = asking / offer.area if offer.area else 0.0

    @api.depends(
        "date_start", "term_months", "amount_rent", "rent_basis", "area", "amount_rent_asking", "currency_id",
        "rent_step_ids.date_from", "rent_step_ids.amount", "rent_free_months", "rent_free_days",
    )  # fmt: skip
    def _compute_figures(self):
        for offer in self:
            figures = offer_figures(offer._get_terms(), Decimal(str(offer.currency_id.rounding or 0.01)))
            offer.amount_rent_month = float(figures.rent_month)
            offer.amount_rent_total = float(figures.rent_total)
            offer.amount_net_effective = float(figures.net_effective)
            asking = Decimal(str(offer.amount_rent_asking))
            has_both = figures.net_effective and asking
            offer.asking_difference_percent = has_both and float(difference_percent(figures.net_effective, asking))

    def _get_terms(self):
        """Return the offer as plain values for the arithmetic.

        :return: OfferTerms
        """
        self.ensure_one()
        return OfferTerms(
            has_partner=bool(self.partner_id),
            has_units=bool(self.unit_ids),
            one_property=self.unit_ids.property_id <= self.property_id,
            date_validity=self.date_validity or None,
            date_start=self.date_start if self.date_start and is_within(self.date_start) else None,
            term_months=self.term_months if is_within(self.term_months) else 0,
            date_handover=self.date_handover or None,
            date_opening=self.date_opening or None,
            amount_rent=Decimal(str(min(self.amount_rent, MAX_AMOUNT))),
            steps=tuple(
                (step.date_from, Decimal(str(min(step.amount, MAX_AMOUNT))))
                for step in self.rent_step_ids
                if step.date_from
            ),
            free_months=min(max(self.rent_free_months, 0), MAX_COUNT),
            free_days=min(max(self.rent_free_days, 0), MAX_COUNT),
            by_area=self.rent_basis == "area",
            area=Decimal(str(self.area)),
            has_turnover_rent=self.turnover_percent > 0,
        )

from decimal import Decimal

from odoo import api, fields, models

from ...core.offer import at_price, cash_flows, difference_percent, present_value, rent_of_year

DEFAULT_DISCOUNT_PERCENT = 6.0


class MallOffer(models.Model):
    """What an offer is worth: against the plan, and with later rent counted less; the arithmetic is in core/offer.py."""

    _inherit = "mall.offer"

    amount_rent_year = fields.Monetary(
        string="Rent of Year 1",
        compute="_compute_amount_rent_year",
        store=True,
        help="Base rent that falls due for the first twelve months, after rent-free time and steps.",
    )
    amount_rent_budget = fields.Monetary(
        string="Planned Rent per m²",
        compute="_compute_amount_rent_budget",
        store=True,
        aggregator="avg",
        help="What the plan reckons with for the units per m² and month, weighted by area; frozen with the terms.",
    )
    budget_difference_percent = fields.Float(
        string="Against Plan (%)",
        digits=(8, 2),
        compute="_compute_budget_difference_percent",
        store=True,
        aggregator="avg",
        help="How far the net effective rent lies above (+) or below (-) the planned rent.",
    )
    amount_present_value = fields.Monetary(
        string="Present Value",
        compute="_compute_present_value",
        help="All base rent of the term as it falls due month by month in advance, discounted to the first day of the "
        "term at the rate of the settings, so that early and late rent can be compared.",
    )
    present_difference_percent = fields.Float(
        string="Present Value Against Asking (%)",
        digits=(8, 2),
        compute="_compute_present_value",
        help="How far the present value lies above (+) or below (-) that of the asking rent, paid in every month of the "
        "same term.",
    )

    @api.depends("date_start", "term_months", "amount_rent", "rent_basis", "area", "currency_id",
        "rent_step_ids.date_from", "rent_step_ids.amount", "rent_free_months", "rent_free_days",
    )  # fmt: skip
    def _compute_amount_rent_year(self):
        for offer in self:
            offer.amount_rent_year = float(rent_of_year(offer._get_terms(), offer._get_rounding()))

    @api.depends("unit_ids", "unit_ids.area_net", "unit_ids.rent_budget", "state")
    def _compute_amount_rent_budget(self):
        for offer in self:
            # As with the asking rent: a later plan changes no proposal the other side already has.
            if offer.state == "draft":
                area = sum(offer.unit_ids.mapped("area_net"))
                budget = sum(unit.area_net * unit.rent_budget for unit in offer.unit_ids)
                offer.amount_rent_budget = budget / area if area else 0.0
            else:
                offer.amount_rent_budget = offer.amount_rent_budget

    @api.depends("amount_net_effective", "amount_rent_budget")
    def _compute_budget_difference_percent(self):
        for offer in self:
            effective, budget = (Decimal(str(offer[name])) for name in ("amount_net_effective", "amount_rent_budget"))
            offer.budget_difference_percent = effective and float(difference_percent(effective, budget))

    @api.depends("amount_rent_year", "amount_rent_total", "amount_rent_asking", "area", "date_start", "term_months")
    def _compute_present_value(self):
        rate = self._get_discount_rate()
        for offer in self:
            terms, rounding = offer._get_terms(), offer._get_rounding()
            asking = at_price(terms, Decimal(str(offer.amount_rent_asking)))
            value, listed = (
                present_value(cash_flows(each), terms.date_start, rate, rounding) for each in (terms, asking)
            )
            offer.amount_present_value = float(value)
            offer.present_difference_percent = value and float(difference_percent(value, listed))

    def _get_rounding(self):
        """Return the smallest unit of the offer's currency as Decimal."""
        return Decimal(str(self.currency_id.rounding or 0.01))

    @api.model
    def _get_discount_rate(self):
        """Return the interest per year that later rent is discounted at.

        :return: Decimal, 0.06 for 6 %; the default where the setting is unusable
        """
        # System parameters are closed to users; this one number is no secret.
        value = self.env["ir.config_parameter"].sudo().get_param("mall_leasing.discount_percent", "")
        try:
            percent = Decimal(str(value))
        except ArithmeticError:
            percent = None
        usable = percent is not None and percent.is_finite() and 0 < percent <= 100
        return (percent if usable else Decimal(str(DEFAULT_DISCOUNT_PERCENT))) / 100

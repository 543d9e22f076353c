"""The catalogue of what may be wrong with an offer: code of core/offer.py -> sentence for the reader."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

OFFER_REASONS = {
    "no_partner": _lt("the client is missing (and the lead names none)"),
    "no_units": _lt("no unit is offered"),
    "other_property": _lt("the units are not all in the offer's mall"),
    "no_start": _lt("the first day of the term is missing"),
    "no_term": _lt("the length of the term must be at least one month"),
    "no_rent": _lt("there is neither a base rent nor a turnover share"),
    "validity_passed": _lt("it was valid only until a day that has passed"),
    "step_outside_term": _lt("a rent step does not begin inside the term, after its first day"),
    "rent_free_too_long": _lt("the rent-free time is as long as the term or longer"),
    "handover_late": _lt("the handover is after the first day of the term"),
    "opening_outside_term": _lt("the opening is before the handover or after the end of the term"),
}

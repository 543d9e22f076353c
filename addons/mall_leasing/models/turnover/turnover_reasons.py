"""Why a step of the turnover rent is refused: what is missing, who can supply it. One catalogue, one named error."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.reasons import Refusal

_lt = LazyTranslate(__name__)

REASONS = {
    # terms
    "term_without_tier": _lt("The turnover rent of %(lease)s names no share of the sales: the specialist in charge adds a tier."),
    "term_outside_lease": _lt(
        "The turnover rent of %(lease)s has days outside the term of the lease: the specialist in charge corrects the dates."
    ),
    "term_inside_month": _lt(
        "The turnover rent of %(lease)s begins or ends inside a month: expected is the first or last day of a month, or of "
        "the lease. Sales are declared by month."
    ),
    "natural_without_share": _lt(
        "The turnover rent of %(lease)s has a natural breakpoint, base rent divided by the share: its lowest tier needs "
        "a share above 0 %%."
    ),
    "natural_and_higher": _lt(
        "The turnover rent of %(lease)s takes base rent into account twice: a natural breakpoint and the higher of base "
        "rent and share say the same. The specialist in charge chooses one of them."
    ),
    # sales
    "not_declarable": _lt("Sales of %(lease)s cannot be declared: it is not in force."),
    "month_future": _lt("Sales of %(month)s cannot be declared yet: the month is not over."),
    "month_outside": _lt("%(month)s lies outside the term of %(lease)s: choose a month in which the shop was let."),
    "net_negative": _lt("Net sales of %(month)s would be negative: what is taken off is more than the gross sales of %(gross)s."),
    "exclusion_not_agreed": _lt("%(kind)s is not taken off the sales under %(lease)s: its turnover rent does not provide for it."),
    "exclusion_without_term": _lt(
        "%(kind)s is not taken off the sales of %(month)s of %(lease)s: no turnover rent is agreed for that month, gross "
        "sales alone are declared."
    ),
    "version_open": _lt("Sales of %(month)s of %(lease)s are being declared already: finish that version first."),
    "version_kept": _lt("Sales of %(month)s of %(lease)s were declared and are kept: correct them by a new version."),
    "version_exists": _lt("Sales of %(month)s of %(lease)s are there already: correct them by a new version of the former one."),
    "version_frozen": _lt("Sales of %(month)s of %(lease)s were declared: they do not change any more, correct them by a new version."),
    "not_declared_state": _lt("Sales of %(month)s of %(lease)s are %(state)s: that step is not theirs to take."),
    "nothing_to_correct": _lt("Sales of %(month)s of %(lease)s are %(state)s: only confirmed sales are corrected by a new version."),
    "reason_missing": _lt("Say why: whoever reads it later needs the reason."),
    "role_tenant": _lt("Only the tenant of %(lease)s declares its sales here: log in with the tenant's own account."),
    "role_staff": _lt("Only the specialist in charge of %(lease)s, the team or a leasing manager can do this."),
    # settlements
    "role_manager": _lt("Only a leasing manager can do this with %(settlement)s."),
    "sales_missing": _lt("%(settlement)s waits for sales: %(months)s. The tenant declares them, the specialist in charge confirms."),
    "not_draft": _lt("%(settlement)s is %(state)s: only a draft can be confirmed."),
    "earlier_first": _lt("%(settlement)s builds on %(earlier)s: confirm that one first."),
    "figures_changed": _lt("What %(settlement)s is made of has changed since it was prepared: refresh it and look at it again."),
    "not_invoiced": _lt("%(settlement)s is %(state)s: only a confirmed settlement can be reversed."),
    "later_first": _lt("%(later)s builds on %(settlement)s: reverse or refresh the later ones first."),
    "settlement_kept": _lt("%(settlement)s was confirmed and is kept: reverse it instead of deleting it."),
    "journal_missing": _lt("%(company)s has no sales journal: accounting sets one up before turnover rent is invoiced."),
}


class TurnoverRefused(Refusal):
    """A refused step of terms, sales or settlements. Clause: L4.1."""

    reasons = REASONS

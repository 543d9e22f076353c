"""Why a change of the rent's machinery is refused: what is missing and who can supply it. One catalogue, one named error."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.reasons import Refusal

_lt = LazyTranslate(__name__)

REASONS = {
    # index values
    "index_value_kept": _lt("%(value)s is kept as it was entered: add the right value with the reason, it takes the place of this one."),
    "index_reason_missing": _lt("There is a value for %(month)s already: say why it is corrected."),
    # reviews
    "role_review": _lt("Only a leasing manager can decide on %(review)s."),
    "review_closed": _lt("%(review)s is decided already."),
    "review_waiting": _lt("%(review)s waits for the value of %(index)s for %(month)s: a leasing manager enters it first."),
    "review_lease_over": _lt("%(review)s comes to nothing: the lease is not in force."),
    "review_reason_missing": _lt("Say why %(review)s is waived: whoever reads it later needs the reason."),
    "step_not_reviewed": _lt("A step by index follows a confirmed review to the letter: confirm the review instead."),
    # billing
    "contract_by_lease": _lt("%(contract)s bills a lease: %(field)s is set by the lease and not changed here."),
    "contract_not_due": _lt("%(lease)s is billed by the system when a period is due: nothing is due today."),
    "contract_not_active": _lt("%(lease)s is not in force: nothing is billed before both sides have signed."),
}


class RentRefused(Refusal):
    """A refused change of rent, index or billing."""

    reasons = REASONS

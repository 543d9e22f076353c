"""Why a change of the rent's machinery is refused: what is missing and who can supply it. One catalogue, one named error."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.reasons import Refusal

_lt = LazyTranslate(__name__)

REASONS = {
    # billing
    "contract_by_lease": _lt("%(contract)s bills a lease: %(field)s is set by the lease and not changed here."),
    "contract_not_due": _lt("%(lease)s is billed by the system when a period is due: nothing is due today."),
    "contract_not_active": _lt("%(lease)s is not in force: nothing is billed before both sides have signed."),
}


class RentRefused(Refusal):
    """A refused change of rent, index or billing."""

    reasons = REASONS

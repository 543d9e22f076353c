"""Why something about a critical date is refused: what is missing, who can supply it, the clause."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.reasons import Refusal

_lt = LazyTranslate(__name__)

REASONS = {
    "from_lease": _lt("%(field)s of %(date)s comes from the lease or its own buttons: it is not written by hand."),
    "undecided": _lt("Choose what is to happen at %(date)s first; an expiry takes a real decision, not just a note."),
    "decided": _lt("%(date)s is decided and kept: what was decided can be looked up later."),
}


class CriticalDateRefused(Refusal):
    """A refused change of a critical date, or a decision without content. Clause: LR2.3."""

    reasons = REASONS

"""Why a step of an early termination is refused: what is missing, who can supply it, the clause."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.reasons import Refusal

_lt = LazyTranslate(__name__)

REASONS = {
    "no_such_move": _lt("%(termination)s is %(source)s and cannot become %(target)s from there."),
    "role_drafter": _lt("Only the specialist in charge of the lease, the team or a leasing manager can do this with %(termination)s."),
    "role_approval": _lt("%(termination)s moves on by the decision of its approvers only: legal review, then leadership."),
    "role_acknowledger": _lt(
        "Only the tenant can acknowledge %(termination)s: log in to the portal with the tenant's own account. "
        "For a breach a company leader can go on without."
    ),
    "role_leader": _lt("Only a company leader can do this with %(termination)s."),
    "role_clock": _lt("%(termination)s is carried out by itself on the day after its last day."),
    "lease_not_active": _lt("%(lease)s is not in force: there is nothing to terminate."),
    "termination_open": _lt("%(lease)s has a termination under way already: %(other)s. Go on with it, or cancel it first."),
    "day_missing": _lt("%(termination)s names no notice day or no last day: the specialist in charge fills them in."),
    "day_outside": _lt(
        "%(termination)s must end inside the term of %(lease)s and before its last day: the specialist in charge corrects the last day."
    ),
    "day_before_notice": _lt("%(termination)s ends before its notice day: the specialist in charge corrects the days."),
    "notice_short": _lt(
        "%(termination)s does not keep the notice period of %(lease)s: the earliest last day is %(day)s, "
        "unless both sides agree or the tenant is in breach."
    ),
    "cause_missing": _lt("%(termination)s does not say why the lease ends early: the specialist in charge adds the reason."),
    "deposit_reason_missing": _lt(
        "%(termination)s keeps the deposit without amount or reason: the specialist in charge adds what is kept and why."
    ),
    "deposit_too_much": _lt("%(termination)s keeps more than the deposit of %(lease)s: the specialist in charge corrects it."),
    "approval_missing": _lt("%(termination)s is not approved as it stands: legal review, then company leadership, come first."),
    "acknowledgement_missing": _lt(
        "%(termination)s is not acknowledged: the tenant signs in the portal, or for a breach a leader says why it goes on without."
    ),
    "document_missing": _lt("%(termination)s has no frozen document: the specialist in charge submits it again."),
    "document_altered": _lt(
        "The document of %(termination)s is no longer the one that was approved (its SHA-256 differs): nobody can acknowledge it."
    ),
    "reason_missing": _lt("Say why: whoever reads %(termination)s later needs the reason."),
    "not_breach": _lt("%(termination)s is no breach: the tenant acknowledges it, nobody else."),
    "term_running": _lt("%(lease)s runs until its last day: %(termination)s is carried out on the day after."),
    "granted": _lt("%(termination)s is granted and was sent to the tenant: a company leader can cancel it, with a reason."),
    "terms_closed": _lt("%(field)s of %(termination)s does not change any more."),
    "handback_closed": _lt("The hand-back of %(termination)s is closed: its points no longer change."),
    "termination_kept": _lt("%(termination)s has been put before its approvers and is kept: cancel it instead of deleting it."),
}


class TerminationRefused(Refusal):
    """A refused step of an early termination. Clause: L4.2."""

    reasons = REASONS

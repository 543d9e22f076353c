"""Why a move of a lease is refused: what is missing, who can supply it, the clause. One catalogue, one named error."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.reasons import Refusal

_lt = LazyTranslate(__name__)

REASONS = {
    # the move itself
    "no_such_move": _lt("%(lease)s is %(source)s and cannot become %(target)s from there: no move of the workflow leads that way."),
    "role_drafter": _lt("Only the specialist in charge of %(lease)s, the team or a leasing manager can do this."),
    "role_manager": _lt("Only a leasing manager can take over %(lease)s from a rent roll."),
    "role_approval": _lt("%(lease)s moves on by the decision of its approvers only: legal review, then leadership."),
    "role_tenant": _lt("Only the tenant can sign %(lease)s: log in to the portal with the tenant's own account."),
    "role_leader": _lt("Only a company leader can do this with %(lease)s."),
    "role_clock": _lt("%(lease)s ends by itself on the day after its last day."),
    # what is missing
    "tenant_missing": _lt("%(lease)s names no tenant: the specialist in charge fills in the tenant."),
    "unit_missing": _lt("%(lease)s lets no unit: the specialist in charge adds the unit."),
    "unit_elsewhere": _lt("%(lease)s lets a unit of another property: the specialist in charge corrects the units."),
    "unit_inactive": _lt("%(lease)s lets a unit that is no longer in use: the specialist in charge corrects the units."),
    "charge_missing": _lt("%(lease)s asks for no base rent: the specialist in charge adds the charge."),
    "charge_outside_term": _lt(
        "%(lease)s has a charge or step outside its term: the specialist in charge corrects the dates."
    ),
    "rent_overlap": _lt("%(lease)s would pay two base rents on %(day)s: the specialist in charge corrects From and To of the charges."),
    "dates_outside_term": _lt(
        "%(lease)s has a handover after its last day, or an opening outside handover and last day: "
        "the specialist in charge corrects the dates."
    ),
    "terms_missing": _lt("%(lease)s does not say each side's rights and obligations: the specialist in charge adds them."),
    "approval_missing": _lt("%(lease)s is not approved as it stands: legal review, then company leadership, come first."),
    "tenant_first": _lt("%(lease)s is not signed by the tenant yet: the landlord countersigns after the tenant."),
    "reason_missing": _lt("Say why %(lease)s is given up: whoever reads it later needs the reason."),
    "not_rent_roll": _lt("%(lease)s was not signed on paper: it becomes active through approval and both signatures."),
    "document_missing": _lt("%(lease)s has no frozen document to sign: a leasing manager takes it back to draft."),
    "document_altered": _lt(
        "The document of %(lease)s is no longer the one that was approved (its SHA-256 differs): nobody can sign it. "
        "A leasing manager takes the lease back to draft and submits it again."
    ),
    "signature_missing": _lt("The signature on %(lease)s is missing: draw or type it, and give your name."),
    "signature_unreadable": _lt("The signature on %(lease)s is not a picture: draw or type it again."),
    "signature_name_long": _lt(
        "The name under the signature on %(lease)s is too long: give the name of the person who signs, "
        "at most 200 characters."
    ),
    "term_running": _lt("%(lease)s runs until its last day: it cannot end before."),
    # amendments, renewals, assignments
    "not_in_force": _lt("%(lease)s is not in force: only a lease in force is amended, renewed or assigned."),
    "change_open": _lt("%(lease)s has such a change under way already: %(other)s. Go on with it, or cancel it first."),
    "predecessor_over": _lt(
        "%(lease)s changes a lease that is no longer in force or was replaced meanwhile: "
        "the specialist in charge cancels it and drafts the change anew from the lease in force."
    ),
    "day_outside_term": _lt(
        "%(lease)s must begin after the first and not after the last day of the lease it changes: "
        "the specialist in charge corrects the effective day."
    ),
    "renewal_not_next": _lt(
        "%(lease)s must begin on the day after the last day of the lease it renews: the specialist in charge corrects the start."
    ),
    "tenant_same": _lt("%(lease)s is an assignment to the tenant who has the lease already: the specialist names the new tenant."),
    "tenant_other": _lt("%(lease)s names another tenant than the lease it changes: that takes an assignment."),
    "consent_missing": _lt(
        "%(lease)s waits for the consent of the outgoing tenant, who signs it in the portal before the landlord countersigns."
    ),
    "termination_open": _lt(
        "%(lease)s changes a lease whose termination is under way: have the termination cancelled first, by whoever may."
    ),
    "role_outgoing": _lt("Only the outgoing tenant consents to %(lease)s: log in to the portal with that tenant's own account."),
    # what is kept
    "terms_frozen": _lt(
        "%(lease)s is signed: %(field)s can no longer be changed. What both sides agree afterwards is put into an amendment."
    ),
    "document_frozen": _lt("The document of %(lease)s is what both sides sign: it is neither changed nor deleted."),
    "terms_closed": _lt("%(lease)s is cancelled: %(field)s does not change any more, draft a new lease instead."),
    "gated_field": _lt("%(field)s of %(lease)s is set by its own buttons only, never by writing it."),
    "offer_elsewhere": _lt("%(lease)s names an offer of other talks: draft it from its own offer."),
    "lease_kept": _lt("%(lease)s has been put before its approvers and is kept: cancel it instead of deleting it."),
}


class LeaseRefused(Refusal):
    """A refused move or change of a lease."""

    reasons = REASONS


class LeaseMoveRefused(LeaseRefused):
    """The lease cannot take this step now, or not by this person."""


class LeaseTermsFrozen(LeaseRefused):
    """The terms are signed: they do not change any more. Clause: L4.2."""


class LeaseFieldGated(LeaseRefused):
    """A field that only the lease's own gate sets was to be written from outside."""


class LeaseNotSignable(LeaseMoveRefused):
    """The lease, or its document, is not in a condition to be signed. Clause: L4.2."""

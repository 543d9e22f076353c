"""Why clauses and obligations of a lease are refused: what is missing, who can supply it. One catalogue each."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.reasons import Refusal

_lt = LazyTranslate(__name__)

CLAUSE_REASONS = {
    "placeholder_unknown": _lt("%(article)s holds %(found)s, which nothing stands for; expected are: %(known)s."),
    "standard_gated": _lt(
        "%(field)s of %(article)s comes from the clause library and is not written: take the clause off the lease and add it again."
    ),
    "line_elsewhere": _lt("The obligation %(what)s is put under a clause of another lease: choose a clause of its own lease."),
    "day_missing": _lt("The obligation %(what)s is due on a fixed day: say which."),
    "version_kept": _lt("Versions of a lease are kept as they are by the lease itself: none is written, changed or deleted."),
    "draft_only": _lt("%(lease)s is no draft: its clauses are taken from the library while it is drawn up."),
}

OBLIGATION_REASONS = {
    "no_such_move": _lt("%(what)s is %(source)s and cannot become %(target)s from there."),
    "role_staff": _lt("Only the specialist in charge of the lease, the team or a leasing manager can do this with %(what)s."),
    "role_tenant": _lt("Only the tenant can report %(what)s: log in to the portal with the tenant's own account."),
    "role_manager": _lt("Only a leasing manager can do this with %(what)s."),
    "role_clock": _lt("%(what)s lapses by itself where its lease ends or is replaced."),
    "not_theirs": _lt("%(what)s is the landlord's obligation: the tenant does not report it."),
    "lease_not_running": _lt("The lease of %(what)s is not in force: nothing of it is fulfilled yet."),
    "note_missing": _lt("Say how %(what)s was fulfilled: whoever reads it later needs the note."),
    "evidence_missing": _lt("%(what)s is proven by a file: attach the receipt, photo or certificate."),
    "files_too_large": _lt("%(what)s takes at most %(count)s files of at most %(size)s MB each: send fewer or smaller ones."),
    "reason_missing": _lt("Say why for %(what)s: whoever reads it later needs the reason."),
    "agreed": _lt("%(field)s of %(what)s is what both sides signed: it changes by an amendment of the lease only."),
    "kept": _lt("%(what)s is part of the lease or was worked on, and is kept: a leasing manager waives it with a reason."),
    "evidence_kept": _lt("%(file)s proves that %(what)s was fulfilled: it is neither changed nor deleted."),
    "lease_closed": _lt("%(lease)s is not in force: obligations of its own are agreed in its clauses before signature."),
}


class ClauseRefused(Refusal):
    """A clause says what it cannot say, or is changed where it does not change. Clause: L4.1."""

    reasons = CLAUSE_REASONS


class ObligationRefused(Refusal):
    """An obligation cannot take this step now, or not by this person. Clause: LR2.3."""

    reasons = OBLIGATION_REASONS

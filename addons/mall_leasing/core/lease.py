"""The lease's way from draft to its end, as data, and the judgement of one move.

A move is judged on reason codes that may speak against it. The table says which of them count for which move.
Clause: L4.1, L4.2.
"""

from datetime import timedelta
from typing import NamedTuple


class Rule(NamedTuple):
    """Say who may make a move, what must not stand in its way, and the clause that asks for it.

    :param str role: one of ``ROLES``
    :param str clause: clause of the regulation
    :param tuple refused_by: reason codes that forbid the move, the most telling first
    """

    role: str
    clause: str
    refused_by: tuple = ()


#: Who makes a move. ``approval``: the chain of approvals, after a decision; ``clock``: the nightly job.
ROLES = ("drafter", "manager", "approval", "tenant", "leader", "clock")

#: What speaks against an amendment, renewal or assignment from its submission to its activation.
CHANGE_UNFIT = ("predecessor_over", "day_outside_term", "renewal_not_next", "tenant_same", "tenant_other")

INCOMPLETE = (
    *CHANGE_UNFIT,
    "tenant_missing",
    "unit_missing",
    "unit_elsewhere",
    "unit_inactive",
    "charge_missing",
    "charge_outside_term",
    "rent_overlap",
    "dates_outside_term",
    "terms_missing",
)

TRANSITIONS = {
    ("draft", "legal_review"): Rule("drafter", "L4.1", INCOMPLETE),
    ("draft", "leadership_approval"): Rule("drafter", "L4.2", INCOMPLETE),
    ("draft", "to_sign"): Rule("approval", "L4.2", (*INCOMPLETE, "approval_missing")),
    ("draft", "active"): Rule("manager", "L4.1", ("not_rent_roll",)),
    ("draft", "cancelled"): Rule("drafter", "L4.1", ("reason_missing",)),
    ("legal_review", "leadership_approval"): Rule("approval", "L4.2", INCOMPLETE),
    ("legal_review", "draft"): Rule("approval", "L4.2"),
    ("legal_review", "cancelled"): Rule("drafter", "L4.2", ("reason_missing",)),
    ("leadership_approval", "to_sign"): Rule("approval", "L4.2", (*INCOMPLETE, "approval_missing")),
    ("leadership_approval", "legal_review"): Rule("approval", "L4.2"),
    ("leadership_approval", "draft"): Rule("approval", "L4.2"),
    ("leadership_approval", "cancelled"): Rule("drafter", "L4.2", ("reason_missing",)),
    ("to_sign", "legal_review"): Rule("approval", "L4.2"),
    ("to_sign", "leadership_approval"): Rule("approval", "L4.2"),
    ("to_sign", "draft"): Rule("approval", "L4.2"),
    ("to_sign", "tenant_signed"): Rule(
        "tenant", "L4.2", ("approval_missing", *CHANGE_UNFIT, "document_missing", "document_altered", "signature_missing")
    ),
    ("to_sign", "cancelled"): Rule("drafter", "L4.2", ("reason_missing",)),
    ("tenant_signed", "active"): Rule(
        "leader",
        "L4.2",
        (
            "approval_missing",
            *CHANGE_UNFIT,
            "termination_open",
            "consent_missing",
            "document_missing",
            "document_altered",
            "signature_missing",
        ),
    ),
    ("tenant_signed", "cancelled"): Rule("leader", "L4.2", ("reason_missing",)),
    ("active", "ended"): Rule("clock", "LR2.3", ("term_running",)),
}

IN_APPROVAL = ("draft", "legal_review", "leadership_approval")
#: Moves that are asked for too early -> what has to come first.
TOO_EARLY = {
    **{(source, "tenant_signed"): "approval_missing" for source in IN_APPROVAL},
    **{(source, "active"): "approval_missing" for source in IN_APPROVAL if source != "draft"},
    ("to_sign", "active"): "tenant_first",
}

#: States whose terms both sides, or one of them, have put their name to: nothing in them changes any more.
SIGNED_STATES = frozenset({"tenant_signed", "active", "ended"})
#: States the tenant sees in the portal.
PORTAL_STATES = ("to_sign", "tenant_signed", "active", "ended")


def obstacle(rule, holds):
    """Return the first reason code of a rule that speaks against the move, or None.

    :param callable holds: code -> whether it holds; asked in the rule's order, no further than needed

    >>> obstacle(Rule("leader", "L4.2", ("document_missing", "signature_missing")), {"signature_missing"}.__contains__)
    'signature_missing'
    >>> obstacle(Rule("leader", "L4.2", ("document_missing",)), {"signature_missing"}.__contains__) is None
    True
    """
    return next((code for code in rule.refused_by if holds(code)), None)


def is_outside(window, term):
    """Tell whether a window of days reaches beyond a term, both ends inclusive and either end of the window open.

    >>> from datetime import date
    >>> term = (date(2026, 1, 1), date(2026, 12, 31))
    >>> is_outside((date(2026, 1, 1), date(2026, 12, 31)), term), is_outside((None, None), term)
    (False, False)
    >>> is_outside((date(2025, 12, 31), None), term), is_outside((None, date(2027, 1, 1)), term)
    (True, True)
    """
    first, last = window
    return bool((first and not term[0] <= first <= term[1]) or (last and not term[0] <= last <= term[1]))


def split_term(starts, first, last):
    """Cut the days from first to last where a new price starts; prices that start after the last day are left out.

    :param starts: first days of the prices, in any order
    :return: list of (first day, last day), both inclusive

    >>> from datetime import date
    >>> split_term([date(2026, 7, 1), date(2026, 1, 1), date(2027, 1, 1)], date(2026, 1, 1), date(2026, 12, 31))
    [(datetime.date(2026, 1, 1), datetime.date(2026, 6, 30)), (datetime.date(2026, 7, 1), datetime.date(2026, 12, 31))]
    """
    days = sorted(day for day in starts if first <= day <= last)
    ends = [day - timedelta(days=1) for day in days[1:]] + [last]
    return list(zip(days, ends, strict=False))

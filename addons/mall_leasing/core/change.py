"""Changes of a lease in force, as data and days: what follows what, from which day, at which price.

An amendment, a renewal or an assignment is a lease of its own that succeeds another. Days are inclusive at both ends.
Clause: L4.1, L4.2, LR2.3.
"""

from datetime import timedelta

from .lease import Rule

KINDS = ("amendment", "renewal", "assignment")
#: Successors that cut their predecessor's term and take its units over; a renewal follows the whole term instead.
REPLACING_KINDS = ("amendment", "assignment")
#: Letter of a successor in its number: L/2026/0001-A1 is the first amendment of what began as L/2026/0001.
NUMBER_LETTERS = {"amendment": "A", "renewal": "R", "assignment": "T"}
#: Codes of the approvals each kind of lease needs, in this order.
APPROVALS = {
    "new": ("legal", "leadership"),
    "amendment": ("legal", "leadership"),
    "renewal": ("legal", "leadership"),
    "assignment": ("legal", "leadership"),
}

TERMINATION_INCOMPLETE = (
    "lease_not_active",
    "day_missing",
    "day_outside",
    "day_before_notice",
    "notice_short",
    "cause_missing",
    "deposit_reason_missing",
    "deposit_too_much",
)

#: How an early termination moves. ``acknowledger``: the tenant, or for a breach a leader who says why without.
TERMINATION_TRANSITIONS = {
    ("draft", "legal_review"): Rule("drafter", "L4.2", TERMINATION_INCOMPLETE),
    ("draft", "leadership_approval"): Rule("drafter", "L4.2", TERMINATION_INCOMPLETE),
    ("draft", "to_acknowledge"): Rule("approval", "L4.2", (*TERMINATION_INCOMPLETE, "approval_missing")),
    ("draft", "cancelled"): Rule("drafter", "L4.2", ("reason_missing",)),
    ("legal_review", "leadership_approval"): Rule("approval", "L4.2", TERMINATION_INCOMPLETE),
    ("legal_review", "draft"): Rule("approval", "L4.2"),
    ("legal_review", "cancelled"): Rule("drafter", "L4.2", ("reason_missing",)),
    ("leadership_approval", "to_acknowledge"): Rule("approval", "L4.2", (*TERMINATION_INCOMPLETE, "approval_missing")),
    ("leadership_approval", "legal_review"): Rule("approval", "L4.2"),
    ("leadership_approval", "draft"): Rule("approval", "L4.2"),
    ("leadership_approval", "cancelled"): Rule("drafter", "L4.2", ("reason_missing",)),
    ("to_acknowledge", "legal_review"): Rule("approval", "L4.2"),
    ("to_acknowledge", "leadership_approval"): Rule("approval", "L4.2"),
    ("to_acknowledge", "scheduled"): Rule(
        "acknowledger",
        "L4.2",
        ("approval_missing", "lease_not_active", "day_outside", "document_missing", "document_altered", "acknowledgement_missing"),
    ),
    ("to_acknowledge", "cancelled"): Rule("leader", "L4.2", ("reason_missing",)),
    ("scheduled", "done"): Rule("clock", "LR2.3", ("term_running",)),
}


def judge_day(kind, day, first, last):
    """Tell whether a successor may begin on a day.

    :param str kind: one of ``KINDS``
    :param date day: first day of the successor
    :param date first: first day of the predecessor
    :param date last: its last day as things stand
    :return: reason code, or None where the day fits

    >>> from datetime import date as d
    >>> year = (d(2026, 1, 1), d(2026, 12, 31))
    >>> judge_day("amendment", d(2026, 1, 2), *year), judge_day("assignment", d(2026, 12, 31), *year)
    (None, None)
    >>> judge_day("amendment", d(2026, 1, 1), *year), judge_day("assignment", d(2027, 1, 1), *year)
    ('day_outside_term', 'day_outside_term')
    >>> judge_day("renewal", d(2027, 1, 1), *year), judge_day("renewal", d(2026, 12, 31), *year)
    (None, 'renewal_not_next')
    >>> judge_day("renewal", d(2027, 1, 2), *year)
    'renewal_not_next'
    """
    if kind == "renewal":
        return None if day == last + timedelta(days=1) else "renewal_not_next"
    return None if first < day <= last else "day_outside_term"


def prices_from(prices, day):
    """Cut a price list to the time from a day on.

    :param dict prices: {first day: price}
    :return: (price that holds on the day, 0 where none has begun; {first day: price} of what comes later)

    >>> from datetime import date as d
    >>> prices = {d(2026, 1, 1): 100, d(2026, 7, 1): 110, d(2027, 1, 1): 120}
    >>> prices_from(prices, d(2026, 7, 1))
    (110, {datetime.date(2027, 1, 1): 120})
    >>> prices_from(prices, d(2025, 12, 31))[0]
    0
    """
    begun = [start for start in prices if start <= day]
    later = {start: price for start, price in prices.items() if start > day}
    return prices[max(begun)] if begun else 0, later


def days_beyond(wanted, covered):
    """Return what is wanted beyond what is covered already.

    :param tuple wanted: (first day, last day)
    :param covered: None, or (first day, last day or None for no end)
    :return: (first day, last day), or None where all of it is covered

    >>> from datetime import date as d
    >>> days_beyond((d(2026, 6, 1), d(2027, 6, 30)), (d(2026, 1, 1), d(2026, 12, 31)))
    (datetime.date(2027, 1, 1), datetime.date(2027, 6, 30))
    >>> days_beyond((d(2026, 6, 1), d(2026, 12, 31)), (d(2026, 1, 1), d(2026, 12, 31)))
    >>> days_beyond((d(2026, 6, 1), d(2026, 12, 31)), (d(2026, 1, 1), None))
    >>> days_beyond((d(2026, 6, 1), d(2026, 12, 31)), None)
    (datetime.date(2026, 6, 1), datetime.date(2026, 12, 31))
    >>> days_beyond((d(2026, 6, 1), d(2026, 12, 31)), (d(2026, 7, 1), None))
    (datetime.date(2026, 6, 1), datetime.date(2026, 12, 31))
    """
    first, last = wanted
    if not covered or covered[0] > first or (covered[1] and covered[1] < first):
        return wanted
    if not covered[1] or covered[1] >= last:
        return None
    return covered[1] + timedelta(days=1), last


def earliest_end(notice_day, notice_days):
    """Return the first last day a contractual notice period allows.

    >>> from datetime import date as d
    >>> earliest_end(d(2026, 1, 31), 30), earliest_end(d(2026, 1, 31), 0)
    (datetime.date(2026, 3, 2), datetime.date(2026, 1, 31))
    """
    return notice_day + timedelta(days=notice_days)

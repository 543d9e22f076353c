"""Obligations of a lease: how one moves, and on which days one falls due.

Clause: L4.1, LR2.3.
"""

import calendar
from datetime import date, timedelta

from .lease import Rule

#: Who moves an obligation. ``staff``: who may write it; ``tenant``: a portal login of the tenant; ``clock``: the lease
#: itself, where it ends or is replaced.
ROLES = ("staff", "tenant", "manager", "clock")

TRANSITIONS = {
    ("open", "reported"): Rule("tenant", "LR2.3", ("not_theirs", "lease_not_running", "note_missing", "evidence_missing")),
    ("open", "done"): Rule("staff", "LR2.3", ("lease_not_running", "note_missing", "evidence_missing")),
    ("reported", "done"): Rule("staff", "LR2.3", ("lease_not_running", "note_missing", "evidence_missing")),
    ("reported", "open"): Rule("staff", "LR2.3", ("reason_missing",)),
    ("open", "waived"): Rule("manager", "LR2.3", ("reason_missing",)),
    ("reported", "waived"): Rule("manager", "LR2.3", ("reason_missing",)),
    ("done", "open"): Rule("manager", "LR2.3", ("reason_missing",)),
    ("waived", "open"): Rule("manager", "LR2.3", ("reason_missing",)),
    ("open", "void"): Rule("clock", "LR2.3", ("reason_missing",)),
    ("reported", "void"): Rule("clock", "LR2.3", ("reason_missing",)),
}

#: Recurrence -> months from one time to the next; 0: once.
MONTHS = {"once": 0, "monthly": 1, "quarterly": 3, "yearly": 12}

#: More than a lease of a hundred years can have; guards the search for the next time.
LAST_TIME = 1300


def add_months(day, months):
    """Return the same day some months later, or the last of the month where there is no such day.

    >>> add_months(date(2027, 1, 31), 1), add_months(date(2027, 1, 31), 2), add_months(date(2028, 2, 29), 12)
    (datetime.date(2027, 2, 28), datetime.date(2027, 3, 31), datetime.date(2029, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def get_due(anchor, recurrence, offset, time):
    """Return the day an obligation falls due for the given time, 0 being the first.

    Counted from the anchor each time, so that the 31st does not become the 28th for ever.

    :param date anchor: day it is counted from
    :param int offset: days after it, negative for before

    >>> [get_due(date(2027, 1, 31), "monthly", 5, time) for time in (0, 1)]
    [datetime.date(2027, 2, 5), datetime.date(2027, 3, 5)]
    >>> get_due(date(2027, 12, 31), "once", -30, 0)
    datetime.date(2027, 12, 1)
    """
    return add_months(anchor, MONTHS[recurrence] * time) + timedelta(days=offset)


def next_time(anchor, recurrence, offset, first, last):
    """Return which time is the first to fall due from a day on, or None if there is none until the last day.

    What is due once is due whenever it falls, also before ``first`` (then it is late) and after ``last`` (the deposit
    is returned after the end); what recurs ends with the lease.

    >>> next_time(date(2027, 1, 1), "monthly", 4, date(2027, 3, 6), date(2027, 12, 31))
    3
    >>> next_time(date(2027, 1, 1), "yearly", 0, date(2027, 1, 2), date(2027, 12, 31)) is None
    True
    >>> next_time(date(2027, 1, 1), "once", -60, date(2027, 1, 1), date(2027, 12, 31))
    0
    """
    if recurrence == "once":
        return 0
    for time in range(LAST_TIME):
        due = get_due(anchor, recurrence, offset, time)
        if due > last:
            return None
        if due >= first:
            return time
    return None

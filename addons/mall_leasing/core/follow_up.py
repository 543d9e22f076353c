"""Follow-up arithmetic: when a formality is due, when the next return visit falls, how satisfied the answers are.

Nothing here touches the database.
Clause: L5.1, L5.2.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta


def due_day(events, event, offset):
    """Return the day a formality is due.

    :param dict events: event -> date or None; ``signature`` is always known
    :param str event: the event counted from; one that has no day yet falls back to the signature
    :param int offset: days after the event, negative for days before
    :return: date, never before the signature

    >>> from datetime import date
    >>> events = {"signature": date(2026, 3, 1), "opening": date(2026, 5, 1), "handover": None}
    >>> due_day(events, "opening", -14), due_day(events, "handover", 3), due_day(events, "opening", -300)
    (datetime.date(2026, 4, 17), datetime.date(2026, 3, 4), datetime.date(2026, 3, 1))
    """
    start = events["signature"]
    return max(start, (events.get(event) or start) + timedelta(days=offset))


def next_visit_day(anchor, months, today):
    """Return the day of the next return visit.

    :param date anchor: last visit, or the day the shop began
    :param int months: cadence, at least 1
    :param date today: a visit that is late already is planned for a week from today

    >>> from datetime import date
    >>> next_visit_day(date(2026, 1, 31), 1, date(2026, 2, 1))
    datetime.date(2026, 2, 28)
    >>> next_visit_day(date(2025, 1, 1), 3, date(2026, 2, 1))
    datetime.date(2026, 2, 8)
    """
    day = anchor + relativedelta(months=months)
    return day if day >= today else today + timedelta(days=7)


def satisfaction_percent(answers):
    """Return how satisfied the answers are: the mean of their places on their own scales, 0 to 100.

    :param answers: iterable of (value, lowest, highest); skipped questions are left out by the caller
    :return: float, or None without an answer, which is not the same as 0

    >>> satisfaction_percent([(5, 1, 5), (3, 1, 5), (10, 0, 10)])
    83.33
    >>> satisfaction_percent([]) is None
    True
    """
    places = [(value - lowest) / (highest - lowest) for value, lowest, highest in answers]
    return round(100 * sum(places) / len(places), 2) if places else None

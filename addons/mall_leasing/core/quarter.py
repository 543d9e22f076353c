"""Calendar quarters: the beat of plans, targets and reports. Clause: LK5."""

from datetime import date, timedelta


def quarter_of(day):
    """Return the year and quarter a day lies in.

    >>> quarter_of(date(2026, 12, 31)), quarter_of(date(2027, 1, 1))
    ((2026, 4), (2027, 1))
    """
    return day.year, (day.month + 2) // 3


def quarter_days(year, quarter):
    """Return the first and the last day of a quarter, both inclusive.

    >>> [day.isoformat() for day in quarter_days(2028, 1)]
    ['2028-01-01', '2028-03-31']
    >>> [day.isoformat() for day in quarter_days(2026, 4)]
    ['2026-10-01', '2026-12-31']
    """
    return date(year, 3 * quarter - 2, 1), next_first(year, quarter) - timedelta(days=1)


def next_first(year, quarter):
    """Return the first day after a quarter.

    >>> next_first(2026, 4).isoformat()
    '2027-01-01'
    """
    return date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)


def previous_quarter(year, quarter):
    """Return the quarter before.

    >>> previous_quarter(2027, 1), previous_quarter(2026, 4)
    ((2026, 4), (2026, 3))
    """
    return (year - 1, 4) if quarter == 1 else (year, quarter - 1)


def percent_of(value, target):
    """Return how much of a target is reached in percent; 0 without a target.

    >>> percent_of(3, 4), percent_of(5, 4), percent_of(5, 0)
    (75.0, 125.0, 0.0)
    """
    return round(100 * value / target, 1) if target else 0.0

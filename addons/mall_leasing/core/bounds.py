"""How large the numbers and how far the dates of offers and leases can be.

Beyond, neither the calendar (it ends with the year 9999) nor the database can follow. All limits together stay inside
it: the last day, plus the longest term, plus the longest rent-free time.
"""

from datetime import date

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2299, 12, 31)
#: Months or days: a hundred years of days.
MAX_COUNT = 36_500
#: Money and areas.
MAX_AMOUNT = 10**13


def is_within(value):
    """Tell whether a day, a count (int) or an amount (float) can be worked with.

    >>> is_within(date(2027, 1, 1)), is_within(date(9999, 1, 1)), is_within(date(1, 1, 1))
    (True, False, False)
    >>> is_within(12), is_within(10**9), is_within(-10**9)
    (True, False, False)
    >>> is_within(85000.0), is_within(1e300), is_within(float("nan"))
    (True, False, False)
    """
    if isinstance(value, date):
        return FIRST_DAY <= value <= LAST_DAY
    return abs(value) <= (MAX_COUNT if isinstance(value, int) else MAX_AMOUNT)

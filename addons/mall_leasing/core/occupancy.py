"""Periods that exclude each other: both ends belong to the period, no end means for ever."""

from collections import defaultdict
from datetime import date


def overlaps(first, second):
    """Tell whether two periods share a day.

    :param tuple first: (first day, last day or None/False for no end)
    :return: bool

    >>> from datetime import date as d
    >>> overlaps((d(2026, 1, 1), d(2026, 1, 31)), (d(2026, 1, 31), d(2026, 2, 28)))
    True
    >>> overlaps((d(2026, 1, 1), d(2026, 1, 31)), (d(2026, 2, 1), d(2026, 2, 28)))
    False
    >>> overlaps((d(2026, 1, 1), None), (d(2030, 2, 1), False))
    True
    """
    return first[0] <= (second[1] or date.max) and second[0] <= (first[1] or date.max)


def find_clashes(requests, standing):
    """Find what stands in the way of taking units.

    :param list requests: ``(unit, first day, last day)`` of what is wanted
    :param list standing: the same of what is taken
    :return: list of ``(i, j)``: request i clashes with standing j, or j is None where it clashes with an
        earlier request; each request is named once

    >>> from datetime import date as d
    >>> year = (d(2026, 1, 1), d(2026, 12, 31))
    >>> find_clashes([("A", *year)], [("B", *year)])
    []
    >>> find_clashes([("A", *year), ("B", *year), ("B", *year)], [("A", d(2026, 12, 31), None)])
    [(0, 0), (2, None)]
    """
    taken = defaultdict(list)
    for index, (unit, *period) in enumerate(standing):
        taken[unit].append((index, period))
    clashes = []
    for index, (unit, *period) in enumerate(requests):
        met = [other for other, span in taken[unit] if overlaps(period, span)]
        if met:
            clashes.append((index, met[0]))
        else:
            taken[unit].append((None, period))
    return clashes

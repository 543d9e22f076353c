"""The arithmetic of a floor plan: which shape is which unit, what shapes may look like, and what a unit pays when."""

import re
import unicodedata
from collections import defaultdict
from datetime import timedelta

#: Coordinates of drawn shapes: far beyond any mall, within what a browser draws exactly.
MAX_COORDINATE = 1_000_000
MAX_POINTS = 500


def unit_key(text):
    """Return what is left of a code when drawing programs and habits are taken off.

    >>> [unit_key(text) for text in ("1F-08", "_x31_F-08", "unit 1f 08", "１Ｆ＿０８", "B1-01")]
    ['1f08', '1f08', '1f08', '1f08', 'b101']
    """
    text = re.sub(r"_x([0-9A-Fa-f]{2,4})_", lambda found: chr(int(found[1], 16)), text or "")
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", re.sub(r"^\s*unit\b", "", text))


def match_units(elements, codes):
    """Find the element of each unit: by id, by label, then by what both come to without signs and spaces.

    An element or unit with more than one partner is left to a person.

    :param dict elements: {element id: label}
    :param codes: unit codes, each once
    :return: {code: element id}

    >>> match_units({"1F-01": "", "p2": "1F-02", "_x31_F_03": "", "wall": ""}, ["1F-01", "1F-02", "1F-03", "1F-04"])
    {'1F-01': '1F-01', '1F-02': 'p2', '1F-03': '_x31_F_03'}
    >>> match_units({"a-1": "", "A_1": ""}, ["A1"])
    {}
    """
    matched = {}
    for key, by_label in ((str, False), (str, True), (unit_key, False), (unit_key, True)):
        free = {element: label for element, label in elements.items() if element not in matched.values()}
        shapes = _index({element: (label if by_label else element) for element, label in free.items()}, key)
        units = _index({code: code for code in codes if code not in matched}, key)
        matched |= {units[name]: shapes[name] for name in units if name in shapes}
    return matched


def _index(names, key):
    """Return {key of the name: item} of the items whose key is theirs alone."""
    groups = defaultdict(list)
    for item, name in names.items():
        if key(name or ""):
            groups[key(name)].append(item)
    return {name: items[0] for name, items in groups.items() if len(items) == 1}


def shape_flaw(kind, points, label=None):
    """Return what is wrong with a drawn shape, or None.

    :param str kind: rect (points are x, y, width, height) or polygon (points are pairs of x, y)
    :param label: where the unit's number stands, as [x, y]; None for the middle
    :return: not_numbers, no_area or too_many_points

    >>> shape_flaw("rect", [0, 0, 40, 30]), shape_flaw("rect", [0, 0, 0, 30]), shape_flaw("rect", [0, 0, "4", 1])
    (None, 'no_area', 'not_numbers')
    >>> shape_flaw("polygon", [[0, 0], [40, 0], [0, 30]]), shape_flaw("polygon", [[0, 0], [40, 0], [80, 0]])
    (None, 'no_area')
    >>> shape_flaw("polygon", [[0, 0, 0]]), shape_flaw("rect", [0, 0, 1e300, 1]), shape_flaw("rect", [0, 0, 9, 9], [1])
    ('not_numbers', 'not_numbers', 'not_numbers')
    """
    points = [points] if kind == "rect" else points
    width = 4 if kind == "rect" else 2
    if not _are_numbers(points, width) or (label and not _are_numbers([label], 2)):
        return "not_numbers"
    if len(points) > MAX_POINTS:
        return "too_many_points"
    if kind == "rect":
        return None if points[0][2] > 0 and points[0][3] > 0 else "no_area"
    return None if polygon_area(points) > 0 else "no_area"


def _are_numbers(rows, width):
    return isinstance(rows, list) and all(
        isinstance(row, list)
        and len(row) == width
        and all(type(part) in (int, float) and abs(part) <= MAX_COORDINATE for part in row)
        for row in rows
    )


def polygon_area(points):
    """Return the area inside a polygon.

    >>> polygon_area([[0, 0], [40, 0], [40, 30], [0, 30]])
    1200.0
    """
    following = points[1:] + points[:1]
    return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(points, following, strict=True))) / 2


def rent_changes(charges):
    """Return what a lease's base rents come to per m² and month, from each day on which they change.

    :param list charges: for each charge its rows [(first day, last day, amount per m² and month)]
    :return: [[day, amount], ...] in order of time; amount 0 where nothing is charged

    >>> from datetime import date
    >>> first = [(date(2026, 1, 1), date(2026, 6, 30), 100.0), (date(2026, 7, 1), date(2026, 12, 31), 110.0)]
    >>> for day, amount in rent_changes([first, [(date(2026, 4, 1), date(2026, 12, 31), 5.0)]]):
    ...     print(day, amount)
    2026-01-01 100.0
    2026-04-01 105.0
    2026-07-01 115.0
    2027-01-01 0
    """
    rows = [row for charge in charges for row in charge]
    days = sorted({row[0] for row in rows} | {row[1] + timedelta(days=1) for row in rows})
    sums = [(day, sum(amount for first, last, amount in rows if first <= day <= last)) for day in days]
    return [[day, amount] for index, (day, amount) in enumerate(sums) if not index or sums[index - 1][1] != amount]

"""When a day that must not be missed is to be chased.

Thresholds are numbers of days before the day. Each is chased once; the last one goes to the manager. Days are
calendar days. Clause: L4.1, LR2.3.
"""

#: More thresholds than anybody would read, and days beyond any lease's notice, are typing errors.
MAX_THRESHOLDS, MAX_DAYS = 10, 3650


def parse_thresholds(text):
    """Read thresholds as people write them.

    :param str text: whole numbers of days, separated by commas, blanks or slashes, in any order.
    :return: tuple of int, largest first, each once.
    :raises ValueError: if it is empty or something in it is no number of days from 0 to 3650.

    >>> parse_thresholds("30, 180/90 60, 30")
    (180, 90, 60, 30)
    >>> parse_thresholds("0")
    (0,)
    >>> parse_thresholds("soon")
    Traceback (most recent call last):
    ...
    ValueError: soon
    >>> parse_thresholds("")
    Traceback (most recent call last):
    ...
    ValueError
    """
    words = (text or "").replace(",", " ").replace("/", " ").split()
    if not words:
        raise ValueError
    for word in words:
        if not (word.isascii() and word.isdecimal() and int(word) <= MAX_DAYS):
            raise ValueError(word)
    days = sorted({int(word) for word in words}, reverse=True)
    if len(days) > MAX_THRESHOLDS:
        raise ValueError(text)
    return tuple(days)


def due_threshold(days_left, thresholds, chased):
    """Return the threshold to chase now, or None.

    Where several were passed since the last look, the innermost alone counts: nobody is chased twice on one day.

    :param int days_left: days until the day, 0 on the day itself, below 0 after it.
    :param thresholds: tuple of int, largest first.
    :param chased: the innermost threshold chased so far; None if none was.

    >>> [due_threshold(left, (180, 90, 30), None) for left in (181, 180, 91, 90, 12, -3)]
    [None, 180, 180, 90, 30, 30]
    >>> due_threshold(90, (180, 90, 30), 90) is None, due_threshold(30, (180, 90, 30), 90)
    (True, 30)
    >>> due_threshold(-3, (180, 90, 30), 30) is None
    True
    """
    passed = [threshold for threshold in thresholds if days_left <= threshold]
    innermost = min(passed, default=None)
    if innermost is None or (chased is not None and innermost >= chased):
        return None
    return innermost

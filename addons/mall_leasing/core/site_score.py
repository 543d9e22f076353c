"""The score of a site: marks from 1 to 5, weighted, on a scale of 0 to 100."""

LOWEST, HIGHEST = 1, 5


def weighted_score(marks):
    """Return the weighted score of a site; what was not marked takes part in neither sum.

    :param marks: iterable of (weight > 0, mark 1..5 or None where the criterion was not judged)
    :return: float 0..100, or None if nothing was judged

    >>> weighted_score([(2, 5), (1, 1)])
    66.67
    >>> weighted_score([(2, 5), (1, None)])
    100.0
    >>> weighted_score([(3, 1)]), weighted_score([(1, None)]), weighted_score([])
    (0.0, None, None)
    >>> weighted_score([(1, 6)])
    Traceback (most recent call last):
    ...
    ValueError: 6
    """
    judged = [(weight, mark) for weight, mark in marks if mark is not None]
    for _weight, mark in judged:
        if not LOWEST <= mark <= HIGHEST:
            raise ValueError(mark)
    total = sum(weight for weight, _mark in judged)
    if not total:
        return None
    points = sum(weight * (mark - LOWEST) for weight, mark in judged)
    return round(100 * points / (total * (HIGHEST - LOWEST)), 2)

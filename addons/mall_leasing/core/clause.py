"""Words of a clause: the placeholders it may hold, and what differs from the words of the library.

A placeholder is a name between two pairs of braces. It is replaced by a value, never evaluated.
Clause: L4.1.
"""

import re
from html import escape, unescape
from typing import NamedTuple

#: Names that may stand between braces: what a lease itself says.
PLACEHOLDERS = (
    "lease",
    "landlord",
    "tenant",
    "property",
    "units",
    "area",
    "brand",
    "trade",
    "date_start",
    "date_end",
    "date_handover",
    "date_opening",
    "deposit",
)
#: Shown where the lease does not say it yet.
BLANK = "________"

_FIELD = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class Deviation(NamedTuple):
    """One standard clause that a lease does not take over as it is.

    :param str kind: ``changed``, ``added`` or ``removed``
    :param key: what identifies the clause; None for one that stands in no library
    """

    kind: str
    key: object


def find_unknown(text):
    """Return what stands between braces and is no placeholder, each once, in order; a lone pair of braces counts.

    >>> find_unknown("<p>{{tenant}} pays {{ deposit }}.</p>")
    []
    >>> find_unknown("{{tenant}} {{tenant.vat}} {{1+1}} {{tenant.vat}}")
    ['tenant.vat', '1+1']
    >>> find_unknown("<p>{{ten<b>ant</b>}} and {{date_start</p>")
    ['ten<b>ant</b>', '{{']
    """
    found = [name.strip() for name in _FIELD.findall(text or "") if name.strip() not in PLACEHOLDERS]
    rest = _FIELD.sub("", text or "")
    found += [braces for braces in ("{{", "}}") if braces in rest]
    return list(dict.fromkeys(found))


def fill(text, values):
    """Return a clause with its placeholders replaced by plain values; what is unknown stays as it is written.

    :param str text: HTML
    :param dict values: placeholder -> plain text; missing or empty ones become a blank line
    :return: str, HTML; values cannot bring any tags along

    >>> fill("<p>{{tenant}} opens on {{ date_opening }}.</p>", {"tenant": "<A & B>"})
    '<p>&lt;A &amp; B&gt; opens on ________.</p>'
    >>> fill("{{constructor}}", {"constructor": "no"})
    '{{constructor}}'
    """

    def replace(match):
        name = match.group(1).strip()
        return escape(values.get(name) or BLANK) if name in PLACEHOLDERS else match.group(0)

    return _FIELD.sub(replace, text or "")


def plain(text):
    """Return the words of an HTML text, white space reduced to single spaces.

    >>> plain("<p>The tenant&nbsp; <b>pays</b></p><p>rent</p>")
    'The tenant pays rent'
    """
    return " ".join(unescape(_TAG.sub(" ", text or "")).split())


def find_deviations(standard, lines):
    """Return what a lease changes about the clauses that are standard for it.

    :param standard: keys of the clauses every such lease starts with, in order
    :param lines: list of (key, whether it still says what the library said), in the order of the lease;
        the key is None for a clause that was written for this lease alone, which is always the same
    :return: list of :class:`Deviation`, those of the lease first; the key of a changed or added clause is its place
        in ``lines``

    >>> find_deviations(["use", "fees"], [("use", True), ("fees", True)])
    []
    >>> find_deviations(["use", "fees"], [("use", False), (None, True), ("pets", True)])
    ... # doctest: +NORMALIZE_WHITESPACE
    [Deviation(kind='changed', key=0), Deviation(kind='added', key=1), Deviation(kind='added', key=2),
     Deviation(kind='removed', key='fees')]
    """
    found = []
    for place, (key, is_same) in enumerate(lines):
        if not is_same:
            found.append(Deviation("changed", place))
        elif key is None or key not in standard:
            found.append(Deviation("added", place))
    taken = {key for key, _is_same in lines}
    return found + [Deviation("removed", key) for key in standard if key not in taken]

"""Two states of a lease side by side: rows of one content against rows of another.

A content is what ``approval_chain`` keeps of a document: field -> leaf, lines as lists of such dicts. Lines of two leases
have nothing in common but what they say, so they are matched by the fields that tell one from the other.
Clause: L4.1, L4.2.
"""

import json
from typing import Any, NamedTuple


class Row(NamedTuple):
    """One fact of a content.

    :param tuple key: what identifies it in any state of any lease
    :param tuple path: names of the fields that lead to it
    :param tuple lines: names of the lines it stands in, outermost first
    :param leaf: the value as the content keeps it
    """

    key: tuple
    path: tuple
    lines: tuple
    leaf: Any


class Pair(NamedTuple):
    """One fact on both sides; ``kind`` is ``same``, ``changed``, ``added`` or ``removed``."""

    kind: str
    left: Row | None
    right: Row | None


def list_rows(content, identities, path=(), key=(), lines=()):
    """Return the rows of a content, in its order.

    :param dict identities: path of lines -> names of the fields that identify one of them

    >>> content = {"end": "2027-12-31", "fees": [{"_id": 4, "_name": "Rent", "kind": "rent", "amount": "5"}]}
    >>> for row in list_rows(content, {("fees",): ("kind",)}):
    ...     print(row.key, row.lines, row.leaf)
    ('end',) () 2027-12-31
    ('fees', '"rent"', 'kind') ('Rent',) rent
    ('fees', '"rent"', 'amount') ('Rent',) 5
    """
    found = []
    for name, leaf in content.items():
        if name == "ref" or name.startswith("_"):
            continue
        here = (*path, name)
        if isinstance(leaf, list):
            for ident, line in _identify(leaf, identities.get(here, ())):
                label = (*lines, line.get("_name") or "")
                found += list_rows(line, identities, here, (*key, name, ident), label)
        else:
            found.append(Row((*key, name), here, lines, leaf))
    return found


def _identify(items, names):
    """Return (identity, line) of each line; those that would have the same are counted on."""
    seen, found = {}, []
    for line in items:
        ident = " ".join(_canonical(line.get(name)) for name in names) or line.get("_name") or ""
        seen[ident] = seen.get(ident, 0) + 1
        found.append((ident if seen[ident] == 1 else f"{ident} #{seen[ident]}", line))
    return found


def _canonical(leaf):
    """Return a value as text; of a reference its id alone, names change."""
    if isinstance(leaf, dict):
        leaf = {name: value for name, value in leaf.items() if not name.startswith("_")}
    return json.dumps(leaf, sort_keys=True, ensure_ascii=False)


def compare(left, right):
    """Return both lists of rows as pairs: in the order of the right one, what is gone where it stood.

    What stands on one side alone and is empty there says nothing, and is the same as nothing.

    >>> old = list_rows({"a": "1", "b": "2", "c": None}, {})
    >>> new = list_rows({"a": "1", "c": "4", "d": "5"}, {})
    >>> [(pair.kind, (pair.right or pair.left).key) for pair in compare(old, new)]
    [('same', ('a',)), ('removed', ('b',)), ('changed', ('c',)), ('added', ('d',))]
    >>> [pair.kind for pair in compare([], list_rows({"cap": None, "name": "Rent"}, {}))]
    ['same', 'added']
    """
    before, after = {row.key: row for row in left}, {row.key: row for row in right}
    order, place = list(after), 0
    for key in before:
        if key in after:
            place = order.index(key) + 1
        else:
            order.insert(place, key)
            place += 1
    return [_pair(before.get(key), after.get(key)) for key in order]


def _pair(left, right):
    if not left or not right:
        leaf = (left or right).leaf
        if leaf is None or leaf is False or leaf == "":
            return Pair("same", left, right)
        return Pair("removed" if left else "added", left, right)
    return Pair("same" if _canonical(left.leaf) == _canonical(right.leaf) else "changed", left, right)

"""Approved content as plain data: one canonical text, its digest, and differences.

A content is a dict of field -> leaf. A leaf is a scalar (numbers as text), a reference
``{"ref": id, "_name": label}``, several references ``{"refs": [ids], "_names": [labels]}``,
or a list of lines, each a content with ``_id`` and ``_name``. Keys that begin with an
underscore are for people to read: they do not count.
"""

import hashlib
import json
from typing import Any, NamedTuple


class Change(NamedTuple):
    """One difference: field path, name of the line ("" for the document), old and new leaf."""

    path: tuple
    line: str
    old: Any
    new: Any


def build_tree(paths):
    """Return the nested dict of dotted paths.

    >>> build_tree(("name", "line_ids.amount", "line_ids.date"))
    {'name': {}, 'line_ids': {'amount': {}, 'date': {}}}
    """
    tree = {}
    for path in paths:
        node = tree
        for name in path.split("."):
            node = node.setdefault(name, {})
    return tree


def strip(node):
    """Return ``node`` without its labels, lines in canonical order.

    >>> strip({"partner_id": {"ref": 7, "_name": "Ann"}, "line_ids": [{"_id": 2, "a": "2"}, {"_id": 1, "a": "1"}]})
    {'partner_id': {'ref': 7}, 'line_ids': [{'a': '1'}, {'a': '2'}]}
    """
    if isinstance(node, dict):
        return {key: strip(value) for key, value in node.items() if not key.startswith("_")}
    if isinstance(node, list):
        return sorted((strip(item) for item in node), key=canonical)
    return node


def canonical(node):
    """Return the one text that stands for a stripped ``node``."""
    return json.dumps(node, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(content):
    """Return the SHA-256 of ``content`` as 64 hexadecimal digits.

    Labels, the order of lines and their ids do not count, values do.

    >>> digest({"a": [{"_id": 1, "x": "1"}, {"_id": 2, "x": "2"}]}) == digest({"a": [{"x": "2"}, {"x": "1"}]})
    True
    >>> digest({"a": "1"}) == digest({"a": "2"})
    False
    """
    return hashlib.sha256(canonical(strip(content)).encode()).hexdigest()


def restrict(content, tree):
    """Return the part of ``content`` that ``tree`` names, labels kept.

    >>> restrict({"a": "1", "b": [{"_id": 3, "x": "1", "y": "2"}]}, {"b": {"x": {}}})
    {'b': [{'_id': 3, 'x': '1'}]}
    """
    return {name: _restrict_leaf(content.get(name), subtree) for name, subtree in tree.items()}


def _restrict_leaf(leaf, tree):
    if not tree or not leaf:
        return leaf
    if isinstance(leaf, list):
        return [_restrict_leaf(line, tree) for line in leaf]
    labels = {key: value for key, value in leaf.items() if key.startswith("_") or key == "ref"}
    return labels | restrict(leaf, tree)


def differences(old, new, path=(), line=""):
    """Yield a :class:`Change` for everything that differs, fields in the order of ``new``.

    >>> list(differences({"a": "1"}, {"a": "2"}))
    [Change(path=('a',), line='', old='1', new='2')]
    >>> list(differences({"b": [{"_id": 1, "_name": "L", "x": "1"}]}, {"b": [{"_id": 1, "_name": "L", "x": "3"}]}))
    [Change(path=('b', 'x'), line='L', old='1', new='3')]
    >>> list(differences({"b": []}, {"b": [{"_id": 1, "_name": "L", "x": "3"}]}))
    [Change(path=('b',), line='L', old=None, new={'x': '3'})]
    >>> list(differences({"b": [{"_id": 1, "x": "3"}]}, {"b": [{"_id": 9, "x": "3"}]}))
    []
    """
    names = [name for name in {**new, **old} if name != "ref" and not name.startswith("_")]
    for name in names:
        before, after = old.get(name), new.get(name)
        if canonical(strip(before)) != canonical(strip(after)):
            yield from _leaf_differences(before, after, (*path, name), line)


def _leaf_differences(before, after, path, line):
    if isinstance(before, list) or isinstance(after, list):
        yield from _line_differences(before or [], after or [], path)
    elif _same_reference(before, after):
        yield from differences(before, after, path, line)
    else:
        yield Change(path, line, before, after)


def _same_reference(before, after):
    return isinstance(before, dict) and isinstance(after, dict) and "ref" in before and before["ref"] == after.get("ref")


def _line_differences(before, after, path):
    """Yield the changes of a list of lines: lines are matched by value first, then by id."""
    old, new = _drop_equal(before, after)
    new_by_id = {line.get("_id"): line for line in new}
    for line in old:
        twin = new_by_id.pop(line.get("_id"), None)
        if twin is None:
            yield Change(path, line.get("_name", ""), strip_labels(line), None)
        else:
            yield from differences(line, twin, path, twin.get("_name", ""))
    for line in new_by_id.values():
        yield Change(path, line.get("_name", ""), None, strip_labels(line))


def strip_labels(line):
    """Return a line without its own ``_id`` and ``_name``, its leaves untouched."""
    return {key: value for key, value in line.items() if not key.startswith("_")}


def _drop_equal(before, after):
    """Return both lists without the lines found, value for value, in the other."""
    left = [(canonical(strip(line)), line) for line in after]
    old = []
    for line in before:
        key = canonical(strip(line))
        twin = next((item for item in left if item[0] == key), None)
        if twin:
            left.remove(twin)
        else:
            old.append(line)
    return old, [line for _key, line in left]

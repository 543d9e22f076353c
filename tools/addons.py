"""Which add-ons there are, what they need, and whether their files changed."""

import ast
import functools

from . import paths, stamps

# what neither the database nor a page depends on
NOT_INSTALLED = {".hypothesis", "tests", "readme", "__pycache__", "i18n_extra", "docs"}


@functools.cache
def manifest(folder):
    """Return the manifest of an add-on's folder as a dictionary."""
    return ast.literal_eval((folder / "__manifest__.py").read_text())


def folders(root=paths.ADDONS):
    """Return {name: folder} of the installable add-ons under `root`, by name."""
    found = sorted(path.parent for path in root.glob("*/__manifest__.py"))
    return {folder.name: folder for folder in found if manifest(folder).get("installable", True)}


def every_folder():
    """Return {name: folder} of the suite's add-ons and those that only tests need."""
    return {**folders(), **folders(paths.TEST_ADDONS)}


def in_order(names=None):
    """Return the suite's add-ons so that each comes after those it needs.

    :param names: only these; all by default.
    """
    known, ordered = folders(), []

    def visit(name):
        for need in manifest(known[name]).get("depends", []):
            if need in known:
                visit(need)
        if name not in ordered:
            ordered.append(name)

    for name in sorted(known if names is None else names):
        visit(name)
    return ordered


def own_needs(name):
    """Return the suite's add-ons that `name` stands on, in order, itself left out."""
    return [need for need in in_order([name]) if need != name]


def foreign_needs(name):
    """Return the add-ons from outside the suite that `name` and those it stands on name as dependencies."""
    known = every_folder()
    needs = {need for part in in_order([name]) for need in manifest(known[part]).get("depends", [])}
    return sorted(needs - set(known) - {"base"})


def fingerprint(name):
    """Return the digest of an add-on's files that a database is made from.

    Code counts too: a computed field that changes must be computed again.
    """
    folder = every_folder()[name]
    parts = []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and not NOT_INSTALLED & set(inner.parts) and path.suffix != ".pyc":
            parts += [str(inner), path]
    return stamps.digest(*parts)

"""The examples in docstrings are true, and `core/` needs no Odoo."""

import ast
import doctest
import importlib

import pytest

from tools import letterhead, merge_po, paths, process

CORE = sorted(path for path in paths.ADDONS.glob("*/core/**/*.py") if path.name != "__init__.py")


def name_of(path):
    """Return the dotted name under which Odoo knows a file of an add-on."""
    return "odoo.addons." + ".".join(path.relative_to(paths.ADDONS).with_suffix("").parts)


@pytest.mark.parametrize("module", [letterhead, merge_po, process], ids=lambda module: module.__name__)
def test_examples_of_the_tools(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(paths.ADDONS)))
def test_examples_of_core(path):
    assert doctest.testmod(importlib.import_module(name_of(path))).failed == 0


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(paths.ADDONS)))
def test_core_imports_nothing_from_odoo(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            imported.add(node.module.split(".")[0])
    assert "odoo" not in imported

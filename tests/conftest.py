"""Fixtures for the tests of the set-up."""

import os

import pytest

from tools import paths


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Return an empty checkout that the set-up takes for its own."""
    names = {"ROOT": "", "ADDONS": "addons", "TEST_ADDONS": "tests/addons", "REQUIREMENTS": "requirements", "VAR": "var",
             "VENV": ".venv", "PYTHON": ".venv/bin/python", "STAMPS": "var/stamps", "BIN": "var/bin", "DEBIAN_ROOT": "var/debian",
             "ODOO_HOME": "var/odoo", "ODOO_SITE": "var/odoo/usr/lib/python3/dist-packages"}  # fmt: skip
    for name, place in names.items():
        monkeypatch.setattr(paths, name, tmp_path / place)
    (tmp_path / "var").mkdir()
    return tmp_path


@pytest.fixture
def fake_program(tmp_path, monkeypatch):
    """Return a function that puts a shell script of any name first on PATH."""
    folder = tmp_path / "fake-bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def write(name, body):
        script = folder / name
        script.write_text(f"#!/bin/sh\n{body}\n")
        script.chmod(0o755)
        return script

    return write

"""Where things are. Everything the set-up writes is under `var/` and `.venv/` of the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
TEST_ADDONS = ROOT / "tests" / "addons"
REQUIREMENTS = ROOT / "requirements"
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VAR / "stamps"
BIN = VAR / "bin"
DEBIAN_ROOT = VAR / "debian"
ODOO_HOME = VAR / "odoo"
ODOO_SITE = ODOO_HOME / "usr/lib/python3/dist-packages"

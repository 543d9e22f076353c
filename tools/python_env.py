"""The virtual environment with every pinned package."""

import os
import shutil
import subprocess
import sys

from . import accounts, paths, stamps
from .errors import SetupError, full_disk_explained
from .process import must_run, run, say

LOWEST, TOO_HIGH = (3, 11), (3, 13)
WRONG_PYTHON = "Python 3.11 or 3.12 with venv is needed (Debian: python3 and python3-venv)."
NAMES = ("python3.11", "python3.12", "python3")
PROBE = "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))"


def candidates():
    """Return the interpreters to try: our own, those on PATH, those of the system; each once."""
    found = [os.path.realpath(sys.executable)]
    found += [path for name in NAMES for path in (shutil.which(name), f"/usr/bin/{name}") if path and os.path.exists(path)]
    return list(dict.fromkeys(found))


def fits(python, account=None):
    """Say whether this interpreter has the right version and can make environments, run as the account."""
    try:
        done = subprocess.run([python, "-c", PROBE], cwd="/", capture_output=True, check=False, **accounts.identity(account))
    except OSError:
        return False
    return done.returncode == 0


def choose_interpreter():
    """Return the interpreter of the environment, one that Odoo's account can start if there is one.

    :raises SetupError: if none fits.
    """
    usable = [python for python in candidates() if fits(python)]
    if not usable:
        raise SetupError(WRONG_PYTHON)
    account = accounts.unprivileged()
    return next((python for python in usable if account and fits(python, account)), usable[0])


def lock_files():
    """Return the lock files, in a stable order."""
    return sorted(paths.REQUIREMENTS.glob("*.lock"))


def prepare():
    """Make `.venv` and install exactly what the locks name; do nothing if that was done.

    :raises SetupError: wrong Python, no network, full disk.
    """
    key = stamps.digest(paths.ROOT / "requirements.txt", *lock_files(), str(paths.VENV))
    if stamps.is_done("python", key) and run([paths.PYTHON, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0:
        return
    python = choose_interpreter()
    say(f"Python packages ({python})")
    with full_disk_explained(paths.VENV):
        if not is_whole_environment():
            shutil.rmtree(paths.VENV, ignore_errors=True)
            must_run([python, "-m", "venv", paths.VENV], WRONG_PYTHON)
        must_run(
            [paths.PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "3", "install", "--quiet", "--no-deps",
             "--require-hashes", "-r", paths.ROOT / "requirements.txt"],
            "The Python packages cannot be installed: check the network and start again.", cwd=paths.ROOT,
        )  # fmt: skip
    stamps.mark_done("python", key)


def is_whole_environment():
    """Say whether `.venv` was completed once: a half-made one has no pip."""
    return paths.PYTHON.exists() and run([paths.PYTHON, "-m", "pip", "--version"], stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL).returncode == 0  # fmt: skip


def site_packages():
    """Return the folder of installed packages."""
    return next(iter(sorted(paths.VENV.glob("lib/python3.*/site-packages"))))


def check():
    """Ask pip whether every installed package has what it requires.

    :raises SetupError: with pip's first complaint.
    """
    done = run([paths.PYTHON, "-m", "pip", "--disable-pip-version-check", "check"], stdout=subprocess.PIPE)
    if done.returncode:
        raise SetupError(f"The installed Python packages do not fit together: {done.stdout.splitlines()[0]}.")

"""The steps that make the machine ready, in order, under a lock."""

import contextlib
import fcntl
import shutil

from . import debian, odoo_source, paths, python_env, stamps
from .errors import SetupError
from .process import say

ROOM = 4 * 1024**3


@contextlib.contextmanager
def one_at_a_time(name="setup"):
    """Hold a lock of `var/`, so that two calls never build the same thing, or use one test database, at once."""
    paths.VAR.mkdir(parents=True, exist_ok=True)
    with open(paths.VAR / f"{name}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another call is working here; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def check_room():
    """Refuse to begin from nothing on a disk that will not hold it.

    :raises SetupError: with the room there is and the room it takes.
    """
    free = shutil.disk_usage(paths.VAR).free
    if not paths.ODOO_SITE.exists() and free < ROOM:
        raise SetupError(f"The disk that holds {paths.VAR} has {free / 1024**3:.1f} GB left; the set-up takes {ROOM // 1024**3} GB.")


def prepare():
    """Make Python packages, Odoo and tools ready; each step does nothing if its inputs did not change.

    :raises SetupError: in one sentence, whatever goes wrong.
    """
    check_room()
    python_env.prepare()
    odoo_source.prepare()
    debian.prepare()
    key = stamps.digest(*(path.read_text() for path in sorted(paths.STAMPS.glob("[a-z]*")) if path.name in ("python", "odoo")))
    if not stamps.is_done("verified", key):
        odoo_source.verify()
        if not odoo_source.override():
            python_env.check()
        stamps.mark_done("verified", key)

"""Child processes: the environment they get, and what their failure is called."""

import os
import shutil
import subprocess
import time

from .errors import SetupError

FULL_DISK = "The disk is full: free some space and start again."
START = time.monotonic()
# a variable of the caller's shell must not send Odoo or psql to some other server,
# and PYTHONDONTWRITEBYTECODE would make Odoo compile two thousand files at each start
UNWANTED = (
    "ODOO_RC", "OPENERP_SERVER", "PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD",
    "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL",
)  # fmt: skip


def say(message):
    """Print one line of progress with the seconds since the start."""
    print(f"[{time.monotonic() - START:6.1f}s] {message}", flush=True)


def environment(**extra):
    """Return the environment for a child process: the caller's, cleaned, plus `extra`."""
    env = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    env.update({name: str(value) for name, value in extra.items() if value is not None})
    return env


def run(command, **options):
    """Run a command to its end.

    :param list command: program and arguments; everything is turned into text.
    :param options: as of `subprocess.run`; `check` is off, `env` is the cleaned environment.
    :return: `subprocess.CompletedProcess`, with text streams.
    :raises SetupError: if the program does not exist.
    """
    options.setdefault("env", environment())
    options.setdefault("text", True)
    arguments = [str(part) for part in command]
    try:
        return subprocess.run(arguments, check=False, **options)  # the caller looks at the return code
    except (FileNotFoundError, PermissionError) as error:
        # a folder on PATH that we may not enter hides a missing program behind "permission denied"
        if shutil.which(arguments[0]):
            raise
        raise SetupError(f"The program {arguments[0]} is needed and not installed.") from error


def must_run(command, failure, **options):
    """Run a command and fail in one sentence if it fails.

    :param str failure: the sentence; the command's last lines are put on the screen before it.
    :return: `subprocess.CompletedProcess`.
    :raises SetupError: if the command's exit code is not 0.
    """
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.STDOUT)
    done = run(command, **options)
    if done.returncode:
        raise SetupError(explain(failure, done.stdout or ""))
    return done


def explain(failure, output):
    """Return the failure's sentence, or a plainer one where the output shows a full disk.

    :param str output: what the failed program printed; its last lines are put on the screen.
    :return: one sentence.
    """
    if is_full_disk(output):
        return FULL_DISK
    for line in output.splitlines()[-4:]:
        say(f"  | {line[:160]}")
    return failure


def is_full_disk(output):
    """Say whether a program's output complains of a full disk.

    >>> is_full_disk("tar: x: Cannot write: No space left on device"), is_full_disk("no")
    (True, False)
    """
    lowered = output.lower()
    return "no space left on device" in lowered or "disk quota exceeded" in lowered

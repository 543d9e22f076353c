"""`python3 -m tools <command>`: the commands behind the Makefile."""

import errno
import os
import shutil
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - any interpreter may be asked to run this file
    # another interpreter of the machine may do; asked once only
    other = next((path for path in map(shutil.which, ("python3.12", "python3.11")) if path), None)
    if other and not os.environ.get("MALL_SECOND_PYTHON"):
        os.environ["MALL_SECOND_PYTHON"] = "1"
        os.execv(other, [other, "-m", "tools"] + sys.argv[1:])
    sys.exit("Python 3.11 or 3.12 with venv is needed (Debian: python3 and python3-venv).")

from .commands import BY_NAME
from .errors import SetupError


def main(arguments):
    """Run a command; every failure we know of is one sentence and exit code 1.

    :return int: exit code.
    """
    if not arguments or arguments[0] not in BY_NAME:
        print(f"usage: python3 -m tools {{{'|'.join(BY_NAME)}}}", file=sys.stderr)
        return 2
    try:
        return BY_NAME[arguments[0]](arguments[1:]) or 0
    except SetupError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted; start again to go on from here.", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        print(f"{error.strerror}: {error.filename or 'the disk of var/'}; mend that and start again.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

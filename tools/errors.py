"""How a step fails: one sentence for the person at the terminal, never a traceback."""

import contextlib
import errno


class SetupError(Exception):
    """A failure that says in one sentence what is wrong and what to do about it."""


@contextlib.contextmanager
def full_disk_explained(place):
    """Turn a full disk into a `SetupError` that names the place.

    :param Path place: folder that is being written.
    :raises SetupError: on ENOSPC or EDQUOT.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SetupError(f"The disk that holds {place} is full: free some space and start again.") from error
        raise

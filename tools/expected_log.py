"""The WARNING and ERROR lines of Odoo's log that are nobody's fault, each with its reason.

Everything else of that level fails the test it appears in, or the installation.
"""

import re
from typing import NamedTuple


class Expected(NamedTuple):
    """A log line that may appear: whose it is, what it says, why that is right."""

    logger: str
    message: str
    reason: str


EXPECTED = ()


def is_expected(logger, message):
    """Say whether a line of this logger is on the list."""
    return any(re.fullmatch(entry.logger, logger) and re.search(entry.message, message) for entry in EXPECTED)

"""Stamps: a step that was done is not done again until one of its inputs changes.

A stamp is a file that holds the digest of the step's inputs. It is written last, so a step that
was interrupted has none and is done again.
"""

import hashlib
import os
from pathlib import Path

from . import paths


def digest(*parts):
    """Return one SHA-256 over texts and over the content of the files among `parts`."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else str(part).encode())
        total.update(b"\0")
    return total.hexdigest()


def is_done(step, key):
    """Say whether `step` was completed with exactly these inputs."""
    stamp = paths.STAMPS / step
    return stamp.is_file() and stamp.read_text() == key


def mark_done(step, key):
    """Write the stamp of a completed step, in one move."""
    paths.STAMPS.mkdir(parents=True, exist_ok=True)
    half = paths.STAMPS / f".{step}.{os.getpid()}"
    half.write_text(key)
    half.replace(paths.STAMPS / step)


def forget(step):
    """Remove the stamp of a step, so that it is done again."""
    (paths.STAMPS / step).unlink(missing_ok=True)

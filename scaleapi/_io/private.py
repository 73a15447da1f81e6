"""Files that nobody but their owner can read: what is in them are payloads, results, and keys."""

from __future__ import annotations

import os
from contextlib import suppress

__all__ = ["make_private"]


def make_private(path: str | os.PathLike[str]) -> None:
    """Make an empty file that only its owner can read and write (0600); one that is there stays as it is.

    `:memory:`, which SQLite keeps in no file, is none. Whoever opens it afterwards, as SQLite does, keeps its mode, and
    says what is wrong where it could not be made.
    """
    with suppress(OSError):
        if os.fspath(path) != ":memory:":
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

"""Downloads that go on after a break: they ask for the rest of the same version of a file (RFC 9110, 13.1.5, 14.2)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import IO

__all__ = ["OtherPartError", "PartialFile"]


class OtherPartError(Exception):
    """A server sent another part of a file than it was asked for."""


class PartialFile:
    """A file that has the beginning of what is downloaded, or nothing yet.

    Args:
        file: Open to read and write.
        validator: The `ETag` or `Last-Modified` of what it has; without one, it begins anew.
    """

    def __init__(self, file: IO[bytes], validator: str = "") -> None:
        self.file = file
        self.validator: str = validator

    @property
    def size(self) -> int:
        """How many bytes are there."""
        return self.file.seek(0, os.SEEK_END)

    def headers(self) -> dict[str, str]:
        """Ask for what is missing if the server's file is still the same, unpacked, so that bytes count alike."""
        asked = {"Accept-Encoding": "identity"}
        if not self.validator or not self.size:
            return asked
        return {**asked, "Range": f"bytes={self.size}-", "If-Range": self.validator}

    def begin(self, status: int, headers: Mapping[str, str]) -> IO[bytes]:
        """Return the file, at the place where this answer goes on; empty, if it is the whole.

        Args:
            status: Of the answer.
            headers: Of the answer, names in lower case.

        Raises:
            OtherPartError: It is another part than was asked for; the next attempt begins anew.
        """
        if status == 206 and headers.get("content-range", "").startswith(f"bytes {self.size}-"):
            return self.file
        self.restart()
        if status == 206:
            raise OtherPartError(f"the server sent another part: {headers.get('content-range')}")
        self.validator = _validator(headers)
        return self.file

    def restart(self) -> None:
        """Forget what is there."""
        self.file.seek(0)
        self.file.truncate()
        self.validator = ""


def _validator(headers: Mapping[str, str]) -> str:
    """Name the version of a file: by a strong `ETag`, else by its date. Nothing for one that comes packed."""
    if headers.get("content-encoding", "identity") not in {"", "identity"}:
        return ""
    tag = headers.get("etag", "")
    return tag if tag and not tag.startswith("W/") else headers.get("last-modified", "")

"""Bodies of answers: read piece by piece within bounds of size and time, and unpacked within the same bounds.

An answer of a few kilobytes may unpack to gigabytes. So it is unpacked here, a megabyte at a time.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import IO

from scaleapi._core import system
from scaleapi._core.calls.partial import OtherPartError

__all__ = ["UNREADABLE", "Body", "TooLargeError", "TooLateError"]

_AT_ONCE = 1 << 20
"""Bytes that are unpacked at a time."""
_MOST_OF_AN_ERROR = 1 << 20
"""Bytes: what is kept of an answer that is no success. It is cut there instead of being refused."""


class TooLargeError(Exception):
    """An answer has more bytes than it may have."""


class TooLateError(Exception):
    """The deadline passed while an answer was coming in."""


UNREADABLE = (TooLargeError, TooLateError, OtherPartError, zlib.error)
"""What is raised while a body is read, beside what the transport raises."""


class Body:
    """Collects one body.

    Args:
        headers: Of the answer, names in lower case.
        most: Bytes that it may have, unpacked.
        until: When the deadline passes, on the monotonic clock; None without one.
        success: Whether the answer is one; else what is beyond 1 MiB is left out.
        into: Where it goes instead of into memory.
    """

    def __init__(
        self,
        headers: Mapping[str, str],
        most: int,
        until: float | None,
        *,
        success: bool = True,
        into: IO[bytes] | None = None,
    ) -> None:
        self._most = most if success else min(most, _MOST_OF_AN_ERROR)
        self._setting = "max_response_bytes" if into is None else "max_download_bytes"
        self._until, self._success = until, success
        self._pieces: list[bytes] = []
        self._size = 0
        self._write: Callable[[bytes], object] = self._pieces.append if into is None else into.write
        encoding = headers.get("content-encoding", "").strip().lower()
        self._unpacked = _Unpacker(encoding).pieces if encoding in _PACKED else None
        self.encoded = encoding not in {"", "identity", *_PACKED}
        """Whether it is packed in a way that httpx has to unpack: its pieces must come unpacked then."""
        length = headers.get("content-length", "")
        if success and length.isdigit() and int(length) > self._most:
            self._refuse()

    def add(self, piece: bytes) -> bool:
        """Add what came in; tell whether more is wanted.

        Raises:
            TooLargeError: It is too large.
            TooLateError: The deadline has passed.
            zlib.error: It is not packed as it says.
        """
        if self._until is not None and system.monotonic() > self._until:
            raise TooLateError("the deadline passed while the answer was coming in")
        return self._keep(piece) if self._unpacked is None else all(map(self._keep, self._unpacked(piece)))

    def _keep(self, piece: bytes) -> bool:
        self._size += len(piece)
        beyond = self._size - self._most
        if beyond > 0 and self._success:
            self._refuse()
        self._write(piece[: len(piece) - beyond] if beyond > 0 else piece)
        return beyond < 0 or self._success

    def take(self, whole: bytes) -> None:
        """Take a body that has come in, and was unpacked, already."""
        self._keep(whole)

    def whole(self) -> bytes:
        """Return all of it; nothing if it went elsewhere."""
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)

    def _refuse(self) -> None:
        raise TooLargeError(f"it has more than {self._most} bytes ({self._setting})")


_PACKED = {"gzip", "x-gzip", "deflate"}


class _Unpacker:
    """Unpacks gzip and deflate, which some servers send without zlib's frame."""

    def __init__(self, encoding: str) -> None:
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._begin = b"" if encoding == "deflate" else None
        """What has come until it is known whether there is a frame."""

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        """Unpack what came in, a bounded piece at a time."""
        if self._begin is not None:
            self._begin = packed = self._begin + packed
            if len(packed) < 2:
                return
            if packed[0] & 15 != zlib.DEFLATED or int.from_bytes(packed[:2], "big") % 31:
                self._engine = zlib.decompressobj(-zlib.MAX_WBITS)
            self._begin = None
        yield self._engine.decompress(packed, _AT_ONCE)
        while self._engine.unconsumed_tail:
            yield self._engine.decompress(self._engine.unconsumed_tail, _AT_ONCE)

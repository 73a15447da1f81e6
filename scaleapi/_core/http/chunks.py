"""Bodies that come in chunks (RFC 9112, section 7.1), taken apart as they come in. Pure."""

from __future__ import annotations

import re

import httpcore

__all__ = ["Chunks"]

_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(;[^\r\n]*)?\r?\n")
_LONGEST_LINE = 1 << 16


class Chunks:
    """Takes a body in chunks apart; what follows it is left."""

    def __init__(self) -> None:
        self.ended = False
        """Whether all of it has come, with what may follow the last chunk."""
        self._left = 0
        self._inside = self._last = False

    def take(self, unread: bytearray) -> list[bytes]:
        """Take what has come in from a buffer.

        Raises:
            httpcore.RemoteProtocolError: It is not in chunks.
        """
        pieces: list[bytes] = []
        while not self.ended and unread:
            if self._left:
                piece = bytes(unread[: self._left])
                del unread[: len(piece)]
                self._left -= len(piece)
                pieces.append(piece)
            elif (line := _line(unread)) is None:
                break
            else:
                self._next(line)
        return pieces

    def _next(self, line: bytes) -> None:
        """Read a line between chunks: the end of one, the size of the next, or what follows the last."""
        if self._last:
            self.ended = not line.strip()
        elif self._inside:
            self._inside = False
            if line.strip():
                raise httpcore.RemoteProtocolError("A chunk of the answer has not the size that it says")
        elif (size := _SIZE.fullmatch(line)) is None:
            raise httpcore.RemoteProtocolError(f"A chunk of the answer has no size: {line[:40]!r}")
        else:
            self._left = int(size[1], 16)
            self._inside, self._last = self._left > 0, self._left == 0


def _line(unread: bytearray) -> bytes | None:
    end = unread.find(b"\n")
    if end < 0:
        if len(unread) > _LONGEST_LINE:
            raise httpcore.RemoteProtocolError("A chunk of the answer has too long a size")
        return None
    line = bytes(unread[: end + 1])
    del unread[: end + 1]
    return line

"""A connection that is read with limited patience: a request must have come whole in time, however it drips in."""

from __future__ import annotations

import io
import socket
from typing import TYPE_CHECKING

from scaleapi.emulator.sources import monotonic
from scaleapi.emulator.wire import Refusal

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["PatientReader"]


class PatientReader(io.RawIOBase):
    """Reads from a socket until a deadline."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection, self._seconds = connection, seconds
        self._deadline: float | None = None
        self.ended: bool = False
        """Whether the client has said that no more will come."""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def expect(self) -> None:
        """Allow so many seconds from now until a request has come whole."""
        self._deadline = monotonic() + self._seconds

    def relax(self) -> None:
        """Wait for the next request as long as it takes."""
        self._deadline = None

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read what has come.

        Raises:
            Refusal: 408, time is up.
        """
        try:
            self._connection.settimeout(self._left())
            count = self._connection.recv_into(buffer)
        except TimeoutError:
            raise Refusal(408, f"The request did not come whole within {self._seconds:g} seconds.") from None
        self.ended = count == 0
        return count

    def _left(self) -> float | None:
        left = None if self._deadline is None else self._deadline - monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        return left

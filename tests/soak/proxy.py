"""A TCP proxy that resets, cuts, stalls and drips, and has storms in which every request is answered 429."""

from __future__ import annotations

import asyncio
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from time import monotonic

__all__ = ["Faults", "Proxy"]

_PIECE = 1 << 16
_HEAD = re.compile(rb"^(GET|POST|PUT|DELETE) \S+ HTTP/1\.1\r\n")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TOO_MANY = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 2\r\n\r\n{}"
_AT_ONCE_AND_FOR_ALL = struct.pack("ii", 1, 0)
"""Of SO_LINGER: closing a connection resets it."""


@dataclass(frozen=True, slots=True)
class Faults:
    """How likely each piece of data, in either direction, meets what."""

    reset: float = 0.0
    """The connection is reset in place of it: a request is lost, or an answer."""
    cut: float = 0.0
    """Half of it comes through, then the connection is reset."""
    stall: float = 0.0
    """It comes `stall_seconds` later."""
    drip: float = 0.0
    """It comes in many small pieces."""
    stall_seconds: float = 1.0

    def draw(self, random: Random) -> str | None:
        """Choose what happens to a piece; None if it comes through."""
        at = random.random()
        for name in ("reset", "cut", "stall", "drip"):
            at -= getattr(self, name)
            if at < 0:
                return name
        return None


class Proxy:
    """Passes everything on to a port of this machine, in a thread of its own; `url` is where it listens."""

    def __init__(self, port: Callable[[], int], faults: Faults, seed: str) -> None:
        self.faults, self.counts = faults, Counter[str]()
        self._port, self._random, self._storm_until = port, Random(seed), 0.0
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.url = "http://127.0.0.1:{1}".format(*self._server.sockets[0].getsockname())
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def storm(self, seconds: float) -> None:
        """Answer everything 429 for a while."""
        self.counts["storms"] += 1
        self._storm_until = monotonic() + seconds

    def close(self) -> None:
        """Hang up on everybody."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._port())
        except OSError:
            self.counts["refused"] += 1
            _reset(writer)
            return
        both = {writer, up_writer}
        self._open |= both
        try:
            await asyncio.gather(self._up(reader, up_writer, writer), self._pass_on(up_reader, writer))
        except (OSError, asyncio.IncompleteReadError, _Broken):
            pass  # who broke it is counted; both ends are told
        finally:
            for one in both:
                _reset(one)
            self._open -= both

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, back: asyncio.StreamWriter) -> None:
        """Pass requests on, or answer them in a storm."""
        while piece := await reader.read(_PIECE):
            if monotonic() < self._storm_until and _HEAD.match(piece):
                self.counts["429"] += 1
                await reader.readexactly(_missing(piece))
                back.write(_TOO_MANY)
            else:
                await self._send(piece, writer)
        raise _Broken

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(_PIECE):
            await self._send(piece, writer)
        raise _Broken

    async def _send(self, piece: bytes, writer: asyncio.StreamWriter) -> None:
        fault = self.faults.draw(self._random)
        if fault is not None:
            self.counts[fault] += 1
        if fault in {"reset", "cut"}:
            writer.write(piece[: len(piece) // 2] if fault == "cut" else b"")
            await writer.drain()
            raise _Broken
        if fault == "stall":
            await asyncio.sleep(self.faults.stall_seconds)
        step = max(1, len(piece) // 50) if fault == "drip" else len(piece)
        for at in range(0, len(piece), step):
            writer.write(piece[at : at + step])
            await writer.drain()
            await asyncio.sleep(0.001 if fault == "drip" else 0)


class _Broken(Exception):  # noqa: N818  (nobody else sees it)
    """The connection is over."""


def _missing(piece: bytes) -> int:
    """Tell how many bytes of a request are still to come."""
    head, _, body = piece.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return 0 if length is None else int(length[1]) - len(body)


def _reset(writer: asyncio.StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    with suppress(OSError):  # it is closed already
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE_AND_FOR_ALL)
    writer.transport.abort()

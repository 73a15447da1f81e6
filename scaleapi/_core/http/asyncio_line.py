"""A line to a server under asyncio: what came in and was not read yet, and whether it still stands."""

from __future__ import annotations

import asyncio
import ssl
from typing import Self, cast

import httpcore

from scaleapi._core.http.bridge import as_httpcore

__all__ = ["Line"]

_MOST_UNREAD = 1 << 20
"""Bytes that may wait to be read before the sender is made to wait."""


class Line(asyncio.Protocol):
    """One connection."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.unread = bytearray()
        """What came in; taken from its beginning."""
        self.error: Exception | None = None
        self.ended = self.held = False
        self.news = asyncio.Event()
        """Whether there is something to be read, or nothing more will come."""
        self.lost = asyncio.Event()
        self.clear = asyncio.Event()
        self.clear.set()

    @classmethod
    async def open(cls, host: str, port: int, context: ssl.SSLContext | None, wait: float | None) -> Self:
        """Connect, to whichever of the host's addresses answers first, with TLS if there is a context for it.

        Raises:
            httpcore.ConnectError: Nobody answers, or TLS fails.
            httpcore.ConnectTimeout: It takes longer than so many seconds.
        """
        loop, name = asyncio.get_running_loop(), None if context is None else host
        with as_httpcore(httpcore.ConnectTimeout, httpcore.ConnectError):
            async with asyncio.timeout(wait):
                _, line = await loop.create_connection(
                    cls, host, port, ssl=context, server_hostname=name, happy_eyeballs_delay=0.25
                )
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.unread += data
        if len(self.unread) > _MOST_UNREAD and not self.held:
            self.held = True
            self.transport.pause_reading()
        self.news.set()

    def eof_received(self) -> None:
        self.ended = True
        self.news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended, self.error = True, exc
        for event in (self.news, self.lost, self.clear):
            event.set()

    def pause_writing(self) -> None:
        self.clear.clear()

    def resume_writing(self) -> None:
        self.clear.set()

    def abort(self) -> None:
        """Hang up at once."""
        self.transport.abort()

    async def more(self, wait: float | None) -> bool:
        """Wait until more has come in than there is; tell whether it has, or the other side has hung up.

        Raises:
            httpcore.ReadError: The connection broke.
            httpcore.ReadTimeout: Nothing came for so many seconds.
        """
        before = len(self.unread)
        if not self.ended:
            self.news.clear()
            self._go_on()
            with as_httpcore(httpcore.ReadTimeout, httpcore.ReadError):
                async with asyncio.timeout(wait):
                    await self.news.wait()
        if len(self.unread) > before:
            return True
        if self.error is not None:
            raise httpcore.ReadError(str(self.error)) from self.error
        return False

    def take(self, most: int) -> bytes:
        """Take what came in, up to so many bytes."""
        data = bytes(self.unread[:most])
        del self.unread[:most]
        self.taken()
        return data

    def taken(self) -> None:
        """Know that something was taken of what came in."""
        if not self.unread:
            self._go_on()
            if not self.ended:
                self.news.clear()

    def _go_on(self) -> None:
        if self.held:
            self.held = False
            self.transport.resume_reading()

    async def write(self, data: bytes, wait: float | None) -> None:
        """Send, and wait while too much is on its way.

        Raises:
            httpcore.WriteError: The connection is lost.
            httpcore.WriteTimeout: The other side took nothing for so many seconds.
        """
        if self.lost.is_set():
            raise httpcore.WriteError(str(self.error or "the connection is closed")) from self.error
        self.transport.write(data)
        if not self.clear.is_set():
            with as_httpcore(httpcore.WriteTimeout, httpcore.WriteError):
                async with asyncio.timeout(wait):
                    await self.clear.wait()

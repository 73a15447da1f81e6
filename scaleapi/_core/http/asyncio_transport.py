"""httpx over asyncio alone: the same connection pool, h11 and requests, without a layer that also serves other loops.

That layer takes a third of the time of a small request, and our async client is for asyncio only. Everything here goes
through public interfaces: httpcore's network backend, asyncio's protocols, httpx's transports.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Generator, Iterable
from contextlib import contextmanager
from typing import Any, cast

import httpcore
import httpx

from scaleapi._core.http.bridge import as_httpcore, as_httpx, asked, facts_of

__all__ = ["AsyncioBackend", "AsyncioTransport"]

_MOST_UNREAD = 1 << 20
"""Bytes that may wait to be read before the sender is made to wait."""


class AsyncioTransport(httpx.AsyncBaseTransport):
    """What `httpx.AsyncHTTPTransport` is, for asyncio.

    Args:
        context: For TLS.
        limits: How many connections there may be, and how long idle ones are kept.
    """

    def __init__(self, context: ssl.SSLContext, limits: httpx.Limits) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=AsyncioBackend(),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's body is still to be read."""
        with as_httpx(request):
            answer = await self._pool.handle_async_request(asked(request))
        body = _Body(cast("AsyncIterable[bytes]", answer.stream), request)
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=facts_of(answer))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of an answer, as it comes in."""

    def __init__(self, stream: AsyncIterable[bytes], request: httpx.Request) -> None:
        self._stream, self._request = stream, request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with as_httpx(self._request):
            async for piece in self._stream:
                yield piece

    async def aclose(self) -> None:
        """Give the connection back."""
        await cast("Any", self._stream).aclose()


class AsyncioBackend(httpcore.AsyncNetworkBackend):
    """Opens connections on the running asyncio loop."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002  (we set none)
    ) -> httpcore.AsyncNetworkStream:
        """Connect, to whichever of the host's addresses answers first."""
        loop, local = asyncio.get_running_loop(), None if local_address is None else (local_address, 0)
        with as_httpcore(httpcore.ConnectTimeout, httpcore.ConnectError):
            async with asyncio.timeout(timeout):
                _, line = await loop.create_connection(_Line, host, port, local_addr=local, happy_eyeballs_delay=0.25)
        return _Stream(line)


class _Line(asyncio.Protocol):
    """One connection: what came in and was not read yet, and whether it still stands."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.unread = bytearray()
        self.error: Exception | None = None
        self.ended = self.held = False
        self.news = asyncio.Event()
        self.lost = asyncio.Event()
        self.clear = asyncio.Event()
        self.clear.set()

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

    @contextmanager
    def or_lost(self) -> Generator[None]:
        """Give the connection up if this fails: asyncio does not tell a protocol that never became a secured one's."""
        try:
            yield
        except BaseException:
            self.transport.abort()
            self.lost.set()
            raise

    def take(self, most: int) -> bytes:
        """Hand out what came in."""
        data = bytes(self.unread[:most])
        del self.unread[:most]
        if self.held and not self.unread:
            self.held = False
            self.transport.resume_reading()
        if not self.unread and not self.ended:
            self.news.clear()
        return data


class _Stream(httpcore.AsyncNetworkStream):
    """One connection, as httpcore uses it."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Read what is there, or wait for something; nothing at the end."""
        line = self._line
        if not line.news.is_set():
            with as_httpcore(httpcore.ReadTimeout, httpcore.ReadError):
                async with asyncio.timeout(timeout):
                    await line.news.wait()
        if line.error is not None and not line.unread:
            raise httpcore.ReadError(str(line.error)) from line.error
        return line.take(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send, and wait while too much is on its way."""
        line = self._line
        if line.lost.is_set():
            raise httpcore.WriteError(str(line.error or "the connection is closed")) from line.error
        line.transport.write(buffer)
        if not line.clear.is_set():
            with as_httpcore(httpcore.WriteTimeout, httpcore.WriteError):
                async with asyncio.timeout(timeout):
                    await line.clear.wait()

    async def aclose(self) -> None:
        """Hang up: whoever closes has read all that is wanted."""
        self._line.transport.abort()
        await self._line.lost.wait()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Go on encrypted."""
        line = self._line
        with as_httpcore(httpcore.ConnectTimeout, httpcore.ConnectError), line.or_lost():
            async with asyncio.timeout(timeout):
                secured = await asyncio.get_running_loop().start_tls(
                    line.transport, line, ssl_context, server_hostname=server_hostname
                )
        line.transport = cast("asyncio.Transport", secured)
        return self

    def get_extra_info(self, info: str) -> Any:
        """Tell whether something is there to be read, or has ended; or a fact of asyncio's."""
        return self._line.news.is_set() if info == "is_readable" else self._line.transport.get_extra_info(info)

"""One connection under asyncio, for httpcore's pool: `http.client` reads the head of an answer, the body is read here.

httpcore's own connection also serves other loops, with locks that asyncio does not need, and has h11 look at each piece
of a body: together they take half of a small request's time. Everything goes through public interfaces: the connections
of httpcore's pool, asyncio's protocols, `http.client`. HTTP/1.1 only.
"""

from __future__ import annotations

import io
import re
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, cast

import httpcore

from scaleapi._core import system
from scaleapi._core.http.asyncio_line import Line
from scaleapi._core.http.chunks import Chunks
from scaleapi._core.http.stdlib_connection import (
    MOST_INTERIM,
    header_line,
    is_readable,
    is_secure,
    put_head,
    stdlib_errors,
)

__all__ = ["AsyncioConnection"]

_AT_ONCE = 1 << 16
"""Bytes of a body that are collected before they are sent."""
_LONGEST_HEAD = 1 << 17
_END = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"HTTP/1\.\d 1(?!01)\d\d\b")
"""How answers begin that only announce another one."""


class _Collected(HTTPConnection):
    """Writes requests as `http.client` does, into memory."""

    def __init__(self) -> None:
        super().__init__("localhost")
        self.written = bytearray()

    def send(self, data: Any) -> None:
        self.written += data


class _Held:
    """A head that has come in, in the place of a socket."""

    def __init__(self, head: bytes) -> None:
        self._head = head

    def makefile(self, *_: object, **__: object) -> io.BytesIO:
        return io.BytesIO(self._head)


def _answer(head: bytes, method: str) -> HTTPResponse:
    """Read the head of an answer."""
    with stdlib_errors(httpcore.ReadTimeout, httpcore.ReadError):
        answer = HTTPResponse(cast("Any", _Held(head)), method=method)
        answer.begin()
        if answer.msg.defects:
            raise HTTPException("a header that cannot be read")
    return answer


class AsyncioConnection(httpcore.AsyncConnectionInterface):
    """A connection that is opened by its first request, and kept for the next one.

    Args:
        origin: Where it goes.
        context: For TLS.
        keepalive: Seconds that it is kept when nothing is asked.
    """

    def __init__(self, origin: httpcore.Origin, context: ssl.SSLContext, keepalive: float | None) -> None:
        self._origin, self._context, self._keepalive = origin, context, keepalive
        self._line: Line | None = None
        self._busy = self._closed = False
        self._until: float | None = None

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request; the answer's body is still to be read."""
        if self._busy or self._closed:
            raise httpcore.ConnectionNotAvailable
        self._busy = True
        try:
            waits: dict[str, float | None] = cast("Any", request).extensions.get("timeout", {})
            answer = await self._exchange(request, waits)
        except BaseException:
            self._hang_up()
            raise
        return httpcore.Response(
            answer.status,
            headers=[(name.encode("latin-1"), header_line(text)) for name, text in answer.getheaders()],
            content=_Body(self, answer, waits.get("read")),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": answer.reason.encode("latin-1")},
        )

    async def _exchange(self, request: httpcore.Request, waits: Mapping[str, float | None]) -> HTTPResponse:
        if self._line is None:
            secure = self._context if is_secure(self._origin) else None
            self._line = await Line.open(
                self._origin.host.decode("ascii"), self._origin.port, secure, waits.get("connect")
            )
        with suppress(httpcore.WriteError):  # who hangs up before all has come may have answered already
            await self._send(request, waits.get("write"))
        for _ in range(MOST_INTERIM):
            head = await self._head(waits.get("read"))
            if not _INTERIM.match(head):
                return _answer(head, request.method.decode("ascii"))
        raise httpcore.RemoteProtocolError(f"More than {MOST_INTERIM} interim answers")

    async def _send(self, request: httpcore.Request, wait: float | None) -> None:
        http, headers = _Collected(), {name.lower(): text for name, text in request.headers}
        put_head(http, request)
        http.endheaders()
        chunked, declared = b"transfer-encoding" in headers, headers.get(b"content-length")
        left, waiting = None if declared is None else int(declared), http.written
        async for piece in cast("AsyncIterable[bytes]", request.stream):
            left = None if left is None else left - len(piece)
            if left is not None and left < 0:
                raise httpcore.LocalProtocolError("Too much data for declared Content-Length")
            waiting += b"%X\r\n%b\r\n" % (len(piece), piece) if chunked and piece else piece
            if len(waiting) >= _AT_ONCE:
                await self.line.write(bytes(waiting), wait)
                waiting = bytearray()
        if left:
            raise httpcore.LocalProtocolError("Too little data for declared Content-Length")
        await self.line.write(bytes(waiting + b"0\r\n\r\n" if chunked else waiting), wait)

    async def _head(self, wait: float | None) -> bytes:
        """Wait for the head of an answer."""
        line = self.line
        while (end := _END.search(line.unread)) is None:
            if len(line.unread) > _LONGEST_HEAD:
                raise httpcore.RemoteProtocolError("The headers of the answer are too long")
            if not await line.more(wait):
                began = " in whole" if line.unread else ""
                raise httpcore.RemoteProtocolError(f"Server disconnected without sending a response{began}.")
        return line.take(end.end())

    @property
    def line(self) -> Line:
        """The line; there is one once it was opened."""
        if self._line is None:
            raise AssertionError("it is opened first")
        return self._line

    async def done(self, answer: HTTPResponse, *, whole: bool) -> None:
        """Keep the connection for another request, if this answer came in whole and does not forbid it."""
        if not whole or answer.will_close or self.line.unread:
            await self.aclose()
        self._busy = False
        self._until = None if self._keepalive is None else system.monotonic() + self._keepalive

    def _hang_up(self) -> None:
        self._closed = True
        if self._line is not None:
            self._line.abort()

    async def aclose(self) -> None:
        """Hang up: whoever closes has read all that is wanted."""
        self._hang_up()
        if self._line is not None:
            await self._line.lost.wait()

    def info(self) -> str:
        """Say where it goes."""
        return f"{self._origin}, HTTP/1.1"

    def can_handle_request(self, origin: httpcore.Origin) -> bool:
        return origin == self._origin

    def is_available(self) -> bool:
        return not (self._busy or self._closed or self._line is None)

    def has_expired(self) -> bool:
        """Whether it has been idle for too long, or the other side has hung up, or speaks without being asked."""
        if self._busy or self._line is None:
            return False
        late = self._until is not None and system.monotonic() > self._until
        return late or self._line.news.is_set() or is_readable(self._line.transport.get_extra_info("socket"))

    def is_idle(self) -> bool:
        return not self._busy and self._line is not None

    def is_closed(self) -> bool:
        return self._closed


class _Body:
    """The body of an answer, as it comes in."""

    def __init__(self, connection: AsyncioConnection, answer: HTTPResponse, wait: float | None) -> None:
        self._connection, self._answer, self._wait = connection, answer, wait
        self._left: int | None = answer.length
        self._chunks = Chunks() if answer.chunked and answer.length is None else None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        line = self._connection.line
        while not self._is_whole():
            if not line.unread and not await line.more(self._wait):
                if self._left is None and self._chunks is None:
                    self._left = 0  # it ends with the connection
                    return
                raise httpcore.RemoteProtocolError("The answer broke off")
            for piece in self._pieces(line):
                yield piece

    def _pieces(self, line: Line) -> list[bytes]:
        if self._chunks is not None:
            pieces = self._chunks.take(line.unread)
            line.taken()
            return pieces
        piece = line.take(len(line.unread) if self._left is None else self._left)
        self._left = None if self._left is None else self._left - len(piece)
        return [piece]

    def _is_whole(self) -> bool:
        return self._left == 0 if self._chunks is None else self._chunks.ended

    async def aclose(self) -> None:
        """Give the connection back."""
        await self._connection.done(self._answer, whole=self._is_whole())

"""One connection on the standard library's `http.client`, for httpcore's pool: it costs a third of what h11 does.

h11 looks at each piece of a body in several layers of Python; here a body goes from the socket into its final bytes.
Everything goes through public interfaces: the connections of httpcore's pool, and `http.client`. HTTP/1.1 only.
"""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    HTTPSConnection,
    IncompleteRead,
    InvalidURL,
    RemoteDisconnected,
)
from typing import Any, cast

import httpcore

from scaleapi._core import system
from scaleapi._core.http.bridge import as_httpcore

__all__ = ["MOST_INTERIM", "StdlibConnection", "header_line", "is_readable", "is_secure", "put_head", "stdlib_errors"]

_LARGE = 1 << 19
"""Bytes that are read at once at most."""
MOST_INTERIM = 20
"""Answers that only announce another one: more of them make no sense."""


class _Answer(HTTPResponse):
    """An answer; what only announces it is passed over, whichever it is: `http.client` does so with a 100 alone.

    A 101 announces nothing: it is the last that HTTP says on its connection.
    """

    def begin(self) -> None:
        super().begin()
        passed = 0
        while 101 < self.status < 200:
            passed += 1
            if passed > MOST_INTERIM:
                raise HTTPException(f"more than {MOST_INTERIM} interim answers")
            self.headers = cast("Any", None)  # so that it begins again
            super().begin()


class StdlibConnection(httpcore.ConnectionInterface):
    """A connection that is opened by its first request, and kept for the next one.

    Args:
        origin: Where it goes.
        context: For TLS.
        keepalive: Seconds that it is kept when nothing is asked.
    """

    def __init__(self, origin: httpcore.Origin, context: ssl.SSLContext, keepalive: float | None) -> None:
        self._origin, self._keepalive = origin, keepalive
        host, port = origin.host.decode("ascii"), origin.port
        self._http = HTTPSConnection(host, port, context=context) if is_secure(origin) else HTTPConnection(host, port)
        self._http.response_class = _Answer
        self._http.auto_open = 0  # what was closed must not be opened again on the quiet
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._busy = self._closed = False
        self._until: float | None = None

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request; the answer's body is still to be read."""
        with self._lock:
            if self._busy or self._closed:
                raise httpcore.ConnectionNotAvailable
            self._busy = True
        try:
            waits: dict[str, float | None] = cast("Any", request).extensions.get("timeout", {})
            answer = self._exchange(request, waits)
        except BaseException:
            self.close()
            raise
        return httpcore.Response(
            answer.status,
            headers=[(name.encode("latin-1"), header_line(text)) for name, text in answer.getheaders()],
            content=_Body(self, answer),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": answer.reason.encode("latin-1")},
        )

    def _exchange(self, request: httpcore.Request, waits: Mapping[str, float | None]) -> HTTPResponse:
        if self._socket is None:
            self._open(waits.get("connect"))
        line = cast("socket.socket", self._socket)
        with stdlib_errors(httpcore.WriteTimeout, httpcore.WriteError):
            line.settimeout(waits.get("write"))
            self._send(request)
        with stdlib_errors(httpcore.ReadTimeout, httpcore.ReadError):
            line.settimeout(waits.get("read"))
            answer = self._http.getresponse()
            if answer.msg.defects:
                answer.close()  # it may have taken the socket over
                raise HTTPException("a header that cannot be read")
        return answer

    def _open(self, wait: float | None) -> None:
        with stdlib_errors(httpcore.ConnectTimeout, httpcore.ConnectError):
            self._http.timeout = wait
            self._http.connect()
        self._socket = self._http.sock

    def _send(self, request: httpcore.Request) -> None:
        headers = {name.lower(): text for name, text in request.headers}
        chunked = b"transfer-encoding" in headers
        put_head(self._http, request)
        body = _measured(cast("Iterable[bytes]", request.stream), headers.get(b"content-length"))
        try:
            self._http.endheaders(body, encode_chunked=chunked)
        except ConnectionError:
            return  # who hangs up before all has come may have answered already: with that a body is too large, say

    def done(self, answer: HTTPResponse) -> None:
        """Keep the connection for another request, if this answer came in whole and does not forbid it."""
        whole = answer.isclosed() or answer.length == 0
        answer.close()
        if not whole or answer.will_close:
            self.close()
        with self._lock:
            self._busy = False
            self._until = None if self._keepalive is None else system.monotonic() + self._keepalive

    def close(self) -> None:
        """Hang up."""
        self._closed = True
        if self._socket is not None:
            with suppress(OSError):  # the other side may have done so
                self._socket.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits for it, and holds its buffer
            self._socket.close()
        self._http.close()

    def info(self) -> str:
        """Say where it goes."""
        return f"{self._origin}, HTTP/1.1"

    def can_handle_request(self, origin: httpcore.Origin) -> bool:
        return origin == self._origin

    def is_available(self) -> bool:
        return not (self._busy or self._closed or self._socket is None)

    def has_expired(self) -> bool:
        """Whether it has been idle for too long, or the other side has hung up, or speaks without being asked."""
        if self._busy or self._socket is None:
            return False
        late = self._until is not None and system.monotonic() > self._until
        return late or is_readable(self._socket)

    def is_idle(self) -> bool:
        return not self._busy and self._socket is not None

    def is_closed(self) -> bool:
        return self._closed


class _Body:
    """The body of an answer, as it comes in."""

    def __init__(self, connection: StdlibConnection, answer: HTTPResponse) -> None:
        self._connection, self._answer = connection, answer

    def __iter__(self) -> Iterator[bytes]:
        with stdlib_errors(httpcore.ReadTimeout, httpcore.ReadError):
            while piece := self._answer.read1(_LARGE):
                yield piece
            if self._answer.length:
                raise IncompleteRead(b"", self._answer.length)

    def close(self) -> None:
        """Give the connection back."""
        self._connection.done(self._answer)


def put_head(http: HTTPConnection, request: httpcore.Request) -> None:
    """Write the head of a request.

    Raises:
        httpcore.LocalProtocolError: It has characters that would be read as another header.
    """
    try:
        target = request.url.target.decode("ascii")
        http.putrequest(request.method.decode("ascii"), target, skip_host=True, skip_accept_encoding=True)
        for name, text in request.headers:
            http.putheader(name, text)
    except (InvalidURL, ValueError) as error:
        raise httpcore.LocalProtocolError(str(error)) from error


def _measured(stream: Iterable[bytes], declared: bytes | None) -> Iterator[bytes]:
    """Pass a body on; refuse to send one that is longer or shorter than was announced, as a file that is written to."""
    left = None if declared is None else int(declared)
    for piece in stream:
        if left is not None:
            left -= len(piece)
            if left < 0:
                raise httpcore.LocalProtocolError("Too much data for declared Content-Length")
        yield piece
    if left:
        raise httpcore.LocalProtocolError("Too little data for declared Content-Length")


def header_line(text: str) -> bytes:
    """Write a header's text, which a server may have broken into lines, as one line."""
    return b" ".join(line.strip() for line in text.encode("latin-1").splitlines())


def is_secure(origin: httpcore.Origin) -> bool:
    """Tell whether a connection is one with TLS."""
    return origin.scheme in {b"https", b"wss"}


def is_readable(line: socket.socket) -> bool:
    """Tell whether something is there to be read, or the other side has hung up."""
    if not hasattr(select, "poll"):  # on Windows
        return bool(select.select([line], [], [], 0)[0])
    poll = select.poll()
    poll.register(line, select.POLLIN)
    return bool(poll.poll(0))


@contextmanager
def stdlib_errors(late: type[Exception], broken: type[Exception]) -> Generator[None]:
    """Raise httpcore's errors in place of Python's, and of those of `http.client`."""
    with as_httpcore(late, broken):
        try:
            yield
        except RemoteDisconnected as error:
            raise httpcore.RemoteProtocolError("Server disconnected without sending a response.") from error
        except IncompleteRead as error:
            left = "" if error.expected is None else f" ({error.expected} bytes are missing)"
            raise httpcore.RemoteProtocolError(f"The answer broke off{left}") from error
        except HTTPException as error:
            raise httpcore.RemoteProtocolError(f"{type(error).__name__}: {error}") from error

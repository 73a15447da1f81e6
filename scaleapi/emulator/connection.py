"""One connection of the HTTP server: its requests are read within limits, and answered.

What is no request of reasonable size is refused with 400, 408 or 413, and the connection is closed.
"""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from email.message import Message
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from typing import Any, NoReturn, Protocol, Self, cast

from scaleapi.emulator.bodies import BODY_BYTES, read_body
from scaleapi.emulator.hosts import foreign
from scaleapi.emulator.patience import PatientReader
from scaleapi.emulator.sources import monotonic
from scaleapi.emulator.wire import Refusal, Reply, Request, Responder, error_reply, refuse

__all__ = ["Handler", "Limits"]

_LINGER = 1.0
"""Seconds, between two reads and (so that a client cannot drip on) in all."""
_PIECE = 1024 * 1024
_TOO_LONG = frozenset({414, 431})
_BROKEN_HEADERS = (FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server takes from a client."""

    body_bytes: int = BODY_BYTES
    """Of one request."""
    read_timeout: float = 60.0
    """Seconds until a request must have come whole, and until the client must have taken the answer."""
    steered_from_anywhere: bool = False
    """Whether other machines may steer the emulator, too."""
    hosts: frozenset[str] = frozenset()
    """Names that it answers to, beside addresses and `localhost`."""

    def check_hosts(self, headers: Message) -> None:
        """Refuse what is meant for somebody else."""
        name = foreign(headers.get_all("host", ()), headers.get_all("origin", ()), self.hosts)
        if name is not None:
            refuse(
                f"The emulator answers to its addresses and to localhost, not to {name[:100]!r}: a page of the web "
                "must not use it. Other names it must be told (allowed_hosts=, --allowed-host).",
                403,
            )

    def check_steering(self, request: Request, peer: str) -> None:
        """Refuse to be steered from another machine; files of results anybody may fetch.

        Args:
            request: What came.
            peer: The address that it came from.
        """
        steers = request.path.startswith("/_emulator/") and request.method != "GET"
        if steers and not self.steered_from_anywhere and not ip_address(peer).is_loopback:
            refuse(f"Only this machine may steer the emulator, unless it is told otherwise; {peer} is another.", 403)


class _Owner(Protocol):
    """What a connection needs of its server."""

    respond: Responder
    limits: Limits


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    protocol_version = default_request_version = request_version = "HTTP/1.1"
    command = ""
    # Headers and body are two writes: with Nagle's algorithm the second would wait for the client, up to 40 ms.
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """Read with limited patience from the beginning of the connection."""
        super().setup()
        self._owner = cast("_Owner", self.server)
        self._limits = self._owner.limits
        self._source = PatientReader(self.connection, self._limits.read_timeout)
        self._source.expect()
        self.rfile.close()
        self.rfile: io.BufferedIOBase = io.BufferedReader(self._source)
        self._stream = self.rfile

    def handle_one_request(self) -> None:
        """Wait for a request, and answer it."""
        try:
            if self._stream.peek(1):
                self._source.expect()
            super().handle_one_request()
            self._source.relax()
        except Refusal as refusal:
            # Where this request ends is unknown, so nothing more can be read from the connection.
            self.close_connection: bool = True
            self._send(error_reply(refusal))
            self._linger()

    def parse_request(self) -> bool:
        """Read the request line and the headers."""
        good = super().parse_request()
        if good and len(self.requestline.split()) == 2:
            refuse("The request line names no version of HTTP.")  # HTTP/0.9: from Python 3.14 on, headers are not read
        if not good or self._source.ended:
            refuse("The request is empty, or the connection ended within its headers.")
        if any(isinstance(defect, _BROKEN_HEADERS) for defect in self.headers.defects):
            refuse("The request has a line among its headers that is none.")
        return good

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> NoReturn:
        """Refuse what the base class cannot read: 413 if it is too long, else 400."""
        what = ". ".join(part for part in (message, explain) if part) or "The request line is too long"
        raise Refusal(413 if code in _TOO_LONG else 400, f"{what[:200]}.")

    def handle_expect_100(self) -> bool:
        """Wait with the go-ahead until the length is known: see `_go_ahead`."""
        return True

    def _serve(self) -> None:
        body = read_body(self._stream, self.headers, self._limits.body_bytes, self._go_ahead)
        request = Request.parse(self.command, self.path, dict(self.headers.items()), body)
        self._send(self._answer(request))

    def _answer(self, request: Request) -> Reply:
        try:
            self._limits.check_hosts(self.headers)
            self._limits.check_steering(request, self.client_address[0])
        except Refusal as refusal:
            return error_reply(refusal)
        return self._owner.respond(request)

    do_GET: Callable[[Self], None] = _serve
    do_HEAD: Callable[[Self], None] = _serve
    do_POST: Callable[[Self], None] = _serve
    do_PUT: Callable[[Self], None] = _serve
    do_PATCH: Callable[[Self], None] = _serve
    do_DELETE: Callable[[Self], None] = _serve
    do_OPTIONS: Callable[[Self], None] = _serve

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: the server is part of tests."""

    def _go_ahead(self) -> None:
        if self.headers.get("expect", "").lower() == "100-continue":
            super().handle_expect_100()

    def _send(self, reply: Reply) -> None:
        if reply.delay:
            time.sleep(reply.delay)  # noqa: TID251 - a server that was told to be slow
        if reply.sent is not None:
            self.close_connection = True
        if reply.sent == -1:
            return
        self.connection.settimeout(self._limits.read_timeout)
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body[: reply.sent])

    def _linger(self) -> None:
        """Read away what still comes, for a while: a connection that is closed on unread bytes loses the answer."""
        until = monotonic() + _LINGER
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(_LINGER)
            while self.connection.recv(_PIECE) and monotonic() < until:
                pass

"""The emulator as an HTTP/1.1 server on the standard library, for any client in any language.

One thread for each connection, which stays open between requests.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, cast

from scaleapi.emulator.wire import Refusal, Reply, Request, Responder, error_reply, refuse

__all__ = ["RunningServer", "Server"]

_CHORES_EVERY = 0.05
"""Seconds."""


class Server(ThreadingHTTPServer):
    """Listens from the moment it is made; answers while `serve_forever` runs."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], respond: Responder, chores: Callable[[], object] = lambda: None
    ) -> None:
        self.respond = respond
        self._chores = threading.Thread(target=self._do_chores, args=(chores,), daemon=True)
        self._closing = threading.Event()
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__(address, _Handler)
        self._chores.start()

    def _do_chores(self, chores: Callable[[], object]) -> None:
        """Do what is not the answer to a request, such as posting callbacks."""
        while not self._closing.wait(_CHORES_EVERY):
            chores()

    @property
    def url(self) -> str:
        """The address of the API, ready for `api_instance_url`."""
        host, port = cast("tuple[str, int]", self.server_address[:2])
        return f"http://{host}:{port}/v1"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a new connection in a thread of its own."""
        with self._connections_lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        with self._connections_lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report a defect on standard error; a client that hung up is none."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        """Stop listening, and hang up on clients that keep a connection open."""
        self._closing.set()
        if self._chores.is_alive():  # it never began if the address could not be had
            self._chores.join()
        super().server_close()
        with self._connections_lock:
            for connection in self._connections:
                _hang_up(connection)


class RunningServer:
    """A server in a background thread; leaving the `with` block, or `close()`, stops it."""

    def __init__(self, address: tuple[str, int], respond: Responder, chores: Callable[[], object]) -> None:
        self._server = Server(address, respond, chores)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address of the API, ready for `api_instance_url`."""
        return self._server.url

    def close(self) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are two writes: with Nagle's algorithm the second would wait for the client, up to 40 ms.
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        try:
            body = self._read_body()
        except Refusal as refusal:
            # Where this request ends is unknown, so nothing more can be read from the connection.
            self.close_connection = True
            self._send(error_reply(refusal))
            return
        request = Request.parse(self.command, self.path, dict(self.headers.items()), body)
        self._send(cast("Server", self.server).respond(request))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: the server is part of tests."""

    def _read_body(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            return b"".join(iter(self._read_chunk, b""))
        length = _number(self.headers.get("content-length", "0"), 10, "The Content-Length header")
        return self._read(length)

    def _read_chunk(self) -> bytes:
        size = _number(self.rfile.readline().partition(b";")[0].decode("latin-1").strip(), 16, "The size of a chunk")
        chunk = self._read(size)
        if size:
            self.rfile.readline()
            return chunk
        # Trailers, if any, end with an empty line.
        while self.rfile.readline().strip():
            pass
        return b""

    def _read(self, length: int) -> bytes:
        content = self.rfile.read(length)
        if len(content) < length:
            # Half a body must not be taken for a whole one.
            raise ConnectionAbortedError("The client hung up within the body of a request.")
        return content

    def _send(self, reply: Reply) -> None:
        if reply.delay:
            time.sleep(reply.delay)  # noqa: TID251 - a server that was told to be slow
        if reply.sent is not None:
            self.close_connection = True
        if reply.sent == -1:
            return
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body[: reply.sent])


def _number(text: str, base: int, what: str) -> int:
    try:
        number = int(text, base)
    except ValueError:
        number = -1
    if number < 0:
        refuse(f'{what} must be a number, not "{text}".')
    return number


def _hang_up(connection: socket.socket) -> None:
    # An error means that the client was faster: the connection is gone, as it should be.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)

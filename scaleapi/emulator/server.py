"""The emulator as an HTTP/1.1 server on the standard library, for any client in any language.

One thread for each connection, which stays open between requests.
"""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, cast

from scaleapi.emulator.connection import Handler, Limits
from scaleapi.emulator.wire import Responder

__all__ = ["RunningServer", "Server"]

_CHORES_EVERY = 0.05
"""Seconds."""


class Server(ThreadingHTTPServer):
    """Listens from the moment it is made; answers while `serve_forever` runs."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        respond: Responder,
        chores: Callable[[], object] = lambda: None,
        limits: Limits | None = None,
    ) -> None:
        self.respond = respond
        self.limits: Limits = limits or Limits()
        self._chores = threading.Thread(target=self._do_chores, args=(chores,), daemon=True)
        self._closing = threading.Event()
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__(address, Handler)
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
        """Report a defect on standard error; a client that hung up, or takes no answer, is none."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
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

    def __init__(
        self,
        address: tuple[str, int],
        respond: Responder,
        chores: Callable[[], object],
        limits: Limits | None = None,
    ) -> None:
        self._server = Server(address, respond, chores, limits)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address of the API, ready for `api_instance_url`."""
        return self._server.url

    def close(self) -> None:
        """Stop the server."""
        with suppress(OSError):  # where this is possible, it need not find out at its next look
            self._server.socket.shutdown(socket.SHUT_RDWR)
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


def _hang_up(connection: socket.socket) -> None:
    # An error means that the client was faster: the connection is gone, as it should be.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)

"""httpx over `http.client`: httpcore's pool, with connections that cost less.

Everything here goes through public interfaces: httpcore's pool, httpx's transports.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpcore
import httpx

from scaleapi._core.http.bridge import as_httpx, asked, facts_of
from scaleapi._core.http.stdlib_connection import StdlibConnection

__all__ = ["SocketTransport"]


class _Pool(httpcore.ConnectionPool):
    """What httpcore's pool is, with connections of ours."""

    def __init__(self, context: ssl.SSLContext, limits: httpx.Limits) -> None:
        super().__init__(
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
        )
        self._context, self._keepalive = context, limits.keepalive_expiry

    def create_connection(self, origin: httpcore.Origin) -> httpcore.ConnectionInterface:
        return StdlibConnection(origin, self._context, self._keepalive)


class SocketTransport(httpx.BaseTransport):
    """What `httpx.HTTPTransport` is, on quicker connections.

    Args:
        context: For TLS.
        limits: How many connections there may be, and how long idle ones are kept.
    """

    def __init__(self, context: ssl.SSLContext, limits: httpx.Limits) -> None:
        context.set_alpn_protocols(["http/1.1"])
        self._pool = _Pool(context, limits)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's body is still to be read."""
        with as_httpx(request):
            answer = self._pool.handle_request(asked(request))
        body = _Body(cast("Iterable[bytes]", answer.stream), request)
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=facts_of(answer))

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """The body of an answer, as it comes in."""

    def __init__(self, stream: Iterable[bytes], request: httpx.Request) -> None:
        self._stream, self._request = stream, request

    def __iter__(self) -> Iterator[bytes]:
        with as_httpx(self._request):
            yield from self._stream

    def close(self) -> None:
        """Give the connection back."""
        cast("Any", self._stream).close()

"""httpx over sockets with larger reads: a page of a list comes in one piece or two, not in five.

Each piece goes through the layers of h11, httpcore and httpx, which takes more time than to receive it. Everything here
goes through public interfaces: httpcore's network backend, httpx's transports.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpcore
import httpx

from scaleapi._core.http.bridge import as_httpx, asked, facts_of

__all__ = ["LargeReads", "SocketTransport"]

_LARGE = 1 << 19
"""Bytes that are read at once where much comes in."""


class SocketTransport(httpx.BaseTransport):
    """What `httpx.HTTPTransport` is, with larger reads.

    Args:
        context: For TLS.
        limits: How many connections there may be, and how long idle ones are kept.
    """

    def __init__(self, context: ssl.SSLContext, limits: httpx.Limits) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=LargeReads(),
        )

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


class LargeReads(httpcore.SyncBackend):
    """Opens connections that read more at once, once much has come."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect."""
        return _Stream(super().connect_tcp(host, port, timeout, local_address, socket_options))


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        self._much = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is, up to what is asked for, or more where the last read was full."""
        piece = self._inner.read(_LARGE if self._much else max_bytes, timeout)
        self._much = len(piece) >= max_bytes
        return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on with TLS, which gives a record at a time, whatever is asked for."""
        return self._inner.start_tls(ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

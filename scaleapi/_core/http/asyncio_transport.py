"""httpx over asyncio alone: httpcore's pool, with connections that cost less.

Everything here goes through public interfaces: httpcore's pool, httpx's transports.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any, cast

import httpcore
import httpx

from scaleapi._core.http.asyncio_connection import AsyncioConnection
from scaleapi._core.http.bridge import as_httpx, asked, facts_of

__all__ = ["AsyncioTransport"]


class _Pool(httpcore.AsyncConnectionPool):
    """What httpcore's pool is, with connections of ours."""

    def __init__(self, context: ssl.SSLContext, limits: httpx.Limits) -> None:
        super().__init__(
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
        )
        self._context, self._keepalive = context, limits.keepalive_expiry

    def create_connection(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        return AsyncioConnection(origin, self._context, self._keepalive)


class AsyncioTransport(httpx.AsyncBaseTransport):
    """What `httpx.AsyncHTTPTransport` is, for asyncio.

    Args:
        context: For TLS.
        limits: How many connections there may be, and how long idle ones are kept.
    """

    def __init__(self, context: ssl.SSLContext, limits: httpx.Limits) -> None:
        context.set_alpn_protocols(["http/1.1"])
        self._pool = _Pool(context, limits)

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

"""One pool of connections: an httpx client that hands each request to its transport at once.

An httpx client looks for cookies, redirects and ways to authenticate at each request, which takes a third of a small
request's time, and nothing here needs it. Only where there are proxies, its choice among them is used.

httpx is imported here at once: this module is imported with the first request only.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

import httpx

from scaleapi._core import system
from scaleapi._core.http.config import Config
from scaleapi._core.http.socket_transport import SocketTransport
from scaleapi.exceptions import ScaleException

__all__ = ["AsyncPool", "Pool", "mounts", "open_async", "open_sync"]

W = TypeVar("W", httpx.BaseTransport, httpx.AsyncBaseTransport)
X = TypeVar("X")

_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=60)


class _Wires(Generic[W]):
    """A transport for each scheme, made when it is needed: reading the authorities that TLS trusts takes 20 ms."""

    def __init__(self, secure: Callable[[], W], plain: Callable[[], W]) -> None:
        self._secure: Callable[[], W] = secure
        self._plain: Callable[[], W] = plain
        self._made: dict[bool, W] = {}

    def of(self, request: httpx.Request) -> W:
        """Return the transport of a request."""
        secure = request.url.scheme == "https"
        if secure not in self._made:
            self._made.setdefault(secure, self._secure() if secure else self._plain())
        return self._made[secure]

    @property
    def made(self) -> list[W]:
        """Those that must be closed."""
        return list(self._made.values())


class _Wire(_Wires[httpx.BaseTransport], httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.of(request).handle_request(request)

    def close(self) -> None:
        for one in self.made:
            one.close()


class _AsyncWire(_Wires[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.of(request).handle_async_request(request)

    async def aclose(self) -> None:
        for one in self.made:
            await one.aclose()


class Pool(httpx.Client):
    """Connections of a ScaleClient."""

    def __init__(self, wire: httpx.BaseTransport) -> None:
        super().__init__(transport=wire)
        self._wire = wire

    def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = True,  # noqa: ARG002  (httpx's signature)
        auth: object = None,  # noqa: ARG002  (httpx's signature; requests come with all they need)
        follow_redirects: object = False,  # noqa: ARG002
    ) -> httpx.Response:
        """Send one request; the answer's body is still to be read."""
        response = self._wire.handle_request(request)
        response.request = request
        return response


class AsyncPool(httpx.AsyncClient):
    """Connections of an AsyncScaleClient."""

    def __init__(self, wire: httpx.AsyncBaseTransport) -> None:
        super().__init__(transport=wire)
        self._wire = wire

    async def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = True,  # noqa: ARG002  (httpx's signature)
        auth: object = None,  # noqa: ARG002  (httpx's signature; requests come with all they need)
        follow_redirects: object = False,  # noqa: ARG002
    ) -> httpx.Response:
        """Send one request; the answer's body is still to be read."""
        response = await self._wire.handle_async_request(request)
        response.request = request
        return response


def open_sync(config: Config) -> httpx.Client:
    """Open a connection pool for a ScaleClient."""

    def direct(proxy: httpx.Proxy | None) -> httpx.HTTPTransport:
        return httpx.HTTPTransport(verify=config.ssl_context, limits=_LIMITS, proxy=proxy)

    if not config.proxies and not system.has_proxies():
        return Pool(
            _Wire(
                lambda: SocketTransport(config.ssl_context, _LIMITS),
                lambda: SocketTransport(_trusting_nobody(), _LIMITS),
            )
        )
    return httpx.Client(verify=config.ssl_context, limits=_LIMITS, mounts=mounts(config.proxies, direct))


def open_async(config: Config) -> httpx.AsyncClient:
    """Open a connection pool for an AsyncScaleClient."""
    if not config.proxies and not system.has_proxies():
        from scaleapi._core.http.asyncio_transport import (
            AsyncioTransport,  # imports asyncio, which the other client does not need
        )

        return AsyncPool(
            _AsyncWire(
                lambda: AsyncioTransport(config.ssl_context, _LIMITS),
                lambda: AsyncioTransport(_trusting_nobody(), _LIMITS),
            )
        )

    def direct(proxy: httpx.Proxy | None) -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(verify=config.ssl_context, limits=_LIMITS, proxy=proxy)

    return httpx.AsyncClient(verify=config.ssl_context, limits=_LIMITS, mounts=mounts(config.proxies, direct))


def _trusting_nobody() -> ssl.SSLContext:
    """Make a context for connections without TLS: with it, every certificate would be refused."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def mounts(proxies: Mapping[str, str | None], make: Callable[[httpx.Proxy | None], X]) -> dict[str, X]:
    """Turn a proxies dictionary as `requests` takes it into httpx's mounts.

    Keys are a scheme (`https`), a scheme and host (`https://api.scale.com`), `all`, or `no_proxy` with a comma-joined
    list of hosts. An empty value means: no proxy there.
    """
    made: dict[str, X] = {}
    for key, value in proxies.items():
        if key in {"no_proxy", "no"}:
            hosts = [host.strip() for host in (value or "").split(",") if host.strip()]
            made.update({f"all://{host.removeprefix('.')}": make(None) for host in hosts})
        else:
            pattern = key if "://" in key else f"{key}://"
            try:
                made[pattern] = make(httpx.Proxy(_with_scheme(value)) if value else None)
            except (ValueError, ImportError) as error:
                raise ScaleException(f"The proxy for {key!r} cannot be used: {error}") from None
    return made


def _with_scheme(proxy: str) -> str:
    return proxy if "://" in proxy else f"http://{proxy}"

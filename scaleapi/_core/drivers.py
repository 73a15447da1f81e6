"""The two drivers: the only code that sends, waits, locks or awaits. Each carries out the same flows."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any, Generic, NoReturn, Self, TypeVar, cast

from scaleapi._core import transport, world
from scaleapi._core.call import Call, Flow, Pages, Reply, Send
from scaleapi._core.config import Cert, Config, Validation, Verify, build_config
from scaleapi._core.flows import exchange
from scaleapi.exceptions import ScaleException
from scaleapi.models.base import Entity

if TYPE_CHECKING:
    import httpx

__all__ = ["AsyncDriver", "AsyncListing", "Driver", "Listing", "SyncDriver"]

T = TypeVar("T")
H = TypeVar("H")


class Listing(Iterator[T]):
    """Items of a list that comes in pages; holds one page at a time. `close()` ends it early."""

    def __init__(self, items: Generator[T, None, None]) -> None:
        self._items = items

    def __next__(self) -> T:
        return next(self._items)

    def close(self) -> None:
        """Stop: nothing more is fetched."""
        self._items.close()


class AsyncListing(AsyncIterator[T]):
    """Items of a list that comes in pages; holds one page at a time. `aclose()` ends it early."""

    def __init__(self, items: AsyncGenerator[T, None]) -> None:
        self._items = items

    async def __anext__(self) -> T:
        return await anext(self._items)

    async def aclose(self) -> None:
        """Stop: nothing more is fetched."""
        await self._items.aclose()


class Driver(Generic[H]):
    """What both clients share: settings, and when connections are opened and closed.

    Args:
        api_key: The key; from the environment variable `SCALE_API_KEY` if None.
        source: Added to the `User-Agent`, to tell your programs apart.
        api_instance_url: The service's address; from `SCALE_API_URL`, else `https://api.scale.com/v1`.
        verify: Whether to check the service's certificate; or the path of a CA bundle; or an `ssl.SSLContext`.
        proxies: As `requests` takes them: `{"https": "http://10.10.1.10:1080"}`.
        cert: A client certificate: the path of a PEM file, or a pair of paths (certificate, key).
        timeout: Seconds to wait for each step of a request.
        max_retries: How often a call is sent again where that is safe.
        validation: `"error"` raises ScaleValidationError before a wrong payload is sent, `"warn"` only warns,
            `"off"` sends everything.
        http_client: Your own httpx client, which you close yourself; `verify`, `proxies` and `cert` are then its
            business.

    Raises:
        ScaleException: There is no key, or a setting makes no sense.
    """

    _config: Config

    def __init__(
        self,
        api_key: str | None = None,
        source: str | None = None,
        api_instance_url: str | None = None,
        verify: Verify = None,
        proxies: Mapping[str, str | None] | None = None,
        cert: Cert = None,
        *,
        timeout: float = 60.0,
        max_retries: int = 3,
        validation: Validation = "error",
        http_client: H | None = None,
    ) -> None:
        self._config = build_config(
            api_key=api_key,
            source=source,
            api_instance_url=api_instance_url,
            verify=verify,
            proxies=proxies,
            cert=cert,
            timeout=timeout,
            max_retries=max_retries,
            validation=validation,
        )
        self._http = http_client
        self._owns_http = http_client is None
        self._closed = False
        self._opening = threading.Lock()

    def _open(self) -> H:
        raise NotImplementedError

    def _pool(self) -> H:
        """Return the connections, opened by whichever call comes first."""
        with self._opening:
            if self._closed:
                raise ScaleException(f"This {type(self).__name__} is closed; make a new one")
            if self._http is None:
                self._http = self._open()
            return self._http

    def _release(self) -> H | None:
        """Mark as closed; return the connections that are ours to close."""
        with self._opening:
            self._closed = True
            http, self._http = self._http, None
            return http if self._owns_http else None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(api_instance_url={self._config.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"A {type(self).__name__} holds a key and connections, and is never pickled: make one there")


class SyncDriver(Driver["httpx.Client"]):
    """Carries out calls in the calling thread."""

    def _open(self) -> httpx.Client:
        return transport.open_sync(self._config)

    def run(self, what: Call[T] | Flow[T]) -> T:
        """Carry out a call or a conversation."""
        flow = exchange(what, self._config.retry) if isinstance(what, Call) else what
        try:
            send = next(flow)
            while True:
                if send.after:
                    world.sleep(send.after)
                send = flow.send(self._attempt(send))
        except StopIteration as end:
            return self._attach(cast("T", end.value))

    def pages(self, what: Pages[T]) -> Listing[T]:
        """List items page by page."""
        return Listing(self._items(what))

    def _items(self, what: Pages[T]) -> Generator[T, None, None]:
        call: Call[Any] | Flow[Any] | None = what.first
        while call is not None:
            page = self.run(call)
            yield from page
            call = what.after(page)

    def _attempt(self, send: Send) -> Reply:
        import httpx

        http = self._pool()
        request, started = transport.build_request(http, send.call, self._config), world.monotonic()
        try:
            if send.call.into is not None:
                return self._download(http, request, send.call.into, started)
            return transport.reply_of(http.send(request, follow_redirects=False), started)
        except (httpx.TransportError, httpx.DecodingError) as error:
            return transport.reply_of_failure(error, request, started)

    def _download(self, http: httpx.Client, request: httpx.Request, into: IO[bytes], started: float) -> Reply:
        transport.empty(into)
        response = http.send(request, follow_redirects=False, stream=True)
        try:
            if not response.is_success:
                response.read()
                return transport.reply_of(response, started)
            for piece in response.iter_bytes():
                into.write(piece)
            return transport.reply_of(response, started, kept=False)
        finally:
            response.close()

    def _attach(self, result: T) -> T:
        """Give entities their client, so that `task.cancel()` and the like work."""
        whole: object = result
        for entity in cast("list[object]", whole) if isinstance(whole, list) else [whole]:
            if isinstance(entity, Entity):
                entity._client = self
        return result

    def close(self) -> None:
        """Close the connections. Calls after this raise ScaleException."""
        http = self._release()
        if http is not None:
            http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()


class AsyncDriver(Driver["httpx.AsyncClient"]):
    """Carries out calls under asyncio."""

    def _open(self) -> httpx.AsyncClient:
        return transport.open_async(self._config)

    async def run(self, what: Call[T] | Flow[T]) -> T:
        """Carry out a call or a conversation."""
        flow = exchange(what, self._config.retry) if isinstance(what, Call) else what
        try:
            send = next(flow)
            while True:
                if send.after:
                    await world.async_sleep(send.after)
                send = flow.send(await self._attempt(send))
        except StopIteration as end:
            return cast("T", end.value)

    def pages(self, what: Pages[T]) -> AsyncListing[T]:
        """List items page by page."""
        return AsyncListing(self._items(what))

    async def _items(self, what: Pages[T]) -> AsyncGenerator[T, None]:
        call: Call[Any] | Flow[Any] | None = what.first
        while call is not None:
            page = await self.run(call)
            for item in page:
                yield item
            call = what.after(page)

    async def _attempt(self, send: Send) -> Reply:
        import httpx

        http = self._pool()
        request, started = transport.build_request(http, send.call, self._config), world.monotonic()
        try:
            if send.call.into is not None:
                return await self._download(http, request, send.call.into, started)
            return transport.reply_of(await http.send(request, follow_redirects=False), started)
        except (httpx.TransportError, httpx.DecodingError) as error:
            return transport.reply_of_failure(error, request, started)

    async def _download(
        self, http: httpx.AsyncClient, request: httpx.Request, into: IO[bytes], started: float
    ) -> Reply:
        transport.empty(into)
        response = await http.send(request, follow_redirects=False, stream=True)
        try:
            if not response.is_success:
                await response.aread()
                return transport.reply_of(response, started)
            async for piece in response.aiter_bytes():
                into.write(piece)
            return transport.reply_of(response, started, kept=False)
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        """Close the connections. Calls after this raise ScaleException."""
        http = self._release()
        if http is not None:
            await http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self.aclose()

"""Calls under asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from scaleapi._core import system
from scaleapi._core.calls.call import Call, Flow, Reply, Send
from scaleapi._core.drivers.driver import Driver
from scaleapi._core.http import messages
from scaleapi._core.http.bodies import UNREADABLE
from scaleapi._core.http.clients import AsyncHttpClient
from scaleapi._core.http.loading import load_httpx
from scaleapi._core.jobs.parallel import ParallelJob, run_parallel
from scaleapi.exceptions import ScaleException

if TYPE_CHECKING:
    import httpx

    from scaleapi._core.jobs.operation import BulkOperation, ItemResult
    from scaleapi._core.jobs.runners import AsyncBulkRun
    from scaleapi._core.paging.iterators import AsyncPageIterator
    from scaleapi._core.paging.pages import Pages

__all__ = ["AsyncDriver"]

T = TypeVar("T")
R = TypeVar("R", bound="ItemResult")


class AsyncDriver(Driver[AsyncHttpClient]):
    """Carries out calls under asyncio."""

    _is_async: ClassVar[bool] = True

    def _open(self) -> AsyncHttpClient:
        load_httpx()
        from scaleapi._core.http.pools import open_async  # imports httpx, so with the first request

        return open_async(self._config)

    async def run(self, what: Call[T] | Flow[T] | ParallelJob[T]) -> T:
        """Carry out a call, a conversation or a parallel job."""
        if isinstance(what, ParallelJob):
            return await self._run_parallel(what)
        flow, last = self._flow(what), None
        try:
            send = next(flow)
            while True:
                last = send, await self._perform(send)
                send = flow.send(last[1])
                self._instrumentation.moved(*last, send)
        except StopIteration as end:
            return self._finish(cast("T", end.value), last)
        except ScaleException:
            self._instrumentation.failed(last)
            raise
        finally:
            flow.close()

    async def _perform(self, send: Send) -> Reply:
        if send.after:
            await system.async_sleep(send.after)
        return await self._attempt(send)

    async def _run_parallel(self, work: ParallelJob[T]) -> T:
        """Carry a parallel job out in threads, which have this event loop send."""
        import asyncio  # only the async client needs it, and it costs time

        loop = asyncio.get_running_loop()

        def run(flow: Flow[Any]) -> Any:
            return self._carry_out(
                flow, lambda send: asyncio.run_coroutine_threadsafe(self._perform(send), loop).result()
            )

        future = asyncio.ensure_future(asyncio.to_thread(run_parallel, work, run))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            work.stopped = True
            await asyncio.gather(future, return_exceptions=True)  # what is under way ends, and leaves nothing behind
            raise

    def pages(self, what: Pages[T]) -> AsyncPageIterator[T]:
        """List items page by page."""
        from scaleapi._core.paging.iterators import AsyncPageIterator  # a process that makes one call has no use for it
        from scaleapi._core.paging.pager import Pager

        return AsyncPageIterator(Pager(what), self.run)

    def many(self, what: BulkOperation[R]) -> AsyncBulkRun[R]:
        """Do work of many rows, as its results are asked for."""
        from scaleapi._core.jobs.runners import AsyncBulkRun, run_items_async  # see pages
        from scaleapi._core.jobs.scheduler import Scheduler

        scheduler = Scheduler(what)
        run = AsyncBulkRun(scheduler, run_items_async(scheduler, self))
        self._runs.add(run)
        return run

    async def _attempt(self, send: Send) -> Reply:
        started, url = system.monotonic(), messages.address(send.call, self._config)
        wait = self._rate_limiter.enter(started, send.within)
        if wait is None:
            return messages.held(url, started)
        if wait:
            await system.async_sleep(wait)
        lent = self._connections.lend(system.running_loop())
        try:
            return self._learn(send, await self._send(lent.http, send, url, started))
        finally:
            self._connections.give_back(lent)

    async def _send(self, http: AsyncHttpClient, send: Send, url: str, started: float) -> Reply:
        library = messages.library_of(http)
        request = messages.build_request(self._connections.given, send.call, self._config, send.within)
        self._instrumentation.sending(send, url)
        try:
            response: httpx.Response = await http.send(request, stream=True, follow_redirects=False)
            try:
                body = await self._read(response, send, started)
            finally:
                await response.aclose()
            return messages.reply_of(response, body, url, started)
        except (library.TransportError, library.DecodingError, *UNREADABLE) as error:
            return messages.reply_of_failure(error, url, started)

    async def _read(self, response: httpx.Response, send: Send, started: float) -> bytes:
        into = messages.target_of(send.call, response)
        body = messages.body_of(response, self._config, send.within, started, into)
        if response.is_stream_consumed:  # by a transport that gives whole answers
            body.take(response.content)
        else:
            async for piece in response.aiter_bytes() if body.encoded else response.aiter_raw():
                if not body.add(piece):
                    break
        return body.whole()

    async def aclose(self) -> None:
        """Finish what runs have under way, and close the connections. Calls after this raise ScaleException."""
        if self._closes:
            for run in list(self._runs):
                await cast("AsyncBulkRun[Any]", run).aclose()
            for loop, http in self._connections.release():
                await system.in_loop(loop, http.aclose)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self.aclose()

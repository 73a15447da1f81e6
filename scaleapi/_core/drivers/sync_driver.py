"""Calls in threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from scaleapi._core import system
from scaleapi._core.calls.call import Call, Flow, Reply, Send
from scaleapi._core.drivers.driver import Driver
from scaleapi._core.http import messages
from scaleapi._core.http.bodies import UNREADABLE
from scaleapi._core.http.clients import HttpClient
from scaleapi._core.http.loading import load_httpx
from scaleapi._core.jobs.parallel import ParallelJob, run_parallel

if TYPE_CHECKING:
    import httpx

    from scaleapi._core.jobs.operation import BulkOperation, ItemResult
    from scaleapi._core.jobs.runners import BulkRun
    from scaleapi._core.paging.iterators import PageIterator
    from scaleapi._core.paging.pages import Pages

__all__ = ["SyncDriver"]

T = TypeVar("T")
R = TypeVar("R", bound="ItemResult")


class SyncDriver(Driver[HttpClient]):
    """Carries out calls in the calling thread."""

    _carried: ClassVar[bool] = True

    def _open(self) -> HttpClient:
        load_httpx()
        from scaleapi._core.http.pools import open_sync  # imports httpx, so with the first request

        return open_sync(self._config)

    def run(self, what: Call[T] | Flow[T] | ParallelJob[T]) -> T:
        """Carry out a call, a conversation or a parallel job."""
        if isinstance(what, ParallelJob):
            return run_parallel(what, self.run)
        return self._carry_out(self._flow(what), self._perform)

    def _perform(self, send: Send) -> Reply:
        if send.after:
            system.sleep(send.after)
        return self._attempt(send)

    def pages(self, what: Pages[T]) -> PageIterator[T]:
        """List items page by page."""
        from scaleapi._core.paging.iterators import PageIterator  # a process that makes one call has no use for it
        from scaleapi._core.paging.pager import Pager

        return PageIterator(Pager(what), self.run)

    def many(self, what: BulkOperation[R]) -> BulkRun[R]:
        """Do work of many rows, as its results are asked for."""
        from scaleapi._core.jobs.runners import BulkRun, run_items  # a process that makes one call has no use for it
        from scaleapi._core.jobs.scheduler import Scheduler

        scheduler = Scheduler(what)
        run = BulkRun(scheduler, run_items(scheduler, self))
        self._runs.add(run)
        return run

    def _attempt(self, send: Send) -> Reply:
        started, url = system.monotonic(), messages.address(send.call, self._config)
        wait = self._rate_limiter.enter(started, send.within)
        if wait is None:
            return messages.held(url, started)
        if wait:
            system.sleep(wait)
        lent = self._connections.lend()
        try:
            return self._learn(send, self._send(lent.http, send, url, started))
        finally:
            self._connections.give_back(lent)

    def _send(self, http: HttpClient, send: Send, url: str, started: float) -> Reply:
        library = messages.library_of(http)
        request = messages.build_request(self._connections.given, send.call, self._config, send.within)
        self._instrumentation.sending(send, url)
        try:
            response: httpx.Response = http.send(request, stream=True, follow_redirects=False)
            try:
                body = self._read(response, send, started)
            finally:
                response.close()
            return messages.reply_of(response, body, url, started)
        except (library.TransportError, library.DecodingError, *UNREADABLE) as error:
            return messages.reply_of_failure(error, url, started)

    def _read(self, response: httpx.Response, send: Send, started: float) -> bytes:
        into = messages.target_of(send.call, response)
        body = messages.body_of(response, self._config, send.within, started, into)
        if response.is_stream_consumed:  # by a transport that gives whole answers
            body.take(response.content)
        else:
            for piece in response.iter_bytes() if body.encoded else response.iter_raw():
                if not body.add(piece):
                    break
        return body.whole()

    def close(self) -> None:
        """Finish what runs have under way, and close the connections. Calls after this raise ScaleException."""
        if self._closes:
            for run in list(self._runs):
                cast("BulkRun[Any]", run).close()
            for _, http in self._connections.release():
                http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

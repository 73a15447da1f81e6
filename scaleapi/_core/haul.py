"""Hauls: lists that are taken in bulk, several side by side, and made into something: files, mostly.

Each list has a sink, which takes its items some at a time. What takes long without talking to the service (converting,
writing) is done in the sink; what must be fetched for an item besides, it names. On the async client, sinks work in
threads, so that the event loop stays free.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing, closing
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from scaleapi._core.call import Flow, Pages

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from scaleapi._core.listings import Listing

__all__ = ["Haul", "Sink", "collect", "haul", "haul_async", "pour"]

T = TypeVar("T")
R = TypeVar("R")


class Sink(Generic[T]):
    """Takes one list. A driver calls these in this order: `take` until the list ends, then `finish`."""

    listing: Pages[T]
    size: int
    """How many items it takes at a time."""

    def wanted(self, item: T) -> Flow[Any] | None:  # noqa: ARG002  (for subclasses)
        """Say what must be fetched for an item; None if nothing."""
        return None

    def take(self, items: Sequence[T], fetched: Sequence[Any]) -> None:
        """Take items, each with what was fetched for it."""
        raise NotImplementedError

    def finish(self) -> Any:
        """Complete what was made, and tell of it."""
        raise NotImplementedError

    def discard(self) -> None:
        """Leave nothing behind."""
        raise NotImplementedError


class Haul(Generic[R]):
    """Lists to be taken side by side, and what is made of all of them."""

    width: int
    """How many lists are taken at once."""
    executor: Executor | None = None
    """Where lists are taken, if not here: it is given `remote` instead of `sinks`."""
    stopped: bool = False
    """Whether nothing more is to be taken."""

    def prepare(self) -> Flow[None]:
        """Find out what must be known before the first list."""
        raise NotImplementedError

    def sinks(self) -> Iterable[Callable[[], Sink[Any]]]:
        """Say what is left to do: for each list, how its sink is made. Asked again until nothing is."""
        raise NotImplementedError

    def remote(self) -> Iterable[tuple[Callable[..., Any], tuple[Any, ...]]]:
        """Say the same for an executor: functions, and arguments that may travel."""
        raise NotImplementedError

    def landed(self, result: Any) -> None:
        """Know what became of a list."""
        raise NotImplementedError

    def end(self) -> R:
        """Tell of the whole."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what is open: however it ended."""


class _Stopped(Exception):  # noqa: N818  (nobody sees it: the error that stopped the others is raised)
    """Another list of the haul has failed."""


def pour(driver: Any, sink: Sink[Any], work: Haul[Any] | None = None) -> Any:
    """Take one list in this thread."""
    try:
        listing: Listing[Any] = driver.pages(sink.listing)
        with closing(listing):
            while items := list(islice(listing, sink.size)):
                _go_on(work)
                flows = [sink.wanted(item) for item in items]
                sink.take(items, [None if flow is None else driver.run(flow) for flow in flows])
        return sink.finish()
    except BaseException:
        sink.discard()
        raise


def _go_on(work: Haul[Any] | None) -> None:
    if work is not None and work.stopped:
        raise _Stopped


def haul(work: Haul[R], driver: Any) -> R:
    """Take all lists, in threads or wherever the executor has them taken."""
    with closing(work):
        return _haul(work, driver)


def _haul(work: Haul[R], driver: Any) -> R:
    driver.run(work.prepare())
    if work.executor is not None:
        return _on_executor(work, work.executor)
    from concurrent.futures import ThreadPoolExecutor  # costs time

    with ThreadPoolExecutor(work.width, "scaleapi-haul") as threads:
        while makers := list(work.sinks()):
            _collect(work, [threads.submit(_make_and_pour, driver, make, work) for make in makers])
    return work.end()


def _make_and_pour(driver: Any, make: Callable[[], Sink[Any]], work: Haul[Any]) -> Any:
    _go_on(work)
    return pour(driver, make(), work)


def _on_executor(work: Haul[R], executor: Executor) -> R:
    while jobs := list(work.remote()):
        # Positional arguments only: dask's executor takes those with names for itself.
        _collect(work, [executor.submit(function, *arguments) for function, arguments in jobs])
    return work.end()


def _collect(work: Haul[Any], futures: Sequence[Future[Any]]) -> None:
    try:
        collect(futures, work.landed)
    except BaseException:
        work.stopped = True
        raise


def collect(futures: Sequence[Future[Any]], landed: Callable[[Any], object]) -> None:
    """Wait for all futures, and hand out what they give; the first error, or an interrupt, ends what has not begun."""
    from concurrent.futures import as_completed

    try:
        for future in as_completed(futures):
            landed(future.result())
    except BaseException:
        for future in futures:
            future.cancel()
        raise


async def haul_async(work: Haul[R], driver: Any) -> R:
    """Take all lists in asyncio tasks, or wherever the executor has them taken."""
    with closing(work):
        return await _haul_async(work, driver)


async def _haul_async(work: Haul[R], driver: Any) -> R:
    import asyncio  # only the async client needs it, and it costs time

    await driver.run(work.prepare())
    if work.executor is not None:
        return await _in_thread(_on_executor, work, work.executor)
    places = asyncio.Semaphore(work.width)

    async def one(make: Callable[[], Sink[Any]]) -> None:
        async with places:
            work.landed(await _pour_async(driver, await _in_thread(make)))

    while makers := await _in_thread(lambda: list(work.sinks())):
        try:
            async with asyncio.TaskGroup() as group:
                for make in makers:
                    group.create_task(one(make))
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None  # the others were only stopped by it
    return work.end()


async def _pour_async(driver: Any, sink: Sink[Any]) -> Any:
    """Take one list in this asyncio task."""
    try:
        async with aclosing(driver.pages(sink.listing)) as listing:
            async for items in _some_at_a_time(listing, sink.size):
                flows = [sink.wanted(item) for item in items]
                fetched = [None if flow is None else await driver.run(flow) for flow in flows]
                await _in_thread(sink.take, items, fetched)
        return await _in_thread(sink.finish)
    except BaseException:
        sink.discard()
        raise


async def _some_at_a_time(listing: Any, size: int) -> AsyncGenerator[list[Any], None]:
    items: list[Any] = []
    async for item in listing:
        items.append(item)
        if len(items) == size:
            yield items
            items = []
    if items:
        yield items


async def _in_thread(function: Callable[..., T], *arguments: Any) -> T:
    """Do something in a thread. When cancelled, wait for the thread: what it works on is discarded then."""
    import asyncio

    future = asyncio.ensure_future(asyncio.to_thread(function, *arguments))
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait([future])
        raise

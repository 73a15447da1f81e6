"""Runs: rows of work side by side, in threads or in asyncio tasks. Results come as they end, or in order.

However a run is left (an error, Ctrl-C, `close()`, the end of the user's loop), what is under way is finished and noted
down first. A second Ctrl-C ends that, too.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from scaleapi._core.jobs.operation import ItemResult, WorkItem
from scaleapi._core.jobs.scheduler import Scheduler, Summary
from scaleapi._show.shown import Rows, Shown

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor
    from queue import SimpleQueue
    from types import AsyncGeneratorType, GeneratorType

__all__ = ["AsyncBulkRun", "BulkRun", "run_items", "run_items_async"]

R = TypeVar("R", bound=ItemResult)
Landed = tuple[WorkItem[R], R]


class _BulkRun(Shown, Generic[R]):
    """What both kinds of runs share; they show what has been done so far."""

    _scheduler: Scheduler[R]

    @property
    def summary(self) -> Summary:
        """What has been done so far, and how to go on."""
        return self._scheduler.summary

    def _facts(self) -> list[tuple[str, object]]:
        (what, *facts), total = self._scheduler.summary._facts(), self._scheduler.work.total
        return [what, *([] if total is None else [("total", total)]), *facts]

    def _rows(self) -> Rows | None:
        return self._scheduler.summary._rows()


class BulkRun(_BulkRun[R], Iterator[R]):
    """Work of many rows: iterate to have it done. Also a context manager; `close()` ends it early, and cleanly."""

    def __init__(self, scheduler: Scheduler[R], results: Generator[R, None, None]) -> None:
        self._scheduler, self._results = scheduler, cast("GeneratorType[R, None, None]", results)

    def __next__(self) -> R:
        return next(self._results)

    def close(self) -> None:
        """Begin nothing more; return when what is under way has ended and is noted down.

        While another thread waits for a result, nothing happens: that thread has the run.
        """
        if not self._results.gi_running:
            self._results.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()


class AsyncBulkRun(_BulkRun[R], AsyncIterator[R]):
    """Work of many rows: iterate to have it done. Also an async context manager; `aclose()` ends it early."""

    def __init__(self, scheduler: Scheduler[R], results: AsyncGenerator[R, None]) -> None:
        self._scheduler, self._results = scheduler, cast("AsyncGeneratorType[R, None]", results)

    async def __anext__(self) -> R:
        return await anext(self._results)

    async def aclose(self) -> None:
        """Begin nothing more; return when what is under way has ended and is noted down.

        While another task waits for a result, nothing happens: that task has the run.
        """
        if not self._results.ag_running:
            await self._results.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self.aclose()


def run_items(scheduler: Scheduler[R], driver: Any) -> Generator[R, None, None]:
    """Do the work in threads, one for each row under way."""
    from queue import SimpleQueue  # costs time, and only long work needs it

    threads: ThreadPoolExecutor | None = None
    landed: SimpleQueue[Landed[R]] = SimpleQueue()
    try:
        _list_first(scheduler, driver)
        while not scheduler.finished:
            for job in scheduler.take():
                threads = threads or _threads(scheduler.options.width)
                threads.submit(_do, scheduler, driver, job, landed)
            yield from scheduler.ready()
            if scheduler.in_flight:
                scheduler.landed(_some(landed))
        scheduler.check()
    except BaseException as error:
        scheduler.fail(error)
        if threads is not None:
            threads.shutdown()  # an interrupt may come at any place, so nothing that was counted before is relied on
        scheduler.landed(_rest(landed))
        _tell(scheduler, error)
        raise
    finally:
        if threads is not None:
            threads.shutdown(wait=False, cancel_futures=True)
        scheduler.close()


def _list_first(scheduler: Scheduler[R], driver: Any) -> None:
    listing = scheduler.prepare()
    if listing is not None:
        for item in driver.pages(listing):
            scheduler.work.found(item)
        scheduler.work.ready()


def _threads(number: int) -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # costs time, and only long work needs it

    return ThreadPoolExecutor(number, "scaleapi-row")


def _do(scheduler: Scheduler[R], driver: Any, job: WorkItem[R], landed: SimpleQueue[Landed[R]]) -> None:
    value, failure = None, None
    try:
        value = driver.run(job.counted())
    except BaseException as error:  # noqa: BLE001 - whatever went wrong with a row is what came of that row
        failure = error
    landed.put((job, scheduler.work.result(job, value, failure)))


def _some(landed: SimpleQueue[Landed[R]]) -> list[Landed[R]]:
    """Wait for one result, and take those that are there besides."""
    return [landed.get(), *_rest(landed)]


def _rest(landed: SimpleQueue[Landed[R]]) -> list[Landed[R]]:
    return [landed.get() for _ in range(landed.qsize())]


async def run_items_async(scheduler: Scheduler[R], driver: Any) -> AsyncGenerator[R, None]:
    """Do the work in asyncio tasks, one for each row under way."""
    import asyncio  # only the async client needs it, and it costs time

    tasks: set[asyncio.Task[None]] = set()
    landed: asyncio.Queue[Landed[R]] = asyncio.Queue()
    try:
        await _list_first_async(scheduler, driver)
        while not scheduler.finished:
            for job in scheduler.take():
                task = asyncio.create_task(_do_async(scheduler, driver, job, landed))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            for result in scheduler.ready():
                yield result
            if scheduler.in_flight:
                scheduler.landed(await _some_async(landed))
        scheduler.check()
    except BaseException as error:
        scheduler.fail(error)
        if tasks:
            await asyncio.wait(tasks)
        scheduler.landed(_rest_async(landed))
        _tell(scheduler, error)
        raise
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        scheduler.close()


async def _list_first_async(scheduler: Scheduler[R], driver: Any) -> None:
    import asyncio

    preparing = asyncio.ensure_future(asyncio.to_thread(scheduler.prepare))  # it may read millions of rows
    try:
        listing = await asyncio.shield(preparing)
    except asyncio.CancelledError:
        # A thread cannot be interrupted. What it opens must be there when this run is closed.
        await asyncio.gather(preparing, return_exceptions=True)
        raise
    if listing is not None:
        async for item in driver.pages(listing):
            scheduler.work.found(item)
        scheduler.work.ready()


async def _do_async(scheduler: Scheduler[R], driver: Any, job: WorkItem[R], landed: asyncio.Queue[Landed[R]]) -> None:
    value, failure = None, None
    try:
        value = await driver.run(job.counted())
    except Exception as error:  # noqa: BLE001 - whatever went wrong with a row is what came of that row
        failure = error
    landed.put_nowait((job, scheduler.work.result(job, value, failure)))


async def _some_async(landed: asyncio.Queue[Landed[R]]) -> list[Landed[R]]:
    return [await landed.get(), *_rest_async(landed)]


def _rest_async(landed: asyncio.Queue[Landed[R]]) -> list[Landed[R]]:
    return [landed.get_nowait() for _ in range(landed.qsize())]


def _tell(scheduler: Scheduler[Any], error: BaseException) -> None:
    """Say how to go on: beside the error; in the log where the loop was left without one."""
    if not scheduler.summary.done:
        return  # then the error says it all
    error.add_note(str(scheduler.summary))
    if isinstance(error, GeneratorExit):
        from logging import getLogger  # costs time, and is not needed before

        getLogger("scaleapi.bulk").warning("%s", scheduler.summary)

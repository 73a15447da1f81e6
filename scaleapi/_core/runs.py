"""Runs: rows of work side by side, in threads or in asyncio tasks. Results come as they end, or in order.

However a run is left (an error, Ctrl-C, `close()`, the end of the user's loop), what is under way is finished and noted
down first. A second Ctrl-C ends that, too.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from scaleapi._core.crew import Crew, Summary
from scaleapi._core.work import Ended, Job

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor
    from queue import SimpleQueue
    from types import AsyncGeneratorType, GeneratorType

__all__ = ["AsyncRun", "Run", "work_off", "work_off_async"]

R = TypeVar("R", bound=Ended)
Landed = tuple[Job[R], R]


class _Run(Generic[R]):
    """What both kinds of runs share."""

    _crew: Crew[R]

    @property
    def summary(self) -> Summary:
        """What has been done so far, and how to go on."""
        return self._crew.summary


class Run(_Run[R], Iterator[R]):
    """Work of many rows: iterate to have it done. Also a context manager; `close()` ends it early, and cleanly."""

    def __init__(self, crew: Crew[R], results: Generator[R, None, None]) -> None:
        self._crew, self._results = crew, cast("GeneratorType[R, None, None]", results)

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


class AsyncRun(_Run[R], AsyncIterator[R]):
    """Work of many rows: iterate to have it done. Also an async context manager; `aclose()` ends it early."""

    def __init__(self, crew: Crew[R], results: AsyncGenerator[R, None]) -> None:
        self._crew, self._results = crew, cast("AsyncGeneratorType[R, None]", results)

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


def work_off(crew: Crew[R], driver: Any) -> Generator[R, None, None]:
    """Do the work in threads, one for each row under way."""
    from queue import SimpleQueue  # costs time, and only long work needs it

    threads: ThreadPoolExecutor | None = None
    landed: SimpleQueue[Landed[R]] = SimpleQueue()
    try:
        _list_first(crew, driver)
        while not crew.finished:
            for job in crew.take():
                threads = threads or _threads(crew.options.width)
                threads.submit(_do, crew, driver, job, landed)
            yield from crew.ready()
            if crew.flying:
                crew.landed(_some(landed))
        crew.check()
    except BaseException as error:
        crew.fail(error)
        if threads is not None:
            threads.shutdown()  # an interrupt may come at any place, so nothing that was counted before is relied on
        crew.landed(_rest(landed))
        _tell(crew, error)
        raise
    finally:
        if threads is not None:
            threads.shutdown(wait=False, cancel_futures=True)
        crew.close()


def _list_first(crew: Crew[R], driver: Any) -> None:
    listing = crew.prepare()
    if listing is not None:
        for item in driver.pages(listing):
            crew.work.found(item)
        crew.work.ready()


def _threads(number: int) -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # costs time, and only long work needs it

    return ThreadPoolExecutor(number, "scaleapi-row")


def _do(crew: Crew[R], driver: Any, job: Job[R], landed: SimpleQueue[Landed[R]]) -> None:
    value, failure = None, None
    try:
        value = driver.run(job.counted())
    except BaseException as error:  # noqa: BLE001 - whatever went wrong with a row is what came of that row
        failure = error
    landed.put((job, crew.work.result(job, value, failure)))


def _some(landed: SimpleQueue[Landed[R]]) -> list[Landed[R]]:
    """Wait for one result, and take those that are there besides."""
    return [landed.get(), *_rest(landed)]


def _rest(landed: SimpleQueue[Landed[R]]) -> list[Landed[R]]:
    return [landed.get() for _ in range(landed.qsize())]


async def work_off_async(crew: Crew[R], driver: Any) -> AsyncGenerator[R, None]:
    """Do the work in asyncio tasks, one for each row under way."""
    import asyncio  # only the async client needs it, and it costs time

    tasks: set[asyncio.Task[None]] = set()
    landed: asyncio.Queue[Landed[R]] = asyncio.Queue()
    try:
        await _list_first_async(crew, driver)
        while not crew.finished:
            for job in crew.take():
                task = asyncio.create_task(_do_async(crew, driver, job, landed))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            for result in crew.ready():
                yield result
            if crew.flying:
                crew.landed(await _some_async(landed))
        crew.check()
    except BaseException as error:
        crew.fail(error)
        if tasks:
            await asyncio.wait(tasks)
        crew.landed(_rest_async(landed))
        _tell(crew, error)
        raise
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        crew.close()


async def _list_first_async(crew: Crew[R], driver: Any) -> None:
    import asyncio

    listing = await asyncio.to_thread(crew.prepare)  # it may read millions of rows
    if listing is not None:
        async for item in driver.pages(listing):
            crew.work.found(item)
        crew.work.ready()


async def _do_async(crew: Crew[R], driver: Any, job: Job[R], landed: asyncio.Queue[Landed[R]]) -> None:
    value, failure = None, None
    try:
        value = await driver.run(job.counted())
    except Exception as error:  # noqa: BLE001 - whatever went wrong with a row is what came of that row
        failure = error
    landed.put_nowait((job, crew.work.result(job, value, failure)))


async def _some_async(landed: asyncio.Queue[Landed[R]]) -> list[Landed[R]]:
    return [await landed.get(), *_rest_async(landed)]


def _rest_async(landed: asyncio.Queue[Landed[R]]) -> list[Landed[R]]:
    return [landed.get_nowait() for _ in range(landed.qsize())]


def _tell(crew: Crew[Any], error: BaseException) -> None:
    """Say how to go on: beside the error; in the log where the loop was left without one."""
    if not crew.summary.done:
        return  # then the error says it all
    error.add_note(str(crew.summary))
    if isinstance(error, GeneratorExit):
        from logging import getLogger  # costs time, and is not needed before

        getLogger("scaleapi.bulk").warning("%s", crew.summary)

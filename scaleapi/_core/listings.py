"""Lists that come in pages: while the caller works on a page, the next one is fetched. Never more than one ahead."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Generator, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from scaleapi._core.call import Pages

if TYPE_CHECKING:
    from asyncio import Task
    from concurrent.futures import ThreadPoolExecutor

__all__ = ["AsyncListing", "Listing", "items", "items_async"]

T = TypeVar("T")


class Listing(Iterator[T]):
    """Items of a list that comes in pages; holds two pages at most. `close()` ends it early."""

    def __init__(self, found: Generator[T, None, None]) -> None:
        self._items = found

    def __next__(self) -> T:
        return next(self._items)

    def close(self) -> None:
        """Stop: nothing more is fetched, and no thread is left behind."""
        self._items.close()


class AsyncListing(AsyncIterator[T]):
    """Items of a list that comes in pages; holds two pages at most. `aclose()` ends it early."""

    def __init__(self, found: AsyncGenerator[T, None]) -> None:
        self._items = found

    async def __anext__(self) -> T:
        return await anext(self._items)

    async def aclose(self) -> None:
        """Stop: nothing more is fetched, and no task is left behind."""
        await self._items.aclose()


def items(what: Pages[T], run: Callable[[Any], Any]) -> Generator[T, None, None]:
    """Iterate over all pages; a thread fetches the one after the present one."""
    ahead: ThreadPoolExecutor | None = None
    try:
        page = run(what.first)
        while (call := what.after(page)) is not None:
            ahead = ahead or _one_thread()
            following = ahead.submit(run, call)
            yield from page
            page = following.result()
        yield from page
    finally:
        if ahead is not None:
            ahead.shutdown(cancel_futures=True)


def _one_thread() -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # costs time, and short lists need none

    return ThreadPoolExecutor(1, "scaleapi-next-page")


async def items_async(what: Pages[T], run: Callable[[Any], Coroutine[Any, Any, Any]]) -> AsyncGenerator[T, None]:
    """Iterate over all pages; a task fetches the one after the present one."""
    import asyncio  # only the async client needs it, and it costs time

    ahead: Task[Any] | None = None
    try:
        page = await run(what.first)
        while (call := what.after(page)) is not None:
            ahead = asyncio.create_task(run(call))
            for item in page:
                yield item
            page = await ahead
        for item in page:
            yield item
    finally:
        if ahead is not None:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)  # its error, if any, is of a page that nobody wants

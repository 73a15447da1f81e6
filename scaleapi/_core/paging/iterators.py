"""Lists that come in pages: while the caller works on a page, the next ones are fetched. A bounded number ahead.

A thread that fetches ahead and the caller take turns at the interpreter, which costs more than it gains where a page is
there at once: such pages are fetched one by one.
"""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Generator, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from scaleapi._core import system
from scaleapi._core.paging.pager import Pager, PageRequest
from scaleapi._show.shown import Shown
from scaleapi.exceptions import ScaleResponseError
from scaleapi.models.page import Page

if TYPE_CHECKING:
    from asyncio import Task
    from concurrent.futures import Future, ThreadPoolExecutor

__all__ = ["AsyncPageIterator", "PageIterator", "items", "items_async"]

T = TypeVar("T")

_ITEMS = frozenset({"tasks", "batches", "docs"})
"""What code for SDK 2.18 calls the items of a page."""
_SOON = 0.01
"""Seconds: a page that takes less is not fetched ahead."""


class _Listing(Shown, Generic[T]):
    """What both kinds of iterators share: they show what they list and how far they are."""

    _pager: Pager[T]
    _handed: int = 0
    """How many items were handed out."""

    def _offers(self, name: str) -> bool:
        return not name.startswith("_") and name in self._pager.what.offers

    def _offer(self, name: str) -> None:
        """Let an attribute of the page pass; refuse any other name."""
        if not self._offers(name):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        if name in _ITEMS:
            instead = f"iterate over the result itself, which fetches all pages, or call page().{name}"
            warnings.warn(f".{name} has the first page only: {instead}", DeprecationWarning, stacklevel=3)

    def _facts(self) -> list[tuple[str, object]]:
        pager = self._pager
        filters: dict[str, str] = {}
        for name, value in pager.what.query:  # several values of one filter have a pair each
            filters[name] = f"{filters[name]},{value}" if name in filters else value
        facts = [("of", pager.what.what), ("filters", filters), ("handed_out", self._handed), ("pages", pager.fetched)]
        total = [] if pager.total is None else [("total", pager.total)]
        return [(name, fact) for name, fact in [*facts, *total, ("finished", pager.finished)] if fact != {}]


class PageIterator(_Listing[T], Iterator[T]):
    """Items of a list that comes in pages; holds a few pages at most. `close()` ends it early."""

    def __init__(self, pager: Pager[T], run: Callable[[Any], Any]) -> None:
        self._pager, self._run, self._items = pager, run, items(pager, run)
        self._page: Page[T] | None = None

    def __next__(self) -> T:
        item = next(self._items)
        self._handed += 1
        return item

    @property
    def cursor(self) -> str | None:
        """What is left: given to the same call as `cursor=`, the listing goes on with the next item.

        It is good after an error and after `close()`, too. None for lists that cannot be taken up again.
        """
        return self._pager.cursor

    def page(self) -> Page[T]:
        """Fetch the list's first page alone, with what stands beside its items. Iterating is not affected.

        It is fetched once: later calls return the same page.
        """
        page = self._run(self._pager.first) if self._page is None else self._page
        self._page = page
        return page

    def close(self) -> None:
        """Stop: nothing more is fetched, and no thread is left behind."""
        self._items.close()

    # Hidden from type checkers, so that a misspelt attribute is still a type error.
    if not TYPE_CHECKING:

        def __getattr__(self, name):
            self._offer(name)
            return getattr(self.page(), name)


class AsyncPageIterator(_Listing[T], AsyncIterator[T]):
    """Items of a list that comes in pages; holds a few pages at most. `aclose()` ends it early."""

    def __init__(self, pager: Pager[T], run: Callable[[Any], Coroutine[Any, Any, Any]]) -> None:
        self._pager, self._run, self._items = pager, run, items_async(pager, run)
        self._page: Page[T] | None = None

    async def __anext__(self) -> T:
        item = await anext(self._items)
        self._handed += 1
        return item

    @property
    def cursor(self) -> str | None:
        """What is left: given to the same call as `cursor=`, the listing goes on with the next item.

        It is good after an error and after `aclose()`, too. None for lists that cannot be taken up again.
        """
        return self._pager.cursor

    async def page(self) -> Page[T]:
        """Fetch the list's first page alone, with what stands beside its items. Iterating is not affected.

        It is fetched once: later calls return the same page.
        """
        page = await self._run(self._pager.first) if self._page is None else self._page
        self._page = page
        return page

    # Hidden from type checkers, so that a misspelt attribute is still a type error.
    if not TYPE_CHECKING:

        def __getattr__(self, name):
            told = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(f"{told}: (await ….page()).{name} has it" if self._offers(name) else told)

    async def aclose(self) -> None:
        """Stop: nothing more is fetched, and no task is left behind."""
        await self._items.aclose()


def items(pager: Pager[T], run: Callable[[Any], Any]) -> Generator[T, None, None]:
    """Iterate over all pages; threads fetch those after the present one, if that takes any time."""
    threads: ThreadPoolExecutor | None = None
    in_flight: dict[Future[Any], PageRequest[T]] = {}
    ahead = pager.what.width > 1

    def fetch(request: PageRequest[T]) -> Any:
        nonlocal ahead
        began = system.monotonic()
        page = run(pager.call(request))
        ahead = pager.what.width > 1 or system.monotonic() - began > _SOON
        return page

    try:
        if len(pager.requests) == 1:  # short lists need no thread
            [first] = pager.due()
            _take(pager, first, partial(fetch, first))
        while not pager.finished:
            for request in pager.due(ahead=ahead):
                if not pager.what.ahead or not ahead:
                    _take(pager, request, partial(fetch, request))
                    continue
                threads = threads or _threads(pager.what.width)
                in_flight[threads.submit(fetch, request)] = request
            page = pager.ready()
            if page is None:
                for future in _landed(in_flight):
                    _take(pager, in_flight.pop(future), future.result)
                    del future  # and the page with it, so that its items can be forgotten one by one
                continue
            yield from page.items or ()
            pager.done(page)
    finally:
        pager.close()
        if threads is not None:
            threads.shutdown()


def _take(pager: Pager[T], request: PageRequest[T], result: Callable[[], Any]) -> None:
    """Take a page, also one that breaks off."""
    try:
        page = result()
    except ScaleResponseError as error:
        if error.items is None:
            raise
        pager.broke(request, error)
    else:
        pager.got(request, page)


def _threads(number: int) -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # costs time, and short lists need none

    return ThreadPoolExecutor(number, "scaleapi-next-page")


def _landed(in_flight: dict[Future[Any], Any]) -> list[Future[Any]]:
    if len(in_flight) == 1:  # its result is waited for, which is quicker
        return list(in_flight)
    from concurrent.futures import FIRST_COMPLETED, wait

    return list(wait(in_flight, return_when=FIRST_COMPLETED).done)


async def items_async(pager: Pager[T], run: Callable[[Any], Coroutine[Any, Any, Any]]) -> AsyncGenerator[T, None]:
    """Iterate over all pages; tasks fetch those after the present one."""
    import asyncio  # only the async client needs it, and it costs time

    in_flight: dict[Task[Any], PageRequest[T]] = {}
    try:
        while not pager.finished:
            for request in pager.due():
                in_flight[asyncio.create_task(run(pager.call(request)))] = request
            page = pager.ready()
            if page is None:
                landed, _ = await asyncio.wait(in_flight, return_when=asyncio.FIRST_COMPLETED)
                for task in landed:
                    _take(pager, in_flight.pop(task), task.result)
                continue
            for item in page.items or ():
                yield item
            pager.done(page)
    finally:
        pager.close()
        for task in in_flight:
            task.cancel()
        await asyncio.gather(*in_flight, return_exceptions=True)  # their errors are of pages that nobody wants

"""The state of a listing: which parts are left, which pages are being fetched, which are there. Pure.

A driver asks what is due, fetches it, hands it back, and takes the page that is ready:

    due → fetch → got → ready → … → finished
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from operator import length_hint
from typing import Any, Generic, TypeVar

from msgspec.structs import replace

from scaleapi._core.calls.call import Call, Flow
from scaleapi._core.paging.cursor import PageRange, write_cursor
from scaleapi._core.paging.pages import Pages
from scaleapi._core.paging.time_windows import belongs, split
from scaleapi._core.paging.trail import Trail
from scaleapi.exceptions import ScaleResponseError
from scaleapi.models.rules import is_array

__all__ = ["PageRequest", "Pager"]

T = TypeVar("T")
_END = object()


@dataclass(eq=False, slots=True)
class PageRequest(Generic[T]):
    """A page range and its page: waiting, being fetched, or there with its items."""

    page_range: PageRange
    chain: Trail = field(default_factory=Trail)
    """The same for the pages of one stretch, each named by the one before."""
    fetching: bool = False
    page: list[T] = field(default_factory=list[T])
    """The items; of a page that a token names, only those that are left, the next one last: what was made of the others
    can be forgotten then."""
    size: int = 0
    items: Iterator[T] | None = None
    error: ScaleResponseError | None = None
    """What is raised once its items are handed out."""

    def hand_out(self, items: list[T]) -> None:
        """Take the items that are to be handed out."""
        self.size, self.page = len(items), items
        if self.page_range.more:
            left: list[Any] = [_END, *reversed(items)]
            self.page, self.items = left, iter(left.pop, _END)
        else:
            self.items = iter(items)

    @property
    def handed(self) -> int:
        """How many items have been handed out."""
        if self.items is None:
            return 0
        return self.size - (max(len(self.page) - 1, 0) if self.page_range.more else length_hint(self.items))

    def left(self, moment: Callable[[T], datetime | None]) -> PageRange:
        """Describe what has not been handed out: of the page; with a first page, of the whole chain.

        A token finds the same page again. A first page is found by time, for items may be added before it.
        """
        handed = self.handed
        if self.page_range.more:
            return replace(
                self.page_range,
                skip=self.page_range.skip + handed,
                alone=self.page_range.alone or self.items is not None,
            )
        last = moment(self.page[handed - 1]) if handed else None
        if last is None:
            return replace(self.page_range, skip=self.page_range.skip + handed)
        before = self.page_range.skip if last == self.page_range.until else 0
        same = sum(moment(item) == last for item in self.page[:handed])
        return replace(self.page_range, until=last, skip=before + same)


@dataclass(eq=False, slots=True)
class Pager(Generic[T]):
    """One listing. Parts are kept in the order of the list; with `what.ordered`, they are handed out in it."""

    what: Pages[T]
    requests: list[PageRequest[T]] = field(init=False)
    fetched: int = 0
    """How many pages have come."""
    told: int | None = None
    """How many items there are in the whole list, as its first page said."""

    def __post_init__(self) -> None:
        self.requests = [PageRequest(page_range) for page_range in self.what.ranges]

    @property
    def cursor(self) -> str | None:
        """What is left, as a string; None where the list cannot be taken up again."""
        if self.what.name is None:
            return None
        moment = self.what.moment if self.what.by_time else _no_moment
        begun = {id(request.chain) for request in self.requests if not request.page_range.more}
        requests = [
            request for request in self.requests if not request.page_range.more or id(request.chain) not in begun
        ]
        return write_cursor(self.what.name, [request.left(moment) for request in requests])

    def due(self, *, ahead: bool = True) -> list[PageRequest[T]]:
        """Choose what to fetch now, and note that it is being fetched; with `ahead`, also what is asked for later."""
        in_flight = sum(request.fetching for request in self.requests)
        held = in_flight + sum(request.items is not None for request in self.requests)
        chosen: list[PageRequest[T]] = []
        for request in self.requests:
            idle = not request.fetching and request.items is None
            roomy = held < (self._room if ahead else 1) or request is self.requests[0]
            if idle and roomy and in_flight < self.what.width:
                chosen.append(request)
                request.fetching, held, in_flight = True, held + 1, in_flight + 1
        return chosen

    @property
    def _room(self) -> int:
        """How many pages may be held: in order, those behind the first range must wait for it."""
        if not self.what.ahead:
            return 1
        return self.what.width * (8 if self.what.ordered and self.what.width > 1 else 2)

    def call(self, request: PageRequest[T]) -> Call[Any] | Flow[Any]:
        """Describe the fetching of a page."""
        return self.what.call(request.page_range)

    def got(self, request: PageRequest[T], page: Any) -> None:
        """Take a page that came, and find out what follows after it."""
        if (
            not self.fetched and self.what.counted and self.what.ranges == (PageRange(),)
        ):  # else it would be the total of a part
            total = getattr(page, "total", None)
            self.told = total if isinstance(total, int) else None
        following = self._after(request, page)
        found = self._take(request, page)
        if found is not None:  # else it is read as it goes, and cannot be taken up again
            _skip(following[:1], request.page_range.skip - found)
        at = self.requests.index(request) + 1
        self.requests[at:at] = following

    def broke(self, request: PageRequest[T], error: ScaleResponseError) -> None:
        """Take a page that breaks off at an item that cannot be read: what comes before is handed out."""
        self._take(request, error.items or [])
        request.error = error

    def _take(self, request: PageRequest[T], page: Any) -> int | None:
        """Keep what is to be handed out of a page; return how many of its items belong to the range, if known."""
        self.fetched += 1
        items, page_range = page, request.page_range
        if page_range.after is not None or page_range.until is not None:
            items = [item for item in page if belongs(page_range, self.what.moment(item))]
        request.fetching = False
        if not is_array(items):
            request.items = iter(items)
            return None
        request.hand_out(items[page_range.skip :])
        return len(items)

    def _after(self, request: PageRequest[T], page: Any) -> list[PageRequest[T]]:
        following = None if request.page_range.alone else self.what.after(request.page_range, page)
        if is_array(page) and self._is_endless(request, page, following):
            return []
        if following is None:
            return []
        found, total = None, getattr(page, "total", None)
        if self.what.width > 1 and self.what.by_time and not request.page_range.more and isinstance(total, int):
            moments = [self.what.moment(item) for item in page]
            found = split(request.page_range, moments, total - following.seen, self.what.width, self.what.since)
        if found is None:
            return [PageRequest(following, request.chain)]
        oldest, windows = found
        request.page_range = replace(request.page_range, after=oldest)
        return [PageRequest(window) for window in windows]

    def _is_endless(self, request: PageRequest[T], page: list[T], following: PageRange | None) -> bool:
        """Tell whether the list would go on forever: that is raised after this page, unless it came before already."""
        repeated = request.chain.repeats(page)
        request.error = request.chain.complaint(page, following, repeated=repeated)
        if request.error is not None and repeated:
            page.clear()
        return request.error is not None

    def ready(self) -> PageRequest[T] | None:
        """Choose a page to hand out."""
        requests = self.requests[:1] if self.what.ordered else self.requests
        return next((request for request in requests if request.items is not None), None)

    def done(self, request: PageRequest[T]) -> None:
        """Note that a page has been handed out; raise what is wrong after it."""
        if request.error is not None:
            raise request.error
        self.requests.remove(request)

    def close(self) -> None:
        """Close the files of what is read as it goes, when nobody reads on."""
        for request in self.requests:
            close: Callable[[], object] | None = getattr(request.items, "close", None)
            if close is not None:
                close()

    @property
    def first(self) -> Call[Any] | Flow[Any]:
        """Describe the fetching of the page that the listing begins with."""
        ranges = self.what.ranges
        return self.what.call(ranges[0] if len(ranges) == 1 else PageRange())

    @property
    def total(self) -> int | None:
        """How many items there are in the whole list; None while nobody knows."""
        return self.what.total() if self.told is None else self.told

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return not self.requests


def _no_moment(_: object) -> None:
    return None


def _skip(following: list[PageRequest[Any]], rest: int) -> None:
    """Go on with skipping on the next page, where a page was shorter than what was handed out before."""
    for request in following:
        request.page_range = replace(request.page_range, skip=max(0, rest))

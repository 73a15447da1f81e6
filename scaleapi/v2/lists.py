"""Lists of the second API: how a page is asked for and read, and how the next one is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Generic, TypeVar, cast

from scaleapi._core import system
from scaleapi._core.calls.arguments import page_size, positive, query_of, refuse
from scaleapi._core.calls.call import Call, Query
from scaleapi._core.paging.cursor import PageRange, list_name, read_cursor
from scaleapi._core.paging.pages import Pages
from scaleapi._core.paging.time_windows import MARGIN
from scaleapi._task_lists import moment_of
from scaleapi.models.base import Entity
from scaleapi.models.v2.pages import V2Page, split_answer
from scaleapi.v2.arguments import Window, written

__all__ = ["Listed", "list_call"]

T = TypeVar("T", bound=Entity)
P = TypeVar("P", bound=V2Page[Any])

_WINDOWS = 4
"""How many windows there are for each page that may be fetched at once: some hold more than others."""


def list_call(where: str, page: type[P], item: type[Entity], query: Query, name: str = "") -> Call[P]:
    """Describe the fetching of a list, or of a page of one."""
    name = name or page.key
    read: Callable[[Any], P] = partial(page.read, item=item.received, name=name)
    return Call("GET", where, read, query=query, parses=split_answer(name), version="v2")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A list that comes in pages, before its filters are known."""

    where: str
    page: type[V2Page[T]]
    item: type[T]
    name: str
    """What the API calls the array."""
    what: str
    offers: frozenset[str]

    def pages(
        self,
        filters: dict[str, Any],
        *,
        limit: int | str | None,
        next_token: str | None,
        cursor: str | None,
        span: Window | None = None,
        concurrency: int = 1,
    ) -> Pages[T]:
        """Describe the list.

        Args:
            filters: The API's query, checked.
            limit: The page size.
            next_token: Begin with the page that an earlier answer named.
            cursor: Go on where a listing was left.
            span: The window of time that it can be split by, if it can.
            concurrency: How many pages may be fetched at once.
        """
        query = query_of({**filters, "limit": page_size(limit)})
        name = list_name(f"v2/{self.where}", query)
        ranges = read_cursor(name, cursor)
        width = positive("concurrency", concurrency)
        if next_token:
            ranges = (_named_by(next_token, cursor, width),)
        elif cursor is None and span is not None and width > 1:
            ranges = _windows(span, width * _WINDOWS)

        def call(page_range: PageRange) -> Call[V2Page[T]]:
            return list_call(
                self.where, self.page, self.item, _within(query, span, page_range) + page_range.more, self.name
            )

        return Pages(
            call,
            _after,
            ranges,
            name,
            moment=_moment_in(span),
            width=width,
            ordered=width == 1,
            by_time=False,
            counted=False,
            offers=self.offers,
            what=self.what,
            query=query,
        )


def _named_by(next_token: str, cursor: str | None, width: int) -> PageRange:
    if cursor is not None or width > 1:
        raise refuse("/next_token", "conflict", "stands alone: neither with a cursor nor with concurrency", next_token)
    return PageRange((("next_token", next_token),))


def _after(page_range: PageRange, page: V2Page[Any]) -> PageRange | None:
    if not page.has_more:
        return None
    more = (("next_token", cast("str", page.next_token)),)  # anything else is told by the trail
    return PageRange(more, page_range.after, page_range.until, page_range.seen + len(page))


def _moment_in(span: Window | None) -> Callable[[Any], datetime | None]:
    """Tell when what the list is split by happened to an item."""
    if span is None:
        return lambda _: None
    field = f"{span.names[0].removesuffix('_after')}_at"
    return lambda item: moment_of(item.raw_value(field))


def _windows(span: Window, count: int) -> tuple[PageRange, ...]:
    """Split a span of time evenly; the newest is first. Without a known beginning, it is one range."""
    first = span.after.at if span.after else None
    last = span.before.at if span.before else datetime.fromtimestamp(system.wall_ns() / 1e9, UTC)
    if first is None or last is None or last - first < timedelta(milliseconds=2 * count):
        return (PageRange(),)
    step = (last - first) / count
    edges = [_whole_millisecond(first + step * number) for number in range(1, count)]
    lows, highs = [None, *edges], [*edges, None]
    return tuple(PageRange(after=low, until=high) for low, high in zip(reversed(lows), reversed(highs), strict=True))


def _whole_millisecond(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _within(query: Query, span: Window | None, page_range: PageRange) -> Query:
    """Ask for a window in place of the whole; a little wider, for what does not belong is left out later."""
    if span is None:
        return query
    low, high = page_range.after, page_range.until
    edges = {span.names[0]: low and written(low - MARGIN), span.names[1]: high and written(high + MARGIN)}
    instead = {name: text for name, text in edges.items() if text}
    return (*(pair for pair in query if pair[0] not in instead), *instead.items())

"""How a list is fetched, page by page, and how it goes on. A value: nothing here sends anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from scaleapi._core.calls.call import Call, Flow, Query
from scaleapi._core.paging.cursor import PageRange

__all__ = ["Pages", "page_call"]

T = TypeVar("T")


class Pages(msgspec.Struct, Generic[T], frozen=True):
    """A list that comes in pages: how a page is fetched, and how it names its successor."""

    call: Callable[[PageRange], Call[Any] | Flow[Any]]
    """Answers a page: items to iterate over."""
    after: Callable[[PageRange, Any], PageRange | None]
    """Tells what follows after a page; None after the last."""
    ranges: tuple[PageRange, ...]
    """Where to begin: at the beginning, or at what a cursor says is left."""
    name: str | None = None
    """Tells this list from others in cursors; None for one that cannot be taken up again."""
    moment: Callable[[T], datetime | None] = lambda _: None
    """Tells when an item was created, where the list is sorted by that, newest first; None where it is not."""
    width: int = 1
    """How many pages may be fetched at once. Above 1 only with `moment`, by which the list is then split."""
    since: datetime | None = None
    """When the filters let the list begin, if they do."""
    ordered: bool = True
    """Whether items are handed out in the order of the list."""
    ahead: bool = True
    """Whether the next page is fetched while this one is read; not where fetching it may mean to wait for long."""
    what: str = "items"
    """What is listed, for people."""
    query: Query = ()
    """The filters, for people."""
    by_time: bool = True
    """Whether the list is sorted by `moment`, newest first. If not, only its ranges may be bounded by it."""
    counted: bool = True
    """Whether the `total` of a page is that of the whole list."""
    offers: frozenset[str] = frozenset()
    """Attributes of the first page that code for SDK 2.18 asks the iterator for, which was a page there."""
    total: Callable[[], int | None] = lambda: None
    """Tells how many items there are, where pages do not."""


def page_call(where: str, read: Callable[[Any], T], query: Query) -> Call[T]:
    """Describe the fetching of a page, whose items `read` is given as bytes."""
    return Call("GET", where, read, query=query, parses=_split)


def _split(body: bytes) -> Any:
    from scaleapi.models.document import split_page  # imports msgspec, which costs time

    return split_page(body)

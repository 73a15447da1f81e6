"""The state of a listing: which parts are left, which pages are being fetched, which are there. Pure.

A driver asks what is due, fetches it, hands it back, and takes the page that is ready:

    due → fetch → got → ready → … → finished
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import length_hint
from typing import Any, Generic, TypeVar

from scaleapi._core.calls.call import Call, Flow
from scaleapi._core.paging.cursor import PageRange, write_cursor
from scaleapi._core.paging.pages import Pages
from scaleapi._core.paging.time_windows import belongs, split
from scaleapi._core.paging.trail import Trail
from scaleapi.exceptions import ScaleResponseError
from scaleapi.models.rules import is_array

__all__ = ["PageRequest", "Pager"]

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class PageRequest(Generic[T]):
    """A part of the list on its way: waiting, being fetched, or there with its items."""

    part: PageRange
    chain: Trail = field(default_factory=Trail)
    """The same for the pages of one stretch, each named by the one before."""
    fetching: bool = False
    page: list[T] = field(default_factory=list[T])
    items: Iterator[T] | None = None
    error: ScaleResponseError | None = None
    """What is raised once its items are handed out."""

    @property
    def handed(self) -> list[T]:
        """The items that have been handed out."""
        return [] if self.items is None else self.page[: len(self.page) - length_hint(self.items)]

    def left(self, moment: Callable[[T], datetime | None]) -> PageRange:
        """Describe what has not been handed out: of the page; with a first page, of the whole chain.

        A token finds the same page again. A first page is found by time, for items may be added before it.
        """
        handed = self.handed
        if self.part.more:
            return replace(
                self.part, skip=self.part.skip + len(handed), alone=self.part.alone or self.items is not None
            )
        last = moment(handed[-1]) if handed else None
        if last is None:
            return replace(self.part, skip=self.part.skip + len(handed))
        before = self.part.skip if last == self.part.until else 0
        return replace(self.part, until=last, skip=before + sum(moment(item) == last for item in handed))


@dataclass(eq=False, slots=True)
class Pager(Generic[T]):
    """One listing. Parts are kept in the order of the list; with `what.ordered`, they are handed out in it."""

    what: Pages[T]
    nodes: list[PageRequest[T]] = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = [PageRequest(part) for part in self.what.parts]

    @property
    def cursor(self) -> str | None:
        """What is left, as a string; None where the list cannot be taken up again."""
        if self.what.name is None:
            return None
        begun = {id(node.chain) for node in self.nodes if not node.part.more}
        nodes = [node for node in self.nodes if not node.part.more or id(node.chain) not in begun]
        return write_cursor(self.what.name, [node.left(self.what.moment) for node in nodes])

    def due(self) -> list[PageRequest[T]]:
        """Choose what to fetch now, and note that it is being fetched."""
        flying = sum(node.fetching for node in self.nodes)
        held = flying + sum(node.items is not None for node in self.nodes)
        chosen: list[PageRequest[T]] = []
        for node in self.nodes:
            idle = not node.fetching and node.items is None
            roomy = held < self._room or node is self.nodes[0]
            if idle and roomy and flying < self.what.width:
                chosen.append(node)
                node.fetching, held, flying = True, held + 1, flying + 1
        return chosen

    @property
    def _room(self) -> int:
        """How many pages may be held: in order, those behind the first part must wait for it."""
        if not self.what.ahead:
            return 1
        return self.what.width * (8 if self.what.ordered and self.what.width > 1 else 2)

    def call(self, node: PageRequest[T]) -> Call[Any] | Flow[Any]:
        """Describe the fetching of a page."""
        return self.what.call(node.part)

    def got(self, node: PageRequest[T], page: Any) -> None:
        """Take a page that came, and find out what follows after it."""
        following = self._after(node, page)
        found = self._take(node, page)
        if found is not None:  # else it is read as it goes, and cannot be taken up again
            _skip(following[:1], node.part.skip - found)
        at = self.nodes.index(node) + 1
        self.nodes[at:at] = following

    def broke(self, node: PageRequest[T], error: ScaleResponseError) -> None:
        """Take a page that breaks off at an item that cannot be read: what comes before is handed out."""
        self._take(node, error.items or [])
        node.error = error

    def _take(self, node: PageRequest[T], page: Any) -> int | None:
        """Keep what is to be handed out of a page; return how many of its items belong to the part, if known."""
        items, part = page, node.part
        if part.after is not None or part.until is not None:
            items = [item for item in page if belongs(part, self.what.moment(item))]
        node.fetching = False
        if not is_array(items):
            node.items = iter(items)
            return None
        node.page = items[part.skip :]
        node.items = iter(node.page)
        return len(items)

    def _after(self, node: PageRequest[T], page: Any) -> list[PageRequest[T]]:
        following = None if node.part.alone else self.what.after(node.part, page)
        if is_array(page) and self._is_endless(node, page, following):
            return []
        if following is None:
            return []
        found, total = None, getattr(page, "total", None)
        if self.what.width > 1 and not node.part.more and isinstance(total, int):
            moments = [self.what.moment(item) for item in page]
            found = split(node.part, moments, total - following.seen, self.what.width, self.what.since)
        if found is None:
            return [PageRequest(following, node.chain)]
        oldest, windows = found
        node.part = replace(node.part, after=oldest)
        return [PageRequest(window) for window in windows]

    def _is_endless(self, node: PageRequest[T], page: list[T], following: PageRange | None) -> bool:
        """Tell whether the list would go on forever: that is raised after this page, unless it came before already."""
        repeated = node.chain.repeats(page)
        node.error = node.chain.complaint(page, following, repeated=repeated)
        if node.error is not None and repeated:
            page.clear()
        return node.error is not None

    def ready(self) -> PageRequest[T] | None:
        """Choose a page to hand out."""
        nodes = self.nodes[:1] if self.what.ordered else self.nodes
        return next((node for node in nodes if node.items is not None), None)

    def done(self, node: PageRequest[T]) -> None:
        """Note that a page has been handed out; raise what is wrong after it."""
        if node.error is not None:
            raise node.error
        self.nodes.remove(node)

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return not self.nodes


def _skip(following: list[PageRequest[Any]], rest: int) -> None:
    """Go on with skipping on the next page, where a page was shorter than what was handed out before."""
    for node in following:
        node.part = replace(node.part, skip=max(0, rest))

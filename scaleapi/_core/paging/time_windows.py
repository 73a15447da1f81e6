"""Splitting a list that is sorted by time, newest first, into windows that can be fetched side by side. Pure.

The page that is there tells how dense its items lie, and the list tells how many are left. From both follow windows of
a few pages each; beyond them, where the density may be another one, windows double in length. A window that turns out
to hold much more than thought is split again, by its own first page. So bursts and gaps cost a few empty requests, and
nothing has to be counted beforehand.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from scaleapi._core.paging.cursor import PageRange

__all__ = ["MARGIN", "belongs", "split"]

_PAGES = 3
"""How many pages a window should have: fewer cost requests at the edges, more leave idle hands at the end."""

MARGIN = timedelta(milliseconds=1)
"""How much wider than its edges a window is asked for: the service may keep finer moments than it shows."""


def belongs(page_range: PageRange, moment: datetime | None) -> bool:
    """Tell whether an item created at this moment is the range's; what lies on an edge is the older range's."""
    if moment is None:  # then it cannot lie anywhere else
        return True
    return (page_range.after is None or moment > page_range.after) and (
        page_range.until is None or moment <= page_range.until
    )


def split(
    page_range: PageRange, moments: list[datetime | None], left: int, width: int, since: datetime | None = None
) -> tuple[datetime, list[PageRange]] | None:
    """Split what is left of a range after its present page.

    Args:
        page_range: The range that the page is of.
        moments: When the page's items were created, in the order of the page.
        left: How many items follow after the page, roughly.
        width: How many pages may be fetched at once.
        since: When the list's filters let it begin, if they do.

    Returns:
        The oldest moment on the page, whose items are left to the windows, and the windows, newest first. None where
        there is nothing to gain, or where the page shows no order by time.
    """
    times = _falling(moments)
    count = min(left // (_PAGES * max(len(moments), 1)), 4 * width)
    if times is None or count < 2 or times[0] == times[-1]:
        return None
    newest, oldest = times[0], times[-1]
    gap = (newest - oldest) / (len(times) - 1)
    return oldest, _windows(page_range, oldest, page_range.after or since, _factors(left, count), gap)


def _falling(moments: list[datetime | None]) -> list[datetime] | None:
    times = [moment for moment in moments if moment is not None]
    falls = all(later >= earlier for later, earlier in pairwise(times))
    return times if falls and len(times) == len(moments) and times else None


def _factors(left: int, count: int) -> list[float]:
    """Tell after how many items windows end, were the items as dense as on the page; the last one is open."""
    even = max(1, count * 3 // 4)
    dense = [left * number / even for number in range(1, even + 1)]
    return dense + [left * 2.0**number for number in range(1, count - even)]


def _windows(
    page_range: PageRange, start: datetime, floor: datetime | None, factors: list[float], gap: timedelta
) -> list[PageRange]:
    edges: list[datetime] = [start]
    for factor in factors:
        edge = _earlier(start, gap, factor)
        if edge is None or (floor is not None and edge <= floor):
            break
        if edge < edges[-1]:
            edges.append(edge)
    lows: list[datetime | None] = [*edges[1:], page_range.after]
    return [PageRange(after=low, until=high) for high, low in zip(edges, lows, strict=True)]


def _earlier(start: datetime, gap: timedelta, factor: float) -> datetime | None:
    """Go back in time, to a whole millisecond, which is what the service shows; None before the calendar begins."""
    try:
        edge = start - gap * factor
    except OverflowError:
        return None
    return edge.replace(microsecond=edge.microsecond // 1000 * 1000)

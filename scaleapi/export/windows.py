"""Cutting a list of tasks into windows of time that hold about as many tasks each. Asks the service to count; pure.

The list tells how many tasks there are up to a moment. From the newest one it is looked back, twice as far each time,
until nothing is left; a stretch with too many is halved until it has not. Each step is one small request.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from scaleapi._core.calls.call import Call, Flow, Query
from scaleapi._core.calls.flows import exchange
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi._core.paging.cursor import PageRange
from scaleapi._core.paging.pages import page_call
from scaleapi._task_lists import created, moment_of, read_page

__all__ = ["Cut", "cut"]

_FIRST = timedelta(hours=1)
_EPOCH, _AGES = datetime(1970, 1, 1, tzinfo=UTC), timedelta(days=365 * 100)
_SHORTEST = timedelta(milliseconds=1)
"""The service shows moments in milliseconds: what was created in one cannot be told apart."""


class Cut(NamedTuple):
    """A list, cut into windows."""

    total: int
    """How many tasks there were."""
    windows: list[PageRange]
    """Newest first; at least one. Tasks that were created after the newest one are in none."""


class _Edge(NamedTuple):
    moment: datetime
    before: int
    """How many tasks were created up to it."""


def cut(query: Query, policy: RetryPolicy, most_of: Callable[[int], int]) -> Flow[Cut]:
    """Cut a list into windows.

    Args:
        query: The filters.
        policy: How often each question is asked again.
        most_of: Given how many tasks there are, tells about how many a window holds at the most.
    """
    page = yield from exchange(page_call("tasks", read_page, (*query, ("limit", "1"))), policy)
    told, newest = page.total if isinstance(page.total, int) else 0, created(page[0]) if page else None
    total = told or len(page)
    start = dict(query).get("start_time")
    if newest is None or (start and moment_of(start) is None):
        return Cut(total, [PageRange()])  # nobody knows where the list lies in time
    most = most_of(total)
    if total <= most:
        return Cut(total, [PageRange(until=newest)])
    asking = _Asking(query, policy, most)
    edges = yield from asking.look_back(_Edge(newest, total))
    return Cut(total, _windows(edges, most))


class _Asking(NamedTuple):
    """What stays the same from one question to the next."""

    query: Query
    policy: RetryPolicy
    most: int

    def edge(self, moment: datetime) -> Flow[_Edge]:
        """Count what was created up to a moment: not a little beyond it, as a window is asked for."""
        query = (
            *(pair for pair in self.query if pair[0] != "end_time"),
            ("end_time", moment.isoformat()),
            ("limit", "1"),
        )
        count = yield from exchange(Call("GET", "tasks", lambda page: int(page["total"]), query=query), self.policy)
        return _Edge(moment, count)

    def look_back(self, newest: _Edge) -> Flow[list[_Edge]]:
        """Find edges from the newest task to before the oldest one."""
        edges, step = [newest], _FIRST
        while edges[-1].before and edges[-1].moment > _EPOCH:
            lower = yield from self.edge(max(_whole(newest.moment - min(step, _AGES)), _EPOCH))
            edges += yield from self.finer(edges[-1], lower)
            step *= 2
        return edges

    def finer(self, upper: _Edge, lower: _Edge) -> Flow[list[_Edge]]:
        """Halve a stretch until no part of it holds too many; return the edges below the upper one."""
        span = upper.moment - lower.moment
        if upper.before - lower.before <= self.most or span <= _SHORTEST:
            return [lower]
        middle = yield from self.edge(max(_whole(lower.moment + span / 2), lower.moment + _SHORTEST))
        above = yield from self.finer(upper, middle)
        below = yield from self.finer(middle, lower)
        return above + below


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _windows(edges: Sequence[_Edge], most: int) -> list[PageRange]:
    """Join stretches while they hold few tasks; the last window is open below, so that none is left out."""
    kept = [edges[0]]
    for edge, below in pairwise(edges[1:]):
        if kept[-1].before - below.before > most:
            kept.append(edge)
    lows: list[datetime | None] = [*(edge.moment for edge in kept[1:]), None]
    return [PageRange(after=low, until=edge.moment) for edge, low in zip(kept, lows, strict=True)]

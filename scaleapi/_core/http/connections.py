"""A client's connections: opened by whichever call comes first, spread over several small pools, closed once.

One pool of httpx looks through all its connections at each request, so that many requests at once make each other slow.
Here each request takes the least busy of a few pools. One call after another always takes the first pool, and so stays
on one connection. Connections of an async client belong to the event loop that opened them: each loop has its own
pools, and those of a loop that was closed are dropped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from scaleapi._core import system
from scaleapi.exceptions import ScaleException

__all__ = ["POOLS", "Connections", "Lent"]

H = TypeVar("H")

POOLS = 8
"""How many pools there are at most: measured at 32 async requests in flight, 4 are three times as fast as one, and more
than 8 gain nothing."""


@dataclass(slots=True, eq=False)
class Lent(Generic[H]):
    """One pool: an httpx client, and how many requests are using it."""

    http: H
    busy: int = 0


class Connections(Generic[H]):
    """The httpx clients of one of our clients, or the one that its user gave.

    Args:
        open_one: Opens one more httpx client.
        given: The user's own httpx client, which the user closes.
        owner: What to call the client in messages.
    """

    def __init__(self, open_one: Callable[[], H], given: H | None, owner: str) -> None:
        self._open_one, self._owner = open_one, owner
        self.given = given
        self.is_closed = False
        self.renew()
        system.renew_after_fork(self)

    def renew(self) -> None:
        """Begin anew, as after a fork: connections that the parent opened are the parent's."""
        self._lock = threading.Lock()
        self._loops: dict[Any, list[Lent[H]]] = {}

    def lend(self, loop: Any = None) -> Lent[H]:
        """Give the least busy pool of an event loop, to be given back.

        Raises:
            ScaleException: The client is closed.
        """
        with self._lock:
            if self.is_closed:
                raise ScaleException(f"This {self._owner} is closed; make a new one")
            pools = self._loops.get(loop)
            if pools is None:
                pools = self._begin(loop)
            lent = self._least_busy(pools)
            lent.busy += 1
            return lent

    def give_back(self, lent: Lent[H]) -> None:
        """Say that a request is done."""
        with self._lock:
            lent.busy -= 1

    def _begin(self, loop: Any) -> list[Lent[H]]:
        self._drop_ended()
        self._loops[loop] = pools = [] if self.given is None else [Lent(self.given)]
        return pools

    def _drop_ended(self) -> None:
        """Drop the pools of loops that were closed."""
        ended = [one for one in self._loops if one is not None and one.is_closed()]
        with system.unclosed_is_no_news(bool(ended)):
            for one in ended:
                del self._loops[one]

    def _least_busy(self, pools: list[Lent[H]]) -> Lent[H]:
        least = min(pools, key=lambda one: one.busy, default=None)
        if least is not None and (least.busy == 0 or self.given is not None or len(pools) >= POOLS):
            return least
        pools.append(Lent(self._open_one()))
        return pools[-1]

    def release(self) -> list[tuple[Any, H]]:
        """Mark as closed; return what is ours to close, each with its event loop."""
        with self._lock:
            self.is_closed = True
            self._drop_ended()
            loops, self._loops = self._loops, {}
        if self.given is not None:
            return []
        return [(loop, lent.http) for loop, pools in loops.items() for lent in pools]

"""A client's connections: opened by whichever call comes first, spread over several small pools, closed once.

One pool of httpx looks through all its connections at each request, so that many requests at once make each other slow.
Here each request takes the least busy of a few pools. One call after another always takes the first pool, and so stays
on one connection.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from scaleapi._core import world
from scaleapi.exceptions import ScaleException

__all__ = ["POOLS", "Connections"]

H = TypeVar("H")

POOLS = 8
"""How many pools there are at most: measured at 32 async requests in flight, 4 are three times as fast as one, and more
than 8 gain nothing."""


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
        self._loop: object = None
        self.is_closed = False
        self.renew()
        world.renew_after_fork(self)

    def renew(self) -> None:
        """Begin anew, as after a fork: connections that the parent opened are the parent's."""
        self._lock = threading.Lock()
        self._pools: list[H] = [] if self.given is None else [self.given]
        self._busy: list[int] = [0] * len(self._pools)
        self._loop = None

    def lend(self, loop: object = None) -> tuple[int, H]:
        """Give the least busy httpx client, and its number for `give_back`.

        Raises:
            ScaleException: The client is closed, or belongs to another event loop.
        """
        with self._lock:
            self._check(loop)
            number = self._least_busy()
            self._busy[number] += 1
            return number, self._pools[number]

    def give_back(self, number: int) -> None:
        """Say that a request is done."""
        with self._lock:
            if number < len(self._busy):  # after a close it is empty
                self._busy[number] -= 1

    def _check(self, loop: object) -> None:
        if self.is_closed:
            raise ScaleException(f"This {self._owner} is closed; make a new one")
        if self.given is not None or loop is None:
            return
        if self._loop is None:
            self._loop = loop
        elif self._loop is not loop:
            raise ScaleException(
                f"This {self._owner} was used in another event loop, and its connections work only there. "
                f"Make one in each loop: inside the coroutine that is given to asyncio.run()."
            )

    def _least_busy(self) -> int:
        least = min(range(len(self._busy)), key=self._busy.__getitem__, default=None)
        if least is not None and (self._busy[least] == 0 or self.given is not None or len(self._pools) >= POOLS):
            return least
        self._pools.append(self._open_one())
        self._busy.append(0)
        return len(self._pools) - 1

    def release(self) -> list[H]:
        """Mark as closed; return what is ours to close."""
        with self._lock:
            self.is_closed = True
            ours = [] if self.given is not None else self._pools
            self._pools, self._busy = [], []
            return ours

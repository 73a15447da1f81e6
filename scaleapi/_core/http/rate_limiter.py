"""An adaptive rate limit for all calls of a client: after a 429 every call slows down, not only the refused one.

The rate is not limited until the service says 429. Then it is halved, and grows again by a tenth of what it was in each
second (additive increase, multiplicative decrease); at twice the rate that was refused, the limit is forgotten.
A limit of the user's own always holds. Times are handed in: no clock here.
"""

from __future__ import annotations

import threading
from collections import deque

from scaleapi._core.calls.call import Reply
from scaleapi._core.calls.retry import retry_after

__all__ = ["RateLimiter"]

_SLOWEST = 0.2
"""Requests a second: however often the service refuses, this much is tried."""
_FEW = 10.0
"""Requests a second: a client that sent fewer is slowed down as if it had sent so many, for it was hardly to blame."""


class RateLimiter:
    """Tells each request how long to wait. Shared by threads and tasks.

    Args:
        most: Requests a second that are never exceeded; None for no such limit.
        longest: Seconds: a `Retry-After` above this ends its own call and holds no other one up.
    """

    def __init__(self, most: float | None = None, longest: float = 60.0) -> None:
        self._most, self._longest = most, longest
        self._rate = most
        self._refused_rate = 0.0
        self._next = self._slowed = self._grown = 0.0
        self._sent: deque[float] = deque(maxlen=100)
        self.renew()

    def renew(self) -> None:
        """Get a new lock: after a fork, the old one may be held by a thread that is not here."""
        self._lock = threading.Lock()

    @property
    def rate(self) -> float | None:
        """Requests a second that are let through now; None while there is no limit."""
        return self._rate

    def enter(self, now: float, within: float | None = None) -> float | None:
        """Reserve a place; return the seconds to wait until it is free. None, and no place, if that is too late."""
        with self._lock:
            turn = max(now, self._next)
            if within is not None and turn > now and turn - now >= within:
                return None
            if self._rate is not None:
                self._next = turn + 1 / self._rate
            self._sent.append(turn)
            return turn - now

    def saw(self, reply: Reply) -> None:
        """Learn from what came back."""
        if reply.status != 429 and self._rate == self._most:
            return  # the usual case, without the lock
        with self._lock:
            if reply.status == 429:
                self._slow_down(reply)
            elif reply.failure is None:
                self._recover(reply.ended)

    def _slow_down(self, reply: Reply) -> None:
        asked = retry_after(reply) or 0.0
        if asked <= self._longest:
            self._next = max(self._next, reply.ended + asked)
        if reply.started < self._slowed:
            return  # it was sent before the last slowing down, which it could not heed
        self._slowed = self._grown = reply.ended
        self._refused_rate = self._measured(reply.ended) if self._rate is None else self._rate
        self._rate = max(self._refused_rate / 2, _SLOWEST)

    def _measured(self, now: float) -> float:
        seconds = now - self._sent[0] if self._sent else 0.0
        return max(len(self._sent) / max(seconds, 1.0), _FEW)

    def _recover(self, now: float) -> None:
        if self._rate is None:
            return
        self._rate += self._refused_rate / 10 * max(0.0, now - self._grown)
        self._grown = max(self._grown, now)
        if self._rate >= (self._most or 2 * self._refused_rate):
            self._rate = self._most

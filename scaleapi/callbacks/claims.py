"""Which outcomes were handled, and which are being handled: each delivery claims its outcome first.

The service sends a callback again until it is taken, so two deliveries of one outcome may be here at the same time. The
first claims it. While it is handled, any other is answered 503: if the first fails, the service sends it again. A claim
that was never finished nor released (the process was killed) expires.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Protocol, runtime_checkable

from scaleapi._core import system
from scaleapi.exceptions import CallbackRefused, ScaleException

__all__ = ["CLAIM_SECONDS", "BeingHandled", "Claims", "MemoryClaims", "RecentEvents", "SetLike", "claims_of"]

CLAIM_SECONDS = 900.0
"""How long a handler may take before its outcome may be claimed again."""
_REMEMBERED = 100_000


class BeingHandled(CallbackRefused):
    """Another delivery of the same outcome is being handled: this one should come again later."""

    code: int | None = 503

    def __init__(self) -> None:
        super().__init__("Another delivery of the same outcome is being handled")


@runtime_checkable
class Claims(Protocol):
    """Remembers outcomes, by `Callback.event_id`. Write your own to share them between machines."""

    def claim(self, event_id: str) -> str | None:
        """Claim an outcome, in one atomic step; return a token of the claim, or None if it was handled already.

        Raises:
            BeingHandled: It is claimed, and the claim has not expired.
        """

    def finish(self, event_id: str, token: str) -> None:
        """Note down that an outcome was handled, also if the claim has expired meanwhile."""

    def release(self, event_id: str, token: str) -> None:
        """Give up the claim with that token, if it is still held: the handler failed."""


@runtime_checkable
class SetLike(Protocol):
    """A set of strings, or what can be asked and added to like one."""

    def __contains__(self, event_id: object, /) -> bool: ...

    def add(self, event_id: str, /) -> object:
        """Add one."""


def claims_of(seen: Claims | SetLike | None) -> Claims:
    """Make claims of what a user gave as `seen`."""
    if seen is None:
        return MemoryClaims(RecentEvents())
    if isinstance(seen, Claims) and not isinstance(seen, type):
        return seen
    if isinstance(seen, SetLike) and not isinstance(seen, type):
        return MemoryClaims(seen)
    raise ScaleException(f"seen must be a SeenCallbacks or a set of strings, not of type {type(seen).__name__}")


class RecentEvents:
    """A set that forgets the oldest."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._events: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._events

    def add(self, event_id: str) -> None:
        """Add one, as the newest."""
        self._events[event_id] = None
        if len(self._events) > self._most:
            self._events.popitem(last=False)


class MemoryClaims:
    """Claims of this process, over any set of what was handled. Used by many threads."""

    def __init__(self, handled: SetLike) -> None:
        self._handled = handled
        self._lock = threading.Lock()
        self._claimed: dict[str, tuple[str, float]] = {}

    def claim(self, event_id: str) -> str | None:
        """Claim an outcome; None if it was handled already."""
        with self._lock:
            if event_id in self._handled:
                return None
            now = system.monotonic()
            _, until = self._claimed.get(event_id, ("", now))
            if until > now:
                raise BeingHandled
            token = system.new_key()
            self._claimed[event_id] = (token, now + CLAIM_SECONDS)
            return token

    def finish(self, event_id: str, token: str) -> None:
        """Note down that it was handled."""
        with self._lock:
            self._handled.add(event_id)
            self._drop(event_id, token)

    def release(self, event_id: str, token: str) -> None:
        """Give up a claim."""
        with self._lock:
            self._drop(event_id, token)

    def _drop(self, event_id: str, token: str) -> None:
        if self._claimed.get(event_id, ("", 0.0))[0] == token:
            del self._claimed[event_id]

"""The only places that time, ids and chance come from, so that a run can be repeated exactly."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from uuid import UUID

__all__ = ["Clock", "Ids", "digest", "monotonic", "timestamp", "utc_clock"]

Clock = Callable[[], datetime]
"""Gives the present as an aware datetime."""


def utc_clock() -> datetime:
    """Read the computer's clock."""
    return datetime.now(tz=UTC)  # noqa: TID251 - this is the emulator's clock; everything else asks it


def monotonic() -> float:
    """Read the seconds of a clock that is never set back, to see how long something takes."""
    return time.monotonic()


def timestamp(moment: datetime) -> str:
    """Write a moment as the API does: UTC, milliseconds, `Z`. Such strings sort by time."""
    if moment.tzinfo is None:
        raise ValueError(f"the emulator's clock must give aware datetimes, not {moment!r}")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def digest(*parts: object) -> str:
    """Mix parts into 64 hexadecimal characters, the same ones in every process."""
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


class Ids:
    """Ids from one seed: the same calls in the same order give the same ids.

    `run` says how often the store was opened before, so a file that is used again meets no id twice.
    """

    def __init__(self, seed: int, run: int) -> None:
        self._seed = seed
        self._run = run
        self._drawn: Counter[str] = Counter()
        self._lock = Lock()

    def task(self) -> str:
        """Draw an id of 24 hexadecimal characters, as tasks have."""
        return self._draw("task")[:24]

    def audit(self) -> str:
        """Draw an id of 24 hexadecimal characters for an audit."""
        return self._draw("audit")[:24]

    def delivery(self) -> str:
        """Draw an id of 24 hexadecimal characters for a delivery."""
        return self._draw("delivery")[:24]

    def uuid(self) -> str:
        """Draw a UUID, as files have."""
        return str(UUID(self._draw("uuid")[:32], version=4))

    def request(self) -> str:
        """Draw an id for the `x-request-id` header."""
        return self._draw("request")[:32]

    def restart(self) -> None:
        """Begin the series again."""
        with self._lock:
            self._drawn.clear()

    def _draw(self, kind: str) -> str:
        with self._lock:
            self._drawn[kind] += 1
            return digest(self._seed, self._run, kind, self._drawn[kind])

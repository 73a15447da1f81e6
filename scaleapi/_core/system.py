"""Time, randomness and environment: the one place that reads them, so that tests own them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

if TYPE_CHECKING:
    import numpy as np

__all__ = [
    "async_sleep",
    "draw",
    "environment",
    "generator",
    "has_gil",
    "has_proxies",
    "in_loop",
    "monotonic",
    "new_key",
    "renew_after_fork",
    "running_loop",
    "scratch",
    "sleep",
    "unclosed_is_no_news",
    "wall_ns",
]


def monotonic() -> float:
    """Seconds on a clock that never goes back."""
    return time.monotonic()


def wall_ns() -> int:
    """Nanoseconds since 1970, by the computer's clock."""
    return time.time_ns()


def sleep(seconds: float) -> None:
    """Wait in this thread."""
    time.sleep(seconds)  # noqa: TID251  (the one place)


async def async_sleep(seconds: float) -> None:
    """Wait in this asyncio task."""
    import asyncio  # only the async client needs it, and it costs time

    await asyncio.sleep(seconds)


def has_gil() -> bool:
    """Tell whether threads of this Python run one at a time."""
    return bool(getattr(sys, "_is_gil_enabled", lambda: True)())


def running_loop() -> object:
    """Return the asyncio loop that this runs in."""
    import asyncio  # only the async client needs it, and it costs time

    return asyncio.get_running_loop()


async def in_loop(loop: Any, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do something in the event loop that it belongs to; nothing, if that loop was closed."""
    import asyncio

    if loop is None or loop is asyncio.get_running_loop():
        await work()
    elif not loop.is_closed():
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(), loop))


def draw() -> float:
    """Draw a number from 0 to 1, for jitter."""
    import random  # costs time, and is not needed before the first answer

    return random.random()  # noqa: S311, TID251  (the one place; jitter is no secret)


def generator(seed: int) -> np.random.Generator:
    """Make numpy's generator of random numbers, which gives the same ones for the same seed."""
    import numpy as np  # an optional package: what draws samples has asked for it

    return np.random.default_rng(seed)


def new_key() -> str:
    """Make a fresh idempotency key, a version 4 UUID as the service advises."""
    import uuid  # costs time

    return str(uuid.uuid4())


def scratch() -> IO[bytes]:
    """Open a file without a name: in memory while it is small, then on disk; gone when it is closed."""
    from tempfile import SpooledTemporaryFile  # costs time, and is needed for large results only

    return SpooledTemporaryFile(max_size=1 << 20)


class Renewable(Protocol):
    """Something that must begin anew in a forked process."""

    def renew(self) -> None:
        """Drop what belongs to the parent: locks that may be held, connections."""


_FORKED: WeakSet[Renewable] = WeakSet()


def renew_after_fork(thing: Renewable) -> None:
    """Have something renewed in each process that is forked from this one, while it lives."""
    _FORKED.add(thing)


def _renew_all() -> None:
    for thing in list(_FORKED):
        thing.renew()


if hasattr(os, "register_at_fork"):  # not on Windows, which cannot fork
    os.register_at_fork(after_in_child=_renew_all)


@contextmanager
def unclosed_is_no_news(dropped: bool) -> Generator[None, None, None]:
    """Drop connections of an event loop that was closed under them: nobody can close them any more.

    Args:
        dropped: Whether there are any; else nothing is done.
    """
    import gc
    import warnings  # both cost nothing much, but are needed for notebooks only

    with warnings.catch_warnings():
        if dropped:
            warnings.simplefilter("ignore", ResourceWarning)
        yield
        if dropped:
            gc.collect()  # asyncio's transports are in cycles: else they would complain later


def environment(name: str) -> str | None:
    """Read an environment variable."""
    return os.environ.get(name)


def has_proxies() -> bool:
    """Tell whether the environment, or the system's settings, name a proxy."""
    from urllib.request import getproxies  # costs time; httpx has imported it when this is asked

    return any(name in {"http", "https", "all"} for name in getproxies())

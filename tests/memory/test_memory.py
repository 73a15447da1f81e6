"""What work leaves behind in memory: nothing. A short form of `make memory`, which has the full numbers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from tests.memory.growth import WORK, Work, measure, seen_file

SHORT = {
    "clients, half of them never closed": 80,
    "tasks of a list": 600,
    "callbacks of 24 hours, remembered in a file": 40,
    "async clients, each in its event loop": 40,
}
"""How often; the others 150 times."""
LEFT, PEAK = 100_000, 4_000_000
"""Bytes that are taken for nothing: others keep caches of bounded size. 80 clients that were kept are 500 KB."""


@pytest.mark.parametrize("work", WORK, ids=[one.name for one in WORK])
def test_nothing_is_left(work: Work) -> None:
    """However often it is done, and little is held at once."""
    left, peak = measure(work, SHORT.get(work.name, 150), min(work.warm, 40))
    assert (True, True) == (left < LEFT, peak < PEAK), (left, peak)


def test_a_leak_would_be_seen() -> None:
    """Some bytes each time are more than is taken for nothing."""
    kept: list[bytes] = []

    def leaking(_: ExitStack) -> Callable[[int], None]:
        return lambda times: kept.extend(b"x" * 200 + bytes([number % 256]) for number in range(times))

    assert measure(Work("a leak", leaking, 600, 10), 600, 10).left > LEFT


def test_the_file_of_seen_callbacks() -> None:
    """It holds the outcomes of a day, and then stays as large as it is."""
    with seen_file(seconds=3000.0) as (path, do):
        do(40)
        full = path.stat().st_size
        do(80)
        assert full == path.stat().st_size

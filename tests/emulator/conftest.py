"""Fixtures: an emulator whose clock ticks, and callers with either kind of key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scaleapi.emulator import Emulator
from tests.emulator.api import Api, TickingClock


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Start an empty emulator; each request is a second later than the one before."""
    with Emulator(clock=TickingClock()) as started:
        yield started


@pytest.fixture
def live(emulator: Emulator) -> Api:
    """Call with a live key: tasks stay pending."""
    return Api(emulator, "live_key")


@pytest.fixture
def test(emulator: Emulator) -> Api:
    """Call with a test key: tasks are completed when they are looked at."""
    return Api(emulator, "test_key")

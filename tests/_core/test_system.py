"""Time, dice and environment, as they are outside of tests."""

from __future__ import annotations

import asyncio
import gc
import importlib
from contextlib import suppress
from uuid import UUID

import pytest

from scaleapi._core import system


def test_the_world_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clocks run, dice fall between 0 and 1, keys are version 4 UUIDs."""
    monkeypatch.undo()
    real = importlib.reload(system)
    before = real.monotonic()

    real.sleep(0)
    asyncio.run(real.async_sleep(0))

    assert before <= real.monotonic()
    assert 0 <= real.draw() < 1
    assert 4 == UUID(real.new_key()).version
    monkeypatch.setenv("SCALE_TEST", "x")
    assert ("x", None) == (real.environment("SCALE_TEST"), real.environment("SCALE_NOTHING"))


@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_is_collected_again_if_it_was_before(enabled: bool) -> None:
    """Not meanwhile, whatever ends it."""
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with suppress(ZeroDivisionError), system.collection_paused():
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert enabled == gc.isenabled()
    finally:
        (gc.enable if was else gc.disable)()

"""Time, dice and environment, as they are outside of tests."""

from __future__ import annotations

import asyncio
import importlib
import sys
from threading import Thread
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


def test_a_python_without_a_gil(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python tells from 3.13 on; before, there is always one."""
    told = []
    for answer in (True, False):
        monkeypatch.setattr(sys, "_is_gil_enabled", lambda answer=answer: answer, raising=False)
        told.append(system.has_gil())
    monkeypatch.delattr(sys, "_is_gil_enabled")
    assert [True, False, True] == [*told, system.has_gil()]


def test_work_is_done_in_the_loop_that_it_belongs_to() -> None:
    """In no loop or this one at once, in another one there, in one that was closed not at all."""
    done: list[object] = []

    async def work() -> None:
        done.append(asyncio.get_running_loop())

    async def here(other: asyncio.AbstractEventLoop, closed: asyncio.AbstractEventLoop) -> object:
        for loop in (None, asyncio.get_running_loop(), other, closed):
            await system.in_loop(loop, work)
        return asyncio.get_running_loop()

    other, closed = asyncio.new_event_loop(), asyncio.new_event_loop()
    closed.close()
    thread = Thread(target=other.run_forever)
    thread.start()
    mine = asyncio.run(here(other, closed))
    other.call_soon_threadsafe(other.stop)
    thread.join()
    other.close()

    assert [mine, mine, other] == done

"""Clocks that are set back or forward between two runs, and while something is under way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scaleapi import Outcome
from scaleapi._core import system
from scaleapi.callbacks import BeingHandled, SeenCallbacks
from scaleapi.emulator import Emulator
from scaleapi.export import read_jsonl
from tests.bulk.test_creation import KIND, made, payloads
from tests.conftest import LIVE_KEY, TEST_KEY, Clients

JUMPS = [timedelta(days=-400), timedelta(hours=-5), timedelta(hours=5), timedelta(days=400)]
jumps = pytest.mark.parametrize("jump", JUMPS, ids=str)


class Clock:
    """This computer's clock, which may be set; the service's own goes on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.off = timedelta()
        now = system.wall_ns
        monkeypatch.setattr(system, "wall_ns", lambda: now() + int(self.off.total_seconds()) * 10**9)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Set the time."""
    return Clock(monkeypatch)


@jumps
def test_a_journal(clients: Clients, tmp_path: Path, clock: Clock, jump: timedelta) -> None:
    """Rows of unknown outcome are found again, by names that nobody else has: each is one task in the end."""
    moments = [datetime(2026, 1, 1, tzinfo=UTC)]
    with Emulator(clock=lambda: moments[-1]) as emulator:
        client = clients.of(emulator, LIVE_KEY, max_retries=0)
        emulator.faults.add("reset_after", path="/v1/task/*", times=9)
        first = list(client.create_tasks(KIND, payloads(9), journal=tmp_path / "journal"))
        assert {Outcome.unknown} == {one.outcome for one in first}

        clock.off = jump
        moments.append(moments[0] + timedelta(minutes=30))
        again = list(client.create_tasks(KIND, payloads(9), journal=tmp_path / "journal"))

        assert ([None] * 9, list(range(1, 10))) == ([one.error for one in again], made(client))


@jumps
def test_an_export(clients: Clients, tmp_path: Path, clock: Clock, jump: timedelta) -> None:
    """It goes on with the parts that are missing, and has each task once."""
    with Emulator() as emulator:
        client = clients.of(emulator, TEST_KEY)
        client.create_project("p", "imageannotation")
        list(client.create_tasks(KIND, payloads(30, project="p")))

        def run(**more: Any) -> Any:
            return client.export_tasks(
                tmp_path / "out", project_name="p", file_format="jsonl", part_size=10, concurrency=1, **more
            )

        def stop(progress: Any) -> None:
            if progress.done >= 10:
                raise RuntimeError("the caller's own")

        with pytest.raises(RuntimeError):
            run(progress=stop)
        clock.off = jump
        assert run().parts > 0
        assert 30 == len({task.task_id for task in read_jsonl(tmp_path / "out")})


@jumps
def test_seen_callbacks(tmp_path: Path, clock: Clock, jump: timedelta) -> None:
    """A claim that nobody finishes holds later deliveries up no longer than it may, wherever the clock goes."""
    seen = SeenCallbacks(tmp_path / "seen", days=1000)
    seen.claim("killed")
    seen.finish("done", seen.claim("done") or "")

    clock.off = jump

    assert seen.claim("done") is None
    assert seen.claim("killed") is not None
    with pytest.raises(BeingHandled):
        seen.claim("killed")


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_clock_that_is_adjusted(tmp_path: Path, clock: Clock, seconds: int) -> None:
    """Some seconds, as a time server sets it, make no claim expire."""
    seen = SeenCallbacks(tmp_path / "seen")
    seen.claim("handled now")
    clock.off = timedelta(seconds=seconds)
    with pytest.raises(BeingHandled):
        seen.claim("handled now")

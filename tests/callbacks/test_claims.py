"""Claims: one delivery of each outcome is handled, in threads and processes, also after a crash."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scaleapi._core import system
from scaleapi.callbacks import BeingHandled, Claims, SeenCallbacks
from scaleapi.callbacks.claims import CLAIM_SECONDS, MemoryClaims, RecentEvents, claims_of
from scaleapi.exceptions import ScaleException

DAY = 86400


class Clock:
    """The computer's clocks, set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_700_000_000.0
        monkeypatch.setattr(system, "monotonic", lambda: self.now)
        monkeypatch.setattr(system, "wall_ns", lambda: int(self.now * 1e9))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Set the time."""
    return Clock(monkeypatch)


@pytest.fixture(params=["memory", "set", "file"])
def claims(request: pytest.FixtureRequest, tmp_path: Path) -> Claims:
    """Make claims of each kind."""
    seen: Any = {"memory": None, "set": set[str](), "file": SeenCallbacks(tmp_path / "seen.db")}[request.param]
    return claims_of(seen)


def test_an_outcome_is_claimed_once(claims: Claims) -> None:
    """Until it is released; once finished, never again."""
    first = claims.claim("t:1")
    assert first
    with pytest.raises(BeingHandled):
        claims.claim("t:1")
    claims.release("t:1", first)
    second = claims.claim("t:1")
    assert second not in {None, first}
    claims.finish("t:1", second or "")
    assert claims.claim("t:1") is None
    assert claims.claim("t:2") is not None


def test_a_claim_expires(claims: Claims, clock: Clock) -> None:
    """What crashed is handled by a later delivery; a late loser takes nothing from the new claim."""
    lost = claims.claim("t:1") or ""
    clock.now += CLAIM_SECONDS - 1
    with pytest.raises(BeingHandled):
        claims.claim("t:1")
    clock.now += 2
    assert claims.claim("t:1")
    claims.release("t:1", lost)
    with pytest.raises(BeingHandled):
        claims.claim("t:1")
    claims.finish("t:1", lost)
    assert claims.claim("t:1") is None


def try_all(claims: Claims, times: int) -> list[str]:
    """Claim and finish each of ten outcomes so often; list those that were won."""
    won: list[str] = []
    for event in [f"t:{number}" for number in range(10)] * times:
        try:
            token = claims.claim(event)
        except BeingHandled:
            continue
        if token:
            won.append(event)
            claims.finish(event, token)
    return won


def test_threads_share_claims(claims: Claims) -> None:
    """Each outcome is won once."""
    with ThreadPoolExecutor(8) as pool:
        won = [one for part in pool.map(lambda _: try_all(claims, 3), range(8)) for one in part]
    assert [f"t:{number}" for number in range(10)] == sorted(won)


def by_path(path: str) -> list[str]:
    """Do it in another process, with an object of its own."""
    return try_all(SeenCallbacks(path), 3)


def test_processes_share_a_file(tmp_path: Path) -> None:
    """Also the making of the file."""
    path = str(tmp_path / "seen.db")
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as pool:
        won = [one for part in pool.map(by_path, [path] * 8) for one in part]
    assert [f"t:{number}" for number in range(10)] == sorted(won)


def test_a_killed_process_leaves_a_claim_that_expires(tmp_path: Path, clock: Clock) -> None:
    """And what it finished before stays finished: a file survives restarts."""
    path = tmp_path / "seen.db"
    code = (
        "import os, sys; from scaleapi.callbacks import SeenCallbacks; seen = SeenCallbacks(sys.argv[1])\n"
        "seen.finish('t:1', seen.claim('t:1')); seen.claim('t:2'); os._exit(9)"
    )
    clock.now = time.time()
    assert 9 == subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode
    seen = SeenCallbacks(path)
    assert seen.claim("t:1") is None
    with pytest.raises(BeingHandled):
        seen.claim("t:2")
    clock.now += CLAIM_SECONDS + 60
    assert seen.claim("t:2")


def test_old_outcomes_are_forgotten(tmp_path: Path, clock: Clock) -> None:
    """After so many days; more than a few at a time, so that the file stays small."""
    seen = SeenCallbacks(tmp_path / "seen.db", days=2)
    for number in range(250):
        seen.finish(f"t:{number}", "")
    clock.now += 2 * DAY - 1
    assert seen.claim("t:0") is None
    clock.now += 2
    for number in range(3):
        assert seen.claim(f"new:{number}")
    with closing(sqlite3.connect(seen.path)) as db:
        assert [("new:0",), ("new:1",), ("new:2",)] == db.execute("SELECT event FROM seen_callbacks").fetchall()


def test_a_task_is_forgotten_on_demand(tmp_path: Path) -> None:
    """All its outcomes, and no other task's."""
    seen = SeenCallbacks(tmp_path / "seen.db", claim_seconds=5)
    for event in ("t:1", "t:2", "t2:1", "s:1"):
        seen.finish(event, "")
    seen.forget("t")
    assert [False, False, True, True, False] == [one in seen for one in ("t:1", "t:2", "t2:1", "s:1", 5)]


def test_memory_forgets_the_oldest() -> None:
    """So that a process may run for years."""
    claims = MemoryClaims(RecentEvents(2))
    for event in ("t:1", "t:2", "t:3"):
        claims.finish(event, claims.claim(event) or "")
    assert [True, None, None] == [claims.claim(event) and True for event in ("t:1", "t:2", "t:3")]
    recent = RecentEvents()
    for number in range(100_001):
        recent.add(str(number))
    assert [False, True] == [one in recent for one in ("0", "1")]


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    """One clear error: no folder, no SQLite file, another one's file, no file at all, no sense."""
    (tmp_path / "text").write_text("not a database, but long enough to be one" * 99, encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE others (x)")
    for path in (tmp_path / "none" / "seen.db", tmp_path / "text", tmp_path / "other.db", ":memory:", ""):
        with pytest.raises(ScaleException, match=r"cannot be used|something else|needs a file"):
            SeenCallbacks(path)
    for options in ({"days": 0.5}, {"days": float("nan")}, {"claim_seconds": 0}, {"claim_seconds": -1}):
        with pytest.raises(ScaleException, match="must be"):
            SeenCallbacks(tmp_path / "seen.db", **options)
    assert [False, True] == [(tmp_path / name).exists() for name in ("seen.db", "other.db")]


@pytest.mark.parametrize("seen", [frozenset[str](), [], {}, "seen.db", 5, set, SeenCallbacks])
def test_what_cannot_remember_is_refused(seen: Any) -> None:
    """At set-up, with what to give instead."""
    with pytest.raises(ScaleException, match="a SeenCallbacks or a set of strings"):
        claims_of(seen)


def test_what_is_documented_holds(tmp_path: Path, clock: Clock) -> None:
    """A claim holds for 15 minutes; an outcome is remembered for 30 days unless told, and for a day at least."""
    lasting = SeenCallbacks(tmp_path / "lasting")
    lasting.finish("t:1", "")
    clock.now += 30 * DAY - 1
    assert lasting.claim("t:1") is None
    clock.now += 2
    assert lasting.claim("t:1") is not None
    seen = SeenCallbacks(tmp_path / "seen", days=1)
    seen.claim("t:1")
    clock.now += 15 * 60 - 1
    with pytest.raises(BeingHandled):
        seen.claim("t:1")
    clock.now += 1
    assert seen.claim("t:1") is not None

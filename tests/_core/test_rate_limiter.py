"""The rate limit that all calls of a client share, with times handed in."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi._core.calls.call import Failure, Reply
from scaleapi._core.http.rate_limiter import RateLimiter


def refused(at: float, after: str = "", started: float | None = None) -> Reply:
    """Make a 429 that came at some time."""
    headers = {"retry-after": after} if after else {}
    return Reply(429, headers, started=at if started is None else started, ended=at)


def fine(at: float) -> Reply:
    """Make a success that came at some time."""
    return Reply(200, started=at, ended=at)


def turns(gate: RateLimiter, now: float, count: int) -> list[float]:
    """Ask for some places at the same moment; return the waits."""
    return [round(gate.enter(now) or 0.0, 6) for _ in range(count)]


def test_nothing_is_limited_until_the_service_says_so() -> None:
    """Many calls at once pass at once, whatever else comes back."""
    gate = RateLimiter()
    for reply in (fine(1), Reply(500, ended=1), Reply(failure=Failure.broken, ended=1)):
        gate.saw(reply)
    assert [0.0] * 1000 == turns(gate, 1, 1000)


def test_a_429_slows_every_call_down() -> None:
    """Twenty a second were refused: ten a second are sent."""
    gate = RateLimiter()
    for at in range(20):
        gate.enter(at / 20)
    gate.saw(refused(1.0))
    assert [0.0, 0.1, 0.2] == turns(gate, 1, 3)


def test_it_recovers() -> None:
    """The rate grows by a tenth of what was refused each second, and is forgotten at twice of it."""
    gate = RateLimiter()
    gate.saw(refused(0.0))
    assert [0.0, 0.2] == turns(gate, 0, 2)
    gate.saw(fine(5.0))
    assert [0.0, 0.1] == turns(gate, 5, 2)
    gate.saw(fine(15.0))
    assert [0.0, 0.0, 0.0] == turns(gate, 20, 3)


def test_refusals_of_one_burst_count_once() -> None:
    """What was sent before the slowing down says nothing new; what is sent after it does."""
    gate = RateLimiter()
    for _ in range(5):
        gate.saw(refused(1.0, started=0.5))
    assert [0.0, 0.2] == turns(gate, 1, 2)
    gate.saw(refused(2.0))
    assert [0.0, 0.4] == turns(gate, 2, 2)


@pytest.mark.parametrize(("after", "wait"), [("30", 30.0), ("61", 0.0), ("", 0.0)])
def test_retry_after_holds_everybody(after: str, wait: float) -> None:
    """All calls wait as long as the service asks, unless that is so long that its own call is given up."""
    gate = RateLimiter()
    gate.saw(refused(1.0, after))
    assert wait == gate.enter(1.0)


@given(st.lists(st.tuples(st.floats(0, 2), st.sampled_from(["fine", "refused"])), max_size=60))
def test_the_users_limit_always_holds(steps: list[tuple[float, str]]) -> None:
    """Whatever comes back, two requests are never nearer than the limit allows, and each gets its turn."""
    gate, now, sent = RateLimiter(4.0), 0.0, list[float]()
    for pause, answer in steps:
        now += pause
        sent.append(now + (gate.enter(now) or 0.0))
        gate.saw(fine(now) if answer == "fine" else refused(now))
    assert all(later - earlier >= 0.2499 for earlier, later in pairwise(sent))
    assert all(turn < 1e6 for turn in sent)


def test_who_cannot_wait_takes_no_place() -> None:
    """A call whose deadline is nearer than its turn leaves the turn to others."""
    gate = RateLimiter(most=1.0)
    assert [0.0, None, 1.0, 2.0] == [gate.enter(0.0), gate.enter(0.0, 0.5), gate.enter(0.0, 1.5), gate.enter(0.0)]

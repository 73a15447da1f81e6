"""What must hold of the times in a scene: microseconds since its beginning, in order, and not too dense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice, pairwise
from typing import Any

from scaleapi.models.rules import Rule, listed, numeral_or_text, objects
from scaleapi.problems import Finding

__all__ = ["in_time_order", "times_of_frames"]

_SECOND = 1_000_000
_LATEST_START = 100 * _SECOND
_MOST_A_SECOND = 100

Stamp = tuple[tuple[str | int, ...], float]
"""Where a time stands, and the time."""


def in_time_order(name: str) -> Rule:
    """Check an array of times."""

    def rule(raw: Mapping[str, Any]) -> Iterator[Finding]:
        found = ((at, numeral_or_text(value)) for at, value in enumerate(listed(raw.get(name))))
        return _first_mistake(name, [((name, at), time) for at, time in found if time is not None])

    return rule


def times_of_frames(name: str) -> Rule:
    """Check the times of an array of frames, each of which has a `timestamp`."""

    def rule(raw: Mapping[str, Any]) -> Iterator[Finding]:
        found = ((at, numeral_or_text(frame.get("timestamp"))) for at, frame in objects(raw.get(name)))
        return _first_mistake(name, [((name, at, "timestamp"), time) for at, time in found if time is not None])

    return rule


def _first_mistake(name: str, stamps: list[Stamp]) -> Iterator[Finding]:
    """Name only the first: after it, most others would only follow from it."""
    return islice(chain(_negative(stamps), _late(stamps), _disordered(stamps), _dense(name, stamps)), 1)


def _negative(stamps: list[Stamp]) -> Iterator[Finding]:
    return (Finding(loc, "range", "must not be negative", time) for loc, time in stamps if time < 0)


def _late(stamps: list[Stamp]) -> Iterator[Finding]:
    if stamps and stamps[0][1] > _LATEST_START:
        hint = "times count microseconds from the beginning of the scene: put what they have in common into time_offset"
        yield Finding(stamps[0][0], "range", "must be at most 100 seconds for the first", stamps[0][1], hint)


def _disordered(stamps: list[Stamp]) -> Iterator[Finding]:
    for (_, before), (loc, time) in pairwise(stamps):
        if time <= before:
            yield Finding(loc, "relation", f"must be later than the time before it, which is {before}", time)


def _dense(name: str, stamps: list[Stamp]) -> Iterator[Finding]:
    if len(stamps) < 2:
        return
    rate = (len(stamps) - 1) * _SECOND / (stamps[-1][1] - stamps[0][1])
    if rate > _MOST_A_SECOND:
        hint = "are they in microseconds?"
        yield Finding((name,), "range", f"must be at most {_MOST_A_SECOND} a second; they are {rate:.0f}", hint=hint)

"""Samples to look at by eye, and what the errors among them say of all."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from random import Random
from typing import NamedTuple

from scaleapi._core.calls.arguments import positive, refuse
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi.models.task import Task

__all__ = ["ErrorRate", "Sample", "Stratum", "sample"]

_Z = 1.959964
"""Of a 95 % interval."""


class Stratum(NamedTuple):
    """Tasks that have something in common."""

    name: Hashable
    tasks: tuple[Task, ...]
    """Those that were drawn."""
    of: int
    """How many there are."""


class ErrorRate(NamedTuple):
    """The share of tasks that are wrong."""

    rate: float
    """The estimate."""
    low: float
    """Where its 95 % interval begins."""
    high: float
    """Where it ends."""


@dataclass(frozen=True, slots=True, repr=False)
class Sample(Shown):
    """Tasks that were drawn at random from strata."""

    strata: tuple[Stratum, ...]

    def __iter__(self) -> Iterator[Task]:
        return (task for one in self.strata for task in one.tasks)

    def __len__(self) -> int:
        return sum(len(one.tasks) for one in self.strata)

    @property
    def of(self) -> int:
        """How many tasks it was drawn from."""
        return sum(one.of for one in self.strata)

    @property
    def margin(self) -> float:
        """By how much the rate of errors may be off, at worst: half of the 95 % interval for a rate of a half."""
        half = self._interval([0.5] * len(self.strata))
        return (half.high - half.low) / 2

    def error_rate(self, wrong: Iterable[str | Task]) -> ErrorRate:
        """Estimate which share of all tasks is wrong, from those of the sample that are.

        Strata count by how many tasks they have; the interval is Wilson's, for the sample size that gives the same
        variance, with the correction for a finite number of tasks.

        Args:
            wrong: The tasks of the sample that are wrong, or their ids.

        Raises:
            ScaleValidationError: One of them is not in the sample.
        """
        ids = {one.task_id if isinstance(one, Task) else one for one in wrong}
        for one in sorted(ids - {task.task_id for task in self}):
            raise refuse("/wrong", "reference", "is no task of the sample", one)
        return self._interval([_share(sum(task.task_id in ids for task in one.tasks), one) for one in self.strata])

    def _interval(self, rates: list[float]) -> ErrorRate:
        whole = self.of
        if not whole:
            return ErrorRate(0.0, 0.0, 1.0)
        rate = sum(share * one.of for share, one in zip(rates, self.strata, strict=True)) / whole
        variance = sum(_variance(share, one, whole) for share, one in zip(rates, self.strata, strict=True))
        size = self._plain_size() if variance <= 0 or not 0 < rate < 1 else rate * (1 - rate) / variance
        if math.isinf(size):
            return ErrorRate(rate, rate, rate)
        middle = (rate + _Z**2 / (2 * size)) / (1 + _Z**2 / size)
        half = _Z / (1 + _Z**2 / size) * math.sqrt(rate * (1 - rate) / size + _Z**2 / (4 * size**2))
        return ErrorRate(rate, max(0.0, middle - half), min(1.0, middle + half))

    def _plain_size(self) -> float:
        """Return the size of a plain sample of infinitely many that says as much, where no variance tells it."""
        drawn = len(self)
        return math.inf if drawn >= self.of else drawn * (self.of - 1) / (self.of - drawn)

    def _facts(self) -> list[tuple[str, object]]:
        return [("tasks", len(self)), ("of", self.of), ("strata", len(self.strata)), ("margin", round(self.margin, 4))]

    def _rows(self) -> Rows:
        return Rows(
            ("stratum", "tasks", "of"),
            ((str(one.name), len(one.tasks), one.of) for one in self.strata),
            len(self.strata),
        )


def _share(wrong: int, stratum: Stratum) -> float:
    return wrong / len(stratum.tasks) if stratum.tasks else 0.0


def _variance(rate: float, stratum: Stratum, whole: int) -> float:
    drawn, of = len(stratum.tasks), stratum.of
    if drawn >= of or not drawn:
        return 0.0
    return (of / whole) ** 2 * (1 - drawn / of) * rate * (1 - rate) / max(drawn - 1, 1)


@known_keywords
def sample(
    tasks: Iterable[Task], n: int, *, by: str | Callable[[Task], Hashable] | None = None, seed: int | str = 0
) -> Sample:
    """Draw tasks at random, from each stratum as many as its share of all; at least one of each, if `n` allows it.

    Goes through the tasks once, and keeps at most `n` of each stratum.

    Args:
        tasks: Any tasks, also a list that is still being fetched.
        n: How many to draw; if there are fewer, all of them.
        by: What makes strata: the name of an attribute of tasks (`batch`, `type`, `project` …), or a function of a
            task. Without it there is one stratum.
        seed: Equal tasks and seeds give equal samples.

    Raises:
        ScaleValidationError: `n` is not positive.
    """
    n = positive("n", n)
    key = _key(by)
    dice, held, counts = Random(seed), dict[Hashable, list[Task]](), dict[Hashable, int]()  # noqa: S311 - no secret
    for task in tasks:
        name = key(task)
        counts[name] = counts.get(name, 0) + 1
        kept = held.setdefault(name, [])
        if len(kept) < n:
            kept.append(task)
        elif (place := dice.randrange(counts[name])) < n:
            kept[place] = task
    for kept in held.values():
        dice.shuffle(kept)
    shares = _shares(counts, n)
    return Sample(tuple(Stratum(name, tuple(kept[: shares[name]]), counts[name]) for name, kept in held.items()))


def _key(by: str | Callable[[Task], Hashable] | None) -> Callable[[Task], Hashable]:
    if callable(by):
        return by
    return attrgetter(by) if by is not None else lambda _: None


def _shares(counts: Mapping[Hashable, int], n: int) -> dict[Hashable, int]:
    """Divide n among strata by their sizes: what is left over goes to the largest remainders."""
    whole = sum(counts.values())
    if n >= whole:
        return dict(counts)
    least = 1 if n >= len(counts) else 0
    exact = {name: count * n / whole for name, count in counts.items()}
    given = {name: max(int(share), least) for name, share in exact.items()}
    order = sorted(counts, key=lambda name: exact[name] - given[name])
    while (left := n - sum(given.values())) != 0:
        for name in order if left < 0 else reversed(order):
            step = 1 if left > 0 else -1
            if least <= given[name] + step <= counts[name]:
                given[name] += step
                break
    return given

"""Bootstrap intervals: how much a statistic would differ with other items of the same kind (percentile method)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from scaleapi._core.system import generator
from scaleapi.quality.metrics.arrays import Floats, Ints

__all__ = ["Interval", "bootstrap", "bootstrap_sums"]

_CELLS = 2_000_000
"""Numbers that are drawn at once."""


class Interval(NamedTuple):
    """Between which values a statistic lies, with the probability `level`."""

    low: float
    high: float
    level: float


def bootstrap(
    statistic: Callable[[Ints], float], items: int, *, resamples: int = 1000, level: float = 0.95, seed: int = 0
) -> Interval:
    """Return the bootstrap interval of a statistic of items.

    Args:
        statistic: Returns it for the places of the items that were drawn; the same item may come several times.
        items: How many items there are.
        resamples: How often as many items are drawn.
        level: The probability that the interval is for.
        seed: The same one gives the same interval.

    Returns:
        NaN at both ends if the statistic is undefined in each sample.
    """
    _check(resamples, level)
    draws = generator(seed)
    found = [statistic(draws.integers(0, items, items)) for _ in range(resamples)] if items else []
    [interval] = _intervals(np.array(found, dtype=np.float64).reshape(-1, 1), level)
    return interval


def bootstrap_sums(
    sums: ArrayLike,
    statistic: Callable[[Floats], Floats],
    *,
    resamples: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> list[Interval]:
    """Return the bootstrap intervals of statistics of sums over items, all from the same samples.

    Args:
        sums: An array of shape (items, k): what each item adds.
        statistic: Makes of totals, of shape (resamples, k), the statistics, of shape (resamples, statistics).
        resamples: How often as many items are drawn.
        level: The probability that the intervals are for.
        seed: The same one gives the same intervals.
    """
    _check(resamples, level)
    table = np.asarray(sums, dtype=np.float64)
    totals = [times @ table for times in _times(len(table), resamples, seed)]
    return _intervals(statistic(np.concatenate([np.empty((0, table.shape[1])), *totals])), level)


def _times(items: int, resamples: int, seed: int) -> Iterator[Floats]:
    """Draw how often each item comes, some samples at a time."""
    draws, at_once = generator(seed), max(1, _CELLS // max(1, items))
    for start in range(0, resamples if items else 0, at_once):
        count = min(at_once, resamples - start)
        places = draws.integers(0, items, (count, items)) + np.arange(count)[:, None] * items
        yield np.bincount(places.ravel(), minlength=count * items).reshape(count, items).astype(np.float64)


def _intervals(found: Floats, level: float) -> list[Interval]:
    intervals = list[Interval]()
    for column in found.T:
        defined = column[~np.isnan(column)]
        ends = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2]) if len(defined) else (np.nan, np.nan)
        intervals.append(Interval(float(ends[0]), float(ends[1]), level))
    return intervals


def _check(resamples: int, level: float) -> None:
    if resamples < 1:
        raise ValueError(f"resamples must be at least 1, not {resamples}")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")

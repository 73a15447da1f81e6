"""Agreement beyond chance on categories: Cohen's kappa for two raters, Fleiss's kappa for several."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from scaleapi.quality.metrics.arrays import Floats, codes_of

__all__ = ["cohen_kappa", "fleiss_kappa"]

Weights = Literal["linear", "quadratic"]


def cohen_kappa(a: Iterable[Hashable], b: Iterable[Hashable], weights: Weights | None = None) -> float:
    """Return Cohen's kappa of two raters.

    Args:
        a: What one rater said of each item. Items that either did not rate (None, NaN) are left out.
        b: What the other said.
        weights: How much more a larger difference counts; for numbers only, which are taken in their order, as
            scikit-learn does.

    Returns:
        1 for full agreement, 0 for what chance would give. NaN if there is nothing to agree on: no items, or one
        category in all of them.

    Raises:
        ValueError: There are not as many of one as of the other, or `weights` is unknown.
    """
    if weights not in (None, "linear", "quadratic"):
        raise ValueError(f"weights must be 'linear' or 'quadratic', not {weights!r}")
    known = dict[Hashable, int]()
    one, other = codes_of(a, known), codes_of(b, known)
    if len(one) != len(other):
        raise ValueError(f"both raters must rate the same items, not {len(one)} and {len(other)}")
    rated = (one >= 0) & (other >= 0)
    ranks = _ranks(known) if weights else np.arange(len(known))
    counts = np.zeros((len(known), len(known)))
    np.add.at(counts, (ranks[one[rated]], ranks[other[rated]]), 1)
    return _kappa_of(counts[_used(counts)][:, _used(counts)], weights)


def _used(counts: Floats) -> Any:
    return (counts.sum(axis=0) + counts.sum(axis=1)) > 0


def _ranks(known: dict[Hashable, int]) -> Any:
    """Return the rank of each number that was coded.

    Raises:
        ValueError: There is something else than numbers among them.
    """
    values: list[Any] = list(known)
    if not all(isinstance(one, (int, float, np.number)) for one in values):
        raise ValueError("weights need ratings that are numbers: the order of others is not known")
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[sorted(range(len(values)), key=values.__getitem__)] = np.arange(len(values))
    return ranks


def _kappa_of(counts: Floats, weights: Weights | None) -> float:
    size, total = len(counts), counts.sum()
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(np.float64)
    costs = steps**2 if weights == "quadratic" else steps if weights else (steps > 0).astype(np.float64)
    chance = np.outer(counts.sum(axis=1), counts.sum(axis=0))
    by_chance = (costs * chance).sum() / total if total else 0.0
    return float(1 - (costs * counts).sum() / by_chance) if by_chance else float("nan")


def fleiss_kappa(counts: ArrayLike) -> float:
    """Return Fleiss's kappa.

    Args:
        counts: An array of shape (items, categories): how many raters chose each category for each item. Items may have
            different numbers of raters; those with less than two are left out.

    Returns:
        1 for full agreement, 0 for what chance would give; NaN if there is nothing to agree on: no items, or one
        category in all of them.

    Raises:
        ValueError: There are not two dimensions, or a count is negative or NaN.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.size == 0:
        return float("nan")
    if table.ndim != 2 or not (table >= 0).all():
        raise ValueError("counts must be an array of shape (items, categories), none of them negative")
    table = table[table.sum(axis=1) >= 2]
    raters = table.sum(axis=1)
    if not len(table):
        return float("nan")
    agreed = ((table**2).sum(axis=1) - raters) / (raters * (raters - 1))
    chance = ((table.sum(axis=0) / raters.sum()) ** 2).sum()
    return float((agreed.mean() - chance) / (1 - chance)) if np.count_nonzero(table.sum(axis=0)) > 1 else float("nan")

"""Krippendorff's alpha: agreement beyond chance of any number of raters, with ratings missing.

Hayes and Krippendorff (2007), "Answering the call for a standard reliability measure for coding data". The sums over
pairs of ratings are taken in closed form, so neither many items nor many different values are slow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from scaleapi.quality.metrics.arrays import Bools, Floats, Ints, codes_of

__all__ = ["Level", "krippendorff_alpha"]

Level = Literal["nominal", "ordinal", "interval"]


def krippendorff_alpha(ratings: ArrayLike | Sequence[Sequence[object]], level: Level = "nominal") -> float:
    """Return Krippendorff's alpha.

    Args:
        ratings: An array of shape (raters, items). NaN, infinity and None are missing ratings; an item with less than
            two counts for nothing. For the level `nominal` they can be anything, such as texts.
        level: What differences between ratings mean: `nominal` (none is larger than another), `ordinal` (their order
            counts) or `interval` (their size counts).

    Returns:
        1 for full agreement, 0 for what chance would give; NaN if there is nothing to agree on: no item with two
        ratings, or the same value everywhere.

    Raises:
        ValueError: There are not two dimensions, the level is unknown, or ratings of another level than `nominal` are
            no numbers.
    """
    if level not in get_args(Level):
        raise ValueError(f"level must be one of {get_args(Level)}, not {level!r}")
    values = _numbers(ratings, level)
    if values.ndim != 2:
        raise ValueError(f"ratings must be an array of shape (raters, items), not {values.shape}")
    there = np.isfinite(values)
    there &= there.sum(axis=0) >= 2
    if not there.any():
        return float("nan")
    kept = there.any(axis=0)
    values, there = values[:, kept], there[:, kept]
    places, codes = np.unique(values[there], return_inverse=True)
    if len(places) == 1:
        return float("nan")
    units = np.nonzero(there)[1]
    if level == "nominal":
        return _nominal(codes, units)
    return _interval(_midranks(codes) if level == "ordinal" else values[there], units, there)


def _numbers(ratings: object, level: Level) -> Floats:
    """Return the ratings as numbers; nominal ones by codes, NaN for what is missing."""
    given: Any = np.asarray(ratings)
    if given.dtype.kind in "biuf":
        numbers: Floats = given.astype(np.float64)
        return numbers
    given = np.asarray(ratings, dtype=object)
    if level != "nominal":
        return _floats(given)
    codes = codes_of(given.ravel().tolist(), {}).reshape(given.shape)
    return np.where(codes < 0, np.nan, codes)


def _floats(given: Any) -> Floats:
    try:
        floats: Floats = given.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError("ratings must be numbers, or None; others have the level 'nominal'") from error
    return floats


def _nominal(codes: Ints, units: Ints) -> float:
    """Count the pairs of different values: within items, and in all."""
    cells, counts = np.unique(np.stack([units, codes]), axis=1, return_counts=True)
    raters = np.bincount(units)
    within = (counts * (raters[cells[0]] - counts) / (raters[cells[0]] - 1)).sum()
    totals = np.bincount(codes).astype(np.float64)
    total = totals.sum()
    return float(1 - within / ((totals * (total - totals)).sum() / (total - 1)))


def _interval(values: Floats, units: Ints, there: Bools) -> float:
    """Sum up the squares of differences: within items, and in all. The sum over pairs is that about the mean."""
    raters = np.bincount(units, minlength=there.shape[1])
    spread = values / np.abs(values).max()  # so that no square is too large; alpha stays the same
    means = np.bincount(units, spread, minlength=len(raters)) / raters
    squares = np.bincount(units, (spread - means[units]) ** 2, minlength=len(raters))
    within = (2 * raters * squares / (raters - 1)).sum()
    total = len(spread)
    overall = 2 * total * ((spread - spread.mean()) ** 2).sum() / (total - 1)
    return float(1 - within / overall) if overall else float("nan")


def _midranks(codes: Ints) -> Floats:
    """Return ranks whose differences are those of the ordinal level: the number of ratings between, ends by half."""
    counts = np.bincount(codes)
    ranks: Floats = (np.cumsum(counts) - counts / 2)[codes]
    return ranks

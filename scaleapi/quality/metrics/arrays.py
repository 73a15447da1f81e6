"""What metrics take and return."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np
from numpy.typing import ArrayLike

from scaleapi.quality.extraction.arrays import Bools, Floats, Ints

__all__ = ["Bools", "Floats", "Ints", "codes_of", "is_missing", "rows_of"]


def rows_of(values: ArrayLike, width: int, what: str) -> Floats:
    """Return an array of floats with a row for each thing; also of an empty list.

    Raises:
        ValueError: Its rows have not that many numbers.
    """
    rows = np.asarray(values, dtype=np.float64)
    if rows.size == 0:
        return np.empty((0, width))
    if rows.ndim != 2 or rows.shape[1] != width:
        raise ValueError(f"{what} must be an array of shape (n, {width}), not {rows.shape}")
    return rows


def is_missing(value: object) -> bool:
    """Tell whether a rating is missing: None or NaN."""
    return value is None or value != value  # noqa: PLR0124  (NaN, of whatever type)


def codes_of(values: Iterable[Hashable], known: dict[Hashable, int]) -> Ints:
    """Number values in the order in which they come first; -1 for missing ones.

    Args:
        values: Any values, also of several types.
        known: The numbers given so far; new ones are added.
    """
    codes = [-1 if is_missing(value) else known.setdefault(value, len(known)) for value in values]
    return np.array(codes, dtype=np.int64)

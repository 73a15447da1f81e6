"""Numpy, and the types of its arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from scaleapi._io.optional import need

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Ints: TypeAlias = NDArray[np.int64]
    Bools: TypeAlias = NDArray[np.bool_]
else:
    np = need("numpy", "quality", "quality control")
    Floats = Ints = Bools = np.ndarray

__all__ = [
    "FARTHEST",
    "Bools",
    "Floats",
    "Ints",
    "codes_of",
    "floats",
    "ints",
    "listed_ints",
    "np",
    "offsets",
    "taken",
]

T = TypeVar("T")

FARTHEST = 1e9
"""Pixels or metres. Nothing is that far away, and products of what is nearer are neither infinite nor no number."""


def floats(values: Iterable[Any], columns: int = 0) -> Floats:
    """Make an array of numbers, or of rows of them: NaN for None, and for what is no finite place."""
    made = np.array(list(values), dtype=np.float64)
    made = made.reshape(-1, columns) if columns else made
    made[~(np.abs(made) < FARTHEST)] = np.nan
    return made


def ints(values: Iterable[int]) -> Ints:
    """Make an array of integers."""
    return np.array(list(values), dtype=np.int64)


def listed_ints(values: Ints) -> list[int]:
    """Return an array of integers as a list of Python's own, which are faster one by one."""
    return cast("list[int]", values.tolist())


def offsets(counts: Iterable[int]) -> Ints:
    """Tell where the members of each group begin in the array of all members, and at last where they end."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(ints(counts))])


def taken(values: Sequence[T], which: Ints) -> list[T]:
    """Return some of many values, by their places."""
    places: list[int] = which.tolist()
    return [values[at] for at in places]


def codes_of(values: Iterable[object]) -> Ints:
    """Number texts (or other hashable values) in order of appearance; equal ones have the same number."""
    known: dict[object, int] = {}
    return ints(known.setdefault(one, len(known)) for one in values)

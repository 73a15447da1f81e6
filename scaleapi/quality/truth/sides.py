"""The shapes of one side that can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scaleapi.export.shapes import UNLABELED
from scaleapi.quality.extraction.arrays import Bools, Floats, Ints, np, taken
from scaleapi.quality.extraction.shapes import Shapes
from scaleapi.quality.truth.matched import Cases
from scaleapi.quality.truth.outlines import AREAS, bounds_of

__all__ = ["Side", "labels_at", "numbered", "place_of"]


class Side(NamedTuple):
    """The shapes of one side that can be compared."""

    shapes: Shapes
    which: Ints
    """Their places among all shapes."""
    kinds: Ints
    """The kinds of all shapes."""
    cases: Cases

    def bounds(self, tolerance: float) -> Floats:
        """Return their bounds."""
        return bounds_of(self.shapes, self.kinds, tolerance)[self.which]

    @property
    def has_area(self) -> Bools:
        """Whether each has an area; else it is a point or a line."""
        return self.kinds[self.which] < AREAS

    def places(self, some: Ints) -> list[str]:
        """Say where some of them stand."""
        return [place_of(self.shapes, at) for at in self.which[some].tolist()]


def place_of(shapes: Shapes, at: int) -> str:
    """Say where a shape stands: its task and pointer."""
    return f"{shapes.documents[int(shapes.document[at])].task_id} {shapes.pointer(at)}"


def labels_at(labels: Sequence[str | None], which: Ints) -> list[str]:
    """Return the labels of some things; `unlabeled` for those that have none."""
    return [UNLABELED if one is None else one for one in taken(labels, which)]


def numbered(columns: Sequence[Sequence[Ints]]) -> list[Ints]:
    """Number the rows of several tables together: equal rows have the same number, from 0."""
    sizes = [len(one[0]) for one in columns]
    key = np.zeros(sum(sizes), dtype=np.int64)
    for parts in zip(*columns, strict=True):
        codes = np.unique(np.concatenate(parts), return_inverse=True)[1].reshape(-1)
        both = key * (int(codes.max(initial=0)) + 1) + codes
        key = np.unique(both, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return np.split(key, np.cumsum(sizes)[:-1])

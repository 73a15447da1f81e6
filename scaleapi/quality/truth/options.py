"""What can be chosen about a comparison, and what families are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from scaleapi.export.masks import Masks
from scaleapi.quality.extraction.arrays import Ints
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.metrics.precision import COCO_THRESHOLDS

__all__ = ["CuboidIou", "Options", "Pairing"]

CuboidIou = Literal["3d", "bev"]


@dataclass(frozen=True, slots=True)
class Options:
    """How things are compared."""

    threshold: float = 0.5
    thresholds: tuple[float, ...] = COCO_THRESHOLDS
    tolerance: float = 10.0
    """Pixels: how far points and lines may be from those of the reference."""
    cuboid_iou: CuboidIou = "3d"
    score: str = "score"
    """The attribute that tells how sure a shape is."""
    masks: Masks | None = None
    reference_masks: Masks | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense: ValueError."""
        for limit in (self.threshold, *self.thresholds):
            if not 0 < limit <= 1:
                raise ValueError(f"a threshold must be above 0 and at most 1, not {limit}")
        if not self.tolerance >= 0:
            raise ValueError(f"tolerance must not be negative, not {self.tolerance}")
        if self.cuboid_iou not in {"3d", "bev"}:
            raise ValueError(f"cuboid_iou must be '3d' or 'bev', not {self.cuboid_iou!r}")


class Pairing(NamedTuple):
    """Some tasks, each with its reference, at the same place of both lists."""

    found: Sequence[TaskDocument]
    there: Sequence[TaskDocument]
    items: Ints
    """The number of each among all that are compared."""

"""IoU (intersection over union, the Jaccard index) of level boxes: `left, top, width, height`, in any unit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scaleapi.quality.metrics.arrays import Floats, rows_of

__all__ = ["box_iou_of_pairs", "iou", "share"]


def iou(a: ArrayLike, b: ArrayLike) -> Floats:
    """Return the IoU of all pairs of boxes, as pycocotools does without crowds.

    Args:
        a: An array of shape (n, 4): left, top, width, height.
        b: An array of shape (m, 4).

    Returns:
        An array of shape (n, m), from 0 to 1. A box without area, or with NaN in it, overlaps nothing.

    Raises:
        ValueError: The shape of an array is another.
    """
    one, other = rows_of(a, 4, "boxes"), rows_of(b, 4, "boxes")
    return box_iou_of_pairs(one[:, None], other[None])


def box_iou_of_pairs(a: Floats, b: Floats) -> Floats:
    """Return the IoU of boxes that stand at the same place of two arrays of shape (…, 4); shapes are broadcast."""
    with np.errstate(all="ignore"):
        ends = np.minimum(a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:])
        both = np.clip(ends - np.maximum(a[..., :2], b[..., :2]), 0, None).prod(axis=-1)
        return share(both, a[..., 2:].prod(axis=-1) + b[..., 2:].prod(axis=-1) - both)


def share(both: Floats, either: Floats) -> Floats:
    """Divide intersections by unions, where there is something to divide; else 0."""
    with np.errstate(all="ignore"):
        sound = (both > 0) & (either > 0) & np.isfinite(either)
        return np.where(sound, both / either, 0.0)

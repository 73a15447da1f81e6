"""What two masks of indexes have in common, pixel by pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scaleapi.quality.metrics.arrays import Floats, Ints

__all__ = ["mask_confusion", "mask_iou"]


def mask_confusion(predicted: ArrayLike, reference: ArrayLike, classes: int) -> Ints:
    """Count the pixels of each pair of classes.

    Args:
        predicted: An array of classes, from 0; those from `classes` on, and below 0, are not counted.
        reference: What it should be, of the same shape.
        classes: How many classes there are.

    Returns:
        An array of shape (classes, classes): a row for each class of the reference.

    Raises:
        ValueError: The shapes differ.
    """
    found, there = np.asarray(predicted), np.asarray(reference)
    if found.shape != there.shape:
        raise ValueError(f"masks must have the same shape, not {found.shape} and {there.shape}")
    counted = (found >= 0) & (found < classes) & (there >= 0) & (there < classes)
    cells = there[counted].astype(np.int64) * classes + found[counted].astype(np.int64)
    counts: Ints = np.bincount(cells, minlength=classes * classes).reshape(classes, classes)
    return counts


def mask_iou(confusion: ArrayLike) -> Floats:
    """Return the IoU of each class; NaN for one that occurs nowhere. Its mean is the mean IoU (`np.nanmean`).

    Args:
        confusion: Counts of pixels, of shape (n, n), as `mask_confusion` returns them.
    """
    counts = np.asarray(confusion, dtype=np.float64)
    hits = np.diag(counts)
    either = counts.sum(axis=0) + counts.sum(axis=1) - hits
    shares: Floats = np.divide(hits, either, out=np.full(len(hits), np.nan), where=either > 0)
    return shares

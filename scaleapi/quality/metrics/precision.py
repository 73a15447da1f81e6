"""Average precision as COCO defines it: 101 points of recall, matches by falling score. Equal to pycocotools."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from scaleapi.quality.metrics.arrays import Bools, Floats

__all__ = ["COCO_THRESHOLDS", "area_under", "average_precision", "hits_of"]

COCO_THRESHOLDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
"""0.5 to 0.95: the mean over these is what COCO calls AP."""

_RECALLS = np.linspace(0.0, 1.0, 101)
_MOST = 100
"""Detections of an image that count: those with the highest scores."""


def average_precision(
    images: Iterable[tuple[ArrayLike, ArrayLike]], thresholds: Iterable[float] = COCO_THRESHOLDS, most: int = _MOST
) -> Floats:
    """Return the average precision of one label at each threshold of IoU.

    Args:
        images: Of each image, the scores of its detections, of shape (n,), and their IoU with the reference, (n, m).
            Images without detections or without reference count, too: their shapes are (0,) and (0, m), or (n, 0).
        thresholds: The least IoU of a match.
        most: How many detections of each image count.

    Returns:
        An array with one number for each threshold; NaN if there is nothing in the reference.
    """
    limits = np.array(list(thresholds))
    scores, hits, total = [np.empty(0)], [np.empty((len(limits), 0), dtype=bool)], 0
    for told, similarities in images:
        overlaps = np.asarray(similarities, dtype=np.float64)
        given, found = hits_of(np.asarray(told, dtype=np.float64), overlaps, limits, most)
        total += overlaps.shape[1]
        scores.append(given)
        hits.append(found)
    return area_under(np.concatenate(scores), np.concatenate(hits, axis=1), total)


def hits_of(scores: Floats, overlaps: Floats, limits: Floats, most: int = _MOST) -> tuple[Floats, Bools]:
    """Tell which detections of one image find something.

    Args:
        scores: How sure each is, of shape (n,).
        overlaps: Their IoU with the reference, of shape (n, m).
        limits: The least IoU of a match: k of them.
        most: How many detections count.

    Returns:
        The scores of those that count, falling, and whether each is right at each threshold, of shape (k, n).
    """
    order = np.argsort(-scores, kind="stable")[:most]
    return scores[order], _hits(overlaps[order], limits)


def area_under(scores: Floats, hits: Bools, total: int) -> Floats:
    """Return the average precision at each threshold.

    Args:
        scores: Of the detections of all images, in the order of the images.
        hits: Whether each is right at each threshold, of shape (k, n).
        total: How many things are there.
    """
    if not total:
        return np.full(len(hits), np.nan)
    order = np.argsort(-scores, kind="stable")
    return np.array([_area(one, total) for one in hits[:, order]])


def _hits(overlaps: Floats, limits: Floats) -> Bools:
    """Tell for each threshold which detections find something: in turn, the best that is free."""
    hits = np.zeros((len(limits), len(overlaps)), dtype=bool)
    if overlaps.shape[1] == 0:
        return hits
    free, rows = np.ones((len(limits), overlaps.shape[1]), dtype=bool), np.arange(len(limits))
    least = np.minimum(limits, 1 - 1e-10)  # COCO's own: so that what is equal but for rounding counts at 1.0
    for at, row in enumerate(overlaps):
        left = np.where(free, row, -1.0)
        best = left.shape[1] - 1 - np.argmax(left[:, ::-1], axis=1)  # of equal ones the last, as COCO does
        hits[:, at] = left[rows, best] >= least
        free[rows[hits[:, at]], best[hits[:, at]]] = False
    return hits


def _area(hits: Bools, total: int) -> float:
    """Return the mean over the points of recall of the best precision at that recall or a higher one."""
    found, counted = np.cumsum(hits), np.arange(1, len(hits) + 1)
    precisions = np.maximum.accumulate((found / (counted + np.spacing(1)))[::-1])[::-1]
    places = np.searchsorted(found / total, _RECALLS, side="left")
    return float(np.append(precisions, np.zeros(1))[np.minimum(places, len(hits))].mean())

"""IoU of outlines of any form, by shapely. Pairs whose envelopes do not meet are not looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scaleapi._io.optional import need
from scaleapi.quality.metrics.arrays import Bools, Floats, Ints
from scaleapi.quality.metrics.boxes import share

__all__ = ["Shapes", "corners_of_turned", "mended", "polygon_iou", "polygons_of", "shape_iou_of_pairs", "shapely"]

shapely: Any = need("shapely", "quality", "an IoU of outlines")

Shapes = NDArray[Any]
"""Geometries of shapely."""

_UNIT = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])


def polygon_iou(a: Sequence[ArrayLike], b: Sequence[ArrayLike]) -> Floats:
    """Return the IoU of all pairs of outlines.

    Args:
        a: The corners of each outline, in order: arrays of shape (k, 2). One that crosses itself is taken as the areas
            that it encloses.
        b: The others.

    Returns:
        An array of shape (len(a), len(b)). An outline of less than three corners, or with NaN in it, overlaps nothing.
    """
    one, other = polygons_of(a), polygons_of(b)
    found = np.zeros((len(one), len(other)))
    left, right = shapely.STRtree(other).query(one)
    found[left, right] = shape_iou_of_pairs(one, other, left, right)
    return found


def polygons_of(rings: Sequence[ArrayLike]) -> Shapes:
    """Make valid polygons of outlines; an empty one of what encloses nothing."""
    corners = [_ring(ring) for ring in rings]
    made = np.full(len(corners), shapely.Polygon(), dtype=object)
    sound = np.array([len(one) >= 3 for one in corners], dtype=bool)
    if not sound.any():
        return made
    lengths = [len(one) for one in corners if len(one) >= 3]
    flat = np.concatenate([one for one in corners if len(one) >= 3])
    lines = shapely.linearrings(flat, indices=np.repeat(np.arange(len(lengths)), lengths))
    made[sound] = mended(shapely.polygons(lines))
    return made


def shape_iou_of_pairs(a: Shapes, b: Shapes, left: Ints, right: Ints) -> Floats:
    """Return the IoU of the pairs of valid shapes that two arrays of places name."""
    both: Floats = shapely.area(shapely.intersection(a[left], b[right]))
    return share(both, shapely.area(a)[left] + shapely.area(b)[right] - both)


def corners_of_turned(centers: Floats, sizes: Floats, angles: Floats) -> Floats:
    """Return the corners of turned rectangles.

    Args:
        centers: x and y of each, of shape (n, 2).
        sizes: The sides along x and y before the turn, of shape (n, 2).
        angles: Radians, counter-clockwise where y points up, and clockwise where y points down; of shape (n,).

    Returns:
        An array of shape (n, 4, 2).
    """
    cos, sin = np.cos(angles), np.sin(angles)
    turns = np.stack([np.stack([cos, -sin], axis=-1), np.stack([sin, cos], axis=-1)], axis=-2)
    corners: Floats = np.einsum("nij,nkj->nki", turns, sizes[:, None] * _UNIT) + centers[:, None]
    return corners


def _ring(ring: ArrayLike) -> Floats:
    corners = np.asarray(ring, dtype=np.float64)
    if corners.size == 0:
        return np.empty((0, 2))
    if corners.ndim != 2 or corners.shape[1] != 2:
        raise ValueError(f"an outline must be an array of shape (n, 2), not {corners.shape}")
    return corners if np.isfinite(corners).all() else np.empty((0, 2))


def mended(polygons: Shapes) -> Shapes:
    """Make valid what crosses itself: the areas that it encloses."""
    wrong: Bools = ~shapely.is_valid(polygons)
    # A buffer of 0 leaves the areas of what was mended, without the lines and points beside them.
    polygons[wrong] = shapely.buffer(shapely.make_valid(polygons[wrong]), 0)
    return polygons

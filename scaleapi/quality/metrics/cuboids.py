"""IoU of cuboids that stand upright, turned about the vertical: `x, y, z` of the centre, sizes `dx, dy, dz`, yaw.

The yaw is in radians, counter-clockwise about z. At 0, `dx` is along x and `dy` along y. All lengths are in one unit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scaleapi.quality.metrics.arrays import Floats, Ints, rows_of
from scaleapi.quality.metrics.boxes import share
from scaleapi.quality.metrics.polygons import Shapes, corners_of_turned, shapely

__all__ = ["bev_iou", "cuboid_iou", "cuboid_iou_of_pairs", "footprints_of"]


def bev_iou(a: ArrayLike, b: ArrayLike) -> Floats:
    """Return the IoU of all pairs of cuboids seen from above (bird's-eye view), turned as they are.

    Args:
        a: An array of shape (n, 7): x, y, z, dx, dy, dz, yaw.
        b: An array of shape (m, 7).

    Returns:
        An array of shape (n, m). A cuboid without area, or with NaN in it, overlaps nothing.

    Raises:
        ValueError: The shape of an array is another.
    """
    return _all_pairs(a, b)[0]


def cuboid_iou(a: ArrayLike, b: ArrayLike) -> Floats:
    """Return the IoU of all pairs of cuboids in space; arguments and errors are those of `bev_iou`."""
    return _all_pairs(a, b)[1]


def _all_pairs(a: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    one, other = rows_of(a, 7, "cuboids"), rows_of(b, 7, "cuboids")
    left, right = shapely.STRtree(footprints_of(other)).query(footprints_of(one))
    above, inside = np.zeros((len(one), len(other))), np.zeros((len(one), len(other)))
    above[left, right], inside[left, right] = cuboid_iou_of_pairs(one, other, left, right)
    return above, inside


def footprints_of(cuboids: Floats) -> Shapes:
    """Make polygons of what cuboids cover from above; empty ones of those without area or with NaN in them."""
    made = np.full(len(cuboids), shapely.Polygon(), dtype=object)
    sound = np.isfinite(cuboids).all(axis=1) & (cuboids[:, 3:6] > 0).all(axis=1)
    some = cuboids[sound]
    made[sound] = shapely.polygons(corners_of_turned(some[:, :2], some[:, 3:5], some[:, 6]))
    return made


def cuboid_iou_of_pairs(a: Floats, b: Floats, left: Ints, right: Ints) -> tuple[Floats, Floats]:
    """Return the IoU from above, and that in space, of the pairs that two arrays of places name."""
    one, other = footprints_of(a), footprints_of(b)
    both = shapely.area(shapely.intersection(one[left], other[right]))
    above = share(both, shapely.area(one)[left] + shapely.area(other)[right] - both)
    tops = np.minimum(_top(a)[left], _top(b)[right])
    space = both * np.clip(tops - np.maximum(_bottom(a)[left], _bottom(b)[right]), 0, None)
    volumes = shapely.area(one)[left] * a[left, 5] + shapely.area(other)[right] * b[right, 5]
    return above, share(space, volumes - space)


def _top(cuboids: Floats) -> Floats:
    return cuboids[:, 2] + cuboids[:, 5] / 2


def _bottom(cuboids: Floats) -> Floats:
    return cuboids[:, 2] - cuboids[:, 5] / 2

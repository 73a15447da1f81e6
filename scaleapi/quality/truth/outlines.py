"""Shapes of all kinds as geometries, and how similar pairs of them are."""

from __future__ import annotations

from typing import Any

from scaleapi.quality.extraction.arrays import Bools, Floats, Ints, np, taken
from scaleapi.quality.extraction.outlines import corners_of_boxes, outlines_of, rings_of
from scaleapi.quality.extraction.shapes import Shapes
from scaleapi.quality.metrics.boxes import box_iou_of_pairs
from scaleapi.quality.metrics.polygons import mended, shape_iou_of_pairs, shapely

__all__ = ["AREAS", "KINDS", "bounds_of", "geometries_of", "is_readable", "kinds_of", "similarity_of"]

KINDS = ("box", "polygon", "ellipse", "cuboid", "point", "line")
"""What can be compared: a shape with another of the same kind."""
AREAS = 4
"""So many of the kinds, from the first on, have an area, and overlap; points and lines are near each other or not."""
_STEPS = np.linspace(0, 2 * np.pi, 64, endpoint=False)


def kinds_of(shapes: Shapes) -> Ints:
    """Number the kinds; -1 for others."""
    known = {kind: at for at, kind in enumerate(KINDS)}
    return np.array([known.get(kind, -1) for kind in shapes.kinds], dtype=np.int64)


def is_readable(shapes: Shapes, kinds: Ints) -> Bools:
    """Tell which shapes have all their coordinates."""
    sound = np.asarray(np.isfinite(shapes.boxes).all(axis=1))
    counts = np.diff(shapes.starts)
    least = np.array([0, 0, 4, 1, 0, 2])[kinds]
    is_whole = (counts >= np.where(kinds < 0, 0, least)) & ((kinds != KINDS.index("ellipse")) | (counts == 4))
    return np.asarray(sound & is_whole)


def bounds_of(shapes: Shapes, kinds: Ints, tolerance: float) -> Floats:
    """Return lowest x and y, highest x and y of shapes; of points and lines, with the tolerance around them."""
    made: Floats = np.concatenate([shapes.boxes[:, :2], shapes.boxes[:, :2] + shapes.boxes[:, 2:]], axis=1)
    turned = np.flatnonzero((shapes.rotation != 0) & (kinds == 0))
    corners = corners_of_boxes(shapes.boxes[turned], shapes.rotation[turned])
    if len(turned):
        made[turned] = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
    around = np.where(kinds >= AREAS, tolerance, 0.0)[:, None]
    return np.asarray(made + np.concatenate([-around, -around, around, around], axis=1))


def similarity_of(found: Shapes, there: Shapes, left: Ints, right: Ints, kinds: Ints, tolerance: float) -> Floats:
    """Return the IoU of pairs of the same kind; for points and lines, 1 at the same place, 0 beyond the tolerance.

    The distance of two lines is that of Hausdorff: how far at most a place on either is from the other.
    """
    made = np.zeros(len(left))
    level = (kinds[left] == 0) & (found.rotation[left] == 0) & (there.rotation[right] == 0)
    made[level] = box_iou_of_pairs(found.boxes[left[level]], there.boxes[right[level]])
    drawn, placed = ~level & (kinds[left] < AREAS), kinds[left] >= AREAS
    one, mine = _some(found, left[~level])
    other, theirs = _some(there, right[~level])
    rest = np.full(len(left), -1)
    rest[~level] = np.arange(len(mine))
    at = rest[drawn]
    made[drawn] = shape_iou_of_pairs(one, other, mine[at], theirs[at])
    at = rest[placed]
    with np.errstate(all="ignore"):  # older versions of shapely warn of points
        away = shapely.hausdorff_distance(one[mine[at]], other[theirs[at]])
    made[placed] = np.where(away <= tolerance, 1 - away / (2 * tolerance or 1), 0.0)
    return made


def _some(shapes: Shapes, which: Ints) -> tuple[Any, Ints]:
    """Make geometries of those that occur; return them, and the place of each that was asked for."""
    names, places = np.unique(which, return_inverse=True)
    return geometries_of(shapes, names), places.astype(np.int64)


def geometries_of(shapes: Shapes, which: Ints) -> Any:
    """Make valid geometries of shapes whose kind is known and that are readable."""
    made = outlines_of(shapes, which)
    kinds = np.array([KINDS.index(kind) for kind in taken(shapes.kinds, which)], dtype=np.int64)
    made[kinds == 4] = shapely.points(shapes.boxes[which[kinds == 4], :2])
    for kind, form in ((3, shapely.convex_hull), (5, None)):
        some = np.flatnonzero(kinds == kind)
        if len(some):
            lines = _lines(shapes, which[some])
            made[some] = lines if form is None else form(lines)
    if (ellipses := np.flatnonzero(kinds == 2)).size:
        made[ellipses] = shapely.polygons(
            _ellipses(shapes.vertices[shapes.starts[which[ellipses]][:, None] + range(4)])
        )
    made[kinds < AREAS] = mended(made[kinds < AREAS])
    return made


def _lines(shapes: Shapes, which: Ints) -> Any:
    """Make lines of vertices; of a single one, a line that stays there."""
    vertices, owner = rings_of(shapes, which)
    counts = np.diff(shapes.starts)[which]
    closing = np.cumsum(counts + 1) - 1  # where a ring is closed, which a line is not
    kept = np.ones(len(owner), dtype=bool)
    kept[closing[counts > 1]] = False
    return shapely.linestrings(vertices[kept], indices=owner[kept])


def _ellipses(ends: Floats) -> Floats:
    """Return 64 corners of ellipses, by the four ends of their axes in any order: opposite ones are farthest apart."""
    rows = np.arange(len(ends))
    away = np.linalg.norm(ends - ends[:, :1], axis=2)
    opposite = away.argmax(axis=1)
    others = np.argsort((np.arange(4) == opposite[:, None]) | (np.arange(4) == 0), axis=1, kind="stable")[:, :2]
    middle = ends.mean(axis=1)
    one = (ends[:, 0] - ends[rows, opposite]) / 2
    other = (ends[rows, others[:, 0]] - ends[rows, others[:, 1]]) / 2
    turns = np.cos(_STEPS)[None, :, None] * one[:, None] + np.sin(_STEPS)[None, :, None] * other[:, None]
    return np.asarray(middle[:, None] + turns)

"""Shapes as shapely's geometries, many at a time."""

from __future__ import annotations

from typing import Any

from scaleapi._io.optional import need
from scaleapi.quality.extraction.arrays import Bools, Floats, Ints, ints, np, offsets
from scaleapi.quality.extraction.shapes import Shapes

__all__ = ["corners_of_boxes", "outlines_of", "rings_of"]

shapely: Any = need("shapely", "quality", "quality control")


def corners_of_boxes(boxes: Floats, rotation: Floats) -> Floats:
    """Return the corners (n, 4, 2) of boxes (n, 4), clockwise from the top left one, turned clockwise about the centre.

    Args:
        boxes: Left, top, width and height.
        rotation: Radians (n,).
    """
    half = boxes[:, 2:] / 2
    centre = boxes[:, :2] + half
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], dtype=np.float64)
    away = half[:, None, :] * signs
    cos, sin = np.cos(rotation)[:, None], np.sin(rotation)[:, None]  # y points down, so this is clockwise
    turned = np.stack([away[..., 0] * cos - away[..., 1] * sin, away[..., 0] * sin + away[..., 1] * cos], axis=-1)
    return np.asarray(centre[:, None, :] + turned, dtype=np.float64)


def rings_of(shapes: Shapes, which: Ints) -> tuple[Floats, Ints]:
    """Return the vertices of some shapes, closed: the first is repeated at the end.

    Returns:
        The vertices (m, 2), and which of `which` each belongs to (m,).
    """
    counts = shapes.starts[which + 1] - shapes.starts[which]
    owner = np.repeat(np.arange(len(which)), counts + 1).astype(np.int64)
    within = np.arange(len(owner)) - offsets(counts + 1)[:-1][owner]
    within[within == counts[owner]] = 0
    return shapes.vertices[shapes.starts[which][owner] + within], owner


def outlines_of(shapes: Shapes, which: Ints | Bools) -> Any:
    """Make shapely polygons of boxes (turned, if they are) and polygons: an array of objects, in the order of `which`.

    Shapes of other kinds, polygons with fewer than three vertices, and what could not be read, are empty polygons.
    Polygons that cross themselves are not mended: `shapely.make_valid` does it.
    """
    which = np.flatnonzero(which) if which.dtype == bool else which
    made = np.full(len(which), shapely.Polygon(), dtype=object)
    kinds = np.array([shapes.kinds[at] for at in which], dtype=object)
    boxes = np.flatnonzero((kinds == "box") & np.isfinite(shapes.boxes[which]).all(axis=1))
    made[boxes] = shapely.polygons(corners_of_boxes(shapes.boxes[which[boxes]], shapes.rotation[which[boxes]]))
    enough = shapes.starts[which + 1] - shapes.starts[which] > 2
    drawn = np.flatnonzero((kinds == "polygon") & enough & np.isfinite(shapes.boxes[which]).all(axis=1))
    if len(drawn):
        vertices, owner = rings_of(shapes, ints(which[drawn]))
        made[drawn] = shapely.polygons(shapely.linearrings(vertices, indices=owner))
    return made

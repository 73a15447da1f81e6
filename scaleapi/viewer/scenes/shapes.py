"""One annotation on an image, as a shape of numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from scaleapi.models.rules import is_object, listed, mapped
from scaleapi.viewer.scenes.values import Json, Marks, named, number, numbers, text

__all__ = ["NotDrawn", "shape_of", "shapes_of"]

_PATHS = {"lineannotation": "line", "laneannotation": "line"}
"""What vertices are in old task types, whose annotations do not say; else a polygon."""


class NotDrawn(ValueError):  # noqa: N818  (nobody sees it: it becomes a note)
    """An annotation that has no picture, with the reason."""


def shapes_of(items: object, marks: Marks, task_type: str) -> tuple[list[Json], list[str]]:
    """Make shapes of annotations, and notes about those that are not drawn."""
    shapes, missing = list[Json](), Counter[str]()
    for item in listed(items):
        try:
            shapes.append(shape_of(item, marks, task_type))
        except NotDrawn as why:
            missing[str(why)] += 1
    return shapes, [f"{count} {'is' if count == 1 else 'are'} not drawn: {why}" for why, count in missing.items()]


def shape_of(item: object, marks: Marks, task_type: str = "") -> Json:
    """Make one shape.

    Raises:
        NotDrawn: It is none.
    """
    if not is_object(item):
        raise NotDrawn("an annotation that is no object")
    kind = text(item.get("type")) or _guessed(item, task_type)
    if kind not in _SHAPES:
        raise NotDrawn(f"a shape of the unknown kind {kind[:40]!r}")
    shape, at = _SHAPES[kind](item)
    return {**named(item, marks), "shape": shape, "at": at}


def _guessed(item: Mapping[str, Any], task_type: str) -> str:
    """Tell the kind by the keys, as old responses do not name it."""
    if "left" in item:
        return "box"
    if "edges" in item:
        return "cuboid"
    if "vertices" in item:
        return _PATHS.get(task_type, "polygon")
    return "point" if "x" in item else "other"


def _box(item: Mapping[str, Any]) -> tuple[str, list[float]]:
    corners = _corners(item.get("vertices"))
    turn = number(item.get("rotation")) or 0.0
    if turn and len(corners) == 8:
        return "box", corners
    box = numbers(item, ("left", "top", "width", "height"))
    if box is None:
        raise NotDrawn("a box whose left, top, width or height is no number")
    return "box", _turned(box, turn) if turn else box


def _turned(box: list[float], turn: float) -> list[float]:
    """Turn a box about its middle; y points down, so this is clockwise."""
    left, top, width, height = box
    cos, sin = math.cos(turn), math.sin(turn)
    middle_x, middle_y = left + width / 2, top + height / 2
    around = ((-width, -height), (width, -height), (width, height), (-width, height))
    ends = ((middle_x + (x * cos - y * sin) / 2, middle_y + (x * sin + y * cos) / 2) for x, y in around)
    return [round(one, 2) for end in ends for one in end]


def _corners(vertices: object) -> list[float]:
    """List the coordinates of vertices; those that are no numbers are left out with all of them."""
    pairs = [numbers(mapped(vertex), ("x", "y")) for vertex in listed(vertices)]
    return [] if None in pairs else [one for pair in pairs for one in pair or ()]


def _path(kind: str, least: int) -> Callable[[Mapping[str, Any]], tuple[str, list[float]]]:
    def make(item: Mapping[str, Any]) -> tuple[str, list[float]]:
        corners = _corners(item.get("vertices"))
        if len(corners) < 2 * least:
            raise NotDrawn(f"a {kind} with less than {least} vertices that are numbers")
        return kind, corners

    return make


def _point(item: Mapping[str, Any]) -> tuple[str, list[float]]:
    place = numbers(item, ("x", "y"))
    if place is None:
        raise NotDrawn("a point whose x or y is no number")
    return "point", place


def _ellipse(item: Mapping[str, Any]) -> tuple[str, list[float]]:
    """Make middle, radii and turn of the ends of both axes, in any order: opposite ones are farthest apart."""
    corners = _corners(item.get("vertices"))
    ends = list(zip(corners[::2], corners[1::2], strict=True))
    if len(ends) != 4:
        raise NotDrawn("an ellipse that has not the four ends of its axes")
    first, others = ends[0], ends[1:]
    middle = (sum(corners[::2]) / 4, sum(corners[1::2]) / 4)
    opposite = max(others, key=lambda end: math.dist(first, end))
    beside = next(end for end in others if end is not opposite)
    turn = math.atan2(opposite[1] - first[1], opposite[0] - first[0])
    radii = (math.dist(first, opposite) / 2, math.dist(middle, beside))
    return "ellipse", [round(one, 4) for one in (*middle, *radii, turn)]


def _cuboid(item: Mapping[str, Any]) -> tuple[str, list[float]]:
    found = [numbers(mapped(edge), ("x1", "y1", "x2", "y2")) for edge in listed(item.get("edges"))]
    if not found or None in found:
        raise NotDrawn("a cuboid without edges that are numbers")
    return "cuboid", [one for edge in found for one in edge or ()]


_SHAPES: dict[str, Callable[[Mapping[str, Any]], tuple[str, list[float]]]] = {
    "box": _box,
    "polygon": _path("polygon", 2),
    "line": _path("line", 2),
    "path": _path("line", 2),
    "point": _point,
    "ellipse": _ellipse,
    "cuboid": _cuboid,
}

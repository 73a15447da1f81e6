"""The numbers of each kind of shape; what else its own words say is left."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scaleapi.models.rules import is_array, is_object, listed, mapped
from scaleapi.viewer.scenes.account import Account
from scaleapi.viewer.scenes.leftovers import Path
from scaleapi.viewer.scenes.values import number, numbers

__all__ = ["OWN_WORDS", "SHAPES", "Geometry", "NotDrawn", "leave_odd", "leave_words"]

Geometry = tuple[str, list[float]]
"""What the page draws, and its numbers."""
Draw = Callable[[Account, Path, Mapping[str, Any]], Geometry]


class NotDrawn(ValueError):  # noqa: N818  (nobody sees it: it becomes a note)
    """An annotation that has no picture, with the reason."""


_SIDES = ("left", "top", "width", "height")


def _box(account: Account, path: Path, item: Mapping[str, Any]) -> Geometry:
    turn = number(item["rotation"]) if "rotation" in item else None
    box = numbers(item, _SIDES)
    corners = _corners(item.get("vertices")) if "vertices" in item else []
    own = bool(turn) and len(corners) == 8
    if box is None and not own:
        raise NotDrawn("a box whose left, top, width or height is no number")
    if turn is None and "rotation" in item:
        account.leave((*path, "rotation"), item["rotation"])
    if box is not None and (box[2] < 0 or box[3] < 0):
        box = _upright(box)
        account.remark(path, "its width or height is negative; it is drawn to the other side")
    made = corners if own or box is None else _turned(box, turn) if turn else box
    if "vertices" in item:
        _corners_beside(account, path, item, corners, made)
    if box is None:
        leave_odd(account, path, item, _SIDES)
    return "box", made


def _upright(box: list[float]) -> list[float]:
    left, top, width, height = box
    return [min(left, left + width), min(top, top + height), abs(width), abs(height)]


def _corners_beside(
    account: Account, path: Path, item: Mapping[str, Any], corners: list[float], made: list[float]
) -> None:
    """Leave vertices of a box that do not say the same as its sides."""
    left, top, width, height = made if len(made) == 4 else (0, 0, 0, 0)
    drawn = made if len(made) == 8 else [left, top, left + width, top, left + width, top + height, left, top + height]
    pairs, others = (sorted(zip(some[::2], some[1::2], strict=True)) for some in (corners, drawn))
    if len(pairs) == 4 and all(math.dist(one, other) < 2 for one, other in zip(pairs, others, strict=True)):
        _leave_each(account, (*path, "vertices"), item["vertices"])
    else:
        account.leave((*path, "vertices"), item["vertices"])


def _turned(box: list[float], turn: float) -> list[float]:
    """Turn a box about its middle; y points down, so this is clockwise."""
    left, top, width, height = box
    cos, sin = math.cos(turn), math.sin(turn)
    middle_x, middle_y = left + width / 2, top + height / 2
    around = ((-width, -height), (width, -height), (width, height), (-width, height))
    ends = ((middle_x + (x * cos - y * sin) / 2, middle_y + (x * sin + y * cos) / 2) for x, y in around)
    return [round(one, 2) for end in ends for one in end]


def _corners(vertices: object) -> list[float]:
    """List the coordinates of vertices; none, if some are no numbers."""
    pairs = [numbers(mapped(vertex), ("x", "y")) for vertex in listed(vertices)]
    return [] if None in pairs else [one for pair in pairs for one in pair or ()]


_DOCUMENTED = {
    "type": {"vertex", "edge"},
    "description": {
        *("face-topleft", "face-bottomleft", "face-topright", "face-bottomright", "side-topcorner"),
        *("side-bottomcorner", "face-top", "face-right", "face-bottom", "face-left", "side-bottom", "side-top"),
    },
}
"""What vertices and edges of cuboids say beside their numbers: no more than the picture."""


def leave_words(account: Account, path: Path, item: Mapping[str, Any], names: tuple[str, ...] = ("x", "y")) -> None:
    """Leave what a vertex or an edge says beside these numbers."""
    if len(item) > len(names):
        for name, value in item.items():
            if not (name in names or _is_usual(name, value)):
                account.leave((*path, name), value)


def _leave_each(account: Account, path: Path, items: list[Any], names: tuple[str, ...] = ("x", "y")) -> None:
    for at, item in enumerate(items):
        leave_words(account, (*path, at), item, names)


def _is_usual(name: str, value: object) -> bool:
    return number(value) is not None if name == "z" else isinstance(value, str) and value in _DOCUMENTED.get(name, ())


def leave_odd(account: Account, path: Path, raw: Mapping[str, Any], names: Iterable[str]) -> None:
    """Leave those of some fields that are no numbers."""
    for name in names:
        if name in raw and number(raw[name]) is None:
            account.leave((*path, name), raw[name])


def _path(kind: str, least: int) -> Draw:
    def make(account: Account, path: Path, item: Mapping[str, Any]) -> Geometry:
        corners = _corners(item.get("vertices"))
        if len(corners) < 2 * least:
            raise NotDrawn(f"a {kind} with less than {least} vertices that are numbers")
        _leave_each(account, (*path, "vertices"), item["vertices"])
        return kind, corners

    return make


def _point(account: Account, path: Path, item: Mapping[str, Any]) -> Geometry:
    place = numbers(item, ("x", "y"))
    if place is None:
        raise NotDrawn("a point whose x or y is no number")
    leave_odd(account, path, item, ("z",))
    return "point", place


def _ellipse(account: Account, path: Path, item: Mapping[str, Any]) -> Geometry:
    """Make middle, radii and turn of the ends of both axes, in any order: opposite ones are farthest apart."""
    corners = _corners(item.get("vertices"))
    ends = list(zip(corners[::2], corners[1::2], strict=True))
    if len(ends) != 4:
        raise NotDrawn("an ellipse that has not the four ends of its axes")
    _leave_each(account, (*path, "vertices"), item["vertices"])
    first, others = ends[0], ends[1:]
    middle = (sum(corners[::2]) / 4, sum(corners[1::2]) / 4)
    opposite = max(others, key=lambda end: math.dist(first, end))
    beside = next(end for end in others if end is not opposite)
    turn = math.atan2(opposite[1] - first[1], opposite[0] - first[0])
    radii = (math.dist(first, opposite) / 2, math.dist(middle, beside))
    return "ellipse", [round(one, 4) for one in (*middle, *radii, turn)]


_ENDS = ("x1", "y1", "x2", "y2")


def _cuboid(account: Account, path: Path, item: Mapping[str, Any]) -> Geometry:
    found = [numbers(mapped(edge), _ENDS) for edge in listed(item.get("edges"))]
    if not found or None in found:
        raise NotDrawn("a cuboid without edges that are numbers")
    made = [one for edge in found for one in edge or ()]
    _leave_each(account, (*path, "edges"), item["edges"], _ENDS)
    ends = set(zip(made[::2], made[1::2], strict=True))
    given = item.get("vertices")
    if given is not None and not is_array(given):
        account.leave((*path, "vertices"), given)
    for at, vertex in enumerate(listed(given)):
        place = numbers(mapped(vertex), ("x", "y"))
        if not is_object(vertex) or place is None or tuple(place) not in ends:
            account.leave((*path, "vertices", at), vertex)
        else:
            leave_words(account, (*path, "vertices", at), vertex)
    return "cuboid", made


SHAPES: dict[str, Draw] = {
    "box": _box,
    "polygon": _path("polygon", 2),
    "line": _path("line", 2),
    "path": _path("line", 2),
    "point": _point,
    "ellipse": _ellipse,
    "cuboid": _cuboid,
}
OWN_WORDS: dict[str, tuple[str, ...]] = {
    "box": (*_SIDES, "rotation", "vertices"),
    "polygon": ("vertices",),
    "line": ("vertices",),
    "point": ("x", "y", "z"),
    "ellipse": ("vertices",),
    "cuboid": ("edges", "vertices"),
}
"""The words that are read of an annotation with such a shape, beside those that every annotation has."""

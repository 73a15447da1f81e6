"""Shapes on an image, as responses describe them; all lie within 640 by 480 pixels unless a minimum forbids it."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from scaleapi.emulator.wire import Json

__all__ = ["SHAPES", "Shape"]

Shape = Callable[[Json, Random], Json]
"""Makes the fields of one geometry from its definition in `geometries`."""

_LARGEST = 10_000

_EDGES = (
    ("face-top", "face-topleft", "face-topright"),
    ("face-right", "face-topright", "face-bottomright"),
    ("face-bottom", "face-bottomleft", "face-bottomright"),
    ("face-left", "face-topleft", "face-bottomleft"),
    ("side-bottom", "face-bottomright", "side-bottomcorner"),
    ("side-top", "face-topright", "side-topcorner"),
)


def _box(definition: Json, random: Random) -> Json:
    width, height = _side(definition, "min_width", random), _side(definition, "min_height", random)
    box: Json = {"left": _at(random, 400), "top": _at(random, 300), "width": width, "height": height}
    rotated = definition.get("can_rotate") is True
    if definition.get("integer_pixels") is True and not rotated:
        return {name: math.ceil(value) for name, value in box.items()}
    return {**box, **_rotation(box, random)} if rotated else box


def _rotation(box: Json, random: Random) -> Json:
    angle = round(random.uniform(0, math.pi / 4), 3)
    x, y = box["left"] + box["width"] / 2, box["top"] + box["height"] / 2
    corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]
    offsets = [(across * box["width"], down * box["height"]) for across, down in corners]
    cos, sin = math.cos(angle), math.sin(angle)
    # With y pointing down, this turns clockwise.
    vertices = [_vertex(x + right * cos - down * sin, y + right * sin + down * cos) for right, down in offsets]
    return {"rotation": angle, "vertices": vertices}


def _polygon(definition: Json, random: Random) -> Json:
    return {"vertices": _ring(_vertex_count(definition, 3, random), random)}


def _line(definition: Json, random: Random) -> Json:
    count, left, top = _vertex_count(definition, 2, random), _at(random, 300), _at(random, 400)
    return {"vertices": [_vertex(left + 300 * step / count, top + random.uniform(0, 40)) for step in range(count)]}


def _point(_definition: Json, random: Random) -> Json:
    return {"x": _at(random, 600), "y": _at(random, 440)}


def _ellipse(_definition: Json, random: Random) -> Json:
    return {"vertices": _ring(4, random)}


def _cuboid(definition: Json, random: Random) -> Json:
    width, height = _side(definition, "min_width", random), _side(definition, "min_height", random)
    left, top = _at(random, 300), 60 + _at(random, 200)
    right, bottom, depth = left + width, top + height, 24
    places = {
        "face-topleft": (left, top),
        "face-bottomleft": (left, bottom),
        "face-topright": (right, top),
        "face-bottomright": (right, bottom),
        "side-topcorner": (right + depth, top - depth),
        "side-bottomcorner": (right + depth, bottom - depth),
    }
    corners = {name: _vertex(*place) for name, place in places.items()}
    vertices = [{"description": name, **corner, "type": "vertex"} for name, corner in corners.items()]
    return {"vertices": vertices, "edges": [_edge(name, corners[a], corners[b]) for name, a, b in _EDGES]}


def _edge(name: str, start: Json, end: Json) -> Json:
    places = {"x1": start["x"], "y1": start["y"], "x2": end["x"], "y2": end["y"]}
    return {"description": name, **places, "type": "edge"}


def _ring(count: int, random: Random) -> list[Json]:
    x, y, radius = 100 + _at(random, 400), 100 + _at(random, 250), random.uniform(20, 90)
    angles = [2 * math.pi * step / count for step in range(count)]
    return [_vertex(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def _vertex_count(definition: Json, usual: int, random: Random) -> int:
    least = max(usual, _whole(definition.get("min_vertices"), usual))
    most = max(1, _whole(definition.get("max_vertices"), least + 3))
    return random.randint(min(least, most), most)


def _side(definition: Json, name: str, random: Random) -> float:
    least = max(20, _whole(definition.get(name), 20))
    return round(random.uniform(least, least + 80), 2)


def _whole(value: object, default: int) -> int:
    # Old payloads give these numbers as strings.
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 5:
        return int(value)
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) >= _LARGEST:
        return default
    return math.ceil(value)


def _at(random: Random, most: float) -> float:
    return round(random.uniform(0, most), 2)


def _vertex(x: float, y: float) -> Json:
    return {"x": round(x, 2), "y": round(y, 2)}


SHAPES: dict[str, Shape] = {
    "box": _box,
    "polygon": _polygon,
    "line": _line,
    "point": _point,
    "ellipse": _ellipse,
    "cuboid": _cuboid,
}
"""By the key in `geometries`, which is also the `type` of the annotation."""

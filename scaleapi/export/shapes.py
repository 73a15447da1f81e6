"""What training formats can carry of what is drawn on images: boxes, outlines and points. Pure.

    read_drawn          what is drawn, in one response
    corners_of ...      geometry

Reads any response, however odd, and says what it leaves out. All places are pixels from the image's top left corner.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from scaleapi._show.text import shorten
from scaleapi.export.losses import Lost
from scaleapi.models.annotations import _guess
from scaleapi.models.rules import is_array, is_object, listed, mapped, numeral

__all__ = [
    "GEOMETRY",
    "UNLABELED",
    "Box",
    "Drawn",
    "Ring",
    "area_of",
    "corners_of",
    "envelope_of",
    "is_same_ring",
    "joined",
    "number_or_none",
    "read_drawn",
]

Ring = Sequence[tuple[float, float]]
"""Corners in order, each x and y."""

GEOMETRY = {
    "annotation": "box",
    "cuboidannotation": "cuboid",
    "lineannotation": "line",
    "pointannotation": "point",
    "polygonannotation": "polygon",
}
"""What the older task types draw."""

UNLABELED = "unlabeled"
"""The class of annotations that have no label."""

Member = TypeVar("Member")

_FARTHEST = 10**9
"""Pixels. No image is that large, and products of what is below are neither infinite nor no number."""
_CLOSE = 0.01
"""Pixels: tools round to two decimals."""


class Box(NamedTuple):
    """A rectangle with level sides."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """An annotation that can be carried."""

    at: int
    """Its place in the array of the response."""
    kind: str
    """`box`, `polygon` or `point`."""
    label: str
    """`unlabeled` if it has none."""
    outline: Ring
    """The corners; of a point, the point."""
    box: Box
    """The envelope; of a box, the box as if it were not turned."""
    rotation: float | None
    """Radians, clockwise, about the centre of the box."""
    extras: dict[str, Any]
    """Its `uuid` and `attributes`, as far as it has them."""


def read_drawn(response: Mapping[str, Any], task_type: str | None, carrier: str) -> Iterator[Drawn | Lost]:
    """Read what is drawn, and say what of the response a format does not carry.

    Args:
        response: The response of a task about one image; of the older task types, too.
        task_type: The type of the task: very old responses do not say themselves what is drawn.
        carrier: The name of the format, for the messages.
    """
    annotations = response.get("annotations")
    if annotations is not None and not is_array(annotations):
        yield Lost(("annotations",), f"is no array (got {shorten(annotations)}): left out")
    for name in _more_than(response, {"annotations"}):
        yield Lost((name,), f"is nothing that {carrier} carries (got {shorten(response[name])}): left out")
    for at, raw in enumerate(listed(annotations)):
        try:
            yield from _annotation(raw, at, task_type, carrier)
        except _MisfitError as misfit:
            yield Lost(("annotations", at), f"{misfit}: left out")


class _MisfitError(ValueError):
    """What keeps an annotation from being carried."""


class _Shape(NamedTuple):
    """The shape of an annotation, read."""

    outline: Ring
    box: Box
    rotation: float | None = None
    left_out: str = ""
    """What of it is left out, although it is carried."""


def _annotation(raw: object, at: int, task_type: str | None, carrier: str) -> Iterator[Drawn | Lost]:
    if not is_object(raw):
        raise _MisfitError(f"is no object (got {shorten(raw)})")
    kind = _kind_of(raw, task_type)
    if not isinstance(kind, str) or kind not in _SHAPES:
        raise _MisfitError(f"has the shape {shorten(kind)}, which {carrier} cannot carry")
    keys, read = _SHAPES[kind]
    shape = read(raw)
    carried = {name: raw[name] for name, fit in _COMMON.items() if isinstance(raw.get(name), fit)}
    label = carried.pop("label", None)
    yield Drawn(at, kind, UNLABELED if label is None else label, shape.outline, shape.box, shape.rotation, carried)
    if label is None:
        yield Lost(("annotations", at), f"has no label{_got(raw, 'label')}: it goes by `{UNLABELED}`")
    if shape.left_out:
        yield Lost(("annotations", at, "vertices"), shape.left_out)
    for name in _more_than(raw, {*keys, *carried, "type", "label"}):
        yield Lost(("annotations", at, name), f"is nothing that {carrier} carries{_got(raw, name)}: left out")


_COMMON = {"uuid": str, "label": str, "attributes": dict}
"""What any annotation may have, and what it must be to be carried."""


def _kind_of(raw: dict[str, Any], task_type: str | None) -> object:
    """Tell the shape: by its type; in very old responses, by the keys and by what the task type draws."""
    kind = _guess(raw) if raw.get("type") is None else raw["type"]
    return GEOMETRY.get(task_type or "", kind) if kind == "path" else kind


def _more_than(raw: Mapping[str, Any], known: set[str]) -> list[str]:
    """Name the keys that are not known, and under which there is something."""
    return [name for name, value in raw.items() if name not in known and value not in (None, [], {}, "")]


def _got(raw: dict[str, Any], name: str) -> str:
    return "" if raw.get(name) is None else f" (got {shorten(raw[name])})"


def _number(raw: dict[str, Any], name: str) -> float:
    number = number_or_none(raw.get(name))
    if number is None:
        raise _MisfitError(f"`{name}` is no number of pixels{_got(raw, name)}")
    return number


def _box(raw: dict[str, Any]) -> _Shape:
    box = Box(*(_number(raw, name) for name in Box._fields))
    if box.width < 0 or box.height < 0:
        raise _MisfitError(f"has a negative size ({box.width} by {box.height})")
    rotation = None if raw.get("rotation") is None else _number(raw, "rotation")
    corners, given = corners_of(box, rotation or 0), _ring(raw.get("vertices"))
    if rotation and len(given) == 4:
        return _Shape(given, box, rotation, _beyond(raw))
    if raw.get("vertices") in (None, []) or is_same_ring(given, corners):
        return _Shape(corners, box, rotation)
    return _Shape(corners, box, rotation, "are not the four corners of the box: left out")


def _polygon(raw: dict[str, Any]) -> _Shape:
    ring = _ring(raw.get("vertices"))
    if len(ring) < 3:
        raise _MisfitError(f"has no three `vertices` with numbers `x` and `y`{_got(raw, 'vertices')}")
    return _Shape(ring, envelope_of(ring), None, _beyond(raw))


def _point(raw: dict[str, Any]) -> _Shape:
    place = (_number(raw, "x"), _number(raw, "y"))
    return _Shape([place], envelope_of([place]))


def _ring(vertices: object) -> Ring:
    """Read vertices; an empty ring if any of them does not fit."""
    ring: list[tuple[float, float]] = []
    for vertex in listed(vertices):
        x, y = (number_or_none(mapped(vertex).get(axis)) for axis in "xy")
        if x is None or y is None:
            return []
        ring.append((x, y))
    return ring


def _beyond(raw: dict[str, Any]) -> str:
    more = sorted({name for vertex in listed(raw.get("vertices")) for name in _more_than(mapped(vertex), {"x", "y"})})
    return f"have more than `x` and `y` ({', '.join(more)}): left out" if more else ""


_SHAPES: dict[str, tuple[set[str], Callable[[dict[str, Any]], _Shape]]] = {
    "box": ({*Box._fields, "rotation", "vertices"}, _box),
    "polygon": ({"vertices"}, _polygon),
    "point": ({"x", "y"}, _point),
}
"""The shapes that can be carried: their keys, and how each is read."""


def number_or_none(value: object) -> float | None:
    """Return a number that can be a place in an image, as it is; None for anything else."""
    number = numeral(value)
    return number if number is not None and -_FARTHEST < number < _FARTHEST else None


def corners_of(box: Box, rotation: float = 0) -> Ring:
    """List the corners of a box, clockwise from the top left one; turned clockwise about its centre, in radians."""
    right, bottom = box.left + box.width, box.top + box.height
    corners = [(box.left, box.top), (right, box.top), (right, bottom), (box.left, bottom)]
    if not rotation:
        return corners
    x, y = box.left + box.width / 2, box.top + box.height / 2
    cos, sin = math.cos(rotation), math.sin(rotation)  # y points down, so this is clockwise
    return [(x + (a - x) * cos - (b - y) * sin, y + (a - x) * sin + (b - y) * cos) for a, b in corners]


def envelope_of(ring: Ring) -> Box:
    """Return the smallest level rectangle around some corners."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def area_of(ring: Ring) -> float:
    """Return the area that corners enclose, in square pixels, by the shoelace formula."""
    following = [*ring[1:], *ring[:1]]
    return abs(sum(a * d - c * b for (a, b), (c, d) in zip(ring, following, strict=True))) / 2


def is_same_ring(one: Ring, other: Ring) -> bool:
    """Tell whether outlines have the same corners to 0.01 pixels, wherever they start and whichever way they go."""
    if len(one) != len(other):
        return False
    turns = [[*way[at:], *way[:at]] for way in (other, other[::-1]) for at in range(len(other))]
    return any(all(math.dist(a, b) <= _CLOSE for a, b in zip(one, turn, strict=True)) for turn in turns)


def joined(members: Iterable[Member], links: Iterable[tuple[object, object]]) -> list[list[Member]]:
    """Group what is linked, be it over others that are no members; all in order of appearance."""
    above: dict[object, object] = {}

    def top(one: object) -> object:
        while one in above:
            one = above[one]
        return one

    for one, other in links:
        if top(one) != top(other):
            above[top(one)] = top(other)
    groups: dict[object, list[Member]] = {}
    for member in members:
        groups.setdefault(top(member), []).append(member)
    return list(groups.values())

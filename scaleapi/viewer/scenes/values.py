"""JSON that a page can hold: without NaN, infinities and half characters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from scaleapi.models.rules import is_array, is_object

__all__ = ["Json", "Marks", "attributes_of", "clean", "named", "number", "numbers", "text"]

Json = dict[str, Any]
Marks = Mapping[str, str]
"""Messages, by the uuid of an annotation."""

_DEEPEST = 40


def clean(value: object, depth: int = 0) -> Any:
    """Make a value of JSON that any page can hold; numbers that JSON does not have become words."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    if depth >= _DEEPEST:
        return "…"
    if is_object(value):
        return {clean(str(key)): clean(one, depth + 1) for key, one in value.items()}
    return [clean(one, depth + 1) for one in value] if is_array(value) else clean(str(value))


def text(value: object) -> str | None:
    """Return a text; None for anything else."""
    return str(clean(value)) if isinstance(value, str) else None


def number(value: object) -> float | None:
    """Return a number that can be drawn; None for anything else. JSON numbers of scripts are often texts."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e9 else None


def numbers(raw: Mapping[str, Any], names: Iterable[str]) -> list[float] | None:
    """Return the numbers of these names, rounded to what can be seen; None if one is missing."""
    found = [number(raw.get(name)) for name in names]
    return None if None in found else [round(one, 2) for one in found if one is not None]


def attributes_of(raw: Mapping[str, Any]) -> Json:
    """Return the attributes of an annotation."""
    attributes = raw.get("attributes")
    return clean(attributes) if is_object(attributes) else {}


def named(raw: Mapping[str, Any], marks: Marks) -> Json:
    """Return what every annotation has: id, label, attributes, and a mark if there is one."""
    uuid = text(raw.get("uuid")) or text(raw.get("id"))
    mark = marks.get(uuid) if uuid is not None else None
    made = {"id": uuid, "label": text(raw.get("label")), "attributes": attributes_of(raw)}
    return made if mark is None else {**made, "mark": str(clean(mark))}

"""Fields by dotted names: `geometries.box.min_height`, `attachments.0.content`; a backslash before a dot of a name."""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["put", "steps_of"]

_DOT = re.compile(r"(?<!\\)\.")


def steps_of(name: str) -> list[str]:
    """Split a dotted name."""
    return [step.replace("\\.", ".") for step in _DOT.split(name)]


def put(target: dict[str, Any], name: str, value: Any) -> None:
    """Set a field by its dotted name; what leads there is made. A step that is a number counts items from 0.

    Raises:
        ValueError: Another field stands in the way, or an item is left out.
    """
    steps = steps_of(name)
    place: Any = target
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        inner: Any = value if following is None else [] if following.isdecimal() else {}
        place = _entered(place, step, inner, name, last=following is None)


def _entered(place: Any, step: str, inner: Any, name: str, *, last: bool) -> Any:
    """Set one step, or go where it leads."""
    if isinstance(place, dict):
        entries = cast("dict[str, Any]", place)
        entries[step] = inner if last else entries.get(step, inner)
        return entries[step]
    if isinstance(place, list) and step.isdecimal():
        items = cast("list[object]", place)
        if int(step) > len(items):
            raise ValueError(f"{name}: item {len(items)} is missing before item {step}")
        if int(step) == len(items):
            items.append(inner)
        elif last:
            items[int(step)] = inner
        return items[int(step)]
    raise ValueError(f"{name}: there is a value at what leads to {step}")

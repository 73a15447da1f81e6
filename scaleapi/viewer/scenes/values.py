"""JSON that a page can hold: without NaN, infinities, half characters, and integers that a browser would round."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from scaleapi.models.rules import is_array, is_object

__all__ = ["Json", "Marks", "clean", "joined", "number", "numbers", "text", "whole"]

Json = dict[str, Any]
Marks = Mapping[str, str]
"""Messages, by the uuid of an annotation."""

DEEPEST = 40
"""How deep a value may be nested; what is deeper is cut."""
_EXACT = 2**53
"""Browsers round integers from here on."""
_DECIMAL = 10**4000
"""Python refuses to write decimal digits beyond about this."""
_HALVES = re.compile("[\ud800-\udfff]")
_NUMBERS = (int, float)
_FARTHEST = 1e9
"""What is drawn is nearer than this."""
_LAST_FRAME = 10**7


def clean(value: object, cut: list[object] | None = None, depth: int = 0) -> Any:
    """Make a value of JSON that any page can hold.

    Numbers that JSON does not have, and integers that a browser would round, become texts; half characters become
    U+FFFD. Keys that become the same are told apart by a number.

    Args:
        value: Any JSON, also beyond what the standard allows.
        cut: Receives the values that are nested too deep; `…` stands in their place.
        depth: How deep this value is.
    """
    if isinstance(value, str):
        return value if value.isascii() else _HALVES.sub("\ufffd", value)
    if value is None or isinstance(value, (int, float)):
        return _number(value)
    if depth >= DEEPEST:
        if cut is not None:
            cut.append(value)
        return "…"
    if is_object(value):
        pairs = [(clean(str(key)), clean(one, cut, depth + 1)) for key, one in value.items()]
        made = dict(pairs)
        return made if len(made) == len(pairs) else joined(pairs)
    return [clean(one, cut, depth + 1) for one in value] if is_array(value) else clean(str(value))


def _number(value: float | None) -> float | str | None:
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    if value is None or -_EXACT < value < _EXACT:
        return value
    return str(value) if -_DECIMAL < value < _DECIMAL else hex(value)


def joined(pairs: Iterable[tuple[str, Any]]) -> Json:
    """Make an object of pairs; a key that comes again gets a number, so that nothing is overwritten."""
    made, again = Json(), dict[str, int]()
    for key, value in pairs:
        name, at = key, again.get(key, 1)
        while name in made:
            at += 1
            name = f"{key} ({at})"
        made[name], again[key] = value, at
    return made


def text(value: object) -> str | None:
    """Return a text; None for anything else."""
    return clean(value) if isinstance(value, str) else None


def number(value: object) -> float | None:
    """Return a number that can be drawn; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if -_FARTHEST < value < _FARTHEST else None


def numbers(raw: Mapping[str, Any], names: Iterable[str]) -> list[float] | None:
    """Return the numbers of these names, rounded to what can be seen; None if one is missing."""
    found = list[float]()
    for name in names:
        value: Any = raw.get(name)
        if type(value) not in _NUMBERS or not -_FARTHEST < value < _FARTHEST:  # as in `number`; a million are read so
            return None
        found.append(round(float(value), 2))
    return found


def whole(value: object) -> int | None:
    """Return the number of a frame or page, which JSON may have as a text; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 9:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < _LAST_FRAME:
        return None
    return int(value) if value == int(value) else None

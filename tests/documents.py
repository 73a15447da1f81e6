"""Ways through JSON documents, to change them in one place."""

from __future__ import annotations

from typing import Any


def places(value: Any, loc: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the ways to all values in a document."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [loc] + [place for step, item in steps for place in places(item, (*loc, step))]


def replaced(value: Any, loc: tuple[Any, ...], new: Any) -> Any:
    """Copy a document with another value in one place."""
    if not loc:
        return new
    copy = value.copy()
    copy[loc[0]] = replaced(value[loc[0]], loc[1:], new)
    return copy

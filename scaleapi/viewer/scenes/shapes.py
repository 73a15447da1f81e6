"""One annotation on an image, as a shape of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scaleapi.viewer.scenes.account import Account
from scaleapi.viewer.scenes.annotations import NAMES, named
from scaleapi.viewer.scenes.geometry import OWN_WORDS, SHAPES, Geometry, NotDrawn
from scaleapi.viewer.scenes.leftovers import Path
from scaleapi.viewer.scenes.values import Json, text

__all__ = ["WORDS", "geometry_of", "shape_of"]

WORDS: dict[str, frozenset[str]] = {shape: NAMES | {"type", *own} for shape, own in OWN_WORDS.items()}
"""The words that are read of an annotation, by its shape."""
_PATHS = {"lineannotation": "line", "laneannotation": "line"}
"""What vertices are in old task types, whose annotations do not say; else a polygon."""


def shape_of(account: Account, path: Path, item: Mapping[str, Any], read: frozenset[str] | None = None) -> Json | None:
    """Make one shape; None if it has no picture, which is counted.

    Args:
        account: Of the response.
        path: Where the annotation is.
        item: The annotation.
        read: Words of it that the caller reads.
    """
    try:
        shape, at = geometry_of(account, path, item)
    except NotDrawn as why:
        account.undrawn(path, item, str(why))
        return None
    return {**named(account, path, item, WORDS[shape] | read if read else WORDS[shape]), "shape": shape, "at": at}


def geometry_of(account: Account, path: Path, item: Mapping[str, Any]) -> Geometry:
    """Make the numbers of a shape.

    Raises:
        NotDrawn: It has no picture.
    """
    given = item.get("type")
    kind = text(given) or _guessed(item, account.kind)
    if kind not in SHAPES:
        raise NotDrawn(f"a shape of the unknown kind {kind[:40]!r}")
    made = SHAPES[kind](account, path, item)
    if given is not None and not isinstance(given, str):
        account.leave((*path, "type"), given)
    return made


def _guessed(item: Mapping[str, Any], task_type: str) -> str:
    """Tell the kind by the keys, as old responses do not name it."""
    if "left" in item:
        return "box"
    if "edges" in item:
        return "cuboid"
    if "vertices" in item:
        return _PATHS.get(task_type, "polygon")
    return "point" if "x" in item else "other"

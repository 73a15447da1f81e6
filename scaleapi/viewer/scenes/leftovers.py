"""What of a response nobody draws: the part of it that is small enough to be shown."""

from __future__ import annotations

from collections import Counter
from typing import Any

from scaleapi.models.rules import is_array, is_object

__all__ = ["Each", "Leftovers", "Path", "Placed", "alike"]

Path = tuple[str | int, ...]
"""The way to a value of the response: keys and indexes."""
Placed = tuple[Path, Any]
"""A value, and where it is."""

_MOST_ALIKE = 20
"""Of how many annotations the same word is shown."""
_MOST_VALUES = 2000
"""How many values are shown in all; 50 characters count as one."""
_TOO_MANY = f"not shown, after the first {_MOST_ALIKE}"
_TOO_LARGE = "not shown, there is too much of it"


class Each(str):
    """A key that only names one of many alike, such as the uuid of a track."""

    __slots__ = ()


def alike(path: Path) -> Path:
    """Return what a way has in common with those to similar values: indexes become `*`."""
    return tuple([one if type(one) is str else "*" for one in path])


class Leftovers:
    """Chooses what is shown: a few of each kind, nothing large."""

    def __init__(self) -> None:
        self.shown: list[Placed] = []
        self.rest: dict[tuple[Path, str], tuple[int, Path]] = {}
        """Where the values are that are not shown, and why: how many are alike, and the first of them."""
        self._room = _MOST_VALUES
        self._seen = Counter[Path]()

    def add(self, path: Path, value: object, parts: bool = True) -> None:
        """Add a value; of a large one, those parts that are small."""
        kind = alike(path)
        self._seen[kind] += 1
        few = self._seen[kind] <= _MOST_ALIKE
        size = _size(value, self._room) if few else 0
        if few and size <= self._room:
            self._room -= size
            self.shown.append((path, value))
        elif few and parts and is_object(value):
            for name, one in value.items():
                self.add((*path, name), one, parts=False)
        elif few and parts and is_array(value):
            for at, one in enumerate(value):
                self.add((*path, at), one, parts=False)
        else:
            group = kind, _TOO_LARGE if few else _TOO_MANY
            count, first = self.rest.get(group, (0, path))
            self.rest[group] = count + 1, first


def _size(value: object, most: int) -> int:
    """Count the values within a value, up to a number; long texts and numbers count more."""
    size, stack = 0, [value]
    while stack and size <= most:
        one = stack.pop()
        size += 1
        if isinstance(one, str):
            size += len(one) // 50
        elif isinstance(one, int):
            size += one.bit_length() // 200
        elif is_object(one):
            stack += [*one, *one.values()]
        elif is_array(one):
            stack += one
    return size

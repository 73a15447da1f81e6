"""Changes of inputs that keep JSON what it is: a value in one place becomes another one."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from tests.documents import places, replaced

__all__ = ["mutated"]

VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        10**30,
        1e300,
        float("nan"),
        float("inf"),
        "",
        "x",
        "\ud83d",
        "1",
        "https://a.example",
    ),
    *([], {}, [[]], [None], {"x": 1}, [1, "a", None], "2024-01-01T00:00:00Z", "2024-01-01", "completed", "annotations"),
]
_MOST = 20_000
"""Bytes of JSON that are parsed to be changed."""


def mutated(data: bytes, size: int, dice: Random, otherwise: Callable[[bytes, int], bytes], begin: int = 0) -> bytes:
    """Change an input: as JSON two times of three, if it is any, else in some bytes.

    Args:
        data: The input.
        size: How many bytes may come of it.
        dice: Where randomness comes from.
        otherwise: Changes bytes.
        begin: Bytes before the JSON, which stay as they are.
    """
    if len(data) > _MOST or dice.random() < 1 / 3:
        return otherwise(data, size)
    try:
        changed = _changed(json.loads(data[begin:]), dice)
        made = data[:begin] + json.dumps(changed, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return otherwise(data, size)
    return made if len(made) <= size else otherwise(data, size)


def _changed(value: Any, dice: Random) -> Any:
    """Put another value in one place, take one from another place, or leave one out."""
    everywhere = places(value)
    loc = dice.choice(everywhere)
    if loc and dice.random() < 0.2:
        return _without(value, loc)
    new = dice.choice(VALUES) if dice.random() < 0.6 else _at(value, dice.choice(everywhere))
    return replaced(value, loc, new)


def _at(value: Any, loc: tuple[Any, ...]) -> Any:
    for step in loc:
        value = value[step]
    return value


def _without(value: Any, loc: tuple[Any, ...]) -> Any:
    *outer, last = loc
    inner = _at(value, tuple(outer)).copy()
    del inner[last]
    return replaced(value, tuple(outer), inner)

"""Reading JSON as the service would: strictly, and not nested so deeply that later work on it could fail."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn

from scaleapi.emulator.wire import is_array, is_object

__all__ = ["parse_json"]

_DEEPEST = 100


def parse_json(text: str) -> Any:
    """Parse JSON text.

    Raises:
        ValueError: It is none; or it has NaN, or a number that is too large.
        RecursionError: It is nested more than 100 levels deep.
    """
    content = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    if text.count("[") + text.count("{") > _DEEPEST and _is_deep(content):
        raise RecursionError
    return content


def _is_deep(content: object) -> bool:
    level = [content]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: object) -> Iterable[object]:
    return value.values() if is_object(value) else value if is_array(value) else ()


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"the number {digits[:40]} is too large")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")

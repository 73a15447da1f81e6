"""JSON text: read whatever the standard library's `json` reads, and write it back so that it reads the same.

pydantic's parser is much faster, but refuses some of what is legal or usual: half of a surrogate pair (a text that was
cut within an emoji), a byte-order mark, UTF-16, numbers of thousands of digits. What it refuses takes the slow way.
"""

from __future__ import annotations

import json
from typing import Any, cast

from pydantic_core import from_json, to_json

__all__ = ["dumps", "integer", "loads"]

_DIGITS = 4000
"""Digits that Python converts at a time: it refuses more than 4,300, to be safe from attacks."""
_MOST_DIGITS = 100_000
_BYTE_ORDER_MARK = "\ufeff"


def loads(text: bytes | str) -> Any:
    """Parse JSON.

    Raises:
        ValueError: It is not JSON; or it is nested beyond what the stack holds, or has a number of more than 100,000
            digits.
    """
    try:
        return from_json(text)
    except ValueError:
        return _loads_slowly(text)


def _loads_slowly(text: bytes | str) -> Any:
    if isinstance(text, str):
        text = text.removeprefix(_BYTE_ORDER_MARK)
    try:
        return json.loads(text, parse_int=integer)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def integer(digits: str) -> int:
    """Read an integer of up to 100,000 digits; ValueError beyond."""
    if len(digits) <= _DIGITS:
        return int(digits)
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"it has a number of {len(digits)} digits")
    number, plain = 0, digits.lstrip("-")
    for at in range(0, len(plain), _DIGITS):
        piece = plain[at : at + _DIGITS]
        number = number * 10 ** len(piece) + int(piece)
    return -number if digits.startswith("-") else number


def dumps(value: Any) -> bytes:
    """Write JSON on one line, as compact as it can be. Half a surrogate pair is written as an escape.

    Raises:
        ValueError: It is nested beyond what the stack holds, or is no JSON value.
    """
    try:
        return to_json(value)
    except ValueError:
        pass
    try:
        return _written(value).encode()
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _written(value: Any) -> str:
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        return "{" + ",".join(f"{json.dumps(key)}:{_written(one)}" for key, one in entries.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, cast("list[object]", value))) + "]"
    return json.dumps(value) if isinstance(value, str) else to_json(value).decode()

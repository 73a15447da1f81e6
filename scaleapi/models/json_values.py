"""JSON of what Python programs hold: dates, paths, enums, dataclasses, numpy and pandas values, payload objects.

What has one obvious JSON form is sent in it. What has none raises TypeError: sets and bytes, NaN and infinities, time
spans, data frames. numpy and pandas are known by what their values can do, so neither is ever imported here.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections import deque
from collections.abc import Callable, Iterator, KeysView, Mapping, ValuesView
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any, cast
from uuid import UUID

from pydantic import AnyUrl, BaseModel

__all__ = ["dumps", "plain_value"]


def dumps(value: Any) -> str:
    """Write anything that has a JSON form, in ASCII.

    Raises:
        TypeError: Something in it has no JSON form.
        ValueError: A number is not finite, or something contains itself.
        RecursionError: It is nested too deeply.
    """
    return _ENCODER.encode(value)


def plain_value(value: Any) -> Any:
    """Return the JSON form of a value, one level deep; of what already has one, itself.

    Raises:
        TypeError: It has none.
        ValueError: It is a number that is not finite.
    """
    if type(value) in _PLAIN:
        return value
    for known, write in _FORMS:
        if isinstance(value, known):
            return write(value)
    return _foreign(value)


_PLAIN = (str, int, bool, type(None), dict, list)


def _number(value: Decimal) -> int | float:
    if not value.is_finite():
        raise ValueError(f"{value} is no finite number")
    whole = value == value.to_integral_value()
    return int(value) if whole and value.as_tuple().exponent >= 0 else float(value)  # type: ignore[operator]


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is no finite number")
    return float(value)


def _moment(value: dt.date | dt.time) -> str:
    if value != value:  # pandas' NaT  # noqa: PLR0124
        raise TypeError("NaT has no JSON form")
    return value.isoformat()


def _entries(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


_FORMS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Enum, lambda value: plain_value(value.value)),
    (str, str.__str__),
    (bool, bool),
    (int, int),
    (float, _finite),
    (Mapping, dict),
    ((list, tuple, deque, range, KeysView, ValuesView, Iterator), list),
    ((dt.date, dt.time), _moment),
    (Decimal, _number),
    ((UUID, PurePath, AnyUrl), str),
)


def _foreign(value: Any) -> Any:
    """Write what is of a class that others made."""
    if own := getattr(cast("Any", type(value)), "own_values", None):  # an object of ours, with all that was set in it
        return own(value)
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if is_dataclass(value) and not isinstance(value, type):
        return _entries(value)
    if hasattr(value, "dtype"):
        return _of_numpy(value)
    raise TypeError(f"a {type(value).__name__} has no JSON form")


def _of_numpy(value: Any) -> Any:
    """Write a scalar or an array of numpy, a Series or an Index of pandas, or a tensor."""
    kind = getattr(value.dtype, "kind", "")
    if kind == "M" and not hasattr(value, "index"):  # numpy's own moments; pandas gives datetimes by itself
        return _of_moments(value)
    if kind in _NO_FORM or not hasattr(value, "tolist"):
        raise TypeError(f"a {type(value).__name__} of {value.dtype} has no JSON form")
    made = value.tolist()
    return _finite(made) if isinstance(made, float) else made


_NO_FORM = frozenset("mcSV")
"""Of numpy: time spans, complex numbers, bytes, records."""


def _of_moments(value: Any) -> Any:
    texts = value.astype(str).tolist()
    if "NaT" in (texts if isinstance(texts, str) else _flat(texts)):
        raise TypeError("NaT has no JSON form")
    return texts


def _flat(values: Any) -> Iterator[str]:
    for value in values:
        yield from _flat(value) if isinstance(value, list) else [cast("str", value)]


def _default(value: Any) -> Any:
    made = plain_value(value)
    if made is value:
        raise TypeError(f"a {type(value).__name__} has no JSON form")
    return made


_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=_default)

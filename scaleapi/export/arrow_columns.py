"""Columns in Arrow. What does not fit the type of its column reads as null there, and is noted down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic_core import to_json

from scaleapi._io.optional import need
from scaleapi.export import buffers
from scaleapi.export.jsonl import json_text
from scaleapi.models.rules import is_array, is_object
from scaleapi.models.table import Column, Kind

if TYPE_CHECKING:
    import pyarrow as pa

    Array: TypeAlias = pa.Array[Any]
else:
    pa = need("pyarrow", "arrow", "a table")

__all__ = ["Misfits", "array_of", "column_of", "fitted", "nulls", "schema_of"]

_POINT = pa.struct([("x", pa.float64()), ("y", pa.float64()), ("description", pa.string())])
_EDGE = pa.struct([*((name, pa.float64()) for name in ("x1", "y1", "x2", "y2")), ("description", pa.string())])
_TYPES: dict[Kind, Any] = {
    Kind.text: pa.string(),
    Kind.number: pa.float64(),
    Kind.integer: pa.int64(),
    Kind.boolean: pa.bool_(),
    Kind.moment: pa.timestamp("us", "UTC"),
    Kind.json: pa.string(),
    Kind.texts: pa.list_(pa.string()),
    Kind.integers: pa.list_(pa.int64()),
    Kind.vertices: pa.list_(_POINT),
    Kind.edges: pa.list_(_EDGE),
}
_FITTING: dict[Kind, set[type]] = {
    Kind.text: {str, NoneType},
    Kind.number: {int, float, NoneType},
    Kind.integer: {int, NoneType},
    Kind.boolean: {bool, NoneType},
}
"""What Arrow may be given as it is. It would take more, and change it: true to 1.0, 1.5 to 1."""
_SHAPES = {
    Kind.vertices: ({"x", "y"}, "vertex"),
    Kind.edges: ({"x1", "y1", "x2", "y2"}, "edge"),
}
_LARGEST_INTEGER = 2**63
_LARGEST_EXACT = 2**53
"""Beyond it, a float does not hold every integer."""


def array_of(kind: Kind, values: Sequence[Any]) -> Array:
    """Make a column of values that fit; JSON as text in UTF-8, moments as datetimes.

    Raises:
        pa.ArrowInvalid, OverflowError, TypeError, ValueError: One does not fit.
    """
    if _is_empty(values):
        return nulls(kind, len(values))
    if kind in _LISTS:
        return buffers.lists(values, array_of(_LISTS[kind], [*chain.from_iterable(filter(None, values))]))
    return _MAKERS[kind](values) if kind in _MAKERS else _converted(kind, values)


def _converted(kind: Kind, values: Sequence[Any]) -> Array:
    make: Any = pa.array
    made: Array = make(values, _TYPES[kind])
    return made


_LISTS = {Kind.texts: Kind.text, Kind.integers: Kind.integer}
_MAKERS: dict[Kind, Callable[[Sequence[Any]], Array]] = {
    Kind.text: buffers.texts,
    Kind.json: buffers.encoded_texts,
    Kind.number: buffers.floats,
    Kind.integer: buffers.integers,
    Kind.boolean: buffers.booleans,
}


def _is_empty(values: Sequence[Any]) -> bool:
    return not values or (values[0] is None and values.count(None) == len(values))


def nulls(kind: Kind, count: int) -> Array:
    """Make a column of nothing."""
    make: Any = pa.nulls
    made: Array = make(count, _TYPES[kind])
    return made


def schema_of(columns: Iterable[Column]) -> pa.Schema:
    """Make the schema of columns."""
    return pa.schema([pa.field(one.name, _TYPES[one.kind]) for one in columns])


class Misfits(dict[int, dict[str, Any]]):
    """By row: what did not fit, by key."""

    def note(self, row: int, key: str, value: Any) -> None:
        """Keep a value for `rest`."""
        self.setdefault(row, {})[key] = value


def column_of(column: Column, values: Sequence[Any], misfits: Misfits) -> Array:
    """Make one column, and note down what does not fit it."""
    if column.only is not None:
        kinds = column.only if isinstance(column.only, tuple) else (column.only,)
        return fitted(column.kind, [value if type(value) in kinds else None for value in values])
    array = _at_once(column.kind, values)
    if array is not None:
        return array
    held: list[Any] = [_fit(column.kind, value) for value in values]
    for row, (value, one) in enumerate(zip(values, held, strict=True)):
        if one is None and value is not None:
            misfits.note(row, column.key or column.name, value)
    return array_of(column.kind, held)


def fitted(kind: Kind, values: Sequence[Any]) -> Array:
    """Make a column of what fits; the rest reads as null."""
    array = _at_once(kind, values)
    return array_of(kind, [_fit(kind, value) for value in values]) if array is None else array


def _at_once(kind: Kind, values: Sequence[Any]) -> Array | None:
    """Make a column of values that all fit; None if one does not."""
    if _is_empty(values):
        return nulls(kind, len(values))
    try:
        if kind is Kind.json:
            return array_of(kind, [None if value is None else to_json(value) for value in values])
        if kind is Kind.moment and {*map(type, values)} <= _FITTING[Kind.text]:
            return buffers.cast(array_of(Kind.text, values), _TYPES[kind])  # refuses what names no zone
        if kind is Kind.texts and {*map(type, chain.from_iterable(value for value in values if value))} <= {str}:
            return array_of(kind, values) if {*map(type, values)} <= {list, NoneType} else None
        return array_of(kind, values) if {*map(type, values)} <= _FITTING.get(kind, set()) else None
    except (pa.ArrowInvalid, OverflowError, TypeError, ValueError):  # too large a number, half a character, no moment
        return None


def _fit(kind: Kind, value: Any) -> Any:
    """Return what a column can hold of a value; None if it does not fit."""
    if value is None:
        return None
    if kind in _SHAPES:
        return _fit_list(value, lambda one: _fit_corner(one, *_SHAPES[kind]))
    if kind is Kind.texts or kind is Kind.integers:
        item = Kind.text if kind is Kind.texts else Kind.integer
        return _fit_list(value, lambda one: _fit(item, one))
    return _SCALARS[kind](value)


def _fit_list(value: Any, fit: Callable[[Any], Any]) -> list[Any] | None:
    fitted = [fit(one) for one in value] if is_array(value) else [None]
    return None if any(one is None for one in fitted) else fitted


def _fit_corner(value: Any, numbers: set[str], tag: str) -> dict[str, Any] | None:
    """Read a vertex or an edge; its `type` is always the same, and is left out."""
    if not is_object(value) or not value.keys() <= numbers | {"description", "type"} or value.get("type", tag) != tag:
        return None
    fitted = {name: _fit_number(value[name]) for name in value.keys() & numbers}
    description = value.get("description")
    whole = all(value[name] is None or one is not None for name, one in fitted.items())
    return {**fitted, "description": description} if whole and (description is None or _fit_text(description)) else None


def _fit_text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value


def _fit_number(value: Any) -> float | None:
    exact = type(value) is float or (type(value) is int and -_LARGEST_EXACT <= value <= _LARGEST_EXACT)
    return float(value) if exact else None


def _fit_integer(value: Any) -> int | None:
    whole = type(value) is int or (type(value) is float and value.is_integer())
    return int(value) if whole and -_LARGEST_INTEGER <= value < _LARGEST_INTEGER else None


def _fit_boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _fit_moment(value: Any) -> datetime | None:
    """Read a moment as the service writes it; what names no zone is UTC."""
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None


_SCALARS: dict[Kind, Callable[[Any], Any]] = {
    Kind.json: json_text,
    Kind.text: _fit_text,
    Kind.number: _fit_number,
    Kind.integer: _fit_integer,
    Kind.boolean: _fit_boolean,
    Kind.moment: _fit_moment,
}

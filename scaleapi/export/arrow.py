"""Rows as Arrow columns. What does not fit the type of its column reads as null there, and stands in `rest`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic_core import to_json

from scaleapi._io.optional import need
from scaleapi.export.columns import HEAD, REST
from scaleapi.export.jsonl import json_text
from scaleapi.models.rules import is_array, is_object, mapped
from scaleapi.models.table import Block, Column, Kind, Table
from scaleapi.models.task_table import RAW, TASK, TASK_KEYS

if TYPE_CHECKING:
    import pyarrow as pa

    Array: TypeAlias = pa.Array[Any]
else:
    pa = need("pyarrow", "arrow", "a table")

__all__ = ["AnnotationRows", "TaskRows", "schema_of"]

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


def _array(kind: Kind, values: Sequence[Any]) -> Array:
    make: Any = pa.array
    made: Array = make(values, _TYPES[kind])
    return made


def _nulls(kind: Kind, count: int) -> Array:
    make: Any = pa.nulls
    made: Array = make(count, _TYPES[kind])
    return made


def schema_of(columns: Iterable[Column]) -> pa.Schema:
    """Make the schema of columns."""
    return pa.schema([pa.field(one.name, _TYPES[one.kind]) for one in columns])


class _Misfits(dict[int, dict[str, Any]]):
    """By row: what did not fit, by key."""

    def note(self, row: int, key: str, value: Any) -> None:
        self.setdefault(row, {})[key] = value


def _column(column: Column, values: Sequence[Any], misfits: _Misfits) -> Array:
    """Make one column, and note down what does not fit it."""
    if column.only is not None:
        kinds = column.only if isinstance(column.only, tuple) else (column.only,)
        return _fitted(column.kind, [value if type(value) in kinds else None for value in values])
    array = _at_once(column.kind, values)
    if array is not None:
        return array
    fitted: list[Any] = [_fit(column.kind, value) for value in values]
    for row, (value, one) in enumerate(zip(values, fitted, strict=True)):
        if one is None and value is not None:
            misfits.note(row, column.key or column.name, value)
    return _array(column.kind, fitted)


def _fitted(kind: Kind, values: Sequence[Any]) -> Array:
    array = _at_once(kind, values)
    return _array(kind, [_fit(kind, value) for value in values]) if array is None else array


def _at_once(kind: Kind, values: Sequence[Any]) -> Array | None:
    """Make a column of values that all fit; None if one does not."""
    if values.count(None) == len(values):
        return _nulls(kind, len(values))
    try:
        if kind is Kind.json:
            return _array(kind, [None if value is None else to_json(value) for value in values])
        if kind is Kind.moment and {*map(type, values)} <= _FITTING[Kind.text]:
            return _array(Kind.text, values).cast(_TYPES[kind])  # refuses what names no zone
        if kind is Kind.texts and {*map(type, chain.from_iterable(value for value in values if value))} <= {str}:
            return _array(kind, values) if {*map(type, values)} <= {list, NoneType} else None
        return _array(kind, values) if {*map(type, values)} <= _FITTING.get(kind, set()) else None
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


class AnnotationRows:
    """Collects the items of blocks, until they are taken as a batch.

    Args:
        table: The table of the task type.
        declared: The columns of attributes that the payload declares.
    """

    def __init__(self, table: Table, declared: Sequence[Column] = ()) -> None:
        self._table, self._declared = table, tuple(declared)
        self.schema = schema_of((*HEAD, *table.columns, *declared, REST))
        self._clear()

    def _clear(self) -> None:
        self._ids: list[str] = []
        self._parts: list[str] = []
        self._indexes: list[int] = []
        self._items: list[dict[str, Any]] = []
        self._blocks: list[tuple[int, Block]] = []

    def __len__(self) -> int:
        return len(self._items)

    def add(self, task_id: str, block: Block) -> None:
        """Add the items of one block."""
        count = len(block.items)
        if not count:
            return
        self._blocks.append((len(self._items), block))
        self._ids += [task_id] * count
        self._parts += [block.part] * count
        self._indexes += range(count)
        self._items += [item if type(item) is dict else {"": item} for item in block.items]

    def take(self) -> pa.RecordBatch:
        """Make a batch of what was collected, and begin anew."""
        misfits, present = _Misfits(), _keys(self._items)
        placed = {name for _, block in self._blocks for name in block.place}
        columns = self._table.columns
        arrays = [_column(one, self._values(one, present, placed), misfits) for one in columns]
        answers = [mapped(item.get("attributes")) for item in self._items] if self._declared else []
        declared = [_fitted(one.kind, [answer.get(one.key) for answer in answers]) for one in self._declared]
        kept = ((self._ids, pa.string()), (self._parts, pa.string()), (self._indexes, pa.int64()))
        head = [pa.array(values, kind) for values, kind in kept]
        taken = {one.key or one.name for one in columns if one.name in placed}
        rest = _with(misfits, self._rest(present <= self._table.keys - taken))
        rests = _column(REST, rest, misfits)
        self._clear()
        return pa.record_batch([*head, *arrays, *declared, rests], schema=self.schema)

    def _values(self, column: Column, present: set[str], placed: set[str]) -> list[Any]:
        key = column.key or column.name
        values = [item.get(key) for item in self._items] if key in present else [None] * len(self._items)
        for start, block in self._blocks if column.name in placed else ():
            if column.name in block.place:
                values[start : start + len(block.items)] = [block.place[column.name]] * len(block.items)
        return values

    def _rest(self, nothing: bool) -> list[dict[str, Any] | None]:
        if nothing:
            return [None] * len(self._items)
        rest: list[dict[str, Any] | None] = []
        for _, block in self._blocks:
            known = self._known(block) if block.place else self._table.keys
            rest += [_beyond(item, known) for item in self._items[len(rest) : len(rest) + len(block.items)]]
        return rest

    def _known(self, block: Block) -> frozenset[str]:
        """List what of an item has a column; where the block gives the column, the item's own value has none."""
        taken = {one.key or one.name for one in self._table.columns if one.name in block.place}
        return self._table.keys - taken


def _keys(items: Iterable[dict[str, Any]]) -> set[str]:
    """List the keys of many objects. Most have the same ones in the same order, so each order is looked at once."""
    return {*chain.from_iterable({*map(tuple, items)})}


def _beyond(item: dict[str, Any], known: frozenset[str]) -> dict[str, Any] | None:
    return {key: value for key, value in item.items() if key not in known} or None


def _with(misfits: _Misfits, rest: list[dict[str, Any] | None]) -> list[dict[str, Any] | None]:
    for row, values in misfits.items():
        rest[row] = {**(rest[row] or {}), **values}
    return rest


class TaskRows:
    """Collects tasks, until they are taken as a batch.

    Args:
        raw: Whether a column holds the whole task.
    """

    def __init__(self, *, raw: bool = False) -> None:
        self._columns = (*TASK, RAW) if raw else TASK
        self.schema = schema_of(self._columns)
        self._rows: list[dict[str, Any]] = []
        self._tasks: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, task: dict[str, Any], response: Any, annotations: int, error: str | None = None) -> None:
        """Add a task.

        Args:
            task: As it came.
            response: What of its response is in no other row.
            annotations: How many rows it has in the other table.
            error: Why files of its result are missing.
        """
        made = {"response": response, "annotations": annotations, "result_error": error, "raw": task}
        self._rows.append({**task, **made})
        self._tasks.append(task)

    def take(self) -> pa.RecordBatch:
        """Make a batch of what was collected, and begin anew."""
        misfits = _Misfits()
        arrays = {
            one.name: _column(one, [row.get(one.name) for row in self._rows], misfits)
            for one in self._columns
            if one.name != REST.name
        }
        known = _keys(self._tasks) <= _TOLD
        rest = [None if known else _beyond(task, _TOLD) for task in self._tasks]
        arrays[REST.name] = _column(REST, _with(misfits, rest), misfits)
        self._rows, self._tasks = [], []
        return pa.record_batch([arrays[one.name] for one in self._columns], schema=self.schema)


_TOLD = TASK_KEYS - {"annotations", "result_error", "raw"}
"""What of a task has a column. What the service calls as we call columns of our own has none."""

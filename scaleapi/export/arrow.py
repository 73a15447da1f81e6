"""Rows as Arrow columns. What does not fit the type of its column reads as null there, and stands in `rest`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from scaleapi._io.optional import need
from scaleapi.export.arrow_columns import Misfits, column_of, fitted, schema_of
from scaleapi.export.columns import HEAD, REST
from scaleapi.models.rules import mapped
from scaleapi.models.table import Block, Column, Table
from scaleapi.models.task_table import RAW, TASK, TASK_KEYS

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = need("pyarrow", "arrow", "a table")

__all__ = ["AnnotationRows", "TaskRows"]


class AnnotationRows:
    """Collects the items of blocks, until they are taken as a batch.

    Args:
        table: The table of the task type.
        declared: The columns of attributes that the payload declares.
    """

    def __init__(self, table: Table, declared: Sequence[Column] = ()) -> None:
        self._table, self._declared = table, tuple(declared)
        self.schema: pa.Schema = schema_of((*HEAD, *table.columns, *declared, REST))
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
        misfits, present = Misfits(), _keys(self._items)
        placed = {name for _, block in self._blocks for name in block.place}
        columns = self._table.columns
        arrays = [column_of(one, self._values(one, present, placed), misfits) for one in columns]
        answers = [mapped(item.get("attributes")) for item in self._items] if self._declared else []
        declared = [fitted(one.kind, [answer.get(one.key) for answer in answers]) for one in self._declared]
        kept = ((_sayable(self._ids), pa.string()), (self._parts, pa.string()), (self._indexes, pa.int64()))
        head = [pa.array(values, kind) for values, kind in kept]
        taken = {one.key or one.name for one in columns if one.name in placed}
        rest = _with(misfits, self._rest(present <= self._table.keys - taken))
        rests = column_of(REST, rest, misfits)
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


def _sayable(ids: list[str]) -> list[str]:
    """Write half a surrogate pair, which UTF-8 has no place for, as an escape; no id of the service has any."""
    if all(map(str.isascii, ids)):
        return ids
    return [one.encode("utf-8", "backslashreplace").decode() for one in ids]


def _keys(items: Iterable[dict[str, Any]]) -> set[str]:
    """List the keys of many objects. Most have the same ones in the same order, so each order is looked at once."""
    return {*chain.from_iterable({*map(tuple, items)})}


def _beyond(item: dict[str, Any], known: frozenset[str]) -> dict[str, Any] | None:
    return {key: value for key, value in item.items() if key not in known} or None


def _with(misfits: Misfits, rest: list[dict[str, Any] | None]) -> list[dict[str, Any] | None]:
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
        self.schema: pa.Schema = schema_of(self._columns)
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
        misfits = Misfits()
        arrays = {
            one.name: column_of(one, [row.get(one.name) for row in self._rows], misfits)
            for one in self._columns
            if one.name != REST.name
        }
        known = _keys(self._tasks) <= _TOLD
        rest = [None if known else _beyond(task, _TOLD) for task in self._tasks]
        arrays[REST.name] = column_of(REST, _with(misfits, rest), misfits)
        self._rows, self._tasks = [], []
        return pa.record_batch([arrays[one.name] for one in self._columns], schema=self.schema)


_TOLD = TASK_KEYS - {"annotations", "result_error", "raw"}
"""What of a task has a column. What the service calls as we call columns of our own has none."""

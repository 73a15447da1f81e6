"""Rows of tasks that are still bytes: they are decoded into structs, which are made of the tables' columns.

What msgspec refuses here is not wrong: a key that nothing here knows, a value of another type, a number out of range.
Such a task is parsed, and its rows are made in `arrow`. Both give the same rows; of what they hold as JSON, the text is
as it came here, and written anew there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from scaleapi._io.optional import need
from scaleapi.export import buffers
from scaleapi.export.arrow_columns import Misfits, array_of, column_of, fitted, nulls, schema_of
from scaleapi.export.columns import HEAD, REST
from scaleapi.export.jsonl import json_text, parse_line
from scaleapi.models.rules import mapped
from scaleapi.models.table import ATTRIBUTES, Arrays, Column, Kind, Table
from scaleapi.models.task import Task
from scaleapi.models.task_table import RAW, TASK, TASK_KEYS
from scaleapi.models.tasks.registry import response_class

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = need("pyarrow", "arrow", "a table")

__all__ = ["DocumentRows", "TypedTask"]

_ODD = (ValueError, msgspec.MsgspecError, RecursionError)
_ABSENT = msgspec.Raw(b"")
_KINDS: dict[Kind, Any] = {
    Kind.text: str | None,
    Kind.number: int | float | None,
    Kind.integer: int | None,
    Kind.boolean: bool | None,
    Kind.moment: str | None,
    Kind.json: msgspec.Raw,
    Kind.texts: list[str] | None,
    Kind.integers: list[int] | None,
}
"""What a column is decoded as; corners and edges as what JSON has."""
_SAFE = _KINDS.keys() - {Kind.moment}
"""What Arrow takes as it is decoded."""
_HELD = tuple(one for one in TASK if one.name in TASK_KEYS - {"annotations", "response", "result_error"})
"""The columns that a task has itself."""

TypedTask = msgspec.Struct
"""A task, decoded: its columns by name, `response`, and what has no column as text."""


class DocumentRows:
    """Makes rows of tasks of one type.

    Args:
        task_type: The task type.
        table: Its table, for which `fits` holds.
        declared: The columns of attributes that the payload declares.
        raw: Whether the whole task is a column.
    """

    def __init__(self, task_type: str, table: Table, declared: Sequence[Column] = (), *, raw: bool = False) -> None:
        self._type, self._columns, self._declared, self._raw = task_type, table.columns, tuple(declared), raw
        self._schemas = schema_of((*TASK, RAW) if raw else TASK), schema_of((*HEAD, *table.columns, *declared, REST))
        self._arrays = table.blocks.names if isinstance(table.blocks, Arrays) else ()
        beyond = response_class(task_type).model_fields.keys() - set(self._arrays)
        beside = Task.model_fields.keys() - {"response", *(one.name for one in _HELD)}
        item = _struct((one.key or one.name, _KINDS.get(one.kind, Any)) for one in table.columns)
        arrays = ((name, list[item] | msgspec.UnsetType) for name in self._arrays)  # type: ignore[valid-type]
        response = _struct([*arrays, *((name, msgspec.Raw) for name in sorted(beyond))])
        held = ((one.name, _KINDS[one.kind]) for one in _HELD)
        task = _struct([*held, ("response", response | None), *((name, msgspec.Raw) for name in sorted(beside))])
        self._beyond, self._beside = sorted(beyond), sorted(beside)
        self._decode = msgspec.json.Decoder(task).decode

    @staticmethod
    def fits(table: Table) -> bool:
        """Tell whether the items of a table can be decoded: those of plain arrays, each column from its own key."""
        simple = table.beside is None and table.explain is None and isinstance(table.blocks, Arrays)
        return simple and len(table.keys) == len(table.columns)

    def decoded(self, documents: Sequence[bytes]) -> list[TypedTask | None]:
        """Decode tasks; None stands for one that has to be parsed."""
        try:
            tasks: list[Any] = [*map(self._decode, map(_checked, documents))]
        except _ODD:
            tasks = [self._alone(document) for document in documents]
        return [one if one is not None and self._is_plain(one) else None for one in tasks]

    def _alone(self, document: bytes) -> TypedTask | None:
        try:
            task: TypedTask = self._decode(_checked(document))
        except _ODD:
            return None
        return task

    def _is_plain(self, task: Any) -> bool:
        """Tell whether a task has what it must have; a failed one, or one of another type, is another matter."""
        return task.task_id is not None and task.status not in {None, "error"} and task.type in {None, self._type}

    def annotations(self, tasks: Sequence[Any]) -> tuple[pa.RecordBatch, list[int]]:
        """Make the rows of the annotations of tasks; tell how many each has. The tasks keep what is left of theirs."""
        blocks = [[*self._blocks(task.response)] for task in tasks]
        left = self._left([task.response for task in tasks])
        for task, text in zip(tasks, left, strict=True):
            task.response = text
        rows = self._item_rows(list(zip([task.task_id for task in tasks], blocks, strict=True)))
        return rows, [sum(len(items) for _, items in found) for found in blocks]

    def tasks(self, tasks: Sequence[Any], counts: Sequence[int], documents: Sequence[bytes]) -> pa.RecordBatch:
        """Make the rows of tasks whose annotations have been taken.

        Args:
            tasks: The tasks.
            counts: How many annotations each has.
            documents: The same as they came; needed where a column holds them.
        """
        made = {
            "annotations": array_of(Kind.integer, counts),
            "response": _texts([task.response for task in tasks]),
            "result_error": nulls(Kind.text, len(tasks)),
            "raw": _texts(documents) if self._raw else None,
        }
        return self._task_rows(tasks, made)

    def _blocks(self, response: Any) -> Iterator[tuple[str, list[Any]]]:
        for name in self._arrays if response is not None else ():
            items = getattr(response, name)
            if items is not msgspec.UNSET:
                yield name, items

    def _left(self, responses: Sequence[Any]) -> list[bytes | None]:
        """Write what of responses is in no other row."""
        there = [msgspec.structs.astuple(one)[len(self._arrays) :] for one in responses if one is not None]
        left = _objects(self._beyond, list(zip(*there, strict=True)), len(there))
        return [None if one is None else next(left) for one in responses]

    def _task_rows(self, tasks: Sequence[Any], made: dict[str, Any]) -> pa.RecordBatch:
        misfits, held = Misfits(), list(zip(*map(msgspec.structs.astuple, tasks), strict=True))
        arrays = {one.name: _array(one, values, misfits) for one, values in zip(_HELD, held, strict=False)}
        rest = _objects(self._beside, held[len(_HELD) + 1 :], len(tasks))
        arrays |= made | {REST.name: _texts([_with(text, misfits.get(row)) for row, text in enumerate(rest)])}
        return pa.record_batch([arrays[name] for name in self._schemas[0].names], schema=self._schemas[0])

    def _item_rows(self, tasks: Sequence[tuple[str, list[tuple[str, list[Any]]]]]) -> pa.RecordBatch:
        blocks = [(task_id, name, items) for task_id, found in tasks for name, items in found]
        items = [item for _, _, some in blocks for item in some]
        counts = [len(some) for _, _, some in blocks]
        block = buffers.parents(counts)
        values = zip(*map(msgspec.structs.astuple, items), strict=True) if items else ((),) * len(self._columns)
        misfits, held = Misfits(), list(values)
        head = (
            buffers.take(array_of(Kind.text, [task_id for task_id, _, _ in blocks]), block),
            buffers.take(array_of(Kind.text, [name for _, name, _ in blocks]), block),
            buffers.integers([*chain.from_iterable(map(range, counts))]),
        )
        arrays = [_array(one, some, misfits) for one, some in zip(self._columns, held, strict=True)]
        rest = _texts([_with(None, misfits.get(row)) for row in range(len(items))] if misfits else [None] * len(items))
        return pa.record_batch([*head, *arrays, *self._answers(held), rest], schema=self._schemas[1])

    def _answers(self, held: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """Make the columns of declared attributes."""
        if not self._declared:
            return iter(())
        texts = held[self._columns.index(ATTRIBUTES)]
        answers = [mapped(parse_line(bytes(raw))) if raw is not _ABSENT else {} for raw in texts]
        return (fitted(one.kind, [answer.get(one.key) for answer in answers]) for one in self._declared)


def _checked(text: bytes) -> bytes:
    """Refuse what is no UTF-8, also where it is only passed on, and not looked at."""
    if not text.isascii():
        text.decode()
    return text


def _struct(fields: Iterable[tuple[str, Any]]) -> Any:
    """Make a struct that takes these keys only; each may be absent."""
    made = [(key, kind, _ABSENT if kind is msgspec.Raw else _default(kind)) for key, kind in fields]
    return msgspec.defstruct("Fields", made, forbid_unknown_fields=True, gc=False)


def _default(kind: Any) -> Any:
    return msgspec.UNSET if msgspec.UnsetType in get_args(kind) else None


def _objects(names: Sequence[str], columns: Sequence[Sequence[msgspec.Raw]], count: int) -> Iterator[bytes | None]:
    """Write objects of values by columns; None for one that has no value."""
    there = [(b"%b:" % json_text(name), values) for name, values in zip(names, columns, strict=False) if any(values)]
    for row in range(count):
        text = b",".join([key + values[row] for key, values in there if values[row]])
        yield b"{%b}" % text if text else None


def _with(text: bytes | None, more: dict[str, Any] | None) -> bytes | None:
    """Add to an object what did not fit elsewhere."""
    if more is None:
        return text
    return json_text({**mapped(parse_line(text or b"{}")), **more})


def _array(column: Column, values: Sequence[Any], misfits: Misfits) -> Any:
    """Make a column of values that were decoded as its type."""
    if column.kind is Kind.json:
        return buffers.raw_texts(values)
    try:
        return array_of(column.kind, values) if column.kind in _SAFE else column_of(column, values, misfits)
    except OverflowError:  # a number that the column has no room for
        return column_of(column, values, misfits)


def _texts(texts: Sequence[bytes | None]) -> Any:
    return array_of(Kind.json, texts)

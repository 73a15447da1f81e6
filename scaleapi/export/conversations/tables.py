"""Conversations as Arrow, pandas and polars tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

from scaleapi._io.optional import need
from scaleapi.export.arrow_columns import Misfits, column_of, schema_of
from scaleapi.export.conversations.columns import ANNOTATION_COLUMNS, MESSAGE_COLUMNS, RAW, TASK_COLUMNS
from scaleapi.export.conversations.secrets import exported
from scaleapi.export.conversations.walk import Row, rows_of
from scaleapi.models.table import Column
from scaleapi.models.v2.dataset import DatasetTask
from scaleapi.models.v2.delivery import DeliveredTask
from scaleapi.models.v2.task import Task

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = need("pyarrow", "arrow", "a table")

__all__ = ["ConversationRows", "ConversationTables", "Conversational", "conversations_to_arrow"]

T = TypeVar("T")

Conversational: TypeAlias = Task | DeliveredTask | DatasetTask
"""What has conversations: a task of the second API, as any of its lists has it."""

_ROWS = 5_000
"""How many rows are held as Python objects until they become Arrow columns."""


class ConversationTables(NamedTuple, Generic[T]):
    """The three tables of conversations, as pandas, polars or Arrow have them."""

    tasks: T
    """A row for each task."""
    messages: T
    """A row for each message; `task_id`, `thread`, `turn` and `message` say which one it is."""
    annotations: T
    """A row for each annotation; the same columns say what it is about."""


class ConversationRows:
    """Collects the rows of tasks, until they are taken as batches.

    Args:
        raw: Whether a column of the table of tasks holds the whole task.
    """

    def __init__(self, *, raw: bool = False) -> None:
        self._raw = raw
        tasks = (*TASK_COLUMNS, RAW) if raw else TASK_COLUMNS
        self._columns: ConversationTables[tuple[Column, ...]] = ConversationTables(
            tasks, MESSAGE_COLUMNS, ANNOTATION_COLUMNS
        )
        self.schemas: ConversationTables[pa.Schema] = ConversationTables(*map(schema_of, self._columns))
        self._rows: ConversationTables[list[Row]] = ConversationTables([], [], [])
        self.counts: list[int] = [0, 0, 0]
        """Tasks, messages and annotations, so far."""

    def add(self, task: Conversational) -> None:
        """Add a task."""
        whole = exported(task)
        row, messages, annotations = rows_of(whole)
        self._rows.tasks.append({**row, "raw": whole} if self._raw else row)
        self._rows.messages.extend(messages)
        self._rows.annotations.extend(annotations)
        for at, count in enumerate((1, len(messages), len(annotations))):
            self.counts[at] += count

    @property
    def is_full(self) -> bool:
        """Whether it is time to take what is there."""
        return sum(map(len, self._rows)) >= _ROWS

    def take(self) -> ConversationTables[pa.RecordBatch]:
        """Make batches of what was collected, and begin anew."""
        made = [_batch(*one) for one in zip(self._columns, self._rows, self.schemas, strict=True)]
        for rows in self._rows:
            rows.clear()
        return ConversationTables(*made)


def _batch(columns: Sequence[Column], rows: Sequence[Row], schema: pa.Schema) -> pa.RecordBatch:
    misfits = Misfits()
    fitting = [one for one in columns if one.name != "rest"]
    arrays = {one.name: column_of(one, [row.get(one.key or one.name) for row in rows], misfits) for one in fitting}
    rest = [{**row["rest"], **misfits.get(at, {})} or None for at, row in enumerate(rows)]
    arrays["rest"] = column_of(next(one for one in columns if one.name == "rest"), rest, misfits)
    return pa.record_batch([arrays[one.name] for one in columns], schema=schema)


def conversations_to_arrow(tasks: Iterable[Conversational], *, raw: bool = False) -> ConversationTables[pa.Table]:
    """Make Arrow tables of tasks, their messages and annotations.

    Args:
        tasks: Tasks, delivered tasks or dataset tasks, also a listing that is still being fetched.
        raw: Whether the table of tasks has the whole task as JSON, too.
    """
    rows = ConversationRows(raw=raw)
    batches: ConversationTables[list[Any]] = ConversationTables([], [], [])
    for task in tasks:
        rows.add(task)
        if rows.is_full:
            _keep(batches, rows)
    _keep(batches, rows)
    return ConversationTables(*map(pa.Table.from_batches, batches, rows.schemas))


def _keep(batches: ConversationTables[list[Any]], rows: ConversationRows) -> None:
    for kept, batch in zip(batches, rows.take(), strict=True):
        kept.append(batch)

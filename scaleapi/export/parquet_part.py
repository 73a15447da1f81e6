"""One part of an export in Parquet: its two files, in constant memory, both there or none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, join, written
from scaleapi.export.arrow import AnnotationRows, TaskRows
from scaleapi.export.columns import declared_columns, table_of
from scaleapi.export.layout import ANNOTATIONS, TASKS, Discarded, ExportOptions, PartDone, part_name
from scaleapi.models.rules import is_object, mapped
from scaleapi.models.table import Block, Files, without

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq
else:
    pa, pq = need("pyarrow", "arrow", "Parquet"), need("pyarrow.parquet", "arrow", "Parquet")

__all__ = ["MARK", "Converter", "ParquetPart"]

MARK = b"scaleapi"
"""The key in the footer under which a file says whose part it is, and by which attempt."""
_ROWS, _TASKS = 1_000, 100
"""How many rows are held as Python objects until they become Arrow columns: so few that they stay in the cache."""
_GROUP_ROWS, _GROUP_BYTES = 100_000, 1 << 19
"""How large a row group may become: several parts are made at once, and each holds one of each table."""


class Converter:
    """Makes rows of tasks: batches of both tables."""

    def __init__(self, form: ExportOptions) -> None:
        self.tasks = TaskRows(raw=form.raw)
        self._form, self._table = form, table_of(form.task_type)
        declared = declared_columns(self._table, {"annotation_attributes": dict(form.attributes)})
        self.annotations = AnnotationRows(self._table, declared)
        self.counts = [0, 0, 0]
        """Tasks, annotations, and tasks with a result that could not be read."""

    def add(self, task: dict[str, Any], files: Files, response: Any, error: str | None) -> Iterable[pa.RecordBatch]:
        """Add a task; yields batches of annotations that have become full meanwhile."""
        count, taken = 0, set[str]()
        try:
            for block in self._blocks(task, response, files):
                self.annotations.add(task["task_id"], block)
                count += len(block.items)
                taken |= set() if block.from_file else {block.part}
                if len(self.annotations) >= _ROWS:
                    yield self.annotations.take()
        except ValueError as broken:
            error = f"a file of the result cannot be read on: {broken}"
        left = without(response, *taken) if is_object(response) else response
        self.tasks.add(task, left or None, count, error)
        for at, more in enumerate((1, count, error is not None)):
            self.counts[at] += more

    def _blocks(self, task: dict[str, Any], response: Any, files: Files) -> Iterable[Block]:
        """Find the annotations; a failed task has none, and one of another type keeps its response as it is."""
        if task.get("type") not in {None, self._form.task_type} or task.get("status") == "error":
            return ()
        blocks, table = self._table.blocks(mapped(response), files), self._table
        if table.beside is not None:
            blocks = chain(blocks, table.beside(task))
        if table.explain is None:
            return blocks
        return map(partial(table.explain, mapped(task.get("params"))), blocks)


class ParquetPart:
    """Takes tasks, and writes their rows.

    Args:
        folder: The folder of the export.
        number: Of the part.
        form: How the export is written.
        mark: Whose part it is, for the footers.
    """

    def __init__(self, folder: StrPath, number: int, form: ExportOptions, mark: dict[str, str] | None = None) -> None:
        self._number, self._converter = number, Converter(form)
        self._stack = ExitStack()
        name, footer = part_name(number, form), json.dumps(mark or {})
        try:
            # What is entered last is left first: the file of tasks appears last, when the other one is there.
            tasks, annotations = (
                self._stack.enter_context(written(join(folder, table, name))) for table in (TASKS, ANNOTATIONS)
            )
            self._tasks = self._stack.enter_context(_Groups(tasks, self._converter.tasks.schema, footer))
            self._annotations = self._stack.enter_context(
                _Groups(annotations, self._converter.annotations.schema, footer)
            )
        except BaseException:
            self.discard()
            raise

    def add(self, task: dict[str, Any], files: Files, response: Any, error: str | None = None) -> None:
        """Add a task, with the files of its result, and its response, which may have been kept apart."""
        for batch in self._converter.add(task, files, response, error):
            self._annotations.put(batch)
        if len(self._converter.tasks) >= _TASKS:
            self._flush()

    def _flush(self) -> None:
        self._annotations.put(self._converter.annotations.take())
        self._tasks.put(self._converter.tasks.take())

    def finish(self) -> PartDone:
        """Complete both files; then they appear."""
        try:
            self._flush()
        except BaseException:
            self.discard()
            raise
        self._stack.close()
        return PartDone(self._number, *self._converter.counts)

    def discard(self) -> None:
        """Leave nothing behind."""
        self._stack.__exit__(Discarded, Discarded(), None)


class _Groups:
    """A Parquet file, written in row groups of bounded size."""

    def __init__(self, path: Path, schema: pa.Schema, footer: str) -> None:
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._writer.add_key_value_metadata({MARK.decode(): footer})
        self._schema = schema
        self._held: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0

    def put(self, batch: pa.RecordBatch) -> None:
        self._held.append(batch)
        self._rows, self._bytes = self._rows + batch.num_rows, self._bytes + batch.get_total_buffer_size()
        if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
            self._write()

    def _write(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_batches(self._held, self._schema), row_group_size=_GROUP_ROWS)
        self._held.clear()
        self._rows = self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._write()
        finally:
            self._writer.close()

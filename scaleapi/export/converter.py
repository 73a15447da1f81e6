"""From tasks to batches of rows of both tables, in the order of the tasks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from scaleapi._io.optional import need
from scaleapi.export.arrow import AnnotationRows, TaskRows
from scaleapi.export.columns import declared_columns, table_of
from scaleapi.export.documents import DocumentRows, TypedTask
from scaleapi.export.layout import ExportOptions
from scaleapi.models.rules import is_object, mapped
from scaleapi.models.table import Block, Files, without

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = need("pyarrow", "arrow", "a table")

__all__ = ["Converter"]

_ROWS, _TASKS = 1_000, 100
"""How many rows are held as Python objects until they become Arrow columns: so few that they stay in the cache."""
_WAITING, _WAITING_BYTES = 1_000, 1 << 20
"""How many decoded tasks wait for their rows: a batch costs much beside a task, but each holds on to its document."""


class Converter:
    """Makes rows of tasks; `tasks` and `annotations` hold the batches that are complete, until they are taken.

    Args:
        form: How the export is written.
        parse: Makes a dictionary of a document, given its number; for those that are not as usual.
    """

    def __init__(self, form: ExportOptions, parse: Callable[[bytes, int], dict[str, Any]]) -> None:
        self._form, self._table, self._parse = form, table_of(form.task_type), parse
        declared = declared_columns(self._table, {"annotation_attributes": dict(form.attributes)})
        self._annotation_rows = AnnotationRows(self._table, declared)
        self._task_rows = TaskRows(raw=form.raw)
        fits = DocumentRows.fits(self._table)
        self._typed = DocumentRows(form.task_type, self._table, declared, raw=form.raw) if fits else None
        self._documents: list[tuple[bytes, int]] = []
        self._waiting: list[tuple[TypedTask, int, bytes]] = []
        """Tasks whose annotations have been taken, with how many there were, and as they came."""
        self._waiting_bytes = 0
        self.schemas: tuple[pa.Schema, pa.Schema] = self._task_rows.schema, self._annotation_rows.schema
        self.tasks: list[pa.RecordBatch] = []
        self.annotations: list[pa.RecordBatch] = []
        self.counts: list[int] = [0, 0, 0]
        """Tasks, annotations, and tasks with a result that could not be read."""

    def add_document(self, document: bytes, number: int = 0) -> None:
        """Add a task as it came, without files; what `parse` raises is raised later."""
        self._documents.append((document, number))
        if len(self._documents) >= _TASKS:
            self._convert()

    def add(self, task: dict[str, Any], files: Files, response: Any, error: str | None) -> Iterator[None]:
        """Add a task; stops after each array of its result, for what is complete to be taken."""
        self._convert()
        yield from self._add(task, files, response, error)

    def finish(self) -> None:
        """Make batches of all that is left."""
        self._convert()
        self._close_parsed()
        self._close_typed()

    def _convert(self) -> None:
        """Make rows of the documents that wait, in runs of those that are as usual, and of those that are not."""
        documents, self._documents = self._documents, []
        tasks = self._decoded([one for one, _ in documents])
        for usual, run in groupby(zip(documents, tasks, strict=True), key=lambda pair: pair[1] is not None):
            if usual and self._typed is not None:
                self._take(self._typed, list(run))
            else:
                for (document, number), _ in run:
                    task = self._parse(document, number)
                    deque(self._add(task, {}, task.get("response"), None), maxlen=0)

    def _take(self, typed: DocumentRows, run: Sequence[tuple[tuple[bytes, int], Any]]) -> None:
        """Make rows of the annotations of decoded tasks; the tasks wait until there are more."""
        self._close_parsed()
        annotations, counts = typed.annotations([task for _, task in run])
        self.annotations.append(annotations)
        for ((document, _), task), count in zip(run, counts, strict=True):
            self._waiting.append((task, count, document))
            self._waiting_bytes += len(document)
        self._count(len(run), sum(counts))
        if len(self._waiting) >= _WAITING or self._waiting_bytes >= _WAITING_BYTES:
            self._close_typed()

    def _close_typed(self) -> None:
        """Make rows of the decoded tasks."""
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        if waiting and self._typed is not None:
            tasks, counts, documents = zip(*waiting, strict=True)
            self.tasks.append(self._typed.tasks(tasks, counts, documents))

    def _decoded(self, documents: Sequence[bytes]) -> list[TypedTask | None]:
        parsed: list[TypedTask | None] = [None] * len(documents)
        tasks = parsed if self._typed is None else self._typed.decoded(documents)
        # A batch costs as much as a few parsed tasks, so many short runs are worse than none.
        return parsed if tasks.count(None) * 10 > len(tasks) else tasks

    def _add(self, task: dict[str, Any], files: Files, response: Any, error: str | None) -> Iterator[None]:
        self._close_typed()
        count, taken = 0, set[str]()
        try:
            for block in self._blocks(task, response, files):
                self._annotation_rows.add(task["task_id"], block)
                count += len(block.items)
                taken |= set() if block.from_file else {block.part}
                self._close_parsed(_ROWS, len(self._task_rows) + 1)
                yield
        except ValueError as broken:
            error = f"a file of the result cannot be read on: {broken}"
        left = without(response, *taken) if is_object(response) else response
        self._task_rows.add(task, left or None, count, error)
        self._count(1, count, broken=error is not None)
        self._close_parsed(_ROWS, _TASKS)

    def _count(self, tasks: int, annotations: int, *, broken: bool = False) -> None:
        for at, more in enumerate((tasks, annotations, broken)):
            self.counts[at] += more

    def _close_parsed(self, rows: int = 1, tasks: int = 1) -> None:
        """Make batches of rows of parsed tasks, if there are as many."""
        if len(self._annotation_rows) >= rows:
            self.annotations.append(self._annotation_rows.take())
        if len(self._task_rows) >= tasks:
            self.tasks.append(self._task_rows.take())

    def _blocks(self, task: dict[str, Any], response: Any, files: Files) -> Iterator[Block]:
        """Find the annotations; a failed task has none, and one of another type keeps its response as it is."""
        if task.get("type") not in (None, self._form.task_type) or task.get("status") == "error":
            return iter(())
        blocks, table = self._table.blocks(mapped(response), files), self._table
        if table.beside is not None:
            blocks = chain(blocks, table.beside(task))
        if table.explain is None:
            return blocks
        return map(partial(table.explain, mapped(task.get("params"))), blocks)

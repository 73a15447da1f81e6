"""One part of an export in Parquet: its two files, in constant memory, both there or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, join, written
from scaleapi.export.converter import Converter
from scaleapi.export.jsonl import parse_line
from scaleapi.export.layout import ANNOTATIONS, TASKS, Discarded, ExportOptions, PartDone, part_name
from scaleapi.models.table import Files

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq
else:
    pa, pq = need("pyarrow", "arrow", "Parquet"), need("pyarrow.parquet", "arrow", "Parquet")

__all__ = ["MARK", "ParquetPart"]

MARK = b"scaleapi"
"""The key in the footer under which a file says whose part it is, and by which attempt."""
_GROUP_ROWS, _GROUP_BYTES = 100_000, 1 << 19
"""How large a row group may become: several parts are made at once, and each holds one of each table."""


class ParquetPart:
    """Takes tasks, and writes their rows.

    Args:
        folder: The folder of the export.
        number: Of the part.
        form: How the export is written.
        mark: Whose part it is, for the footers.
        parse: Makes a dictionary of a document, given its number.
    """

    def __init__(
        self,
        folder: StrPath,
        number: int,
        form: ExportOptions,
        mark: dict[str, str] | None = None,
        parse: Callable[[bytes, int], dict[str, Any]] = lambda document, _: parse_line(document),
    ) -> None:
        self._number, self._converter = number, Converter(form, parse)
        self._stack = ExitStack()
        name, footer = part_name(number, form), json.dumps(mark or {})
        try:
            # What is entered last is left first: the file of tasks appears last, when the other one is there.
            tasks, annotations = (
                self._stack.enter_context(written(join(folder, table, name))) for table in (TASKS, ANNOTATIONS)
            )
            self._tasks = self._stack.enter_context(_Groups(tasks, self._converter.schemas[0], footer))
            self._annotations = self._stack.enter_context(_Groups(annotations, self._converter.schemas[1], footer))
        except BaseException:
            self.discard()
            raise

    def add(self, task: dict[str, Any], files: Files, response: Any, error: str | None = None) -> None:
        """Add a task, with the files of its result, and its response, which may have been kept apart."""
        for _ in self._converter.add(task, files, response, error):
            self._put()
        self._put()

    def add_documents(self, documents: Sequence[bytes]) -> None:
        """Add tasks as they came, without files."""
        for document in documents:
            self._converter.add_document(document)
        self._put()

    def add_document(self, document: bytes, number: int = 0) -> None:
        """Add a task as it came, without files; what is wrong with it may be told later."""
        self._converter.add_document(document, number)
        self._put()

    def _put(self) -> None:
        self._annotations.put(self._converter.annotations)
        self._tasks.put(self._converter.tasks)

    def finish(self) -> PartDone:
        """Complete both files; then they appear."""
        try:
            self._converter.finish()
            self._put()
        except BaseException:
            self.discard()
            raise
        self._stack.close()
        return PartDone(self._number, *self._converter.counts)

    def discard(self) -> None:
        """Leave nothing behind."""
        self._stack.__exit__(Discarded, Discarded(), None)


class _Groups:
    """A Parquet file, written in row groups of bounded size: one of them, in a thread, while the next one is made."""

    def __init__(self, path: Path, schema: pa.Schema, footer: str) -> None:
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._writer.add_key_value_metadata({MARK.decode(): footer})
        self._schema = schema
        self._held: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0
        self._thread = ThreadPoolExecutor(1, "scaleapi-parquet")
        self._writing: Future[None] | None = None

    def put(self, batches: list[pa.RecordBatch]) -> None:
        """Take batches, and leave an empty list."""
        while batches:
            batch = batches.pop(0)
            self._held.append(batch)
            self._rows, self._bytes = self._rows + batch.num_rows, self._bytes + batch.get_total_buffer_size()
            if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
                self._write()

    def _write(self) -> None:
        self._written()
        if self._rows:
            group = pa.Table.from_batches(self._held, self._schema)
            self._writing = self._thread.submit(self._writer.write_table, group, row_group_size=_GROUP_ROWS)
        self._held.clear()
        self._rows = self._bytes = 0

    def _written(self) -> None:
        """Wait for the group that is being written; raise what went wrong."""
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._write()
                self._written()
        finally:
            self._thread.shutdown()
            self._writer.close()

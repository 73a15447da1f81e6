"""Conversations as Parquet: three files, all of them there or none."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, join, written
from scaleapi.export.conversations.tables import Conversational, ConversationRows, ConversationTables
from scaleapi.export.layout import ANNOTATIONS, TASKS, Discarded, ExportOptions, PartDone, part_name

if TYPE_CHECKING:
    import pyarrow.parquet as pq
else:
    pq = need("pyarrow.parquet", "arrow", "Parquet")

__all__ = ["MESSAGES", "ConversationPart", "conversations_to_parquet"]

MESSAGES = "messages"
"""The folder of the table of messages, beside those of tasks and annotations."""


class ConversationPart:
    """Takes tasks, and writes their rows, a row group at a time.

    Args:
        folder: The folder, by path or URL.
        number: Of the part.
        raw: Whether the whole tasks are written, too.
    """

    def __init__(self, folder: StrPath, number: int = 0, *, raw: bool = False) -> None:
        self._number, self._rows = number, ConversationRows(raw=raw)
        name = part_name(number, ExportOptions("", "parquet"))
        with ExitStack() as stack:
            # What is entered last is left first: the file of tasks appears last, when the others are there.
            writers = [
                stack.enter_context(_writer(stack.enter_context(written(join(folder, table, name))), schema))
                for table, schema in zip((TASKS, MESSAGES, ANNOTATIONS), self._rows.schemas, strict=True)
            ]
            self._writers, self._stack = ConversationTables[Any](*writers), stack.pop_all()

    def add(self, task: Conversational) -> None:
        """Add a task."""
        self._rows.add(task)
        if self._rows.is_full:
            self._write()

    def _write(self) -> None:
        for writer, batch in zip(self._writers, self._rows.take(), strict=True):
            if batch.num_rows:
                writer.write_batch(batch)

    def finish(self) -> PartDone:
        """Complete the files; then they appear."""
        with self._stack:
            self._write()
        tasks, _, annotations = self._rows.counts
        return PartDone(self._number, tasks, annotations)

    def discard(self) -> None:
        """Leave nothing behind."""
        self._stack.__exit__(Discarded, Discarded(), None)


def _writer(place: Path, schema: Any) -> pq.ParquetWriter:
    return pq.ParquetWriter(place, schema, compression="zstd")


def conversations_to_parquet(folder: StrPath, tasks: Iterable[Conversational], *, raw: bool = False) -> PartDone:
    """Write tasks, their messages and annotations as three Parquet files."""
    part = ConversationPart(folder, raw=raw)
    try:
        for task in tasks:
            part.add(task)
    except BaseException:
        part.discard()
        raise
    return part.finish()

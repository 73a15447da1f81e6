"""A part of an export as JSON lines."""

from __future__ import annotations

from scaleapi._io.paths import StrPath
from scaleapi.export.conversations.secrets import exported_line
from scaleapi.export.jsonl import JsonlPart
from scaleapi.export.layout import ExportOptions, PartDone
from scaleapi.models.base import Entity

__all__ = ["LinesPart"]


class LinesPart:
    """Takes tasks, and writes a line for each.

    Args:
        folder: The folder, by path or URL.
        form: How the export is written.
    """

    def __init__(self, folder: StrPath, form: ExportOptions) -> None:
        self._part = JsonlPart(folder, 0, form)

    def add(self, task: Entity) -> None:
        """Add a task."""
        self._part.add_documents([exported_line(task)])

    def finish(self) -> PartDone:
        """Complete the file; then it appears."""
        return self._part.finish()

    def discard(self) -> None:
        """Leave nothing behind."""
        self._part.discard()

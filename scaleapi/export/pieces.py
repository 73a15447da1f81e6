"""Stretches of files of tasks, each with what was fetched for its tasks: the parts that any process can work on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from scaleapi._io.compression import open_packed
from scaleapi._io.paths import exists, size_of
from scaleapi._io.splits import Stretch, stretches_of
from scaleapi.export.blobs import Parsed, Stored
from scaleapi.export.jsonl import parse_line
from scaleapi.export.layout import RESULTS, TASKS
from scaleapi.models.rules import mapped
from scaleapi.models.table import Content

__all__ = ["Piece", "StoredResults", "files_in", "pieces_of"]


class Piece(NamedTuple):
    """What one part is made of."""

    tasks: Stretch
    results: str | None
    """The file of what was fetched for these tasks."""
    size: int | None
    """How large the stretch was when this began, so that another file of that name is noticed."""


def pieces_of(place: str, size: int) -> Iterator[Piece]:
    """Cut a file of JSON lines; `size` is how many bytes a piece has."""
    folder, _, name = place.rpartition("/")
    beside = f"{folder.removesuffix(TASKS)}{RESULTS}/{name}" if folder.endswith(f"/{TASKS}") else ""
    results = beside if beside and exists(beside) else None
    # Results stand in the order of their tasks, so both files are read side by side, from the start.
    stretches = [stretches_of(place)[0]._replace(end=None)] if results else stretches_of(place, size)
    return (Piece(one, results, size_of(place) if one.end is None else one.end) for one in stretches)


class StoredResults:
    """Goes through a file of results, in the order of its tasks."""

    def __init__(self, place: str | None) -> None:
        self._lines = open_packed(place) if place is not None else None
        self._next: dict[str, Any] | None = None

    def _read(self) -> dict[str, Any]:
        line = self._lines.readline() if self._lines is not None else b""
        return mapped(parse_line(line)) if line.strip() else {}

    def of(self, task: dict[str, Any]) -> dict[str, Any]:
        """Return what was fetched for a task; nothing for most."""
        if self._next is None:
            self._next = self._read()
        if self._next.get("task_id") != task["task_id"]:
            return {}
        found, self._next = self._next, None
        return found

    def close(self) -> None:
        """Close the file."""
        if self._lines is not None:
            self._lines.close()


def files_in(task: dict[str, Any], found: dict[str, Any]) -> dict[str, Content]:
    """Return the files of a task's result, as far as they were fetched."""
    files = mapped(found.get("files"))
    if task.get("type") == "segmentannotation":
        return {name: Stored(place) for name, place in files.items()}
    return {name: Parsed(value) for name, value in files.items()}

"""The parts that tasks are looked at in: pieces of files, as exports have them, or a few thousand tasks of a list.

Each is described in full, so that any process can look at it by itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias, cast

from scaleapi._io.paths import StrPath, local_path, text_of
from scaleapi._io.splits import lines_of
from scaleapi.exceptions import ScaleExportError
from scaleapi.export.frames import Results
from scaleapi.export.jsonl import files_of
from scaleapi.export.layout import mask_name
from scaleapi.export.masks import Masks
from scaleapi.export.parquet import read_parquet
from scaleapi.export.pieces import Piece, StoredResults, pieces_of
from scaleapi.export.stored import is_parquet
from scaleapi.models.rules import mapped
from scaleapi.models.task import Task
from scaleapi.models.tasks.result import TaskResult, file_urls
from scaleapi.quality.examination import Examined, Unread, examine
from scaleapi.quality.extraction.documents import TaskDocument, Unreadable, document_of
from scaleapi.quality.rules.chunk import Options
from scaleapi.quality.rules.rule import Rule

__all__ = [
    "Batch",
    "Fetched",
    "Part",
    "batches",
    "documents_again",
    "documents_in",
    "examine_part",
    "masks_beside",
    "parts_of",
]

_LINES = ("jsonl", "jsonl.gz", "jsonl.zst")
_BATCH = 2_000
_WHOLE = 1 << 62
"""Bytes: more than any file has."""

Batch: TypeAlias = "list[Task | dict[str, Any]]"
"""Some tasks of a list."""
Fetched: TypeAlias = "Results | Callable[[Task], TaskResult] | None"
"""Whole results by task id, or what fetches them."""
Part: TypeAlias = "Piece | str | Batch"
"""A piece of a file of JSON lines, a Parquet file, or some tasks."""


def parts_of(place: StrPath, size: int) -> list[Part]:
    """Cut a file, or the folder of an export, into parts.

    Args:
        place: JSON lines or Parquet with whole tasks; or an export's folder.
        size: How many bytes a part of JSON lines has.

    Raises:
        ScaleExportError: The folder has files of both formats.
        OSError: There is no such file.
    """
    names = files_of(place, *_LINES, "parquet")
    formats = {is_parquet(name) for name in names}
    if len(formats) > 1:
        raise ScaleExportError(f"{text_of(place)} has both JSON lines and Parquet: name the files to check")
    if formats == {True}:
        return [*names]
    return [piece for name in names for piece in pieces_of(name, size)]


class _MasksOfExport:
    """Finds the masks beside the tasks of an export; it may travel to other processes."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __call__(self, task_id: str) -> Path | None:
        mask = Path(self._folder) / mask_name(task_id, "combined.indexedImage")
        return mask if mask.exists() else None


def masks_beside(tasks: object) -> Masks | None:
    """Find the masks of an export's folder on this machine; None if it is something else, or has none."""
    place = local_path(cast("StrPath", tasks)) if isinstance(tasks, str | os.PathLike) else None
    return None if place is None or not (place / "files").is_dir() else _MasksOfExport(str(place.absolute()))


def batches(tasks: Iterable[Task | Mapping[str, Any]]) -> Iterator[Batch]:
    """Cut a list into parts."""
    rest = iter(tasks)
    while some := [one if isinstance(one, Task) else dict(one) for one in islice(rest, _BATCH)]:
        yield some


def examine_part(part: Part, rules: Sequence[Rule], options: Options, results: Fetched = None) -> Examined:
    """Look at one part, in whichever process this is."""
    return examine(documents_in(part, results), rules, options)


def documents_in(
    part: Part | Iterable[Task | Mapping[str, Any]], results: Fetched = None
) -> Iterator[TaskDocument | Unread]:
    """Read the tasks of a part, and what is none."""
    if isinstance(part, Piece):
        yield from _of_lines(part, results)
        return
    tasks = read_parquet(part) if isinstance(part, str) else part
    for number, task in enumerate(tasks):
        yield _read(task, number, f"item {number + 1}", results)


def documents_again(tasks: Iterable[Task | Mapping[str, Any]] | StrPath) -> Iterator[TaskDocument]:
    """Read tasks without what was fetched for them; what is no task is passed over."""
    parts: Iterable[Any] = [tasks]
    if isinstance(tasks, str | os.PathLike):
        parts = (one._replace(results=None) if isinstance(one, Piece) else one for one in parts_of(tasks, _WHOLE))
    found = (one for part in parts for one in documents_in(part))
    return (one for one in found if isinstance(one, TaskDocument))


def _of_lines(piece: Piece, results: Fetched) -> Iterator[TaskDocument | Unread]:
    with closing(StoredResults(piece.results)) as stored:
        for number, line in enumerate(lines_of(piece.tasks)):
            if not line.strip():
                continue
            place = f"{piece.tasks.place}, line {number + 1} after byte {piece.tasks.start}"
            one = _read(line.strip(), number, place, results)
            if piece.results is not None and isinstance(one, TaskDocument):
                found = stored.of({"task_id": one.task_id})
                one.files = {**mapped(found.get("files")), **one.files}
                if found.get("response") is not None:
                    one.respond(found["response"])
            yield one


def _read(task: object, number: int, place: str, results: Fetched) -> TaskDocument | Unread:
    try:
        document = document_of(task, number)
    except Unreadable as error:
        return Unread(place, str(error).partition(" (got ")[0].partition(":")[0])
    if callable(results):
        document.files = results(document.task).raw if file_urls(document.response) else {}
    elif results and document.task_id in results:
        document.files = results[document.task_id].raw
    return document

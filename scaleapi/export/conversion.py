"""From JSON lines to tables: stretches of files become parts of an export, here or on an executor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from hashlib import blake2b
from typing import Any, NamedTuple

from scaleapi._core import system
from scaleapi._core.jobs.parallel import collect
from scaleapi._io.compression import open_packed
from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, exists, join, local_path, size_of, text_of
from scaleapi._io.splits import Stretch, lines_of, stretches_of
from scaleapi._keywords import known_keywords
from scaleapi.exceptions import ScaleExportError
from scaleapi.export.blobs import Parsed, Stored
from scaleapi.export.columns import Declares, form_of
from scaleapi.export.completed import finished_parts, foreign_part, tidy
from scaleapi.export.jsonl import files_of, parse_line, task_in
from scaleapi.export.layout import PLAN, RESULTS, TASKS, ExportDone, ExportOptions, PartDone
from scaleapi.models.enums import TaskType
from scaleapi.models.rules import mapped
from scaleapi.models.table import Content

__all__ = ["convert_jsonl", "convert_part"]

_STRETCH = 64 << 20
_ROUNDS = 4


@known_keywords
def convert_jsonl(
    source: StrPath | Sequence[StrPath],
    folder: StrPath,
    task_type: TaskType | str,
    *,
    payload: Declares = None,
    raw: bool = False,
    stretch_bytes: int = _STRETCH,
    executor: Executor | None = None,
) -> ExportDone:
    """Make Parquet of tasks in JSON lines: the tables that `export_tasks` would have written.

    Files are cut into stretches of lines, each of which becomes a part (a packed file is one stretch). Killed and
    called again with the same arguments, it goes on with the parts that are missing.

    Args:
        source: A file, several, or the folder of an export as JSON lines, whose fetched results are then used, too.
        folder: Where the parts go: a folder, by path or URL, of its own.
        task_type: As for `to_arrow`.
        payload: As for `to_arrow`.
        raw: Whether the whole tasks are a column.
        stretch_bytes: About how many bytes of a file that is not packed become one part.
        executor: Any `concurrent.futures.Executor`: each part is made there, from the file itself, so files and folder
            must be such as all workers see. Without it, one after another, here.

    Raises:
        ScaleExportError: A line is no task, or the folder holds parts of something else.
        OSError: There is no such file, or the folder cannot be written to.
        ImportError: An extra is missing.
    """
    need("pyarrow", "arrow", "Parquet")
    began, form = system.monotonic(), form_of(task_type, payload=payload, raw=raw)
    target = text_of(folder) if (path := local_path(folder)) is None else str(path.absolute())
    pieces = [piece for one in _several(source) for piece in _pieces(one, stretch_bytes)]
    export = blake2b(repr((pieces, form)).encode(), digest_size=16).hexdigest()
    _refuse_others(target, export)
    done: list[PartDone] = []
    earlier = len(finished_parts(target, form, export))
    for _ in range(_ROUNDS):
        finished = finished_parts(target, form, export)
        jobs = [(target, at, form, export, piece) for at, piece in enumerate(pieces) if at not in finished]
        if not jobs:
            tidy(target)
            return ExportDone.of(target, len(pieces), earlier, done, system.monotonic() - began)
        _work_off(jobs, done, executor)
    raise ScaleExportError(f"{target}: parts disappear; does another process write there?")


def _work_off(jobs: list[tuple[Any, ...]], done: list[PartDone], executor: Executor | None) -> None:
    if executor is None:
        done += (convert_part(*job) for job in jobs)
    else:
        # Positional arguments only: dask's executor takes those with names for itself.
        collect([executor.submit(convert_part, *job) for job in jobs], done.append)


class Piece(NamedTuple):
    """What one part is made of."""

    tasks: Stretch
    results: str | None
    """The file of what was fetched for these tasks."""
    size: int | None
    """How large the stretch was when this began, so that another file of that name is noticed."""


def _several(source: StrPath | Sequence[StrPath]) -> list[str]:
    sources = [source] if isinstance(source, str) or not isinstance(source, Sequence) else list(source)
    return [file for one in sources for file in files_of(one, "jsonl", "jsonl.gz", "jsonl.zst")]


def _pieces(place: str, size: int) -> Iterator[Piece]:
    folder, _, name = place.rpartition("/")
    beside = f"{folder.removesuffix(TASKS)}{RESULTS}/{name}" if folder.endswith(f"/{TASKS}") else ""
    results = beside if beside and exists(beside) else None
    # Results stand in the order of their tasks, so both files are read side by side, from the start.
    stretches = [stretches_of(place)[0]._replace(end=None)] if results else stretches_of(place, size)
    return (Piece(one, results, size_of(place) if one.end is None else one.end) for one in stretches)


def _refuse_others(folder: str, export: str) -> None:
    other = PLAN if exists(join(folder, PLAN)) else foreign_part(folder, export)
    if other is not None:
        raise ScaleExportError(f"{folder} holds {other}, which is of something else: give another folder")


def convert_part(folder: str, number: int, form: ExportOptions, export: str, piece: Piece) -> PartDone:
    """Make one part. May be done twice: the second time writes the same files again."""
    from scaleapi.export.parquet_part import ParquetPart  # imports pyarrow, an extra

    def parse(line: bytes, number: int) -> dict[str, Any]:
        return task_in(line, piece.tasks.place, f"{number} after byte {piece.tasks.start}").as_dict()

    with closing(_Results(piece.results)) as results:
        part = ParquetPart(folder, number, form, {"export": export, "attempt": system.new_key()}, parse)
        try:
            with system.collection_paused():  # a part is no long work, and makes no cycles
                for at, line in enumerate(lines_of(piece.tasks), 1):
                    if not line.strip():
                        continue
                    if piece.results is None:
                        part.add_document(line.rstrip(b"\r\n"), at)
                        continue
                    task = parse(line, at)
                    found = results.of(task)
                    response = found.get("response", task.get("response"))
                    part.add(task, _files(task, found), response, found.get("error"))
                return part.finish()
        except BaseException:
            part.discard()
            raise


class _Results:
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
        if self._lines is not None:
            self._lines.close()


def _files(task: dict[str, Any], found: dict[str, Any]) -> dict[str, Content]:
    files = mapped(found.get("files"))
    if task.get("type") == "segmentannotation":
        return {name: Stored(place) for name, place in files.items()}
    return {name: Parsed(value) for name, value in files.items()}

"""From JSON lines to tables: stretches of files become parts of an export, here or on an executor."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import closing
from hashlib import blake2b
from typing import Any

from scaleapi._core import system
from scaleapi._core.jobs.parallel import collect
from scaleapi._imports import collection_paused
from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, exists, join, local_path, text_of
from scaleapi._io.splits import lines_of
from scaleapi._keywords import known_keywords
from scaleapi.exceptions import ScaleExportError
from scaleapi.export.columns import Declares, form_of
from scaleapi.export.completed import finished_parts, foreign_part, tidy
from scaleapi.export.jsonl import files_of, task_in
from scaleapi.export.layout import PLAN, ExportDone, ExportOptions, PartDone
from scaleapi.export.pieces import Piece, StoredResults, files_in, pieces_of
from scaleapi.models.enums import TaskType

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
    pieces = [piece for one in _several(source) for piece in pieces_of(one, stretch_bytes)]
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


def _several(source: StrPath | Sequence[StrPath]) -> list[str]:
    sources = [source] if isinstance(source, str) or not isinstance(source, Sequence) else list(source)
    return [file for one in sources for file in files_of(one, "jsonl", "jsonl.gz", "jsonl.zst")]


def _refuse_others(folder: str, export: str) -> None:
    other = PLAN if exists(join(folder, PLAN)) else foreign_part(folder, export)
    if other is not None:
        raise ScaleExportError(f"{folder} holds {other}, which is of something else: give another folder")


def convert_part(folder: str, number: int, form: ExportOptions, export: str, piece: Piece) -> PartDone:
    """Make one part. May be done twice: the second time writes the same files again."""
    from scaleapi.export.parquet_part import ParquetPart  # imports pyarrow, an extra

    def parse(line: bytes, number: int) -> dict[str, Any]:
        return task_in(line, piece.tasks.place, f"{number} after byte {piece.tasks.start}").as_dict()

    with closing(StoredResults(piece.results)) as results:
        part = ParquetPart(folder, number, form, {"export": export, "attempt": system.new_key()}, parse)
        try:
            with collection_paused():  # a part is no long work, and makes no cycles
                for at, line in enumerate(lines_of(piece.tasks), 1):
                    if not line.strip():
                        continue
                    if piece.results is None:
                        part.add_document(line.rstrip(b"\r\n"), at)
                        continue
                    task = parse(line, at)
                    found = results.of(task)
                    response = found.get("response", task.get("response"))
                    part.add(task, files_in(task, found), response, found.get("error"))
                return part.finish()
        except BaseException:
            part.discard()
            raise

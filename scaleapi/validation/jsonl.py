"""Check files of payloads: one JSON object a line, of any number, in constant memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing
from itertools import islice
from typing import NamedTuple

from scaleapi._io.compression import open_packed
from scaleapi._io.duplicates import Keys, entry
from scaleapi._io.paths import StrPath, local_path
from scaleapi._io.splits import Stretch, lines_of, stretches_of
from scaleapi._keywords import known_keywords
from scaleapi.models.enums import TaskType
from scaleapi.models.rules import is_object
from scaleapi.models.wire import wire_of_text
from scaleapi.problems import Finding, Problem, Problems
from scaleapi.validation.checks import problems_of

__all__ = ["RowProblems", "validate_jsonl"]

Lines = Iterable[str | bytes]
_Part = Stretch | list[str | bytes]
"""What one call checks: a stretch of a file, which the worker reads, or the lines themselves."""

_CHUNK = 500
"""Lines that are handed to a process at a time: enough to make the handing over cheap."""
_STRETCH = 4 << 20
"""Bytes that a worker reads and checks at a time: a quarter of a second of work, so that all end at about one time."""
_AHEAD = 256
"""Calls that an executor has beside the one that is waited for, finished or not: their results cost memory."""
_ENTRY = len(entry("", 0))


class RowProblems(NamedTuple):
    """A row of a file that has problems; `validate_jsonl` gives these."""

    row: int
    """The number of the line, from 1."""
    problems: list[Problem]
    """What is wrong with it, as `scaleapi.validate` says it."""

    def _repr_html_(self) -> str:
        from scaleapi._show.html import card  # only notebooks need it

        return card(type(self).__name__, [("row", self.row)], Problems(self.problems)._rows())


class _Checked(NamedTuple):
    """What came of a part: small, as it may travel between machines. A part does not know how many rows precede it."""

    rows: int
    wrong: list[RowProblems]
    """With row numbers from 1 within the part."""
    keys: bytes
    """The entries of the unique_ids, likewise, one after the other."""


@known_keywords
def validate_jsonl(
    path_or_lines: StrPath | Lines,
    task_type: TaskType | str | None = None,
    *,
    workers: int = 1,
    executor: Executor | None = None,
) -> Iterator[RowProblems]:
    """Check a file of payloads, one JSON object a line. Yields the rows that have problems, in the order of the file.

    Empty lines are passed over. After the last row come the rows that repeat the `unique_id` of an earlier one.

    With an executor, workers on any machines check: a pool of threads or processes, or the one of a Dask cluster
    (`client.get_executor(pure=False)`). A file is cut into stretches, and each worker reads its own, so the path must
    be one that all workers can see: on a shared disk, or a URL. A packed file cannot be cut: one worker reads it all.
    Lines that are given are sent to the workers. What a lost worker had begun may be run again without harm. The
    executor is not shut down; when iterating ends early, what it has not begun is cancelled.

    Args:
        path_or_lines: A file, by path or URL (`.gz` and `.zst` are unpacked while they are read), or the lines
            themselves.
        task_type: The type of all payloads; without it, each row says its own under `type`.
        workers: How many processes of this machine check; each reads its own parts of an unpacked file. With more than
            one, the calling script needs the usual `if __name__ == "__main__":`.
        executor: Who checks instead.

    Raises:
        OSError: The file cannot be read, here or by a worker.
        ImportError: A `.zst` file needs the extra `zstd` before Python 3.14; a URL needs the extra `remote`.
        ValueError: Both `workers` and `executor` are given.
    """
    if workers > 1 and executor is not None:
        raise ValueError(f"workers={workers} and an executor exclude each other: the executor has workers of its own")
    return _in_file(_checked(path_or_lines, task_type, workers, executor))


def _in_file(checked: Generator[_Checked, None, None]) -> Iterator[RowProblems]:
    """Number the rows of all parts throughout the file, and add those that repeat a key."""
    before = 0
    # Closing cancels what is under way, whoever keeps the error that ended the work.
    with closing(Keys()) as keys, closing(checked):
        for part in checked:
            keys.add(_entries(part.keys, before))
            yield from (RowProblems(before + row, problems) for row, problems in part.wrong)
            before += part.rows
        for row, first in keys.repeated():
            message = f"must be unique: row {first} has the same"
            yield RowProblems(row, [Finding(("unique_id",), "duplicate", message).problem()])


def _entries(keys: bytes, before: int) -> list[bytes]:
    """Make entries of the whole file of those of a part: the row that ends each one grows by the rows before.

    All at once, as a row at a time is too slow for one process that collects for many: read as one long number, in
    which no sum of two row numbers ever carries over into the fingerprint on its left.
    """
    growth = before.to_bytes(_ENTRY, "big") * (len(keys) // _ENTRY)
    grown = (int.from_bytes(keys, "big") + int.from_bytes(growth, "big")).to_bytes(len(keys), "big")
    return [grown[at : at + _ENTRY] for at in range(0, len(grown), _ENTRY)]


def _checked(
    source: StrPath | Lines, task_type: TaskType | str | None, workers: int, executor: Executor | None
) -> Generator[_Checked, None, None]:
    """Have all parts checked, and return what came of them in order."""
    if executor is not None:
        yield from _in_order(executor, _AHEAD, task_type, _parts(source))
    elif workers > 1:
        from concurrent.futures import ProcessPoolExecutor  # costs time, and few need it

        with ProcessPoolExecutor(workers) as pool:
            yield from _in_order(pool, 2 * workers, task_type, _parts_here(source))
    else:
        yield from (_check(task_type, chunk) for chunk in _chunks(source))


def _parts(source: StrPath | Lines) -> Iterable[_Part]:
    """Cut a file into stretches, and lines into chunks."""
    return stretches_of(source, _STRETCH) if isinstance(source, (str, os.PathLike)) else _chunks(source)


def _parts_here(source: StrPath | Lines) -> Iterable[_Part]:
    """Cut a file for workers of this machine; what is small, packed, no file or elsewhere is read by this process."""
    here = isinstance(source, (str, os.PathLike)) and local_path(source) is not None
    parts = list(_parts(source)) if here else []
    return parts if len(parts) > 1 else _chunks(source)


def _chunks(source: StrPath | Lines) -> Iterator[list[str | bytes]]:
    """Read the lines, some at a time."""
    if isinstance(source, (str, os.PathLike)):
        with open_packed(source) as lines:
            yield from _chunks(lines)
        return
    rest = iter(source)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _in_order(
    executor: Executor, ahead: int, task_type: TaskType | str | None, parts: Iterable[_Part]
) -> Iterator[_Checked]:
    """Have parts checked elsewhere, with a bounded number under way, so that a fast reader does not fill the memory."""
    under_way: deque[Future[_Checked]] = deque()
    try:
        for part in parts:
            # By position: Dask's executor takes keyword arguments for its own.
            under_way.append(executor.submit(_check, task_type, part))
            yield from _taken(under_way, ahead)
        yield from _taken(under_way, 0)
    finally:
        for future in under_way:
            future.cancel()


def _taken(under_way: deque[Future[_Checked]], ahead: int) -> Iterator[_Checked]:
    """Take the first results that are there, and wait for as many as leave no more than `ahead`."""
    while len(under_way) > ahead or (under_way and under_way[0].done()):
        checked = under_way[0].result()  # still among them, to be cancelled if waiting is interrupted
        under_way.popleft()
        yield checked


def _check(task_type: TaskType | str | None, part: _Part) -> _Checked:
    """Check the lines of a part. Runs in any process, and twice if need be: it changes nothing."""
    row, wrong, keys = 0, list[RowProblems](), list[bytes]()
    for row, line in enumerate(lines_of(part) if isinstance(part, Stretch) else part, 1):
        problems, unique_id = _check_line(line, task_type) if line.strip() else ([], None)
        if problems:
            wrong.append(RowProblems(row, problems))
        if unique_id and isinstance(unique_id, str):
            keys.append(entry(unique_id, row))
    return _Checked(row, wrong, b"".join(keys))


def _check_line(line: str | bytes, task_type: TaskType | str | None) -> tuple[list[Problem], object]:
    try:
        payload, unsendable = wire_of_text(line)
    except ValueError as error:
        return [Finding((), "not_json", f"the line is not JSON: {error}").problem()], None
    if not is_object(payload):
        return [Finding((), "type", "must be an object", payload).problem()], None
    kind = payload.pop("type", None) if task_type is None else task_type
    return problems_of(kind, payload, unsendable), payload.get("unique_id")

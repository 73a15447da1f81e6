"""Check files of payloads: one JSON object a line, of any number, in constant memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pydantic_core import from_json

from scaleapi.duplicates import Keys, entry
from scaleapi.models.enums import TaskType
from scaleapi.models.rules import is_object
from scaleapi.packed import open_packed
from scaleapi.problems import Finding, Problem
from scaleapi.validation import validate

__all__ = ["RowProblems", "validate_jsonl"]

Lines = Iterable[str | bytes]

_CHUNK = 500
"""Lines that are handed to a process at a time: enough to make the handing over cheap."""


class RowProblems(NamedTuple):
    """A row that has problems."""

    row: int
    """The number of the line, from 1."""
    problems: list[Problem]
    """What is wrong with it, as `scaleapi.validate` says it."""


class _Checked(NamedTuple):
    """What came of some lines: small, as it may travel between processes."""

    wrong: list[RowProblems]
    keys: list[bytes]


def validate_jsonl(
    path_or_lines: str | os.PathLike[str] | Lines, task_type: TaskType | str | None = None, *, workers: int = 1
) -> Iterator[RowProblems]:
    """Check a file of payloads, one JSON object a line. Yields the rows that have problems, in the order of the file.

    Empty lines are passed over. After the last row come the rows that repeat the `unique_id` of an earlier one.

    Args:
        path_or_lines: A file (`.gz` and `.zst` are unpacked while they are read), or the lines themselves.
        task_type: The type of all payloads; without it, each row says its own under `type`.
        workers: How many processes check; with more than one, the calling script needs the usual
            `if __name__ == "__main__":`.

    Raises:
        OSError: The file cannot be read.
        ImportError: A `.zst` file needs the extra `zstd` before Python 3.14.
    """
    keys = Keys()
    for checked in _checked(_chunks(path_or_lines), task_type, workers):
        keys.add(checked.keys)
        yield from checked.wrong
    for row, first in keys.repeated():
        message = f"must be unique: row {first} has the same"
        yield RowProblems(row, [Finding(("unique_id",), "duplicate", message).problem()])


def _chunks(source: str | os.PathLike[str] | Lines) -> Iterator[tuple[int, list[str | bytes]]]:
    """Iterate over the lines, some at a time, each time with the number of the first."""
    if isinstance(source, (str, os.PathLike)):
        with open_packed(Path(source)) as lines:
            yield from _chunks(lines)
        return
    rest, row = iter(source), 1
    while chunk := list(islice(rest, _CHUNK)):
        yield row, chunk
        row += len(chunk)


def _checked(
    chunks: Iterator[tuple[int, list[str | bytes]]], task_type: TaskType | str | None, workers: int
) -> Iterator[_Checked]:
    look = partial(_check_chunk, task_type)
    if workers <= 1:
        yield from (look(*chunk) for chunk in chunks)
        return
    with ProcessPoolExecutor(workers) as pool:
        under_way: deque[Future[_Checked]] = deque()
        for chunk in chunks:
            under_way.append(pool.submit(look, *chunk))
            if len(under_way) > 2 * workers:  # so that a fast reader does not fill the memory
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _check_chunk(task_type: TaskType | str | None, first: int, lines: list[str | bytes]) -> _Checked:
    found = _Checked([], [])
    for row, line in enumerate(lines, first):
        problems, unique_id = _check_line(line, task_type) if line.strip() else ([], None)
        found.wrong.extend([RowProblems(row, problems)] if problems else [])
        found.keys.extend([entry(unique_id, row)] if isinstance(unique_id, str) and unique_id else [])
    return found


def _check_line(line: str | bytes, task_type: TaskType | str | None) -> tuple[list[Problem], object]:
    try:
        payload = from_json(line)
    except ValueError as error:
        return [Finding((), "not_json", f"the line is not JSON: {error}").problem()], None
    if not is_object(payload):
        return [Finding((), "type", "must be an object", payload).problem()], None
    kind = payload.pop("type", None) if task_type is None else task_type
    return validate(kind, payload), payload.get("unique_id")

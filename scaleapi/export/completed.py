"""Which parts of an export are there. The files themselves are the record: a part counts when it is complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scaleapi._core import system
from scaleapi._io.json_text import loads
from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, join, list_names, open_to_read, remove_leftovers
from scaleapi.export.layout import ANNOTATIONS, RESULTS, TASKS, ExportOptions, part_name
from scaleapi.models.rules import mapped

__all__ = ["finished_parts", "foreign_part", "tidy"]

_ABANDONED = 3600
"""Seconds without a word to a file after which its process must be gone: a part is written to all the time."""
_NAME = re.compile(r"part-(\d+)\.")


def finished_parts(folder: StrPath, form: ExportOptions, export: str) -> dict[int, int]:
    """List the parts that are complete, each with the number of its tasks (0 where only reading it would tell).

    Args:
        folder: The folder of the export.
        form: How it is written.
        export: Its id.
    """
    beside = ANNOTATIONS if form.format == "parquet" else RESULTS if form.results else None
    names = set(list_names(join(folder, beside))) if beside else None
    numbers = [number for number, name in _numbers(folder, form) if names is None or name in names]
    if form.format != "parquet":
        return dict.fromkeys(numbers, 0)
    found = ((number, _rows(folder, part_name(number, form), export)) for number in numbers)
    return {number: rows for number, rows in found if rows is not None}


def foreign_part(folder: StrPath, export: str) -> str | None:
    """Find a complete Parquet part that is not of this export; None if there is none."""
    for name in list_names(join(folder, TASKS)):
        mark = _mark(folder, name) if name.endswith(".parquet") else ""
        if mark is not None and mark != export:
            return name
    return None


def _mark(folder: StrPath, name: str) -> str | None:
    """Tell whose a part is; empty for nobody's, None if it is not whole."""
    footer = _footer(join(folder, TASKS, name))
    return None if footer is None else footer[0].get("export", "")


def _numbers(folder: StrPath, form: ExportOptions) -> Iterator[tuple[int, str]]:
    for name in list_names(join(folder, TASKS)):
        match = _NAME.match(name)
        if match and name == part_name(int(match[1]), form):
            yield int(match[1]), name


def _rows(folder: StrPath, name: str, export: str) -> int | None:
    """Count the tasks of a part; None unless both its files are whole, of this export, and of the same attempt."""
    tasks, annotations = (_footer(join(folder, table, name)) for table in (TASKS, ANNOTATIONS))
    if tasks is None or annotations is None or tasks[0] != annotations[0] or tasks[0].get("export") != export:
        return None
    return tasks[1]


def _footer(place: str) -> tuple[dict[str, Any], int] | None:
    """Read whose a Parquet file is, and how many rows it has; None if it is not whole."""
    from scaleapi.export.parquet_part import MARK  # imports pyarrow, an extra

    parquet, arrow = need("pyarrow.parquet", "arrow", "Parquet"), need("pyarrow", "arrow", "Parquet")
    with open_to_read(place) as file:
        try:
            footer: Any = parquet.read_metadata(file)
        # It was being written when the process ended; the second is raised where the message itself is broken.
        except (arrow.ArrowException, UnicodeDecodeError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # it could not be read, so nobody knows whether it is whole
            return None
    told: dict[bytes, bytes] = footer.metadata or {}
    try:
        return mapped(loads(told.get(MARK, b"{}"))), footer.num_rows
    except ValueError:  # another program's
        return {}, footer.num_rows


def tidy(folder: StrPath) -> None:
    """Remove what killed processes had begun to write, once it is sure that nobody is at it any more."""
    before = system.wall_ns() / 10**9 - _ABANDONED
    for name in (TASKS, ANNOTATIONS, RESULTS):
        remove_leftovers(join(folder, name), before)

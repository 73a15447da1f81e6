"""Rows of files: JSON lines, a JSON array, CSV and Parquet. A row that is broken says so, and the next one is read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any, Literal, get_args

from scaleapi._io.compression import open_packed
from scaleapi._io.json_text import integer, loads
from scaleapi._io.optional import need
from scaleapi._io.paths import StrPath, open_to_read, text_of
from scaleapi.models.rules import is_array, is_object
from scaleapi.problems import Finding, Problem

__all__ = ["FORMATS", "TABLES", "FileFormat", "FileRow", "broken_row", "guess_format", "read_rows"]

FileFormat = Literal["jsonl", "json", "csv", "tsv", "parquet"]
"""What a file of payloads may be: JSON lines, one JSON array, or a table."""
FORMATS: tuple[FileFormat, ...] = get_args(FileFormat)
TABLES = frozenset({"csv", "tsv", "parquet"})
"""Formats whose columns are dotted names."""

_BY_NAME: dict[str, FileFormat] = {".csv": "csv", ".tsv": "tsv", ".parquet": "parquet", ".jsonl": "jsonl"}
_MOST_CHARACTERS = 1 << 27
"""The longest cell of a CSV file: the csv module's own limit is less than a long instruction with annotations."""
_BATCH = 1000
"""Rows of a Parquet file that are read at once."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of a file of payloads; iterating over a `PayloadFile` gives these."""

    number: int
    """In JSON lines and CSV the line on which it begins, else its place from 1."""
    payload: dict[str, Any] | None
    """What it holds; None if it is broken."""
    problem: Problem | None = None
    """Why it is broken."""
    line: int | None = None
    """The line of the file on which it begins, from 1; None in a Parquet file."""


def guess_format(path: StrPath) -> FileFormat:
    """Tell the format by the name, else by how the file begins.

    `[` is an array, `{` JSON lines or one payload over several lines, anything else CSV.

    Raises:
        OSError: The file cannot be read.
    """
    name = PurePath(text_of(path))
    ending = PurePath(name.stem).suffix if name.suffix in {".gz", ".zst"} else name.suffix
    if ending.lower() in _BY_NAME:
        return _BY_NAME[ending.lower()]
    with open_packed(path) as file:
        begin = file.read(4096).decode("utf-8-sig", "replace").lstrip()
    if begin.startswith("PAR1"):
        return "parquet"
    if begin.startswith("["):
        return "json"
    if begin.startswith("{"):
        return "jsonl" if _is_whole(begin.partition("\n")) else "json"
    return "csv" if begin else "jsonl"


def _is_whole(line: tuple[str, str, str]) -> bool:
    """Tell whether an object ends on its line; one that is too long to be seen whole does."""
    try:
        loads(line[0])
    except ValueError:
        return not line[1]
    return True


def read_rows(path: StrPath, file_format: FileFormat) -> Iterator[FileRow]:
    """Read a file row by row.

    Raises:
        OSError: The file cannot be read.
        ImportError: Parquet needs the extra `arrow`; `.zst` and URLs need theirs.
    """
    readers: dict[FileFormat, Callable[[StrPath], Iterator[FileRow]]] = {
        "jsonl": _json_lines,
        "json": _array,
        "csv": partial(_csv, delimiter=","),
        "tsv": partial(_csv, delimiter="\t"),
        "parquet": _parquet,
    }
    return readers[file_format](path)


def _json_lines(path: StrPath) -> Iterator[FileRow]:
    with open_packed(path) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _parsed(number, line)


def _array(path: StrPath) -> Iterator[FileRow]:
    """Read the items of an array. The text is in memory as a whole, for the lines on which items begin."""
    with open_packed(path) as file:
        content = file.read()
    try:
        text = content.decode("utf-8-sig", "surrogatepass")
    except UnicodeDecodeError as error:
        yield broken_row(1, f"the file is no UTF-8: {error}", content.count(b"\n", 0, error.start) + 1)
        return
    decoder = json.JSONDecoder(parse_int=integer)
    if text.lstrip().startswith("{"):
        text = f"[{text}]"  # one payload, written over several lines
    at, begun, line, number = _skipped(text, text.find("[") + 1), 0, 1, 0
    while text[at : at + 1] != "]":
        number, line, begun = number + 1, line + text.count("\n", begun, at), at
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield broken_row(number, f"the array is no JSON from here on: {error}", line)
            return
        yield _object(number, item, line)
        at = _skipped(text, at)
        if text[at : at + 1] == ",":
            at = _skipped(text, at + 1)
        elif text[at : at + 1] != "]":
            yield broken_row(number + 1, "the array breaks off: a comma or ] should stand here", line)
            return
    if text[at + 1 :].strip():  # such as a second array, whose payloads would be lost
        yield broken_row(number + 1, "the array ends here, and more follows it", line + text.count("\n", begun, at))


def _skipped(text: str, at: int) -> int:
    """Find the next character that is no blank."""
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _csv(path: StrPath, delimiter: str) -> Iterator[FileRow]:
    with open_packed(path) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        csv.field_size_limit(_MOST_CHARACTERS)
        yield from _table_rows(csv.reader(text, delimiter=delimiter, strict=True))


def _parquet(path: StrPath) -> Iterator[FileRow]:
    arrow: Any = need("pyarrow", "arrow", "a Parquet file")
    parquet: Any = need("pyarrow.parquet", "arrow", "a Parquet file")
    number = 0
    with open_to_read(path) as file:
        try:
            for batch in parquet.ParquetFile(file).iter_batches(batch_size=_BATCH):
                for row in _records(batch, number):
                    number = row.number
                    yield row
        except (arrow.ArrowException, UnicodeDecodeError) as error:
            yield broken_row(number + 1, f"the file is no Parquet: {error}", None)


def _records(batch: Any, before: int) -> Iterator[FileRow]:
    try:
        records = batch.to_pylist()
    except (ValueError, OverflowError):  # something that Python has no value for, such as a date of the year 10000
        yield from (_record_of(batch.slice(at, 1), before + at + 1) for at in range(batch.num_rows))
        return
    yield from (FileRow(number, _without_nulls(one)) for number, one in enumerate(records, before + 1))


def _record_of(one: Any, number: int) -> FileRow:
    try:
        return FileRow(number, _without_nulls(one.to_pylist()[0]))
    except (ValueError, OverflowError) as error:
        return broken_row(number, f"the row has a value that cannot be read: {error}", None)


def _parsed(number: int, line: bytes) -> FileRow:
    try:
        return _object(number, loads(line), number)
    except ValueError as error:
        return broken_row(number, f"the line is not JSON: {error}", number)


def _object(number: int, item: Any, line: int) -> FileRow:
    if is_object(item):
        return FileRow(number, dict(item), None, line)
    return FileRow(number, None, Finding((), "type", "must be an object", item).problem(), line)


def broken_row(number: int, message: str, line: int | None) -> FileRow:
    """Make a row that cannot be read."""
    return FileRow(number, None, Finding((), "not_json", message).problem(), line)


def _table_rows(reader: Any) -> Iterator[FileRow]:
    """Read the rows of a CSV file by the names in its first one."""
    names: list[str] | None = None
    line = 1
    while True:
        try:
            cells: list[str] | None = next(reader, None)
        except (csv.Error, UnicodeDecodeError) as error:
            yield broken_row(line, f"the row is no CSV: {error}", line)
            if isinstance(error, UnicodeDecodeError):
                return  # where the next row begins is not known
            cells = []
        if cells is None:
            return
        if cells and names is None:
            names = cells
            yield from _doubled(names, line)
        elif cells and names is not None:
            yield _record(names, cells, line)
        line = reader.line_num + 1


def _doubled(names: list[str], line: int) -> Iterator[FileRow]:
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        yield broken_row(line, f"columns have the same name: {', '.join(doubled)}", line)


def _record(names: list[str], cells: list[str], line: int) -> FileRow:
    if len(cells) != len(names):
        return broken_row(line, f"the row has {len(cells)} cells, the first row names {len(names)} columns", line)
    return FileRow(line, dict(zip(names, cells, strict=True)), None, line)


def _without_nulls(value: Any) -> Any:
    """Leave out what is null: a column of objects has all keys in each row."""
    if is_object(value):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    return [_without_nulls(one) for one in value] if is_array(value) else value

"""Files of payloads: read row by row, their fields put in place, and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scaleapi._io.dotted import put
from scaleapi._io.duplicates import Keys, entry
from scaleapi._io.paths import StrPath, text_of
from scaleapi.exceptions import ScaleValidationError
from scaleapi.models.enums import TaskType
from scaleapi.problems import Finding, Problem
from scaleapi.validation.checks import validate
from scaleapi.validation.jsonl import RowProblems
from scaleapi.validation.readers import FORMATS, TABLES, FileFormat, FileRow, broken_row, guess_format, read_rows
from scaleapi.validation.text_cells import TextCells

if TYPE_CHECKING:
    from scaleapi.models.project import Project

__all__ = ["PayloadFile"]


class PayloadFile:
    """A file of payloads; iterating reads it, as often as wanted, in little memory.

    The file is JSON lines, a JSON array (or one payload over several lines), CSV or Parquet; all but Parquet may be
    packed (`.gz`; `.zst` with the extra `zstd`). The columns of CSV and Parquet are the API's fields by dotted names:
    `geometries.box.min_height`, `attachments.0.content`. An empty cell is no field. A text is read as JSON where the
    task type has no text: `30` in the column `priority` is a number, in `unique_id` it is not.

    Args:
        path: A path, or a URL with the extra `remote`.
        task_type: The type of all payloads; None where each row names its own under `type`.
        rename: Columns (or fields) of the file, each with the field that it becomes; an empty one leaves it out.
        values: Fields that every payload gets, by dotted names. Texts are read as those of CSV are.
        defaults: Fields that a payload gets unless it has its own.
        file_format: What the file is; None to go by its name and its first character.

    Raises:
        ValueError: The format is none of those.
    """

    def __init__(
        self,
        path: StrPath,
        task_type: TaskType | str | None = None,
        *,
        rename: Mapping[str, str] | None = None,
        values: Mapping[str, Any] | None = None,
        defaults: Mapping[str, Any] | None = None,
        file_format: FileFormat | None = None,
    ) -> None:
        known: tuple[str | None, ...] = (None, *FORMATS)
        if file_format not in known:
            raise ValueError(f"file_format must be one of {', '.join(FORMATS)}, not {file_format!r}")
        self.path: StrPath = path
        self.task_type: TaskType | str | None = task_type
        self._rename, self._values, self._defaults = dict(rename or {}), dict(values or {}), dict(defaults or {})
        self._format: FileFormat | None = file_format
        self._cells = TextCells(task_type)

    def __repr__(self) -> str:
        return f"PayloadFile({text_of(self.path)!r})"

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Read the payloads.

        Raises:
            ScaleValidationError: A row is broken; it says which one.
            OSError: The file cannot be read.
            ImportError: Parquet needs the extra `arrow`; other packings and places need theirs.
        """
        for row in self.rows():
            if row.problem is not None or row.payload is None:
                problems = [row.problem] if row.problem else []
                raise ScaleValidationError(f"{text_of(self.path)}, row {row.number}: {row.problem}", problems=problems)
            yield row.payload

    def rows(self) -> Iterator[FileRow]:
        """Read the rows; those that are broken say so. Errors are raised for the whole file only."""
        flat = self.file_format in TABLES
        return (self._changed(row, flat) for row in read_rows(self.path, self.file_format))

    @property
    def file_format(self) -> FileFormat:
        """What the file is."""
        return self._format or guess_format(self.path)

    def problems(self, project: Project | None = None) -> Iterator[RowProblems]:
        """Check all payloads, as `scaleapi.validate` does, and for the same `unique_id`; yield the rows with problems.

        Args:
            project: Whose parameters are put under those of the payloads.
        """
        with closing(Keys()) as keys:
            for row in self.rows():
                found = [row.problem] if row.problem else self._checked(row.payload or {}, project)
                if found:
                    yield RowProblems(row.number, found)
                unique_id = (row.payload or {}).get("unique_id")
                if isinstance(unique_id, str) and unique_id:
                    keys.add([entry(unique_id, row.number)])
            for number, first in keys.repeated():
                message = f"must be unique: row {first} has the same"
                yield RowProblems(number, [Finding(("unique_id",), "duplicate", message).problem()])

    def _checked(self, payload: dict[str, Any], project: Project | None) -> list[Problem]:
        kind = self.task_type
        if kind is None:
            kind = payload.get("type", "")
            payload = {name: value for name, value in payload.items() if name != "type"}
        return validate(kind, payload, project)

    def _changed(self, row: FileRow, flat: bool) -> FileRow:
        if row.payload is None:
            return row
        try:
            return replace(row, payload=self._built(row.payload, flat))
        except ValueError as error:
            return broken_row(row.number, str(error), row.line)

    def _built(self, fields: dict[str, Any], flat: bool) -> dict[str, Any]:
        """Rename, put the fields of a table into their places, add others, and read texts."""
        payload: dict[str, Any] = deepcopy(self._defaults)
        texts: dict[str, str] = {}
        for column, value in fields.items():
            name = self._rename.get(column, column)
            if not flat and name == column:
                payload[name] = value
            elif name and value is not None and value != "":
                put(payload, name, value)
                texts.update({name: value} if flat and isinstance(value, str) else {})
        for name, value in self._values.items():
            put(payload, name, deepcopy(value))
            texts.update({name: value} if isinstance(value, str) else {})
        self._cells.read_into(payload, texts)
        return payload

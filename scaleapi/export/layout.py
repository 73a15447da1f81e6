"""What lies where in the folder of an export, and in which form.

    tasks/part-00000.parquet         a row for each task; the last file of a part to appear, and so its record
    annotations/part-00000.parquet   a row for each annotation
    files/<task id>/<name>.png       masks, if they were fetched
    export.json                      what is exported, and its parts (of `export_tasks`)

With JSON lines, `tasks/part-00000.jsonl` holds whole tasks, and `results/part-00000.jsonl` what files of results hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self
from urllib.parse import quote

from scaleapi._show.shown import ShownFields

__all__ = [
    "ANNOTATIONS",
    "FORMATS",
    "PLAN",
    "RESULTS",
    "TASKS",
    "Discarded",
    "ExportDone",
    "ExportOptions",
    "Format",
    "PartDone",
    "mask_name",
    "part_name",
]

TASKS, ANNOTATIONS, RESULTS = "tasks", "annotations", "results"
PLAN = "export.json"
Format = Literal["parquet", "jsonl", "jsonl.gz", "jsonl.zst"]
FORMATS: tuple[Format, ...] = ("parquet", "jsonl", "jsonl.gz", "jsonl.zst")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How an export is written: plain values, which may travel."""

    task_type: str
    format: Format = "parquet"
    raw: bool = False
    """Whether the table of tasks holds the whole tasks, too."""
    results: bool = False
    """Whether files behind the URLs of responses are fetched."""
    attributes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The attributes that have columns of their own, as a payload declares them."""


@dataclass(frozen=True, slots=True, repr=False)
class PartDone(ShownFields):
    """One part of an export, and how many rows it has."""

    number: int
    tasks: int
    annotations: int
    """Rows in the table of annotations; 0 for JSON lines."""
    errors: int = 0
    """Tasks of which files of the result could not be fetched or read."""


@dataclass(frozen=True, slots=True, repr=False)
class ExportDone(ShownFields):
    """What `export_tasks` or `convert_jsonl` has done."""

    path: str
    parts: int
    """All parts of the export."""
    earlier: int
    """Parts that were there before this run."""
    tasks: int
    """Tasks that this run wrote."""
    annotations: int
    """Annotations that this run wrote, as rows of their table."""
    errors: int
    """Tasks among them of which files of the result are missing; `result_error` says why."""
    seconds: float

    def __str__(self) -> str:
        parts = f"{self.parts} parts" + (f", {self.earlier} of them earlier" if self.earlier else "")
        errors = f", {self.errors} without all their files" if self.errors else ""
        return f"{self.path}: {parts}; {self.tasks} tasks and {self.annotations} annotations written{errors}"

    @classmethod
    def of(cls, path: str, parts: int, earlier: int, done: Iterable[PartDone], seconds: float) -> Self:
        """Sum up the parts that a run has made."""
        made = list(done)
        tasks, annotations = sum(one.tasks for one in made), sum(one.annotations for one in made)
        return cls(path, parts, earlier, tasks, annotations, sum(one.errors for one in made), seconds)


class Discarded(Exception):  # noqa: N818  (nobody sees it)
    """What the files of a part that is not wanted are told, so that they do not appear."""


def part_name(number: int, form: ExportOptions) -> str:
    """Name the files of a part."""
    return f"part-{number:05}.{form.format}"


def mask_name(task_id: str, name: str) -> str:
    """Name the file of a mask, below the folder of the export."""
    folder = quote(task_id, safe="")
    if not folder.strip("."):  # which would be this folder, or the one above
        folder = folder.replace(".", "%2E")
    return f"files/{folder}/{quote(name, safe='')}.png"

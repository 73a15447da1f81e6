"""What lies where in the folder of an export, and in which form.

    tasks/part-00000.parquet         a row for each task; the last file of a part to appear, and so its record
    annotations/part-00000.parquet   a row for each annotation
    files/<task id>/<name>.png       masks, if they were fetched
    export.json                      what is exported, and its parts (of `export_tasks`)

With JSON lines, `tasks/part-00000.jsonl` holds whole tasks, and `results/part-00000.jsonl` what files of results hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

__all__ = [
    "ANNOTATIONS",
    "FORMATS",
    "PLAN",
    "RESULTS",
    "TASKS",
    "Discarded",
    "Form",
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
class Form:
    """How an export is written: plain values, which may travel."""

    task_type: str
    format: Format = "parquet"
    raw: bool = False
    """Whether the table of tasks holds the whole tasks, too."""
    results: bool = False
    """Whether files behind the URLs of responses are fetched."""
    attributes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The attributes that have columns of their own, as a payload declares them."""


@dataclass(frozen=True, slots=True)
class PartDone:
    """What became of a part."""

    number: int
    tasks: int
    annotations: int
    """Rows in the table of annotations; 0 for JSON lines."""
    errors: int = 0
    """Tasks of which files of the result could not be fetched or read."""


class Discarded(Exception):  # noqa: N818  (nobody sees it)
    """What the files of a part that is not wanted are told, so that they do not appear."""


def part_name(number: int, form: Form) -> str:
    """Name the files of a part."""
    return f"part-{number:05}.{form.format}"


def mask_name(task_id: str, name: str) -> str:
    """Name the file of a mask, below the folder of the export."""
    return f"files/{quote(task_id, safe='')}/{quote(name, safe='')}.png"

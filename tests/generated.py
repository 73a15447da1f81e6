"""Writes the generated parts of docs/: `python -m tests.generated`. The tests check that they are current."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scaleapi.emulator.answers import FUNCTIONS
from scaleapi.emulator.coverage import render_coverage
from scaleapi.export import schemas
from scaleapi.export.columns import annotation_columns, table_of
from scaleapi.models.table import Column
from scaleapi.models.task_table import RAW, TASK
from scaleapi.models.tasks.registry import KNOWN_TYPES, payload_class, response_class

DOCS = Path(__file__).parent.parent / "docs"

ONLY_NAMED = {"laneannotation", "videoboxannotation", "videocuboidannotation", "federal2dvideoannotation"}
SURE = {
    **dict.fromkeys(ONLY_NAMED, "only the name is known"),
    **dict.fromkeys(
        ("chatexperimental", "chatlite", "multichat", "documentmodel"), "the name; the response is inferred"
    ),
    **dict.fromkeys(("annotation", "cuboidannotation", "lineannotation", "polygonannotation"), "seen in code"),
    **dict.fromkeys(("audiotranscription", "comparison", "datacollection", "transcription"), "documented in 2017"),
    "chat": "response documented, parameters inferred",
    "categorization": "documented; answers to taxonomies are not known",
    "lidarlinking": "response documented, parameters mostly inferred",
    "lidarsegmentation": "documented in part",
    "lidartopdown": "parameters documented, response inferred",
    "multistage": "documented in part, response not known",
    "pointannotation": "inferred",
    "sensorfusion": "documented in part, response not known",
}
"""How sure the facts about a task type are; the others are documented."""


def render_task_types() -> str:
    """Make a table of all task types."""
    head = "| task type | payload | response | facts | emulator answers | example |\n|---|---|---|---|---|---|\n"
    return head + "\n".join(_row(task_type) for task_type in KNOWN_TYPES)


def _row(task_type: str) -> str:
    names = (payload_class(task_type).__name__, response_class(task_type).__name__)
    answers = "plausible" if task_type in FUNCTIONS else "no annotations"
    example = (
        f"[payload](../tests/samples/{task_type}/payload.json), [response](../tests/samples/{task_type}/response.json)"
    )
    return (
        f"| `{task_type}` | `{names[0]}` | `{names[1]}` | {SURE.get(task_type, 'documented')} | {answers} | {example} |"
    )


def render_schemas() -> str:
    """Make a table of the columns of the tasks, and one for each table of annotations."""
    using: dict[int, list[str]] = {}  # task types by the identity of their table: equal tables are one object
    for task_type in KNOWN_TYPES:
        using.setdefault(id(table_of(task_type)), []).append(task_type)
    parts = ["### Tasks of all types", _columns((*TASK, RAW), schemas("imageannotation", raw=True).tasks)]
    for task_types in using.values():
        first = task_types[0]
        parts += ["### " + ", ".join(task_types), _columns(annotation_columns(first), schemas(first).annotations)]
    return "\n\n".join(parts)


def _columns(columns: Iterable[Column], schema: Any) -> str:
    rows = [f"| `{one.name}` | `{schema.field(one.name).type}` | {one.about} |" for one in columns]
    return "\n".join(["| column | type | what |", "|---|---|---|", *rows])


PARTS = {
    "data.md": ("schemas", render_schemas),
    "emulator.md": ("coverage", render_coverage),
    "task-types.md": ("types", render_task_types),
}


def current(page: str) -> str:
    """Return a page with its generated part made anew."""
    name, make = PARTS[page]
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.sub(f"{begin}.*{end}", lambda _: f"{begin}\n{make().strip()}\n{end}", text, flags=re.DOTALL)


if __name__ == "__main__":
    for page in PARTS:
        (DOCS / page).write_text(current(page), encoding="utf-8")

"""Findings where they are: a page of the viewer, with the shapes marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scaleapi._io.paths import StrPath
from scaleapi.export.frames import Results
from scaleapi.models.task import Task
from scaleapi.quality.findings import Finding
from scaleapi.viewer.rendering import Rendered, render

__all__ = ["write_page"]


def write_page(
    path: StrPath,
    tasks: Iterable[Task],
    findings: Mapping[str, Sequence[Finding]],
    *,
    results: Results | None,
    embed_images: bool,
    per_page: int,
) -> Rendered:
    """Draw tasks with their findings: at the annotation, if it has an id, else above the task.

    Args:
        path: The page.
        tasks: Those to draw.
        findings: By task id.
        results: Whole results by task id.
        embed_images: Whether images become a part of the page.
        per_page: How many tasks a file holds.
    """
    marks: dict[str, str] = {}
    notes: dict[str, list[str]] = {}
    for task_id, some in findings.items():
        for one in some:
            told = f"{one.severity}: {one.message} ({one.rule})"
            if one.uuid is not None:
                marks[one.uuid] = f"{marks[one.uuid]}; {told}" if one.uuid in marks else told
            else:
                notes.setdefault(task_id, []).append(f"{one.pointer}: {told}")
    return render(
        tasks,
        path,
        title="Findings",
        marks=marks,
        notes=notes,
        results=results,
        embed_images=embed_images,
        per_page=per_page,
    )

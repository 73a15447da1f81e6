"""Findings where they are: a page of the viewer, with the shapes marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

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
    return render(
        tasks,
        path,
        title="Findings",
        marks=_marks(findings),
        notes=_notes(findings),
        results=results,
        embed_images=embed_images,
        per_page=per_page,
    )


def _marks(findings: Mapping[str, Sequence[Finding]]) -> dict[str, str]:
    """Put together what is said of each id; with the task, where annotations of several tasks have one id."""
    by_uuid: dict[str, list[Finding]] = {}
    for one in chain.from_iterable(findings.values()):
        if one.uuid is not None:
            by_uuid.setdefault(one.uuid, []).append(one)
    return {uuid: _joined(some) for uuid, some in by_uuid.items()}


def _joined(some: Sequence[Finding]) -> str:
    several = len({one.task_id for one in some}) > 1
    return "; ".join(_told(one, several=several) for one in some)


def _notes(findings: Mapping[str, Sequence[Finding]]) -> dict[str, list[str]]:
    return {
        task_id: [f"{one.pointer}: {_told(one)}" for one in some if one.uuid is None]
        for task_id, some in findings.items()
    }


def _told(one: Finding, *, several: bool = False) -> str:
    told = f"{one.severity}: {one.message} ({one.rule})"
    return f"task {one.task_id}: {told}" if several else told

"""What to do about findings: reject, and ask again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scaleapi.bulk.changes import Audit
from scaleapi.bulk.resubmit import payload_from
from scaleapi.models.project import Project
from scaleapi.models.rules import is_array, mapped
from scaleapi.models.task import Task
from scaleapi.problems import Severity
from scaleapi.quality.findings import Finding

__all__ = ["audits_of", "hypothesis_of", "resubmissions_of"]

_LONGEST = 200
"""Characters of a finding in a comment."""


def _counts(finding: Finding, severity: Severity) -> bool:
    return finding.severity == "error" or severity == "warning"


def audits_of(findings: Iterable[Finding], checked: Iterable[str], severity: Severity, most: int) -> dict[str, Audit]:
    """Say which tasks are accepted, and what to say to those that are not.

    Args:
        findings: What was found.
        checked: The ids of tasks that are accepted if they have no such finding.
        severity: What rejects a task.
        most: How many findings a comment lists.
    """
    told: dict[str, list[str]] = {}
    for one in findings:
        if _counts(one, severity):
            about = f" ({one.label})" if one.label else ""
            told.setdefault(one.task_id, []).append(f"{one.pointer}{about} {one.message}"[:_LONGEST])
    rejected = {task_id: Audit(accepted=False, comments=_comment(lines, most)) for task_id, lines in told.items()}
    return rejected | {one: Audit(accepted=True, comments=None) for one in checked if one not in rejected}


def _comment(lines: Sequence[str], most: int) -> str:
    more = [f"… and {len(lines) - most} more"] if len(lines) > most else []
    return "\n".join([*lines[:most], *more])


def resubmissions_of(
    findings: Mapping[str, Sequence[Finding]], tasks: Iterable[Task], severity: Severity, project: Project | None
) -> list[dict[str, Any]]:
    """Make payloads of the tasks that have such findings.

    Args:
        findings: By task id.
        tasks: All tasks.
        severity: What makes a task be asked for again.
        project: The tasks' project.
    """
    made = list[dict[str, Any]]()
    for task in tasks:
        some = findings.get(task.task_id, ())
        if any(_counts(one, severity) for one in some):
            malformed = {one.pointer for one in some if one.rule == "malformed"}
            payload = {"type": str(task.type), **payload_from(task, project)}
            guess = hypothesis_of(task, malformed)
            made.append({**payload, **guess, "metadata": {**task.metadata, "resubmission_of": task.task_id}})
    return made


def hypothesis_of(task: Task, malformed: Iterable[str] = ()) -> dict[str, Any]:
    """Return a result as what its correction starts from: under `hypothesis`, in the form that the task type documents.

    Args:
        task: The task.
        malformed: JSON pointers to what is left out.

    Returns:
        Nothing for task types that document none.
    """
    response, kind = mapped(task.response), task.type
    if kind == "imageannotation" and is_array(response.get("annotations")):
        bad = tuple(malformed)
        kept = [one for at, one in enumerate(response["annotations"]) if not _is_among(at, bad)]
        more = {name: response[name] for name in ("global_attributes",) if response.get(name)}
        return {"hypothesis": {"annotations": kept, **more}}
    if kind == "segmentannotation":
        image = mapped(mapped(response.get("annotations")).get("combined")).get("indexedImage")
        combined = {"combined": {"indexedImage": image}}
        return {"hypothesis": {"labelMapping": response.get("labelMapping"), "annotations": combined}} if image else {}
    if kind in {"videoannotation", "videoplaybackannotation"}:
        links = {name: response[name] for name in ("annotations", "events") if mapped(response.get(name)).get("url")}
        return {"hypothesis": links} if "annotations" in links else {}
    if kind in {"namedentityrecognition", "textcollection"} and response:
        return {"hypothesis": response}
    return {}


def _is_among(at: int, pointers: Sequence[str]) -> bool:
    mine = f"/response/annotations/{at}"
    return any(one == mine or one.startswith(f"{mine}/") for one in pointers)

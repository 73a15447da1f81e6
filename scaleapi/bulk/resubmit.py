"""The payload of a task that exists, to submit it again."""

from __future__ import annotations

from typing import Any

from scaleapi._keywords import known_keywords
from scaleapi._warn import warn_about
from scaleapi.models.project import Project
from scaleapi.models.task import Task
from scaleapi.problems import Problem

__all__ = ["payload_from"]

_BESIDE = ("project", "batch", "callback_url", "metadata", "tags", "priority", "urgency")
_HELD = ("unique_id", "project_version", "project_param_version")


@known_keywords
def payload_from(task: Task, project: Project | None = None) -> dict[str, Any]:
    """Make the payload that creates a task like this one: for tasks that ended in an error, say.

    `unique_id` is left out: the old task holds it, unless it was created with `clear_unique_id_on_error`. To use it
    again, call `client.clear_task_unique_id(task.task_id)` first and put it into the payload.

    Args:
        task: The task, as `get_task` gives it.
        project: The task's project. The service puts the project's instruction after the task's and its parameters
            under the task's; with the project, both are taken off again. Without it, the instruction of a task in a
            project is left out, with a ScaleValidationWarning: it would have the project's part twice.
    """
    raw = task.as_dict()
    payload: dict[str, Any] = {name: raw[name] for name in _BESIDE if raw.get(name) not in (None, "", [], {})}
    inherited = (project.params if project else None) or {}
    own = {name: value for name, value in task.params.items() if name not in inherited or inherited[name] != value}
    payload |= {name: value for name, value in own.items() if name not in _HELD and value is not None}
    instruction = _instruction(task, project)
    payload.pop("instruction", None)
    return payload | ({"instruction": instruction} if instruction else {})


def _instruction(task: Task, project: Project | None) -> str | None:
    whole = task.instruction or task.params.get("instruction")
    if not isinstance(whole, str) or task.project is None:
        return whole if isinstance(whole, str) else None
    if project is None:
        message = "was left out, for the service has put the project's after it"
        hint = "give the project: payload_from(task, client.get_project(task.project))"
        warn_about(Problem("/instruction", "conflict", message, None, hint, "warning"))
        return None
    return whole.removesuffix(project.instruction or "").rstrip()

"""Conversations about one task that take several calls: its whole result, and a payload with its project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaleapi._core.call import Call, Flow, path
from scaleapi._core.flows import exchange
from scaleapi.exceptions import ScaleException
from scaleapi.models.batch import Batch
from scaleapi.models.enums import TaskStatus, TaskType
from scaleapi.models.project import Project
from scaleapi.models.task import Task

if TYPE_CHECKING:
    from scaleapi._core.retry import RetryPolicy
    from scaleapi.models.payload import Payload
    from scaleapi.models.tasks.result import TaskResult
    from scaleapi.problems import Problem

__all__ = ["fetch_result", "validate_with_service"]


def fetch_result(task: Task | str, policy: RetryPolicy) -> Flow[TaskResult]:
    """Fetch a task if need be, its response if that is kept apart, and the files that the response names."""
    from scaleapi.models.tasks.result import file_urls, result_of  # imported on first use: it costs time

    if isinstance(task, str):
        task = yield from exchange(Call("GET", path("task", task), Task.model_validate), policy)
    if task.status != TaskStatus.Completed:
        raise ScaleException(f"Task {task.task_id} has no result: its status is {task.status}")
    response: Any = task.response
    if response is None and isinstance(place := task.as_dict().get("response_url"), str):
        apart = path("task", task.task_id, "response_url", place.rpartition("/")[2])
        response = yield from exchange(Call("GET", apart, _as_it_is), policy)
    files: dict[str, Any] = {}
    for name, url in file_urls(response).items():
        files[name] = yield from exchange(Call("GET", "", _as_it_is, address=url), policy)
    return result_of(task.type or "", response, files)


def _as_it_is(value: Any) -> Any:
    return value


def validate_with_service(
    task_type: TaskType | str, payload: dict[str, Any] | Payload, policy: RetryPolicy
) -> Flow[list[Problem]]:
    """Find the project of a payload, and check both together."""
    from scaleapi.validation import validate, validate_with_project  # imported on first use: it costs time

    project, batch = (_text(payload, name) for name in ("project", "batch"))
    if batch is not None:
        found = yield from exchange(Call("GET", path("batches", batch), Batch.model_validate), policy)
        project = found.project
    if project is None:
        return validate(task_type, payload)
    owner = yield from exchange(Call("GET", path("projects", project), Project.model_validate), policy)
    return validate_with_project(task_type, payload, project, owner.param_history)


def _text(payload: dict[str, Any] | Payload, name: str) -> str | None:
    value: object = payload.get(name) if isinstance(payload, dict) else getattr(payload, name, None)
    return value if isinstance(value, str) and value else None

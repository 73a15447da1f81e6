"""Conversations about one task that take several calls: its whole result, and a payload with its project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from scaleapi._core import system
from scaleapi._core.calls.call import Call, Flow, path
from scaleapi._core.calls.flows import exchange
from scaleapi._io.json_stream import items_of
from scaleapi._task_lists import task_call
from scaleapi.exceptions import ScaleException, ScaleResponseError
from scaleapi.models.batch import Batch
from scaleapi.models.enums import TaskStatus, TaskType
from scaleapi.models.project import Project
from scaleapi.models.task import Task

if TYPE_CHECKING:
    from scaleapi._core.calls.retry import RetryPolicy
    from scaleapi.models.lidar_results import LidarCuboidFrame, LidarLinkingFrame
    from scaleapi.models.payload import Payload
    from scaleapi.models.tasks.result import TaskResult
    from scaleapi.models.tasks.video import VideoFrame
    from scaleapi.problems import Problem

    Frame = VideoFrame | LidarCuboidFrame | LidarLinkingFrame

__all__ = ["Fetched", "fetch_files", "fetch_frames", "fetch_result", "validate_with_service"]


def fetch_result(task: Task | str, policy: RetryPolicy) -> Flow[TaskResult]:
    """Fetch a task if need be, its response if that is kept apart, and the files that the response names."""
    from scaleapi.models.tasks.result import file_urls, result_of  # imported on first use: it costs time

    kind, response = yield from _response(task, policy)
    files: dict[str, Any] = {}
    for name, url in file_urls(response).items():
        files[name] = yield from exchange(Call("GET", "", _as_it_is, address=url), policy)
    return result_of(kind, response, files)


def fetch_frames(task: Task | str, policy: RetryPolicy) -> Flow[Iterator[Frame]]:
    """Fetch a task's file of annotations to a scratch file, and read it frame by frame."""
    from scaleapi.models.tasks.result import FRAMES, file_urls  # imported on first use: it costs time

    kind, response = yield from _response(task, policy)
    url = file_urls(response).get("annotations")
    if kind not in FRAMES or url is None:
        types = ", ".join(FRAMES)
        raise ScaleException(f"There is no file of frames: only {types} have one, and not all. Use get_task_result.")
    file = system.scratch()
    try:
        yield from exchange(Call("GET", "", _as_it_is, address=url, into=file, promises_json=False), policy)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return _frames(file, FRAMES[kind])


def _frames(file: IO[bytes], kind: type[Frame]) -> Iterator[Frame]:
    try:
        with file:
            yield from map(kind.read, items_of(file))
    except ValueError as error:
        raise ScaleResponseError(f"The file of annotations cannot be read on: {error}") from error


def _response(task: Task | str, policy: RetryPolicy) -> Flow[tuple[str, Any]]:
    """Give the type and the response of a completed task."""
    if isinstance(task, str):
        task = yield from exchange(task_call("GET", path("task", task)), policy)
    if task.status != TaskStatus.Completed:
        raise ScaleException(f"Task {task.task_id} has no result: its status is {task.status}")
    response: Any = task.response
    if response is None and isinstance(place := task.as_dict().get("response_url"), str):
        apart = path("task", task.task_id, "response_url", place.rpartition("/")[2])
        response = yield from exchange(Call("GET", apart, _as_it_is), policy)
    return task.type or "", response


def _as_it_is(value: Any) -> Any:
    return value


def validate_with_service(
    task_type: TaskType | str, payload: dict[str, Any] | Payload, policy: RetryPolicy
) -> Flow[list[Problem]]:
    """Find the project of a payload, and check both together."""
    from scaleapi.validation.checks import validate, validate_with_project  # imported on first use: it costs time

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


class Fetched(NamedTuple):
    """What was fetched for the result of a task."""

    response: Any
    """The response, also where it was kept apart."""
    files: dict[str, IO[bytes]]
    """Open scratch files, by the field that names them; of a segmentation, by the name of the mask."""
    error: str | None
    """Why files are missing: the service, or the host of the files, refused them for good."""


_GONE = {400, 403, 404, 410}


def fetch_files(task: Task, policy: RetryPolicy) -> Flow[Fetched]:
    """Fetch the files behind a completed task's response, masks included, without our key.

    Raises:
        ScaleException: It may go well another time; what will not is said in the result.
    """
    response, files = task.as_dict().get("response"), dict[str, IO[bytes]]()
    try:
        kind, response = yield from _response(task, policy)
        for name, url in _urls(kind, response).items():
            files[name] = system.scratch()
            call = Call("GET", "", _as_it_is, address=url, into=files[name], promises_json=False)
            yield from exchange(call, policy)
    except BaseException as error:
        for broken in list(files)[-1:]:
            files.pop(broken).close()
        if isinstance(error, ScaleException) and error.status in _GONE:
            return Fetched(response, files, str(error))
        for file in files.values():
            file.close()
        raise
    return Fetched(response, files, None)


def _urls(kind: str, response: Any) -> dict[str, str]:
    from scaleapi.models.tasks.result import file_urls  # imported on first use: it costs time
    from scaleapi.models.tasks.segmentation import mask_urls

    return mask_urls(response) if kind == "segmentannotation" else file_urls(response)

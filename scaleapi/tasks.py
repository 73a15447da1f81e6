"""What can be called on tasks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec.structs import replace

from scaleapi._core import system
from scaleapi._core.calls.arguments import Dates, names, page_size, positive, query_of, refuse
from scaleapi._core.calls.call import Call, Flow, Repeat, path
from scaleapi._core.calls.flows import create_once, id_in
from scaleapi._core.calls.replies import an_object
from scaleapi._core.endpoint import endpoint, paged
from scaleapi._core.paging.cursor import PageRange
from scaleapi._core.paging.pages import Pages, page_call
from scaleapi._core.resource import Resource
from scaleapi._task_flows import fetch_frames, fetch_result, validate_with_service
from scaleapi._task_lists import QUERY_NAMES, first_task, known_query, read_page, task_call, task_filters, task_pages
from scaleapi.models.base import Json
from scaleapi.models.enums import TaskReviewStatus, TaskStatus, TaskType
from scaleapi.models.page import Tasklist
from scaleapi.models.task import Task

if TYPE_CHECKING:
    from scaleapi.models.lidar_results import LidarCuboidFrame, LidarLinkingFrame
    from scaleapi.models.payload import Payload
    from scaleapi.models.tasks.result import TaskResult
    from scaleapi.models.tasks.video import VideoFrame
    from scaleapi.problems import Problem

__all__ = ["Task", "TaskEndpoints", "TaskReviewStatus", "TaskStatus", "TaskType", "Tasklist"]

T = TypeVar("T")

E = TypeVar("E")
RESEND = "send_callback"
"""The last part of the path: third parties spell it with an underscore, or with a hyphen."""
Statuses = TaskStatus | str | Iterable[TaskStatus | str] | None
ReviewStatuses = TaskReviewStatus | str | Iterable[TaskReviewStatus | str] | None
Strings = str | Iterable[str] | None


class TaskEndpoints(Resource):
    """The calls on tasks."""

    @endpoint
    def create_task(self, /, task_type: TaskType | str | Payload, **params: Any) -> Flow[Task]:
        """Create a task: checked here, then sent, and never created twice by a retry.

        Args:
            task_type: The type, followed by the parameters; or one payload object alone, such as
                `ImageAnnotationPayload(...)`.
            **params: The parameters of that type, under the API's own names.

        Raises:
            ScaleValidationError: The payload has mistakes (all in `problems`); nothing was sent.
            ScaleDuplicateResource: Another task has this `unique_id`.
        """
        kind, payload = payload_of(task_type, params)
        body = self._checked(kind, payload)
        call = creation(task_call("POST", path("task", kind)), body)
        return create_once(
            call, self._config.retry, look_up=partial(find_created, body), fits=lambda task: task.type in {None, kind}
        )

    def _checked(self, kind: str, payload: dict[str, Any] | Payload) -> dict[str, Any]:
        from scaleapi.validation.checks import check  # imported on first use: it costs time

        return check(kind, payload, self._config.validation)

    @endpoint
    def validate_payload(self, /, task_type: TaskType | str, payload: dict[str, Any] | Payload) -> Flow[list[Problem]]:
        """Check a payload together with what its project gives: nothing is created.

        Fetches the batch and the project that the payload names, if any, and puts the project's parameters under those
        of the payload, as the service does. What is missing then is missing for sure. Unlike `scaleapi.validate`, this
        needs the service; the list of problems is of the same kind, with pointers into the merged payload.

        Raises:
            ScaleResourceNotFound: The batch or the project does not exist.
        """
        return validate_with_service(task_type, payload, self._config.retry)

    @endpoint
    def get_task(self, task_id: str) -> Call[Task]:
        """Fetch one task by its id; ScaleResourceNotFound if there is none."""
        return task_call("GET", path("task", task_id))

    @endpoint
    def get_task_result(self, task: Task | str) -> Flow[TaskResult]:
        """Fetch and read the files that a completed task's response names: video, lidar and linking results.

        The links to the files are open for a limited time: fetch the task again if they are refused. Our key is not
        sent to their host.

        Args:
            task: The task, or its id.

        Raises:
            ScaleException: The task has no response yet, or ended in an error.
        """
        return fetch_result(task, self._config.retry)

    @paged
    def get_task_frames(self, task: Task | str) -> Pages[VideoFrame | LidarCuboidFrame | LidarLinkingFrame]:
        """Read the frames of a video, lidar or linking task one by one: for files that are too large for memory.

        The file is fetched once, to a temporary file, without our key; a broken download begins again.

        Args:
            task: The task, or its id. Its type is `videoannotation`, `lidarannotation`, `lidarsegmentation` with
                cuboids, or `lidarlinking`.

        Raises:
            ScaleException: The task has no result yet, or its result is no file of frames.
            ScaleResponseError: The file is no JSON array; raised where it breaks off.
        """
        of = (("task", str(getattr(task, "task_id", task))),)
        flow = partial(fetch_frames, task, self._config.retry)
        return Pages(lambda _: flow(), lambda _, __: None, (PageRange(),), what="frames", query=of)

    @paged
    def get_tasks(
        self,
        project_name: str | None = None,
        batch_name: str | None = None,
        task_type: TaskType | str | None = None,
        status: Statuses = None,
        review_status: ReviewStatuses = None,
        unique_id: Strings = None,
        completed_after: Dates = None,
        completed_before: Dates = None,
        updated_after: Dates = None,
        updated_before: Dates = None,
        created_after: Dates = None,
        created_before: Dates = None,
        tags: Strings = None,
        include_attachment_url: bool = True,
        limited_response: bool | None = None,
        limit: int | str | None = None,
        *,
        type: TaskType | str | None = None,  # noqa: A002  (the API's and SDK 2.x's name)
        concurrency: int = 1,
        ordered: bool = False,
        cursor: str | None = None,
    ) -> Pages[Task]:
        """List tasks, newest first, fetching the next page while this one is read.

        With `concurrency`, the time of creation is split into windows that are fetched side by side: each task comes
        exactly once, in no particular order unless `ordered`. A limited response has no time of creation and is
        fetched page after page all the same.

        Args:
            project_name: Only this project's tasks. A project or a batch must be given.
            batch_name: Only this batch's tasks.
            task_type: Only tasks of this type.
            status: Only tasks that stand here, or at one of these.
            review_status: Only tasks with this review status, or one of these.
            unique_id: Only the task, or tasks, with these unique ids.
            completed_after: Only tasks completed from this moment on.
            completed_before: Only tasks completed up to this moment.
            updated_after: Only tasks changed from this moment on.
            updated_before: Only tasks last changed up to this moment.
            created_after: Only tasks created from this moment on.
            created_before: Only tasks created up to this moment.
            tags: Only tasks with this tag, or these.
            include_attachment_url: Whether to have time-limited links to the attachments added.
            limited_response: Only `task_id`, `status`, `metadata`, `project` and `otherVersion` of each task.
            limit: The page size, 1 to 100; 100 if None.
            type: The same as `task_type`.
            concurrency: How many pages may be fetched at once.
            ordered: Whether the order, newest first, is kept with `concurrency`, too; holds more pages in memory.
            cursor: Go on where another listing with the same filters was left: its `cursor`.

        Raises:
            ValueError: Neither project nor batch is given, or an argument is wrong.
        """
        query = task_filters(
            project_name=project_name,
            batch_name=batch_name,
            task_type=task_type if type is None else type,
            status=status,
            review_status=review_status,
            unique_id=unique_id,
            completed_after=completed_after,
            completed_before=completed_before,
            updated_after=updated_after,
            updated_before=updated_before,
            created_after=created_after,
            created_before=created_before,
            tags=tags,
        )
        shape = {
            "include_attachment_url": include_attachment_url,
            "limited_response": limited_response,
            "limit": page_size(limit),
        }
        width = positive("concurrency", concurrency)
        return task_pages(query + query_of(shape), cursor, width=width, ordered=ordered or width == 1)

    @endpoint
    def get_tasks_count(
        self,
        project_name: str | None = None,
        batch_name: str | None = None,
        task_type: TaskType | str | None = None,
        status: Statuses = None,
        review_status: ReviewStatuses = None,
        unique_id: Strings = None,
        completed_after: Dates = None,
        completed_before: Dates = None,
        updated_after: Dates = None,
        updated_before: Dates = None,
        created_after: Dates = None,
        created_before: Dates = None,
        tags: Strings = None,
        include_attachment_url: bool = True,  # noqa: ARG002  (counting needs none; kept from SDK 2.x)
        *,
        type: TaskType | str | None = None,  # noqa: A002  (the API's and SDK 2.x's name)
    ) -> Call[int]:
        """Count the tasks that `get_tasks` would list, in one small request."""
        query = task_filters(
            project_name=project_name,
            batch_name=batch_name,
            task_type=task_type if type is None else type,
            status=status,
            review_status=review_status,
            unique_id=unique_id,
            completed_after=completed_after,
            completed_before=completed_before,
            updated_after=updated_after,
            updated_before=updated_before,
            created_after=created_after,
            created_before=created_before,
            tags=tags,
        )
        return Call("GET", "tasks", lambda page: int(page["total"]), query=(*query, ("limit", "1")))

    @endpoint
    def tasks(self, /, **query: Any) -> Call[Tasklist]:
        """Fetch one page of tasks, by the API's own query names (`project`, `start_time`, `next_token` …).

        Raises:
            ScaleInvalidRequest: A name is none of the API's.
        """
        return page_call("tasks", read_page, known_query(query, QUERY_NAMES))

    @endpoint
    def resend_callback(self, task_id: str) -> Call[Json]:
        """Have the callback of a task that is completed, or failed, sent again. Known from third parties.

        Not sent again after an unknown outcome: the callback might come twice.
        """
        return Call("POST", path("task", task_id, RESEND), an_object, repeat=Repeat.unless_done)

    @endpoint
    def list_audits(self, task_id: str | None = None, id: str | None = None) -> Call[Json]:  # noqa: A002
        """List audits. Known from third parties; what is in the answer is not.

        Args:
            task_id: Those of this task.
            id: The audit with this id. One of both is needed.
        """
        query = query_of({"task_id": task_id or None, "id": id or None})
        if not query:
            raise refuse("/task_id", "missing", "a task_id or an id is needed")
        return Call("GET", "audits", an_object, query=query)

    @endpoint
    def cancel_task(self, task_id: str, clear_unique_id: bool = False) -> Call[Task]:
        """Cancel a task on which no work has started; cancelling it again changes nothing.

        Args:
            task_id: The task.
            clear_unique_id: Also give its `unique_id` free.

        Raises:
            ScaleInvalidRequest: The task is completed, or work on it has started.
        """
        query = (("clear_unique_id", "true"),) if clear_unique_id else ()
        return task_call("POST", path("task", task_id, "cancel"), query=query)

    @endpoint
    def audit_task(self, task_id: str, accepted: bool, comments: str | None = None) -> Call[None]:
        """Accept or reject a completed task. Not sent again after an unknown outcome: it would count twice."""
        return audit_call(task_id, accepted, comments)

    @endpoint
    def update_task_unique_id(self, task_id: str, unique_id: str) -> Call[Task]:
        """Give a task another `unique_id`; ScaleDuplicateResource if another task has it."""
        return task_call("POST", path("task", task_id, "unique_id"), json={"unique_id": unique_id})

    @endpoint
    def clear_task_unique_id(self, task_id: str) -> Call[Task]:
        """Give a task's `unique_id` free."""
        return task_call("DELETE", path("task", task_id, "unique_id"))

    @endpoint
    def set_task_metadata(self, task_id: str, metadata: dict[str, Any]) -> Call[Task]:
        """Replace a task's metadata (10 KB at most)."""
        return task_call("POST", path("task", task_id, "setMetadata"), json=metadata)

    @endpoint
    def set_task_tags(self, task_id: str, tags: str | Iterable[str]) -> Call[Task]:
        """Replace all tags of a task (5 at most)."""
        return tag_call("POST", task_id, tags)

    @endpoint
    def add_task_tags(self, task_id: str, tags: str | Iterable[str]) -> Call[Task]:
        """Add tags to a task; those that it has already are ignored."""
        return tag_call("PUT", task_id, tags)

    @endpoint
    def delete_task_tags(self, task_id: str, tags: str | Iterable[str]) -> Call[Task]:
        """Remove tags from a task; those that it does not have are ignored."""
        return tag_call("DELETE", task_id, tags)


def payload_of(task_type: TaskType | str | Payload, params: dict[str, Any]) -> tuple[str, dict[str, Any] | Payload]:
    """Tell the type and the payload, however they were given."""
    if isinstance(task_type, str):
        return str(task_type), params
    from scaleapi.models.payload import Payload  # whoever has a payload object has paid for this import

    if not isinstance(task_type, Payload):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise refuse("", "type", "the first argument is a TaskType, its string, or one payload object", task_type)
    if params:
        raise refuse(f"/{next(iter(params))}", "conflict", "a payload object stands alone: set its fields instead")
    kind = task_type.task_type
    if not kind:
        raise refuse("", "missing", f"a {type(task_type).__name__} names no task type: call with the type first")
    return str(kind), task_type


def creation(call: Call[T], body: dict[str, Any], repeat: Repeat = Repeat.always, key: str | None = None) -> Call[T]:
    """Make a creation of a call, with a key of its own, or the one given, that all its attempts share."""
    return replace(call, json=body, headers={"Idempotency-Key": key or system.new_key()}, repeat=repeat)


def find_created(body: dict[str, Any], message: str) -> Call[Task | None] | None:
    """Describe the look-up of what an earlier attempt created: by `unique_id`, else by the id in the 409's message."""
    unique_id, task_id = body.get("unique_id"), id_in(message)
    lasting = not (task_id and body.get("clear_unique_id_on_error"))  # else it may have failed and lost its unique_id
    if unique_id and lasting:
        return page_call("tasks", first_task, (("unique_id", str(unique_id)), ("limit", "1")))
    return cast("Call[Task | None]", task_call("GET", path("task", task_id))) if task_id else None


def audit_call(task_id: str, accepted: bool, comments: str | None) -> Call[None]:
    """Describe an audit."""
    body = {"accepted": accepted, "comments": comments}
    where = path("task", task_id, "audit")
    return Call("POST", where, lambda _: None, json=body, repeat=Repeat.unless_done, promises_json=False)


def tag_call(method: str, task_id: str, tags: str | Iterable[str]) -> Call[Task]:
    """Describe a change of tags: the body is the bare array, also with DELETE."""
    return task_call(method, path("task", task_id, "tags"), json=names("tags", tags))

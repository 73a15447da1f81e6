"""What can be called on tasks of the second API."""

from __future__ import annotations

from typing import Any, TypedDict

from scaleapi._core.calls.arguments import Dates, query_of
from scaleapi._core.calls.call import Call, Flow
from scaleapi._core.endpoint import endpoint, paged
from scaleapi._core.paging.pages import Pages
from scaleapi._core.resource import Resource
from scaleapi.models.v2.annotations import Annotation
from scaleapi.models.v2.enums import ExpandTask, Option, TaskStatus
from scaleapi.models.v2.pages import TaskPage
from scaleapi.models.v2.project import Schema
from scaleapi.models.v2.task import Task
from scaleapi.v2.arguments import Choices, at_least_one, at_most_one, choices, json_object, needed, one_status, window
from scaleapi.v2.calls import change, fetch
from scaleapi.v2.creation import chat_payload, create_chat
from scaleapi.v2.lists import Listed
from scaleapi.v2.old_requests import takes_request

__all__ = ["TaskEndpoints", "V2TaskFilters", "task_pages"]


class V2TaskFilters(TypedDict, total=False):
    """The arguments of `get_tasks`."""

    project_id: str | None
    project_name: str | None
    batch_id: str | None
    batch_name: str | None
    status: TaskStatus | str | None
    completed_after: Dates
    completed_before: Dates
    limit: int | str | None
    next_token: str | None
    expand: Choices
    opts: Choices
    concurrency: int
    cursor: str | None


_TASKS = Listed("tasks", TaskPage[Task], Task, "tasks", "tasks", frozenset({"tasks", "next_token", "to_dict"}))


class TaskEndpoints(Resource):
    """The calls on tasks, their annotations and schemas."""

    @endpoint
    def get_task(self, task_id: str, expand: Choices = None, opts: Choices = None) -> Call[Task]:
        """Fetch one task; ScaleResourceNotFound if there is none.

        Args:
            task_id: The task.
            expand: What is given whole instead of by its id: `project`, `batch`.
            opts: What is added: `annotation_details`, `attachment_details`, `model_parameters`, `submissions`.
        """
        query = {"expand": choices("expand", expand, ExpandTask), "opts": choices("opts", opts, Option)}
        return fetch("task", Task, task_id=needed("task_id", task_id), **query)

    @paged
    def get_tasks(
        self,
        project_id: str | None = None,
        project_name: str | None = None,
        batch_id: str | None = None,
        batch_name: str | None = None,
        status: TaskStatus | str | None = None,
        completed_after: Dates = None,
        completed_before: Dates = None,
        limit: int | str | None = None,
        next_token: str | None = None,
        expand: Choices = None,
        opts: Choices = None,
        *,
        concurrency: int = 1,
        cursor: str | None = None,
    ) -> Pages[Task]:
        """List the tasks of a project or a batch, fetching the next page while this one is read.

        `page()` of the result is the first page alone, with its `next_token`.

        Args:
            project_id: Only this project's tasks. A project or a batch must be given, by id or by name.
            project_name: The same.
            batch_id: Only this batch's tasks.
            batch_name: The same.
            status: Only tasks that stand here.
            completed_after: Only tasks completed after this moment.
            completed_before: Only tasks completed before this moment.
            limit: The page size, 1 to 100; 100 if None.
            next_token: Begin with the page that an earlier answer named; the filters must be the same.
            expand: What is given whole instead of by its id: `project`, `batch`.
            opts: What is added: `annotation_details`, `attachment_details`, `model_parameters`, `submissions`.
            concurrency: How many pages may be fetched at once. Needs `completed_after`, from which on the time is split
                into windows of equal length: each task comes once, in no particular order.
            cursor: Go on where another listing with the same filters was left: its `cursor`.

        Raises:
            ScaleValidationError: Neither project nor batch is given, or an argument is wrong.
        """
        return task_pages(
            project_id=project_id,
            project_name=project_name,
            batch_id=batch_id,
            batch_name=batch_name,
            status=status,
            completed_after=completed_after,
            completed_before=completed_before,
            limit=limit,
            expand=expand,
            opts=opts,
            next_token=next_token,
            concurrency=concurrency,
            cursor=cursor,
        )

    @endpoint
    @takes_request("create_chat_task_request")
    def create_chat_task(
        self,
        /,
        *,
        project_id: str | None = None,
        project_name: str | None = None,
        batch_id: str | None = None,
        batch_name: str | None = None,
        template_variables: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        callback_url: str | None = None,
        unique_id: str | None = None,
        **more: Any,
    ) -> Flow[Task]:
        """Create a chat task. It is never sent again after an unknown outcome, for the second API promises no keys.

        With a `unique_id`, a task whose answer was lost is looked up by it instead, through the first API.

        Args:
            project_id: The project; one of id and name must be given.
            project_name: The same.
            batch_id: The batch, if the task is to be in one.
            batch_name: The same.
            template_variables: What the project's template needs: usually `prompt`, `context`, `examples` …
            metadata: Your own data.
            callback_url: A URL, or an e-mail address, that is told when the task is done.
            unique_id: A name of your own, which no other task has. Documented for tasks of the first API.
            **more: Fields that this version does not know.

        Raises:
            ScaleValidationError: No project is given, or an argument is wrong; nothing was sent.
            ScaleDuplicateResource: Another task has this `unique_id`.
            ScaleException: If its `outcome` is `unknown`, the task may have been created.
        """
        payload = chat_payload(
            project_id=project_id,
            project_name=project_name,
            batch_id=batch_id,
            batch_name=batch_name,
            template_variables=template_variables,
            metadata=metadata,
            callback_url=callback_url,
            unique_id=unique_id,
            **more,
        )
        return create_chat(payload, self._config.retry)

    @endpoint
    @takes_request("set_task_metadata_request")
    def set_task_metadata(self, task_id: str, metadata: dict[str, Any], *, merge: bool = False) -> Call[Task]:
        """Replace a task's metadata.

        Args:
            task_id: The task.
            metadata: The metadata.
            merge: Whether to put it over what is there, at every level, instead of replacing the whole.
        """
        body = {"task_id": needed("task_id", task_id), "metadata": json_object("metadata", metadata), "merge": merge}
        return change("task/metadata", Task, body)

    @endpoint
    def get_annotation(self, annotation_id: str) -> Call[Annotation]:
        """Fetch one annotation with all its details."""
        return fetch("annotation", Annotation, annotation_id=needed("annotation_id", annotation_id))

    @endpoint
    def get_schema(self, schema_id: str) -> Call[Schema]:
        """Fetch the JSON Schema of responses: `get_schema(…).json` is it, parsed.

        Raises:
            ScaleInvalidRequest: The id is none: 24 hexadecimal characters.
            ScaleResourceNotFound: There is no such schema.
        """
        query = query_of({"schema_id": needed("schema_id", schema_id)})
        return Call("GET", "schema", lambda raw: Schema.model_validate(raw["schema"]), query=query, version="v2")


def task_pages(**given: Any) -> Pages[Task]:
    """Describe a list of tasks by the arguments of `get_tasks`, checked."""
    projects = {name: given[name] for name in ("project_id", "project_name")}
    batches = {name: given[name] for name in ("batch_id", "batch_name")}
    at_least_one(**projects, **batches)
    span = window("completed", given["completed_after"], given["completed_before"])
    filters = {
        **at_most_one(**projects),
        **at_most_one(**batches),
        "status": one_status(given["status"], TaskStatus),
        **span.query,
        "expand": choices("expand", given["expand"], ExpandTask),
        "opts": choices("opts", given["opts"], Option),
    }
    return _TASKS.pages(
        filters,
        limit=given["limit"],
        next_token=given.get("next_token"),
        cursor=given.get("cursor"),
        span=span,
        concurrency=given.get("concurrency", 1),
    )

"""What can be called to change many tasks at once. What does it is imported on first use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from json import dumps
from typing import TYPE_CHECKING, Any, Literal, Unpack, cast

from scaleapi._core.calls.arguments import names, plain, query_of, refuse
from scaleapi._core.calls.call import Flow, path
from scaleapi._core.calls.flows import exchange
from scaleapi._core.endpoint import many
from scaleapi._core.jobs.operation import BulkOperation, Options
from scaleapi._core.jobs.progress import ProgressOption
from scaleapi._core.paging.pages import Pages
from scaleapi._core.resource import Resource
from scaleapi._task_lists import TaskFilters, filter_query, task_call, task_pages
from scaleapi.bulk.arguments import CONCURRENCY, OnError, StrPath, Tasks, options_of
from scaleapi.models.task import Task
from scaleapi.tasks import audit_call, tag_call

if TYPE_CHECKING:
    from scaleapi.bulk.changes import Audit, ChangeResult, Step

__all__ = ["ChangeEndpoints"]

_TAG_METHODS = {"add": "PUT", "set": "POST", "delete": "DELETE"}


class ChangeEndpoints(Resource):
    """The calls that change many tasks."""

    @many
    def cancel_tasks(
        self,
        tasks: Tasks = None,
        *,
        clear_unique_id: bool = False,
        concurrency: int = CONCURRENCY,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        progress: ProgressOption = None,
        **filters: Unpack[TaskFilters],
    ) -> BulkOperation[ChangeResult]:
        """Cancel many tasks: those given, or all that fit the filters.

        Cancelling a task again changes nothing, so a row is simply sent again after a crash. Tasks on which work has
        started, or that are completed, are refused by the service and come as errors.

        Args:
            tasks: Tasks, or their ids.
            clear_unique_id: Whether their `unique_id`s are given free.
            concurrency: How many requests may be under way at once.
            ordered: Whether results come in the order of the tasks.
            journal: A file that makes it possible to go on after a crash, with the tasks that the filters found first.
            on_error: Whether the first task that fails ends the run.
            progress: True for a bar, or a function that gets the numbers.
            **filters: Those of `get_tasks`, in place of `tasks`.
        """
        query = (("clear_unique_id", "true"),) if clear_unique_id else ()

        def step(task_id: str, _: Any, __: bool) -> Flow[Task | None]:
            call = task_call("POST", path("task", task_id, "cancel"), query=query)
            return exchange(call, self._config.retry.patient())

        what = "cancellation of tasks" + (" with their unique_ids" if clear_unique_id else "")
        options = options_of(concurrency, ordered, on_error, progress)
        return self._change(what, step, tasks, filters, options, journal)

    @many
    def tag_tasks(
        self,
        tags: str | Iterable[str],
        /,
        tasks: Tasks = None,
        *,
        how: Literal["add", "set", "delete"] = "add",
        concurrency: int = CONCURRENCY,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        progress: ProgressOption = None,
        **filters: Unpack[TaskFilters],
    ) -> BulkOperation[ChangeResult]:
        """Add tags to many tasks, set theirs, or delete some: of the tasks given, or of all that fit the filters.

        The arguments are those of `cancel_tasks`.
        """
        several = names("tags", tags)
        if how not in _TAG_METHODS:
            raise refuse("/how", "choice", 'must be "add", "set" or "delete"', how)

        def step(task_id: str, _: Any, __: bool) -> Flow[Task | None]:
            return exchange(tag_call(_TAG_METHODS[how], task_id, several), self._config.retry.patient())

        options = options_of(concurrency, ordered, on_error, progress)
        return self._change(f"{how} tags {dumps(several)}", step, tasks, filters, options, journal)

    @many
    def set_tasks_metadata(
        self,
        metadata: dict[str, Any] | None = None,
        tasks: Tasks | Mapping[str, dict[str, Any]] = None,
        *,
        concurrency: int = CONCURRENCY,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        progress: ProgressOption = None,
        **filters: Unpack[TaskFilters],
    ) -> BulkOperation[ChangeResult]:
        """Replace the metadata of many tasks (10 KB at most each).

        Args:
            metadata: What all of them get; None if each gets its own.
            tasks: Tasks, or their ids; or a dictionary from ids to the metadata of each.
            concurrency: How many requests may be under way at once.
            ordered: Whether results come in the order of the tasks.
            journal: A file that makes it possible to go on after a crash, with the tasks that the filters found first.
            on_error: Whether the first task that fails ends the run.
            progress: True for a bar, or a function that gets the numbers.
            **filters: Those of `get_tasks`, in place of `tasks`.
        """
        own = isinstance(tasks, Mapping)
        if own == (metadata is not None):
            raise refuse("/metadata", "conflict", "give one for all, or tasks as a dictionary from ids to their own")
        metadata = plain(metadata, "metadata")

        def step(task_id: str, value: Any, _: bool) -> Flow[Task | None]:
            body = value if own else metadata
            call = task_call("POST", path("task", task_id, "setMetadata"), json=body)
            return exchange(call, self._config.retry.patient())

        what = "metadata of their own" if own else f"metadata {dumps(metadata, sort_keys=True)}"
        options = options_of(concurrency, ordered, on_error, progress)
        return self._change(what, step, tasks, filters, options, journal)

    @many
    def audit_tasks(
        self,
        accepted: bool | None = None,
        tasks: Tasks | Mapping[str, Audit] = None,
        *,
        comments: str | None = None,
        concurrency: int = CONCURRENCY,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        progress: ProgressOption = None,
        **filters: Unpack[TaskFilters],
    ) -> BulkOperation[ChangeResult]:
        """Accept or reject many completed tasks.

        An audit would count twice, so one that may have been done is looked up by the task's review status, and ends as
        `unknown` if that does not show it. The other arguments are those of `cancel_tasks`.

        Args:
            accepted: Whether all of them are accepted; None if `tasks` says it of each.
            tasks: Tasks, or their ids; or a dictionary from ids to `accepted` and `comments` of each, as
                `scaleapi.quality` reports make.
            comments: What all of them are told.
            concurrency: How many requests may be under way at once.
            ordered: Whether results come in the order of the tasks.
            journal: A file that makes it possible to go on after a crash, with the tasks that the filters found first.
            on_error: Whether the first task that fails ends the run.
            progress: True for a bar, or a function that gets the numbers.
            **filters: Those of `get_tasks`, in place of `tasks`.
        """
        from scaleapi.bulk.changes import audit_once, own_audits

        own = isinstance(tasks, Mapping)
        if own == (accepted is not None) or (own and comments is not None):
            raise refuse("/accepted", "conflict", "give it for all, or tasks as a dictionary from ids to their own")
        if isinstance(tasks, Mapping):
            own_audits(cast("Mapping[str, object]", tasks))

        def step(task_id: str, value: Any, again: bool) -> Flow[Task | None]:
            verdict = bool(value["accepted"] if own else accepted)
            call = audit_call(task_id, verdict, value.get("comments") if own else comments)
            return audit_once(call, task_id, verdict, again, self._config.retry.patient())

        what = "audits of their own" if own else f"audit {dumps([accepted, comments])}"
        options = options_of(concurrency, ordered, on_error, progress)
        return self._change(what, step, tasks, filters, options, journal, careful=True)

    def _change(
        self,
        what: str,
        step: Step,
        tasks: Any,
        filters: TaskFilters,
        options: Options,
        journal: StrPath | None,
        *,
        careful: bool = False,
    ) -> BulkOperation[ChangeResult]:
        from scaleapi.bulk.changes import Change, targets_of

        if (tasks is None) != bool(filters):
            raise refuse("/tasks", "conflict", "give either tasks, or filters such as project_name")
        if isinstance(tasks, Mapping):
            targets: Any = cast("Mapping[str, Any]", plain(cast("object", tasks), "tasks")).items()
        else:
            targets = _found_by(filters) if filters else ((one, None) for one in targets_of(tasks))
        where = f" where {dumps(sorted(filter_query(filters)))}" if filters else ""
        return Change(self._config, what + where, step, targets, options, journal, careful=careful)


def _found_by(filters: TaskFilters) -> Pages[Task]:
    query = filter_query(filters) + query_of({"limit": 100, "limited_response": True})
    return task_pages(query, None, width=1, ordered=True)

"""What can be called on many tasks and files at once. The modules that do it are imported on first use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from json import dumps
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, cast

from scaleapi._core.arguments import Dates, names, positive, query_of, refuse
from scaleapi._core.call import Call, Flow, Pages, Query, path
from scaleapi._core.endpoint import endpoint, many, paged
from scaleapi._core.flows import exchange
from scaleapi._core.noun import Endpoints
from scaleapi._core.progress import Shown, reporter
from scaleapi._core.work import Options, Work
from scaleapi._task_lists import task_filters, task_pages
from scaleapi.models.batch import Batch
from scaleapi.models.enums import TaskReviewStatus, TaskStatus, TaskType
from scaleapi.models.task import Task
from scaleapi.tasks import audit_call, tag_call

if TYPE_CHECKING:
    from scaleapi.bulk.changes import ChangeResult, Step
    from scaleapi.bulk.creation import CreateResult
    from scaleapi.bulk.plan import Plan
    from scaleapi.bulk.storing import FileResult
    from scaleapi.models.payload import Payload

__all__ = ["BulkEndpoints", "TaskFilters"]

CONCURRENCY = 64
"""Requests under way at once: at 50 ms a request, more gain little on two cores."""
OnError = Literal["collect", "raise"]
StrPath = str | os.PathLike[str]
Tasks = Task | str | Iterable[Task | str] | None
_TAG_METHODS = {"add": "PUT", "set": "POST", "delete": "DELETE"}


class TaskFilters(TypedDict, total=False):
    """The filters of `get_tasks`: which tasks something is done with. A project or a batch is needed."""

    project_name: str | None
    batch_name: str | None
    task_type: TaskType | str | None
    status: TaskStatus | str | None
    review_status: TaskReviewStatus | str | Iterable[TaskReviewStatus | str] | None
    unique_id: str | Iterable[str] | None
    completed_after: Dates
    completed_before: Dates
    updated_after: Dates
    updated_before: Dates
    created_after: Dates
    created_before: Dates
    tags: str | Iterable[str] | None


class BulkEndpoints(Endpoints):
    """The calls on many tasks and files.

    Those that return a run do nothing until it is iterated. They share these arguments:

    - `concurrency`: how many requests may be under way at once; a 429 slows all of them down.
    - `ordered`: whether results come in the order of the rows; else as they end.
    - `journal`: a file that makes it possible to go on after a crash; on a local disk.
    - `on_error`: `"collect"` yields the error of a row as its result; `"raise"` ends the run with the first one.
    - `progress`: True shows a bar (extra `progress`); a function gets each `scaleapi.bulk.Progress`.
    """

    @many
    def create_tasks(
        self,
        task_type: TaskType | str | None,
        payloads: StrPath | Iterable[Mapping[str, Any] | Payload],
        *,
        concurrency: int = CONCURRENCY,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        validate_first: bool = True,
        progress: Shown = None,
    ) -> Work[CreateResult]:
        """Create a task for each payload: millions, in bounded memory, and each once.

        With a journal, the work can be killed at any moment and started again with the same arguments: each payload
        ends as exactly one task. Payloads without a `unique_id` get one then.

        Args:
            task_type: The type of all tasks; None where each payload names its own (a dictionary under `type`).
            payloads: Dictionaries or payload objects; or the path of a file with one JSON object a line (`.gz` and
                `.zst` are unpacked).
            concurrency: How many requests may be under way at once.
            ordered: Whether results come in the order of the payloads.
            journal: A file that makes it possible to go on after a crash.
            on_error: Whether the first row that fails ends the run.
            validate_first: Whether all payloads are checked before the first is sent, also for repeated `unique_id`s:
                one that is wrong means that none is sent. What can be read only once is checked row by row instead,
                with a ScaleValidationWarning that says so.
            progress: True for a bar, or a function that gets the numbers.

        Raises:
            ScaleValidationError: Rows are wrong, and nothing was sent.
            ScaleJournalError: The journal is of other work, in use, or on a full disk.
        """
        from scaleapi.bulk.creation import Creation
        from scaleapi.bulk.rows import Source

        source = Source(task_type, payloads)
        what = f"creation of {task_type} tasks" if task_type else "creation of tasks"
        options = _options(concurrency, ordered, on_error, progress)
        return Creation(self._config, source, what, options, journal, validate_first)

    @endpoint
    def plan_tasks(
        self,
        task_type: TaskType | str | None,
        payloads: StrPath | Iterable[Mapping[str, Any] | Payload],
        *,
        concurrency: int = CONCURRENCY,
        journal: StrPath | None = None,
    ) -> Flow[Plan]:
        """Say what `create_tasks` would do with the same arguments, and send no write.

        Reads all payloads, checks them, and looks their `unique_id`s up, fifty at a time.

        Raises:
            ScaleValidationError: The payloads can be read only once, or are none.
        """
        from scaleapi.bulk.plan import plan
        from scaleapi.bulk.rows import Source

        source = Source(task_type, payloads)
        if not source.again:
            raise refuse("/payloads", "type", "must be a list or a file: an iterator would be used up by the plan")
        width = positive("concurrency", concurrency)
        return plan(self._config, source, journal, width, self._gate.rate)

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
        progress: Shown = None,
        **filters: Unpack[TaskFilters],
    ) -> Work[ChangeResult]:
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
            call = Call("POST", path("task", task_id, "cancel"), Task.model_validate, query=query)
            return exchange(call, self._config.retry.patient())

        what = "cancellation of tasks" + (" with their unique_ids" if clear_unique_id else "")
        options = _options(concurrency, ordered, on_error, progress)
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
        progress: Shown = None,
        **filters: Unpack[TaskFilters],
    ) -> Work[ChangeResult]:
        """Add tags to many tasks, set theirs, or delete some: of the tasks given, or of all that fit the filters.

        The arguments are those of `cancel_tasks`.
        """
        several = names("tags", tags)
        if how not in _TAG_METHODS:
            raise refuse("/how", "choice", 'must be "add", "set" or "delete"', how)

        def step(task_id: str, _: Any, __: bool) -> Flow[Task | None]:
            return exchange(tag_call(_TAG_METHODS[how], task_id, several), self._config.retry.patient())

        options = _options(concurrency, ordered, on_error, progress)
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
        progress: Shown = None,
        **filters: Unpack[TaskFilters],
    ) -> Work[ChangeResult]:
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

        def step(task_id: str, value: Any, _: bool) -> Flow[Task | None]:
            body = value if own else metadata
            call = Call("POST", path("task", task_id, "setMetadata"), Task.model_validate, json=body)
            return exchange(call, self._config.retry.patient())

        what = "metadata of their own" if own else f"metadata {dumps(metadata, sort_keys=True)}"
        options = _options(concurrency, ordered, on_error, progress)
        return self._change(what, step, tasks, filters, options, journal)

    @many
    def audit_tasks(
        self,
        accepted: bool,
        tasks: Tasks = None,
        *,
        comments: str | None = None,
        concurrency: int = CONCURRENCY,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        progress: Shown = None,
        **filters: Unpack[TaskFilters],
    ) -> Work[ChangeResult]:
        """Accept or reject many completed tasks.

        An audit would count twice, so one that may have been done is looked up by the task's review status, and ends as
        `unknown` if that does not show it. The other arguments are those of `cancel_tasks`.
        """
        from scaleapi.bulk.changes import audit_once

        def step(task_id: str, _: Any, again: bool) -> Flow[Task | None]:
            call = audit_call(task_id, accepted, comments)
            return audit_once(call, task_id, accepted, again, self._config.retry.patient())

        options = _options(concurrency, ordered, on_error, progress)
        return self._change(
            f"audit {dumps([accepted, comments])}", step, tasks, filters, options, journal, careful=True
        )

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
    ) -> Work[ChangeResult]:
        from scaleapi.bulk.changes import Change, targets_of

        if (tasks is None) != bool(filters):
            raise refuse("/tasks", "conflict", "give either tasks, or filters such as project_name")
        if isinstance(tasks, Mapping):
            targets: Any = cast("Mapping[str, Any]", tasks).items()
        else:
            targets = _found_by(filters) if filters else ((one, None) for one in targets_of(tasks))
        where = f" where {dumps(sorted(_query(filters)))}" if filters else ""
        return Change(self._config, what + where, step, targets, options, journal, careful=careful)

    @many
    def upload_files(
        self,
        paths: Iterable[StrPath],
        *,
        project_name: str | None = None,
        metadata: dict[str, Any] | None = None,
        concurrency: int = 8,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        progress: Shown = None,
    ) -> Work[FileResult]:
        """Upload many files, none twice; each result has the `attachment_url` for a payload.

        Each file gets a `reference_id`, under which the service stores it once only. Where an upload may have worked,
        the file is looked for among those of the project; without a project, or if it is not found, the row ends as
        `unknown`.

        Args:
            paths: The files, 80 MB at most each.
            project_name: The project that they are for.
            metadata: What all of them get.
            concurrency: How many may be under way at once.
            ordered: Whether results come in the order of the files.
            journal: A file that makes it possible to go on after a crash.
            on_error: Whether the first file that fails ends the run.
            progress: True for a bar, or a function that gets the numbers.
        """
        options = _options(concurrency, ordered, on_error, progress)
        fields = {"project_name": project_name, "metadata": metadata}
        return self._store("upload of files", paths, fields, options, journal, imported=False)

    @many
    def import_files(
        self,
        urls: Iterable[str],
        *,
        project_name: str | None = None,
        metadata: dict[str, Any] | None = None,
        concurrency: int = 8,
        ordered: bool = False,
        journal: StrPath | None = None,
        on_error: OnError = "collect",
        progress: Shown = None,
    ) -> Work[FileResult]:
        """Have the service fetch many files from URLs, none twice.

        An import that may have worked is looked for among the files of the project and not sent again; without a
        project, or if it is not found, the row ends as `unknown`. The arguments are those of `upload_files`.
        """
        options = _options(concurrency, ordered, on_error, progress)
        fields = {"project_name": project_name, "metadata": metadata}
        return self._store("import of files", urls, fields, options, journal, imported=True)

    def _store(
        self,
        what: str,
        sources: Iterable[StrPath],
        fields: Mapping[str, Any],
        options: Options,
        journal: StrPath | None,
        *,
        imported: bool,
    ) -> Work[FileResult]:
        from scaleapi.bulk.storing import Storing

        if isinstance(sources, (str, os.PathLike)):
            raise refuse("/files", "type", "must be a list of them", os.fspath(sources))
        return Storing(self._config, what, sources, fields, options, journal, imported=imported)

    @paged
    def wait(
        self,
        tasks: Task | str | Batch | Iterable[Task | str] | None = None,
        *,
        batch_name: str | None = None,
        timeout: float | None = None,
        interval: float = 5.0,
        progress: Shown = None,
    ) -> Pages[Task]:
        """Wait until tasks are completed, canceled or failed; yield each as it settles.

        Asks with few requests: fifty tasks with `unique_id`s in one; those of one batch or project by what has changed
        there; only the rest one by one. So tasks are better than bare ids.

        Args:
            tasks: Tasks, ids, or a batch, of which all tasks are waited for.
            batch_name: The name of such a batch.
            timeout: Seconds until it is given up; None for as long as it takes.
            interval: Seconds between rounds; up to a minute while nothing settles.
            progress: True for a bar, or a function that gets the numbers.

        Raises:
            ScaleTimeoutError: Tasks were not settled in time; those that were have been yielded.
        """
        from scaleapi.bulk.waiting import Waiting, known_tasks, settled_pages

        name = tasks.name if isinstance(tasks, Batch) else batch_name
        if (tasks is None) == (batch_name is None):
            raise refuse("/tasks", "conflict", "give either tasks, or a batch")
        for argument, value in {"interval": interval, "timeout": timeout}.items():
            if value is not None and not value > 0:
                raise refuse(f"/{argument}", "range", "must be seconds above 0", value)
        known = {} if name is not None else known_tasks(tasks)  # type: ignore[arg-type]
        report, close = reporter(progress, "settled")
        return settled_pages(Waiting(self._config.retry, report, close, interval, timeout, known, name))


def _options(concurrency: int, ordered: bool, on_error: str, progress: Shown) -> Options:
    if on_error not in {"collect", "raise"}:
        raise refuse("/on_error", "choice", 'must be "collect" or "raise"', on_error)
    return Options(positive("concurrency", concurrency), ordered, on_error == "raise", progress)


def _query(filters: TaskFilters) -> Query:
    return task_filters(**{name: filters.get(name) for name in TaskFilters.__annotations__})


def _found_by(filters: TaskFilters) -> Pages[Task]:
    query = _query(filters) + query_of({"limit": 100, "limited_response": True})
    return task_pages(query, None, width=1, ordered=True)

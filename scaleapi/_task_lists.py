"""Lists of tasks: their filters, their pages, and the windows of time that they are split into."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypedDict, cast

from scaleapi._core.calls.arguments import Dates, choice, choices, dates, filter_names, page_size, query_of, refuse
from scaleapi._core.calls.call import Call, Query
from scaleapi._core.paging.cursor import PageRange, list_name, read_cursor
from scaleapi._core.paging.pages import Pages, page_call
from scaleapi._core.paging.time_windows import MARGIN
from scaleapi.exceptions import ScaleInvalidRequest
from scaleapi.models.enums import TaskReviewStatus, TaskStatus, TaskType
from scaleapi.models.page import Page, Tasklist
from scaleapi.models.task import Task
from scaleapi.problems import nearest

__all__ = [
    "QUERY_NAMES",
    "TaskFilters",
    "created",
    "filter_query",
    "first_task",
    "known_query",
    "moment_of",
    "read_page",
    "task_call",
    "task_filters",
    "task_pages",
    "within",
]

QUERY_NAMES = frozenset(
    {
        "batch",
        "completed_after",
        "completed_before",
        "customer_review_status",
        "end_time",
        "include_attachment_url",
        "limit",
        "limited_response",
        "next_token",
        "offset",
        "project",
        "start_time",
        "status",
        "tags",
        "type",
        "unique_id",
        "updated_after",
        "updated_before",
    }
)
"""The API's own names for what a list of tasks can be filtered by."""

read_page = partial(Tasklist.read, item=Task.received)


def task_call(method: str, where: str, **more: Any) -> Call[Task]:
    """Describe a call whose answer is a task, which stays bytes; the other arguments are those of `Call`."""
    return Call(method, where, Task.received, parses=_document, **more)


def _document(body: bytes) -> Any:
    from scaleapi.models.document import one_document  # imports msgspec, which costs time

    return one_document(body)


def first_task(page: Any) -> Task | None:
    """Read the first task of a page."""
    return next(iter(read_page(page)), None)


class TaskFilters(TypedDict, total=False):
    """The filters of `get_tasks`: which tasks something is done with. A project or a batch is needed."""

    project_name: str | None
    batch_name: str | None
    task_type: TaskType | str | None
    status: TaskStatus | str | Iterable[TaskStatus | str] | None
    review_status: TaskReviewStatus | str | Iterable[TaskReviewStatus | str] | None
    unique_id: str | Iterable[str] | None
    completed_after: Dates
    completed_before: Dates
    updated_after: Dates
    updated_before: Dates
    created_after: Dates
    created_before: Dates
    tags: str | Iterable[str] | None
    type: TaskType | str | None
    """The same as `task_type`."""


def filter_query(filters: TaskFilters) -> Query:
    """Write filters, a call's `**filters`, as the API's query, checked."""
    given: dict[str, Any] = {name: filters.get(name) for name in TaskFilters.__annotations__}
    kind = given.pop("type")
    return task_filters(**{**given, "task_type": given["task_type"] if kind is None else kind})


def task_filters(**given: Any) -> Query:
    """Turn `get_tasks`' arguments into the API's query, checked."""
    if not given["project_name"] and not given["batch_name"]:
        raise refuse("/project_name", "missing", "a project_name or a batch_name is needed")
    moments = {name: dates(name, value) for name, value in given.items() if name.endswith(("_after", "_before"))}
    kind = given["task_type"]
    return query_of(
        {
            "project": given["project_name"] or None,
            "batch": given["batch_name"] or None,
            "type": choice("task_type", kind, TaskType, closed=False) if kind else None,
            "status": choices("status", given["status"], TaskStatus),
            "customer_review_status": choices("review_status", given["review_status"], TaskReviewStatus),
            "unique_id": filter_names("unique_id", given["unique_id"]),
            "tags": filter_names("tags", given["tags"]),
            "start_time": moments.pop("created_after"),
            "end_time": moments.pop("created_before"),
            **moments,
        }
    )


def task_pages(
    query: Query, cursor: str | None, *, width: int, ordered: bool, read: Callable[[Any], Any] = read_page
) -> Pages[Task]:
    """Describe a list of tasks that goes on by `next_token`, or by offset where the service gives no token.

    Args:
        query: The filters.
        cursor: Where to begin; None for the beginning.
        width: How many pages may be fetched at once.
        ordered: Whether tasks are handed out in the order of the list.
        read: Reads a page, if not as a list of tasks.
    """
    start = dict(query).get("start_time")
    since = moment_of(start)
    if start and since is None:
        width, ordered = 1, True  # who knows where the list begins
    name = list_name("tasks", query)

    def call(page_range: PageRange) -> Call[Any]:
        return page_call("tasks", read, within(query, page_range) + page_range.more)

    def after(page_range: PageRange, page: Page[Any]) -> PageRange | None:
        if not page.has_more:
            return None
        seen = page_range.seen + len(page)
        more = ("next_token", page.next_token) if page.next_token else ("offset", str(seen))
        return PageRange((more,), page_range.after, page_range.until, seen)

    ranges = read_cursor(name, cursor)
    return Pages(call, after, ranges, name, created, width, since, ordered, what="tasks", query=query)


def within(query: Query, page_range: PageRange) -> Query:
    """Ask for a window of a list in place of the whole; a little wider, for what does not belong is left out later."""
    if page_range.after is not None:
        query = (*(pair for pair in query if pair[0] != "start_time"), ("start_time", page_range.after.isoformat()))
    if page_range.until is not None:
        until = (page_range.until + MARGIN).isoformat()
        query = (*(pair for pair in query if pair[0] != "end_time"), ("end_time", until))
    return query


def created(task: Task) -> datetime | None:
    """Tell when a task was created, without reading its other fields."""
    return moment_of(task.raw_value("created_at"))


def moment_of(text: object) -> datetime | None:
    """Read a moment as the service writes it; what names no zone is UTC. None for anything else."""
    try:
        moment = datetime.fromisoformat(cast("str", text))
    except (TypeError, ValueError):
        return None  # then the list is not split by time, but fetched page after page
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def known_query(query: dict[str, Any], known: frozenset[str]) -> Query:
    """Write a query whose names must be the API's own; what is empty is left out.

    Raises:
        ScaleInvalidRequest: A name is none of the API's.
        ScaleValidationError: A value is an empty list: it would be no filter at all.
    """
    unknown = sorted(set(query) - known)
    if unknown:
        meant = [f"{name} (did you mean {near}?)" if (near := nearest(name, known)) else name for name in unknown]
        raise ScaleInvalidRequest(f"No such filter: {', '.join(meant)}. There are: {', '.join(sorted(known))}")
    values = {name: _joined(name, value) for name, value in query.items()}
    return query_of({**values, "limit": page_size(query.get("limit"))})


def _joined(name: str, value: Any) -> Any:
    """Write several statuses as the service takes them: joined by commas; of other filters, repeat the key."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return None if value == "" else value
    several = filter_names(name, cast("Iterable[str]", value)) or []
    return ",".join(several) if name in {"status", "customer_review_status"} else several

"""Tasks as tables in memory: Arrow, pandas, polars."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast, overload

from scaleapi._core.calls.arguments import refuse
from scaleapi._io.optional import need
from scaleapi._keywords import known_keywords
from scaleapi.export.blobs import Parsed
from scaleapi.export.columns import Declares, annotation_columns, form_of
from scaleapi.export.jsonl import parse_line
from scaleapi.models.enums import TaskType
from scaleapi.models.table import Files
from scaleapi.models.task import Task
from scaleapi.models.task_table import RAW, TASK

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from scaleapi.export.conversations.tables import Conversational, ConversationTables
    from scaleapi.models.tasks.result import TaskResult

__all__ = [
    "Results",
    "Tables",
    "conversations_in",
    "files_of_results",
    "of_one_type",
    "schemas",
    "to_arrow",
    "to_pandas",
    "to_polars",
]

T = TypeVar("T")

Results = Mapping[str, "TaskResult"]
"""By task id, what `client.get_task_result` gave: for task types whose annotations lie in files."""


class Tables(NamedTuple, Generic[T]):
    """The two tables of an export, as pandas, polars or Arrow have them."""

    tasks: T
    """A row for each task."""
    annotations: T
    """A row for each annotation; `task_id` leads to its task."""


@known_keywords
def schemas(task_type: TaskType | str, *, payload: Declares = None, raw: bool = False) -> Tables[pa.Schema]:
    """Return the schemas of both tables. They follow from the arguments alone, never from data.

    Args:
        task_type: The task type.
        payload: What declares `annotation_attributes`: each gets a typed column of its own.
        raw: Whether the whole task is a column.

    Raises:
        ImportError: The extra `arrow` is missing.
    """
    need("pyarrow", "arrow", "a table")
    from scaleapi.export.arrow_columns import schema_of  # imports pyarrow, which costs time

    columns = (*TASK, RAW) if raw else TASK
    return Tables(schema_of(columns), schema_of(annotation_columns(str(task_type), payload)))


@overload
def to_arrow(
    tasks: Iterable[Task],
    task_type: TaskType | str | None = None,
    *,
    payload: Declares = None,
    raw: bool = False,
    results: Results | None = None,
) -> Tables[pa.Table]: ...
@overload
def to_arrow(tasks: Iterable[Conversational], *, raw: bool = False) -> ConversationTables[pa.Table]: ...
@known_keywords
def to_arrow(
    tasks: Iterable[Task] | Iterable[Conversational],
    task_type: TaskType | str | None = None,
    *,
    payload: Declares = None,
    raw: bool = False,
    results: Results | None = None,
) -> Tables[pa.Table] | ConversationTables[pa.Table]:
    """Make Arrow tables of tasks and their annotations. The columns of each task type are in `docs/data.md`.

    Tasks of the second API, also delivered ones and those of datasets, become three tables: tasks, messages and
    annotations, which have the same columns for all of them.

    Args:
        tasks: Tasks of that type. One of another type, or a failed one, has no annotations: its response stays whole in
            the table of tasks.
        task_type: The task type, which decides the columns; it may be left out where all tasks are of one type.
        payload: A payload, a task's `params` or a project: each of its `annotation_attributes` gets a typed column
            `attributes.<name>`. An answer that does not fit it is null there; `attributes` has it all the same.
        raw: Whether the table of tasks has the whole task as JSON, too.
        results: What `client.get_task_result` gave, by task id: for types whose annotations lie in files.

    Raises:
        ImportError: The extra `arrow` is missing.
        ScaleValidationError: No type is given, and there is no task, or tasks of several types.
    """
    need("pyarrow", "arrow", "a table")
    tasks, conversations = conversations_in(tasks, task_type, payload, results)
    if conversations is not None:
        from scaleapi.export.conversations.tables import conversations_to_arrow

        return conversations_to_arrow(conversations, raw=raw)
    import pyarrow as pa

    from scaleapi.export.converter import Converter

    kind, tasks = of_one_type(tasks, task_type)
    converter = Converter(form_of(kind, payload=payload, raw=raw), lambda document, _: parse_line(document))
    for task in tasks:
        files = files_of_results(task, results)
        if files:
            deque(converter.add(task.as_dict(), files, task.as_dict().get("response"), None), maxlen=0)
        else:
            converter.add_document(task.as_json())
    converter.finish()
    told, found = (
        pa.Table.from_batches(batches, schema)
        for batches, schema in zip((converter.tasks, converter.annotations), converter.schemas, strict=True)
    )
    return Tables(told, found)


def conversations_in(
    tasks: Iterable[Task] | Iterable[Conversational], *others: object
) -> tuple[Iterable[Task], Iterable[Conversational] | None]:
    """Tell tasks of the second API from others, by the first one.

    Args:
        tasks: The tasks.
        others: What can be said of others only: their type, what declares attributes, their results.

    Raises:
        ScaleValidationError: It is said of tasks of the second API.
    """
    rest: Iterator[Any] = iter(tasks)
    first = next(rest, None)
    whole: Iterable[Any] = rest if first is None else chain([first], rest)
    if first is None or isinstance(first, Task) or not hasattr(first, "threads"):
        return whole, None
    if any(one is not None for one in others):
        raise refuse("/tasks", "conflict", "are of the second API: task_type, payload and results are of no use there")
    return (), whole


def of_one_type(tasks: Iterable[Task], task_type: TaskType | str | None) -> tuple[str, Iterable[Task]]:
    """Return the type of tasks, the first one's if none is given, and the tasks, which are then held against it.

    Raises:
        ScaleValidationError: There is no task to tell the type, now, or there are tasks of several types, later.
    """
    if task_type:
        return str(task_type), tasks
    rest = iter(tasks)
    first = next(rest, None)
    if first is None or not first.type:
        raise refuse("/task_type", "missing", "no task tells the type, which decides the columns: give task_type")
    kind = str(first.type)
    return kind, _all_of(chain([first], rest), kind)


def _all_of(tasks: Iterable[Task], kind: str) -> Iterator[Task]:
    for task in tasks:
        if task.type != kind:
            hint = "give task_type, or convert the tasks of each type by themselves"
            message = (
                f"cannot be left out: there are tasks of several types, {kind} and {task.type or 'an unknown one'}"
            )
            raise refuse("/task_type", "conflict", message, None, hint)
        yield task


def files_of_results(task: Task, results: Results | None) -> Files:
    """Return the files of a task's result that were fetched before."""
    result = (results or {}).get(task.task_id)
    return {} if result is None else {name: Parsed(value) for name, value in result.raw.items()}


@overload
def to_pandas(
    tasks: Iterable[Task],
    task_type: TaskType | str | None = None,
    *,
    payload: Declares = None,
    raw: bool = False,
    results: Results | None = None,
) -> Tables[pd.DataFrame]: ...
@overload
def to_pandas(tasks: Iterable[Conversational], *, raw: bool = False) -> ConversationTables[pd.DataFrame]: ...
@known_keywords
def to_pandas(
    tasks: Iterable[Task] | Iterable[Conversational],
    task_type: TaskType | str | None = None,
    *,
    payload: Declares = None,
    raw: bool = False,
    results: Results | None = None,
) -> Tables[pd.DataFrame] | ConversationTables[pd.DataFrame]:
    """Make pandas data frames; the arguments are those of `to_arrow`. Columns keep Arrow's types.

    Raises:
        ImportError: The extra `pandas` is missing.
    """
    pandas = need("pandas", "pandas", "a pandas data frame")
    tables: Any = to_arrow(cast("Any", tasks), task_type, payload=payload, raw=raw, results=results)
    made: Tables[pd.DataFrame] = type(tables)(*(table.to_pandas(types_mapper=pandas.ArrowDtype) for table in tables))
    return made


@overload
def to_polars(
    tasks: Iterable[Task],
    task_type: TaskType | str | None = None,
    *,
    payload: Declares = None,
    raw: bool = False,
    results: Results | None = None,
) -> Tables[pl.DataFrame]: ...
@overload
def to_polars(tasks: Iterable[Conversational], *, raw: bool = False) -> ConversationTables[pl.DataFrame]: ...
@known_keywords
def to_polars(
    tasks: Iterable[Task] | Iterable[Conversational],
    task_type: TaskType | str | None = None,
    *,
    payload: Declares = None,
    raw: bool = False,
    results: Results | None = None,
) -> Tables[pl.DataFrame] | ConversationTables[pl.DataFrame]:
    """Make polars data frames; the arguments are those of `to_arrow`.

    Raises:
        ImportError: The extra `polars` is missing.
    """
    polars: Any = need("polars", "polars", "a polars data frame")
    tables: Any = to_arrow(cast("Any", tasks), task_type, payload=payload, raw=raw, results=results)
    made: Tables[pl.DataFrame] = type(tables)(*(polars.from_arrow(table) for table in tables))
    return made

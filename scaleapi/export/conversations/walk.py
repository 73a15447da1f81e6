"""From the JSON of one task to its rows. Nothing that is odd raises, and nothing is lost: it stands in `rest`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from scaleapi.models.rules import is_array, is_object, listed, mapped, objects
from scaleapi.problems import pointer_of

__all__ = ["Row", "TaskRows", "rows_of", "threads_of"]

Row: TypeAlias = dict[str, Any]
"""Values by the names of columns; `rest` is a dictionary."""
_Loc: TypeAlias = tuple[str | int, ...]

_TASK = (
    "task_id", "status", "created_at", "completed_at", "delivered_at", "response_schema_id", "response_url", "metadata",
    "errors", "sensitive_content_reports",
)  # fmt: skip
_NAMED = ("project", "batch", "delivery", "dataset")
"""What a task holds by its id, or whole where the call had it expanded."""
_MESSAGE = ("role", "source_id", "model_parameters", "rubric_evaluations")
_CONTENT = ("text", "reference_texts", "attachments", "chunks", "reasoning")
_ANNOTATION = (
    "id", "key", "type", "value", "labels", "title", "description", "justification", "not_applicable", "cannot_assess",
    "possible_values", "metadata",
)  # fmt: skip


class TaskRows(NamedTuple):
    """The rows of one task."""

    task: Row
    messages: list[Row]
    annotations: list[Row]


class _Place(NamedTuple):
    """Where a message or an annotation stands: the columns that say so, and the way there."""

    columns: dict[str, Any]
    loc: _Loc

    def at(self, *steps: str | int, **columns: Any) -> _Place:
        return _Place({**self.columns, **columns}, (*self.loc, *steps))


def threads_of(task: Mapping[str, Any]) -> tuple[_Loc, Any]:
    """Find the conversations of a task, those of a delivered one in its response: the way there, and what is there."""
    if "threads" in task:
        return ("threads",), task["threads"]
    return ("response", "threads"), mapped(task.get("response")).get("threads")


def rows_of(task: Mapping[str, Any]) -> TaskRows:
    """Make the rows of a task, a delivered task or a dataset task, given as JSON."""
    loc, threads = threads_of(task)
    made = TaskRows({}, [], [])
    place = _Place({"task_id": task.get("task_id")}, loc)
    left = [_thread(place.at(at, thread=at), one, made) for at, one in enumerate(listed(threads))]
    response = task.get("response")
    if is_object(response) and loc[0] == "response":
        response = _beyond(response, "threads") or None
    made.task.update(_task(task))
    made.task.update(
        messages=len(made.messages),
        annotations=len(made.annotations),
        threads=left if is_array(threads) else threads,
        response=response,
    )
    return made


def _task(task: Mapping[str, Any]) -> Row:
    """Take what a task has beside its conversations."""
    delivery = "delivery" if task.get("delivery") is not None else "delivery_id"
    rest = _beyond(task, *_TASK, *_NAMED, delivery, "threads", "response")
    row = {name: task.get(name) for name in (*_TASK, *_NAMED)} | {"delivery": task.get(delivery)}
    for name in _NAMED:
        if is_object(whole := row[name]):
            row[name], rest[name] = whole.get("id"), whole
    return {**row, "rest": rest}


def _thread(place: _Place, thread: Any, made: TaskRows) -> Any:
    """Make the rows of a thread; return what is left of it."""
    if not is_object(thread):
        return thread
    here = place.at(thread_id=thread.get("id"))
    left = _annotations(here, "thread", thread, made)
    if is_array(turns := thread.get("turns")):
        left["turns"] = [_turn(here.at("turns", at, turn=at), one, made) for at, one in enumerate(turns)]
    return left


def _turn(place: _Place, turn: Any, made: TaskRows) -> Any:
    if not is_object(turn):
        return turn
    here = place.at(turn_id=turn.get("id"))
    left = _annotations(here, "turn", turn, made)
    for at, rubric in objects(turn.get("rubrics")):
        for number, one in objects(rubric.get("criteria_definitions")):
            _annotations(here.at("rubrics", at, "criteria_definitions", number), "criterion", one, made)
    for at, one in objects(turn.get("messages")):
        _message(here.at("messages", at, message=at), one, made)
    return _odd_only(left, "messages")


def _message(place: _Place, message: Row, made: TaskRows) -> None:
    here = place.at(source_id=message.get("source_id"))
    left, content = _annotations(here, "message", message, made), message.get("content")
    for at, chunk in objects(mapped(content).get("chunks")):
        _annotations(here.at("content", "chunks", at), "chunk", chunk, made)
    evaluations = list(objects(message.get("rubric_evaluations")))
    for at, one in evaluations:
        _evaluation(here.at("rubric_evaluations", at), one, made)
    first = evaluations[0][1] if evaluations else {}
    inner = _beyond(content, *_CONTENT) if is_object(content) else content
    made.messages.append(
        {name: message.get(name) for name in _MESSAGE}
        | {name: mapped(content).get(name) for name in _CONTENT}
        | {"model": mapped(message.get("model_parameters")).get("model")}
        | {name: first.get(name) for name in ("total_score", "percentage")}
        | here.columns
        | {"rest": _beyond(left, *_MESSAGE, "content") | ({} if inner in (None, {}) else {"content": inner})}
    )


def _evaluation(place: _Place, evaluation: Row, made: TaskRows) -> None:
    _annotations(place, "evaluation", evaluation, made)
    for at, one in objects(evaluation.get("criteria_evaluations")):
        _annotations(place.at("criteria_evaluations", at), "evaluation", one, made)


def _annotations(place: _Place, about: str, owner: Row, made: TaskRows) -> Row:
    """Make the rows of the annotations of something; return what is left of it."""
    for at, one in objects(owner.get("annotations")):
        made.annotations.append(
            {name: one.get(name) for name in _ANNOTATION}
            | place.columns
            | {
                "about": about,
                "pointer": pointer_of((*place.loc, "annotations", at)),
                "rest": _beyond(one, *_ANNOTATION),
            }
        )
    return _odd_only(owner, "annotations")


def _odd_only(owner: Row, name: str) -> Row:
    """Leave of an array only what is no object, for the others have rows; and nothing of one that has only such."""
    if not is_array(items := owner.get(name)):
        return dict(owner)
    odd = [one for one in items if not is_object(one)]
    return {**owner, name: odd} if odd else _beyond(owner, name)


def _beyond(owner: Mapping[str, Any], *known: str) -> Row:
    return {name: value for name, value in owner.items() if name not in known}

"""Creating a chat task: checked, then sent once.

Whether the second API takes a `unique_id` and an `Idempotency-Key` is not documented, so nothing is sent again that may
have been carried out. A `unique_id` is looked up then, through the first API, which shares the tasks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from scaleapi._core import system
from scaleapi._core.calls.arguments import plain
from scaleapi._core.calls.call import Call, Flow, Repeat
from scaleapi._core.calls.flows import exchange, is_older, transmit
from scaleapi._core.calls.replies import FinalReply, read
from scaleapi._core.calls.retry import RetryPolicy, outcome_of
from scaleapi._core.paging.pages import page_call
from scaleapi._task_lists import first_task
from scaleapi.exceptions import Outcome, ScaleException
from scaleapi.files import doubt_fields
from scaleapi.models.v2.base import V2Entity
from scaleapi.models.v2.task import Task
from scaleapi.v2.arguments import at_most_one, exactly_one, given, json_object
from scaleapi.v2.calls import fetch

__all__ = ["chat_payload", "create_chat", "create_once_at_most", "find_chat"]

E = TypeVar("E", bound=V2Entity)

_FIELDS = (
    "project_id",
    "project_name",
    "batch_id",
    "batch_name",
    "template_variables",
    "metadata",
    "callback_url",
    "unique_id",
)


def chat_payload(
    *,
    project_id: str | None = None,
    project_name: str | None = None,
    batch_id: str | None = None,
    batch_name: str | None = None,
    template_variables: Any = None,
    metadata: Any = None,
    callback_url: str | None = None,
    unique_id: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Write the body of a creation, checked; fields that are not known here are sent as they are."""
    doubt_fields(more, _FIELDS)
    objects = {"template_variables": template_variables, "metadata": metadata}
    return {
        **exactly_one(project_id=project_id, project_name=project_name),
        **at_most_one(batch_id=batch_id, batch_name=batch_name),
        **{name: json_object(name, value) for name, value in objects.items() if value is not None},
        **given(callback_url=callback_url, unique_id=unique_id),
        **{name: plain(value, name) for name, value in more.items() if value is not None},
    }


def create_chat(payload: dict[str, Any], policy: RetryPolicy, key: str | None = None) -> Flow[Task]:
    """Create a chat task, at most once.

    Args:
        payload: The body, checked.
        policy: The retry policy.
        key: The `Idempotency-Key`, should the service heed it.
    """
    headers = {"Idempotency-Key": key or system.new_key()}
    call = Call(
        "POST", "task/chat", Task.received, json=payload, headers=headers, repeat=Repeat.unless_done, version="v2"
    )
    unique_id = payload.get("unique_id")
    return create_once_at_most(call, policy, lambda: find_chat(unique_id, policy) if unique_id else _nothing())


def create_once_at_most(call: Call[E], policy: RetryPolicy, look_up: Callable[[], Flow[E | None]]) -> Flow[E]:
    """Create something that a second attempt could create again: it is looked up after an unknown outcome instead.

    Raises:
        ScaleException: It was refused; or its outcome is `unknown`, and it was not found.
    """
    final = yield from transmit(call, policy)
    if final.ok or outcome_of(final.reply) is not Outcome.unknown:
        return read(call, final)
    found = yield from _found(look_up, final)
    return read(call, final) if found is None else found


def _found(look_up: Callable[[], Flow[E | None]], final: FinalReply) -> Flow[E | None]:
    try:
        found = yield from look_up()
    except ScaleException:
        return None  # then nobody knows, as before
    return None if found is None or is_older(found, final) else found


def find_chat(unique_id: str, policy: RetryPolicy) -> Flow[Task | None]:
    """Look a task up by its `unique_id`: the first API finds it, the second shows it."""
    query = (("unique_id", unique_id), ("limit", "1"))
    known = yield from exchange(page_call("tasks", first_task, query), policy)
    if known is None or known.unique_id != unique_id:
        return None
    return (yield from exchange(fetch("task", Task, task_id=known.task_id), policy))


def _nothing() -> Flow[None]:
    """Look up what has no name."""
    yield from ()

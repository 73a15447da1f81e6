"""A callback that came: a task, and what it was posted for."""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, ClassVar, Self

from scaleapi._io.json_text import dumps
from scaleapi.models.base import Entity, Json
from scaleapi.models.enums import TaskStatus
from scaleapi.models.rules import is_object
from scaleapi.models.task import Task

if TYPE_CHECKING:
    from scaleapi.models.payload import Response

__all__ = ["Callback"]

_OUTCOME = ("completed_at", "customer_review_status", "customer_audited_at")
"""What changes in a task when it is completed once more, or reviewed."""


class Callback(Entity):
    """What the service posted about a task: that it was completed, failed, was reviewed, or is pending again.

    `as_dict()` is the JSON as it came; two callbacks are equal if they tell of the same outcome of the same task.
    """

    identity: ClassVar[str] = "event_id"
    shown: ClassVar[tuple[str, ...]] = ("task_id", "status")

    task: Task
    """The whole task, as `client.get_task()` gives it."""

    @property
    def task_id(self) -> str:
        """The task's id."""
        return self.task.task_id

    @property
    def status(self) -> TaskStatus:
        """The task's status when this was posted."""
        told = self.as_dict().get("status")
        return TaskStatus.received(told) if isinstance(told, str) else self.task.status

    @property
    def response(self) -> Json | None:
        """The result, raw; what went wrong, if the task failed; None if there is neither."""
        told = self.as_dict().get("response")
        return told if is_object(told) else self.task.response

    @property
    def typed_response(self) -> Response | None:
        """The result as the response model of the task's type; None while there is none."""
        if self.response is None:
            return None
        from scaleapi.models.tasks.registry import response_class  # imported on first use: it costs time

        return response_class(self.task.type or "", self.status).read(self.response)

    @property
    def error(self) -> str | None:
        """What went wrong, if the task failed; None if it did not. `typed_response` may have more about it."""
        if self.status != TaskStatus.Error:
            return None
        told = (self.response or {}).get("error")
        return told if isinstance(told, str) and told else "the service gave no reason"

    @cached_property
    def event_id(self) -> str:
        """The same for each delivery of the same outcome of the same task, and for nothing else.

        Made of the task's id and status, of when it was completed, of its review and of its response. What else a task
        has may change between two deliveries: its tags, or that the first was not taken.
        """
        task = self.task.as_dict()
        outcome = [self.status, *(task.get(name) for name in _OUTCOME), self.response]
        return f"{self.task_id}:{digest(outcome)}"

    def confirmed(self, task: Task) -> Self:
        """Return the same with a task that was fetched, in place of the one that came."""
        facts = {"task_id": task.task_id, "status": str(task.status), "response": task.response, "task": task.as_dict()}
        callback = type(self).model_validate(self.as_dict() | facts)
        object.__setattr__(callback, "task", task)  # the object that knows its client
        return callback


def digest(content: object) -> str:
    """Make a fingerprint of JSON, in which the order of keys does not count.

    Raises:
        ValueError: It is nested beyond what the stack holds.
    """
    try:
        text = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError):  # a number of thousands of digits; for these, the order of keys does count
        text = dumps(content)
    return blake2b(text, digest_size=12).hexdigest()

"""The Task entity."""

import warnings
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pydantic import BaseModel, Field

from scaleapi.models.base import Entity, Json
from scaleapi.models.enums import TaskReviewStatus, TaskStatus, TaskType
from scaleapi.models.reading import read_fitting
from scaleapi.models.rules import mapped, objects, strings

if TYPE_CHECKING:
    from scaleapi.models.payload import Payload, Response

__all__ = ["Task"]

P = TypeVar("P", bound=BaseModel)


class Task(Entity):
    """A piece of labeling work, as the service tells of it."""

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...

    identity: ClassVar[str] = "task_id"
    shown: ClassVar[tuple[str, ...]] = ("type", "status")

    task_id: str
    """24 hexadecimal characters."""
    status: TaskStatus
    type: TaskType | None = None
    """None in a limited response."""
    created_at: datetime | None = None
    completed_at: datetime | None = None
    updated_at: datetime | None = None
    instruction: str | None = None
    params: dict[str, Any] = Field(default_factory=dict[str, Any])
    """What the task was created with, raw; `typed_params` is its model."""
    response: dict[str, Any] | None = None
    """The result, raw, once completed (or the error, once failed); `typed_response` is its model."""
    metadata: dict[str, Any] = Field(default_factory=dict[str, Any])
    callback_url: str | None = None
    callback_succeeded: bool | None = None
    is_test: bool | None = None
    urgency: str | None = None
    priority: int | None = None
    project: str | None = None
    batch: str | None = None
    unique_id: str | None = None
    """None when it was never set or has been cleared."""
    tags: list[str] = Field(default_factory=list[str])
    work_started: bool | None = None
    processed_attachments: list[Any] = Field(default_factory=list[Any])
    project_param_version: int | None = None
    customer_review_status: TaskReviewStatus | None = None
    customer_review_comments: list[str] = Field(default_factory=list[str])
    """What the reviewer wrote. This and the review facts that follow were seen in others' code."""
    customer_reviewed_by: str | None = None
    customer_audit_time_secs: float | None = None
    """How long the review took, in seconds."""
    customer_audited_at: datetime | None = None
    callback_completed: bool | None = None
    audits: list[Any] = Field(default_factory=list[Any])
    prior_responses: list[Any] = Field(default_factory=list[Any])
    """Earlier responses, oldest first, raw, if a review changed the answer; `typed_prior_responses`: their models."""
    attempts: list[Any] = Field(default_factory=list[Any])
    """In callbacks of consensus projects: what each person answered, raw; `typed_attempts` are their models."""
    response_url: str | None = None
    """Where a large or secured result can be fetched."""

    @property
    def id(self) -> str:
        """The task's id: the same as `task_id`."""
        return self.task_id

    @property
    def typed_params(self) -> "Payload":
        """The parameters as the payload model of this task's type; never raises on what the server sent."""
        from scaleapi.models.tasks.registry import payload_class  # imported on first use: it costs time

        kind = payload_class(self.type or "")
        return _fitting(kind, self._undecoded("params")) or kind.read(self.params)

    @property
    def typed_response(self) -> "Response | None":
        """The result as the response model of this task's type; None while there is none."""
        from scaleapi.models.tasks.registry import response_class  # imported on first use: it costs time

        kind = response_class(self.type or "", self.status)
        fitting = _fitting(kind, self._undecoded("response"))
        return fitting if fitting is not None or self.response is None else kind.read(self.response)

    @property
    def typed_prior_responses(self) -> "list[Response]":
        """The earlier responses as the response models of this task's type, oldest first."""
        return self._typed(self.prior_responses)

    @property
    def typed_attempts(self) -> "list[Response]":
        """What each person answered, as the response models of this task's type; by the person's number, from 0."""
        return self._typed(mapped(one).get("response") for one in self.attempts)

    def _typed(self, responses: Iterable[Any]) -> "list[Response]":
        from scaleapi.models.tasks.registry import response_class  # imported on first use: it costs time

        return [response_class(self.type or "").read(one) for one in responses]

    def _details(self) -> list[tuple[str, object]]:
        """Name the attachment, so that it becomes a link, and the labels in the response."""
        facts = super()._details()
        attachment, labels = mapped(self._told("params")).get("attachment"), _labels(self._told("response"))
        more = [("attachment", attachment), ("labels", labels)]
        return facts + [(name, value) for name, value in more if value and isinstance(value, str)]

    @classmethod
    def _beyond(cls, name: str, raw: Json) -> tuple[bool, Any]:
        params: Json = raw["params"] if isinstance(raw.get("params"), dict) else {}
        if name not in params:
            return False, None
        warnings.warn(f'task.{name} is deprecated: use task.params["{name}"]', DeprecationWarning, stacklevel=3)
        return True, params[name]

    def refresh(self) -> None:
        """Fetch the task again and update this object."""
        self._absorb(self._caller("get_task", repr(self.task_id)).get_task(self.task_id))

    def cancel(self, clear_unique_id: bool = False) -> None:
        """Cancel the task, if no work has started on it (else ScaleInvalidRequest); update this object.

        Args:
            clear_unique_id: Also give the `unique_id` free.
        """
        client = self._caller("cancel_task", repr(self.task_id))
        self._absorb(client.cancel_task(self.task_id, clear_unique_id))

    def audit(self, accepted: bool, comments: str | None = None) -> None:
        """Accept or reject the completed task. Call `refresh()` to see the new review status."""
        client = self._caller("audit_task", repr(self.task_id), repr(accepted))
        client.audit_task(self.task_id, accepted, comments)

    def resend_callback(self) -> Json:
        """Have the callback of the task, completed or failed, sent again. Known from third parties."""
        answer: Json = self._caller("resend_callback", repr(self.task_id)).resend_callback(self.task_id)
        return answer

    def update_unique_id(self, unique_id: str) -> None:
        """Give the task another `unique_id`; ScaleDuplicateResource if another task has it."""
        client = self._caller("update_task_unique_id", repr(self.task_id), repr(unique_id))
        self._absorb(client.update_task_unique_id(self.task_id, unique_id))

    def clear_unique_id(self) -> None:
        """Give the task's `unique_id` free."""
        client = self._caller("clear_task_unique_id", repr(self.task_id))
        self._absorb(client.clear_task_unique_id(self.task_id))

    def set_metadata(self, metadata: dict[str, Any]) -> None:
        """Replace the whole metadata (10 KB at most)."""
        client = self._caller("set_task_metadata", repr(self.task_id), "metadata")
        self._absorb(client.set_task_metadata(self.task_id, metadata))

    def set_tags(self, tags: list[str]) -> None:
        """Replace all tags (5 at most)."""
        client = self._caller("set_task_tags", repr(self.task_id), "tags")
        self._absorb(client.set_task_tags(self.task_id, tags))

    def add_tags(self, tags: list[str]) -> None:
        """Add tags; those that the task has already are ignored."""
        client = self._caller("add_task_tags", repr(self.task_id), "tags")
        self._absorb(client.add_task_tags(self.task_id, tags))

    def delete_tags(self, tags: list[str]) -> None:
        """Remove tags; those that the task does not have are ignored."""
        client = self._caller("delete_task_tags", repr(self.task_id), "tags")
        self._absorb(client.delete_task_tags(self.task_id, tags))


def _fitting(kind: type[P], held: bytes | None) -> P | None:
    """Read a field that nobody has decoded yet, if it fits its model."""
    return None if held is None else read_fitting(kind, held)


def _labels(response: object) -> str:
    """Count the annotations of each label, most first."""
    counts = Counter(
        label for _, one in objects(mapped(response).get("annotations")) for label in strings(one.get("label"))
    )
    return ", ".join(f"{label}: {count}" for label, count in counts.most_common(20))

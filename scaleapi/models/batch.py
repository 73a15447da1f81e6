"""The Batch entity."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from scaleapi.models.base import Entity, Json
from scaleapi.models.enums import BatchStatus

__all__ = ["Batch"]


class Batch(Entity):
    """Tasks of one project that are created, counted and prioritized together.

    Tasks come into it by `create_task(..., batch=name)`. In Rapid and Studio projects it is `staging`, and nobody works
    on it, until it is finalized. On one from a `ScaleClient`, `finalize()` and the like act and update it in place.
    """

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...

    identity: ClassVar[str] = "name"
    shown: ClassVar[tuple[str, ...]] = ("status",)

    name: str
    """Unique in the account."""
    status: BatchStatus | None = None
    project: str | None = None
    """The name of its project."""
    callback: str | None = None
    """Where the service tells that the batch is completed; a URL or an e-mail address."""
    created_at: datetime | None = None
    completed_at: datetime | None = None
    metadata: dict[str, Any] = Field(default_factory=dict[str, Any])
    tasks_pending: int | None = None
    """Known after `get_status()`; None before."""
    tasks_completed: int | None = None
    """Known after `get_status()`; None before."""
    tasks_error: int | None = None
    """Known after `get_status()`; None before."""
    tasks_canceled: int | None = None
    """Known after `get_status()`; None before."""

    def finalize(self) -> None:
        """Start the work on a staged batch (Rapid and Studio; elsewhere nothing changes); update this object."""
        self._absorb(self._caller("finalize_batch", repr(self.name)).finalize_batch(self.name))

    def prioritize(self, priority: int) -> Json:
        """Set the priority of the batch before it is finalized: 10 to 30. Known from third parties."""
        answer: Json = self._caller("prioritize_batch", repr(self.name), repr(priority)).prioritize_batch(
            self.name, priority
        )
        return answer

    def get_status(self) -> Json:
        """Fetch the counts by status, keep them as `tasks_pending` … on this object, and return the raw answer."""
        answer: Json = self._caller("batch_status", repr(self.name)).batch_status(self.name)
        for count in ("pending", "completed", "error", "canceled"):
            # Absent means none. Some deployments spell the keys with the prefix.
            value = answer.get(count, answer.get(f"tasks_{count}", 0))
            object.__setattr__(self, f"tasks_{count}", value)
        if isinstance(answer.get("status"), str):
            object.__setattr__(self, "status", BatchStatus.received(answer["status"]))
        return answer

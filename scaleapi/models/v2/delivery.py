"""Deliveries: the tasks of a project that were handed over together."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from scaleapi.models.rules import mapped
from scaleapi.models.v2.base import V2Entity, promised
from scaleapi.models.v2.conversation import Thread
from scaleapi.models.v2.expandable import Expandable
from scaleapi.models.v2.project import Project
from scaleapi.models.v2.readers import reader_of

__all__ = ["DeliveredTask", "Delivery", "threads_in"]


class Delivery(V2Entity):
    """Tasks of a project that were handed over together."""

    identity: ClassVar[str] = "id"
    shown: ClassVar[tuple[str, ...]] = ("name", "task_count")

    id: str = promised()
    name: str = promised()
    task_count: int = promised()
    delivered_at: datetime = promised()
    project: Expandable[Project] = promised()


class DeliveredTask(V2Entity):
    """A task as a delivery has it; one that was not delivered yet has no delivery."""

    identity: ClassVar[str] = "task_id"
    shown: ClassVar[tuple[str, ...]] = ("delivery_id",)

    task_id: str = promised()
    created_at: datetime | None = None
    delivery_id: str | None = None
    response_schema_id: str | None = None
    """The `Schema` that the response follows."""
    delivered_at: datetime | None = None
    response: dict[str, Any] | None = None
    """The result as JSON; `threads` are its conversations, if it has any."""
    response_url: str | None = None
    """Where a large result can be fetched."""

    @property
    def id(self) -> str:
        """The task's id: the same as `task_id`."""
        return self.task_id

    @property
    def threads(self) -> list[Thread]:
        """The conversations in the response."""
        return threads_in(self.response)


def threads_in(response: object) -> list[Thread]:
    """Read the conversations of a response; none where it has another form."""
    made: list[Thread] | None = reader_of(list[Thread])(mapped(response).get("threads"))
    return made or []

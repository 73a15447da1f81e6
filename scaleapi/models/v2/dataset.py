"""Datasets: data of the service's own that a customer has bought, their deliveries and tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from scaleapi.models.v2.base import V2Entity, promised
from scaleapi.models.v2.conversation import Thread
from scaleapi.models.v2.delivery import threads_in
from scaleapi.models.v2.expandable import Expandable

__all__ = ["Dataset", "DatasetDelivery", "DatasetDeliveryMetadata", "DatasetTask"]


class Dataset(V2Entity):
    """A dataset."""

    identity: ClassVar[str] = "id"
    shown: ClassVar[tuple[str, ...]] = ("name",)

    id: str = promised()
    name: str = promised()


class DatasetDeliveryMetadata(V2Entity):
    """How much a delivery has."""

    shown: ClassVar[tuple[str, ...]] = ("task_count", "turn_count")

    task_count: int | None = None
    turn_count: int | None = None


class DatasetDelivery(V2Entity):
    """Tasks of a dataset that were handed over together."""

    identity: ClassVar[str] = "id"
    shown: ClassVar[tuple[str, ...]] = ("name",)

    id: str = promised()
    name: str = promised()
    delivered_at: datetime = promised()
    dataset: Expandable[Dataset] | None = None
    metadata: DatasetDeliveryMetadata = Field(default_factory=DatasetDeliveryMetadata)


class DatasetTask(V2Entity):
    """A task of a dataset."""

    identity: ClassVar[str] = "task_id"
    shown: ClassVar[tuple[str, ...]] = ()

    task_id: str = promised()
    dataset: Expandable[Dataset] = promised()
    delivery: Expandable[DatasetDelivery] = promised()
    response: dict[str, Any] = Field(default_factory=dict[str, Any])
    """The result, in a form that was agreed on; `threads` are its conversations, if it has any."""

    @property
    def id(self) -> str:
        """The task's id: the same as `task_id`."""
        return self.task_id

    @property
    def threads(self) -> list[Thread]:
        """The conversations in the response."""
        return threads_in(self.response)

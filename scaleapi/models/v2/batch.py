"""The batch of the second API."""

from __future__ import annotations

import warnings
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import Field

from scaleapi.models.v2.base import V2Entity, promised
from scaleapi.models.v2.enums import BatchStatus
from scaleapi.models.v2.expandable import Expandable
from scaleapi.models.v2.project import Project

__all__ = ["Batch"]


class Batch(V2Entity):
    """Tasks of one project that belong together."""

    identity: ClassVar[str] = "id"
    shown: ClassVar[tuple[str, ...]] = ("name", "status")

    id: str = promised()
    name: str = promised()
    project: Expandable[Project] = promised()
    created_at: datetime = promised()
    completed_at: datetime | None = None
    status: BatchStatus = promised()
    callback: str | None = None
    metadata: dict[str, Any] = Field(default_factory=dict[str, Any])

    @property
    def message(self) -> str | None:
        """What the service said to a pause, resumption or cancellation; None otherwise. It is not in `as_dict()`."""
        told: str | None = vars(self).get("_told")
        return told

    @property
    def batch(self) -> Self:
        """The name of SDK 2.18: the batch inside of an answer, which is this object."""
        warnings.warn(".batch is deprecated: use the object itself", DeprecationWarning, stacklevel=2)
        return self

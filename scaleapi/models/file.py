"""The File entity."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from scaleapi.models.base import Entity

__all__ = ["File"]


class File(Entity):
    """A file in the service's storage, to be used as an attachment by its `attachment_url`."""

    identity: ClassVar[str] = "id"
    shown: ClassVar[tuple[str, ...]] = ("attachment_url",)

    id: str
    attachment_url: str | None = None
    """`scaledata://…`: goes into a payload's `attachment`."""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    mime_type: str | None = None
    size: int | None = None
    """Bytes."""
    project_names: list[str] | None = None
    reference_id: str | None = None
    display_name: str | None = None

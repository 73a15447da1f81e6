"""The File entity."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from scaleapi.models.base import Entity, Json

__all__ = ["File"]


class File(Entity):
    """A file in the service's storage, to be used as an attachment by its `attachment_url`."""

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...

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
    project_names: list[str] = Field(default_factory=list[str])
    reference_id: str | None = None
    display_name: str | None = None

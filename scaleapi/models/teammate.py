"""The Teammate entity."""

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from scaleapi.models.base import Entity, Json
from scaleapi.models.enums import TeammateRole

__all__ = ["Teammate"]


class Teammate(Entity):
    """A member of the team that owns the account."""

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...

    identity: ClassVar[str] = "email"
    shown: ClassVar[tuple[str, ...]] = ("role",)

    email: str
    role: TeammateRole | None = None
    company: str | None = None
    first_name: str | None = Field(default=None, alias="firstName")
    last_name: str | None = Field(default=None, alias="lastName")
    is_studio_labeler: bool | None = Field(default=None, alias="isStudioLabeler")
    expiry: str | None = None
    """When the invitation ends, while it is open."""

    def update_teammate_role(self, new_role: TeammateRole | str) -> None:
        """Give the teammate another role; update this object."""
        client = self._caller("update_teammates_role", repr([self.email]), repr(str(new_role)))
        for teammate in client.update_teammates_role([self.email], new_role):
            if teammate == self:
                self._absorb(teammate)

"""The Project entity and its TaskTemplate."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from scaleapi.models.base import Entity, Json
from scaleapi.models.enums import TaskType

__all__ = ["Project", "TaskTemplate"]


class TaskTemplate(Entity):
    """What tasks of a chat or text-collection project must send."""

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...

    identity: ClassVar[str] = "id"
    shown: ClassVar[tuple[str, ...]] = ("version",)

    id: str
    version: int | str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    template_variables: dict[str, Any] = Field(default_factory=dict[str, Any])
    response_schema: dict[str, Any] | None = None
    """Only if it is enabled for the account."""
    auto_onboard_enabled: bool = False

    def get_template_variables(self) -> Json:
        """Return the variables that a task of this template takes."""
        return self.template_variables

    def get_response_schema(self) -> Json | None:
        """Return the schema of the responses, or None if the account has it not."""
        return self.response_schema

    def is_auto_onboardable(self) -> bool:
        """Tell whether workers are onboarded automatically."""
        return self.auto_onboard_enabled


class Project(Entity):
    """Default parameters for the tasks of one type."""

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...

    identity: ClassVar[str] = "name"
    shown: ClassVar[tuple[str, ...]] = ("type",)

    name: str
    """Unique in the account."""
    type: TaskType | None = None
    created_at: datetime | None = None
    param_history: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])
    """Every version of the default parameters, oldest first."""
    archived: bool | None = None
    pinned: bool | None = None

    @property
    def params(self) -> Json | None:
        """The default parameters in force: the last of `param_history`, else None."""
        return self.param_history[-1] if self.param_history else None

    @property
    def version(self) -> int | None:
        """The version of the default parameters in force, counted from 0."""
        return (self.params or {}).get("version")

    @property
    def instruction(self) -> str | None:
        """The default instruction in force."""
        return (self.params or {}).get("instruction")

    def get_template(self) -> TaskTemplate:
        """Fetch the task template; only chat and text-collection projects have one."""
        template: TaskTemplate = self._caller("get_project_template", repr(self.name)).get_project_template(self.name)
        return template

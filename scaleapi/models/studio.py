"""What Scale Studio knows: workers, project groups, assignments and batches."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from scaleapi.models.base import Entity, Json
from scaleapi.models.enums import StudioBatchStatus

__all__ = ["StudioBatch", "StudioLabelerAssignment", "StudioProjectGroup", "StudioWorker"]


class StudioWorker(Entity):
    """A labeler in a `StudioProjectGroup`."""

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...

    identity: ClassVar[str] = "id"
    shown: ClassVar[tuple[str, ...]] = ("email",)

    id: str
    email: str | None = None


class StudioProjectGroup(Entity):
    """A group of labelers within a project, to which batches can be assigned."""

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...

    identity: ClassVar[str] = "id"
    shown: ClassVar[tuple[str, ...]] = ("name",)

    id: str
    name: str | None = None
    numWorkers: int | None = None
    isSingleton: bool | None = None
    """Whether the group was made for one teammate."""
    workers: list[StudioWorker] = Field(default_factory=list[StudioWorker])


class StudioBatch(Entity):
    """A pending batch, in the order in which it will be worked on."""

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...

    identity: ClassVar[str] = "name"
    shown: ClassVar[tuple[str, ...]] = ("batch_type",)

    name: str
    id: str | None = None
    project_id: str | None = Field(default=None, alias="projectId")
    project_name: str | None = Field(default=None, alias="projectName")
    batch_type: StudioBatchStatus | None = Field(default=None, alias="batchType")
    studio_priority: int | None = Field(default=None, alias="studioPriority")
    total: int | None = None
    completed: int | None = None
    groups: list[str] = Field(default_factory=list[str])


class StudioLabelerAssignment(Entity):
    """The projects that a labeler is assigned to; it iterates, indexes and compares like its list of names."""

    identity: ClassVar[str] = "email"
    shown: ClassVar[tuple[str, ...]] = ("assigned_projects",)

    email: str
    assigned_projects: list[str] = Field(default_factory=list[str])

    def __init__(
        self, assigned_projects: list[str] | None = None, email: str | None = None, client: object = None
    ) -> None:
        """Make an assignment by hand, as SDK 2.x does."""
        super().__init__({"email": email, "assigned_projects": assigned_projects or []}, client)

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return iter(self.assigned_projects)

    def __len__(self) -> int:
        return len(self.assigned_projects)

    def __getitem__(self, index: int) -> str:
        return self.assigned_projects[index]

    def __contains__(self, name: object) -> bool:
        return name in self.assigned_projects

    def __eq__(self, other: object) -> bool:
        return self.assigned_projects == other if isinstance(other, list) else super().__eq__(other)

    def __hash__(self) -> int:
        return super().__hash__()

    @classmethod
    def from_map(cls, assignments: dict[str, Any]) -> "dict[str, StudioLabelerAssignment]":
        """Read the wire form, a map from e-mail address to project names."""
        return {
            email: cls.model_validate({"email": email, "assigned_projects": projects})
            for email, projects in assignments.items()
        }

"""Quality tasks of Rapid projects: work whose answer is known."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from scaleapi.models.base import Entity, Json

__all__ = ["EvaluationTask", "QualityTask", "TrainingTask"]


class QualityTask(Entity):
    """What evaluation and training tasks have in common."""

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...

    identity: ClassVar[str] = "id"

    id: str
    expected_response: dict[str, Any] | None = None
    """The known answer."""
    initial_response: dict[str, Any] | None = None
    """What a reviewer starts from; makes it a task of the review phase."""
    created_at: datetime | None = None


class EvaluationTask(QualityTask):
    """A hidden check of the workers' quality."""

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...


class TrainingTask(QualityTask):
    """A part of the workers' onboarding course."""

    if TYPE_CHECKING:

        def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None: ...

"""Quality tasks of Rapid projects: work whose answer is known."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from scaleapi.models.base import Entity

__all__ = ["EvaluationTask", "QualityTask", "TrainingTask"]


class QualityTask(Entity):
    """What evaluation and training tasks have in common."""

    identity: ClassVar[str] = "id"

    id: str
    expected_response: dict[str, Any] | None = None
    """The known answer."""
    initial_response: dict[str, Any] | None = None
    """What a reviewer starts from; makes it a task of the review phase."""
    created_at: datetime | None = None


class EvaluationTask(QualityTask):
    """A hidden check of the workers' quality."""


class TrainingTask(QualityTask):
    """A part of the workers' onboarding course."""

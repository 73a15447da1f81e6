"""What can be called on training tasks (Rapid projects only)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaleapi._core.call import Call
from scaleapi._core.endpoint import endpoint
from scaleapi._core.noun import Endpoints
from scaleapi._quality import quality_call
from scaleapi.models.enums import TaskType
from scaleapi.models.quality import TrainingTask

if TYPE_CHECKING:
    from scaleapi.models.payload import Payload

__all__ = ["TrainingTask", "TrainingTaskEndpoints"]


class TrainingTaskEndpoints(Endpoints):
    """The calls on training tasks."""

    @endpoint
    def create_training_task(self, /, task_type: TaskType | str | Payload, **params: Any) -> Call[TrainingTask]:
        """Create a task whose answer is known. Not sent again after an unknown outcome.

        Args:
            task_type: As with `create_task`.
            **params: As with `create_task`, and `expected_response` (needed), `initial_response`.
        """
        return quality_call("training_tasks", TrainingTask, task_type, params, self._config.validation)

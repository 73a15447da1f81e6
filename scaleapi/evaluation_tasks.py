"""What can be called on evaluation tasks (Rapid projects only)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaleapi._core.calls.call import Call
from scaleapi._core.endpoint import endpoint
from scaleapi._core.resource import Resource
from scaleapi._quality import quality_call
from scaleapi.models.enums import TaskType
from scaleapi.models.quality import EvaluationTask

if TYPE_CHECKING:
    from scaleapi.models.payload import Payload

__all__ = ["EvaluationTask", "EvaluationTaskEndpoints"]


class EvaluationTaskEndpoints(Resource):
    """The calls on evaluation tasks."""

    @endpoint
    def create_evaluation_task(self, /, task_type: TaskType | str | Payload, **params: Any) -> Call[EvaluationTask]:
        """Create a task whose answer is known. Not sent again after an unknown outcome.

        Args:
            task_type: As with `create_task`.
            **params: As with `create_task`, and `expected_response` (needed), `initial_response`.
        """
        return quality_call("evaluation_tasks", EvaluationTask, task_type, params, self._config.validation)

"""What can be called on training tasks (Rapid projects only)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from scaleapi._core.calls.arguments import filter_names, page_size, query_of, refuse
from scaleapi._core.calls.call import Call
from scaleapi._core.calls.replies import an_object
from scaleapi._core.endpoint import endpoint
from scaleapi._core.resource import Resource
from scaleapi._quality import quality_call
from scaleapi.models.base import Json
from scaleapi.models.enums import TaskType
from scaleapi.models.quality import TrainingTask

if TYPE_CHECKING:
    from scaleapi.models.payload import Payload

__all__ = ["TrainingTask", "TrainingTaskEndpoints"]


class TrainingTaskEndpoints(Resource):
    """The calls on training tasks."""

    @endpoint
    def list_training_attempts(
        self,
        quality_task_ids: str | Iterable[str] | None = None,
        labeler_emails: str | Iterable[str] | None = None,
        limit: int | str | None = None,
        next_token: str | None = None,
    ) -> Call[Json]:
        """Fetch a page of the workers' attempts at training tasks. Known from third parties; what is in it is not.

        Args:
            quality_task_ids: Those at these tasks.
            labeler_emails: Those of these people. One of both is needed.
            limit: The page size.
            next_token: Names the page, as the one before it did.
        """
        tasks, people = (
            filter_names("quality_task_ids", quality_task_ids),
            filter_names("labeler_emails", labeler_emails),
        )
        if tasks is None and people is None:
            raise refuse("/quality_task_ids", "missing", "quality_task_ids or labeler_emails are needed")
        filters = {"quality_task_ids": tasks, "labeler_emails": people}
        query = query_of({**filters, "limit": page_size(limit), "next_token": next_token or None})
        return Call("GET", "quality/labelers", an_object, query=query)

    @endpoint
    def create_training_task(self, /, task_type: TaskType | str | Payload, **params: Any) -> Call[TrainingTask]:
        """Create a task whose answer is known. Not sent again after an unknown outcome.

        Args:
            task_type: As with `create_task`.
            **params: As with `create_task`, and `expected_response` (needed), `initial_response`.
        """
        return quality_call("training_tasks", TrainingTask, task_type, params, self._config.validation)

"""ScaleClient and AsyncScaleClient: everything that can be called, on one driver each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scaleapi._core.arguments import query_of
from scaleapi._core.call import NOTHING, Call, Repeat
from scaleapi._core.drivers import AsyncDriver, SyncDriver
from scaleapi._core.endpoint import bound, endpoint
from scaleapi.batches import BatchEndpoints
from scaleapi.bulk.endpoints import BulkEndpoints
from scaleapi.evaluation_tasks import EvaluationTaskEndpoints
from scaleapi.export.endpoints import ExportEndpoints
from scaleapi.files import FileEndpoints
from scaleapi.projects import ProjectEndpoints
from scaleapi.studio import StudioEndpoints
from scaleapi.tasks import TaskEndpoints
from scaleapi.teams import TeamEndpoints
from scaleapi.training_tasks import TrainingTaskEndpoints

__all__ = ["AsyncScaleClient", "ScaleClient"]


class AllEndpoints(
    TaskEndpoints,
    BatchEndpoints,
    ProjectEndpoints,
    FileEndpoints,
    TeamEndpoints,
    StudioEndpoints,
    EvaluationTaskEndpoints,
    TrainingTaskEndpoints,
    BulkEndpoints,
    ExportEndpoints,
):
    """Every noun's calls, and those on many."""

    def _client_factory(self) -> Callable[[], ScaleClient]:
        return ScaleClient

    @endpoint
    def request(
        self, method: str, path: str, *, query: Mapping[str, Any] | None = None, json: Any = NOTHING
    ) -> Call[Any]:
        """Call what this package does not cover yet, with its authentication, retries and errors.

        Anything but a GET is not sent again after an unknown outcome.

        Args:
            method: GET, POST, PUT or DELETE.
            path: Below the base URL, percent-encoded where needed: `task/…/send_callback`.
            query: Query parameters.
            json: The body.
        """
        repeat = Repeat.always if method.upper() == "GET" else Repeat.unless_done
        return Call(
            method.upper(), path.lstrip("/"), lambda raw: raw, query=query_of(query or {}), json=json, repeat=repeat
        )


@bound
class ScaleClient(AllEndpoints, SyncDriver):
    """The client of the service; safe to share between threads. A context manager."""


@bound
class AsyncScaleClient(AllEndpoints, AsyncDriver):
    """The client of the service under asyncio: the same calls, to be awaited. An async context manager."""

"""ScaleClient and AsyncScaleClient: everything that can be called, on one driver each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from scaleapi._core.calls.arguments import Dates, query_of
from scaleapi._core.calls.call import NOTHING, Call, Repeat
from scaleapi._core.drivers.async_driver import AsyncDriver
from scaleapi._core.drivers.sync_driver import SyncDriver
from scaleapi._core.endpoint import bound, endpoint, paged
from scaleapi._core.paging.pages import Pages
from scaleapi.api import Api, AsyncApi
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

if TYPE_CHECKING:
    from scaleapi._create_task import (  # pyright: ignore[reportMissingModuleSource]  (a stub alone)
        AsyncCreateTask,
        CreateTask,
    )
    from scaleapi.models.v2.enums import TaskStatus as V2TaskStatus
    from scaleapi.models.v2.task import Task as V2Task
    from scaleapi.v2.arguments import Choices
    from scaleapi.v2.client import AsyncV2Client, V2Client

__all__ = ["AsyncScaleClient", "ScaleClient", "instead_of"]


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
    """The calls of every resource, and those on many items."""

    # Hidden from type checkers, so that a misspelt method is still a type error.
    if not TYPE_CHECKING:

        def __getattr__(self, name):
            raise AttributeError(_missing(type(self), name))

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

    @paged
    def v2_get_tasks(
        self,
        project_id: str | None = None,
        project_name: str | None = None,
        batch_id: str | None = None,
        batch_name: str | None = None,
        status: V2TaskStatus | str | None = None,
        completed_after: Dates = None,
        completed_before: Dates = None,
        limit: int | str | None = None,
        expand: Choices = None,
        opts: Choices = None,
        *,
        next_token: str | None = None,
        concurrency: int = 1,
        cursor: str | None = None,
    ) -> Pages[V2Task]:
        """List tasks of the second API: the same as `client.v2.get_tasks(...)`."""
        from scaleapi.v2.tasks import task_pages  # imported on first use: it costs time

        return task_pages(
            project_id=project_id,
            project_name=project_name,
            batch_id=batch_id,
            batch_name=batch_name,
            status=status,
            completed_after=completed_after,
            completed_before=completed_before,
            limit=limit,
            expand=expand,
            opts=opts,
            next_token=next_token,
            concurrency=concurrency,
            cursor=cursor,
        )


_OLD_NAMES = {
    "fetch_task": "get_task",
    "tasks_all": "get_tasks",
    "fetch_batch": "get_batch",
    "batches_all": "get_batches",
}
"""Methods of version 1 of the official SDK → what to call instead."""


def _missing(client: type, name: str) -> str:
    """Say that there is no such method, and which one to call."""
    message = f"{client.__name__!r} object has no attribute {name!r}"
    instead = None if name.startswith("_") else instead_of(client, name)
    return f"{message}: {instead}" if instead else message


def instead_of(client: type, name: str) -> str | None:
    """Say which method to call instead of one that is not there; None if none comes near."""
    old = re.fullmatch(r"create_(\w+)_task", name)
    if old is not None:
        return f'call create_task("{old[1].replace("_", "")}", ...)'
    import difflib  # costs time, and is needed for mistakes only

    near = difflib.get_close_matches(name, [one for one in dir(client) if not one.startswith("_")], 1)
    instead = _OLD_NAMES.get(name) or next(iter(near), None)
    return f"call {instead}(...)" if instead else None


@bound
class ScaleClient(AllEndpoints, SyncDriver):
    """The client of the service: every call, checked, with retries where they are safe, on one pool of connections.

    Safe to share between threads, and after a fork. A context manager: `close()` gives the connections back.
    """

    if TYPE_CHECKING:
        # With the keywords of each task type; at run time it is the endpoint's own function.
        create_task: CreateTask  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]

    @property
    def api(self) -> Api:
        """Raw calls, under the names of SDK 2.x."""
        return Api(driver=self)

    @property
    def v2(self) -> V2Client:
        """The calls of the second API, on the same connections."""
        from scaleapi.v2.client import V2Client  # imported on first use: it costs time

        return V2Client.of(self)


@bound
class AsyncScaleClient(AllEndpoints, AsyncDriver):
    """The client of the service under asyncio: the same calls, to be awaited; listings and runs are for `async for`.

    An async context manager. It may be used in one event loop after another, and in several at once.
    """

    if TYPE_CHECKING:
        create_task: AsyncCreateTask  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]

    @property
    def api(self) -> AsyncApi:
        """Raw calls, under the names of SDK 2.x."""
        return AsyncApi(self)

    @property
    def v2(self) -> AsyncV2Client:
        """The calls of the second API, on the same connections."""
        from scaleapi.v2.client import AsyncV2Client  # imported on first use: it costs time

        return AsyncV2Client.of(self)

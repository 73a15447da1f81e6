"""`client.v2`: the calls of the second API on the connections, the limits and the events of a client."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self, cast

from scaleapi._core.drivers.async_driver import AsyncDriver
from scaleapi._core.drivers.driver import Driver
from scaleapi._core.drivers.sync_driver import SyncDriver
from scaleapi._core.endpoint import bound
from scaleapi.v2.batches import BatchEndpoints
from scaleapi.v2.bulk_endpoints import BulkEndpoints
from scaleapi.v2.datasets import DatasetEndpoints
from scaleapi.v2.exporting import ExportEndpoints
from scaleapi.v2.projects import ProjectEndpoints
from scaleapi.v2.tasks import TaskEndpoints

__all__ = ["AsyncV2Client", "V2Client"]

_GENERATED = re.compile(r"_(with_http_info|without_preload_content)$")


class V2Endpoints(TaskEndpoints, BatchEndpoints, ProjectEndpoints, DatasetEndpoints, BulkEndpoints, ExportEndpoints):
    """The calls of every resource of the second API."""

    # Hidden from type checkers, so that a misspelt method is still a type error.
    if not TYPE_CHECKING:

        def __getattr__(self, name):
            raise AttributeError(_missing(type(self), name))


def _missing(client: type, name: str) -> str:
    """Say that there is no such method, and which one to call."""
    message = f"{client.__name__!r} object has no attribute {name!r}"
    if name.startswith("_"):
        return message
    import difflib  # costs time, and is needed for mistakes only

    there = [one for one in dir(client) if not one.startswith("_")]
    near = difflib.get_close_matches(_GENERATED.sub("", name), there, 1)
    return f"{message}: call {near[0]}(...)" if near else message


@bound
class V2Client(V2Endpoints, SyncDriver):
    """The second API, as `ScaleClient.v2` has it; closing it closes nothing."""

    @classmethod
    def of(cls, client: SyncDriver) -> Self:
        """Make one that shares what a client has."""
        return cast("Self", _sharing(cls, client))

    def __repr__(self) -> str:
        return f"V2Client({self._config.v2_url!r})"


@bound
class AsyncV2Client(V2Endpoints, AsyncDriver):
    """The second API, as `AsyncScaleClient.v2` has it: the same calls, to be awaited."""

    @classmethod
    def of(cls, client: AsyncDriver) -> Self:
        """Make one that shares what a client has."""
        return cast("Self", _sharing(cls, client))

    def __repr__(self) -> str:
        return f"AsyncV2Client({self._config.v2_url!r})"


def _sharing(cls: type[Driver[Any]], client: object) -> object:
    twin = object.__new__(cls)
    vars(twin).update(vars(client), _closes=False)
    return twin

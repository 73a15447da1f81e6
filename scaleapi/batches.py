"""What can be called on batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from scaleapi._core.calls.arguments import Dates, choices, dates, query_of, refuse
from scaleapi._core.calls.call import Call, Flow, path
from scaleapi._core.calls.flows import create_once
from scaleapi._core.calls.replies import an_object
from scaleapi._core.endpoint import endpoint, paged
from scaleapi._core.paging.cursor import PageRange, list_name, read_cursor
from scaleapi._core.paging.pages import Pages, page_call
from scaleapi._core.resource import Resource
from scaleapi._task_lists import known_query
from scaleapi.models.base import Json
from scaleapi.models.batch import Batch
from scaleapi.models.enums import BatchStatus
from scaleapi.models.page import Batchlist

__all__ = ["Batch", "BatchEndpoints", "BatchStatus", "Batchlist"]

QUERY_NAMES = frozenset(
    [
        "project",
        "status",
        "start_time",
        "end_time",
        "completed_after",
        "completed_before",
        "audited_after",
        "audited_before",
        "exclude_archived",
        "detailed",
        "limit",
        "offset",
        "next_token",
    ]
)
"""The API's own names for what a list of batches can be filtered by."""

read_page: Callable[[object], Batchlist] = partial(Batchlist.read, item=Batch.received)


class BatchEndpoints(Resource):
    """The calls on batches."""

    @endpoint
    def create_batch(
        self,
        project: str,
        batch_name: str,
        callback: str | None = "",
        calibration_batch: bool = False,
        self_label_batch: bool = False,
        metadata: dict[str, Any] | None = None,
    ) -> Flow[Batch]:
        """Create a batch.

        Args:
            project: The project's name.
            batch_name: A name that no other batch of the account has.
            callback: A URL or an e-mail address to be told when the batch is completed; empty for none.
            calibration_batch: Whether it is a calibration batch (Rapid only).
            self_label_batch: Whether your own team labels it (Rapid only).
            metadata: Your own data.

        Raises:
            ScaleDuplicateResource: A batch of this name exists.
        """
        body = {
            "project": project,
            "name": batch_name,
            "calibration_batch": calibration_batch,
            "self_label_batch": self_label_batch,
            "callback": callback or "",
            "metadata": metadata or {},
        }
        found: Call[Batch | None] = Call("GET", path("batches", batch_name), Batch.model_validate)
        call = Call("POST", "batches", Batch.model_validate, json=body)
        return create_once(
            call, self._config.retry, look_up=lambda _: found, fits=lambda batch: batch.project in {None, project}
        )

    @endpoint
    def finalize_batch(self, batch_name: str) -> Call[Batch]:
        """Start the work on a staged batch (Rapid and Studio; elsewhere nothing changes)."""
        return Call("POST", path("batches", batch_name, "finalize"), Batch.model_validate)

    @endpoint
    def batch_status(self, batch_name: str) -> Call[Json]:
        """Fetch a batch's status and its counts of tasks by status (an absent count is 0)."""
        return Call("GET", path("batches", batch_name, "status"), an_object)

    @endpoint
    def prioritize_batch(self, batch_name: str, priority: int) -> Call[Json]:
        """Set the priority of a batch before it is finalized: 10 to 30. Known from third parties."""
        if not isinstance(priority, int) or isinstance(priority, bool) or not 10 <= priority <= 30:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise refuse("/priority", "range", "must be a whole number from 10 to 30", priority)
        return Call("POST", path("batches", batch_name, "prioritize"), an_object, json={"priority": priority})

    @endpoint
    def get_batch(self, batch_name: str) -> Call[Batch]:
        """Fetch one batch by its name."""
        return Call("GET", path("batches", batch_name), Batch.model_validate)

    @paged
    def get_batches(
        self,
        project_name: str | None = None,
        batch_status: BatchStatus | str | Iterable[BatchStatus | str] | None = None,
        created_after: Dates = None,
        created_before: Dates = None,
        exclude_archived: bool = False,
        *,
        cursor: str | None = None,
    ) -> Pages[Batch]:
        """List batches, newest first, fetching page after page as they are read.

        Args:
            project_name: Only this project's batches.
            batch_status: Only batches that stand here, or at one of these.
            created_after: Only batches created from this moment on.
            created_before: Only batches created up to this moment.
            exclude_archived: Whether to leave out archived ones.
            cursor: Go on where another listing with the same arguments was left: its `cursor`.
        """
        return batch_pages(
            {
                "project": project_name or None,
                "status": choices("batch_status", batch_status, BatchStatus),
                "start_time": dates("created_after", created_after),
                "end_time": dates("created_before", created_before),
                "exclude_archived": exclude_archived or None,
            },
            cursor,
        )

    @endpoint
    def batches(self, /, **query: Any) -> Call[Batchlist]:
        """Fetch one page of batches, by the API's own query names; ScaleInvalidRequest for any other name."""
        return page_call("batches", read_page, known_query(query, QUERY_NAMES))

    @endpoint
    def set_batch_metadata(self, batch_name: str, metadata: dict[str, Any]) -> Call[Batch]:
        """Replace a batch's metadata."""
        return Call("POST", path("batches", batch_name, "setMetadata"), Batch.model_validate, json=metadata)


def batch_pages(query: dict[str, Any], cursor: str | None) -> Pages[Batch]:
    """Describe a list of batches, which goes on by offset."""
    filters = query_of(query)
    name = list_name("batches", filters)

    def call(page_range: PageRange) -> Call[Batchlist]:
        return page_call("batches", read_page, filters + page_range.more)

    def after(page_range: PageRange, page: Batchlist) -> PageRange | None:
        seen = page_range.seen + len(page)
        return PageRange((("offset", str(seen)),), seen=seen) if page.has_more else None

    return Pages(call, after, read_cursor(name, cursor), name, what="batches", query=filters)

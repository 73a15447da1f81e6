"""What can be called on batches of the second API."""

from __future__ import annotations

from typing import Any

from scaleapi._core import system
from scaleapi._core.calls.arguments import Dates, refuse
from scaleapi._core.calls.call import Call, Flow, Repeat
from scaleapi._core.calls.flows import exchange
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi._core.endpoint import endpoint, paged
from scaleapi._core.paging.pages import Pages
from scaleapi._core.resource import Resource
from scaleapi.exceptions import ScaleResourceNotFound
from scaleapi.models.rules import is_object
from scaleapi.models.v2.batch import Batch
from scaleapi.models.v2.enums import BatchStatus, ExpandBatch
from scaleapi.models.v2.pages import BatchPage
from scaleapi.v2.arguments import Choices, at_most_one, choices, exactly_one, given, json_object, one_status, window
from scaleapi.v2.calls import change, change_status, fetch
from scaleapi.v2.creation import create_once_at_most
from scaleapi.v2.lists import Listed
from scaleapi.v2.old_requests import takes_request
from scaleapi.v2.waiting import Statuses, wait_until

__all__ = ["BatchEndpoints"]

_BATCHES = Listed("batches", BatchPage, Batch, "batches", "batches", frozenset({"batches", "next_token", "to_dict"}))


class BatchEndpoints(Resource):
    """The calls on batches."""

    @endpoint
    def get_batch(
        self, batch_id: str | None = None, batch_name: str | None = None, expand: Choices = None
    ) -> Call[Batch]:
        """Fetch one batch, by its id or its name; ScaleResourceNotFound if there is none.

        Args:
            batch_id: The batch; one of id and name must be given.
            batch_name: The same.
            expand: What is given whole instead of by its id: `project`.
        """
        named = exactly_one(batch_id=batch_id, batch_name=batch_name)
        return fetch("batch", Batch, **named, expand=choices("expand", expand, ExpandBatch))

    @paged
    def get_batches(
        self,
        project_id: str | None = None,
        project_name: str | None = None,
        status: BatchStatus | str | None = None,
        created_after: Dates = None,
        created_before: Dates = None,
        completed_after: Dates = None,
        completed_before: Dates = None,
        limit: int | str | None = None,
        next_token: str | None = None,
        expand: Choices = None,
        *,
        concurrency: int = 1,
        cursor: str | None = None,
    ) -> Pages[Batch]:
        """List batches, fetching the next page while this one is read.

        `page()` of the result is the first page alone, with its `next_token`.

        Args:
            project_id: Only this project's batches.
            project_name: The same.
            status: Only batches that stand here.
            created_after: Only batches created after this moment.
            created_before: Only batches created before this moment.
            completed_after: Only batches completed after this moment.
            completed_before: Only batches completed before this moment.
            limit: The page size, 1 to 100; 100 if None.
            next_token: Begin with the page that an earlier answer named; the filters must be the same.
            expand: What is given whole instead of by its id: `project`.
            concurrency: How many pages may be fetched at once. Needs `created_after` or `completed_after`, from which
                on the time is split into windows of equal length: each batch comes once, in no particular order.
            cursor: Go on where another listing with the same filters was left: its `cursor`.
        """
        created = window("created", created_after, created_before)
        completed = window("completed", completed_after, completed_before)
        filters = {
            **at_most_one(project_id=project_id, project_name=project_name),
            "status": one_status(status, BatchStatus),
            **created.query,
            **completed.query,
            "expand": choices("expand", expand, ExpandBatch),
        }
        span = completed if completed.after and not created.after else created
        return _BATCHES.pages(
            filters, limit=limit, next_token=next_token, cursor=cursor, span=span, concurrency=concurrency
        )

    @endpoint
    @takes_request("create_batch_request")
    def create_batch(
        self,
        name: str,
        *,
        project_id: str | None = None,
        project_name: str | None = None,
        callback: str | None = None,
        staging_batch: bool = False,
        metadata: dict[str, Any] | None = None,
    ) -> Flow[Batch]:
        """Create a batch. It is never sent again after an unknown outcome, but looked up by its name.

        Args:
            name: Its name.
            project_id: The project; one of id and name must be given.
            project_name: The same.
            callback: A URL, or an e-mail address, that is told when the batch is completed.
            staging_batch: Whether work begins only when the batch is finalized.
            metadata: Your own data.

        Raises:
            ScaleException: If its `outcome` is `unknown`, the batch may have been created.
        """
        if not given(name=name):
            raise refuse("/name", "missing", "a batch needs a name")
        body = {
            "name": name,
            **exactly_one(project_id=project_id, project_name=project_name),
            **given(callback=callback),
            "staging_batch": bool(staging_batch),
            **({} if metadata is None else {"metadata": json_object("metadata", metadata)}),
        }
        headers = {"Idempotency-Key": system.new_key()}
        call = Call(
            "POST", "batch", Batch.received, json=body, headers=headers, repeat=Repeat.unless_done, version="v2"
        )
        return create_once_at_most(call, self._config.retry, lambda: _found(name, self._config.retry))

    @endpoint
    @takes_request("batch_operation_request")
    def finalize_batch(self, batch_id: str | None = None, batch_name: str | None = None) -> Flow[Batch]:
        """Start the work on a staged batch; ScaleException if it is not staged.

        Args:
            batch_id: The batch; one of id and name must be given.
            batch_name: The same.
        """
        return self._changed("finalize", BatchStatus.IN_PROGRESS, batch_id, batch_name)

    @endpoint
    @takes_request("batch_operation_request")
    def pause_batch(self, batch_id: str | None = None, batch_name: str | None = None) -> Flow[Batch]:
        """Have the work on a batch paused: tasks that nobody has begun wait. ScaleException if it is not in progress.

        The service only begins to; `wait_for_batch(batch, status="paused")` waits until it is so.

        Args:
            batch_id: The batch; one of id and name must be given.
            batch_name: The same.
        """
        return self._changed("pause", BatchStatus.PAUSED, batch_id, batch_name)

    @endpoint
    @takes_request("batch_operation_request")
    def resume_batch(self, batch_id: str | None = None, batch_name: str | None = None) -> Flow[Batch]:
        """Have the work on a paused batch go on; ScaleException if it is not paused.

        The service only begins to; `wait_for_batch(batch, status="in_progress")` waits until it is so.

        Args:
            batch_id: The batch; one of id and name must be given.
            batch_name: The same.
        """
        return self._changed("resume", BatchStatus.IN_PROGRESS, batch_id, batch_name)

    @endpoint
    @takes_request("batch_operation_request")
    def cancel_batch(self, batch_id: str | None = None, batch_name: str | None = None) -> Flow[Batch]:
        """Cancel a batch, for good: tasks that nobody has begun are canceled. ScaleException if it is at its end.

        The service only begins to; `wait_for_batch(batch, status="cancelled")` waits until it is so.

        Args:
            batch_id: The batch; one of id and name must be given.
            batch_name: The same.
        """
        return self._changed("cancel", BatchStatus.CANCELLED, batch_id, batch_name)

    def _changed(self, action: str, target: BatchStatus, batch_id: str | None, batch_name: str | None) -> Flow[Batch]:
        named = exactly_one(batch_id=batch_id, batch_name=batch_name)
        call = Call("POST", f"batch/{action}", lambda raw: _changed(raw, named), json=named, version="v2")
        return change_status(call, fetch("batch", Batch, **named), target, self._config.retry)

    @endpoint
    @takes_request("set_batch_metadata_request")
    def set_batch_metadata(
        self,
        batch_id: str | None = None,
        batch_name: str | None = None,
        *,
        metadata: dict[str, Any],
        merge: bool = False,
    ) -> Call[Batch]:
        """Replace a batch's metadata.

        Args:
            batch_id: The batch; one of id and name must be given.
            batch_name: The same.
            metadata: The metadata.
            merge: Whether to put it over what is there, at every level, instead of replacing the whole.
        """
        named = exactly_one(batch_id=batch_id, batch_name=batch_name)
        return change(
            "batch/metadata", Batch, {**named, "metadata": json_object("metadata", metadata), "merge": bool(merge)}
        )

    @endpoint
    def wait_for_batch(
        self,
        batch: Batch | str | None = None,
        *,
        status: Statuses = BatchStatus.COMPLETED,
        batch_name: str | None = None,
        timeout: float | None = None,
        interval: float = 5.0,
    ) -> Flow[Batch]:
        """Wait until a batch stands where it should: `wait_for_batch(batch, status="paused")`.

        Args:
            batch: The batch, or its id.
            status: Where it should stand, or several such places.
            batch_name: The batch's name, in the place of `batch`.
            timeout: Seconds until it is given up; None for as long as it takes.
            interval: Seconds between looks at first; up to a minute later.

        Raises:
            ScaleTimeoutError: It did not get there in time.
            ScaleException: It never will: it is completed or cancelled.
        """
        batch_id = batch.id if isinstance(batch, Batch) else batch
        find = fetch("batch", Batch, **exactly_one(batch_id=batch_id, batch_name=batch_name))
        return wait_until(find, status, timeout, interval, self._config.retry)


def _found(name: str, policy: RetryPolicy) -> Flow[Batch | None]:
    try:
        return (yield from exchange(fetch("batch", Batch, batch_name=name), policy))
    except ScaleResourceNotFound:
        return None


def _changed(raw: Any, named: dict[str, str]) -> Batch:
    """Read what a change answers: a batch, or an object with one and a message. Of neither, what named it is left."""
    if not is_object(raw):
        raise ValueError("the answer is no object")
    if "id" in raw or not ({"batch", "message"} & raw.keys()):
        return Batch.received(raw)
    inner = raw.get("batch")
    known = {name.removeprefix("batch_"): value for name, value in named.items()}
    batch = Batch.received(inner if is_object(inner) else known)
    message = raw.get("message")
    vars(batch)["_told"] = message if isinstance(message, str) else None
    return batch

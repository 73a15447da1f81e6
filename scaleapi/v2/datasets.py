"""What can be called on datasets of the second API."""

from __future__ import annotations

from urllib.parse import urljoin

from scaleapi._core.calls.arguments import Dates, query_of
from scaleapi._core.calls.call import Call, path
from scaleapi._core.endpoint import endpoint, paged
from scaleapi._core.paging.pages import Pages
from scaleapi._core.resource import Resource
from scaleapi._warn import warn_about
from scaleapi.models.v2.dataset import Dataset, DatasetDelivery, DatasetTask
from scaleapi.models.v2.enums import ExpandDatasetDelivery, ExpandDatasetTask
from scaleapi.models.v2.pages import DatasetPage, DeliveryPage, TaskPage
from scaleapi.problems import Problem
from scaleapi.v2.arguments import Choices, at_least_one, choices, given, needed, window
from scaleapi.v2.calls import fetch
from scaleapi.v2.lists import Listed, list_call

__all__ = ["DatasetEndpoints", "target_call"]

_DELIVERY = Listed(
    "datasets/delivery",
    TaskPage[DatasetTask],
    DatasetTask,
    "tasks",
    "tasks",
    frozenset({"tasks", "delivery", "next_token", "to_dict"}),
)
_TASKS = Listed(
    "datasets/tasks",
    TaskPage[DatasetTask],
    DatasetTask,
    "tasks",
    "tasks",
    frozenset({"tasks", "next_token", "to_dict"}),
)


class DatasetEndpoints(Resource):
    """The calls on datasets, their deliveries and tasks."""

    @endpoint
    def get_datasets(self) -> Call[DatasetPage]:
        """List all datasets, in one answer."""
        return list_call("datasets", DatasetPage, Dataset, ())

    @endpoint
    def get_dataset_deliveries(
        self,
        dataset_id: str | None = None,
        delivered_after: Dates = None,
        delivered_before: Dates = None,
        expand: Choices = None,
    ) -> Call[DeliveryPage[DatasetDelivery]]:
        """List the deliveries of a dataset, in one answer.

        Args:
            dataset_id: The dataset; without one, those of all, as an example of the documentation asks.
            delivered_after: Only deliveries after this moment.
            delivered_before: Only deliveries before this moment.
            expand: What is given whole instead of by its id: `dataset`.
        """
        query = {
            **given(dataset_id=dataset_id),
            **window("delivered", delivered_after, delivered_before).query,
            "expand": choices("expand", expand, ExpandDatasetDelivery),
        }
        return list_call("datasets/deliveries", DeliveryPage[DatasetDelivery], DatasetDelivery, query_of(query))

    @paged
    def get_dataset_delivery(
        self,
        delivery_id: str | None = None,
        limit: int | str | None = None,
        next_token: str | None = None,
        expand: Choices = None,
        *,
        cursor: str | None = None,
    ) -> Pages[DatasetTask]:
        """List the tasks of a delivery of a dataset, fetching the next page while this one is read.

        `page()` of the result is the first page alone, with the `delivery` itself.

        Args:
            delivery_id: The delivery. The service expects it, though its description does not say so.
            limit: The page size, 1 to 100; 100 if None.
            next_token: Begin with the page that an earlier answer named; the filters must be the same.
            expand: What is given whole instead of by its id: `dataset`, `delivery`.
            cursor: Go on where another listing with the same filters was left: its `cursor`.
        """
        if not delivery_id:
            message = "is missing: the service probably needs it"
            warn_about(Problem("/delivery_id", "missing", message, severity="warning"))
        filters = {**given(delivery_id=delivery_id), "expand": choices("expand", expand, ExpandDatasetTask)}
        return _DELIVERY.pages(filters, limit=limit, next_token=next_token, cursor=cursor)

    @paged
    def get_dataset_tasks(
        self,
        dataset_id: str | None = None,
        delivery_id: str | None = None,
        delivered_after: Dates = None,
        delivered_before: Dates = None,
        limit: int | str | None = None,
        next_token: str | None = None,
        expand: Choices = None,
        *,
        cursor: str | None = None,
    ) -> Pages[DatasetTask]:
        """List the tasks of a dataset or of one of its deliveries, fetching the next page while this one is read.

        Args:
            dataset_id: The dataset. It or a delivery must be given.
            delivery_id: Only the tasks of this delivery.
            delivered_after: Only tasks delivered after this moment.
            delivered_before: Only tasks delivered before this moment.
            limit: The page size, 1 to 100; 100 if None.
            next_token: Begin with the page that an earlier answer named; the filters must be the same.
            expand: What is given whole instead of by its id: `dataset`, `delivery`.
            cursor: Go on where another listing with the same filters was left: its `cursor`.
        """
        filters = {
            **at_least_one(dataset_id=dataset_id, delivery_id=delivery_id),
            **window("delivered", delivered_after, delivered_before).query,
            "expand": choices("expand", expand, ExpandDatasetTask),
        }
        return _TASKS.pages(filters, limit=limit, next_token=next_token, cursor=cursor)

    @endpoint
    def get_dataset_task(self, task_id: str, expand: Choices = None) -> Call[DatasetTask]:
        """Fetch one task of a dataset; ScaleResourceNotFound if there is none.

        Args:
            task_id: The task.
            expand: What is given whole instead of by its id: `dataset`, `delivery`.
        """
        query = {"task_id": needed("task_id", task_id), "expand": choices("expand", expand, ExpandDatasetTask)}
        return fetch("datasets/task", DatasetTask, **query)

    @endpoint
    def get_dataset_task_response_url(self, task_id: str, attachment_id: str) -> Call[str]:
        """Ask where an attachment of a dataset's task can be fetched: the target of a redirect, which is not followed.

        The address is open for a limited time, without a key. `download_response` fetches what is there.

        Raises:
            ScaleResourceNotFound: There is no such attachment.
            ScaleResponseError: The answer is no redirect, or one without a target.
        """
        return target_call(task_id, attachment_id, self._config.v2_url)


def target_call(task_id: str, attachment_id: str, base: str) -> Call[str]:
    """Describe the question where an attachment is."""
    where = path("datasets", "task", task_id, "response_url", attachment_id)
    return Call("GET", where, lambda target: _target(target, f"{base}/{where}"), version="v2", redirects=True)


def _target(target: str | None, asked: str) -> str:
    if not target:
        raise ValueError("it redirects, but names no target")
    whole = urljoin(asked, target)
    if not whole.lower().startswith(("https://", "http://")):
        raise ValueError("it redirects to what is no address of the web")
    return whole

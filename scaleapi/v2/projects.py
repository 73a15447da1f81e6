"""What can be called on projects of the second API, and on their deliveries."""

from __future__ import annotations

from scaleapi._core.calls.arguments import Dates, query_of, refuse
from scaleapi._core.calls.call import Call
from scaleapi._core.endpoint import endpoint, paged
from scaleapi._core.paging.pages import Pages
from scaleapi._core.resource import Resource
from scaleapi.models.v2.delivery import DeliveredTask, Delivery
from scaleapi.models.v2.enums import ExpandBatch, ExpandDelivery, Option, TaskStatus
from scaleapi.models.v2.pages import DeliveryPage, ProjectPage, TaskPage
from scaleapi.models.v2.project import Project
from scaleapi.models.v2.task import Task
from scaleapi.v2.arguments import Choices, at_most_one, choices, exactly_one, given, one_status, window
from scaleapi.v2.calls import fetch
from scaleapi.v2.lists import Listed, list_call

__all__ = ["ProjectEndpoints"]

_DELIVERY = Listed(
    "delivery", TaskPage[Task], Task, "tasks", "tasks", frozenset({"tasks", "delivery", "next_token", "to_dict"})
)
_DELIVERED = Listed(
    "delivery/tasks",
    TaskPage[DeliveredTask],
    DeliveredTask,
    "docs",
    "tasks",
    frozenset({"docs", "total", "next_token", "to_dict"}),
)


class ProjectEndpoints(Resource):
    """The calls on projects and deliveries."""

    @endpoint
    def get_project(self, project_id: str | None = None, project_name: str | None = None) -> Call[Project]:
        """Fetch one project, by its id or its name; ScaleResourceNotFound if there is none.

        Args:
            project_id: The project; one of id and name must be given.
            project_name: The same.
        """
        return fetch("project", Project, **exactly_one(project_id=project_id, project_name=project_name))

    @endpoint
    def get_projects(self, created_after: Dates = None, created_before: Dates = None) -> Call[ProjectPage]:
        """List all projects, in one answer.

        Args:
            created_after: Only projects created after this moment.
            created_before: Only projects created before this moment.
        """
        query = query_of(window("created", created_after, created_before).query)
        return list_call("projects", ProjectPage, Project, query)

    @endpoint
    def get_deliveries(
        self,
        project_id: str | None = None,
        project_name: str | None = None,
        delivered_after: Dates = None,
        delivered_before: Dates = None,
        expand: Choices = None,
    ) -> Call[DeliveryPage[Delivery]]:
        """List the deliveries of a project, in one answer.

        Args:
            project_id: The project; one of id and name must be given.
            project_name: The same.
            delivered_after: Only deliveries after this moment.
            delivered_before: Only deliveries before this moment.
            expand: What is given whole instead of by its id: `project`.
        """
        query = {
            **exactly_one(project_id=project_id, project_name=project_name),
            **window("delivered", delivered_after, delivered_before).query,
            "expand": choices("expand", expand, ExpandBatch),
        }
        return list_call("deliveries", DeliveryPage[Delivery], Delivery, query_of(query))

    @paged
    def get_delivery(
        self,
        delivery_id: str | None = None,
        delivery_name: str | None = None,
        project_id: str | None = None,
        project_name: str | None = None,
        limit: int | str | None = None,
        next_token: str | None = None,
        expand: Choices = None,
        opts: Choices = None,
        *,
        cursor: str | None = None,
    ) -> Pages[Task]:
        """List the tasks of a delivery, fetching the next page while this one is read.

        `page()` of the result is the first page alone, with the `delivery` itself.

        Args:
            delivery_id: The delivery; one of id and name must be given.
            delivery_name: The same; a project must be given then.
            project_id: The project, where the delivery is given by name.
            project_name: The same.
            limit: The page size, 1 to 100; 100 if None.
            next_token: Begin with the page that an earlier answer named; the filters must be the same.
            expand: What is given whole instead of by its id: `project`, `batch`, `delivery`.
            opts: What is added: `annotation_details`, `attachment_details`, `model_parameters`, `submissions`.
            cursor: Go on where another listing with the same filters was left: its `cursor`.
        """
        filters = {
            **exactly_one(delivery_id=delivery_id, delivery_name=delivery_name),
            **at_most_one(project_id=project_id, project_name=project_name),
            "expand": choices("expand", expand, ExpandDelivery),
            "opts": choices("opts", opts, Option),
        }
        if delivery_name and not project_id and not project_name:
            raise refuse("/project_id", "missing", "a delivery is found by its name within a project only")
        return _DELIVERY.pages(filters, limit=limit, next_token=next_token, cursor=cursor)

    @paged
    def get_delivery_tasks(
        self,
        delivery_id: str | None = None,
        project_id: str | None = None,
        project_name: str | None = None,
        status: TaskStatus | str | None = None,
        completed_after: Dates = None,
        completed_before: Dates = None,
        limit: int | str | None = None,
        next_token: str | None = None,
        *,
        cursor: str | None = None,
    ) -> Pages[DeliveredTask]:
        """List a project's tasks with their deliveries and responses; those that were not delivered yet, too.

        Tasks that change between two pages may come twice, or not at all: the service seems to count them.

        Args:
            delivery_id: Only the tasks of this delivery.
            project_id: The project; one of id and name must be given.
            project_name: The same.
            status: Only tasks that stand here.
            completed_after: Only tasks completed after this moment.
            completed_before: Only tasks completed before this moment.
            limit: The page size, 1 to 100; 100 if None.
            next_token: Begin with the page that an earlier answer named; the filters must be the same.
            cursor: Go on where another listing with the same filters was left: its `cursor`.
        """
        filters = {
            **given(delivery_id=delivery_id),
            **exactly_one(project_id=project_id, project_name=project_name),
            "status": one_status(status, TaskStatus),
            **window("completed", completed_after, completed_before).query,
        }
        return _DELIVERED.pages(filters, limit=limit, next_token=next_token, cursor=cursor)

"""What can be called on Scale Studio: assignments, project groups and batch priorities."""

from __future__ import annotations

from collections.abc import Iterable

from scaleapi._core.calls.arguments import emails as check_emails
from scaleapi._core.calls.arguments import names
from scaleapi._core.calls.call import Call, Repeat, path
from scaleapi._core.calls.replies import each
from scaleapi._core.endpoint import endpoint
from scaleapi._core.resource import Resource
from scaleapi.models.enums import StudioBatchStatus
from scaleapi.models.studio import StudioBatch, StudioLabelerAssignment, StudioProjectGroup, StudioWorker

__all__ = [
    "StudioBatch",
    "StudioBatchStatus",
    "StudioEndpoints",
    "StudioLabelerAssignment",
    "StudioProjectGroup",
    "StudioWorker",
]

Assignments = dict[str, StudioLabelerAssignment]
"""By e-mail address."""


class StudioEndpoints(Resource):
    """The calls on Studio (live keys only)."""

    @endpoint
    def list_studio_assignments(self) -> Call[dict[str, StudioLabelerAssignment]]:
        """List which projects each teammate is assigned to, by e-mail address."""
        return Call("GET", "studio/assignments", StudioLabelerAssignment.from_map)

    @endpoint
    def add_studio_assignments(
        self, emails: str | Iterable[str], projects: str | Iterable[str]
    ) -> Call[dict[str, StudioLabelerAssignment]]:
        """Assign teammates to projects; returns every assignment."""
        return assignment_call("add", emails, projects)

    @endpoint
    def remove_studio_assignments(
        self, emails: str | Iterable[str], projects: str | Iterable[str]
    ) -> Call[dict[str, StudioLabelerAssignment]]:
        """Take teammates off projects; returns every assignment."""
        return assignment_call("remove", emails, projects)

    @endpoint
    def list_project_groups(self, project: str) -> Call[list[StudioProjectGroup]]:
        """List a project's groups of labelers."""
        return Call("GET", path("studio", "projects", project, "groups"), each(StudioProjectGroup.model_validate))

    @endpoint
    def create_project_group(
        self, project: str, emails: str | Iterable[str], project_group: str
    ) -> Call[StudioProjectGroup]:
        """Make a group of labelers, who must be assigned to the project. Not sent again after an unknown outcome."""
        body = {"emails": check_emails("emails", emails), "name": project_group}
        where = path("studio", "projects", project, "groups")
        return Call("POST", where, StudioProjectGroup.model_validate, json=body, repeat=Repeat.unless_done)

    @endpoint
    def update_project_group(
        self,
        project: str,
        project_group: str,
        add_emails: str | Iterable[str] | None = None,
        remove_emails: str | Iterable[str] | None = None,
    ) -> Call[StudioProjectGroup]:
        """Add labelers to a group, and remove labelers from it."""
        body = {
            "add_emails": check_emails("add_emails", add_emails or []),
            "remove_emails": check_emails("remove_emails", remove_emails or []),
        }
        where = path("studio", "projects", project, "groups", project_group)
        return Call("PUT", where, StudioProjectGroup.model_validate, json=body)

    @endpoint
    def list_studio_batches(self) -> Call[list[StudioBatch]]:
        """List the pending batches in the order in which they will be worked on."""
        return Call("GET", "studio/batches", each(StudioBatch.model_validate))

    @endpoint
    def assign_studio_batches(self, batch_name: str, project_groups: str | Iterable[str]) -> Call[StudioBatch]:
        """Set the groups of labelers that work on a batch."""
        body = {"groups": names("project_groups", project_groups)}
        return Call("PUT", path("studio", "batches", batch_name), StudioBatch.model_validate, json=body)

    @endpoint
    def set_studio_batches_priorities(self, batch_names: Iterable[str]) -> Call[list[StudioBatch]]:
        """Set the order of the pending batches; all of them must be named."""
        body = {"batches": [{"name": name} for name in names("batch_names", batch_names)]}
        return Call("POST", "studio/batches/set_priorities", each(StudioBatch.model_validate), json=body)

    @endpoint
    def reset_studio_batches_priorities(self) -> Call[list[StudioBatch]]:
        """Put the pending batches back into the default order, oldest first."""
        return Call("POST", "studio/batches/reset_priorities", each(StudioBatch.model_validate))


def assignment_call(
    what: str, emails: str | Iterable[str], projects: str | Iterable[str]
) -> Call[dict[str, StudioLabelerAssignment]]:
    """Describe a change of assignments."""
    body = {"emails": check_emails("emails", emails), "projects": names("projects", projects)}
    return Call("POST", f"studio/assignments/{what}", StudioLabelerAssignment.from_map, json=body)

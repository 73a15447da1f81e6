"""What can be called on projects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scaleapi._core.calls.arguments import choice
from scaleapi._core.calls.call import Call, Flow, Repeat, path
from scaleapi._core.calls.flows import create_once
from scaleapi._core.calls.replies import each
from scaleapi._core.endpoint import endpoint
from scaleapi._core.resource import Resource
from scaleapi.models.base import Json
from scaleapi.models.enums import TaskType
from scaleapi.models.project import Project, TaskTemplate

__all__ = ["Project", "ProjectEndpoints", "TaskTemplate"]


class ProjectEndpoints(Resource):
    """The calls on projects."""

    @endpoint
    def create_project(
        self,
        project_name: str,
        task_type: TaskType | str,
        params: dict[str, Any] | None = None,
        rapid: bool = False,
        studio: bool = False,
        dataset_id: str | None = None,
        *,
        pipeline: str | None = None,
        consensus_attempts: int | None = None,
    ) -> Flow[Project]:
        """Create a project.

        Args:
            project_name: A name that no other project of the account has.
            task_type: The type of all its tasks.
            params: Default parameters for its tasks.
            rapid: Whether it is a Rapid project.
            studio: Whether it is a Studio project.
            dataset_id: The Nucleus dataset that its tasks are synchronised with.
            pipeline: Of a Studio project: `standard_task` or `consensus_task`.
            consensus_attempts: Of a consensus pipeline: how many people answer each task.

        Raises:
            ScaleDuplicateResource: A project of this name exists.
        """
        kind = choice("task_type", task_type, TaskType, closed=False)
        body: dict[str, Any] = {"type": kind, "name": project_name, "rapid": rapid, "studio": studio}
        body |= {"params": params} if params else {}
        body |= {"datasetId": dataset_id} if dataset_id else {}
        body |= {"pipeline": pipeline} if pipeline else {}
        body |= {"consensus_attempts": consensus_attempts} if consensus_attempts else {}
        found: Call[Project | None] = Call("GET", path("projects", project_name), Project.model_validate)
        call = Call("POST", "projects", Project.model_validate, json=body)
        return create_once(
            call, self._config.retry, look_up=lambda _: found, fits=lambda project: project.type in {None, kind}
        )

    @endpoint
    def get_project(self, project_name: str) -> Call[Project]:
        """Fetch one project by its name."""
        return Call("GET", path("projects", project_name), Project.model_validate)

    @endpoint
    def projects(self) -> Call[list[Project]]:
        """List every project."""
        return Call("GET", "projects", each(Project.model_validate))

    @endpoint
    def get_projects(self) -> Call[list[Project]]:
        """List every project: the same as `projects()`."""
        return Call("GET", "projects", each(Project.model_validate))

    @endpoint
    def update_project(self, /, project_name: str, **params: Any) -> Call[Project]:
        """Make a new version of a project's default parameters.

        Not sent again after an unknown outcome: it would make two versions.

        Args:
            project_name: The project.
            **params: The parameters; with `patch=True` they are merged into the old ones, else they replace them.
        """
        where = path("projects", project_name, "setParams")
        return Call("POST", where, Project.model_validate, json=params, repeat=Repeat.unless_done)

    @endpoint
    def set_project_ontology(
        self, project_name: str, ontology: Iterable[Any], name: str | None = None
    ) -> Call[Json | None]:
        """Set the ontology of a project. Documented; a third party says that it is no longer available.

        Not sent again after an unknown outcome.

        Args:
            project_name: The project.
            ontology: An array, in a form that is not documented.
            name: The ontology's name.
        """
        body = {"ontology": list(ontology), **({"name": name} if name else {})}
        where = path("projects", project_name, "setOntology")
        return Call("POST", where, lambda raw: raw or None, json=body, repeat=Repeat.unless_done)

    @endpoint
    def get_project_template(self, project_name: str) -> Call[TaskTemplate]:
        """Fetch a project's task template; only chat and text-collection projects have one."""
        return Call("GET", path("projects", project_name, "taskTemplates"), TaskTemplate.model_validate)

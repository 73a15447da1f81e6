"""`scaleapi projects`."""

from __future__ import annotations

from typing import Annotated

import typer

from scaleapi.cli.calls import Simple, add_all, parsed
from scaleapi.cli.command import command, group
from scaleapi.cli.session import Session

__all__ = ["app"]

app: typer.Typer = group("Projects and their parameters")

_COLUMNS = "name type created_at archived"
add_all(
    app,
    Simple("projects list", "get_projects", shown=_COLUMNS, changes=False),
    Simple("projects get", "get_project", "project_name", "kitchen", _COLUMNS, changes=False),
    Simple(
        "projects create",
        "create_project",
        "project_name",
        """pots --type imageannotation --params '{"geometries": {"box": {"objects_to_annotate": ["pot"]}}}'""",
        _COLUMNS,
        renamed={"task_type": "type"},
    ),
    Simple("projects template", "get_project_template", "project_name", "support", "id version", changes=False),
    Simple(
        "projects set-ontology",
        "set_project_ontology",
        "project_name ontology",
        """kitchen '{"choice": "pot"}'""",
    ),
)


@command(app, "projects update", "update_project", example="""kitchen '{"instruction": "All pots."}'""", changes=True)
def _update(
    session: Session,
    project: Annotated[str, typer.Argument(help="The project's name")],
    params: Annotated[str, typer.Argument(help="The parameters that change, as JSON; @FILE reads them from a file")],
) -> None:
    """Change the parameters of a project."""
    with session.client() as client:
        session.show([client.update_project(project, **parsed(params, "params"))], *_COLUMNS.split())

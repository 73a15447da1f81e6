"""The filters of `get_tasks` as options."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scaleapi.cli.session import Session

__all__ = ["FILTERS", "filters_of"]

_MANY = {"status": "Only tasks that stand here", "review_status": "Only tasks with this review status"}
_LISTS = {"unique_id": "Only the task with this unique id", "tags": "Only tasks with this tag"}
_MOMENTS = ("completed", "updated", "created")


def _option(name: str, about: str) -> Any:
    return typer.Option(f"--{name.replace('_', '-')}", help=about)


FILTERS: dict[str, tuple[Any, Any]] = {
    "project": (Annotated[str | None, _option("project", "Only this project's tasks")], None),
    "batch": (Annotated[str | None, _option("batch", "Only this batch's tasks")], None),
    "type": (Annotated[str | None, _option("type", "Only tasks of this type")], None),
    **{
        name: (Annotated[list[str] | None, _option(name, f"{about}; may be given several times")], None)
        for name, about in (_MANY | _LISTS).items()
    },
    **{
        f"{what}_{side}": (
            Annotated[str | None, _option(f"{what}-{side}", f"Only tasks {what} {side} this moment")],
            None,
        )
        for what in _MOMENTS
        for side in ("after", "before")
    },
}
"""The options, by the name of the parameter: their annotation, and their default."""
_NAMES = {"project": "project_name", "batch": "batch_name", "type": "task_type"}


def filters_of(session: Session, given: dict[str, Any]) -> dict[str, Any]:
    """Make the arguments of `get_tasks` of the options; of the profile's project, where none is named."""
    if not given.get("project") and not given.get("batch"):
        given = {**given, "project": session.project(None)}
    return {_NAMES.get(name, name): value for name, value in given.items() if value not in (None, [])}

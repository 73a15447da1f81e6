"""What the commands about tasks share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scaleapi.cli.exits import fail
from scaleapi.cli.filters import filters_of
from scaleapi.cli.session import Session
from scaleapi.client import ScaleClient

__all__ = ["COLUMNS", "Id", "Ids", "Journal", "SomeIds", "chosen"]

COLUMNS = ("task_id", "type", "status", "project", "batch", "unique_id", "created_at")
Id = Annotated[str, typer.Argument(help="The task's id")]
Ids = Annotated[list[str], typer.Argument(help="The tasks' ids")]
SomeIds = Annotated[list[str] | None, typer.Argument(help="The tasks' ids; or give filters, such as --batch")]
Journal = Annotated[Path | None, typer.Option("--journal", help="A file that makes it possible to go on after a crash")]


def chosen(
    session: Session, client: ScaleClient, what: str, ids: list[str] | None, filters: dict[str, Any]
) -> dict[str, Any]:
    """Say which tasks are meant, by ids or by filters, after asking if they are many.

    Args:
        session: The run of the command.
        client: Counts what the filters find.
        what: What will be done, for the question: `Cancel`.
        ids: The ids that were given.
        filters: The filters that were given.
    """
    given = {name: value for name, value in filters.items() if value not in (None, [])}
    if ids and given:
        fail("Give ids or filters, not both")
    if ids:
        if len(ids) > 1:
            session.confirm(f"{what} {len(ids)} tasks?")
        return {"tasks": ids}
    if not given:
        fail("Give ids, or filters such as --batch")
    found = filters_of(session, filters)
    if not session.common.dry_run:
        session.confirm(f"{what} {client.get_tasks_count(**found)} tasks?")
    return found

"""`scaleapi batches`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from scaleapi._core import system  # all waiting is done there
from scaleapi.cli.bulk import finish
from scaleapi.cli.calls import Simple, add_all
from scaleapi.cli.command import command, group
from scaleapi.cli.session import Session

__all__ = ["app"]

app: typer.Typer = group("Create, watch and finalize batches")

_COLUMNS = "name status project created_at"
add_all(
    app,
    Simple(
        "batches create",
        "create_batch",
        "batch_name",
        "tuesday --project kitchen",
        _COLUMNS,
    ),
    Simple("batches get", "get_batch", "batch_name", "monday", _COLUMNS, changes=False),
    Simple(
        "batches list",
        "get_batches",
        example="--project kitchen",
        shown=_COLUMNS,
        changes=False,
        renamed={"project_name": "project", "batch_status": "status"},
    ),
    Simple("batches status", "batch_status", "batch_name", "monday", changes=False),
    Simple("batches finalize", "finalize_batch", "batch_name", "monday", _COLUMNS),
    Simple("batches metadata", "set_batch_metadata", "batch_name metadata", """monday '{"week": 7}'""", _COLUMNS),
    Simple("batches prioritize", "prioritize_batch", "batch_name priority", "monday 20"),
)
_Name = Annotated[str, typer.Argument(help="The batch's name")]


@command(app, "batches cancel", "cancel_tasks", example="monday --yes", changes=True, many=True)
def _cancel(
    session: Session,
    name: _Name,
    clear_unique_id: Annotated[bool, typer.Option("--clear-unique-id", help="Give unique ids free, too")] = False,
) -> None:
    """Cancel all tasks of a batch on which no work has begun."""
    with session.client() as client:
        if not session.common.dry_run:
            session.confirm(f"Cancel {client.get_tasks_count(batch_name=name)} tasks of batch {name}?")
        run = client.cancel_tasks(batch_name=name, clear_unique_id=clear_unique_id, progress=session.progress)
        finish(session, run, "canceled", "task", "task_id", "status", "unique_id")


@command(app, "batches watch", "batch_status", example="monday --interval 0")
def _watch(
    session: Session,
    name: _Name,
    interval: Annotated[float, typer.Option("--interval", help="Seconds between looks")] = 5.0,
) -> None:
    """Show the counts by status until all tasks of the batch have ended."""
    with session.client() as client:
        while True:
            status = client.batch_status(name)
            session.show([status])
            if _has_ended(status):
                return
            system.sleep(interval)
            if sys.stdout.isatty():
                sys.stdout.write("\x1b[2A\x1b[J")  # over the table before


def _has_ended(status: dict[str, Any]) -> bool:
    """Tell whether nothing is left to do; a batch that is not finalized yet goes on."""
    return status.get("status") == "completed" or (status.get("status") != "staging" and not status.get("pending"))

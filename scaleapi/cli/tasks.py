"""`scaleapi tasks`: looking at tasks. The commands that change them are in `task_changes`."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from scaleapi.cli import task_changes, task_create
from scaleapi.cli.command import command, group
from scaleapi.cli.exits import fail
from scaleapi.cli.filters import filters_of
from scaleapi.cli.session import Session
from scaleapi.cli.task_parts import COLUMNS, Id, Ids

__all__ = ["app"]

app: typer.Typer = group("Create, list, wait for, export and change tasks")
task_create.add_to(app)


@command(app, "tasks get", "get_task", example="64f0c2a1b7d4e90012ab34cd")
def _get(session: Session, ids: Ids) -> None:
    """Fetch tasks by their ids."""
    with session.client() as client:
        session.show(map(client.get_task, ids), *COLUMNS)


@command(app, "tasks list", "get_tasks", example="--project kitchen --status completed --limit 10")
def _list(
    session: Session,
    filters: dict[str, Any],
    limit: Annotated[int | None, typer.Option("--limit", help="The most that are listed", min=1)] = None,
    concurrency: Annotated[int, typer.Option("--concurrency", help="Pages at once; more lose the order", min=1)] = 1,
) -> None:
    """List tasks, newest first."""
    with session.client() as client:
        page = min(limit, 100) if limit else None
        tasks = client.get_tasks(**filters_of(session, filters), concurrency=concurrency, limit=page)
        session.show(islice(tasks, limit), *COLUMNS)


@command(app, "tasks count", "get_tasks_count", example="--project kitchen")
def _count(session: Session, filters: dict[str, Any]) -> None:
    """Count the tasks that `tasks list` would list."""
    with session.client() as client:
        session.tell(client.get_tasks_count(**filters_of(session, filters)))


@command(app, "tasks wait", "wait", example="--batch monday --timeout 60")
def _wait(
    session: Session,
    ids: Annotated[list[str] | None, typer.Argument(help="The tasks' ids; or give --batch")] = None,
    batch: Annotated[str | None, typer.Option("--batch", help="Wait for all tasks of this batch")] = None,
    timeout: Annotated[float | None, typer.Option("--timeout", help="Seconds until it is given up")] = None,
    interval: Annotated[float, typer.Option("--interval", help="Seconds between looks")] = 5.0,
) -> None:
    """Wait until tasks are completed, canceled or failed; print each as it ends."""
    if not ids and batch is None:
        fail("Give ids, or --batch")
    with session.client() as client:
        found = client.wait(
            ids or None, batch_name=batch, timeout=timeout, interval=interval, progress=session.progress
        )
        session.show(found, *COLUMNS)


@command(app, "tasks export", "export_tasks", example="results --project kitchen --file-format jsonl", changes=False)
def _export(
    session: Session,
    folder: Annotated[Path, typer.Argument(help="Where the files go; the same command again goes on")],
    filters: dict[str, Any],
    file_format: Annotated[
        str, typer.Option("--file-format", help="parquet, jsonl, jsonl.gz or jsonl.zst")
    ] = "parquet",
    raw: Annotated[bool, typer.Option("--raw", help="In Parquet, keep whole tasks, too")] = False,
    results: Annotated[bool, typer.Option("--results", help="Fetch the files of results, too")] = False,
    concurrency: Annotated[int, typer.Option("--concurrency", help="Parts at once", min=1)] = 4,
    part_size: Annotated[int | None, typer.Option("--part-size", help="About how many tasks a part has")] = None,
) -> None:
    """Bring tasks and their results to disk, in parts; killed and called again, it goes on."""
    chosen: Any = file_format
    with session.client() as client:
        done = client.export_tasks(
            folder,
            file_format=chosen,
            raw=raw,
            results=results,
            concurrency=concurrency,
            part_size=part_size,
            progress=session.progress,
            **filters_of(session, filters),
        )
    row = {"folder": str(folder), "tasks": done.tasks, "annotations": done.annotations, "parts": done.parts}
    session.show([row], *row)


@command(app, "tasks result", "get_task_result", example="64f0c2a1b7d4e90012ab34cd")
def _result(session: Session, task_id: Id) -> None:
    """Fetch the files behind a result, without the key, and print what they hold."""
    with session.client() as client:
        result = client.get_task_result(task_id)
        session.show([dict(result.raw) or result.response.to_wire()])


@command(app, "tasks frames", "get_task_frames", example="64f0c2a1b7d4e90012ab34ce")
def _frames(session: Session, task_id: Id) -> None:
    """Print the frames of a video or lidar task's result, one by one."""
    with session.client() as client:
        session.show(frame.to_wire() for frame in client.get_task_frames(task_id))


task_changes.add_to(app)

"""`scaleapi drift`."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from itertools import chain
from typing import Annotated

import typer

from scaleapi.cli.command import command
from scaleapi.cli.exits import Exit, fail
from scaleapi.cli.session import Session
from scaleapi.cli.task_create import input_file

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "drift", "get_tasks", example="--project kitchen")
def _drift(
    session: Session,
    files: Annotated[
        list[str] | None,
        typer.Argument(help="JSON lines or Parquet of tasks, folders of exports; - for standard input"),
    ] = None,
    project: Annotated[str | None, typer.Option("--project", help="Look at the tasks of this project")] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with code 1 if there is anything")] = False,
) -> None:
    """Tell what results have that this version does not know: fields, values of enumerations, and shapes.

    Each with how often it came, and with the task and the JSON pointer where it was seen first.
    """
    from scaleapi.export.drift import drift

    if not files and project is None:
        fail("drift needs files of tasks, or --project")
    with ExitStack() as stack:
        paths = [stack.enter_context(input_file(file)) for file in files or []]
        tasks = stack.enter_context(session.client()).get_tasks(project) if project is not None else ()
        rows = [asdict(one) for one in drift(chain(paths, tasks))]
    session.show(rows, "kind", "subject", "path", "found", "count", "id")
    session.say(f"unknown: {len(rows)}" if rows else "everything is known")
    if rows and exit_code:
        raise typer.Exit(Exit.found)

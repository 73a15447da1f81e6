"""`scaleapi tasks create`: a task for each payload of a file."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from scaleapi.cli.bulk import finish
from scaleapi.cli.command import command
from scaleapi.cli.exits import fail
from scaleapi.cli.session import Session
from scaleapi.cli.task_parts import COLUMNS
from scaleapi.validation import PayloadFile

__all__ = ["add_to", "input_file", "pairs"]


def _create(
    session: Session,
    file: Annotated[str, typer.Argument(help="JSON lines, a JSON array, CSV or Parquet; - for standard input")],
    type_: Annotated[
        str | None, typer.Option("--type", help="The task type; without it, each payload names its own as `type`")
    ] = None,
    project: Annotated[str | None, typer.Option("--project", help="The project of payloads that name none")] = None,
    batch: Annotated[str | None, typer.Option("--batch", help="The batch of payloads that name none")] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--map", help="COLUMN=FIELD: what a column becomes: image_url=attachment")
    ] = None,
    values: Annotated[
        list[str] | None, typer.Option("--set", help="FIELD=VALUE: a field that every payload gets, by dotted name")
    ] = None,
    file_format: Annotated[str | None, typer.Option("--file-format", help="jsonl, json, csv or parquet")] = None,
    journal: Annotated[
        Path | None, typer.Option("--journal", help="Makes it possible to go on [FILE.journal beside the file]")
    ] = None,
    concurrency: Annotated[int, typer.Option("--concurrency", help="Requests at once", min=1)] = 64,
) -> None:
    """Create a task for each payload of a file, each once. Killed and called again, it goes on."""
    chosen: Any = file_format
    defaults = {"project": session.project(project), "batch": batch}
    with input_file(file) as path, session.client() as client:
        payloads = PayloadFile(
            path,
            type_,
            rename=pairs("map", columns),
            values=pairs("set", values),
            defaults={name: value for name, value in defaults.items() if value is not None},
            file_format=chosen,
        )
        session.confirm(f"Create {sum(1 for _ in payloads)} tasks?")
        kept = None if session.common.dry_run else journal or (None if file == "-" else Path(f"{file}.journal"))
        run = client.create_tasks(
            type_, payloads, concurrency=concurrency, journal=kept, progress=session.progress, ordered=True
        )
        again = f"The same command again goes on where this ended ({kept})." if kept is not None else ""
        finish(session, run, "created", "task", *COLUMNS, then=again)


@contextmanager
def input_file(file: str) -> Generator[str, None, None]:
    """Name a file to read; what comes on standard input is put into one."""
    if file != "-":
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard-input"
        with path.open("wb") as scratch:
            shutil.copyfileobj(sys.stdin.buffer, scratch)
        yield str(path)


def pairs(option: str, given: list[str] | None) -> dict[str, str]:
    """Read options of the form NAME=VALUE."""
    split = [one.partition("=") for one in given or []]
    for name, equals, value in split:
        if not name or not equals:
            fail(f"--{option} {name}{value!r} is not NAME=VALUE")
    return {name: value for name, _, value in split}


def add_to(app: typer.Typer) -> None:
    """Add the command to its group."""
    command(
        app,
        "tasks create",
        "create_tasks",
        example="payloads.jsonl --type imageannotation --project kitchen --yes",
        changes=True,
        many=True,
    )(_create)

"""`scaleapi view`."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from scaleapi.cli.command import command
from scaleapi.cli.exits import fail
from scaleapi.cli.session import Session
from scaleapi.cli.task_create import input_file
from scaleapi.client import ScaleClient
from scaleapi.export.stored import read_stored
from scaleapi.models.task import Task

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "view", "get_task get_tasks get_task_result", example="--project kitchen -o kitchen.html")
def _view(
    session: Session,
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="JSON lines or Parquet of tasks, folders of exports, ids of tasks; - for standard input"),
    ] = None,
    project: Annotated[str | None, typer.Option("--project", help="Show the tasks of this project")] = None,
    batch: Annotated[str | None, typer.Option("--batch", help="Show the tasks of this batch")] = None,
    output: Annotated[str, typer.Option("--output", "-o", help="The page; replaced if it is there")] = "tasks.html",
    results: Annotated[
        bool, typer.Option("--results", help="Fetch the files that results name: what is drawn of video and lidar")
    ] = False,
    compare: Annotated[
        str | None, typer.Option("--compare", help="JSON lines, Parquet or an export: other results of the same tasks")
    ] = None,
    embed_images: Annotated[bool, typer.Option("--embed-images", help="Make images a part of the page")] = False,
    per_page: Annotated[int, typer.Option("--per-page", min=1, help="Tasks in a file; more make several")] = 1000,
    open_: Annotated[bool, typer.Option("--open", help="Show the page in a browser")] = False,
) -> None:
    """Draw tasks with their results into one HTML page, which needs no network but for the images.

    A page holds what it shows: labels, texts and addresses of images.
    """
    from scaleapi.viewer.rendering import render

    if not sources and project is None and batch is None:
        fail("view needs files of tasks, ids of tasks, --project or --batch")
    files = [one for one in sources or [] if _is_file(one)]
    with ExitStack() as stack:
        asks = results or project is not None or batch is not None or len(files) < len(sources or [])
        client = stack.enter_context(session.client()) if asks else None
        done = render(
            _tasks(client, stack, sources or [], files, project, batch),
            output,
            title=_title(sources or [], project, batch),
            results=client.get_task_result if results and client else None,
            compare=compare,
            embed_images=embed_images,
            per_page=per_page,
        )
    session.show(({"file": file} for file in done.files), "file")
    session.say(f"shown: {done.tasks}")
    if open_:
        webbrowser.open(Path(done.files[0]).absolute().as_uri())


def _title(sources: Sequence[str], project: str | None, batch: str | None) -> str:
    return ", ".join([one for one in (project, batch) if one] + [Path(one).name for one in sources[:3]])


def _is_file(source: str) -> bool:
    """Tell a file, also one that is not there, from the id of a task, which has letters and digits only."""
    return source == "-" or not source.isalnum() or Path(source).exists()


def _tasks(
    client: ScaleClient | None,
    stack: ExitStack,
    sources: Sequence[str],
    files: Sequence[str],
    project: str | None,
    batch: str | None,
) -> Iterator[Task]:
    """Read files, fetch the tasks that are named, and list those of a project or batch."""
    paths = {one: stack.enter_context(input_file(one)) for one in files}
    for one in sources:
        if client is not None and one not in paths:
            yield client.get_task(one)
        else:
            yield from read_stored(paths[one])
    if client is not None and (project is not None or batch is not None):
        yield from client.get_tasks(project, batch)

"""`scaleapi check`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import asdict, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scaleapi.cli.command import command
from scaleapi.cli.exits import Exit, fail
from scaleapi.cli.output import Format
from scaleapi.cli.session import Session
from scaleapi.cli.task_create import input_file, pairs

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from scaleapi.client import ScaleClient
    from scaleapi.models.project import Project
    from scaleapi.models.task import Task
    from scaleapi.quality import Report

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)

_COLUMNS = ("severity", "task_id", "pointer", "label", "rule", "message")


class _Report(StrEnum):
    """How findings are written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    sarif = "sarif"


@command(
    app, "check", "get_project get_tasks get_task_result", example="results.jsonl --limit too_small=4 --size 640x480"
)
def _check(
    session: Session,
    source: Annotated[
        str | None, typer.Argument(help="JSON lines or Parquet of tasks, or an export's folder; - for standard input")
    ] = None,
    project: Annotated[
        str | None, typer.Option("--project", help="Hold results against this project; without a file, check its tasks")
    ] = None,
    batch: Annotated[str | None, typer.Option("--batch", help="Without a file: check the tasks of this batch")] = None,
    rules: Annotated[str | None, typer.Option("--rules", help="A TOML file of rules and limits")] = None,
    limit: Annotated[list[str] | None, typer.Option("--limit", help="RULE=NUMBER: another limit of a rule")] = None,
    off: Annotated[list[str] | None, typer.Option("--off", help="A rule that is not to be applied")] = None,
    size: Annotated[str | None, typer.Option("--size", help="WIDTHxHEIGHT of all images, in pixels")] = None,
    read_sizes: Annotated[
        bool, typer.Option("--read-sizes", help="Read the sizes of images from their headers")
    ] = False,
    results: Annotated[
        bool, typer.Option("--results", help="Fetch the files that results name: what is drawn of video and lidar")
    ] = False,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes that look at a file side by side")] = 1,
    html: Annotated[str | None, typer.Option("--html", help="Draw the tasks with findings into this page")] = None,
    format: Annotated[  # noqa: A002  (the option's name)
        _Report | None,
        typer.Option("--format", help="sarif (2.1.0) is for code hosts, the others are rows [a table, else jsonl]"),
    ] = None,
) -> None:
    """Look for what is probably wrong in results, and list it.

    What was not looked at is told on standard error, with the reason. Exit code 1 if there are errors; warnings alone
    are none.
    """
    from scaleapi.quality import check

    if source is None and project is None and batch is None:
        fail("check needs a file of tasks, --project or --batch")
    with ExitStack() as stack:
        asks = results or project is not None or batch is not None
        client = stack.enter_context(session.client()) if asks else None
        told = check(
            _tasks(stack, client, source, project, batch),
            _rules(rules, pairs("limit", limit), off or []),
            payload=_project(client, project),
            sizes=_sizes(size, read_sizes=read_sizes),
            results=client.get_task_result if client is not None and results else None,
            executor=stack.enter_context(_pool(workers)),
        )
        if html is not None:
            told.write_html(html)
        _write(session, told, format)
    session.say(str(told))
    if told.errors:
        raise typer.Exit(Exit.found)


def _tasks(
    stack: ExitStack, client: ScaleClient | None, source: str | None, project: str | None, batch: str | None
) -> str | list[Task]:
    if source is not None or client is None:
        return stack.enter_context(input_file(source or "-"))
    return [*client.get_tasks(project, batch)]


def _project(client: ScaleClient | None, name: str | None) -> Project | None:
    return client.get_project(name) if client is not None and name is not None else None


def _rules(file: str | None, limits: dict[str, str], off: Sequence[str]) -> dict[str, Any]:
    """Read the file of rules, and put the options over it."""
    from scaleapi.quality.rules.settings import read_settings

    given = read_settings(file) if file is not None else {}
    for name, text in limits.items():
        try:
            number = float(text)
        except ValueError:
            fail(f"--limit {name}={text}: {text!r} is no number")
        old = given.get(name)
        given[name] = {**old, "limit": number} if isinstance(old, dict) else number
    return given | dict.fromkeys(off, False)


def _sizes(size: str | None, *, read_sizes: bool) -> Any:
    if size is None:
        from scaleapi.quality import read_image_size

        return read_image_size if read_sizes else None
    width, _, height = size.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        fail(f"--size {size} is not WIDTHxHEIGHT, such as 1920x1080")
    return _Same((int(width), int(height)))


class _Same:
    """The same size for all images; it may travel to other processes."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size

    def __call__(self, _: Task) -> tuple[int, int]:
        return self._size


def _pool(workers: int) -> AbstractContextManager[Executor | None]:
    if workers == 1:
        return nullcontext()
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(workers, get_context("spawn"))  # a fork would copy whatever holds the client's locks


def _write(session: Session, told: Report, report: _Report | None) -> None:
    if report is _Report.sarif:
        sys.stdout.write(json.dumps(told.to_sarif(), indent=2) + "\n")
    else:
        session.common = replace(session.common, format=Format(report) if report else None)
        session.show((asdict(one) for one in told.findings), *_COLUMNS)

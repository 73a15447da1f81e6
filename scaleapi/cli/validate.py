"""`scaleapi validate`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any

import typer

from scaleapi.cli.command import command
from scaleapi.cli.exits import Exit
from scaleapi.cli.output import Format
from scaleapi.cli.session import Session
from scaleapi.cli.task_create import input_file, pairs
from scaleapi.models import Project
from scaleapi.validation import FileProblem, PayloadFile, file_problems, to_github, to_sarif

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)


class _Report(StrEnum):
    """How problems are written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    sarif = "sarif"
    github = "github"


@command(app, "validate", "get_project", example="payloads.jsonl --type imageannotation --project kitchen")
def _validate(
    session: Session,
    files: Annotated[list[str], typer.Argument(help="JSON lines, a JSON array, CSV or Parquet; - for standard input")],
    type_: Annotated[
        str | None, typer.Option("--type", help="The task type; without it the project's, or each payload's `type`")
    ] = None,
    project: Annotated[
        str | None, typer.Option("--project", help="Add this project's parameters, so that nothing may be missing")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--map", help="COLUMN=FIELD: what a column becomes: image_url=attachment")
    ] = None,
    values: Annotated[
        list[str] | None, typer.Option("--set", help="FIELD=VALUE: a field that every payload gets, by dotted name")
    ] = None,
    file_format: Annotated[str | None, typer.Option("--file-format", help="jsonl, json, csv or parquet")] = None,
    format: Annotated[  # noqa: A002  (the option's name)
        _Report | None,
        typer.Option(
            "--format",
            help="sarif (2.1.0) and github are for code hosts, the others are rows [a table on a terminal, else jsonl]",
        ),
    ] = None,
) -> None:
    """Check files of payloads, and list mistakes as rows, or for code hosts: `--format sarif` and `--format github`.

    Each comes with its file, row, JSON pointer, value and hint. Nothing is sent, apart from a question for the project.
    Exit code 1 if there are errors; warnings alone are none.
    """
    chosen: Any = file_format
    found: list[FileProblem] = []
    with_project = _fetched(session, project)
    kind = type_ or (with_project.type if with_project else None)
    for file in files:
        with input_file(file) as path:
            payloads = PayloadFile(
                path, kind, rename=pairs("map", columns), values=pairs("set", values), file_format=chosen
            )
            of_file = [replace(one, file=file) for one in file_problems(payloads, with_project)]
        session.say(f"{file}: {_summary(of_file)}")
        found += of_file
    _write(session, found, format)
    if any(one.problem.severity == "error" for one in found):
        raise typer.Exit(Exit.found)


def _fetched(session: Session, name: str | None) -> Project | None:
    if name is None:
        return None
    with session.client() as client:
        return client.get_project(name)


def _write(session: Session, found: Sequence[FileProblem], report: _Report | None) -> None:
    if report is _Report.sarif:
        sys.stdout.write(json.dumps(to_sarif(found), indent=2) + "\n")
    elif report is _Report.github:
        sys.stdout.writelines(f"{line}\n" for line in to_github(found))
    else:
        session.common = replace(session.common, format=Format(report) if report else None)
        session.show(map(_row, found), "file", "row", "severity", "pointer", "message", "value", "hint")


def _row(one: FileProblem) -> dict[str, Any]:
    problem = one.problem
    place = {"file": one.file, "row": one.row, "line": one.line, "pointer": problem.pointer}
    told = {"message": problem.message, "value": problem.value, "hint": problem.hint}
    return {**place, "severity": problem.severity, "code": problem.code, **told}


def _summary(found: Sequence[FileProblem]) -> str:
    """Count the problems by kind: `3 errors (2 missing, 1 type), 1 warning (unknown_name) in 2 rows`."""
    parts = [part for severity in ("error", "warning") for part in _counted(found, severity)]
    rows = len({one.row for one in found})
    return f"{', '.join(parts)} in {rows} row{'s' if rows > 1 else ''}" if parts else "nothing is wrong"


def _counted(found: Sequence[FileProblem], severity: str) -> Iterator[str]:
    kinds = Counter(one.problem.code for one in found if one.problem.severity == severity)
    if kinds:
        named = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        yield f"{kinds.total()} {severity}{'s' if kinds.total() > 1 else ''} ({named})"

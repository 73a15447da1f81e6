"""`scaleapi schema`."""

from __future__ import annotations

import typer

from scaleapi.cli.command import command
from scaleapi.cli.session import Session
from scaleapi.cli.task_type import TypeArgument, known_type, write_document
from scaleapi.validation import json_schema

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "schema", example="imageannotation")
def _schema(session: Session, task_type: TypeArgument) -> None:
    """Print the JSON Schema of a task type's payload, for editors and other languages."""
    write_document(session, json_schema(known_type(task_type)))

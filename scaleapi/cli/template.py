"""`scaleapi template`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from scaleapi.cli.command import command
from scaleapi.cli.session import Session
from scaleapi.cli.task_type import TypeArgument, known_type, write_document
from scaleapi.validation import payload_template

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "template", example="imageannotation")
def _template(
    session: Session,
    task_type: TypeArgument,
    list_: Annotated[bool, typer.Option("--list", help="List all fields as rows instead, needed ones first")] = False,
) -> None:
    """Print a smallest valid payload of a task type: `scaleapi template TYPE > payload.json`, for `tasks create`.

    JSON has no comments: what else a payload may have is said on standard error, unless --quiet.
    """
    template = payload_template(known_type(task_type))
    if list_:
        session.show(map(asdict, template.fields), "name", "kind", "needed", "about")
        return
    write_document(session, template.payload)
    session.say("It may also have:")
    for one in template.fields:
        if not one.needed:
            session.say(f"  {one.name} ({one.kind}): {one.about}")

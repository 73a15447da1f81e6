"""`scaleapi types`."""

from __future__ import annotations

import typer

from scaleapi.cli.command import command
from scaleapi.cli.session import Session

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "types", example="")
def _types(session: Session) -> None:
    """List the task types, with the classes of payload and response, and the fields that a payload needs."""
    from scaleapi.models.tasks.registry import KNOWN_TYPES, payload_class, response_class
    from scaleapi.validation import payload_template

    rows = (
        {
            "type": one,
            "payload": payload_class(one).__name__,
            "response": response_class(one).__name__,
            "needs": ", ".join(payload_template(one).payload),
        }
        for one in KNOWN_TYPES
    )
    session.show(rows, "type", "needs")

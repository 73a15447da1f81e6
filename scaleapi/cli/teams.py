"""`scaleapi teams`."""

from __future__ import annotations

import typer

from scaleapi.cli.calls import Simple, add_all
from scaleapi.cli.command import group

__all__ = ["app"]

app: typer.Typer = group("The people of the team")

_COLUMNS = "email role company"
add_all(
    app,
    Simple("teams list", "list_teammates", shown=_COLUMNS, changes=False),
    Simple("teams invite", "invite_teammates", "emails", "bob@example.com --role labeler", _COLUMNS),
    Simple("teams set-role", "update_teammates_role", "emails", "ann@example.com --role manager", _COLUMNS),
)

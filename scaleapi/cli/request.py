"""`scaleapi request`: raw JSON, for what has no command yet."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scaleapi.cli.calls import parsed
from scaleapi.cli.command import command
from scaleapi.cli.exits import fail
from scaleapi.cli.session import Session

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "request", "request", example="GET tasks --query project=kitchen --query limit=1", changes=True)
def _request(
    session: Session,
    method: Annotated[str, typer.Argument(help="GET, POST, PUT or DELETE")],
    path: Annotated[str, typer.Argument(help="Below the service's address: task/ID/cancel")],
    query: Annotated[list[str] | None, typer.Option("--query", help="NAME=VALUE; may be given several times")] = None,
    body: Annotated[str | None, typer.Option("--json", help="The body; @FILE reads it from a file")] = None,
) -> None:
    """Send any request, and print the answer."""
    more: dict[str, Any] = {} if body is None else {"json": parsed(body, "json")}
    with session.client() as client:
        session.show([client.request(method.upper(), path, query=dict(map(_pair, query or [])), **more)])


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    return (name, value) if equals else fail(f"--query {text!r} is not NAME=VALUE")

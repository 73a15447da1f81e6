"""`scaleapi config`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from scaleapi.cli.command import command, group
from scaleapi.cli.exits import Exit, fail
from scaleapi.cli.session import Session
from scaleapi.cli.settings import NAMES, config_path, keep, key_of, profile_of, setting

__all__ = ["app"]

app: typer.Typer = group("Settings, by profile: " + ", ".join(NAMES))

_Name = Annotated[str, typer.Argument(help="One of: " + "; ".join(f"{name}: {about}" for name, about in NAMES.items()))]


@command(app, "config set", example="api-url https://api.scale.com/v1")
def _set(
    session: Session,
    name: _Name,
    value: Annotated[str | None, typer.Argument(help="The value; a key is never given here, but asked for")] = None,
) -> None:
    """Keep a setting in a profile. A key is read without echo, or from standard input."""
    _check(name)
    if name == "api-key":
        if value is not None:
            fail("A key in the command line can be seen by others: leave it out, it is asked for")
        value = typer.prompt("API key", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    elif value is None:
        fail(f"config set {name} needs a value")
    value = (value or "").strip() or fail("There is no value")
    session.say(f"kept in {keep(name, value, session.common.profile or 'default')}")


@command(app, "config get", example="api-url")
def _get(session: Session, name: _Name) -> None:
    """Print a setting; of the key, only where it comes from."""
    _check(name)
    found = key_of(None, session.common.profile) if name == "api-key" else setting(name, None, session.common.profile)
    if found is None:
        fail(f"{name} is not set", Exit.found)
    session.tell(found.source if name == "api-key" else found.value)


@command(app, "config list", example="")
def _list(session: Session) -> None:
    """Print all settings of the profile, and where each comes from."""
    rows: list[dict[str, str]] = []
    for name in NAMES:
        found = (
            key_of(None, session.common.profile) if name == "api-key" else setting(name, None, session.common.profile)
        )
        if found is not None:
            rows.append({"name": name, "value": "***" if name == "api-key" else found.value, "source": found.source})
    session.show(rows, "name", "value", "source")


@command(app, "config path", example="")
def _path(session: Session) -> None:
    """Print where the configuration file is."""
    profile_of(None)
    session.tell(config_path())


def _check(name: str) -> None:
    if name not in NAMES:
        fail(f"There is no setting {name!r}; there are: {', '.join(NAMES)}")

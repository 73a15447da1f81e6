"""`scaleapi migrate-check`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from scaleapi.cli.command import command
from scaleapi.cli.exits import Exit
from scaleapi.cli.session import Session
from scaleapi.migration.check import Difference, differences
from scaleapi.migration.script import ScriptError

__all__ = ["app"]

app: typer.Typer = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "migrate-check", example="label.py")
def _migrate_check(
    session: Session,
    files: Annotated[list[str], typer.Argument(help="Scripts, or folders of them; - for standard input")],
) -> None:
    """Tell what behaves differently in scripts for the official SDK: where, and the sentence of docs/migration.md.

    Scripts are read, and not run. A `change` fails as it is written, or gives something else; a `note` works, and
    behaves differently. Exit code 1 if there are changes; 2 if a file cannot be read, after the others were checked.
    """
    found: list[tuple[str, Difference]] = []
    unread = False
    for file in (one for given in files for one in _scripts(given)):
        try:
            of_file = differences(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
        except (OSError, ScriptError) as error:
            session.say(f"{file}: {_why(error)}", always=True)
            unread = True
            continue
        session.say(f"{file}: {_summary(of_file)}")
        found += [(file, one) for one in of_file]
    session.show((_row(*one) for one in found), "place", "kind", "found", "sentence")
    if unread or any(one.kind == "change" for _, one in found):
        raise typer.Exit(Exit.usage if unread else Exit.found)


def _scripts(given: str) -> Iterator[str]:
    if given != "-" and Path(given).is_dir():
        yield from map(str, sorted(Path(given).rglob("*.py")))
    else:
        yield given


def _why(error: OSError | ScriptError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _row(file: str, one: Difference) -> dict[str, Any]:
    return {"place": f"{file}:{one.line}:{one.column}", "file": file, **asdict(one)}


def _summary(found: list[Difference]) -> str:
    counts = Counter(one.kind for one in found)
    parts = [f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in sorted(counts.items())]
    return ", ".join(parts) or "nothing is different"

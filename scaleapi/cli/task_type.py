"""Task types as arguments of commands, and what is printed about one."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from scaleapi.cli.exits import fail
from scaleapi.cli.output import Format, chosen
from scaleapi.cli.session import Session
from scaleapi.models.tasks.registry import KNOWN_TYPES, is_known
from scaleapi.problems import did_you_mean

__all__ = ["TypeArgument", "known_type", "write_document"]

TypeArgument = Annotated[str, typer.Argument(help="A task type: `scaleapi types` lists them")]


def known_type(given: str) -> str:
    """Return a task type that is known; end the command if it is not."""
    if is_known(given):
        return given
    return fail(f"There is no task type {given!r}: {did_you_mean(given, KNOWN_TYPES) or '`scaleapi types` lists all'}")


def write_document(session: Session, value: dict[str, Any]) -> None:
    """Write JSON: over several lines on a terminal, on one in a pipe; `--format json` and `jsonl` choose."""
    indent = 2 if chosen(session.common.format) in {Format.table, Format.json} else None
    sys.stdout.write(json.dumps(value, indent=indent, ensure_ascii=False) + "\n")

"""The commands by name, each group imported when it is called; errors as lines and exit codes."""

from __future__ import annotations

import sys
import traceback
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from scaleapi._version import __version__
from scaleapi.cli.exits import Exit, code_of, lines_of
from scaleapi.cli.harmless import harmless

__all__ = ["GROUPS", "app", "run"]

GROUPS = {
    "tasks": "Create, list, wait for, export and change tasks",
    "batches": "Create, watch and finalize batches",
    "projects": "Projects and their parameters",
    "files": "Upload and import files",
    "teams": "The people of the team",
    "studio": "Labelers, groups and batches of Studio",
    "quality": "Evaluation and training tasks",
    "validate": "Check files of payloads before they cost money",
    "types": "List the task types",
    "schema": "Print the JSON Schema of a task type",
    "template": "Print a smallest valid payload of a task type",
    "check": "Look for what is probably wrong in results",
    "compare": "Compare results with what is known to be right",
    "agreement": "Tell how well several results of the same things agree",
    "view": "Draw tasks and their results into a page for the browser",
    "drift": "Tell what results have that this version does not know",
    "migrate-check": "Tell what behaves differently in scripts for the official SDK",
    "listen": "Receive callbacks on this machine, and pass them on",
    "emulator": "Serve the API without Scale; play the workers of an emulator that runs",
    "doctor": "Tell what is set up how, and what to do",
    "request": "Send any request: raw JSON, for what has no command yet",
    "config": "Settings, by profile",
}
"""The first words of all commands; each is a module here of the same name (`_` for `-`)."""


class _Root(TyperGroup):
    """Knows its commands by name, and imports them when they are called."""

    _listing = False

    def list_commands(self, ctx: Any) -> list[str]:
        del ctx
        return list(GROUPS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        del ctx
        if cmd_name not in GROUPS:
            return None
        if self._listing:
            return TyperCommand(cmd_name, help=GROUPS[cmd_name])
        return _group(cmd_name)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self._listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._listing = False


@cache
def _group(name: str) -> Any:
    loaded: typer.Typer = import_module(f"scaleapi.cli.{name.replace('-', '_')}").app
    return typer.main.get_command(loaded)


@cache
def _program() -> Any:
    return typer.main.get_command(app)


# click's own error, wherever this version of typer has it from.
_WRONG_USAGE: Any = next(one for one in typer.BadParameter.__mro__ if one.__name__ == "ClickException")

app: typer.Typer = typer.Typer(cls=_Root, no_args_is_help=True, rich_markup_mode=None)


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"scaleapi {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version")
    ] = False,
) -> None:
    """Label data with Scale AI from the shell."""
    del version


def run(arguments: list[str]) -> int:
    """Run a command; return its exit code."""
    try:
        result: Any = _program().main(arguments, prog_name="scaleapi", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted()
    except _WRONG_USAGE as error:
        error.show()
        return Exit.usage
    except Exception as error:  # noqa: BLE001 - each becomes a line or two; --verbose shows all of it
        return _failed(error, verbose="--verbose" in arguments)
    if result == Exit.interrupted:
        return _interrupted()  # newer versions of typer make a code of Ctrl-C
    return result if isinstance(result, int) else Exit.done


def _interrupted() -> int:
    sys.stderr.write("\nscaleapi: interrupted. Nothing that was done is lost; the same command again goes on.\n")
    return Exit.interrupted


def _failed(error: Exception, *, verbose: bool) -> int:
    if verbose:
        traceback.print_exception(error)
    sys.stderr.write("\n".join(map(harmless, lines_of(error))) + "\n")
    return code_of(error)

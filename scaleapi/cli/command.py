"""How a command is made: a function of a session and of its own options gets those of all commands, too."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints

import typer

from scaleapi.cli.filters import FILTERS
from scaleapi.cli.output import Format
from scaleapi.cli.session import Common, Session
from scaleapi.exceptions import ScaleResponseError

__all__ = ["COMMON", "Registered", "command", "group", "note", "registered"]


@dataclass(frozen=True, slots=True)
class Registered:
    """A command: its words, the methods of the client that it calls, and an example."""

    words: str
    calls: frozenset[str]
    example: str


_REGISTERED: list[Registered] = []


def registered() -> Sequence[Registered]:
    """List the commands of the modules that were imported."""
    return _REGISTERED


def note(words: str, example: str) -> str:
    """Note down a command that takes none of the common options; return the last line of its help."""
    _REGISTERED.append(Registered(words, frozenset(), example))
    return _epilog(words, example)


def _epilog(words: str, example: str) -> str:
    return f"Example: scaleapi {words} {example}".rstrip()


def group(help_: str) -> typer.Typer:
    """Make a group of commands."""
    return typer.Typer(help=help_, no_args_is_help=True, rich_markup_mode=None, add_completion=False)


_COMMON: dict[str, tuple[Any, Any]] = {
    "format": (
        Annotated[
            Format | None, typer.Option("--format", help="How rows are written [a table on a terminal, else jsonl]")
        ],
        None,
    ),
    "fields": (
        Annotated[str, typer.Option("--fields", help="The columns, by dotted names: id,status,params.attachment")],
        "",
    ),
    "quiet": (Annotated[bool, typer.Option("--quiet", help="Say nothing on standard error but errors")], False),
    "verbose": (Annotated[bool, typer.Option("--verbose", help="Tell of each attempt; show tracebacks")], False),
    "profile": (Annotated[str | None, typer.Option("--profile", help="The settings to use")], None),
    "api_key_file": (
        Annotated[str | None, typer.Option("--api-key-file", help="A file with the key; - for standard input")],
        None,
    ),
    "api_url": (Annotated[str | None, typer.Option("--api-url", help="The service's address")], None),
}
_CHANGES: dict[str, tuple[Any, Any]] = {
    "dry_run": (Annotated[bool, typer.Option("--dry-run", help="Print what would be sent, and send nothing")], False),
}
_MANY: dict[str, tuple[Any, Any]] = {
    "yes": (Annotated[bool, typer.Option("--yes", help="Do not ask before many things are changed")], False),
}


def command(
    app: typer.Typer, words: str, calls: str = "", *, example: str, changes: bool = False, many: bool = False
) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Make a command of a function whose first parameter is the session; `filters` stands for those of `get_tasks`.

    Args:
        app: Its group.
        words: All its words, without the program's name: `tasks get`.
        calls: The client's methods that it calls.
        example: Its arguments in an example, which runs against the emulator.
        changes: Whether it changes something, so that it takes `--dry-run`.
        many: Whether it may change many things, so that it asks, and takes `--yes`.
    """
    _REGISTERED.append(Registered(words, frozenset(calls.split()), example))
    common = {**_COMMON, **(_CHANGES if changes else {}), **(_MANY if many else {})}

    def register(function: Callable[..., object]) -> Callable[..., object]:
        own = inspect.signature(function).parameters
        filtered = "filters" in own
        shared = {name: one for name, one in common.items() if name not in own}  # a command may have one its own way

        def run(**given: Any) -> None:
            options: dict[str, Any] = {name: given.pop(name) for name in shared}
            if filtered:
                given["filters"] = {name: given.pop(name) for name in FILTERS}
            fields = tuple(name.strip() for name in str(options.pop("fields")).split(",") if name.strip())
            nobody_answers = [ScaleResponseError] if options.get("dry_run") else []
            with suppress(*nobody_answers), _quiet_when_nobody_reads():
                function(Session(Common(fields=fields, **options)), **given)

        _give_signature(run, function, {**(FILTERS if filtered else {}), **shared})
        app.command(words.rpartition(" ")[2], help=inspect.getdoc(function), epilog=_epilog(words, example))(run)
        return function

    return register


COMMON = frozenset({*_COMMON, *_CHANGES, *_MANY})
"""The parameters that commands share."""


@contextmanager
def _quiet_when_nobody_reads() -> Generator[None, None, None]:
    """End well where the reader of a pipe has what it wants: `| head`."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that nothing complains at exit
        raise typer.Exit from None


def _give_signature(run: Callable[..., Any], function: Callable[..., Any], common: dict[str, tuple[Any, Any]]) -> None:
    """Give a function the parameters of another but the first, and the common ones."""
    hints = get_type_hints(function, include_extras=True)
    own = [one for one in inspect.signature(function).parameters.values() if one.name not in {"session", "filters"}]
    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [one.replace(kind=kind, annotation=hints[one.name]) for one in own]
    parameters += [
        inspect.Parameter(name, kind, default=default, annotation=annotation)
        for name, (annotation, default) in common.items()
    ]
    run.__name__ = function.__name__
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]

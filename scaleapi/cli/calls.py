"""Commands that are one call of the client each: made of the call's own parameters and documentation."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from scaleapi.cli.command import command
from scaleapi.cli.exits import fail
from scaleapi.cli.session import Session
from scaleapi.client import ScaleClient
from scaleapi.models.base import Entity
from scaleapi.models.rules import is_array, is_object

__all__ = ["Simple", "add", "add_all", "parsed"]


@dataclass(frozen=True, slots=True)
class Simple:
    """A command that is one call."""

    words: str
    method: str
    arguments: str = ""
    """The parameters that are given by their places, in order, one that may be many last. The others are options."""
    example: str = ""
    shown: str = ""
    """The columns of a table."""
    changes: bool = True
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])
    """Options whose names are others here."""


def add_all(app: typer.Typer, *simple: Simple) -> None:
    """Add commands to their group."""
    for one in simple:
        add(app, one)


def add(app: typer.Typer, simple: Simple) -> None:
    """Add the command to its group."""
    method: Callable[..., Any] = getattr(ScaleClient, simple.method)
    parameters = [one for one in inspect.signature(method).parameters.values() if one.name != "self"]
    named = [one for one in parameters if one.kind is not inspect.Parameter.VAR_KEYWORD and one.name != "cursor"]
    about = _about(method)

    def run(session: Session, **given: Any) -> None:
        values = {one.name: _value(one, given[one.name]) for one in named}
        with session.client() as client:
            session.show(_rows(getattr(client, simple.method)(**_given(values, named))), *simple.shown.split())

    own = [_parameter(one, simple, about.get(one.name, "")) for one in named]
    first = inspect.Parameter("session", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Session)
    run.__signature__ = inspect.Signature([first, *own])  # type: ignore[attr-defined]
    run.__annotations__ = {"session": Session, **{one.name: one.annotation for one in own}}
    run.__name__, run.__doc__ = simple.method, (inspect.getdoc(method) or "").partition("\n\n")[0]
    command(app, simple.words, simple.method, example=simple.example, changes=simple.changes)(run)


def _parameter(one: inspect.Parameter, simple: Simple, about: str) -> inspect.Parameter:
    """Make an argument or an option of a parameter of the client's method."""
    placed, required = one.name in simple.arguments.split(), one.default is inspect.Parameter.empty
    kind = _kind(one)
    name = simple.renamed.get(one.name, one.name).replace("_", "-")
    flag = f"--{name}/--no-{name}" if kind is bool else f"--{name}"
    about = f"{about} (JSON)" if _is_json(one) else about
    info = typer.Argument(help=about) if placed else typer.Option(flag, help=about)
    annotation: Any = Annotated[kind if required or kind is bool else kind | None, info]
    default = inspect.Parameter.empty if required else one.default if kind is bool else None
    return one.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _kind(one: inspect.Parameter) -> Any:
    text = str(one.annotation)
    if "Iterable[" in text:
        return list[str]
    if text.startswith("int") and "str" not in text:
        return int
    return bool if text.startswith("bool") else str


def _is_json(one: inspect.Parameter) -> bool:
    return any(word in str(one.annotation) for word in ("dict[", "Mapping[", "Iterable[Any]"))


def _value(one: inspect.Parameter, given: Any) -> Any:
    if given is None or not _is_json(one):
        return given
    return [parsed(text, one.name) for text in given] if is_array(given) else parsed(given, one.name)


def _given(values: Mapping[str, Any], named: Iterable[inspect.Parameter]) -> dict[str, Any]:
    """Leave out what was not given, so that the method's own defaults hold."""
    required = {one.name for one in named if one.default is inspect.Parameter.empty}
    return {name: value for name, value in values.items() if name in required or value not in (None, [])}


def parsed(text: str, name: str) -> Any:
    """Read JSON from an option; `@file` reads it from a file."""
    try:
        if text.startswith("@"):
            with open(text[1:], encoding="utf-8") as file:  # noqa: PTH123 - any path
                return json.load(file)
        return json.loads(text)
    except ValueError as error:
        fail(f"--{name.replace('_', '-')} is no JSON: {error}")


def _rows(answer: Any) -> Iterable[Any]:
    """Make rows of whatever a call gives."""
    if answer is None:
        return []
    if is_object(answer):
        values = list(answer.values())
        return values if values and all(isinstance(value, Entity) for value in values) else [answer]
    return [answer] if isinstance(answer, Entity) else answer


def _about(method: Callable[..., Any]) -> dict[str, str]:
    """Read what a docstring says of each parameter."""
    section = (inspect.getdoc(method) or "").partition("Args:\n")[2].partition("\n\n")[0]
    entries = re.findall(r"^ {4}(\w+): (.*(?:\n {6,}.*)*)", section, re.MULTILINE)
    return {name: re.sub(r"\s+", " ", text) for name, text in entries}

"""What is called on clients, and with what."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scaleapi.api import Api, AsyncApi
from scaleapi.client import AllEndpoints, instead_of
from scaleapi.migration.names import Shape, class_of
from scaleapi.migration.script import Found, Script
from scaleapi.migration.sentences import (
    ARGUMENTS,
    AT_THE_CALL,
    CHECKED,
    KEPT_TO_ITSELF,
    PAGES,
    VALUES,
    VERSION_1,
    VERSION_2,
    Sentence,
)

__all__ = ["argument_refused", "method_called", "method_missing"]

_TOLD: Mapping[str, Sentence] = {
    "create_task": CHECKED,
    "get_tasks": AT_THE_CALL,
    "get_batches": AT_THE_CALL,
    "tasks": PAGES,
    "batches": PAGES,
}
_FILTERED = {"get_tasks", "get_tasks_count", "get_batches", "tasks", "batches"}


def method_missing(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find methods of clients that are not here."""
    client = _client(script, node)
    if client is None or not isinstance(node, ast.Attribute) or isinstance(node.ctx, ast.Store):
        return
    if node.attr in {"v2", "v2_get_tasks"}:
        yield Found(VERSION_2, node)
    elif not hasattr(client, node.attr):
        sentence = KEPT_TO_ITSELF if node.attr.startswith("_") else VERSION_1
        yield Found(sentence, node, instead_of(client, node.attr) if sentence is VERSION_1 else None)


def method_called(script: Script, node: ast.AST) -> Iterator[Found]:
    """Tell what is different with a call that works."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    if node.func.attr in _TOLD and _client(script, node.func) is not None:
        yield Found(_TOLD[node.func.attr], node)


def argument_refused(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find arguments that are refused: unknown names, empty filters, page sizes that the API does not have."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    client = _client(script, node.func)
    method = getattr(client, node.func.attr, None)
    if client is None or not callable(method):
        return
    for one in node.keywords:
        if one.arg is not None and not _knows(method, one.arg):
            yield Found(ARGUMENTS, one.value, f"{node.func.attr} has no {one.arg!r}")
        elif isinstance(one.value, ast.List | ast.Tuple) and not one.value.elts and node.func.attr in _FILTERED:
            yield Found(ARGUMENTS, one.value, f"leave {one.arg!r} out")
        elif one.arg == "limit" and _is_no_page_size(one.value):
            yield Found(VALUES, one.value)


def _client(script: Script, node: ast.AST) -> type[AllEndpoints | Api | AsyncApi] | None:
    """Return the class of the client, or of its `api`, that something is an attribute of."""
    kind = script.kind(node)
    if kind is None or kind.shape is not Shape.member:
        return None
    cls = class_of(kind.owner)
    return cls if cls is not None and issubclass(cls, AllEndpoints | Api | AsyncApi) else None


def _knows(method: Callable[..., Any], keyword: str) -> bool:
    parameters = inspect.signature(method).parameters
    return keyword in parameters or any(one.kind is one.VAR_KEYWORD for one in parameters.values())


def _is_no_page_size(node: ast.expr) -> bool:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return False
    return isinstance(value, int) and not 1 <= value <= 100

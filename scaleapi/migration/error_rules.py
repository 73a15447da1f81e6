"""Which errors are caught around calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scaleapi.migration.entity_rules import optional_field
from scaleapi.migration.names import Kind, Shape, class_of, client_of, entity_of
from scaleapi.migration.script import Found, Script
from scaleapi.migration.sentences import CAUGHT, NO_ATTRIBUTE_ERROR, NO_REQUESTS

__all__ = ["errors_caught"]

_OF_THE_NETWORK = {"OSError", "IOError", "EnvironmentError", "ConnectionError", "TimeoutError"}
"""What the errors of requests are, too; ours are not."""
_REFUSALS = {"ScaleInvalidRequest"}


def errors_caught(script: Script, node: ast.AST) -> Iterator[Found]:
    """Look at the handlers of a `try` with calls of ours in it, or with reads of optional fields."""
    if not isinstance(node, ast.Try | ast.TryStar):
        return
    calls, reads = _calls_service(script, node.body), _reads_optional(script, node.body)
    for handler in node.handlers:
        for caught in _caught(handler):
            kind = script.kind(caught)
            if calls and kind is not None and _is_of_requests(kind):
                yield Found(NO_REQUESTS, caught)
            elif calls and getattr(class_of(kind, Shape.itself), "__name__", "") in _REFUSALS:
                yield Found(CAUGHT, caught)
            elif reads and kind == Kind("builtins.AttributeError"):
                yield Found(NO_ATTRIBUTE_ERROR, caught)


def _caught(handler: ast.ExceptHandler) -> list[ast.expr]:
    if isinstance(handler.type, ast.Tuple):
        return handler.type.elts
    return [] if handler.type is None else [handler.type]


def _is_of_requests(kind: Kind) -> bool:
    root, _, name = kind.name.partition(".")
    return root in {"requests", "urllib3"} or (root == "builtins" and name in _OF_THE_NETWORK)


def _calls_service(script: Script, body: list[ast.stmt], seen: frozenset[str] = frozenset()) -> bool:
    """Tell whether a client or an entity is asked for something, in these lines or in a function that they call."""
    calls = [one for stmt in body for one in ast.walk(stmt) if isinstance(one, ast.Call)]
    kinds = [kind for kind in map(script.kind, (one.func for one in calls)) if kind is not None]
    if any(kind.shape is Shape.member and (client_of(kind.owner) or entity_of(kind.owner)) for kind in kinds):
        return True
    own = {kind.name for kind in kinds if kind.name in script.functions} - seen
    return any(_calls_service(script, script.functions[name].body, seen | own) for name in own)


def _reads_optional(script: Script, body: list[ast.stmt]) -> bool:
    for one in (part for stmt in body for part in ast.walk(stmt)):
        kind = script.kind(one) if isinstance(one, ast.Attribute) else None
        if kind is not None and kind.shape is Shape.member and optional_field(entity_of(kind.owner), kind.last):
            return True
    return False

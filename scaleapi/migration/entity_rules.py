"""What is read from tasks, batches, projects and the like, and what is done with them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, get_args

from scaleapi.migration.names import Shape, entity_of
from scaleapi.migration.script import Found, Script
from scaleapi.migration.sentences import (
    ABSENT,
    ACTIONS,
    AUDIT,
    ENUMERATIONS,
    EQUAL,
    FIELDS_OF_PARAMS,
    FROZEN,
    KEPT_TO_ITSELF,
    PROJECT,
    STUDIO,
    TIMES,
    Sentence,
)
from scaleapi.models.base import Entity
from scaleapi.models.enums import OpenEnum
from scaleapi.models.tasks.registry import KNOWN_TYPES, payload_class

__all__ = [
    "action_called",
    "entities_compared",
    "field_assigned",
    "field_looked_for",
    "field_read",
    "kind_asked",
    "optional_field",
]

_TIMES = {"created_at", "completed_at", "updated_at"}
_DETAILS: dict[tuple[str, str], Sentence] = {
    ("Project", "params"): PROJECT,
    ("Project", "version"): PROJECT,
    ("Project", "instruction"): PROJECT,
    ("StudioProjectGroup", "workers"): STUDIO,
    ("EvaluationTask", "initial_response"): STUDIO,
}
_FETCHING = {"refresh", "get_status", "get_template", "resend_callback", "prioritize"}
"""Methods that ask, and those that no other version has."""


def field_read(script: Script, node: ast.AST) -> Iterator[Found]:
    """Tell what is different with a field that is read."""
    owner = _owner(script, node)
    if owner is None or not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
        return
    sentence = _about(owner, node.attr)
    if sentence is not None and not (sentence is TIMES and _only_whether(script, node)):
        yield Found(sentence, node)


def _about(owner: type[Entity], name: str) -> Sentence | None:
    if name in _TIMES and datetime in _types(owner, name):
        return TIMES
    if (owner.__name__, name) in _DETAILS:
        return _DETAILS[owner.__name__, name]
    if hasattr(owner, name) or name in owner.model_fields:
        return None
    if name.startswith("_"):
        return KEPT_TO_ITSELF
    return FIELDS_OF_PARAMS if owner.__name__ == "Task" and name in _parameters() else None


@cache
def _parameters() -> frozenset[str]:
    return frozenset(name for kind in KNOWN_TYPES for name in payload_class(kind).wire_names)


def _only_whether(script: Script, node: ast.AST) -> bool:
    """Tell whether it is only asked if there is a value."""
    parent = script.parents[node]
    if isinstance(parent, ast.Compare):
        return isinstance(parent.ops[0], ast.Is | ast.IsNot)
    return isinstance(parent, ast.If | ast.While | ast.IfExp | ast.UnaryOp) and node is not getattr(parent, "body", 0)


def field_assigned(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find assignments to fields."""
    if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load) and _owner(script, node) is not None:
        yield Found(FROZEN, node)
    if _calls(node, "setattr") and isinstance(node, ast.Call) and entity_of(script.kind(node.args[0])) is not None:
        yield Found(FROZEN, node)


def field_looked_for(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find `hasattr` and `getattr` with a default."""
    match node:
        case ast.Call(func=ast.Name(id="hasattr"), args=[thing, ast.Constant(value=str(name))]):
            if optional_field(entity_of(script.kind(thing)), name):
                yield Found(ABSENT, node)
        case ast.Call(func=ast.Name(id="getattr"), args=[thing, ast.Constant(value=str(name)), default]):
            if optional_field(entity_of(script.kind(thing)), name) and ast.unparse(default) not in {"None", "[]", "{}"}:
                yield Found(ABSENT, node)
        case _:
            pass


def optional_field(owner: type[Entity] | None, name: str) -> bool:
    """Tell whether an entity has a field of this name that the service may leave out."""
    field = None if owner is None else owner.model_fields.get(name)
    return field is not None and not field.is_required()


def kind_asked(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find `type(task.status)` and `repr(task.status)`."""
    if isinstance(node, ast.FormattedValue) and node.conversion == ord("r"):
        value = node.value
    elif isinstance(node, ast.Call) and (_calls(node, "type") or _calls(node, "repr")):
        value = node.args[0]
    else:
        return
    if any(inspect.isclass(one) and issubclass(one, OpenEnum) for one in _types_of(script, value)):
        yield Found(ENUMERATIONS, value)


def action_called(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find `task.cancel()` and the other actions."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    owner, name = _owner(script, node.func), node.func.attr
    method = None if owner is None or name.startswith("_") else inspect.getattr_static(owner, name, None)
    if inspect.isfunction(method) and not hasattr(Entity, name) and name not in _FETCHING:
        yield Found(AUDIT if name == "audit" else ACTIONS, node)


def entities_compared(script: Script, node: ast.AST) -> Iterator[Found]:
    """Find `one_task == another`."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return
    if entity_of(script.kind(node.left)) and entity_of(script.kind(node.comparators[0])):
        yield Found(EQUAL, node)


def _owner(script: Script, node: ast.AST) -> type[Entity] | None:
    """Return the class of the entity that something is an attribute of."""
    kind = script.kind(node)
    return entity_of(kind.owner) if kind is not None and kind.shape is Shape.member else None


def _types_of(script: Script, node: ast.expr) -> tuple[Any, ...]:
    owner = _owner(script, node)
    return _types(owner, node.attr) if owner is not None and isinstance(node, ast.Attribute) else ()


def _types(owner: type[Entity], name: str) -> tuple[Any, ...]:
    field = owner.model_fields.get(name)
    return () if field is None else get_args(field.annotation) or (field.annotation,)


def _calls(node: ast.AST, function: str) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == function and bool(node.args)

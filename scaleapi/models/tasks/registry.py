"""Which payload and response class each task type has. A class is imported when it is first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from scaleapi.models.enums import TaskType

if TYPE_CHECKING:
    from scaleapi.models.payload import Payload, Response

__all__ = ["is_known", "payload_class", "response_class"]

_GENERIC = ("generic", "GenericPayload", "GenericResponse")
_ATTACHMENT_FREE = ("generic", "AttachmentFreePayload", "GenericResponse")
_UNKNOWN = ("generic", "UnknownTypePayload", "GenericResponse")

_CLASSES: dict[str, tuple[str, str, str]] = {
    "chat": _ATTACHMENT_FREE,
    "chatexperimental": _ATTACHMENT_FREE,
    "chatlite": _ATTACHMENT_FREE,
    "imageannotation": ("image", "ImageAnnotationPayload", "ImageAnnotationResponse"),
    "multichat": _ATTACHMENT_FREE,
    "namedentityrecognition": _ATTACHMENT_FREE,
    "textcollection": ("text", "TextCollectionPayload", "TextCollectionResponse"),
}
"""Task type → module in this package, payload class, response class. Other known types are generic."""

_KNOWN = frozenset(member.value for member in TaskType)


def is_known(task_type: str) -> bool:
    """Tell whether this version knows the task type."""
    return task_type in _KNOWN


def payload_class(task_type: str) -> type[Payload]:
    """Return the class of the parameters; an open one if the task type has none of its own. Never raises."""
    found: type[Payload] = _load(*_names(task_type)[:2])
    return found


def response_class(task_type: str, status: str | None = None) -> type[Response]:
    """Return the class of the answers; an open one if the task type has none of its own. Never raises.

    The response of a task whose status is `error` says what went wrong, whatever the task type.
    """
    if status == "error":
        return _load("generic", "TaskErrorResponse")
    module, _, name = _names(task_type)
    found: type[Response] = _load(module, name)
    return found


def _names(task_type: str) -> tuple[str, str, str]:
    return _CLASSES.get(task_type, _GENERIC if is_known(task_type) else _UNKNOWN)


@cache
def _load(module: str, name: str) -> type:
    found: type = getattr(import_module(f"scaleapi.models.tasks.{module}"), name)
    return found

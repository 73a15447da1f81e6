"""What must not be in a file: the tokens of workspaces, which let whoever has one into a worker's machine."""

from __future__ import annotations

from typing import Any

from scaleapi._io.json_text import dumps
from scaleapi._show.text import HIDDEN
from scaleapi.models.base import Entity
from scaleapi.models.rules import is_array, is_object

__all__ = ["exported", "exported_line"]

_TOKEN = "workspace_token"  # noqa: S105  (a name)
_HINTS = (_TOKEN.encode(), b"\\u00")
"""How the JSON of a task with a token looks: it has the name, or characters written as escapes."""


def exported(task: Entity) -> dict[str, Any]:
    """Return the JSON of a task as it may be written; it is the task's own where it has no token."""
    whole = task.as_dict()
    return _without(whole) if _holds(whole) else whole


def exported_line(task: Entity) -> bytes:
    """Return the JSON of a task on one line as it may be written: as it came, if it has no token."""
    line = task.as_json()
    if not any(hint in line for hint in _HINTS) or not _holds(task.as_dict()):
        return line
    return dumps(_without(task.as_dict()))


def _holds(value: Any) -> bool:
    left = [value]
    while left:
        one = left.pop()
        if is_object(one):
            if _TOKEN in one:
                return True
            left += one.values()
        elif is_array(one):
            left += one
    return False


def _without(value: Any) -> Any:
    """Copy JSON without tokens; not by recursion, for it may be nested as deep as the parser goes."""
    whole: list[Any] = [value]
    left: list[tuple[Any, Any]] = [(whole, 0)]
    while left:
        owner, place = left.pop()
        one = owner[place]
        if is_object(one):
            copy: Any = {name: HIDDEN if name == _TOKEN and held is not None else held for name, held in one.items()}
            left += ((copy, name) for name in copy)
        elif is_array(one):
            copy = list(one)
            left += ((copy, at) for at in range(len(copy)))
        else:
            continue
        owner[place] = copy
    return whole[0]

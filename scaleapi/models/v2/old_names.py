"""Methods of SDK 2.18's generated models, on ours: they work, and say what to write instead."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Self, cast

from scaleapi._io.json_text import dumps, loads

if TYPE_CHECKING:
    from scaleapi.models.base import Entity

__all__ = ["OldNames"]


class OldNames:
    """What objects of SDK 2.18 have beside their fields. All of it is deprecated."""

    __slots__ = ()

    @property
    def actual_instance(self) -> Self:
        """The value inside of a wrapper, of which there is none any more: the object itself."""
        _warn(".actual_instance", "the object itself")
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON as it came, unknown fields included."""
        _warn("to_dict()", "as_dict()")
        return cast("Entity", self).as_dict()

    def to_json(self) -> str:
        """Write the JSON as it came."""
        _warn("to_json()", "as_json()")
        return dumps(cast("Entity", self).as_dict()).decode()

    def to_str(self) -> str:
        """Show the object."""
        _warn("to_str()", "repr()")
        return repr(self)

    @classmethod
    def from_dict(cls, obj: dict[str, Any] | None) -> Self | None:
        """Read JSON that was parsed."""
        _warn("from_dict()", "model_validate()")
        return None if obj is None else cast("Self", cast("type[Entity]", cls).model_validate(obj))

    @classmethod
    def from_json(cls, json_str: str) -> Self | None:
        """Read JSON."""
        _warn("from_json()", "model_validate_json()")
        return cast("Self", cast("type[Entity]", cls).model_validate(loads(json_str)))


def _warn(old: str, new: str) -> None:
    warnings.warn(f"{old} is deprecated: use {new}", DeprecationWarning, stacklevel=3)

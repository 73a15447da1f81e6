"""A field that holds the id of something, or that itself where `expand=` asked for it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

__all__ = ["Expandable"]

T = TypeVar("T")


class Expandable(str, Generic[T]):
    """The id of another resource, as a string; with the resource itself where the call had it expanded.

    `task.project == "67a1…"` holds either way, `task.project.id` is the id, and `task.project.object` is the Project,
    or None. The resource's own fields are attributes, too: `task.project.name`.
    """

    __slots__ = ("object",)

    object: T | None

    def __new__(cls, id: str = "", object: T | None = None) -> Self:  # noqa: A002  (what it is)
        """Make the string that is the id.

        Args:
            id: The id.
            object: The resource.
        """
        made = str.__new__(cls, id)
        made.object = object
        return made

    @property
    def id(self) -> str:
        """The id; empty if the service sent an object without one."""
        return str.__str__(self)

    @property
    def expanded(self) -> bool:
        """Whether the resource itself is here."""
        return self.object is not None

    @property
    def actual_instance(self) -> T | str:
        """The name of SDK 2.18: the resource if it is here, else the id."""
        warnings.warn(".actual_instance is deprecated: use .object, or .id", DeprecationWarning, stacklevel=2)
        return self.id if self.object is None else self.object

    def __repr__(self) -> str:
        return repr(self.id) if self.object is None else f"{self.id!r} ({self.object!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Expandable, (self.id, self.object)

    # Hidden from type checkers, so that a misspelt attribute is still a type error.
    if not TYPE_CHECKING:

        def __getattr__(self, name):
            if name[:1] == "_":
                raise AttributeError(name)
            if self.object is None:
                raise AttributeError(
                    f"there is only the id {self.id!r} here, and no {name!r}: ask for the whole with expand="
                )
            return getattr(self.object, name)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.any_schema()

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, {"type": "object"}]}

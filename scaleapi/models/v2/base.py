"""What the models of the second API share: JSON as it came, whose fields are read one by one when they are asked for.

Nothing that is an object is refused. A field that is absent, null or of another type reads as its default, None or an
empty list; an item of a list that does not fit is left out of it. All of it stays in `as_dict()`.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Generator, Iterable
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast, get_type_hints

from pydantic import Field, model_validator

from scaleapi._show.text import HIDDEN
from scaleapi.models.base import Entity, Json
from scaleapi.models.rules import is_array, is_object
from scaleapi.models.v2.old_names import OldNames
from scaleapi.models.v2.readers import reader_of
from scaleapi.models.wire import wire_of

if TYPE_CHECKING:
    from pydantic import ModelWrapValidatorHandler

__all__ = ["V2Entity", "promised", "without_secrets"]

_SECRET = re.compile(r"(^|_)(api_?key|token|secret|password|authorization)$", re.IGNORECASE)
"""Names of what is not shown. `key` alone is none: the second API calls the name of a question so."""


def promised() -> Any:
    """Declare a field that the API says is always sent. It reads as None all the same where it is not."""
    return Field(default=None)


class V2Entity(OldNames, Entity):
    """An object of the second API: typed attributes over exactly what it sent.

    - `as_dict()` is the JSON as it came. Nothing that is missing, new or of another type makes reading fail.
    - A field that this version does not declare is read as an attribute all the same.
    - Resources (tasks, batches, projects …) are equal by their ids, everything else by its content.
    """

    identity: ClassVar[str] = ""
    """The field that tells one resource from another; empty for what is no resource."""

    def __init__(self, json: Json | None = None, client: object = None, **fields: Any) -> None:
        """Make an object by hand: of JSON as the service sends it, or of its fields.

        Raises:
            TypeError: The JSON is no dictionary, fields are given beside it, or a value has no JSON form.
        """
        if json is not None and (fields or not is_object(json)):
            raise TypeError(f"{type(self).__name__} takes a dictionary and a client, or fields by name, not both")
        self._hold(_wire(fields) if json is None else json)
        self._beside()["_client"] = client

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]

    @model_validator(mode="wrap")
    @classmethod
    def _keep_raw(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Take any object as it is; the handler refuses what is none."""
        return cls.received(data) if is_object(data) else handler(data)

    def _field(self, name: str) -> Any:
        """Read one field of what is held."""
        value = _readers(type(self)._ours)[name](self.as_dict())
        vars(self)[name] = value
        return value

    @property
    def model_fields_set(self) -> set[str]:
        """Return the names of the fields that came."""
        return {name for name in type(self).model_fields if name in self.as_dict()}

    def __iter__(self) -> Generator[tuple[str, Any], None, None]:  # noqa: PYI058  (pydantic's own type)
        """Go over the fields, as `dict(entity)` does."""
        return ((name, getattr(self, name)) for name in type(self).model_fields)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, V2Entity) or type(self) is not type(other):
            return NotImplemented
        mine = getattr(self, self.identity) if self.identity else None
        if mine is not None:
            return bool(mine == getattr(other, self.identity))
        return self is other or self.as_dict() == other.as_dict()

    def __hash__(self) -> int:
        mine = getattr(self, self.identity) if self.identity else None
        return hash((type(self), frozenset(self.as_dict()) if mine is None else mine))

    def _known(self, names: Iterable[str]) -> list[tuple[str, object]]:
        """Leave out what is secret, wherever it stands."""
        known = super()._known(name for name in names if name and not _SECRET.search(name))
        return [(name, without_secrets(value)) for name, value in known]


def without_secrets(value: Any) -> Any:
    """Copy JSON with `(not shown)` in the place of tokens and keys, such as `workspace_token`."""
    if is_object(value):
        return {name: HIDDEN if _hides(name, one) else without_secrets(one) for name, one in value.items()}
    if is_array(value):
        return [without_secrets(one) for one in value]
    return value


def _hides(name: str, value: Any) -> bool:
    return _SECRET.search(name) is not None and value is not None and not isinstance(value, bool)


@cache
def _readers(kind: type[V2Entity]) -> dict[str, Callable[[Json], Any]]:
    """Make the functions that read the fields of a model; each is given the whole object."""
    return {name: _reading(kind, name) for name in kind.model_fields}


def _reading(kind: type[V2Entity], name: str) -> Callable[[Json], Any]:
    field, read = kind.model_fields[name], reader_of(_hint(kind, name))

    def of(raw: Json) -> Any:
        value = raw.get(name)
        made = None if value is None else read(value)
        return field.get_default(call_default_factory=True) if made is None else made

    return of


def _hint(kind: type, name: str) -> Any:
    """Find the annotation of a field: pydantic's own is not complete where classes name one another."""
    owner = next(one for one in kind.__mro__ if name in inspect.get_annotations(one))
    only = SimpleNamespace(__annotations__={name: inspect.get_annotations(owner)[name]})
    return get_type_hints(only, vars(sys.modules[owner.__module__]))[name]


def _wire(fields: dict[str, Any]) -> Json:
    """Write fields as JSON; objects of this API as they came."""
    form, found = wire_of({name: _plain(value) for name, value in fields.items()})
    if found:
        raise TypeError(str(found[0].problem()))
    return cast("Json", form)


def _plain(value: Any) -> Any:
    if isinstance(value, Entity):
        return value.as_dict()
    return [_plain(one) for one in value] if is_array(value) else value

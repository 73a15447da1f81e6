"""How a value of JSON becomes what a field's annotation says: None where it does not fit. Nothing here raises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin

from pydantic_core import SchemaValidator, ValidationError, core_schema

from scaleapi.models.base import Entity
from scaleapi.models.enums import OpenEnum
from scaleapi.models.rules import is_array, is_object
from scaleapi.models.v2.expandable import Expandable

__all__ = ["reader_of"]

Reader = Callable[[Any], Any]

_SCALARS = {
    bool: core_schema.bool_schema(),
    int: core_schema.int_schema(),
    float: core_schema.float_schema(),
    datetime: core_schema.datetime_schema(),
}


def reader_of(hint: Any) -> Reader:
    """Make the function that reads a value as an annotation says."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _alternatives([one for one in inner if one is not NoneType])
    if origin is list:
        return _list(reader_of(inner[0]))
    if origin is Expandable:
        return _expandable(inner[0])
    if hint is Any:
        return lambda value: value
    return _object(inner) if origin is dict else _single(hint)


def _single(kind: Any) -> Reader:
    if kind is str:
        return lambda value: value if isinstance(value, str) else None
    if kind in _SCALARS:
        return _scalar(kind)
    if issubclass(kind, OpenEnum):
        return lambda value: kind.received(value) if isinstance(value, str) else None
    entity = cast("type[Entity]", kind)
    return lambda value: entity.received(value) if is_object(value) else None


def _scalar(kind: type) -> Reader:
    """Read as pydantic does: also numbers in texts, and whole numbers with a point."""
    validate = SchemaValidator(_SCALARS[kind]).validate_python

    def read(value: Any) -> Any:
        if type(value) is kind:
            return value
        try:
            return validate(value)
        except (ValidationError, OverflowError):
            return None

    return read


def _object(inner: tuple[Any, ...]) -> Reader:
    item = reader_of(inner[1])

    def read(value: Any) -> Any:
        if not is_object(value):
            return None
        return value if inner[1] is Any else {name: item(one) for name, one in value.items()}

    return read


def _list(item: Reader) -> Reader:
    def read(value: Any) -> Any:
        if not is_array(value):
            return None
        return [made for one in value if one is not None and (made := item(one)) is not None]

    return read


def _alternatives(kinds: list[Any]) -> Reader:
    """Read as the first alternative that fits. A union of classes that share a tag is read by their base."""
    base = _common_base(kinds)
    readers = [reader_of(base)] if base is not None else [reader_of(one) for one in kinds]
    if len(readers) == 1:
        return readers[0]

    def read(value: Any) -> Any:
        return next((made for one in readers if (made := one(value)) is not None), None)

    return read


def _common_base(kinds: list[Any]) -> Any:
    """Return the class that all alternatives are made of, if they are entities of one."""
    if not all(isinstance(one, type) and issubclass(one, Entity) for one in kinds):
        return None
    first: type = kinds[0]
    tagged = [one for one in first.__mro__ if "tagged" in vars(one)]
    return next((one for one in tagged if all(issubclass(kind, one) for kind in kinds)), None)


def _expandable(kind: Any) -> Reader:
    read = reader_of(kind)

    def expandable(value: Any) -> Any:
        if isinstance(value, str):
            return Expandable[Any](value)
        made = read(value)
        return None if made is None else Expandable[Any](_id_in(value), made)

    return expandable


def _id_in(raw: dict[str, Any]) -> str:
    found = raw.get("id", raw.get("task_id"))
    return found if isinstance(found, str) else ""

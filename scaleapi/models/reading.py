"""Reading what fits at pydantic's own speed.

The wrap validators of parts (`PayloadModel._in_context`, `OrRaw`, `Uncertain`) only deal with what does not fit, and
the functions that choose a class only with objects that name no known type. Calling Python for each part takes most of
the time of reading a response, so what can be is read by the same schema without them. That gives the same, or it
refuses; then the whole schema is asked.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic_core import SchemaValidator, ValidationError, core_schema

from scaleapi.models.rules import is_array, is_object
from scaleapi.models.validation_context import ValidationContext, in_context

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["LAST_COUNTS", "read_fitting", "strict_reader"]

M = TypeVar("M", bound="BaseModel")

_BOTH = core_schema.typed_dict_schema({key: core_schema.typed_dict_field(core_schema.any_schema()) for key in "ab"})
_TWICE = b'{"a": 1, "a": 2, "b": 1, "b": 2}'
LAST_COUNTS: bool = SchemaValidator(_BOTH).validate_json(_TWICE) == {"a": 2, "b": 2}
"""Whether this pydantic takes the last of equal keys, as `json` does; old ones take the first of some of them."""


def read_fitting(model: type[M], document: bytes) -> M | None:
    """Read a JSON document whose objects have known types and fit every field; None for any other.

    Quicker than to parse it first.
    """
    if not LAST_COUNTS:
        return None
    with in_context(ValidationContext.reading):
        try:
            return cast("M", _known_reader(model).validate_json(document))
        except ValidationError:
            return None


@cache
def strict_reader(model: type[BaseModel]) -> SchemaValidator:
    """Make the validator that takes only what fits every field."""
    model.model_rebuild()
    return SchemaValidator(_without_wraps(model.__pydantic_core_schema__))


@cache
def _known_reader(model: type[BaseModel]) -> SchemaValidator:
    model.model_rebuild()
    return SchemaValidator(_by_name(_without_wraps(model.__pydantic_core_schema__)))


def _without_wraps(schema: Any) -> Any:
    """Leave the wrap validators out of a schema.

    Not within unions, where an alternative that refuses gives way to the next one. Models, functions and metadata are
    no schemas.
    """
    if is_array(schema):
        return [_without_wraps(one) for one in schema]
    if not is_object(schema) or schema.get("type") == "union":
        return schema
    if schema.get("type") == "function-wrap":
        inner = cast("dict[str, Any]", _without_wraps(schema["schema"]))
        return {**inner, "ref": schema["ref"]} if "ref" in schema else inner
    return {name: one if name == "metadata" else _without_wraps(one) for name, one in schema.items()}


def _by_name(schema: Any) -> Any:
    """Have the types that objects name choose their classes, where a function does so that tells which."""
    if is_array(schema):
        return [_by_name(one) for one in schema]
    if not is_object(schema):
        return schema
    tags: dict[str, str] | None = getattr(schema.get("discriminator"), "tags", None)
    if tags is not None:
        choices = {kind: schema["choices"][tag] for kind, tag in tags.items()}
        schema = {**schema, "discriminator": "type", "choices": choices}
    return {name: one if name == "metadata" else _by_name(one) for name, one in schema.items()}

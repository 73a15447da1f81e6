"""Reading what fits at pydantic's own speed.

The wrap validators of parts (`PayloadModel._in_context`, `OrRaw`, `Uncertain`) only deal with what does not fit.
Calling Python for each part takes most of the time of reading a response, so it is read by the same schema without
them at first. That gives the same, or it refuses; then the whole schema is asked.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import SchemaValidator

from scaleapi.models.rules import is_array, is_object

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["strict_reader"]


@cache
def strict_reader(model: type[BaseModel]) -> SchemaValidator:
    """Make the validator that takes only what fits every field."""
    model.model_rebuild()
    return SchemaValidator(_without_wraps(model.__pydantic_core_schema__))


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

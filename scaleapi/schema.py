"""JSON Schemas of the payloads, for editors, other languages and documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from scaleapi.models.tasks.registry import payload_class
from scaleapi.problems import MARK

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

    from scaleapi.models.enums import TaskType

__all__ = ["json_schema"]

_SHAPES = {"text", "list", "object"}


def json_schema(task_type: TaskType | str) -> dict[str, Any]:
    """Make a JSON Schema (2020-12) of the payload of a task type; of what all types share, if it is not known.

    It agrees with the model about each field by itself: what is only inferred is left open, as `validate` only warns
    of it. Not in the schema is what holds between fields or inside a string, such as references between labels and
    attributes, fields that a project can give, the form of URLs and the size of metadata; nor that annotations without
    a `type`, as very old ones are, have the fields of the shape that they look like.
    """
    schema = payload_class(str(task_type)).model_json_schema(schema_generator=_Generator)
    return {"$schema": _Generator.schema_dialect, **schema}


class _Generator(GenerateJsonSchema):
    """Writes our unions so that exactly one alternative can fit."""

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Write the alternatives of a union; which one is meant goes by JSON type, or by `type`."""
        choices = {str(tag).removeprefix(MARK): choice for tag, choice in schema["choices"].items()}
        inner = {tag: self.generate_inner(choice) for tag, choice in choices.items() if tag not in _ONLY_READ}
        if inner.keys() <= _SHAPES:
            return {"anyOf": list(inner.values())}
        known = [tag for tag in inner if tag != "other"]
        default: str | None = getattr(schema["discriminator"], "default", None)
        typed = [_with_type(inner[tag], {"enum": [tag]}, required=True) for tag in known if tag != default]
        # The alternative itself says whether its `type` may be null.
        typed += [_with_type(inner[tag], {"enum": [tag, None]}, required=False) for tag in known if tag == default]
        other = _with_type(inner["other"], {"type": "string", "not": {"enum": known}}, required=True)
        untyped = [_UNTYPED] if choices.keys() & _ONLY_READ else []
        return {"anyOf": [*typed, other, *untyped]}


_ONLY_READ = {"path", "raw"}
"""Alternatives without a `type` of their own, among annotations."""

_UNTYPED: dict[str, Any] = {"type": "object", "properties": {"type": {"type": "null"}}}
"""An annotation that does not say what it is."""


def _with_type(schema: JsonSchemaValue, kind: dict[str, Any], *, required: bool) -> JsonSchemaValue:
    return {"allOf": [schema], "properties": {"type": kind}, **({"required": ["type"]} if required else {})}

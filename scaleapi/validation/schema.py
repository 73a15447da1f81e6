"""JSON Schemas of the payloads, for editors, other languages and documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pydantic.json_schema import GenerateJsonSchema

from scaleapi._keywords import known_keywords
from scaleapi.models.docs import field_docs
from scaleapi.models.rules import is_array, is_object, mapped
from scaleapi.models.tasks.registry import payload_class
from scaleapi.problems import MARK

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

    from scaleapi.models.enums import TaskType

__all__ = ["json_schema"]

_SHAPES = {"text", "list", "object"}


@known_keywords
def json_schema(task_type: TaskType | str) -> dict[str, Any]:
    """Make a JSON Schema (2020-12) of the payload of a task type; of what all types share, if it is not known.

    It agrees with the model about each field by itself: what is only inferred is left open, as `validate` only warns
    of it. Not in the schema is what holds between fields or inside a string, such as references between labels and
    attributes, fields that a project can give, the form of URLs and the size of metadata; nor that annotations without
    a `type`, as very old ones are, have the fields of the shape that they look like.
    """
    schema = payload_class(str(task_type)).model_json_schema(schema_generator=_Generator)
    return {"$schema": _Generator.schema_dialect, **_with_null(schema)}


def _with_null(schema: Any) -> Any:
    """Let what may be absent be null: the service takes both alike."""
    if is_array(schema):
        return [_with_null(one) for one in schema]
    if not is_object(schema):
        return schema
    whole = {name: _with_null(one) for name, one in schema.items()}
    needed = schema.get("required", [])
    for name, one in mapped(whole.get("properties")).items() if "type" in whole else ():
        if name not in needed:
            whole["properties"][name] = _or_null(one)
    if is_object(whole.get("additionalProperties")):
        whole["additionalProperties"] = _or_null(whole["additionalProperties"])
    return whole


def _or_null(schema: dict[str, Any]) -> Any:
    if not schema.keys() - {"description"}:
        return schema
    about = {"description": schema.pop("description")} if "description" in schema else {}
    return {"anyOf": [schema, {"type": "null"}], **about}


class _Generator(GenerateJsonSchema):
    """Writes our unions so that exactly one alternative can fit, and what is only doubted as allowed."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Write the schema of an object, with what is said of each field beside it."""
        written = super().model_schema(schema)
        docs = field_docs(cast("type[BaseModel]", schema["cls"]))
        for name, one in mapped(written.get("properties")).items():
            if name in docs:
                one["description"] = docs[name]
        return written

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        """Write true and false, also as text."""
        text = {"type": "string", "pattern": r"^\s*([tT][rR][uU][eE]|[fF][aA][lL][sS][eE])\s*$"}
        return {"anyOf": [super().bool_schema(schema), text]}

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        """Write a choice; of numbers, also as text."""
        choice = super().literal_schema(schema)
        numbers = [str(one) for one in schema["expected"] if isinstance(one, int)]
        text = {"type": "string", "pattern": rf"^\s*\+?0*({'|'.join(numbers)})(\.0*)?\s*$"}
        return {"anyOf": [choice, text]} if numbers else choice

    def list_schema(self, schema: core_schema.ListSchema) -> JsonSchemaValue:
        """Write an array; of strings, also one alone."""
        several = super().list_schema(schema)
        alone = {"allOf": [{"type": "string"}, several.get("items", {})]}
        return {"anyOf": [several, alone]} if several.get("minItems", 0) < 2 else several

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Write the alternatives of a union; which one is meant goes by JSON type, or by `type`."""
        choices = {str(tag).removeprefix(MARK): choice for tag, choice in schema["choices"].items()}
        inner = {tag: self.generate_inner(choice) for tag, choice in choices.items() if tag not in _ONLY_READ}
        if inner.keys() <= _SHAPES:
            return {"anyOf": list(inner.values())}
        known = [tag for tag in inner if tag != "other"]
        default: str | None = getattr(schema["discriminator"], "default", None)
        typed = [_with_type(inner[tag], {"enum": [tag]}, required=["type"]) for tag in known if tag != default]
        # The alternatives themselves say whether their `type` may be null or absent.
        typed += [_with_type(inner[tag], {"enum": [tag, None]}) for tag in known if tag == default]
        other = _with_type(inner["other"], {"type": "string", "not": {"enum": known}})
        untyped = [_UNTYPED] if choices.keys() & _ONLY_READ else []
        return {"anyOf": [*typed, other, *untyped]}


_ONLY_READ = {"path", "raw"}
"""Alternatives without a `type` of their own, among annotations."""

_UNTYPED: dict[str, Any] = {"type": "object", "properties": {"type": {"type": "null"}}}
"""An annotation that does not say what it is."""


def _with_type(schema: JsonSchemaValue, kind: dict[str, Any], **more: Any) -> JsonSchemaValue:
    return {"allOf": [schema], "properties": {"type": kind}, **more}

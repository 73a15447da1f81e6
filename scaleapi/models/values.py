"""The values that fields hold: numbers and booleans as JSON has them, doubtful types, and unions told apart by tag."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, StrictBool, StrictStr, Tag, ValidationError
from pydantic_core import core_schema

from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import NUMBER_TEXT, WHOLE_TEXT, is_object
from scaleapi.models.validation_context import is_tolerant
from scaleapi.problems import MARK, findings_of

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

__all__ = [
    "Alternatives",
    "Boolean",
    "Integer",
    "Names",
    "Number",
    "Priority",
    "Scalar",
    "String",
    "Uncertain",
    "by_shape",
    "by_type",
    "tag",
    "value_of_type",
]

String = StrictStr
"""A string, and nothing that could be turned into one."""

Boolean = StrictBool
"""true or false; not 0 or 1. `"true"` is a doubt."""


class Alternatives:
    """Several strict JSON types, told in one message; the value stays as it is (10 stays an integer)."""

    def __init__(self, message: str, *schemas: core_schema.CoreSchema, json: JsonSchemaValue) -> None:
        self.schema: core_schema.CoreSchema = core_schema.union_schema(
            list(schemas), mode="left_to_right", custom_error_type="type", custom_error_message=message
        )
        self.json = json

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return self.schema

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return dict(self.json)


_INT = core_schema.int_schema(strict=True)
_WHOLE = core_schema.float_schema(strict=True, multiple_of=1, allow_inf_nan=False)
_FLOAT = core_schema.float_schema(strict=True, allow_inf_nan=False)
_STR = core_schema.str_schema(strict=True)
_BOOL = core_schema.bool_schema(strict=True)


def _or_text(kind: str, pattern: str) -> JsonSchemaValue:
    """Describe a number that may also be sent as text: that is only a doubt."""
    return {"anyOf": [{"type": kind}, {"type": "string", "pattern": f"^{pattern}$"}]}


Integer = Annotated[int, Alternatives("must be an integer", _INT, _WHOLE, json=_or_text("integer", WHOLE_TEXT))]
"""A whole number. 10.0 is one too: JSON does not tell them apart. No booleans; `"10"` is a doubt."""

Number = Annotated[int | float, Alternatives("must be a number", _INT, _FLOAT, json=_or_text("number", NUMBER_TEXT))]
"""A finite number, kept as integer or float. No booleans; `"10.5"` is a doubt."""

Scalar = Annotated[
    str | int | float | bool,
    Alternatives(
        "must be a string, a number, true or false",
        *(_STR, _BOOL, _INT, _FLOAT),
        json={"type": ["string", "number", "boolean"]},
    ),
]
"""A string, a number, true or false."""


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Priority = Annotated[Literal[10, 20, 30], BeforeValidator(_whole)]
"""10, 20 or 30; the larger, the sooner."""


class Uncertain:
    """Marks a field whose type is only inferred, or only seen in others' code: a misfit is a doubt, not a mistake."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_wrap_validator_function(_doubt, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {}  # a misfit is no mistake


def _doubt(value: Any, handler: Callable[[Any], Any]) -> Any:
    try:
        return handler(value)
    except ValidationError as error:
        if is_tolerant():
            return value
        doubts = [finding.as_warning().details() for finding in findings_of(error)]
        raise ValidationError.from_exception_data(error.title, doubts) from None


def tag(name: str) -> Tag:
    """Mark one alternative of a union; the tag never shows in a pointer."""
    return Tag(MARK + name)


def by_type(
    *known: str, default: str | None = None, shared: Mapping[str, Sequence[str]] | None = None
) -> Discriminator:
    """Choose an alternative by the `type` of an object.

    An unknown type goes to the alternative `other`; an absent one to the default, or to `other` too.

    Args:
        known: The types that have an alternative of their own name.
        default: The alternative of an object that names no type.
        shared: The alternatives that serve several types, with their types.
    """
    tags = {name: MARK + name for name in known}
    tags.update({name: MARK + where for where, names in (shared or {}).items() for name in names})
    absent, other = MARK + (default or "other"), MARK + "other"

    def choose(value: Any) -> str | None:
        kind: Any
        if is_object(value):
            kind = value.get("type")
        elif isinstance(value, PayloadModel):
            kind = value_of_type(value)
        else:
            return None
        if kind is None:
            return absent
        return tags.get(kind, other) if isinstance(kind, str) else other

    choose.__dict__["default"] = default  # for the JSON Schema, which sees no more than the function
    choose.__dict__["tags"] = tags  # for quick reading, which calls no function for what names a known type
    return Discriminator(choose, custom_error_type="type", custom_error_message="must be an object")


def value_of_type(part: object) -> Any:
    """Return the `type` of a part; None if it has none."""
    return getattr(part, "type", None)


_SHAPES: dict[str, tuple[tuple[type, ...], str]] = {
    "text": ((str,), "a string"),
    "number": ((int, float), "an integer"),
    "list": ((list, tuple), "an array"),
    "object": ((dict, PayloadModel), "an object"),
}


def by_shape(*shapes: Literal["text", "number", "list", "object"]) -> Discriminator:
    """Choose an alternative by its JSON type; the alternatives are tagged with the names of the shapes."""
    tests = [(kind, MARK + shape) for shape in shapes for kind in _SHAPES[shape][0]]
    exact: dict[type, str] = dict(tests)
    message = "must be " + " or ".join(_SHAPES[shape][1] for shape in shapes)

    def choose(value: object) -> str | None:
        return exact.get(type(value)) or next((tag for kind, tag in tests if isinstance(value, kind)), None)

    choose.__dict__["by_shape"] = True  # no value fits two alternatives
    return Discriminator(choose, custom_error_type="type", custom_error_message=message)


Names = Annotated[Annotated[String, tag("text")] | Annotated[list[String], tag("list")], by_shape("text", "list")]
"""One name, or an array of them."""

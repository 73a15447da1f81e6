"""Fields: what a form asks. Used by `textcollection`.

UnitField   one question: text, boolean, number, datetime, category …
FieldSet    several questions that are answered together
FormField   a page of questions
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, in_order, is_array, known_type, not_empty, objects, uncertain, within
from scaleapi.models.values import Boolean, Integer, Number, Scalar, String, Uncertain, by_type, tag
from scaleapi.problems import Finding

__all__ = [
    "AnyField",
    "BooleanField",
    "CategoryChoice",
    "CategoryField",
    "DatetimeField",
    "FieldSet",
    "FormField",
    "NumberField",
    "OtherField",
    "RankingOrderField",
    "SelectField",
    "TextField",
    "TimeRangeField",
    "chosen_labels",
    "field_ids",
]

_TYPES = (
    "text",
    "boolean",
    "number",
    "datetime",
    "category",
    "select",
    "time_range",
    "ranking_order",
    "field_set",
    "form",
)


class _Asked(PayloadModel):
    """What all fields have. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (not_empty("title"),)

    field_id: String
    """Its id, unique within the project; the answer's key. Documented."""
    title: String
    """What workers see: short, and not empty. Documented."""
    description: String | None = None
    """A short prompt. Documented."""
    hint: String | None = None
    """A long text, as a tooltip. Documented."""
    conditions: list[Any] | None = None
    """When it is asked: an array of alternatives, each an object by `field_id`. Documented as beta."""


class _Repeatable(_Asked):
    """What all fields but forms have. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (
        *_Asked.rules,
        within("min_responses_required", 1),
        within("max_responses_required", highest=100),
        in_order("min_responses_required", "max_responses_required", lowest=1, highest=1),
    )

    min_responses_required: Integer | None = None
    """The fewest answers, over 0; the service's default is 1. Documented."""
    max_responses_required: Integer | None = None
    """The most answers, up to 100; over 1, the answer is an array; the service's default is 1. Documented."""


class UnitField(_Repeatable):
    """One question. Documented."""

    required: Boolean | None = None
    """Whether it must be answered; the service's default is false. Documented."""


class TextField(UnitField):
    """Free text. Documented."""

    type: Literal["text"] = "text"
    """Says the class."""
    max_characters: Integer | None = None
    """The longest answer. Seen in code."""


class BooleanField(UnitField):
    """Yes or no. Documented."""

    type: Literal["boolean"] = "boolean"
    """Says the class."""


class NumberField(UnitField):
    """A number. Documented; its own parameters were seen in code."""

    rules: ClassVar[tuple[Rule, ...]] = (*_Repeatable.rules, uncertain(in_order("min", "max")))

    type: Literal["number"] = "number"
    """Says the class."""
    min: Number | None = None
    """The smallest answer; may be negative. Seen in code."""
    max: Number | None = None
    """The largest answer; may be negative. Seen in code."""
    step: Number | None = None
    """The distance between answers. Seen in code."""
    digits: Integer | None = None
    """The digits after the point. Seen in code."""
    use_slider: Boolean | None = None
    """Whether workers get a slider. Seen in code."""
    prefix: String | None = None
    """A text before the number, or at the slider's low end. Seen in code."""
    suffix: String | None = None
    """A text after the number, or at the slider's high end. Seen in code."""
    extra_content: String | None = None
    """More text. Seen in code."""


class DatetimeField(UnitField):
    """A date, a time, or both. Documented by name."""

    type: Literal["datetime"] = "datetime"
    """Says the class."""


class SelectField(UnitField):
    """A choice from a list. Documented by name."""

    type: Literal["select"] = "select"
    """Says the class."""


class TimeRangeField(UnitField):
    """A span of time. Documented by name."""

    type: Literal["time_range"] = "time_range"
    """Says the class."""


class RankingOrderField(UnitField):
    """An order of options, best first. Seen in others' code; the answer is an array of positions, as strings."""

    type: Literal["ranking_order"] = "ranking_order"
    """Says the class."""
    num_items_to_rank: Annotated[Integer | None, Uncertain()] = None
    """How many options are ranked. Seen in others' code."""
    num_options: Annotated[Integer | None, Uncertain()] = None
    """How many options there are. Seen in others' code."""
    first_label: Annotated[String | None, Uncertain()] = None
    """What the first place is called. Seen in others' code."""
    last_label: Annotated[String | None, Uncertain()] = None
    """What the last place is called. Seen in others' code."""
    option_label: Annotated[String | None, Uncertain()] = None
    """What an option is called. Seen in others' code."""
    options_flexible: Annotated[Boolean | None, Uncertain()] = None
    """Seen in others' code."""
    positions_flexible: Annotated[Boolean | None, Uncertain()] = None
    """Seen in others' code."""


class CategoryChoice(PayloadModel):
    """A choice, or a group of choices. Documented."""

    label: String
    """What workers see; may differ between tasks. Documented."""
    value: Scalar
    """What comes back: a string, a number, true or false. Documented."""
    hint: String | None = None
    """A tooltip. Documented."""
    subchoices: list[CategoryChoice] | None = None
    """Finer choices, to any depth: only the leaves can be chosen. Documented."""


def _values_are_unique(raw: Mapping[str, Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for loc, value in _leaves(raw, "choices"):
        if repr(value) in seen:  # repr, since 1, 1.0 and true are equal in Python
            yield Finding(loc, "duplicate", "is the value of another choice too", value, severity="warning")
        seen.add(repr(value))


def _leaves(raw: Mapping[str, Any], key: str) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    for at, choice in objects(raw.get(key)):
        if choice.get("subchoices"):
            yield from (((key, at, *loc), value) for loc, value in _leaves(choice, "subchoices"))
        elif choice.get("value") is not None:
            yield (key, at, "value"), choice["value"]


class CategoryField(UnitField):
    """A choice among given ones; the answer is an array even for a single one. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (
        *_Repeatable.rules,
        uncertain(in_order("min_choices", "max_choices", lowest=1, highest=1)),
        _values_are_unique,
    )

    type: Literal["category"] = "category"
    """Says the class."""
    choices: list[CategoryChoice]
    """What workers choose from. Documented."""
    min_choices: Integer | None = None
    """The fewest choices; the service's default is 1. Documented."""
    max_choices: Integer | None = None
    """The most choices: radio buttons for 1 (the service's default), check boxes for more. Documented."""


def chosen_labels(field: Mapping[str, Any], answer: object) -> list[str] | None:
    """Find the labels of the choices of a category field that an answer names; None if it names another one.

    An answer may have the value of a choice, or its code: several people's answers have `"3"` for 3 and `"true"` for
    true.

    Args:
        field: The field, in wire form.
        answer: A value, or an array of them.
    """
    labels = {_code(choice["value"]): choice.get("label") for choice in _chosen_from(field, "choices")}
    found = [labels.get(_code(value)) for value in (answer if is_array(answer) else [answer])]
    return [str(one) for one in found] if found and all(isinstance(one, str) for one in found) else None


def _chosen_from(raw: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    for _, choice in objects(raw.get(key)):
        if choice.get("subchoices"):
            yield from _chosen_from(choice, "subchoices")
        elif choice.get("value") is not None:
            yield choice


def _code(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _inline_is_small(raw: Mapping[str, Any]) -> Iterator[Finding]:
    if raw.get("inline") is not True:
        return
    children = list(objects(raw.get("fields")))
    if len(children) > 2:
        yield Finding(("fields",), "length", "must have at most 2 items if `inline` is true", raw["fields"])
    for at, child in children:
        kind = child.get("type")
        if isinstance(kind, str) and kind not in ("text", "number"):
            message = "must be `text` or `number` if `inline` is true"
            yield Finding(("fields", at, "type"), "conflict", message, kind)


class FieldSet(_Repeatable):
    """Several questions that are answered together; the answer is an object by `field_id`. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (*_Repeatable.rules, _inline_is_small)

    type: Literal["field_set"] = "field_set"
    """Says the class."""
    fields: Annotated[list[AnyField], Field(min_length=2)]
    """The questions, at least two. Documented."""
    inline: Boolean | None = None
    """Whether they stand in one line: then at most two, and only text and number fields. Documented."""
    required: Annotated[Boolean | None, Uncertain()] = None
    """Whether it must be answered. Documented as an integer, but plainly a boolean."""


class FormField(_Asked):
    """A page of questions. Documented by name; what is in it was seen in code."""

    type: Literal["form"] = "form"
    """Says the class."""
    fields: list[AnyField] | None = None
    """The questions. Seen in code."""


class OtherField(PayloadModel):
    """A field of a type that is not known here: it is sent as it is."""

    rules: ClassVar[tuple[Rule, ...]] = (known_type(*_TYPES),)

    type: String
    """Says what it is. Documented as required."""


# Not called Field: pydantic evaluates inherited annotations in the names of the heir's module too.
AnyField = Annotated[
    Annotated[TextField, tag("text")]
    | Annotated[BooleanField, tag("boolean")]
    | Annotated[NumberField, tag("number")]
    | Annotated[DatetimeField, tag("datetime")]
    | Annotated[CategoryField, tag("category")]
    | Annotated[SelectField, tag("select")]
    | Annotated[TimeRangeField, tag("time_range")]
    | Annotated[RankingOrderField, tag("ranking_order")]
    | Annotated[FieldSet, tag("field_set")]
    | Annotated[FormField, tag("form")]
    | Annotated[OtherField, tag("other")],
    by_type(*_TYPES),
]
"""What a form asks; the class goes by `type`."""


def field_ids(raw: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Iterate over the ids of all fields in a form, however deep, each with its place."""
    for at, field in objects(raw.get("fields")):
        if isinstance(field.get("field_id"), str):
            yield ("fields", at, "field_id"), field["field_id"]
        yield from ((("fields", at, *loc), name) for loc, name in field_ids(field))

"""Annotation attributes: the questions that workers answer about each annotation."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scaleapi.models.labels import Label
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, in_order, known_type, uncertain
from scaleapi.models.values import Boolean, Names, Number, String, by_type, tag

__all__ = [
    "AngleAttribute",
    "Attribute",
    "AttributeConditions",
    "CategoryAttribute",
    "LabelCondition",
    "LinkedAttribute",
    "NumberAttribute",
    "TextAttribute",
    "UnknownAttribute",
    "XLineAttribute",
    "YLineAttribute",
]

_TYPES = ("category", "number", "angle", "text", "x_line", "y_line", "linked")


class LabelCondition(PayloadModel):
    """Ask only about annotations with certain labels. Documented."""

    label: Names
    """The leaf label, or an array of those, that the annotation must have. Documented."""


class AttributeConditions(PayloadModel):
    """When an attribute is asked. Documented. How conditions combine is not: nothing is evaluated here."""

    label_condition: LabelCondition | None = None
    """Only for these labels. Documented."""
    attribute_conditions: list[Annotated[dict[str, Names], Field(min_length=1, max_length=1)]] | None = None
    """Only after these answers to other attributes: an array of objects with a single key each. Documented."""
    is_global: Boolean | None = None
    """Asked once about the whole image or scene, not about each annotation. Documented."""


class _Attribute(PayloadModel):
    """What all attributes have. Documented."""

    description: String
    """What is shown to workers. Documented as required."""
    conditions: AttributeConditions | None = None
    """When it is asked. Documented."""
    global_: Boolean | None = Field(default=None, alias="global")
    """One answer for a whole track; only for video and lidar annotation. Documented."""


class CategoryAttribute(_Attribute):
    """A choice among names; the type of an attribute that names none. Documented."""

    type: Literal["category"] | None = "category"
    """Says the class."""
    choices: list[Label]
    """What workers choose from. Documented."""
    allow_multiple: Boolean | None = None
    """Whether several can be chosen: the answer is an array then. Documented; that false is the default is inferred."""


class NumberAttribute(_Attribute):
    """A number. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (uncertain(in_order("min", "max")),)

    type: Literal["number"] = "number"
    """Says the class."""
    min: Number | None = None
    """The smallest answer. Documented."""
    max: Number | None = None
    """The largest answer. Documented."""
    step: Number | None = None
    """The distance between answers; the service's default is 1. Documented."""


class AngleAttribute(_Attribute):
    """An angle from 0 to 360. Documented."""

    type: Literal["angle"] = "angle"
    """Says the class."""


class TextAttribute(_Attribute):
    """Free text. Documented."""

    type: Literal["text"] = "text"
    """Says the class."""


class XLineAttribute(_Attribute):
    """An upright line inside a box or cuboid; the answer is its offset. Documented."""

    type: Literal["x_line"] = "x_line"
    """Says the class."""


class YLineAttribute(_Attribute):
    """A level line inside a box or cuboid; the answer is its offset. Documented."""

    type: Literal["y_line"] = "y_line"
    """Says the class."""


class LinkedAttribute(_Attribute):
    """Another annotation; the answer is its `uuid`. Documented."""

    type: Literal["linked"] = "linked"
    """Says the class."""
    allowed_labels: list[String]
    """The leaf labels of annotations that can be linked. Documented."""
    required: Boolean | None = None
    """Whether a link must be made; the service's default is false. 3D tasks always force it. Documented."""


class UnknownAttribute(PayloadModel):
    """An attribute of a type that is not known here: it is sent as it is."""

    rules: ClassVar[tuple[Rule, ...]] = (known_type(*_TYPES),)

    type: String
    """Says what it is."""


Attribute = Annotated[
    Annotated[CategoryAttribute, tag("category")]
    | Annotated[NumberAttribute, tag("number")]
    | Annotated[AngleAttribute, tag("angle")]
    | Annotated[TextAttribute, tag("text")]
    | Annotated[XLineAttribute, tag("x_line")]
    | Annotated[YLineAttribute, tag("y_line")]
    | Annotated[LinkedAttribute, tag("linked")]
    | Annotated[UnknownAttribute, tag("other")],
    by_type(*_TYPES, default="category"),
]
"""The definition of an attribute; its class goes by `type`."""

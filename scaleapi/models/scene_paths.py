"""What sensors and annotations of a scene share: arrays, ids, and values that change over time."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule
from scaleapi.models.scene_times import in_time_order
from scaleapi.models.values import Boolean, Integer, Number, String, by_shape, tag

__all__ = ["AttributePath", "Id", "Integers", "Numbers", "PosePath", "Rows3", "Times"]

_Binary = Annotated[Literal[""], tag("text")]

Integers = Annotated[_Binary | Annotated[list[Integer], tag("list")], by_shape("text", "list")]
"""An array of integers; `""` if it is one of the binary arrays behind the header."""

Numbers = Annotated[_Binary | Annotated[list[Number], tag("list")], by_shape("text", "list")]
"""An array of numbers; `""` if it is one of the binary arrays behind the header."""

Times = Integers
"""Times in microseconds since the scene began."""

_Three = Annotated[list[Number], Field(min_length=3, max_length=3)]
Rows3 = Annotated[_Binary | Annotated[list[_Three], tag("list")], by_shape("text", "list")]
"""An array of x, y, z; `""` if it is one of the binary arrays behind the header."""

_Seven = Annotated[list[Number], Field(min_length=7, max_length=7)]
_Rows7 = Annotated[_Binary | Annotated[list[_Seven], tag("list")], by_shape("text", "list")]

Id = Annotated[
    Annotated[String, tag("text")] | Annotated[Integer, tag("number")],
    by_shape("text", "number"),
]
"""The id of a sensor or an annotation: a string or an integer. Seen in code."""


class PosePath(PayloadModel):
    """Where something is, and how it is turned, over time. Seen in code."""

    rules: ClassVar[tuple[Rule, ...]] = (in_time_order("timestamps"),)

    timestamps: Times
    """When. Seen in code."""
    values: _Rows7
    """For each time: x, y, z, and the rotation as a quaternion qx, qy, qz, qw (the scalar last). Seen in code."""


_Value = Annotated[
    Annotated[String, tag("text")] | Annotated[Integer, tag("number")] | Annotated[list[String], tag("list")],
    by_shape("text", "number", "list"),
]


class AttributePath(PayloadModel):
    """The value of an attribute over time. Seen in code."""

    name: String
    """The attribute's name. Seen in code."""
    timestamps: Times
    """When it gets each value. Seen in code."""
    values: list[_Value]
    """For each time: a string, an integer, or an array of strings. Seen in code."""
    sensor_id: Id | None = None
    """The sensor that it is about, if it is about one. Seen in code."""
    static: Boolean | None = None
    """Whether it never changes; false if absent. Seen in code."""

"""Annotations: what was drawn on an image, in responses, pre-labels (`hypothesis`) and layers.

Sent, they are checked like everything else. Received, they are read as far as they fit.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field

from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, is_object, known_type, listed, mapped
from scaleapi.models.table import ATTRIBUTES, LABEL, UUID, Arrays, Column, Kind, Table
from scaleapi.models.validation_context import is_reading
from scaleapi.models.values import Number, String, tag, value_of_type
from scaleapi.problems import MARK

__all__ = [
    "SHAPE",
    "SHAPES",
    "Annotation",
    "BoxAnnotation",
    "CuboidAnnotation",
    "CuboidEdge",
    "CuboidVertex",
    "EllipseAnnotation",
    "LineAnnotation",
    "PathAnnotation",
    "PointAnnotation",
    "PolygonAnnotation",
    "Shape",
    "Vertex",
]

_TYPES = ("box", "polygon", "line", "point", "cuboid", "ellipse")
_KINDS = (*_TYPES, "path")


class _Annotation(PayloadModel):
    """What every annotation has. Documented."""

    uuid: String | None = None
    """The id of the object, the same over all frames of a video. Documented; very old responses have none."""
    label: String | None = None
    """The leaf label. Documented; absent in projects without labels."""
    attributes: dict[str, Any] | None = None
    """The answers about this annotation, by attribute. Documented; only if attributes were asked for."""


class Annotation(_Annotation):
    """An annotation of a type that is not known here: it is kept as it is."""

    rules: ClassVar[tuple[Rule, ...]] = (known_type(*_TYPES),)

    type: String | None = None
    """The name of the geometry. Documented; very old responses have none."""


class Vertex(PayloadModel):
    """A corner. Documented."""

    x: Number | None = None
    """Pixels from the left. Documented."""
    y: Number | None = None
    """Pixels from the top. Documented."""


class BoxAnnotation(_Annotation):
    """A rectangle. Documented."""

    type: Literal["box"] | None = "box"
    """Says the class."""
    left: Number | None = None
    """Pixels from the left; of a turned box, as if it were not turned. Documented."""
    top: Number | None = None
    """Pixels from the top; of a turned box, as if it were not turned. Documented."""
    width: Number | None = None
    """In pixels. Documented."""
    height: Number | None = None
    """In pixels. Documented."""
    rotation: Number | None = None
    """The turn, in radians, clockwise. Documented; only for boxes that can be turned."""
    vertices: list[Vertex] | None = None
    """The corners of a turned box. Documented."""


class _PathAnnotation(_Annotation):
    """A shape of vertices. Documented."""

    vertices: list[Vertex] | None = None
    """The corners, in the order in which they were drawn. Documented."""


class PolygonAnnotation(_PathAnnotation):
    """A closed outline. Documented."""

    type: Literal["polygon"] | None = "polygon"
    """Says the class."""


class LineAnnotation(_PathAnnotation):
    """An open line. Documented."""

    type: Literal["line"] | None = "line"
    """Says the class."""


class PathAnnotation(_PathAnnotation):
    """A shape of vertices of which it is not said whether it is closed. Seen in code: very old responses."""

    type: String | None = None
    """Absent, or else this would be a polygon or a line."""


class EllipseAnnotation(_Annotation):
    """An ellipse. Documented."""

    type: Literal["ellipse"] | None = "ellipse"
    """Says the class."""
    vertices: Annotated[list[Vertex], Field(min_length=4, max_length=4)] | None = None
    """The ends of both axes, exactly four; the axes may be turned. Documented."""


class PointAnnotation(_Annotation):
    """A single point. Seen in code."""

    type: Literal["point"] | None = "point"
    """Says the class."""
    x: Number | None = None
    """Pixels from the left. Seen in code."""
    y: Number | None = None
    """Pixels from the top. Seen in code."""


class CuboidVertex(Vertex):
    """A corner of a cuboid. Documented."""

    description: (
        Literal[
            "face-topleft",
            "face-bottomleft",
            "face-topright",
            "face-bottomright",
            "side-topcorner",
            "side-bottomcorner",
        ]
        | None
    ) = None
    """Which corner. Documented."""
    type: String | None = None
    """`vertex` in responses; absent in layers. Documented."""


class CuboidEdge(PayloadModel):
    """An edge of a cuboid. Documented."""

    description: Literal["face-top", "face-right", "face-bottom", "face-left", "side-bottom", "side-top"] | None = None
    """Which edge. Documented."""
    type: String | None = None
    """`edge` in responses. Documented."""
    x1: Number | None = None
    """Where it starts: pixels from the left. Documented."""
    y1: Number | None = None
    """Where it starts: pixels from the top. Documented."""
    x2: Number | None = None
    """Where it ends: pixels from the left. Documented."""
    y2: Number | None = None
    """Where it ends: pixels from the top. Documented."""


class CuboidAnnotation(_Annotation):
    """A box in space, drawn on the image. Documented."""

    type: Literal["cuboid"] | None = "cuboid"
    """Says the class."""
    vertices: Annotated[list[CuboidVertex], Field(min_length=6, max_length=6)] | None = None
    """The six corners that are seen. Documented."""
    edges: Annotated[list[CuboidEdge], Field(min_length=6, max_length=6)] | None = None
    """The six edges that are seen. Documented."""


def _kind_of(value: Any) -> str | None:
    if is_object(value):
        kind: Any = _guess(value) if value.get("type") is None else value["type"]
    elif isinstance(value, PayloadModel):
        kind = value_of_type(value)
    else:
        return MARK + "raw" if is_reading() else None
    return MARK + (kind if kind in _KINDS else "other")


_kind_of.__dict__["tags"] = {kind: MARK + kind for kind in _KINDS}  # as those of `by_type`


def _guess(value: Mapping[str, Any]) -> str:
    """Tell the geometry by its keys, as very old responses do not name it."""
    if "left" in value:
        return "box"
    if "vertices" in value:
        return "cuboid" if any("description" in mapped(vertex) for vertex in listed(value["vertices"])) else "path"
    return "point" if "x" in value and "y" in value else "other"


Shape = Annotated[
    Annotated[BoxAnnotation, tag("box")]
    | Annotated[PolygonAnnotation, tag("polygon")]
    | Annotated[LineAnnotation, tag("line")]
    | Annotated[PointAnnotation, tag("point")]
    | Annotated[CuboidAnnotation, tag("cuboid")]
    | Annotated[EllipseAnnotation, tag("ellipse")]
    | Annotated[PathAnnotation, tag("path")]
    | Annotated[Annotation, tag("other")]
    | Annotated[Any, tag("raw")],
    Discriminator(_kind_of, custom_error_type="type", custom_error_message="must be an object"),
]
"""Any annotation; its class goes by `type`, else by its keys. Received values that are no object stay as they are."""

SHAPE = (
    UUID,
    LABEL,
    Column("geometry", Kind.text, "the shape: `box`, `polygon`, `line`, `point`, `cuboid`, `ellipse` …", key="type"),
    Column("left", Kind.number, "of a box: pixels from the left; of a turned box, as if it were not turned"),
    Column("top", Kind.number, "of a box: pixels from the top; of a turned box, as if it were not turned"),
    Column("width", Kind.number, "of a box: in pixels"),
    Column("height", Kind.number, "of a box: in pixels"),
    Column("rotation", Kind.number, "of a turned box: radians, clockwise"),
    Column("x", Kind.number, "of a point: pixels from the left"),
    Column("y", Kind.number, "of a point: pixels from the top"),
    Column("vertices", Kind.vertices, "the corners, in pixels"),
    Column("edges", Kind.edges, "of a cuboid: the edges that are seen, in pixels"),
    ATTRIBUTES,
)
"""The columns of what is drawn on images."""

SHAPES = Table(SHAPE, Arrays("annotations"))
"""The table of responses that are an array of annotations."""

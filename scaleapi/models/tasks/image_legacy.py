"""The older task types that draw one kind of shape on an image; `imageannotation` took their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar

from scaleapi.models.annotations import (
    SHAPES,
    CuboidAnnotation,
    LineAnnotation,
    PointAnnotation,
    PolygonAnnotation,
    Shape,
)
from scaleapi.models.attachments import link
from scaleapi.models.attributes import Attribute
from scaleapi.models.geometry import CameraIntrinsics, Geometries, Quaternion
from scaleapi.models.labels import Label
from scaleapi.models.payload import OrRaw, Payload, Response
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, needed, one_of, reads, uncertain, within
from scaleapi.models.table import Table
from scaleapi.models.tasks.generic import GenericPayload, GenericResponse
from scaleapi.models.tasks.image import ImageLayers, no_tracks
from scaleapi.models.taxonomy import labels_are_known, lines_have_boxes, points_are_linked
from scaleapi.models.values import Boolean, Integer, Number, String, Uncertain
from scaleapi.problems import Finding

__all__ = [
    "AnnotationPayload",
    "AnnotationResponse",
    "CuboidAnnotationPayload",
    "CuboidAnnotationResponse",
    "ExampleImage",
    "LaneAnnotationPayload",
    "LaneAnnotationResponse",
    "LineAnnotationPayload",
    "LineAnnotationResponse",
    "PointAnnotationPayload",
    "PointAnnotationResponse",
    "PolygonAnnotationPayload",
    "PolygonAnnotationResponse",
]


class ExampleImage(PayloadModel):
    """An image that shows workers what is right, or what is wrong. Seen in code."""

    rules: ClassVar[tuple[Rule, ...]] = (link("image"),)

    correct: Boolean | None = None
    """Whether it shows what is right. Seen in code."""
    image: String | None = None
    """The image's URL. Seen in code."""
    explanation: String | None = None
    """What it shows. Seen in code."""


@reads("objects_to_annotate", "geometries", "annotation_attributes")
def own_labels_are_known(raw: Mapping[str, Any]) -> Iterable[Finding]:
    """Look up the labels that attributes name; here the payload itself lists them."""
    return labels_are_known({**raw, "labels": raw.get("objects_to_annotate")})


def _something_to_draw(raw: Mapping[str, Any]) -> Iterator[Finding]:
    if raw.get("geometries") is None:  # a documented example brings these instead
        yield from needed("objects_to_annotate")(raw)


class _ImagePayload(Payload):
    """What these task types have in common."""

    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        link("attachment"),
        uncertain(one_of("attachment_type", "image")),
        uncertain(_something_to_draw),
        uncertain(own_labels_are_known),
    )

    attachment: String
    """The image's URL. Seen in code; it cannot come from the project."""
    attachment_type: String | None = None
    """`image`. Seen in code."""


class _ShapePayload(_ImagePayload):
    """What the task types for flat shapes have in common."""

    rules: ClassVar[tuple[Rule, ...]] = (*_ImagePayload.rules, no_tracks)

    objects_to_annotate: list[Label] | None = None
    """The labels. Seen in code; that they are needed, unless a project or batch gives them, is inferred."""
    with_labels: Boolean | None = None
    """Whether the answers name the label. Seen in code."""
    examples: list[ExampleImage] | None = None
    """Images that show what is right or wrong. Seen in code."""
    layers: ImageLayers | None = None
    """Shapes that are shown, and cannot be changed. Seen in code."""
    annotation_attributes: dict[str, Attribute] | None = None
    """The questions about each annotation, by name. Seen in code."""


class AnnotationPayload(_ShapePayload):
    """The parameters of an `annotation` task: rectangles. Seen in code."""

    task_type: ClassVar[str | None] = "annotation"
    rules: ClassVar[tuple[Rule, ...]] = (
        *_ShapePayload.rules,
        uncertain(within("min_width", 0)),
        uncertain(within("min_height", 0)),
        points_are_linked,
        lines_have_boxes,
    )

    min_width: Integer | None = None
    """The smallest width, in pixels; the service's default is 0. Seen in code."""
    min_height: Integer | None = None
    """The smallest height, in pixels; the service's default is 0. Seen in code."""
    geometries: Geometries | None = None
    """Shapes, as for `imageannotation`. From a documented example."""


class AnnotationResponse(Response):
    """The rectangles that were drawn."""

    table: ClassVar[Table] = SHAPES

    annotations: Annotated[list[Shape] | None, OrRaw] = None
    """The annotations; the oldest have neither `uuid` nor `type`. Seen in code."""


class PolygonAnnotationPayload(_ShapePayload):
    """The parameters of a `polygonannotation` task: closed outlines. Seen in code."""

    task_type: ClassVar[str | None] = "polygonannotation"


class PolygonAnnotationResponse(Response):
    """The outlines that were drawn."""

    table: ClassVar[Table] = SHAPES

    annotations: Annotated[list[PolygonAnnotation] | None, OrRaw] = None
    """The annotations; the oldest have neither `uuid` nor `type`. Seen in code."""


class LineAnnotationPayload(_ShapePayload):
    """The parameters of a `lineannotation` task: open lines. Seen in code."""

    task_type: ClassVar[str | None] = "lineannotation"

    splines: Boolean | None = None
    """Whether the lines are curves; the service's default is false. Seen in code."""


class LineAnnotationResponse(Response):
    """The lines that were drawn."""

    table: ClassVar[Table] = SHAPES

    annotations: Annotated[list[LineAnnotation] | None, OrRaw] = None
    """The annotations; the oldest have neither `uuid` nor `type`. Seen in code."""


class PointAnnotationPayload(_ImagePayload):
    """The parameters of a `pointannotation` task: single points. All fields of its own are inferred."""

    task_type: ClassVar[str | None] = "pointannotation"
    rules: ClassVar[tuple[Rule, ...]] = (*_ImagePayload.rules, uncertain(no_tracks))

    objects_to_annotate: Annotated[list[Label] | None, Uncertain()] = None
    """The labels. Inferred."""
    with_labels: Annotated[Boolean | None, Uncertain()] = None
    """Whether the answers name the label. Inferred."""
    examples: Annotated[list[ExampleImage] | None, Uncertain()] = None
    """Images that show what is right or wrong. Inferred."""
    layers: Annotated[ImageLayers | None, Uncertain()] = None
    """Shapes that are shown, and cannot be changed. Inferred."""
    annotation_attributes: Annotated[dict[str, Attribute] | None, Uncertain()] = None
    """The questions about each annotation, by name. Inferred."""


class PointAnnotationResponse(Response):
    """The points that were drawn."""

    table: ClassVar[Table] = SHAPES

    annotations: Annotated[list[PointAnnotation] | None, OrRaw] = None
    """The annotations. Inferred."""


class CuboidAnnotationPayload(_ImagePayload):
    """The parameters of a `cuboidannotation` task: boxes in space, drawn on the image. Seen in code."""

    task_type: ClassVar[str | None] = "cuboidannotation"

    objects_to_annotate: list[Label] | None = None
    """The labels. Seen in code; that they are needed, unless a project or batch gives them, is inferred."""
    with_labels: Boolean | None = None
    """Whether the answers name the label; the service's default is true. Seen in code."""
    min_annotations: Integer | None = None
    """The fewest cuboids; the service's default is 0. Seen in code."""
    max_annotations: Integer | None = None
    """The most cuboids; the service's default is 0, which must mean any number. Seen in code."""
    camera_intrinsics: Annotated[CameraIntrinsics | None, Uncertain()] = None
    """The camera's inner geometry. That it stands here is inferred."""
    camera_rotation_quaternion: Annotated[Quaternion | None, Uncertain()] = None
    """How the camera is turned. That it stands here is inferred."""
    camera_height: Annotated[Number | None, Uncertain()] = None
    """The camera's height over the ground, in metres. That it stands here is inferred."""


class CuboidAnnotationResponse(Response):
    """The cuboids that were drawn."""

    table: ClassVar[Table] = SHAPES

    annotations: Annotated[list[CuboidAnnotation] | None, OrRaw] = None
    """The annotations; the oldest have neither `uuid` nor `type`, nor edges. Seen in code."""


class LaneAnnotationPayload(GenericPayload):
    """The parameters of a `laneannotation` task. Only its name is known: all fields are sent as they are."""

    task_type: ClassVar[str | None] = "laneannotation"


class LaneAnnotationResponse(GenericResponse):
    """What was drawn, in whatever form: only the name of the task type is known."""

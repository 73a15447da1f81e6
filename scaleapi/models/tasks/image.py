"""`imageannotation`: shapes drawn on one image."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from scaleapi.models.annotations import (
    SHAPES,
    BoxAnnotation,
    CuboidAnnotation,
    LineAnnotation,
    PolygonAnnotation,
    Shape,
)
from scaleapi.models.attachments import ContextAttachment, link, no_repeated_context
from scaleapi.models.attributes import Attribute
from scaleapi.models.geometry import Geometries
from scaleapi.models.payload import OrRaw, Payload, Response
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, mapped, needed, one_of, reads, uncertain
from scaleapi.models.table import Table
from scaleapi.models.taxonomy import labels_are_known, lines_have_boxes, points_are_linked
from scaleapi.models.values import Boolean, Integer, String, Uncertain, by_shape, tag
from scaleapi.problems import Finding

__all__ = [
    "BaseAnnotations",
    "ImageAnnotationPayload",
    "ImageAnnotationResponse",
    "ImageHypothesis",
    "ImageLayers",
    "LinkRule",
    "LinkRules",
]


class LinkRule(PayloadModel):
    """Which annotations may be linked. Documented."""

    is_bidirectional: Boolean | None = None
    """Whether the link has no direction. Documented."""
    from_allowed_labels: list[String] | None = None
    """The labels at which a link may start. Documented."""
    to_allowed_labels: list[String] | None = None
    """The labels at which a link may end. Documented."""


LinkRules = Annotated[
    Annotated[LinkRule, tag("object")] | Annotated[list[LinkRule], tag("list")], by_shape("object", "list")
]
"""One rule, as the documentation says, or an array of them, as its example shows."""


class ImageLayers(PayloadModel):
    """Shapes that are shown to workers, and that they cannot change. Documented."""

    boxes: list[BoxAnnotation] | None = None
    """Rectangles, as in responses. Documented."""
    lines: list[LineAnnotation] | None = None
    """Open lines, as in responses. Documented."""
    cuboids: list[CuboidAnnotation] | None = None
    """Boxes in space, as in responses; their vertices have no `type`. Documented."""
    polygons: list[PolygonAnnotation] | None = None
    """Closed outlines, as in responses. Documented."""


class ImageHypothesis(PayloadModel):
    """Annotations to start from; they look like a response. Documented."""

    annotations: list[Shape]
    """The annotations; a `uuid` is made for each that has none. Documented."""
    global_attributes: dict[str, Any] | None = None
    """The answers about the whole image. Documented."""


class BaseAnnotations(PayloadModel):
    """Annotations to start from, which workers may or may not change. Seen in code."""

    annotations: list[Shape] | None = None
    """The annotations, as in responses. Seen in code."""


@reads("annotation_attributes")
def no_tracks(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Refuse attributes of whole tracks: they are for video and lidar annotation only. Documented."""
    for name, attribute in mapped(raw.get("annotation_attributes")).items():
        if mapped(attribute).get("global") is True:
            loc = ("annotation_attributes", name, "global")
            hint = "for one answer about the whole image: `conditions: {is_global: true}`"
            yield Finding(loc, "conflict", "is for tracks in video and lidar annotation only", hint=hint)


class ImageAnnotationPayload(Payload):
    """The parameters of an `imageannotation` task: an image, and what is to be drawn on it, with which labels."""

    task_type: ClassVar[str | None] = "imageannotation"
    rules: ClassVar[tuple[Rule, ...]] = (
        *Payload.rules,
        link("attachment"),
        uncertain(one_of("attachment_type", "image")),
        needed("geometries"),
        no_repeated_context,
        labels_are_known,
        points_are_linked,
        lines_have_boxes,
        no_tracks,
    )

    attachment: String
    """The image's URL. Documented; it cannot come from the project."""
    attachment_type: String | None = None
    """`image`, which is the service's default. Documented."""
    geometries: Geometries | None = None
    """The shapes to draw. Documented; required unless a project or batch gives it."""
    annotation_attributes: dict[str, Attribute] | None = None
    """The questions about each annotation, by name. Documented."""
    links: dict[str, LinkRules] | None = None
    """The links between annotations, by name. Documented."""
    context_attachments: list[ContextAttachment] | None = None
    """Images for reference. Documented."""
    layers: ImageLayers | None = None
    """Shapes that are shown, and cannot be changed. Documented."""
    padding: Annotated[Integer | None, Uncertain()] = None
    """Pixels to add around the image. Seen in others' code."""
    paddingX: Annotated[Integer | None, Uncertain()] = None
    """Pixels to add left and right, instead of `padding`. Seen in others' code."""
    paddingY: Annotated[Integer | None, Uncertain()] = None
    """Pixels to add above and below, instead of `padding`. Seen in others' code."""
    hypothesis: ImageHypothesis | None = None
    """Annotations to start from. Documented."""
    base_annotations: Annotated[BaseAnnotations | None, Uncertain()] = None
    """Annotations to start from, lockable by the flags that follow. Seen in others' code."""
    can_add_base_annotations: Annotated[Boolean | None, Uncertain()] = None
    """Whether workers may add to them. Seen in others' code."""
    can_edit_base_annotations: Annotated[Boolean | None, Uncertain()] = None
    """Whether workers may change them. Seen in others' code."""
    can_edit_base_annotation_labels: Annotated[Boolean | None, Uncertain()] = None
    """Whether workers may change their labels. Seen in others' code."""
    can_delete_base_annotations: Annotated[Boolean | None, Uncertain()] = None
    """Whether workers may remove them. Seen in others' code."""


class ImageAnnotationResponse(Response):
    """The shapes that were drawn, as pixels of the image from its upper left corner."""

    table: ClassVar[Table] = SHAPES

    annotations: Annotated[list[Shape] | None, OrRaw] = None
    """The annotations. Documented."""
    links: Annotated[list[Any] | None, OrRaw] = None
    """The links between them. Documented, but not what is in one."""
    global_attributes: Annotated[dict[str, Any] | None, OrRaw] = None
    """The answers about the whole image. Documented; only if there were such questions."""

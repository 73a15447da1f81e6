"""What is annotated in a scene: shapes in space and on images, events, links, and the labels of points."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, known_type
from scaleapi.models.scene_paths import AttributePath, Id, Integers, PosePath, Times
from scaleapi.models.values import Boolean, Integer, Number, String, by_type, tag

__all__ = [
    "SceneActivation",
    "SceneAdjustment",
    "SceneAnnotation",
    "SceneBox2D",
    "SceneBoxPath",
    "SceneCuboid",
    "SceneCuboidPath",
    "SceneEvent",
    "SceneFlatPath",
    "SceneLabeledPoints",
    "SceneLink",
    "SceneObject",
    "ScenePoint2D",
    "ScenePointPath",
    "ScenePointSegmentation",
    "ScenePolyline",
    "SceneProjection",
    "SceneShape",
    "SceneShape2D",
    "UnknownSceneAnnotation",
]

_Two = Annotated[list[Number], Field(min_length=2, max_length=2)]
_Four = Annotated[list[Number], Field(min_length=4, max_length=4)]
_Nine = Annotated[list[Number], Field(min_length=9, max_length=9)]


class SceneCuboidPath(PayloadModel):
    """A cuboid over time. Seen in code."""

    timestamps: Times
    """When. Seen in code."""
    values: list[_Nine]
    """For each time: dx, dy, dz, px, py, pz, roll, pitch, yaw. Seen in code."""


class SceneBoxPath(PayloadModel):
    """A box on an image over time. Seen in code."""

    timestamps: Times
    """When. Seen in code."""
    values: list[_Four]
    """For each time: left, top, width, height. Seen in code."""


class ScenePointPath(PayloadModel):
    """A point on an image over time. Seen in code."""

    timestamps: Times
    """When. Seen in code."""
    values: list[_Two]
    """For each time: x, y. Seen in code."""


class SceneFlatPath(PayloadModel):
    """A shape of many vertices over time. Seen in code."""

    timestamps: Times
    """When. Seen in code."""
    values: list[list[Number]]
    """For each time the vertices, in one flat array: x, y on images; x, y, z in space. Seen in code."""


class SceneActivation(PayloadModel):
    """When a sensor sees a cuboid. Seen in code."""

    sensor_id: Id
    """The sensor. Seen in code."""
    timestamps: Times
    """When it begins to see it. Seen in code."""
    durations: Integers
    """For how long, each time. Seen in code."""
    cuboids: list[_Nine] | None = None
    """The cuboid as it is seen, each time. Seen in code."""


class SceneProjection(PayloadModel):
    """A cuboid on a camera's images. Seen in code."""

    sensor_id: Id
    """The camera. Seen in code."""
    timestamps: Times
    """When. Seen in code."""
    boxes: list[_Four | None]
    """For each time: x, y, width, height; null where it is not seen. Seen in code."""
    cuboids: list[_Nine] | None = None
    """The cuboid, each time. Seen in code."""


class _Anything(PayloadModel):
    id: Id
    """Unique among the scene's annotations. Seen in code."""
    parent_id: Id | None = None
    """The annotation that it belongs to. Seen in code."""
    attributes: list[AttributePath] | None = None
    """The answers about it. Seen in code."""
    stationary: Boolean | None = None
    """Whether it rests. Seen in code."""


class _Annotation(_Anything):
    label: String | None = None
    """What it is. Seen in code."""


class SceneObject(_Annotation):
    """Something without a shape of its own, or attributes of the whole scene. Seen in code."""

    type: Literal["object", "attributes"]
    """Which of both."""


class SceneCuboid(_Annotation):
    """A box in space. Seen in code."""

    type: Literal["cuboid"] = "cuboid"
    """Says the class."""
    path: SceneCuboidPath
    """Where it is. Seen in code."""
    activations: list[SceneActivation] | None = None
    """Which sensors see it when. Seen in code."""
    projections: list[SceneProjection] | None = None
    """Where it is on the cameras' images. Seen in code."""


class SceneBox2D(_Annotation):
    """A box on images. Seen in code."""

    type: Literal["box_2d"] = "box_2d"
    """Says the class."""
    sensor_id: Id
    """The camera. Seen in code."""
    path: SceneBoxPath
    """Where it is. Seen in code."""


class ScenePoint2D(_Annotation):
    """A point on images. Seen in code."""

    type: Literal["point_2d"] = "point_2d"
    """Says the class."""
    sensor_id: Id
    """The camera. Seen in code."""
    path: ScenePointPath
    """Where it is. Seen in code."""


class SceneShape2D(_Annotation):
    """A polygon or a line on images. Seen in code."""

    type: Literal["polygon_2d", "polyline_2d"]
    """Which of both."""
    sensor_id: Id
    """The camera. Seen in code."""
    path: SceneFlatPath
    """Where it is. Seen in code."""


class SceneShape(_Annotation):
    """A polygon or a point in space; seen from above, it rests unless it says otherwise. Seen in code."""

    type: Literal["polygon", "polygon_topdown", "point", "point_topdown"]
    """Which of these."""
    sensor_id: Id | None = None
    """The sensor that it was drawn with. Seen in code."""
    path: SceneFlatPath
    """Where it is. Seen in code."""


class ScenePolyline(_Annotation):
    """A line in space. Seen in code."""

    type: Literal["polyline"] = "polyline"
    """Says the class."""
    sensor_id: Id | None = None
    """The sensor that it was drawn with. Seen in code."""
    path: SceneFlatPath
    """Where it is. Seen in code."""
    is_closed: Boolean | None = None
    """Whether its end meets its beginning. Seen in code."""


class SceneEvent(_Annotation):
    """Something that happens. Seen in code."""

    type: Literal["event"] = "event"
    """Says the class."""
    start: Integer
    """When it begins. Seen in code."""
    duration: Integer | None = None
    """How long it takes. Seen in code."""
    sensor_id: Id | None = None
    """The sensor that sees it. Seen in code."""


class SceneLabeledPoints(PayloadModel):
    """The points of one sensor that have a label. Seen in code."""

    sensor_id: Id
    """The sensor. Seen in code."""
    point_ids: Integers
    """The indexes of the points. Seen in code."""
    sensor_frame: Integer | None = None
    """In which of its frames. Seen in code."""


class ScenePointSegmentation(_Anything):
    """The label of many points. Seen in code."""

    type: Literal["point_segmentation", "labeled_points"] = "point_segmentation"
    """Both names mean the same."""
    label: String
    """What the points are. Seen in code."""
    is_instance: Boolean | None = None
    """Whether they are one thing; false if absent. Seen in code."""
    labeled_points: list[SceneLabeledPoints]
    """Which points. Seen in code."""


class SceneLink(_Anything):
    """How two annotations belong together. Seen in code."""

    type: Literal["link"] = "link"
    """Says the class."""
    label: String
    """What the link means. Seen in code."""
    is_bidirectional: Boolean
    """Whether it means the same in the other direction. Seen in code."""
    from_id: Id
    """The annotation at its beginning. Seen in code."""
    to_id: Id
    """The annotation at its end. Seen in code."""
    sensor_id: Id | None = None
    """The sensor that sees it. Seen in code."""


class SceneAdjustment(_Annotation):
    """A correction of where the device was. Seen in code."""

    type: Literal["localization_adjustment"] = "localization_adjustment"
    """Says the class."""
    poses: PosePath
    """The correction over time. Seen in code."""


_CLASSES: dict[str, tuple[str, ...]] = {
    "object": ("object", "attributes"),
    "shape_2d": ("polygon_2d", "polyline_2d"),
    "shape": ("polygon", "polygon_topdown", "point", "point_topdown"),
    "points": ("point_segmentation", "labeled_points"),
}
_ALONE = ("cuboid", "box_2d", "point_2d", "polyline", "event", "link", "localization_adjustment")
_TYPES = (*_ALONE, *(name for names in _CLASSES.values() for name in names))


class UnknownSceneAnnotation(PayloadModel):
    """An annotation of a type that this version does not know."""

    rules: ClassVar[tuple[Rule, ...]] = (known_type(*_TYPES),)

    type: String
    """What it is."""
    id: Id
    """Unique among the scene's annotations."""


SceneAnnotation = Annotated[
    Annotated[SceneCuboid, tag("cuboid")]
    | Annotated[SceneBox2D, tag("box_2d")]
    | Annotated[ScenePoint2D, tag("point_2d")]
    | Annotated[ScenePolyline, tag("polyline")]
    | Annotated[SceneEvent, tag("event")]
    | Annotated[SceneLink, tag("link")]
    | Annotated[SceneAdjustment, tag("localization_adjustment")]
    | Annotated[SceneObject, tag("object")]
    | Annotated[SceneShape2D, tag("shape_2d")]
    | Annotated[SceneShape, tag("shape")]
    | Annotated[ScenePointSegmentation, tag("points")]
    | Annotated[UnknownSceneAnnotation, tag("other")],
    by_type(*_ALONE, shared=_CLASSES),
]
"""An annotation; its class goes by `type`."""

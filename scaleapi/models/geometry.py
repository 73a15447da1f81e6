"""Geometries: the shapes that workers are asked to draw, and the limits of each."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from scaleapi.models.labels import Label
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, in_order, present, uncertain, within
from scaleapi.models.values import Boolean, Integer, Number, String
from scaleapi.problems import Finding, nearest

__all__ = [
    "BoxGeometry",
    "CameraIntrinsics",
    "Connection",
    "CuboidGeometry",
    "EllipseGeometry",
    "Geometries",
    "LineGeometry",
    "PointGeometry",
    "PolygonGeometry",
    "Quaternion",
]


class _Geometry(PayloadModel):
    """What every shape but the point has."""

    objects_to_annotate: list[Label] | None = None
    """The labels that are drawn with this shape. Documented; an empty array occurs in documented examples."""


class BoxGeometry(_Geometry):
    """Rectangles. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (uncertain(within("min_height", 0)), uncertain(within("min_width", 0)))

    min_height: Integer | None = None
    """The smallest height, in pixels; the service's default is 0. Documented."""
    min_width: Integer | None = None
    """The smallest width, in pixels; the service's default is 0. Documented."""
    can_rotate: Boolean | None = None
    """Whether boxes may be turned; the service's default is false. Documented."""
    integer_pixels: Boolean | None = None
    """Whether left, top, width and height come back as integers; not for turned boxes. Documented."""


class _Path(_Geometry):
    """A shape of as many vertices as it takes. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (
        in_order("min_vertices", "max_vertices", lowest=1),
        uncertain(within("min_vertices", 0)),
    )

    min_vertices: Integer | None = None
    """The fewest vertices; the service's default is 1. Documented."""
    max_vertices: Integer | None = None
    """The most vertices, at least `min_vertices`; unlimited if absent. Documented."""


class PolygonGeometry(_Path):
    """Closed outlines. Documented."""


class LineGeometry(_Path):
    """Open lines. Documented."""


class Connection(PayloadModel):
    """A line that is drawn between two points, as an aid to workers. Documented."""

    pair: Annotated[list[String], Field(min_length=2, max_length=2)]
    """The labels of the two points. Documented."""
    connection_attribute: String | None = None
    """The name of a `linked` attribute that tells which points belong together. Documented."""


class PointGeometry(PayloadModel):
    """Single points. Documented."""

    objects_to_annotate: list[Label]
    """The labels of the points; for points, and for no other shape, they are required. Documented."""
    connections: list[Connection] | None = None
    """Which points are drawn as connected. Documented."""


class CameraIntrinsics(PayloadModel):
    """The camera's inner geometry. Documented; that the first four are required is inferred."""

    rules: ClassVar[tuple[Rule, ...]] = (uncertain(present("fx", "fy", "cx", "cy")),)

    fx: Number | None = None
    """The focal length along x, in pixels. Documented."""
    fy: Number | None = None
    """The focal length along y, in pixels. Documented."""
    cx: Number | None = None
    """The principal point's x, in pixels. Documented."""
    cy: Number | None = None
    """The principal point's y, in pixels. Documented."""
    skew: Number | None = None
    """The skew; the service's default is 0. Documented."""
    scalefactor: Number | None = None
    """By what the image was scaled down: 2 if it was halved; the service's default is 1. Documented."""
    scale_factor: Number | None = None
    """The other spelling of `scalefactor`, from a documented example."""


class Quaternion(PayloadModel):
    """A rotation. Documented; that all four are required is inferred."""

    rules: ClassVar[tuple[Rule, ...]] = (uncertain(present("w", "x", "y", "z")),)

    w: Number | None = None
    """The scalar part. Documented."""
    x: Number | None = None
    """The part along x. Documented."""
    y: Number | None = None
    """The part along y. Documented."""
    z: Number | None = None
    """The part along z, in the camera's frame its optical axis. Documented."""


_CAMERA = ("camera_intrinsics", "camera_rotation_quaternion", "camera_height")


def _camera_is_whole(raw: Mapping[str, Any]) -> Iterable[Finding]:
    given = [name for name in _CAMERA if raw.get(name) is not None]
    absent = [name for name in _CAMERA if given and name not in given]
    return [_lonely(name, given[0]) for name in absent]


def _lonely(name: str, given: str) -> Finding:
    return Finding((name,), "relation", f"is meant to be given together with `{given}`", severity="warning")


class CuboidGeometry(_Geometry):
    """Boxes in space, drawn on the image. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (
        uncertain(within("min_height", 0)),
        uncertain(within("min_width", 0)),
        _camera_is_whole,
    )

    min_height: Integer | None = None
    """The smallest height, in pixels; the service's default is 0. Documented."""
    min_width: Integer | None = None
    """The smallest width, in pixels; the service's default is 0. Documented."""
    camera_intrinsics: CameraIntrinsics | None = None
    """The camera's inner geometry; with all three camera fields, responses get coordinates in space. Documented."""
    camera_rotation_quaternion: Quaternion | None = None
    """How the camera is turned. Documented."""
    camera_height: Number | None = None
    """The camera's height over the ground, in metres; negative in the documented example."""


class EllipseGeometry(_Geometry):
    """Ellipses, turned as may be. Documented."""


def _known_kinds(raw: Mapping[str, Any]) -> Iterable[Finding]:
    known = Geometries.wire_names
    return [_unknown_kind(name, raw[name], known) for name in raw if name not in known]


def _unknown_kind(name: str, geometry: object, known: Iterable[str]) -> Finding:
    near = nearest(name, known)
    hint = f"did you mean `{near}`?" if near else f"known are {', '.join(known)}"
    return Finding((name,), "unknown_tag", "is no known geometry", geometry, hint, "warning")


class Geometries(PayloadModel):
    """The shapes that workers draw, each with its labels. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (_known_kinds,)

    box: BoxGeometry | None = None
    """Rectangles. Documented."""
    polygon: PolygonGeometry | None = None
    """Closed outlines. Documented."""
    line: LineGeometry | None = None
    """Open lines. Documented."""
    point: PointGeometry | None = None
    """Single points. Documented."""
    cuboid: CuboidGeometry | None = None
    """Boxes in space. Documented."""
    ellipse: EllipseGeometry | None = None
    """Ellipses. Documented."""

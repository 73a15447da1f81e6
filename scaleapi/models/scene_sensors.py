"""The sensors of a scene: cameras, lidars, radars, odometry and ready point clouds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, is_array, known_type, listed, mapped, numeral_or_text, one_of
from scaleapi.models.scene_paths import Id, Integers, Numbers, PosePath, Rows3, Times
from scaleapi.models.scene_times import in_time_order, times_of_frames
from scaleapi.models.values import Integer, Number, String, by_type, tag
from scaleapi.problems import Finding, missing

__all__ = [
    "DISTORTION_PARAMS",
    "CameraDistortion",
    "CameraIntrinsics",
    "CameraSensor",
    "LidarSensor",
    "OdometrySensor",
    "PointsSensor",
    "RadarSensor",
    "SceneImage",
    "ScenePoints",
    "SceneScan",
    "SceneVideo",
    "Sensor",
    "UnknownSensor",
]

_SENSORS = ("camera", "lidar", "radar", "odometry", "points")
_K4 = ("k1", "k2", "k3", "k4")
_K6 = (*_K4, "k5", "k6")

DISTORTION_PARAMS: dict[str, tuple[str, ...]] = {
    "brown_conrady": ("k1", "k2", "p1", "p2", "k3", "k4", "k5", "k6", "lx", "ly"),
    "cylindrical": (),
    "equirectangular": (),
    "fisheye": _K4,
    "fisheye_rad_tan_prism": (*_K6, "p1", "p2", "s1", "s2", "s3", "s4"),
    "fisheye_radial_custom": (*_K6, "p1", "p2", "dcx", "dcy"),
    "ftheta": (*_K4, "k5"),
    "mod_equi_fish": _K4,
    "mod_kannala": _K4,
    "omnidirectional": (*_K4, "p1", "p2", "xi", "lx", "ly"),
}
"""What the numbers in `params` of a `CameraDistortion` mean, in their order, by its `model`. Seen in code."""


class CameraDistortion(PayloadModel):
    """How a lens bends the image. Seen in code."""

    rules: ClassVar[tuple[Rule, ...]] = (one_of("model", *DISTORTION_PARAMS),)

    model: String
    """The model of the lens, one of `scaleapi.models.scene_sensors.DISTORTION_PARAMS`. Seen in code."""
    params: list[Number]
    """Its parameters, in the order of `DISTORTION_PARAMS[model]`. Seen in code."""


class CameraIntrinsics(PayloadModel):
    """How a camera projects. Lengths are in pixels. Seen in code."""

    fx: Number
    """The focal length along x. Seen in code."""
    fy: Number
    """The focal length along y. Seen in code."""
    cx: Number
    """The principal point's x. Seen in code."""
    cy: Number
    """The principal point's y. Seen in code."""
    width: Integer
    """The image's width. Seen in code."""
    height: Integer
    """The image's height. Seen in code."""
    distortion: CameraDistortion | None = None
    """How the lens bends the image; none if absent. Seen in code."""


class SceneVideo(PayloadModel):
    """The video of a camera. Seen in code."""

    rules: ClassVar[tuple[Rule, ...]] = (in_time_order("timestamps"),)

    timestamps: Times
    """When each frame was taken. Seen in code."""
    content: Integers
    """The video file's bytes. Seen in code."""
    fps: Number
    """Frames per second. Seen in code."""


class SceneImage(PayloadModel):
    """An image of a camera. Seen in code."""

    timestamp: Integer
    """When it was taken, in microseconds since the scene began. Seen in code."""
    content: Integers
    """The image file's bytes. Seen in code."""


def _points_agree(raw: Mapping[str, Any]) -> Iterator[Finding]:
    points = listed(raw.get("positions"))
    for name in ("colors", "intensities", "directions", "lengths", "timestamps"):
        values = raw.get(name)
        if points and is_array(values) and len(values) != len(points):
            yield Finding((name,), "length", f"must have an item for each of the {len(points)} positions", values)


def _times_are_narrow(raw: Mapping[str, Any]) -> Iterator[Finding]:
    for at, value in enumerate(listed(raw.get("timestamps"))):
        time = numeral_or_text(value)
        if time is not None and not 0 <= time < 2**32:
            yield Finding(("timestamps", at), "range", "must fit into 32 bits, unsigned", value)
            return


class ScenePoints(PayloadModel):
    """A cloud of points; all arrays but `positions` may be absent. Seen in code."""

    rules: ClassVar[tuple[Rule, ...]] = (_points_agree, _times_are_narrow)

    positions: Rows3
    """x, y, z of each point (32-bit floats). Seen in code."""
    colors: Rows3 | None = None
    """Red, green and blue of each point, 0 to 255. Lidars and ready clouds. Seen in code."""
    intensities: Numbers | None = None
    """The intensity of each point, 0 to 255. Lidars. Seen in code."""
    directions: Rows3 | None = None
    """Where each point moves. Radars. Seen in code."""
    lengths: Numbers | None = None
    """The length of each point. Radars. Seen in code."""
    timestamps: Times | None = None
    """When each point was seen: unsigned 32-bit integers; wider ones are not supported. Seen in code."""


def _not_after_its_points(raw: Mapping[str, Any]) -> Iterator[Finding]:
    times = [numeral_or_text(value) for value in listed(mapped(raw.get("points")).get("timestamps"))]
    earliest = min((time for time in times if time is not None), default=None)
    began = numeral_or_text(raw.get("timestamp"))
    if earliest is not None and began is not None and began > earliest:
        message = f"must not be later than its earliest point, which is at {earliest}"
        yield Finding(("timestamp",), "relation", message, began)


class SceneScan(PayloadModel):
    """One frame of a lidar or a radar. Seen in code."""

    rules: ClassVar[tuple[Rule, ...]] = (_not_after_its_points,)

    timestamp: Integer
    """When it began, in microseconds since the scene began; not later than any of its points. Seen in code."""
    points: ScenePoints
    """What was seen. Seen in code."""


class _Sensor(PayloadModel):
    id: Id
    """Unique among the scene's sensors. Seen in code."""
    parent_id: Id | None = None
    """The sensor that it is mounted on. Seen in code."""


def _images_or_video(raw: Mapping[str, Any]) -> Iterator[Finding]:
    if raw.get("images") is None and raw.get("video") is None:
        yield missing(("images",), why=", or a video")
    elif raw.get("images") is not None and raw.get("video") is not None:
        yield Finding(("video",), "conflict", "must not stand beside `images`: a camera has one of both", raw["video"])


class CameraSensor(_Sensor):
    """A camera. Seen in code."""

    rules: ClassVar[tuple[Rule, ...]] = (_images_or_video, times_of_frames("images"))

    type: Literal["camera"] = "camera"
    """Says the class."""
    poses: PosePath
    """Where it is. Seen in code."""
    intrinsics: CameraIntrinsics
    """How it projects. Seen in code."""
    video: SceneVideo | None = None
    """What it saw; or else `images`. Seen in code."""
    images: list[SceneImage] | None = None
    """What it saw; or else `video`. Seen in code."""


class _Scanner(_Sensor):
    rules: ClassVar[tuple[Rule, ...]] = (times_of_frames("frames"),)

    coordinates: Literal["world", "ego"] | None = None
    """Of its points: `world`, which is the default, or `ego`. Seen in code."""
    poses: PosePath
    """Where it is. Seen in code."""
    frames: Annotated[list[SceneScan], Field(min_length=1)]
    """What it saw; at least one frame. Seen in code."""


class LidarSensor(_Scanner):
    """A lidar. Seen in code."""

    type: Literal["lidar"] = "lidar"
    """Says the class."""


class RadarSensor(_Scanner):
    """A radar. Seen in code."""

    type: Literal["radar"] = "radar"
    """Says the class."""


class OdometrySensor(_Sensor):
    """Where the whole device is. Seen in code."""

    type: Literal["odometry"] = "odometry"
    """Says the class."""
    poses: PosePath
    """Where it is. Seen in code."""


class PointsSensor(_Sensor):
    """A ready cloud, without time. Seen in code."""

    type: Literal["points"] = "points"
    """Says the class."""
    points: ScenePoints
    """The cloud. Seen in code."""


class UnknownSensor(PayloadModel):
    """A sensor of a type that this version does not know."""

    rules: ClassVar[tuple[Rule, ...]] = (known_type(*_SENSORS),)

    type: String
    """What it is."""
    id: Id
    """Unique among the scene's sensors."""


Sensor = Annotated[
    Annotated[CameraSensor, tag("camera")]
    | Annotated[LidarSensor, tag("lidar")]
    | Annotated[RadarSensor, tag("radar")]
    | Annotated[OdometrySensor, tag("odometry")]
    | Annotated[PointsSensor, tag("points")]
    | Annotated[UnknownSensor, tag("other")],
    by_type(*_SENSORS),
]
"""A sensor; its class goes by `type`."""

"""The input file of lidar tasks: one frame, its points and its cameras.

All coordinates are in the world's frame: z points up, and the x-y plane is level with the ground. A frame may also be
written with protobuf, whose messages differ; only the JSON form is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from scaleapi.models.attachments import link
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, one_of, present, uncertain, within
from scaleapi.models.values import Boolean, Integer, Number, String, Uncertain
from scaleapi.problems import Finding, missing

__all__ = ["GPSPose", "LidarCameraImage", "LidarFrame", "LidarPoint", "RadarPoint", "Rotation", "Vector3"]


class Vector3(PayloadModel):
    """A place, a direction or a size in space. Documented."""

    x: Number
    """Along x. Documented."""
    y: Number
    """Along y. Documented."""
    z: Number
    """Along z, which points up. Documented."""


class Rotation(PayloadModel):
    """A rotation, as a quaternion. Seen in code."""

    w: Number
    """The scalar part. Seen in code."""
    x: Number
    """The part along x. Seen in code."""
    y: Number
    """The part along y. Seen in code."""
    z: Number
    """The part along z. Seen in code."""


def _has_longitude(raw: Mapping[str, Any]) -> Iterator[Finding]:
    if raw.get("lon") is None and raw.get("long") is None:
        yield missing(("lon",), severity="warning")


class GPSPose(PayloadModel):
    """Where on earth the device is. Seen in others' code."""

    rules: ClassVar[tuple[Rule, ...]] = (uncertain(present("lat", "bearing")), _has_longitude)

    lat: Annotated[Number | None, Uncertain()] = None
    """The latitude, in degrees. Seen in others' code."""
    lon: Annotated[Number | None, Uncertain()] = None
    """The longitude, in degrees. Seen in others' code."""
    long: Annotated[Number | None, Uncertain()] = None
    """The longitude, as protobuf frames spell it. Seen in code."""
    bearing: Annotated[Number | None, Uncertain()] = None
    """The direction, in degrees. Seen in others' code."""


class LidarPoint(Vector3):
    """A point of the cloud. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (uncertain(within("i", 0, 1)), within("d", 0))

    i: Number | None = None
    """The intensity, from 0 to 1. Documented; not whether the service refuses others."""
    d: Integer | None = None
    """Which lidar saw it, if there are several; not negative. Documented."""
    t: Number | None = None
    """When, in nanoseconds. Documented."""
    is_ground: Boolean | None = None
    """Whether it belongs to the ground; the service's default is false. Documented."""


class RadarPoint(PayloadModel):
    """A point that a radar saw. Seen in code."""

    position: Vector3
    """Where it is. Seen in code."""
    direction: Vector3 | None = None
    """Where it moves. Seen in code."""
    size: Number | None = None
    """Its size. Seen in code."""


class LidarCameraImage(PayloadModel):
    """An image that a camera took beside the lidar. Seen in code."""

    rules: ClassVar[tuple[Rule, ...]] = (
        link("image_url"),
        uncertain(one_of("camera_model", "brown_conrady", "fisheye", "omnidirectional", "cylindrical")),
    )

    image_url: String
    """The image's URL; a browser must be able to show it. Documented."""
    position: Vector3
    """Where the camera is, in the world's frame. Seen in code."""
    heading: Rotation
    """How it is turned; its z axis is the optical axis. Seen in code."""
    camera_model: String | None = None
    """`brown_conrady`, which is the default, `fisheye` … Seen in code."""
    fx: Number
    """The focal length along x, in pixels. Seen in code."""
    fy: Number
    """The focal length along y, in pixels. Seen in code."""
    cx: Number
    """The principal point's x, in pixels. Seen in code."""
    cy: Number
    """The principal point's y, in pixels. Seen in code."""
    skew: Number | None = None
    """The skew; the default is 0. Seen in code."""
    k1: Number | None = None
    """The first radial distortion; the default of each distortion is 0. Seen in code."""
    k2: Number | None = None
    """The second radial distortion. Seen in code."""
    k3: Number | None = None
    """The third radial distortion. Seen in code."""
    k4: Number | None = None
    """The fourth radial distortion. Seen in code."""
    k5: Number | None = None
    """The fifth radial distortion. Seen in code."""
    k6: Number | None = None
    """The sixth radial distortion. Seen in code."""
    p1: Number | None = None
    """The first tangential distortion. Seen in code."""
    p2: Number | None = None
    """The second tangential distortion. Seen in code."""
    lx: Number | None = None
    """The decentering along x. Seen in code."""
    ly: Number | None = None
    """The decentering along y. Seen in code."""
    xi: Number | None = None
    """The mirror's parameter, for omnidirectional cameras. Seen in code."""
    scale_factor: Number | None = None
    """By what the image was scaled down; the default is 1. Seen in code."""
    timestamp: Number | None = None
    """When it was taken. Seen in code."""
    priority: Integer | None = None
    """Seen in code; what it does is not documented."""
    camera_index: Integer | None = None
    """Which camera took it. Seen in code."""
    metadata: Any = None
    """Anything. Seen in code."""


class LidarFrame(PayloadModel):
    """One frame, as the JSON file that an item of `attachments` points to. Documented."""

    rules: ClassVar[tuple[Rule, ...]] = (uncertain(present("points")),)

    device_position: Vector3
    """Where the device is. Seen in code."""
    device_heading: Rotation | None = None
    """How the device is turned. Seen in code."""
    device_gps_pose: GPSPose | None = None
    """Where on earth the device is. Seen in code."""
    points: list[LidarPoint] | None = None
    """The cloud. Seen in code; that it is required is inferred."""
    point_colors: list[Integer] | None = None
    """The points' colours, in one flat array. Seen in code."""
    radar_points: list[RadarPoint] | None = None
    """What the radar saw. Seen in code."""
    images: list[LidarCameraImage] | None = None
    """What the cameras saw. Seen in code."""
    timestamp: Number | None = None
    """When the frame was taken. Seen in code."""

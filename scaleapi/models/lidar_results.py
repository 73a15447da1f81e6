"""The files that the responses of lidar tasks point to: read one with `read`, an item at a time where it is an array.

They are only read, so that nothing in them is required.
"""

from __future__ import annotations

from typing import Any

from scaleapi.models.lidar_frame import Vector3
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.values import Boolean, Integer, Number, String

__all__ = [
    "LidarCameraResponse",
    "LidarCuboid",
    "LidarCuboidFrame",
    "LidarLinkedAnnotation",
    "LidarLinkingFrame",
    "LidarPointSegmentation",
    "LidarSegment",
]


class LidarCuboid(PayloadModel):
    """A box in space, around an object of the cloud. Documented."""

    uuid: String | None = None
    """The object's id, the same in all frames. Documented."""
    label: String | None = None
    """The leaf label. Documented."""
    position: Vector3 | None = None
    """The centre, in the world's frame. Documented."""
    dimensions: Vector3 | None = None
    """The size; sources differ on which of x and y is the width, and which the length. Documented."""
    yaw: Number | None = None
    """The turn about z, in radians, counter-clockwise; 0 points along y. Documented."""
    pitch: Number | None = None
    """In radians; only if the payload enables it. Documented."""
    roll: Number | None = None
    """In radians; only if the payload enables it. Documented."""
    camera_used: Integer | None = None
    """The camera that it was verified with; -1 or absent for none. Documented."""
    stationary: Boolean | None = None
    """Whether it rests during the whole scene. Documented."""
    distance_to_device: Number | None = None
    """How far away it is. Documented."""
    numberOfPoints: Integer | None = None
    """How many points are in it. Documented."""
    attributes: dict[str, Any] | None = None
    """The answers about it, by attribute. Documented."""


class LidarCuboidFrame(PayloadModel):
    """One item of the file of a `lidarannotation` task: a frame. Documented."""

    cuboids: list[LidarCuboid] | None = None
    """The boxes in the frame. Documented."""


class LidarSegment(PayloadModel):
    """What an index of a point segmentation means. Documented."""

    label: String | None = None
    """The label; the same for several instances. Documented."""
    index: Integer | None = None
    """The number by which points name it, from 1. Documented."""
    instance: Boolean | None = None
    """True if it is one instance of its label. Documented."""


class LidarPointSegmentation(PayloadModel):
    """The file of a `lidarsegmentation` task. Documented, with two names for each of both fields."""

    objects: list[LidarSegment] | None = None
    """What the indexes mean, as the documented example spells it."""
    labels: list[LidarSegment] | None = None
    """What the indexes mean, as the documentation's text spells it."""
    point_objects: list[list[Integer]] | None = None
    """By frame and point: an index, or 0; as the documented example spells it."""
    point_labels: list[list[Integer]] | None = None
    """By frame and point: an index, or 0; as the documentation's text spells it."""

    @property
    def segments(self) -> list[LidarSegment]:
        """What the indexes mean, under whichever name it came."""
        return (self.labels if self.objects is None else self.objects) or []

    @property
    def points(self) -> list[list[int]]:
        """The index of each point, by frame, under whichever name they came; 0 for points without a label."""
        return (self.point_labels if self.point_objects is None else self.point_objects) or []


class LidarLinkedAnnotation(PayloadModel):
    """A shape in a camera's image, linked to a cuboid. Documented; the fields of other shapes are kept too."""

    cuboid_uuid: String | None = None
    """The `uuid` of the cuboid; a random one if there is none. Documented."""
    not_in_lidar: Boolean | None = None
    """True if there is no such cuboid. Documented."""
    type: String | None = None
    """The name of the geometry. Documented."""
    label: String | None = None
    """The leaf label. Documented."""
    left: Number | None = None
    """Of a box: pixels from the left. Documented."""
    top: Number | None = None
    """Of a box: pixels from the top. Documented."""
    width: Number | None = None
    """Of a box: in pixels. Documented."""
    height: Number | None = None
    """Of a box: in pixels. Documented."""
    attributes: dict[str, Any] | None = None
    """The answers about it, by attribute. Documented."""


class LidarCameraResponse(PayloadModel):
    """What was drawn on one camera's image. Documented."""

    camera_used: Integer | None = None
    """The camera's number. Documented."""
    annotations: list[LidarLinkedAnnotation] | None = None
    """The shapes. Documented."""


class LidarLinkingFrame(PayloadModel):
    """One item of the file of a `lidarlinking` task: a frame, in the order of the lidar task. Documented."""

    camera_responses: list[LidarCameraResponse] | None = None
    """One for each camera. Documented."""

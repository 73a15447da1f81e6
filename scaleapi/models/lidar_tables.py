"""How the results of lidar tasks, which lie in files, become rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scaleapi.models.annotations import SHAPE
from scaleapi.models.rules import is_array, listed, mapped
from scaleapi.models.table import (
    ATTRIBUTES,
    LABEL,
    UUID,
    Block,
    Column,
    Files,
    Kind,
    Table,
    beside,
    flat,
    from_frames,
    without,
)

__all__ = ["CUBOIDS", "LINKED", "POINTS", "TOPDOWN"]

Raw = Mapping[str, Any]

_FRAME = Column("frame", Kind.integer, "the number of the frame, from 0")
_CUBOID = (
    _FRAME,
    UUID,
    LABEL,
    *(
        Column(f"position_{axis}", Kind.number, f"the centre's {axis}, in the world's frame", key=f"position.{axis}")
        for axis in "xyz"
    ),
    *(Column(f"dimensions_{axis}", Kind.number, f"the size along {axis}", key=f"dimensions.{axis}") for axis in "xyz"),
    Column("yaw", Kind.number, "the turn about z, in radians, counter-clockwise; 0 points along y"),
    Column("pitch", Kind.number, "in radians; only if the payload enables it"),
    Column("roll", Kind.number, "in radians; only if the payload enables it"),
    Column("camera_used", Kind.integer, "the camera that it was verified with; -1 for none"),
    Column("stationary", Kind.boolean, "whether it rests during the whole scene"),
    Column("distance_to_device", Kind.number, "how far away it is"),
    Column("number_of_points", Kind.integer, "how many points are in it", key="numberOfPoints"),
    ATTRIBUTES,
)


def _cuboids_on(number: int, frame: dict[str, Any]) -> Iterator[Block]:
    cuboids = [flat(cuboid, "position", "dimensions") for cuboid in listed(frame.get("cuboids"))]
    yield Block("cuboids", cuboids, {"frame": number}, from_file=True)


_cuboids = from_frames("annotations", _cuboids_on, "cuboids")

CUBOIDS = Table(_CUBOID, _cuboids)
"""The table of cuboids, frame by frame."""


def _points_and_cuboids(response: Raw, files: Files) -> Iterator[Block]:
    yield from _cuboids(response, files)
    content: Any = files["point_segmentations"].whole() if "point_segmentations" in files else {}
    yield from _points(mapped(content))
    yield Block("point_segmentations", beside(content, *_SEGMENTS, *_POINTS), from_file=True)


_SEGMENTS, _POINTS = ("objects", "labels"), ("point_objects", "point_labels")
# The documentation has two names for each of both arrays.


def _points(content: dict[str, Any]) -> Iterator[Block]:
    for name in _SEGMENTS:
        yield Block("segments", listed(content.get(name)), from_file=True)
    for name in _POINTS:
        for number, points in enumerate(listed(content.get(name))):
            yield Block("points", [{"points": points}], {"frame": number}, from_file=True)


POINTS = Table(
    (
        *_CUBOID,
        Column(
            "value", Kind.integer, "of a segment (`part` is `segments`): the number by which points name it", "index"
        ),
        Column("instance", Kind.boolean, "of a segment: whether it is one instance of its label"),
        Column("points", Kind.integers, "of a frame (`part` is `points`): the number for each point, 0 for none"),
    ),
    _points_and_cuboids,
)
"""The table of a segmented cloud: its segments, the points of each frame, and its cuboids, if there are any."""


def _linked_on(number: int, frame: dict[str, Any]) -> Iterator[Block]:
    for answer in listed(frame.get("camera_responses")):
        found = mapped(answer)
        place = {"frame": number, "camera_used": found.get("camera_used")}
        annotations = listed(found.get("annotations"))
        yield Block("annotations", annotations, place, from_file=True)
        others = without(found, "camera_used") if annotations else answer
        yield Block("camera_responses", beside(others, "annotations"), place, from_file=True)


LINKED = Table(
    (
        _FRAME,
        Column("camera_used", Kind.integer, "the camera's number"),
        Column("cuboid_uuid", Kind.text, "the `uuid` of the cuboid; a random one if there is none"),
        Column("not_in_lidar", Kind.boolean, "whether there is no such cuboid"),
        *SHAPE,
    ),
    from_frames("annotations", _linked_on, "camera_responses"),
)
"""The table of shapes on the cameras' images, frame by frame."""


def _from_above(response: Raw, files: Files) -> Iterator[Block]:
    if is_array(annotations := response.get("annotations")):
        yield Block("annotations", annotations)
    if "annotations" in files:
        content = files["annotations"].whole()
        yield Block("annotations", content if is_array(content) else [content], from_file=True)


TOPDOWN = Table(SHAPE, _from_above)
"""The table of shapes on a view from above, which stand in the response or in a file."""

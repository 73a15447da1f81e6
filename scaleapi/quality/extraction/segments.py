"""Segments: what the indexes of a segmentation mean, of images and of points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scaleapi._keywords import known_keywords
from scaleapi.models.rules import is_array, mapped, objects
from scaleapi.problems import pointer_of
from scaleapi.quality.extraction.documents import TaskDocument

__all__ = ["POINT_TYPES", "SEGMENT_TYPES", "Segment", "points_of", "segments_of"]

SEGMENT_TYPES = frozenset({"segmentannotation"})
"""Task types in which pixels have indexes."""
POINT_TYPES = frozenset({"lidarsegmentation"})
"""Task types in which the points of a cloud have indexes."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A label, or one instance of it."""

    document: int
    """The place of its task among the documents."""
    label: str | None
    index: int | None
    """The value of its pixels, or points; None if it cannot be read."""
    pixels: int | None
    """How many pixels it has; None if that is not told."""
    pointer: str


@known_keywords
def segments_of(documents: Sequence[TaskDocument]) -> Iterator[Segment]:
    """Read which index means what. Documents of other types have no segments."""
    for place, document in enumerate(documents):
        if document.type in SEGMENT_TYPES:
            yield from _of_pixels(place, mapped(mapped(document.response).get("labelMapping")))
        elif document.type in POINT_TYPES:
            yield from _of_points(place, mapped(document.files.get("point_segmentations")))


def _of_pixels(place: int, mapping: dict[str, Any]) -> Iterator[Segment]:
    for label, value in mapping.items():
        several = [((at,), one) for at, one in enumerate(value)] if is_array(value) else [((), value)]
        for steps, one in several:
            about, pointer = mapped(one), pointer_of(("response", "labelMapping", label, *steps))
            yield Segment(place, label, _whole(about.get("index")), _whole(about.get("numPixels")), pointer)


def _of_points(place: int, content: dict[str, Any]) -> Iterator[Segment]:
    name = "objects" if is_array(content.get("objects")) else "labels"
    for at, one in objects(content.get(name)):
        label, pointer = one.get("label"), f"/response/point_segmentations/{name}/{at}"
        yield Segment(place, label if isinstance(label, str) else None, _whole(one.get("index")), None, pointer)


def points_of(document: TaskDocument) -> Iterator[tuple[str, list[Any]]]:
    """List the indexes of the points of a cloud, frame by frame, each with its JSON pointer."""
    content = mapped(document.files.get("point_segmentations"))
    name = "point_objects" if is_array(content.get("point_objects")) else "point_labels"
    frames = content.get(name)
    for at, frame in enumerate(frames if is_array(frames) else ()):
        if is_array(frame):
            yield f"/response/point_segmentations/{name}/{at}", frame


def _whole(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 62 else None

"""Results that are not arrays of annotations, and do not have the form of their task type."""

from __future__ import annotations

from collections.abc import Iterator

from scaleapi.models.rules import is_array, is_object, mapped
from scaleapi.quality.extraction.answers import ANSWER_TYPES
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.extraction.segments import POINT_TYPES, SEGMENT_TYPES, points_of

__all__ = ["misshapen"]


def misshapen(document: TaskDocument) -> Iterator[tuple[str, str]]:
    """Tell what of answers, of segments and of the points of a cloud is not as documented: pointers and messages."""
    if document.type in ANSWER_TYPES | SEGMENT_TYPES and document.has_response:
        response = document.response
        if not is_object(response):
            yield "/response", "is no object"
        elif document.type in SEGMENT_TYPES and not is_object(response.get("labelMapping")):
            yield "/response/labelMapping", "is no object of indexes by label"
        elif document.type == "textcollection":
            yield from _form(response)
    if document.type in POINT_TYPES and "point_segmentations" in document.files:
        yield from _points(document)


def _form(response: dict[str, object]) -> Iterator[tuple[str, str]]:
    if response.get("annotations") is not None and not is_object(response["annotations"]):
        yield "/response/annotations", "is no object of answers by field"
    people = response.get("responses")
    if people is not None and not is_array(people):
        yield "/response/responses", "is no array of people's answers"
    for at, one in enumerate(people if is_array(people) else ()):
        if not is_object(one):
            yield f"/response/responses/{at}", "is no object of answers by field"


def _points(document: TaskDocument) -> Iterator[tuple[str, str]]:
    content, where = document.files["point_segmentations"], "/response/point_segmentations"
    frames = [mapped(content).get(name) for name in ("point_objects", "point_labels")]
    if not any(map(is_array, frames)):
        yield where, "has no array `point_objects` of the points' indexes, frame by frame"
    for frame in next(filter(is_array, frames), list[object]()):
        if not is_array(frame):
            yield where, "has a frame that is no array"
    for pointer, points in points_of(document):
        odd = sum(type(one) is not int for one in points)
        if odd:
            yield pointer, f"has {odd} points whose index is no whole number"

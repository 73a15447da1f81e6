"""Which families of things a task type has, and why a pair of tasks cannot be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from scaleapi.quality.extraction.answers import ANSWER_TYPES
from scaleapi.quality.extraction.arrays import ints
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.extraction.segments import SEGMENT_TYPES
from scaleapi.quality.extraction.shapes import DRAWN_TYPES
from scaleapi.quality.extraction.spans import SPAN_TYPES
from scaleapi.quality.truth.answers import compare_answers
from scaleapi.quality.truth.attributes import compare_global_attributes
from scaleapi.quality.truth.book import Book
from scaleapi.quality.truth.cuboids import compare_cuboids
from scaleapi.quality.truth.masks import compare_masks, compare_points
from scaleapi.quality.truth.options import Pairing
from scaleapi.quality.truth.shapes import compare_shapes
from scaleapi.quality.truth.spans import compare_spans

__all__ = ["Family", "compare_pairs", "family_of", "why_alone", "why_not"]


class Family(NamedTuple):
    """What is in the results of some task types."""

    compare: tuple[Callable[[Book, Pairing], None], ...]
    files: frozenset[str] = frozenset()
    """The files of which at least one must be there."""
    things: frozenset[str] = frozenset()
    """What several raters may have drawn or marked alike: `shapes`, `cuboids` or `spans`."""


_DRAWN = Family((compare_shapes, compare_global_attributes), things=frozenset({"shapes"}))
_IN_FILES = Family((compare_shapes,), frozenset({"annotations"}), frozenset({"shapes"}))
_CUBOIDS = Family((compare_cuboids,), frozenset({"annotations"}), frozenset({"cuboids"}))
_POINTS = Family(
    (compare_cuboids, compare_points), frozenset({"annotations", "point_segmentations"}), frozenset({"cuboids"})
)
_SPANS, _ANSWERS = Family((compare_spans,), things=frozenset({"spans"})), Family((compare_answers,))
_MASKS = Family((compare_masks, compare_global_attributes))

_FAMILIES: dict[str | None, Family] = {
    **dict.fromkeys(DRAWN_TYPES, _DRAWN),
    **dict.fromkeys(("lidarlinking", "videoannotation", "videoplaybackannotation"), _IN_FILES),
    "lidarannotation": _CUBOIDS,
    "lidarsegmentation": _POINTS,
    **dict.fromkeys(SPAN_TYPES, _SPANS),
    **dict.fromkeys(ANSWER_TYPES, _ANSWERS),
    **dict.fromkeys(SEGMENT_TYPES, _MASKS),
}


def family_of(document: TaskDocument) -> Family | None:
    """Return what is in the results of a task; None if nothing knows how to compare it."""
    return _FAMILIES.get(document.type)


def why_not(found: TaskDocument, there: TaskDocument) -> str | None:
    """Say why a task cannot be compared with its reference, or None. A type that is not told is that of the other."""
    there.type = there.type or found.type
    found.type = found.type or there.type
    told = why_alone(found) or why_alone(there, "tasks whose reference has")
    if told is None and family_of(found) is not family_of(there):
        return f"tasks of type {found.type} whose reference is of type {there.type}"
    return told


def why_alone(document: TaskDocument, whose: str = "tasks that have") -> str | None:
    """Say why a task can be compared with nothing, or None."""
    if not document.has_response and not document.files:
        return f"{whose} no response" + ("" if document.status == "completed" else f" (status {document.status})")
    if document.status == "error":
        return f"{whose} an error for a response"
    family = family_of(document)
    if family is None:
        return f"tasks of type {document.type}, which nothing compares"
    if family.files and not family.files & document.files.keys():
        return "tasks whose results lie in files that were not given"
    return None


def compare_pairs(book: Book, pairs: Iterable[tuple[int, TaskDocument, TaskDocument]]) -> None:
    """Compare some tasks, each with its reference, family by family.

    Args:
        book: Where it is counted.
        pairs: The number of each item, the task, and its reference.
    """
    of_family = dict[Family, list[tuple[int, TaskDocument, TaskDocument]]]()
    for pair in pairs:
        family = family_of(pair[1])
        if family is not None:
            of_family.setdefault(family, []).append(pair)
    for family, some in of_family.items():
        items, found, there = zip(*some, strict=True)
        for compare in family.compare:
            compare(book, Pairing(found, there, ints(items)))

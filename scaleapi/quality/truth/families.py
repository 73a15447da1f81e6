"""Which families of things a task type has, and why a pair of tasks cannot be compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

__all__ = ["compare_pairs", "family_of", "why_not"]


class Family(NamedTuple):
    """What is in the results of some task types."""

    compare: tuple[Callable[[Book, Pairing], None], ...]
    files: frozenset[str] = frozenset()
    """The files of which at least one must be there."""


_DRAWN = Family((compare_shapes, compare_global_attributes))
_IN_FILES = Family((compare_shapes,), frozenset({"annotations"}))
_CUBOIDS = Family((compare_cuboids,), frozenset({"annotations"}))
_POINTS = Family((compare_cuboids, compare_points), frozenset({"annotations", "point_segmentations"}))
_SPANS, _ANSWERS = Family((compare_spans,)), Family((compare_answers,))
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
    for document, whose in ((found, "tasks"), (there, "tasks whose reference")):
        verb = "that have" if whose == "tasks" else "has"
        if document.response is None and not document.files:
            return f"{whose} {verb} no response" + (
                f" (status {document.status})" if document.status != "completed" else ""
            )
        if document.status == "error":
            return f"{whose} {verb} an error for a response"
    mine, theirs = family_of(found), family_of(there)
    if mine is None:
        return f"tasks of type {found.type}, which nothing compares"
    if mine is not theirs:
        return f"tasks of type {found.type} whose reference is of type {there.type}"
    if mine.files and not (mine.files & found.files.keys() and mine.files & there.files.keys()):
        return "tasks whose results lie in files that were not given (`results`, `reference_results`)"
    return None


def compare_pairs(book: Book, pairs: Sequence[tuple[TaskDocument, TaskDocument]]) -> None:
    """Compare some tasks, each with its reference, family by family."""
    of_family = dict[Family, list[tuple[int, TaskDocument, TaskDocument]]]()
    for found, there in pairs:
        family = family_of(found)
        if family is not None:
            of_family.setdefault(family, []).append((len(book.items), found, there))
        book.items.append((found.task_id, there.task_id))
    for family, some in of_family.items():
        items, found_ones, there_ones = zip(*some, strict=True)
        for compare in family.compare:
            compare(book, Pairing(found_ones, there_ones, ints(items)))

"""Answers about things that were matched, and about whole images."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from scaleapi.models.rules import is_array, mapped, numeral, numeral_or_text
from scaleapi.quality.extraction.arrays import taken
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.truth.book import Book
from scaleapi.quality.truth.matched import Edges
from scaleapi.quality.truth.options import Pairing

__all__ = ["compare_attributes", "compare_global_attributes", "is_same"]


class _Scene(msgspec.Struct, gc=False):
    global_attributes: dict[str, Any] | None = None


def compare_attributes(
    book: Book,
    documents: Sequence[TaskDocument],
    document: Sequence[int],
    found: Sequence[Mapping[str, Any] | None],
    there: Sequence[Mapping[str, Any] | None],
    best: Edges,
) -> None:
    """Compare the answers about each pair that was matched.

    Args:
        book: Where they are counted.
        documents: The tasks; attributes that they declare as `linked` are left out: their values are ids.
        document: The task of each thing that was found.
        found: The answers about each.
        there: The answers about each thing of the reference.
        best: What was matched.
    """
    linked = dict[int, set[str]]()
    for at, one, other in zip(
        taken(document, best.left), taken(found, best.left), taken(there, best.right), strict=True
    ):
        if one or other:
            if at not in linked:
                linked[at] = _linked(documents[at])
            _count(book, one or {}, other or {}, linked[at])


def compare_global_attributes(book: Book, pairing: Pairing) -> None:
    """Compare the answers about whole images."""
    for found, there in zip(pairing.found, pairing.there, strict=True):
        sides = [one.response_as(_Scene) for one in (found, there)]
        answers = [{} if one is None else one.global_attributes or {} for one in sides]
        if any(answers):
            _count(book, answers[0], answers[1], set())


def _linked(document: TaskDocument) -> set[str]:
    declared = mapped(document.params.get("annotation_attributes"))
    return {name for name, one in declared.items() if mapped(one).get("type") == "linked"}


def _count(book: Book, found: Mapping[str, Any], there: Mapping[str, Any], left_out: Iterable[str]) -> None:
    for name in {**there, **found}.keys() - {*left_out, book.options.score}:
        counts = book.attributes.setdefault(name, [0, 0])
        counts[0] += 1
        counts[1] += is_same(found.get(name), there.get(name))


def is_same(one: Any, other: Any) -> bool:
    """Tell whether answers are equal: numbers up to rounding, arrays in any order, one choice as an array of one."""
    if is_array(one) or is_array(other):
        sides = [value if is_array(value) else [value] for value in (one, other)]
        return sorted(map(repr, sides[0])) == sorted(map(repr, sides[1]))
    numbers = [numeral(one), numeral(other)]
    if numbers != [None, None] and isinstance(one, (int, float, str)) and isinstance(other, (int, float, str)):
        a, b = numeral_or_text(one), numeral_or_text(other)
        return a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9)
    return bool(one == other)

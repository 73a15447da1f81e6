"""Spans of texts, and the relations between them, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from scaleapi._keywords import known_keywords
from scaleapi.export.entities import text_in
from scaleapi.models.rules import is_array, is_object
from scaleapi.quality.extraction.arrays import Ints, ints
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.extraction.salvage import Misfit, salvaged

__all__ = ["SPAN_TYPES", "Relation", "Spans", "spans_of", "text_of_task"]

SPAN_TYPES = frozenset({"namedentityrecognition"})
"""Task types whose response is spans."""


class _Span(msgspec.Struct, gc=False):
    id: str | None = None
    start: int | None = None
    end: int | None = None
    text: str | None = None
    label: str | None = None
    attributes: dict[str, Any] | None = None


class _Relation(msgspec.Struct, gc=False):
    id: str | None = None
    source_ref: str | None = None
    target_ref: str | None = None
    name: str | None = None


class Relation(NamedTuple):
    """A relation between two spans of a text."""

    document: int
    """The place of its task among the documents."""
    uuid: str | None
    source: str | None
    """The id of a span."""
    target: str | None
    name: str | None
    pointer: str


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of many texts: n of them, in the order of the documents and of each response.

    What cannot be read is one of the `misfits`; a place that cannot be read is -1.
    """

    documents: Sequence[TaskDocument]
    document: Ints
    """(n,) the place of the span's task in `documents`."""
    start: Ints
    """(n,) the index of the first character; -1 if it cannot be read."""
    end: Ints
    """(n,) as it came: the documentation does not say whether it is the last character's index, or the next one's."""
    uuids: list[str | None]
    """n ids."""
    labels: list[str | None]
    """n labels."""
    texts: list[str | None]
    """What the spans say, as they came."""
    attributes: list[dict[str, Any] | None]
    """n answers about the span, by attribute."""
    pointers: list[str]
    """n JSON pointers."""
    relations: list[Relation]
    misfits: list[Misfit]
    """What could not be read."""

    def __len__(self) -> int:
        return len(self.pointers)

    def pointer(self, span: int) -> str:
        """Return the JSON pointer to a span."""
        return self.pointers[span]


def text_of_task(document: TaskDocument) -> str | None:
    """Return the text that spans are of; None if the task's parameters do not have it."""
    return text_in(document.params)


@known_keywords
def spans_of(documents: Sequence[TaskDocument]) -> Spans:
    """Read spans and relations. Documents of other types have none."""
    book = _Book()
    for place, document in enumerate(documents):
        if document.type in SPAN_TYPES and document.response is not None:
            book.response(place, document.response)
    items = book.items
    start, end = (ints(_place(getattr(one, name)) for one in items) for name in ("start", "end"))
    uuids, labels, texts, attributes = (
        [*map(attrgetter(name), items)] for name in ("id", "label", "text", "attributes")
    )
    return Spans(
        documents, ints(book.places), start, end, uuids, labels, texts, attributes,
        book.pointers, book.relations, book.misfits,
    )  # fmt: skip


def _place(value: int | None) -> int:
    return value if value is not None and -(1 << 31) < value < 1 << 31 else -1


@dataclass
class _Book:
    """Collects spans."""

    items: list[_Span] = field(default_factory=list[_Span])
    places: list[int] = field(default_factory=list[int])
    pointers: list[str] = field(default_factory=list[str])
    relations: list[Relation] = field(default_factory=list[Relation])
    misfits: list[Misfit] = field(default_factory=list[Misfit])

    def response(self, place: int, response: object) -> None:
        """Read one response."""
        if not is_object(response):
            self.misfits.append(Misfit(place, "/response", "is no object"))
            return
        for pointer, raw in self._array(place, response, "annotations", needed=True):
            span = self._read(place, raw, _Span, pointer)
            if span is not None:
                self.items.append(span)
                self.places.append(place)
                self.pointers.append(pointer)
        for pointer, raw in self._array(place, response, "relationships", needed=False):
            one = self._read(place, raw, _Relation, pointer)
            if one is not None:
                self.relations.append(Relation(place, one.id, one.source_ref, one.target_ref, one.name, pointer))

    def _read(self, place: int, raw: object, kind: Any, pointer: str) -> Any:
        return salvaged(raw, kind, lambda at, told: self.misfits.append(Misfit(place, at, told)), pointer)

    def _array(self, place: int, response: dict[str, Any], name: str, *, needed: bool) -> list[tuple[str, Any]]:
        raw = response.get(name)
        if is_array(raw):
            return [(f"/response/{name}/{at}", one) for at, one in enumerate(raw)]
        if raw is not None or needed:
            self.misfits.append(Misfit(place, f"/response/{name}", "is no array" if raw is not None else "is missing"))
        return []

"""Things with the results of several raters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from scaleapi.export import frames
from scaleapi.models.rules import is_object, listed, mapped
from scaleapi.quality.extraction.arrays import Ints, ints
from scaleapi.quality.extraction.documents import TaskDocument, document_of
from scaleapi.quality.truth.families import family_of, why_alone
from scaleapi.quality.truth.keys import By, Entry, checked_by
from scaleapi.quality.truth.skipped import Skips
from scaleapi.quality.truth.sources import Side, Source

__all__ = ["Rated", "Results", "chunks_of", "rated_items", "results_of"]

_PAIRS = 1000
"""Pairs of results that are looked at at once."""


class Rated(NamedTuple):
    """A thing with the result of each rater."""

    documents: list[TaskDocument]
    raters: list[int]
    """The number of the rater of each: the place of its source; of several results in one source, their order."""

    @property
    def task_id(self) -> str:
        """The id of the first result."""
        return self.documents[0].task_id


@dataclass(frozen=True, slots=True)
class Results:
    """The results of several raters of some items."""

    documents: Sequence[TaskDocument]
    items: Ints
    """The item of each document."""
    raters: Ints
    """The rater of each document, by the item's own numbers."""


def results_of(items: Sequence[Rated], start: int) -> Results:
    """Put the results of some items side by side.

    Args:
        items: Some items.
        start: The place of the first of them among all.
    """
    documents = [one for item in items for one in item.documents]
    numbers = [start + at for at, item in enumerate(items) for _ in item.documents]
    raters = [rater for item in items for rater in item.raters]
    return Results(documents, ints(numbers), ints(raters))


def chunks_of(items: Sequence[Rated]) -> Iterator[tuple[int, Sequence[Rated]]]:
    """Cut items into pieces of about as many pairs of results; each comes with the place of its first item."""
    start = pairs = 0
    for at, item in enumerate(items):
        pairs += len(item.documents) * (len(item.documents) - 1) // 2
        if pairs >= _PAIRS or at + 1 == len(items):
            yield start, items[start : at + 1]
            start, pairs = at + 1, 0


def rated_items(sources: Sequence[Source], by: By | None, results: frames.Results | None, skips: Skips) -> list[Rated]:
    """Read the results of all raters, and sort them by what they are of; count those that no other can be held against.

    Args:
        sources: One of each rater; or one with several results of each thing: people's answers (`attempts`,
            `response.responses`), or several tasks about the same attachment or text.
        by: What alone tells that results are of the same thing.
        results: What `client.get_task_result` gave, by task id.
        skips: Where the others are counted.
    """
    sides = [Side(source, results, f"source {number}") for number, source in enumerate(sources, 1)]
    book = _Book(checked_by(by, with_files=any(side.is_coco for side in sides)), skips, len(sides) > 1)
    for number, side in enumerate(sides):
        for entry in side.entries(skips):
            book.add(number, entry)
    return book.rated()


class _Book:
    """Sorts results by what they are of."""

    def __init__(self, kinds: Sequence[By], skips: Skips, several: bool) -> None:
        self._kinds, self._skips, self._several = kinds, skips, several
        self._items: list[Rated] = []
        self._places: dict[tuple[By, str], int] = {}
        self._seen = set[tuple[int, str]]()

    def add(self, number: int, entry: Entry) -> None:
        """Take in a result."""
        document = entry.document
        if (number, document.task_id) in self._seen:
            self._skips.note("tasks that come twice", [document.task_id])
            return
        self._seen.add((number, document.task_id))
        item = self._items[self._place(entry)]
        if self._several and number in item.raters:
            self._skips.note("tasks whose thing has another result in the same source", [document.task_id])
            return
        for one in [document] if self._several else _people(entry):
            why = why_alone(one)
            if why:
                self._skips.note(why, [document.task_id])
            else:
                item.documents.append(one)
                item.raters.append(number if self._several else len(item.raters))

    def _place(self, entry: Entry) -> int:
        keys: list[tuple[By, str]] = [(kind, entry.keys[kind]) for kind in self._kinds if kind in entry.keys]
        place = next((self._places[key] for key in keys if key in self._places), None)
        if place is None:
            place = len(self._items)
            self._items.append(Rated([], []))
        for key in keys:
            self._places.setdefault(key, place)
        return place

    def rated(self) -> list[Rated]:
        """Return the things that have several results, of one family."""
        found = list[Rated]()
        for item in self._items:
            families = {family_of(one) for one in item.documents}
            if len(families) > 1:
                self._skips.note("things whose results are of different task types", [item.task_id])
            elif len(item.documents) == 1:
                self._skips.note("things with one result only", [item.task_id])
            elif item.documents:
                found.append(item)
        return found


def _people(entry: Entry) -> Iterator[TaskDocument]:
    """Split a task into the answers of several people, if it has them."""
    document, attempts = entry.document, [mapped(one).get("response") for one in entry.attempts]
    people = listed(mapped(document.response).get("responses")) if document.type == "textcollection" else []
    if len(attempts) > 1:
        yield from (_of_person(document, one) for one in attempts)
    elif len(people) > 1:
        yield from (_of_person(document, {"annotations": one} if is_object(one) else one) for one in people)
    else:
        yield document


def _of_person(document: TaskDocument, response: Any) -> TaskDocument:
    head: Mapping[str, Any] = {
        "task_id": document.task_id,
        "type": document.type,
        "status": document.status,
        "params": document.params,
        "response": response,
    }
    return document_of(dict(head), document.number)

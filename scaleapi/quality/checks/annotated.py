"""Annotations of all kinds, each with what was asked about it, and with its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scaleapi.problems import pointer_of
from scaleapi.quality.extraction.arrays import listed_ints
from scaleapi.quality.rules.asked import Asked
from scaleapi.quality.rules.chunk import Chunk, Things
from scaleapi.quality.rules.rule import Hit

__all__ = ["Annotated", "annotated"]


class Annotated(NamedTuple):
    """One annotation."""

    things: Things
    at: int
    asked: Asked
    label: str | None
    answers: Mapping[str, Any]

    def hit(self, message: str, *steps: str, measured: float | None = None, limit: float | None = None) -> Hit:
        """Make a hit of it, or of one of its answers."""
        pointer = self.things.pointer(self.at) + pointer_of(steps)
        place = int(self.things.document[self.at])
        return Hit(place, pointer, message, measured, limit, self.things.uuids[self.at], self.label)


def annotated(chunk: Chunk, *, asked_only: bool = True) -> Iterator[Annotated]:
    """Go through the annotations of a chunk; only of tasks that ask for attributes, unless all are wanted."""
    for things in (chunk.shapes, chunk.cuboids, chunk.spans):
        for at, place in enumerate(listed_ints(things.document)):
            asked = chunk.asked[place]
            if asked.attributes or not asked_only:
                yield Annotated(things, at, asked, things.labels[at], things.attributes[at] or {})

"""Some tasks at a time, with their results as arrays: what rules are applied to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar, cast

from scaleapi.export.images import Sizes
from scaleapi.export.masks import Masks
from scaleapi.quality.extraction.answers import Answer, answers_of
from scaleapi.quality.extraction.arrays import Bools, Floats, Ints, np
from scaleapi.quality.extraction.cuboids import Cuboids, cuboids_of
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.extraction.segments import Segment, segments_of
from scaleapi.quality.extraction.shapes import Shapes, shapes_of
from scaleapi.quality.extraction.spans import Spans, spans_of
from scaleapi.quality.findings import Skipped
from scaleapi.quality.rules.asked import Asked, AskedBook
from scaleapi.quality.rules.image_sizes import size_of_image
from scaleapi.quality.rules.rule import Hit, Rule

__all__ = ["Chunk", "Options", "Things", "hits"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """What is known beside the tasks."""

    payload: Mapping[str, Any] | None = None
    sizes: Sizes | None = None
    masks: Masks | None = None


class Things(Protocol):
    """What shapes, cuboids and spans have in common."""

    @property
    def document(self) -> Ints:
        """The places of their tasks."""
        ...

    @property
    def uuids(self) -> list[str | None]:
        """Their ids."""
        ...

    @property
    def labels(self) -> list[str | None]:
        """Their labels."""
        ...

    @property
    def attributes(self) -> list[dict[str, Any] | None]:
        """The answers about them."""
        ...

    def pointer(self, at: int, /) -> str:
        """Where one of them stands."""
        ...


class Chunk:
    """Some tasks that have a result."""

    def __init__(self, documents: Sequence[TaskDocument], options: Options, asked: AskedBook, skipped: Skipped) -> None:
        self.documents: Sequence[TaskDocument] = documents
        self.options: Options = options
        self._asked, self._skipped = asked, skipped
        self._made: dict[str, object] = {}
        self.unanswered: list[int] = []
        """The places of tasks that should have a response, and have none."""

    @cached_property
    def shapes(self) -> Shapes:
        """What is drawn."""
        return shapes_of(self.documents)

    @cached_property
    def cuboids(self) -> Cuboids:
        """Boxes in space."""
        return cuboids_of(self.documents)

    @cached_property
    def spans(self) -> Spans:
        """Spans of texts."""
        return spans_of(self.documents)

    @cached_property
    def answers(self) -> list[Answer]:
        """What was answered."""
        return [*answers_of(self.documents)]

    @cached_property
    def segments(self) -> list[Segment]:
        """What indexes mean."""
        return [*segments_of(self.documents)]

    @cached_property
    def asked(self) -> list[Asked]:
        """What each task was asked for."""
        return [self._asked.of(one) for one in self.documents]

    @cached_property
    def images(self) -> Ints:
        """The number of each shape's image."""
        return self.shapes.images()

    @cached_property
    def bounds(self) -> Floats:
        """Left, top, right and bottom of each shape, turned as it is: (n, 4)."""
        from scaleapi.quality.extraction.outlines import corners_of_boxes  # imports shapely, which costs time

        boxes, rotation = self.shapes.boxes, self.shapes.rotation
        made = np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
        turned = np.flatnonzero((rotation != 0) & self.is_kind("box"))
        if len(turned):
            corners = corners_of_boxes(boxes[turned], rotation[turned])
            made[turned] = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
        return made

    @cached_property
    def sizes(self) -> Floats:
        """Width and height of each task's image: (tasks, 2), NaN if they are not known."""
        found = [size_of_image(one, self.options.sizes) for one in self.documents]
        return np.array([one or (np.nan, np.nan) for one in found], dtype=np.float64).reshape(-1, 2)

    @cached_property
    def _of_kind(self) -> dict[str, Bools]:
        kinds: Any = np.array(self.shapes.kinds, dtype=object)
        return {kind: kinds == kind for kind in {*self.shapes.kinds}}

    def is_kind(self, *kinds: str) -> Bools:
        """Tell which shapes are of these geometries."""
        told = np.zeros(len(self.shapes), dtype=bool)
        for kind in self._of_kind.keys() & {*kinds}:
            told |= self._of_kind[kind]
        return told

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Make something that several rules need when the first one asks for it."""
        if name not in self._made:
            self._made[name] = make()
        return cast("T", self._made[name])

    def skip(self, rule: Rule | None, reason: str, places: Iterable[int]) -> None:
        """Count tasks that are not looked at, by one rule or at all."""
        ids = [self.documents[at].task_id for at in sorted({*places})]
        self._skipped.note(None if rule is None else rule.name, reason, ids)


def hits(
    things: Things,
    which: Ints | Bools,
    measured: Floats,
    limits: Floats,
    say: Callable[[float, float], str],
    more: str = "",
) -> Iterator[Hit]:
    """Make hits of some of many things.

    Args:
        things: All of them.
        which: Those that are hit.
        measured: Of all things.
        limits: Of all things.
        say: Makes the message of what was measured and the limit.
        more: What follows in the pointer.
    """
    for at in (np.flatnonzero(which) if which.dtype == bool else which).tolist():
        value, limit = round(float(measured[at]), 4), round(float(limits[at]), 4)
        where = things.pointer(at) + more
        yield Hit(int(things.document[at]), where, say(value, limit), value, limit, things.uuids[at], things.labels[at])

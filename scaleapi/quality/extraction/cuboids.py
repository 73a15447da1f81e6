"""Boxes in space, of lidar tasks, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import msgspec

from scaleapi._keywords import known_keywords
from scaleapi.models.rules import is_array, is_object
from scaleapi.quality.extraction.arrays import Floats, Ints, floats, ints, np
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.extraction.salvage import Misfit, salvaged

__all__ = ["CUBOID_TYPES", "Cuboids", "cuboids_of"]

CUBOID_TYPES = frozenset({"lidarannotation", "lidarsegmentation"})
"""Task types whose file `annotations` holds cuboids."""


class _Vector(msgspec.Struct, gc=False):
    x: float
    y: float
    z: float


class _Cuboid(msgspec.Struct, gc=False):
    uuid: str | None = None
    label: str | None = None
    position: _Vector | None = None
    dimensions: _Vector | None = None
    yaw: float | None = None
    pitch: float | None = None
    roll: float | None = None
    attributes: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Cuboids:
    """The cuboids of many tasks: n of them, in the order of the documents and of their frames.

    Units are those of the scene, mostly metres, and radians. What cannot be read is NaN, and one of the `misfits`.
    """

    documents: Sequence[TaskDocument]
    document: Ints
    """(n,) the place of the cuboid's task in `documents`."""
    frame: Ints
    """(n,) the number of the frame, from 0."""
    uuids: list[str | None]
    """n ids: those of one object are the same in all frames."""
    labels: list[str | None]
    """n labels."""
    attributes: list[dict[str, Any] | None]
    """n answers about the cuboid, by attribute."""
    position: Floats
    """(n, 3) x, y and z of the centre, in the world's frame."""
    dimensions: Floats
    """(n, 3) the size along x, y and z of the cuboid itself."""
    yaw: Floats
    """(n,) the turn about z, counter-clockwise; 0 points along y; 0 if it is absent."""
    pitch: Floats
    """(n,) 0 if it is absent."""
    roll: Floats
    """(n,) 0 if it is absent."""
    pointers: list[str]
    """n JSON pointers."""
    misfits: list[Misfit]
    """What could not be read."""

    def __len__(self) -> int:
        return len(self.pointers)

    def pointer(self, cuboid: int) -> str:
        """Return the JSON pointer to a cuboid."""
        return self.pointers[cuboid]


@known_keywords
def cuboids_of(documents: Sequence[TaskDocument]) -> Cuboids:
    """Read the cuboids of lidar tasks whose file `annotations` was fetched. Other documents have none."""
    book = _Book()
    for place, document in enumerate(documents):
        if document.type in CUBOID_TYPES and "annotations" in document.files:
            book.frames_of(place, document.files["annotations"])
    items = book.items
    position, dimensions = (_vectors(items, name) for name in ("position", "dimensions"))
    yaw, pitch, roll = (np.nan_to_num(floats(map(attrgetter(name), items))) for name in ("yaw", "pitch", "roll"))
    uuids, labels, attributes = ([*map(attrgetter(name), items)] for name in ("uuid", "label", "attributes"))
    return Cuboids(
        documents, ints(book.places), ints(book.frames), uuids, labels, attributes,
        position, dimensions, yaw, pitch, roll, book.pointers, book.misfits,
    )  # fmt: skip


@dataclass
class _Book:
    """Collects cuboids."""

    items: list[_Cuboid] = field(default_factory=list[_Cuboid])
    places: list[int] = field(default_factory=list[int])
    frames: list[int] = field(default_factory=list[int])
    pointers: list[str] = field(default_factory=list[str])
    misfits: list[Misfit] = field(default_factory=list[Misfit])

    def frames_of(self, place: int, content: object) -> None:
        """Read all frames of a task."""
        if not is_array(content):
            self.misfits.append(Misfit(place, "/response/annotations", "is no array of frames"))
            return
        for number, frame in enumerate(content):
            pointer = f"/response/annotations/{number}"
            if is_object(frame) and is_array(frame.get("cuboids")):
                self._frame(place, number, frame["cuboids"], f"{pointer}/cuboids")
            else:
                self.misfits.append(Misfit(place, pointer, "is no frame, for it has no array `cuboids`"))

    def _frame(self, place: int, number: int, cuboids: list[Any], pointer: str) -> None:
        for at, raw in enumerate(cuboids):
            where = f"{pointer}/{at}"
            one = salvaged(raw, _Cuboid, lambda at, told: self.misfits.append(Misfit(place, at, told)), where)
            if one is not None:
                self.items.append(one)
                self.places.append(place)
                self.frames.append(number)
                self.pointers.append(where)


def _vectors(items: list[_Cuboid], name: str) -> Floats:
    found: list[_Vector | None] = [*map(attrgetter(name), items)]
    return floats(((one.x, one.y, one.z) if one is not None else (None,) * 3 for one in found), 3)

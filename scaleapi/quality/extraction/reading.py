"""What is drawn, item by item: from responses, and from the files of videos and of cameras' images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from scaleapi.export.shapes import GEOMETRY
from scaleapi.models.rules import is_array, is_object, listed, mapped, objects
from scaleapi.problems import pointer_of
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.extraction.salvage import Misfit, fit, salvaged

__all__ = ["DRAWN_TYPES", "FILE_TYPES", "Block", "Item", "ShapeReader"]

DRAWN_TYPES = frozenset({"imageannotation", "annotation", "lidartopdown", *GEOMETRY})
"""Task types with one image, or view, whose response is an array of shapes."""

Steps = tuple[str | int, ...]


class _Vertex(msgspec.Struct, gc=False):
    x: float
    y: float


class Item(msgspec.Struct, gc=False):
    """An annotation, with the fields of all geometries."""

    uuid: str | None = None
    type: str | None = None
    label: str | None = None
    left: float | None = None
    top: float | None = None
    width: float | None = None
    height: float | None = None
    rotation: float | None = None
    x: float | None = None
    y: float | None = None
    vertices: list[_Vertex] | None = None
    attributes: dict[str, Any] | None = None


class _Drawn(msgspec.Struct, gc=False):
    annotations: list[Item]


class Block(NamedTuple):
    """Where some items come from."""

    document: int
    frame: int
    view: int
    pointer: str
    size: int


@dataclass
class ShapeReader:
    """Collects shapes, in the order in which documents are read."""

    items: list[Item] = field(default_factory=list[Item])
    kinds: list[str] = field(default_factory=list[str])
    blocks: list[Block] = field(default_factory=list[Block])
    frames: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    """Of blocks whose shapes are in frames of their own: the frames."""
    ats: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    """Of blocks of which some items are no shapes: the places of the others."""
    misfits: list[Misfit] = field(default_factory=list[Misfit])

    def read(self, place: int, document: TaskDocument) -> None:
        """Read the shapes of a document."""
        if document.type in DRAWN_TYPES and not is_object(document.files.get("annotations")):
            self.drawn(place, document)
        elif document.type in _IN_FILES:
            _IN_FILES[document.type](self, place, document.files.get("annotations"))

    def drawn(self, place: int, document: TaskDocument) -> None:
        """Read the shapes on one image."""
        read = document.response_as(_Drawn)
        if read is not None:
            self._take(place, read.annotations, "/response/annotations", usual=document.type)
            return
        response = document.response
        if response is None:
            return
        if not is_object(response):
            self.misfits.append(Misfit(place, "/response", "is no object"))
            return
        self.array(place, response.get("annotations"), ("response", "annotations"), usual=document.type)

    def array(
        self, place: int, raw: object, steps: Steps, frame: int = -1, view: int = -1, usual: str | None = None
    ) -> None:
        """Read an array of shapes item by item."""
        pointer = pointer_of(steps)
        if not is_array(raw):
            message = "is no array" if raw is not None else "is missing"
            self.misfits.append(Misfit(place, pointer, message))
            return
        whole = fit(raw, list[Item])
        if whole is not None:
            self._take(place, whole, pointer, frame, view, usual)
            return
        found = [(at, self._salvaged(place, one, f"{pointer}/{at}")) for at, one in enumerate(raw)]
        there = [(at, one) for at, one in found if one is not None]
        self.ats[len(self.blocks)] = [at for at, _ in there]
        self._take(place, [one for _, one in there], pointer, frame, view, usual)

    def _salvaged(self, place: int, raw: object, pointer: str) -> Item | None:
        uuid = mapped(raw).get("uuid")
        named = uuid if isinstance(uuid, str) else None
        return salvaged(raw, Item, lambda at, told: self.misfits.append(Misfit(place, at, told, named)), pointer)

    def _take(
        self, place: int, items: list[Item], pointer: str, frame: int = -1, view: int = -1, usual: str | None = None
    ) -> None:
        path = GEOMETRY.get(usual or "", "path")
        self.blocks.append(Block(place, frame, view, pointer, len(items)))
        self.items += items
        self.kinds += [one.type or _guess(one, path) for one in items]

    def track(self, place: int, uuid: str, track: object) -> None:
        """Read the shapes of one object of a video, each in a frame of its own."""
        steps: Steps = ("response", "annotations", uuid, "frames")
        if not is_object(track) or not is_array(track.get("frames")):
            self.misfits.append(Misfit(place, pointer_of(steps), "is no array of frames", uuid))
            return
        about = {name: track.get(name) for name in ("label", "geometry") if isinstance(track.get(name), str)}
        frames = [mapped(one) | {"uuid": uuid, "label": about.get("label"), "type": about.get("geometry")}
                  if is_object(one) else one for one in track["frames"]]  # fmt: skip
        number = len(self.blocks)
        self.array(place, frames, steps)
        kept = self.ats.get(number, range(len(frames)))
        self.frames[number] = [_key(frames[at], at) for at in kept]


def _guess(item: Item, path: str) -> str:
    """Tell the geometry of a shape that does not name it, as very old responses do."""
    if item.left is not None:
        return "box"
    if item.vertices is not None:
        return path
    return "point" if item.x is not None else "unknown"


def _key(frame: object, at: int) -> int:
    number = mapped(frame).get("key")
    return number if isinstance(number, int) and not isinstance(number, bool) and abs(number) < 1 << 62 else at


def _frames(reader: ShapeReader, place: int, content: object) -> None:
    """Read the file of a `videoannotation`."""
    for number, frame in _each(reader, place, mapped(content).get("annotations", content)):
        reader.array(place, frame.get("annotations"), ("response", "annotations", number, "annotations"), number)


def _tracks(reader: ShapeReader, place: int, content: object) -> None:
    """Read the file of a `videoplaybackannotation`, in any of its three outer forms."""
    if content is None:
        return
    wrappers: list[object] = [one for _, one in objects(content)]
    for wrapper in wrappers or [content]:
        tracks = mapped(wrapper).get("annotations", wrapper)
        if not is_object(tracks):
            reader.misfits.append(Misfit(place, "/response/annotations", "is no object of tracks"))
        for uuid, track in mapped(tracks).items():
            reader.track(place, uuid, track)


def _linked(reader: ShapeReader, place: int, content: object) -> None:
    """Read the file of a `lidarlinking` task."""
    for number, frame in _each(reader, place, content):
        for at, camera in objects(frame.get("camera_responses")):
            view = camera.get("camera_used")
            view = view if isinstance(view, int) and abs(view) < 1 << 62 else at
            steps = ("response", "annotations", number, "camera_responses", at, "annotations")
            reader.array(place, camera.get("annotations"), steps, number, view)


def _each(reader: ShapeReader, place: int, content: object) -> Iterator[tuple[int, dict[str, Any]]]:
    """Go through frames; what is none is noted down."""
    if content is not None and not is_array(content):
        reader.misfits.append(Misfit(place, "/response/annotations", "is no array of frames"))
    for number, frame in enumerate(listed(content)):
        if is_object(frame):
            yield number, frame
        else:
            reader.misfits.append(Misfit(place, f"/response/annotations/{number}", "is no frame, but no object"))


_IN_FILES: dict[str | None, Callable[[ShapeReader, int, object], None]] = {
    "lidarlinking": _linked,
    "videoannotation": _frames,
    "videoplaybackannotation": _tracks,
}
"""Task types whose shapes lie in a file."""

FILE_TYPES = frozenset(filter(None, _IN_FILES))
"""The same, as names."""

"""What is drawn: on images, in the frames of videos, and on the images of a lidar scene's cameras; as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

from scaleapi._keywords import known_keywords
from scaleapi.quality.extraction.arrays import Floats, Ints, floats, ints, np, offsets
from scaleapi.quality.extraction.documents import TaskDocument
from scaleapi.quality.extraction.reading import DRAWN_TYPES, Item, ShapeReader
from scaleapi.quality.extraction.salvage import Misfit

__all__ = ["DRAWN_TYPES", "Shapes", "shapes_of"]


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of many tasks: n of them, in the order of the documents and of each response.

    Units are pixels from the top left corner of the image. What cannot be read is NaN, and one of the `misfits`.
    """

    documents: Sequence[TaskDocument]
    document: Ints
    """(n,) the place of the shape's task in `documents`."""
    frame: Ints
    """(n,) the number of the frame; -1 where there is one image."""
    view: Ints
    """(n,) the number of the camera; -1 where there is one view."""
    uuids: list[str | None]
    """n ids. In videos, those of one object are the same in all frames."""
    labels: list[str | None]
    """n labels."""
    kinds: list[str]
    """n geometries: `box`, `polygon`, `line`, `point`, `cuboid`, `ellipse`; others as they were named."""
    attributes: list[dict[str, Any] | None]
    """n answers about the shape, by attribute."""
    boxes: Floats
    """(n, 4) left, top, width and height: of a turned box as if it were not, of any other shape the envelope."""
    rotation: Floats
    """(n,) radians, clockwise, about the centre of the box; 0 if it is not turned."""
    vertices: Floats
    """(m, 2) x and y of the corners of all shapes, one after another."""
    starts: Ints
    """(n + 1,) where the corners of each shape begin in `vertices`; those of shape i end where i + 1 begins."""
    block: Ints
    """(n,) which of `places` the shape stands in."""
    at: Ints
    """(n,) its index there."""
    places: list[str]
    """JSON pointers to the arrays that the shapes stand in."""
    misfits: list[Misfit]
    """What could not be read."""

    def __len__(self) -> int:
        return len(self.kinds)

    def pointer(self, shape: int) -> str:
        """Return the JSON pointer to a shape."""
        return f"{self.places[self.block[shape]]}/{self.at[shape]}"

    def images(self) -> Ints:
        """Number the images (n,): shapes with the same number are in one task, frame and view."""
        keys = np.stack([self.document, self.frame, self.view], axis=1)
        return np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


@known_keywords
def shapes_of(documents: Sequence[TaskDocument]) -> Shapes:
    """Read what is drawn in tasks: of images, videos, lidar linking, and views from above.

    The older task types are read, too. Documents of other types have no shapes.
    """
    reader = ShapeReader()
    for place, document in enumerate(documents):
        reader.read(place, document)
    boxes, rotation, vertices, starts = _geometry(reader.items, reader.kinds)
    names = ("uuid", "label", "attributes")
    uuids, labels, attributes = ([*map(attrgetter(name), reader.items)] for name in names)
    of, frame, view, block, at = _placed(reader)
    places = [one.pointer for one in reader.blocks]
    return Shapes(
        documents, of, frame, view, uuids, labels, reader.kinds, attributes,
        boxes, rotation, vertices, starts, block, at, places, reader.misfits,
    )  # fmt: skip


def _placed(reader: ShapeReader) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Tell of each shape the document, the frame, the view, the block, and its place there."""
    blocks, counts = reader.blocks, [one.size for one in reader.blocks]
    begins = offsets(counts)
    block = np.repeat(np.arange(len(blocks)), ints(counts)).astype(np.int64)
    document = ints(one.document for one in blocks)[block]
    frame = ints(one.frame for one in blocks)[block]
    view = ints(one.view for one in blocks)[block]
    at = np.arange(len(block), dtype=np.int64) - begins[:-1][block]
    for number, some in reader.ats.items():
        at[begins[number] : begins[number + 1]] = some
    for number, some in reader.frames.items():
        frame[begins[number] : begins[number + 1]] = some
    return document, frame, view, block, at


def _geometry(items: list[Item], kinds: list[str]) -> tuple[Floats, Floats, Floats, Ints]:
    """Return boxes, rotations, vertices and where those of each shape start."""
    boxes = floats(map(attrgetter("left", "top", "width", "height"), items), 4)
    rotation = np.nan_to_num(floats(one.rotation for one in items))
    counts = ints(len(one.vertices) if one.vertices is not None else 0 for one in items)
    vertices = floats(map(attrgetter("x", "y"), chain.from_iterable(one.vertices or () for one in items)), 2)
    starts = offsets(counts)
    is_box = np.array([kind == "box" for kind in kinds], dtype=bool)
    _put_points(boxes, items, [at for at, kind in enumerate(kinds) if kind == "point"])
    outlined = np.flatnonzero(~is_box & (counts > 0))
    if len(outlined):
        # Shapes without vertices lie between, so the ends are given, too; every other result is of what lies between.
        cuts = np.append(vertices, [[np.nan, np.nan]], axis=0)
        bounds = np.stack([starts[outlined], starts[outlined + 1]], axis=1).reshape(-1)
        low, high = (how.reduceat(cuts, bounds, axis=0)[::2] for how in (np.minimum, np.maximum))
        boxes[outlined] = np.concatenate([low, high - low], axis=1)
    return boxes, rotation, vertices, starts


def _put_points(boxes: Floats, items: list[Item], points: list[int]) -> None:
    some = [items[at] for at in points]
    places = floats(((one.x, one.y) for one in some), 2)
    boxes[points] = np.concatenate([places, np.where(np.isnan(places), np.nan, 0.0)], axis=1)

"""YOLO labels (the text files that Ultralytics reads) of boxes and polygons that were drawn on images."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from scaleapi._io.paths import StrPath, join, written
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi.export.columns import Declares, declared_by
from scaleapi.export.images import Picture, Sizes, declared_labels, pictures, stem_of
from scaleapi.export.losses import Loss, Losses, Lost
from scaleapi.export.shapes import Drawn, Ring, area_of, envelope_of
from scaleapi.models.task import Task

__all__ = ["Yolo", "to_yolo", "write_yolo"]

Kind = Literal["detect", "segment"]

_CARRIED = ("box", "polygon")
_NOTHING = 1e-6
"""Square pixels: what only touches the image has no area in it, but for the rounding."""
_NO_SIZE = "has an image of unknown width and height, by which YOLO divides: the image is left out"


class _Line(NamedTuple):
    """A line of a text file."""

    label: str
    numbers: str
    """What follows the class."""


@dataclass(frozen=True, slots=True, repr=False)
class Yolo(Shown):
    """The text files of a YOLO dataset, and what they could not carry."""

    labels: dict[str, str]
    """By the image's file name without suffix: a line for each object."""
    names: list[str]
    """The classes; lines name them by their place."""
    losses: list[Loss]

    def _facts(self) -> list[tuple[str, object]]:
        return [("images", len(self.labels)), ("names", self.names), ("losses", len(self.losses))]

    def _rows(self) -> Rows:
        return Losses(self.losses)._rows()


@known_keywords
def to_yolo(tasks: Iterable[Task], *, sizes: Sizes, payload: Declares = None, kind: Kind = "detect") -> Yolo:
    """Make YOLO labels of tasks about images: `imageannotation`, and the older types that draw one shape.

    - `detect`: a line is the class, then the centre, width and height of the box. Turned boxes and polygons become the
      level box around them; that is a loss.
    - `segment`: a line is the class, then x and y of each corner.
    - All places are parts of the image's width and height, from 0 to 1, with six decimals. What reaches out of the
      image is cut off at its edge; that is a loss, as is what lies outside of it altogether.
    - Classes are the labels that are declared for boxes and polygons, in their order, then others as they appear.
    - An image with nothing on it has an empty text. Points and other shapes, `uuid` and `attributes` are losses.

    Tasks that have no response, or are not about one image, are left out. What of a response does not fit is left out,
    however odd: nothing of that raises, and each such thing is a loss.

    Args:
        tasks: Any tasks, also a listing that is still being fetched.
        sizes: The widths and heights of the images, in pixels. An image without one is left out; that is a loss.
        payload: What declares the labels: a payload or a project. Without it, each task's own parameters, which may
            lack what the task takes from its project.
        kind: What the labels are for.

    Raises:
        ValueError: `kind` is neither of these.
        TypeError: A size is not a pair of integers.
    """
    if kind not in get_args(Kind):
        raise ValueError(f"kind must be one of {get_args(Kind)}, not {kind!r}")
    losses, lines = list[Loss](), dict[str, list[_Line]]()
    declared: dict[str, None] = {}
    for one in pictures(tasks, "YOLO", payload=payload, sizes=sizes, by_stem=True):
        if isinstance(one, Loss):
            losses.append(one)
            continue
        declared |= _classes(one.params, one.task.type)
        if one.size is None:
            losses.append(Loss(one.task.task_id, "", _NO_SIZE))
            continue
        found = [*_of_image(one), *(item for drawn in one.drawn for item in _of_object(drawn, one.size, kind))]
        losses += (item.of(one.task.task_id) for item in found if isinstance(item, Lost))
        lines[stem_of(one.name)] = [item for item in found if not isinstance(item, Lost)]
    declared = declared or _classes(declared_by(payload), None)
    names = list(dict.fromkeys([*declared, *(label for some in lines.values() for label, _ in some)]))
    numbers = {label: number for number, label in enumerate(names)}
    texts = {stem: "".join(f"{numbers[label]} {line}\n" for label, line in some) for stem, some in lines.items()}
    return Yolo(texts, names, Losses(losses))


@known_keywords
def write_yolo(folder: StrPath, yolo: Yolo) -> None:
    """Write `data.yaml` and `labels/*.txt`, to a path or URL; each file appears when it is complete.

    The images are to be put into `images/`, under the names that the labels have. Files of that name are replaced;
    labels that were there before of other images stay.

    Raises:
        OSError: A file cannot be written.
        ImportError: A URL needs the extra `remote`.
    """
    for stem, text in yolo.labels.items():
        _write(join(folder, "labels", f"{stem}.txt"), text)
    _write(join(folder, "data.yaml"), _data_yaml(yolo.names))


def _data_yaml(names: list[str]) -> str:
    classes = "".join(f"\n  {number}: {_quoted(name)}" for number, name in enumerate(names))
    split = "val: images  # the same images: set some apart to validate with"
    return f"train: images\n{split}\nnames:{classes or ' {}'}\n"


def _quoted(name: str) -> str:
    """Quote for YAML: like JSON, but other characters are escaped, and those beyond 16 bits in one piece."""
    text = json.dumps(name, ensure_ascii=False)
    return "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in text)


def _write(place: str, text: str) -> None:
    with written(place) as scratch:
        scratch.write_bytes(text.encode())  # not write_text, which changes line ends on Windows


def _classes(params: Mapping[str, Any], task_type: str | None) -> dict[str, None]:
    return dict.fromkeys(one.label for one in declared_labels(params, task_type) if one.geometry in _CARRIED)


def _of_image(picture: Picture) -> Iterator[Lost]:
    if picture.is_renamed:
        yield Lost((), f"needs its image under the name {picture.name!r}: its own is taken, or cannot be a file's")
    if named := [one for one in picture.drawn if "uuid" in one.extras]:
        yield Lost(("annotations",), f"have {len(named)} `uuid`, which YOLO does not carry: left out")


def _of_object(drawn: Drawn, size: tuple[int, int], kind: Kind) -> Iterator[_Line | Lost]:
    """Write the line of an object, as far as it has one, and say what of it is left out."""
    here, (width, height) = ("annotations", drawn.at), size
    if drawn.kind not in _CARRIED:
        yield Lost(here, f"is a {drawn.kind}, and YOLO has none to {kind}: left out")
        return
    ring = _clipped(drawn.outline, size)
    if not ring:
        yield Lost(here, f"lies outside of the image of {width} by {height} pixels: left out")
        return
    yield _Line(drawn.label, _numbers(ring, size, kind))
    if ring != drawn.outline:
        yield Lost(here, f"reaches out of the image of {width} by {height} pixels: cut off at its edge")
    if drawn.extras.get("attributes"):
        yield Lost((*here, "attributes"), "is nothing that YOLO carries: left out")
    if kind == "detect" and (drawn.kind == "polygon" or drawn.rotation):
        what = "a polygon" if drawn.kind == "polygon" else f"turned by {drawn.rotation} radians"
        yield Lost(here, f"is {what}: only the level box around it is carried")


def _numbers(ring: Ring, size: tuple[int, int], kind: Kind) -> str:
    left, top, width, height = envelope_of(ring)
    pairs = [(left + width / 2, top + height / 2), (width, height)] if kind == "detect" else ring
    return " ".join(f"{x / size[0]:z.6f} {y / size[1]:z.6f}" for x, y in pairs)


def _clipped(ring: Ring, size: tuple[int, int]) -> Ring:
    """Cut off what is outside of the image (Sutherland and Hodgman's way: edge after edge); empty if all of it is."""
    if all(0 <= x <= size[0] and 0 <= y <= size[1] for x, y in ring):
        return ring
    inside = ring
    for axis, side in enumerate(size):
        inside = _cut(_cut(inside, axis, 0, 1), axis, side, -1)
    return [] if area_of(ring) > _NOTHING >= area_of(inside) else inside


def _cut(ring: Ring, axis: int, limit: int, sign: int) -> Ring:
    """Keep what is not below a limit along an axis; with the sign -1, not above it."""
    kept: list[tuple[float, float]] = []
    for one, following in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        is_in, goes_on_in = (sign * (place[axis] - limit) >= 0 for place in (one, following))
        if is_in:
            kept.append(one)
        if is_in != goes_on_in:
            share = (limit - one[axis]) / (following[axis] - one[axis])
            across = one[1 - axis] + share * (following[1 - axis] - one[1 - axis])
            kept.append((limit, across) if axis == 0 else (across, limit))
    return kept

"""Samples of FiftyOne, of what was drawn on images."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scaleapi._io.optional import need
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi.export.images import Picture, Sizes, pictures
from scaleapi.export.losses import Loss, Losses, Lost
from scaleapi.export.shapes import Drawn
from scaleapi.models.task import Task

__all__ = ["FiftyOne", "to_fiftyone"]

Places = Mapping[str, str] | Callable[[Task], str | None]
"""Where the images lie: paths by task id, or a function that finds them."""

_OWN = frozenset(
    [
        "attributes",
        "bounding_box",
        "closed",
        "confidence",
        "filled",
        "id",
        "index",
        "label",
        "mask",
        "mask_path",
        "points",
        "tags",
    ]
)
"""Names that FiftyOne's labels have themselves."""


@dataclass(frozen=True, slots=True, repr=False)
class FiftyOne(Shown):
    """Samples for `dataset.add_samples`, and what they could not carry."""

    samples: list[Any]
    """Of the class `fiftyone.Sample`."""
    losses: list[Loss]

    def _facts(self) -> list[tuple[str, object]]:
        return [("samples", len(self.samples)), ("losses", len(self.losses))]

    def _rows(self) -> Rows:
        return Losses(self.losses)._rows()


@known_keywords
def to_fiftyone(
    tasks: Iterable[Task], *, sizes: Sizes, images: Places | None = None, field: str = "ground_truth"
) -> FiftyOne:
    """Make FiftyOne samples of tasks about images: `imageannotation`, and the older types that draw one shape.

    - Level boxes are `Detections` in the field, turned boxes and polygons closed `Polylines` in `<field>_polylines`,
      points `Keypoints` in `<field>_keypoints`. Places are parts of the image's width and height, as FiftyOne has them.
    - Attributes and the `uuid` of an annotation are attributes of its label. One whose name FiftyOne's labels have
      themselves gets `scale_` before it; that is a loss.
    - A sample has the `task_id`.

    Tasks that have no response, or are not about one image, are left out. What of a response does not fit is left out,
    however odd: nothing of that raises, and each such thing is a loss.

    Args:
        tasks: Any tasks, also a listing that is still being fetched.
        sizes: The widths and heights of the images, in pixels. An image without one has no labels; that is a loss.
        images: Where the images lie on this machine. Without it, each goes by the name in its attachment's URL.
        field: The name of the field.

    Raises:
        ImportError: The extra `fiftyone` is missing.
        TypeError: A size is not a pair of integers.
    """
    library = need("fiftyone", "fiftyone", "a sample of FiftyOne")
    samples, losses = list[Any](), list[Loss]()
    for one in pictures(tasks, "FiftyOne", payload=None, sizes=sizes):
        if isinstance(one, Loss):
            losses.append(one)
            continue
        if one.size is None and one.drawn:
            losses.append(
                Loss(one.task.task_id, "", "has an image of unknown width and height, by which FiftyOne divides")
            )
        place = images(one.task) if callable(images) else (images or {}).get(one.task.task_id)
        sample = library.Sample(filepath=place or one.name, task_id=one.task.task_id)
        for name, label in _labels(library, one, field):
            sample[name] = label
        samples.append(sample)
        losses += (lost.of(one.task.task_id) for drawn in one.drawn for lost in _lost(drawn))
    return FiftyOne(samples, Losses(losses))


def _labels(library: Any, picture: Picture, field: str) -> Iterator[tuple[str, Any]]:
    """Make the labels of an image, kind by kind."""
    if picture.size is None:
        return
    level = [one for one in picture.drawn if one.kind == "box" and not one.rotation]
    closed = [one for one in picture.drawn if one.kind == "polygon" or (one.kind == "box" and one.rotation)]
    points = [one for one in picture.drawn if one.kind == "point"]
    size = picture.size
    yield field, library.Detections(detections=[_detection(library, one, size) for one in level])
    if closed:
        yield f"{field}_polylines", library.Polylines(polylines=[_polyline(library, one, size) for one in closed])
    if points:
        yield f"{field}_keypoints", library.Keypoints(keypoints=[_keypoint(library, one, size) for one in points])


def _detection(library: Any, drawn: Drawn, size: tuple[int, int]) -> Any:
    left, top, width, height = drawn.box
    box = [left / size[0], top / size[1], width / size[0], height / size[1]]
    return library.Detection(label=drawn.label, bounding_box=box, **_attributes(drawn))


def _polyline(library: Any, drawn: Drawn, size: tuple[int, int]) -> Any:
    return library.Polyline(
        label=drawn.label, points=[_parts(drawn, size)], closed=True, filled=True, **_attributes(drawn)
    )


def _keypoint(library: Any, drawn: Drawn, size: tuple[int, int]) -> Any:
    return library.Keypoint(label=drawn.label, points=_parts(drawn, size), **_attributes(drawn))


def _parts(drawn: Drawn, size: tuple[int, int]) -> list[tuple[float, float]]:
    return [(x / size[0], y / size[1]) for x, y in drawn.outline]


def _attributes(drawn: Drawn) -> dict[str, Any]:
    uuid = {"uuid": drawn.extras["uuid"]} if "uuid" in drawn.extras else {}
    return {_free(name): value for name, value in {**drawn.extras.get("attributes", {}), **uuid}.items()}


def _free(name: str) -> str:
    """Return a name that a field of a label can have."""
    plain = "".join(one if one.isalnum() or one == "_" else "_" for one in name)
    return f"scale_{plain}" if plain in _OWN or not plain[:1].isalpha() else plain


def _lost(drawn: Drawn) -> Iterator[Lost]:
    for name in drawn.extras.get("attributes", {}):
        if _free(name) != name:
            yield Lost(
                ("annotations", drawn.at, "attributes", name),
                f"is no name that a label's field can have: it is `{_free(name)}`",
            )

"""COCO datasets, from any tool, as annotations to start from: the `hypothesis` of `imageannotation` payloads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi._show.text import shorten
from scaleapi.export.losses import Loss, Losses, Lost
from scaleapi.export.shapes import Box, Ring, corners_of, envelope_of, is_same_ring, number_or_none
from scaleapi.models.rules import is_array, listed, mapped, objects

__all__ = ["PreLabel", "PreLabels", "from_coco"]

_READ = {"id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation", "keypoints", "num_keypoints"}
"""What of any annotation is read, or follows from what is read."""
_SHAPES = ("box", "polygon", "point")

Place = tuple[str | int, ...]


class PreLabel(NamedTuple):
    """An image, and the annotations to start from."""

    image: dict[str, Any]
    """The image as the dataset has it. A payload needs its URL as `attachment`."""
    hypothesis: dict[str, Any]
    """For the payload's field of that name. On an image with nothing, its `annotations` are an empty array."""


@dataclass(frozen=True, slots=True, repr=False)
class PreLabels(Shown):
    """What a COCO dataset says of each of its images, and what could not be carried."""

    images: list[PreLabel]
    losses: list[Loss]
    """By JSON pointer into the dataset."""

    def _facts(self) -> list[tuple[str, object]]:
        return [("images", len(self.images)), ("losses", len(self.losses))]

    def _rows(self) -> Rows:
        return Losses(self.losses)._rows()


@known_keywords
def from_coco(dataset: Mapping[str, Any]) -> PreLabels:
    """Read a COCO dataset as annotations to start from, image by image in its order.

    - A `bbox` is a box if there is no outline, or if the outline is only its four corners.
    - Any other outline is a polygon, and the `bbox` around it says nothing more. Several outlines of one annotation are
      a polygon each; a loss says that nothing ties them together.
    - Keypoints are a point each, labeled with the keypoint's name. A `bbox` that is not just their envelope is a box.
    - Of masks (RLE), only the `bbox` is kept; that is a loss.
    - What `to_coco` made comes back as it was drawn, with `uuid` and `attributes`.

    Odd data never raise: whatever of the annotations is left out or changed is a loss. Licences and other facts about
    the dataset as a whole are not looked at.
    """
    lost = list[Lost]()
    categories, images = _by_id(dataset, "categories", lost), _by_id(dataset, "images", lost)
    labeled = {at: PreLabel(image, {"annotations": []}) for at, image in objects(dataset.get("images"))}
    annotations = _array(dataset, "annotations", lost)
    losses = [one.of(None) for one in lost]
    for at, raw in enumerate(annotations):
        here, place = ("annotations", at), images.get(_id(mapped(raw).get("image_id")))
        if place is None:
            losses.append(Lost(here, f"is of no image that is there (got {shorten(raw)}): left out").of(None))
            continue
        image, hypothesis = labeled[place]
        category = categories.get(_id(raw.get("category_id")))
        for one in _annotation(raw, {} if category is None else dataset["categories"][category], here):
            if isinstance(one, Lost):
                losses.append(one.of(_text(image.get("task_id")), _text(image.get("file_name"))))
            else:
                hypothesis["annotations"].append(one)
    return PreLabels([*labeled.values()], Losses(losses))


def _array(dataset: Mapping[str, Any], name: str, lost: list[Lost]) -> list[Any]:
    if not is_array(dataset.get(name, [])):
        lost.append(Lost((name,), f"is no array (got {shorten(dataset[name])}): left out"))
    return listed(dataset.get(name))


def _by_id(dataset: Mapping[str, Any], name: str, lost: list[Lost]) -> dict[object, int]:
    """Find the places of images or categories by id; note down those that annotations cannot name."""
    found: dict[object, int] = {}
    for at, one in enumerate(_array(dataset, name, lost)):
        key = _id(mapped(one).get("id"))
        if key is None:
            lost.append(Lost((name, at), f"has no id (got {shorten(one)}): no annotation can be of it"))
        elif found.setdefault(key, at) != at:
            lost.append(Lost((name, at), f"has the id of an earlier one ({shorten(key)}): annotations are of that one"))
    return found


def _id(value: object) -> object:
    """Return an id; None for what can be none."""
    return value if isinstance(value, (int, float, str)) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _annotation(raw: dict[str, Any], category: dict[str, Any], here: Place) -> Iterator[dict[str, Any] | Lost]:
    """Read one annotation of the dataset; it can become several."""
    points, lost_points = _sorted_out(_points(raw, listed(category.get("keypoints")), here))
    shapes, lost_shapes = _sorted_out(_shapes(raw, [(point["x"], point["y"]) for point in points], here))
    label, details = _text(category.get("name")), _details(raw)
    named = shapes if label is None else [{"label": label, **shape} for shape in shapes]
    is_told_apart = bool(points) and not shapes and all(point["label"] in details for point in points)
    own = {} if is_told_apart else _own(raw)
    if len(points + shapes) > 1:
        own.pop("uuid", None)
    yield from lost_points + lost_shapes
    for one in named + points:
        yield {**one, **(details[one["label"]] if is_told_apart else own)}
    if not points + shapes:
        yield Lost(here, "has no box, outline or keypoints that can be read: left out")
    if len(points + shapes) > 1 and not is_told_apart:
        yield Lost(here, f"becomes {len(points + shapes)} annotations: nothing ties them together")
    if shapes and label is None:
        yield Lost((*here, "category_id"), f"is no category with a name{_got(raw, 'category_id')}: it has no label")
    if raw.get("iscrowd"):
        yield Lost((*here, "iscrowd"), "says that it is a crowd: it is taken for one thing")
    turned = {"rotation", "box"} if any("rotation" in shape for shape in shapes) else set[str]()
    known = {*_READ, *own, *turned, *({"points"} if is_told_apart else ())}
    yield from _strange(raw, known, here)


def _sorted_out(found: Iterable[dict[str, Any] | Lost]) -> tuple[list[dict[str, Any]], list[Lost]]:
    items = list(found)
    return [one for one in items if not isinstance(one, Lost)], [one for one in items if isinstance(one, Lost)]


def _own(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the uuid and attributes, as far as they are such."""
    return {name: raw[name] for name, fit in (("uuid", str), ("attributes", dict)) if isinstance(raw.get(name), fit)}


def _details(raw: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Read what `to_coco` says of each of several points, by label."""
    found = [(one, _own(one)) for _, one in objects(raw.get("points"))]
    return {one["label"]: own for one, own in found if isinstance(one.get("label"), str) and len(one) == len(own) + 1}


def _strange(raw: dict[str, Any], known: set[str], here: Place) -> Iterator[Lost]:
    for name, value in raw.items():
        is_ours = name == "geometry" and value in _SHAPES
        if name not in known and not is_ours and value not in (None, [], {}, ""):
            yield Lost((*here, name), f"is nothing that an annotation carries{_got(raw, name)}: left out")


def _got(raw: dict[str, Any], name: str) -> str:
    return f" (got {shorten(raw.get(name))})"


def _points(raw: dict[str, Any], names: list[Any], here: Place) -> Iterator[dict[str, Any] | Lost]:
    """Read keypoints: x, y and v for each of the category's names; v is 0 where there is none, 1 where it is hidden."""
    flat = raw.get("keypoints")
    if flat is not None and not is_array(flat):
        yield Lost((*here, "keypoints"), f"are no array{_got(raw, 'keypoints')}: left out")
    for at in range(0, len(listed(flat)), 3):
        place, name = (*here, "keypoints", at), names[at // 3] if at // 3 < len(names) else None
        triple = [number_or_none(one) for one in listed(flat)[at : at + 3]]
        x, y, seen = triple if len(triple) == 3 else (None, None, None)
        if seen == 0:
            continue
        if x is None or y is None or seen is None:
            yield Lost(place, "begins no numbers x, y and v: left out")
        elif not isinstance(name, str):
            yield Lost(place, "has no name among the `keypoints` of the category: left out")
        else:
            yield {"type": "point", "label": name, "x": x, "y": y}
            if seen != 2:
                yield Lost(place, f"is marked as not visible (v is {seen}): it is taken for a visible point")


def _shapes(raw: dict[str, Any], points: Ring, here: Place) -> Iterator[dict[str, Any] | Lost]:
    """Read boxes and polygons; what only goes around keypoints is none."""
    box, geometry = _box_of(raw.get("bbox")), raw.get("geometry")
    if box is None and raw.get("bbox") is not None:
        yield Lost((*here, "bbox"), f"is no left, top, width and height{_got(raw, 'bbox')}: left out")
    rings, lost = _outlines(raw.get("segmentation"), (*here, "segmentation"))
    yield from lost
    if len(rings) == 1 and geometry == "box" and (turned := _turned(raw, rings[0])):
        yield turned
    elif rings and (geometry == "polygon" or not _is_box(rings, box)):
        yield from ({"type": "polygon", "vertices": _vertices(ring)} for ring in rings)
    elif box is not None and not (points and is_same_ring(corners_of(box), corners_of(envelope_of(points)))):
        yield {"type": "box", **box._asdict()}


def _box_of(value: object) -> Box | None:
    numbers = [number_or_none(one) for one in listed(value)]
    sides = [one for one in numbers if one is not None]
    return Box(*sides) if len(numbers) == len(sides) == 4 and min(sides[2:]) >= 0 else None


def _outlines(segmentation: object, here: Place) -> tuple[list[Ring], list[Lost]]:
    if segmentation is not None and not is_array(segmentation):
        return [], [Lost(here, f"is a mask, not an outline (got {shorten(segmentation)}): left out")]
    rings = [_ring(flat) for flat in listed(segmentation)]
    message = "is no array of numbers x, y of three corners or more: left out"
    return [one for one in rings if one], [Lost((*here, at), message) for at, one in enumerate(rings) if not one]


def _ring(flat: object) -> Ring:
    """Read an outline; an empty one if anything does not fit."""
    numbers = [number_or_none(one) for one in listed(flat)]
    fitting = [one for one in numbers if one is not None]
    if len(fitting) != len(numbers) or len(numbers) < 6 or len(numbers) % 2:
        return []
    return list(zip(fitting[::2], fitting[1::2], strict=True))


def _is_box(rings: list[Ring], box: Box | None) -> bool:
    """Tell whether an outline is only the corners of the box; some tools repeat the first corner at the end."""
    ring = rings[0][:-1] if len(rings[0]) == 5 and rings[0][0] == rings[0][-1] else rings[0]
    return len(rings) == 1 and box is not None and is_same_ring(ring, corners_of(box))


def _turned(raw: dict[str, Any], ring: Ring) -> dict[str, Any] | None:
    """Read a box that can be turned, as `to_coco` writes it."""
    box, rotation = _box_of(raw.get("box")), number_or_none(raw.get("rotation"))
    if box is None or rotation is None:
        return None
    vertices = {"vertices": _vertices(ring)} if rotation else {}
    return {"type": "box", **box._asdict(), "rotation": rotation, **vertices}


def _vertices(ring: Ring) -> list[dict[str, float]]:
    return [{"x": x, "y": y} for x, y in ring]

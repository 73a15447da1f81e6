"""COCO datasets of what was drawn on images: boxes, polygons, and points as keypoints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any, NamedTuple

from scaleapi._io.paths import StrPath, written
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi.export.columns import Declares, declared_by
from scaleapi.export.images import Picture, Sizes, declared_labels, pictures
from scaleapi.export.losses import Loss, Losses, Lost
from scaleapi.export.shapes import Drawn, area_of, envelope_of, joined
from scaleapi.models.rules import listed, mapped, objects, strings
from scaleapi.models.task import Task

__all__ = ["Coco", "to_coco", "write_coco"]


@dataclass(frozen=True, slots=True, repr=False)
class Coco(Shown):
    """A COCO dataset, and what it could not carry; made by `to_coco`."""

    dataset: dict[str, Any]
    """The content of the file: plain JSON."""
    losses: list[Loss]
    """What the format has no place for, one for each thing that is missing in the dataset."""

    def _facts(self) -> list[tuple[str, object]]:
        counts = [(name, len(listed(self.dataset.get(name)))) for name in ("images", "annotations", "categories")]
        return [*counts, ("losses", len(self.losses))]

    def _rows(self) -> Rows:
        return Losses(self.losses)._rows()


@known_keywords
def to_coco(tasks: Iterable[Task], *, payload: Declares = None, sizes: Sizes | None = None) -> Coco:
    """Make a COCO dataset of tasks about images: `imageannotation`, and the older types that draw one shape.

    - Boxes have their four corners as `segmentation`. Of a turned box, `bbox` is the envelope; that is a loss.
    - Points whose labels the payload connects are the keypoints of one category, with a skeleton. Which of them belong
      together is told by the `connection_attribute`. Any other point has a category with one keypoint.
    - Categories are the labels that are declared, in their order, then others as they appear. Equal tasks give equal
      datasets.
    - `coco_url` is the attachment without credentials, query and fragment, as these may be secret.
    - Beyond plain COCO, an image has its `task_id`; an annotation its `geometry`, `uuid` and `attributes`; a box that
      can be turned its `rotation` (radians, clockwise) and `box` (as if it were not turned); joined keypoints their
      `points` (label, uuid and attributes of each). By these, `from_coco` comes back to what was drawn.

    Tasks that have no response, or are not about one image, are left out. What of a response does not fit is left out,
    however odd: nothing of that raises, and each such thing is a loss.

    Args:
        tasks: Any tasks, also a listing that is still being fetched.
        payload: What declares the labels, and the connections of points: a payload or a project. Without it, each
            task's own parameters, which may lack what the task takes from its project.
        sizes: The widths and heights of the images, in pixels. Each that is not known is a loss.

    Raises:
        TypeError: A size is not a pair of integers.
    """
    book = _Book()
    for one in pictures(tasks, "COCO", payload=payload, sizes=sizes):
        if isinstance(one, Loss):
            book.losses.append(one)
        else:
            book.add(one)
    if not book.images:
        book.declare(declared_by(payload), None)
    return Coco(book.dataset(), Losses(book.losses))


@known_keywords
def write_coco(path: StrPath, coco: Coco) -> None:
    """Write a dataset as JSON. The file, at a path or a URL, appears when it is complete; an older one is replaced.

    Raises:
        OSError: The file cannot be written.
        ImportError: A URL needs the extra `remote`.
    """
    with written(path) as scratch:  # in ASCII, because pycocotools opens it in whatever encoding the machine has
        scratch.write_text(json.dumps(coco.dataset), encoding="ascii")


class _Kind(NamedTuple):
    """What makes a category. The shapes and the points of one label are two."""

    labels: tuple[str, ...]
    """The label; of connected points, the labels of all."""
    of_points: bool = False
    skeleton: tuple[tuple[int, ...], ...] = ()
    """Which points are connected: pairs of places among the labels, from 1."""


class _Joint(NamedTuple):
    """Labels of points that a payload connects."""

    kind: _Kind
    attributes: tuple[str, ...]
    """The attributes that tell which points belong together."""


_Joints = Mapping[str, _Joint]
"""By label."""


@dataclass
class _Book:
    """Collects a dataset. Categories get their ids at the end: those that are declared come first."""

    images: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    losses: list[Loss] = field(default_factory=list[Loss])
    _annotations: list[tuple[_Kind, dict[str, Any]]] = field(default_factory=list[tuple[_Kind, dict[str, Any]]])
    _declared: dict[_Kind, None] = field(default_factory=dict[_Kind, None])
    _parents: dict[str, str] = field(default_factory=dict[str, str])

    def declare(self, params: Mapping[str, Any], task_type: str | None) -> _Joints:
        """Note down the labels of a payload; return those that it connects."""
        labels = list(declared_labels(params, task_type))
        joints = _joints_in(params, [one.label for one in labels if one.geometry == "point"])
        for geometry, label, parent in labels:
            if parent:
                self._parents.setdefault(label, parent)
            self._declared.setdefault(_kind_of(geometry, label, joints))
        return joints

    def add(self, picture: Picture) -> None:
        """Take in an image, and what is drawn on it in the order of the response."""
        task_id, size = picture.task.task_id, picture.size
        if size is None:
            self.losses.append(
                Loss(task_id, "", "has an image of unknown `width` and `height`: COCO's masks need them")
            )
        sides = {} if size is None else {"width": size[0], "height": size[1]}
        url = {} if picture.url is None else {"coco_url": picture.url}
        self.images.append({"id": len(self.images) + 1, "file_name": picture.name, **url, **sides, "task_id": task_id})
        found: list[tuple[int, _Kind, dict[str, Any]]] = []
        for one in _annotations_of(picture.drawn, self.declare(picture.params, picture.task.type)):
            if isinstance(one, Lost):
                self.losses.append(one.of(task_id))
            else:
                found.append(one)
        for _, kind, annotation in sorted(found, key=lambda one: one[0]):
            self._annotations.append((kind, {"image_id": len(self.images), **annotation}))

    def dataset(self) -> dict[str, Any]:
        """Give out the ids."""
        kinds = list(dict.fromkeys([*self._declared, *(kind for kind, _ in self._annotations)]))
        ids = {kind: number for number, kind in enumerate(kinds, 1)}
        return {
            "info": {"description": "Made by scaleapi of image annotation tasks"},
            "licenses": [],
            "images": self.images,
            "annotations": [
                {"id": number, "category_id": ids[kind], **annotation}
                for number, (kind, annotation) in enumerate(self._annotations, 1)
            ],
            "categories": [{"id": ids[kind], **category} for kind, category in _categories(kinds, self._parents)],
        }


def _kind_of(geometry: str, label: str, joints: _Joints) -> _Kind:
    if geometry != "point":
        return _Kind((label,))
    return joints[label].kind if label in joints else _Kind((label,), of_points=True)


def _joints_in(params: Mapping[str, Any], labels: list[str]) -> dict[str, _Joint]:
    """Find what a payload connects; the keypoints of each are in the order of `labels`, then as they appear."""
    found = objects(mapped(mapped(params.get("geometries")).get("point")).get("connections"))
    connections = [(strings(one.get("pair")), one.get("connection_attribute")) for _, one in found]
    pairs = [(pair, name) for pair, name in connections if len(pair) == len({*pair}) == 2]
    order = list(dict.fromkeys([*labels, *(label for pair, _ in pairs for label in pair)]))
    joints: dict[str, _Joint] = {}
    for group in joined(order, [(one, other) for (one, other), _ in pairs]):
        own = [(pair, name) for pair, name in pairs if pair[0] in group]
        if own:
            skeleton = tuple(tuple(group.index(label) + 1 for label in pair) for pair, _ in own)
            attributes = tuple(dict.fromkeys(name for _, name in own if isinstance(name, str)))
            joints |= dict.fromkeys(group, _Joint(_Kind(tuple(group), of_points=True, skeleton=skeleton), attributes))
    return joints


def _categories(kinds: list[_Kind], parents: Mapping[str, str]) -> Iterator[tuple[_Kind, dict[str, Any]]]:
    """Name the categories: shapes by their label, so points of the same label get another name."""
    taken = {kind.labels[0] for kind in kinds if not kind.of_points}
    for kind in kinds:
        above = {parents.get(label, "") for label in kind.labels}
        parent = above.pop() if len(above) == 1 else ""
        if not kind.of_points:
            yield kind, {"name": kind.labels[0], "supercategory": parent}
            continue
        wanted = ([parent] if parent and len(kind.labels) > 1 else []) + ["+".join(kind.labels)]
        name = next(one for one in chain(wanted, _variants(wanted[-1])) if one not in taken)
        taken.add(name)
        skeleton = [[*pair] for pair in kind.skeleton]
        names = {"name": name, "supercategory": "" if parent == name else parent}
        yield kind, {**names, "keypoints": [*kind.labels], "skeleton": skeleton}


def _variants(name: str) -> Iterator[str]:
    return (f"{name} (points)" if number == 1 else f"{name} (points {number})" for number in count(1))


def _annotations_of(drawn: list[Drawn], joints: _Joints) -> Iterator[tuple[int, _Kind, dict[str, Any]] | Lost]:
    """Make annotations, each with its place in the response (of several points, the first place)."""
    points: dict[_Kind, list[Drawn]] = {}
    for one in drawn:
        kind = _kind_of(one.kind, one.label, joints)
        if kind.of_points:
            points.setdefault(kind, []).append(one)
            continue
        yield one.at, kind, _shape(one)
        if one.rotation:
            message = f"is turned by {one.rotation} radians: for readers of plain COCO it is a polygon in a level box"
            yield Lost(("annotations", one.at, "rotation"), message)
    for kind, some in points.items():
        joint = joints.get(some[0].label)
        for instance in _instances(some, joint.attributes) if joint else [[one] for one in some]:
            yield instance if isinstance(instance, Lost) else (instance[0].at, kind, _keypoints(instance, kind.labels))


def _shape(drawn: Drawn) -> dict[str, Any]:
    turn = {} if drawn.rotation is None else {"rotation": drawn.rotation, "box": [*drawn.box]}
    return {
        "bbox": [*(envelope_of(drawn.outline) if drawn.rotation else drawn.box)],
        "area": drawn.box.width * drawn.box.height if drawn.kind == "box" else area_of(drawn.outline),
        "segmentation": [[number for place in drawn.outline for number in place]],
        "iscrowd": 0,
        "geometry": drawn.kind,
        **turn,
        **drawn.extras,
    }


def _keypoints(points: list[Drawn], labels: tuple[str, ...]) -> dict[str, Any]:
    places = {point.label: (*point.outline[0], 2) for point in points}  # 2: labeled and visible
    box = envelope_of([point.outline[0] for point in points])
    several = {"points": [{"label": point.label, **point.extras} for point in points]}
    return {
        "bbox": [*box],
        "area": box.width * box.height,
        "segmentation": [],
        "iscrowd": 0,
        "geometry": "point",
        "keypoints": [number for label in labels for number in places.get(label, (0, 0, 0))],
        "num_keypoints": len(points),
        **(several if len(labels) > 1 else points[0].extras),
    }


def _instances(points: list[Drawn], attributes: tuple[str, ...]) -> Iterator[list[Drawn] | Lost]:
    """Tell which points are of the same thing: at most one of each label."""
    if attributes:
        links = [(one.at, uuid) for one in points for uuid in _uuids(one, attributes)]
        by_place = {one.at: one for one in points}
        groups = [[by_place[at] for at in places] for places in joined(by_place, links)]
    elif len({one.label for one in points}) == len(points):
        groups = [points]
    else:
        groups = [[one] for one in points]
        message = f"has {len(points)} points of connected labels, and no `connection_attribute` says which are of the"
        yield Lost(("annotations",), f"{message} same thing: each is a thing of its own")
    for group in groups:
        first = {one.label: one for one in reversed(group)}
        yield [one for one in group if first[one.label] is one]
        for one in group:
            if first[one.label] is not one:
                yield [one]
                message = f"is one more `{one.label}` of the same thing: it is a thing of its own"
                yield Lost(("annotations", one.at), message)


def _uuids(point: Drawn, attributes: tuple[str, ...]) -> list[str]:
    """List a point's own uuid, and those that it links to."""
    answers = mapped(point.extras.get("attributes"))
    return [*strings(point.extras.get("uuid")), *(uuid for name in attributes for uuid in strings(answers.get(name)))]

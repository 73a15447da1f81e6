"""COCO datasets of what was drawn on images: boxes, polygons, and points as keypoints.

The images of tasks, with what is drawn on them, are read here for other formats, too (`pictures`).
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import unquote

from scaleapi.export.columns import Declares
from scaleapi.export.losses import Loss, Lost
from scaleapi.export.shapes import GEOMETRY, Drawn, area_of, envelope_of, joined, read_drawn
from scaleapi.models.part import as_wire
from scaleapi.models.payload import Payload
from scaleapi.models.project import Project
from scaleapi.models.rules import listed, mapped, objects, strings
from scaleapi.models.task import Task
from scaleapi.models.tasks.registry import KNOWN_TYPES
from scaleapi.places import StrPath, written
from scaleapi.problems import shorten

__all__ = ["Coco", "Declared", "Picture", "Sizes", "declared_labels", "pictures", "stem_of", "to_coco", "write_coco"]


@dataclass(frozen=True, slots=True)
class Coco:
    """A COCO dataset, and what it could not carry."""

    dataset: dict[str, Any]
    """The content of the file: plain JSON."""
    losses: list[Loss]


def to_coco(tasks: Iterable[Task], *, payload: Declares = None, sizes: Sizes | None = None) -> Coco:
    """Make a COCO dataset of tasks about images: `imageannotation`, and the older types that draw one shape.

    - Boxes have their four corners as `segmentation`. A turned box is a polygon with its envelope as `bbox`.
    - Points whose labels the payload connects are keypoints of one category, with a skeleton; which points belong
      together is told by the `connection_attribute`. Any other point is a category with one keypoint.
    - Categories are the labels that are declared, in their order, then others as they appear. Equal tasks give equal
      datasets.
    - Beyond plain COCO: `task_id` of images; `geometry`, `uuid` and `attributes` of annotations, `rotation` (radians,
      clockwise) and `box` (as if not turned) of boxes that can be turned, `points` (label, uuid and attributes of each)
      of joined keypoints. By these, `from_coco` comes back to what was drawn.

    Tasks without a response, or not about one image, are left out with a loss. Odd results never raise: what does not
    fit is left out with a loss.

    Args:
        tasks: Any tasks, also a listing that is still being fetched.
        payload: What declares the labels and the connections of points: a payload or a project. Without it, each task's
            own parameters, which have nothing of what comes from a project.
        sizes: The widths and heights of the images, in pixels. Each one that is not known is a loss.
    """
    book = _Book()
    for one in pictures(tasks, "COCO", payload=payload, sizes=sizes):
        if isinstance(one, Loss):
            book.losses.append(one)
        else:
            book.add(one)
    if not book.images:
        book.declare(declared_by(payload), None)
    return Coco(book.dataset(), book.losses)


def write_coco(path: StrPath, coco: Coco) -> None:
    """Write a dataset as JSON. The file, at a path or a URL, appears when it is complete; an older one is replaced.

    Raises:
        OSError: The file cannot be written.
        ImportError: A URL needs the extra `remote`.
    """
    with written(path) as scratch:  # in ASCII, because pycocotools opens it in whatever encoding the machine has
        scratch.write_text(json.dumps(coco.dataset), encoding="ascii")


class _Kind(NamedTuple):
    """What makes a category. Shapes and points of the same label are two."""

    labels: tuple[str, ...]
    """The label; of connected points, the labels of all."""
    skeleton: tuple[tuple[int, int], ...] = ()
    """Which points are connected, by their places among the labels, from 1."""
    of_points: bool = False


class _Joint(NamedTuple):
    """Labels of points that a payload connects."""

    kind: _Kind
    attributes: frozenset[str]
    """The attributes that tell which points belong together."""


@dataclass
class _Book:
    """Collects a dataset. The ids of categories are given out at the end, as declared ones come first."""

    images: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    annotations: list[tuple[_Kind, dict[str, Any]]] = field(default_factory=list[tuple[_Kind, dict[str, Any]]])
    losses: list[Loss] = field(default_factory=list[Loss])
    _declared: dict[_Kind, None] = field(default_factory=dict[_Kind, None])
    _parents: dict[str, str] = field(default_factory=dict[str, str])

    def declare(self, params: Mapping[str, Any], task_type: str | None) -> dict[str, _Joint]:
        """Note down the labels of a payload; return the connected ones."""
        labels = list(declared_labels(params, task_type))
        joints = _joints_in(params, [one.label for one in labels if one.geometry == "point"])
        for geometry, label, parent in labels:
            self._parents.setdefault(label, parent)
            self._declared.setdefault(_kind_of(geometry, label, joints))
        return joints

    def add(self, picture: Picture) -> None:
        """Take in an image with its annotations."""
        joints = self.declare(picture.params, picture.task.type)
        ...

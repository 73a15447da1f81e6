"""COCO datasets of segmentations, whose masks are run-length encoded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from scaleapi._io.optional import need
from scaleapi._keywords import known_keywords
from scaleapi._show.text import shorten
from scaleapi.export.coco import Coco
from scaleapi.export.columns import Declares, declared_by
from scaleapi.export.images import named_images
from scaleapi.export.losses import Loss, Losses, Lost
from scaleapi.export.masks import Masks, UnreadableMask, mask_by_id, rle_of
from scaleapi.models.rules import is_array, is_object, listed, mapped
from scaleapi.models.task import Task

__all__ = ["to_coco_masks"]


class _Segment(NamedTuple):
    """A label, or one instance of it."""

    label: str
    value: int
    """The index of its pixels."""
    instance: bool
    loc: tuple[str | int, ...]


@known_keywords
def to_coco_masks(tasks: Iterable[Task], *, masks: Masks, payload: Declares = None) -> Coco:
    """Make a COCO dataset of `segmentannotation` tasks: an annotation for each label, or for each instance of one.

    - `segmentation` is the mask, run-length encoded as pycocotools reads it; `area` and `bbox` are those of the mask.
    - `iscrowd` is 0: a label without instances is one thing of many parts. Its category has `isthing` 0.
    - Categories are the labels that are declared, in their order, then others as they appear.
    - Beyond plain COCO, an image has its `task_id`, an annotation its `index` and `color`.

    Tasks of other types, and those without a response, are left out. What of a response or a mask does not fit is left
    out, however odd: nothing of that raises, and each such thing is a loss.

    Args:
        tasks: Any tasks, also a listing that is still being fetched.
        masks: The masks of indexes (`combined.indexedImage`), by task id, or a function that finds them: arrays, or
            PNGs as bytes, paths or URLs. Those of an export are in `files/<task id>/combined.indexedImage.png`.
        payload: What declares the labels: a payload or a project. Without it, each task's own parameters.

    Raises:
        ImportError: The extra `quality` is missing.
    """
    need("numpy", "quality", "a COCO dataset of masks")
    images, annotations, losses = list[dict[str, Any]](), list[dict[str, Any]](), list[Loss]()
    declared: dict[str, bool] = {}
    for one in named_images(tasks, only="segmentannotation"):
        if isinstance(one, Loss):
            losses.append(one)
            continue
        task = one.task
        labels = (task.params if payload is None else declared_by(payload)).get("labels")
        for label, instances in _leaves(labels):
            declared.setdefault(label, instances)
        try:
            mask = mask_by_id(masks, task.task_id)
        except UnreadableMask as why:
            losses.append(Loss(task.task_id, "", f"{why}: the image has no annotations"))
            mask = None
        sides = {} if mask is None else {"height": mask.shape[0], "width": mask.shape[1]}
        link = {} if one.url is None else {"coco_url": one.url}
        images.append({"id": len(images) + 1, "file_name": one.name, **link, **sides, "task_id": task.task_id})
        for found in _annotations(mapped(task.response), mask):
            if isinstance(found, Lost):
                losses.append(found.of(task.task_id))
            else:
                segment, annotation = found
                declared.setdefault(segment.label, segment.instance)
                annotations.append({"image_id": len(images), "label": segment.label, **annotation})
    return Coco(_dataset(images, annotations, declared), Losses(losses))


def _leaves(labels: object) -> Iterator[tuple[str, bool]]:
    """List the labels that a payload declares, and whether each has instances: those without subchoices."""
    for label in listed(labels):
        name, finer = mapped(label).get("choice", label), listed(mapped(label).get("subchoices"))
        if isinstance(name, str) and not finer:
            yield name, mapped(label).get("instance_label") is True
        yield from _leaves(finer)


def _dataset(images: list[Any], annotations: list[dict[str, Any]], declared: Mapping[str, bool]) -> dict[str, Any]:
    ids = {label: number for number, label in enumerate(declared, 1)}
    return {
        "info": {"description": "Made by scaleapi of segmentation tasks"},
        "licenses": [],
        "images": images,
        "annotations": [
            {"id": number, "category_id": ids[one.pop("label")], **one} for number, one in enumerate(annotations, 1)
        ],
        "categories": [
            {"id": ids[label], "name": label, "supercategory": "", "isthing": int(instances)}
            for label, instances in declared.items()
        ],
    }


def _annotations(response: Mapping[str, Any], mask: Any) -> Iterator[tuple[_Segment, dict[str, Any]] | Lost]:
    mapping = response.get("labelMapping")
    if not is_object(mapping):
        yield Lost(("labelMapping",), f"is no object (got {shorten(mapping)}): left out")
    if response.get("global_attributes"):
        yield Lost(("global_attributes",), "is nothing that COCO carries: left out")
    for label, value in mapped(mapping).items():
        several = is_array(value)
        for at, raw in enumerate(listed(value) if several else [value]):
            loc = ("labelMapping", label, at) if several else ("labelMapping", label)
            index = mapped(raw).get("index")
            if not isinstance(index, int) or isinstance(index, bool):
                yield Lost(loc, f"has no `index` (got {shorten(raw)}): left out")
            elif mask is not None:
                segment = _Segment(label, index, several, loc)
                yield _annotation(segment, mapped(raw), mask == index)


def _annotation(segment: _Segment, raw: Mapping[str, Any], pixels: Any) -> tuple[_Segment, dict[str, Any]] | Lost:
    rows, columns = pixels.any(axis=1).nonzero()[0], pixels.any(axis=0).nonzero()[0]
    if not len(rows):
        return Lost(segment.loc, f"has no pixels in the mask (its index is {segment.value}): left out")
    left, top, right, bottom = (int(one) for one in (columns[0], rows[0], columns[-1], rows[-1]))
    color = {"color": raw["color"]} if isinstance(raw.get("color"), str) else {}
    return segment, {
        "segmentation": rle_of(pixels),
        "area": int(pixels.sum()),
        "bbox": [left, top, right - left + 1, bottom - top + 1],
        "iscrowd": 0,
        "index": segment.value,
        **color,
    }

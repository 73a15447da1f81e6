"""Datasets of Hugging Face with typed features, in the forms that its training examples take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scaleapi._io.optional import need
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi._show.text import shorten
from scaleapi.export.columns import Declares, declared_by
from scaleapi.export.entities import Tokenizer, declared_entities, entity_texts, tagged, words
from scaleapi.export.frames import of_one_type
from scaleapi.export.images import Sizes, _bare, declared_labels, pictures
from scaleapi.export.losses import Loss, Losses, Lost
from scaleapi.export.shapes import Drawn, area_of, envelope_of
from scaleapi.models.enums import TaskType
from scaleapi.models.rules import mapped, strings
from scaleapi.models.task import Task

__all__ = ["HuggingFace", "to_huggingface"]

_CARRIED = ("box", "polygon")
Found = Iterator[dict[str, Any] | Loss]


@dataclass(frozen=True, slots=True, repr=False)
class HuggingFace(Shown):
    """A dataset of Hugging Face, and what it could not carry."""

    dataset: Any
    """Of the class `datasets.Dataset`."""
    losses: list[Loss]

    def _facts(self) -> list[tuple[str, object]]:
        return [("rows", len(self.dataset)), ("columns", self.dataset.column_names), ("losses", len(self.losses))]

    def _rows(self) -> Rows:
        return Losses(self.losses)._rows()


@known_keywords
def to_huggingface(
    tasks: Iterable[Task],
    task_type: TaskType | str | None = None,
    *,
    payload: Declares = None,
    sizes: Sizes | None = None,
    tokenizer: Tokenizer = words,
) -> HuggingFace:
    """Make a dataset of Hugging Face, a row for each task. All labels are `ClassLabel` features.

    - `namedentityrecognition`: `id`, `text`, `tokens` and `ner_tags` (BIO), for token classification.
    - `categorization`: `id`, `input` (the attachment: a URL or a text) and `label`, for classification. Of several
      choices the first is taken; that is a loss.
    - Else, what is drawn on images: `id`, `image` (its URL without query), `width`, `height` (null if they are not
      known) and `objects` with `id`, `bbox` (left, top, width, height in pixels), `category`, `area` and `segmentation`
      (x and y of each corner), for object detection. Points and other shapes, and attributes, are losses.

    Classes are the labels that are declared, in their order, then others as they appear. Tasks that have no response
    are left out. What of a response does not fit is left out, however odd: nothing of that raises, and each such thing
    is a loss.

    Args:
        tasks: Any tasks, also a listing that is still being fetched.
        task_type: The task type; it may be left out where all tasks are of one type.
        payload: What declares the labels: a payload or a project. Without it, each task's own parameters.
        sizes: The widths and heights of the images, in pixels.
        tokenizer: Finds the tokens of a text. Without it, they are words and single other characters.

    Raises:
        ImportError: The extra `huggingface` is missing.
        ScaleValidationError: No type is given, and there is no task, or tasks of several types.
    """
    datasets = need("datasets", "huggingface", "a dataset of Hugging Face")
    kind, tasks = of_one_type(tasks, task_type)
    classes = dict.fromkeys(_declared(declared_by(payload), kind))
    if kind == "namedentityrecognition":
        found, make = _tokens(tasks, payload, classes, tokenizer), _token_features
    elif kind == "categorization":
        found, make = _choices(tasks, payload, classes), _choice_features
    else:
        found, make = _objects(tasks, payload, sizes, classes), _object_features
    rows, losses = list[dict[str, Any]](), list[Loss]()
    for one in found:
        losses += [one] if isinstance(one, Loss) else []
        rows += [] if isinstance(one, Loss) else [one]
    features = datasets.Features(make(datasets, list(classes)))
    columns = {name: [row[name] for row in rows] for name in features}
    return HuggingFace(datasets.Dataset.from_dict(columns, features=features), Losses(losses))


def _declared(params: Mapping[str, Any], kind: str) -> Iterable[str]:
    if kind == "namedentityrecognition":
        return declared_entities(params)
    if kind == "categorization":
        return strings(params.get("categories"))
    return (one.label for one in declared_labels(params, kind) if one.geometry in _CARRIED)


def _learn(classes: dict[str, None], task: Task, payload: Declares, found: Iterable[str]) -> None:
    """Add the labels that a task declares itself, then those that it has."""
    own = () if payload is not None else _declared(task.params, str(task.type))
    for label in (*own, *found):
        classes.setdefault(label)


def _tokens(tasks: Iterable[Task], payload: Declares, classes: dict[str, None], tokenizer: Tokenizer) -> Found:
    for one in entity_texts(tasks, "the dataset"):
        if isinstance(one, Loss):
            yield one
            continue
        tokens, tags, lost = tagged(one, tokenizer)
        yield from (loss.of(one.task.task_id) for loss in lost)
        _learn(classes, one.task, payload, (entity.label for entity in one.entities))
        said = [one.text[start:end] for start, end in tokens]
        yield {"id": one.task.task_id, "text": one.text, "tokens": said, "ner_tags": tags}


def _token_features(datasets: Any, classes: list[str]) -> dict[str, Any]:
    names = ["O", *(f"{part}-{label}" for label in classes for part in "BI")]
    text, tags = datasets.Value("string"), datasets.Sequence(datasets.ClassLabel(names=names))
    return {"id": text, "text": text, "tokens": datasets.Sequence(text), "ner_tags": tags}


def _choices(tasks: Iterable[Task], payload: Declares, classes: dict[str, None]) -> Found:
    for task in tasks:
        chosen = strings(mapped(task.response).get("category"))
        if not chosen or task.status == "error":
            yield Loss(task.task_id, "/category", "is no choice: the task is left out")
            continue
        _learn(classes, task, payload, chosen)
        if len(chosen) > 1:
            yield Loss(task.task_id, "/category", f"has {len(chosen)} choices: only {shorten(chosen[0])} is carried")
        yield {"id": task.task_id, "input": _input(task), "label": chosen[0]}


def _input(task: Task) -> str | None:
    """Return what a task is about: a text, or a URL without query, as that may be secret."""
    about = next(iter(strings(task.params.get("attachment"))), None)
    return _bare(about) if about is not None and re.match(r"[\w+.-]+://", about) else about


def _choice_features(datasets: Any, classes: list[str]) -> dict[str, Any]:
    text = datasets.Value("string")
    return {"id": text, "input": text, "label": datasets.ClassLabel(names=classes)}


def _objects(tasks: Iterable[Task], payload: Declares, sizes: Sizes | None, classes: dict[str, None]) -> Found:
    for one in pictures(tasks, "the dataset", payload=payload, sizes=sizes):
        if isinstance(one, Loss):
            yield one
            continue
        kept = [drawn for drawn in one.drawn if drawn.kind in _CARRIED]
        _learn(classes, one.task, payload, (drawn.label for drawn in kept))
        yield from (lost.of(one.task.task_id) for drawn in one.drawn for lost in _lost(drawn))
        width, height = one.size or (None, None)
        about = {"id": one.task.task_id, "image": one.url, "width": width, "height": height}
        columns = [_object(drawn) for drawn in kept]
        yield {**about, "objects": {name: [row[name] for row in columns] for name in _OBJECT}}


_OBJECT = ("id", "bbox", "category", "area", "segmentation")


def _object(drawn: Drawn) -> dict[str, Any]:
    is_level = drawn.kind == "box" and not drawn.rotation
    return {
        "id": drawn.extras.get("uuid"),
        "bbox": [*(drawn.box if is_level else envelope_of(drawn.outline))],
        "category": drawn.label,
        "area": area_of(drawn.outline),
        "segmentation": [number for corner in drawn.outline for number in corner],
    }


def _lost(drawn: Drawn) -> Iterator[Lost]:
    here = ("annotations", drawn.at)
    if drawn.kind not in _CARRIED:
        yield Lost(here, f"is a {drawn.kind}, and the dataset has none: left out")
        return
    if drawn.rotation:
        yield Lost((*here, "rotation"), f"is {drawn.rotation} radians: `bbox` is the level box around it")
    if drawn.extras.get("attributes"):
        yield Lost((*here, "attributes"), "is nothing that the dataset carries: left out")


def _object_features(datasets: Any, classes: list[str]) -> dict[str, Any]:
    text, number, side = (datasets.Value(kind) for kind in ("string", "float64", "int32"))
    one = {
        "id": text,
        "bbox": datasets.Sequence(number, length=4),
        "category": datasets.ClassLabel(names=classes),
        "area": number,
        "segmentation": datasets.Sequence(number),
    }
    return {"id": text, "image": text, "width": side, "height": side, "objects": datasets.Sequence(one)}

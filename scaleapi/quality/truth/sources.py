"""What can be compared: tasks, files of tasks, COCO datasets, and responses that are known to be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import Any, cast

import msgspec

from scaleapi._io.json_text import loads
from scaleapi._io.paths import StrPath, local_path, read_bytes, text_of
from scaleapi.export.coco import Coco
from scaleapi.export.frames import Results
from scaleapi.export.images import _bare, _name_in
from scaleapi.export.layout import mask_name
from scaleapi.export.masks import Masks
from scaleapi.export.prelabels import from_coco
from scaleapi.export.stored import read_stored
from scaleapi.models.base import Entity
from scaleapi.models.quality import QualityTask
from scaleapi.models.rules import is_object, listed, mapped, numeral, objects
from scaleapi.models.task import Task
from scaleapi.quality.extraction.documents import TaskDocument, Unreadable, document_of
from scaleapi.quality.truth.keys import By, Entry, keys_of, only_texts
from scaleapi.quality.truth.skipped import Skips

__all__ = ["Side", "Source"]

Source = Iterable[Task | QualityTask | Mapping[str, Any]] | Mapping[str, Any] | Coco | StrPath
"""Tasks, also a list that is still being fetched; the path or URL of JSON lines, Parquet, an export's folder or a COCO
file; a COCO dataset; responses by task id; evaluation tasks, or their payloads, with their `expected_response`."""


@dataclass(frozen=True)
class Side:
    """One side of a comparison."""

    source: Source
    results: Results | None
    name: str
    """For messages: `tasks` or `reference`."""

    @property
    def is_coco(self) -> bool:
        """Whether it is a COCO dataset."""
        return self._dataset is not None

    def entries(self, skips: Skips) -> Iterator[Entry]:
        """Read it, one result after the other.

        Raises:
            TypeError: It is nothing that can be read.
            ScaleExportError: A file holds no tasks.
            OSError: A file cannot be read.
        """
        dataset = self._dataset
        if dataset is not None:
            yield from _of_coco(dataset, self.name, skips)
            return
        for number, one in enumerate(self._things()):
            entry = self._entry(one)
            if entry is None:
                skips.note(f"entries of {self.name} that are no tasks", [f"entry {number}"])
            else:
                yield entry

    def masks(self) -> Masks | None:
        """Find the masks beside the tasks of an export; None if it is something else."""
        if not isinstance(self.source, (str, PathLike)):
            return None
        folder = text_of(self.source)
        place = local_path(folder)
        if place is None or not (place / "files").is_dir():
            return None

        def found(task_id: str) -> Any:
            mask = place / mask_name(task_id, "combined.indexedImage")
            return mask if mask.exists() else None

        return found

    @cached_property
    def _dataset(self) -> Mapping[str, Any] | None:
        source: Any = self.source
        if isinstance(source, Coco):
            return source.dataset
        if isinstance(source, (str, PathLike)) and text_of(source).endswith(".json"):  # pyright: ignore[reportUnknownArgumentType]
            return self._file_of_coco(text_of(source))  # pyright: ignore[reportUnknownArgumentType]
        return cast("Mapping[str, Any]", source) if isinstance(source, Mapping) and "images" in source else None

    def _file_of_coco(self, place: str) -> Mapping[str, Any] | None:
        try:
            content = loads(read_bytes(place))
        except ValueError:
            return None  # perhaps JSON lines: whoever reads these tells what is wrong
        return content if is_object(content) and "images" in content else None

    def _things(self) -> Iterable[Any]:
        source: Any = self.source
        if isinstance(source, (str, PathLike)):
            return read_stored(source)  # pyright: ignore[reportUnknownArgumentType]
        if isinstance(source, Mapping):
            responses = cast("Mapping[str, Any]", source)
            return ({"task_id": task_id, "response": response} for task_id, response in responses.items())
        if isinstance(source, Iterable):
            return iter(source)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        raise TypeError(f"{self.name} must be tasks, a path, a COCO dataset or responses, not {type(source).__name__}")

    def _entry(self, one: Any) -> Entry | None:
        raw = one.as_dict() if isinstance(one, Entity) and not isinstance(one, Task) else one
        if is_object(raw) and is_object(raw.get("expected_response")):
            return _expected(raw)
        try:
            document = document_of(raw)
        except Unreadable:
            return None
        if self.results is not None and document.task_id in self.results:
            document.files = self.results[document.task_id].raw
        unique_id = raw.unique_id if isinstance(raw, Task) else mapped(raw).get("unique_id")
        return Entry(document, keys_of(document.task_id, unique_id, _about(document)), _attempts(raw))


class _About(msgspec.Struct, gc=False):
    attachment: Any = None
    attachments: Any = None
    text: Any = None


def _about(document: TaskDocument) -> dict[str, Any]:
    """Return what of the parameters tells what a task is about, without keeping the others."""
    told = document.params_as(_About)
    return document.params if told is None else msgspec.structs.asdict(told)


def _attempts(raw: object) -> list[Any]:
    """Return the answers of several people that a task has."""
    if isinstance(raw, Task):
        return raw.attempts if b'"attempts"' in raw.as_json() else []
    return listed(mapped(raw).get("attempts"))


def _expected(raw: dict[str, Any]) -> Entry:
    """Read an evaluation or training task, or its payload: what is expected is the response."""
    params = mapped(raw.get("params")) or raw
    task_id, kind = raw.get("id") or raw.get("task_id"), raw.get("type")
    head = {"task_id": str(task_id or ""), "type": kind, "params": params, "response": raw["expected_response"]}
    unique_id = raw.get("unique_id") or params.get("unique_id")
    return Entry(document_of({**head, "status": "completed"}), keys_of(task_id, unique_id, params))


def _of_coco(dataset: Mapping[str, Any], name: str, skips: Skips) -> Iterator[Entry]:
    """Read a COCO dataset image by image; the scores of detections become the attribute `score`."""
    annotations = [_scored(one) for _, one in objects(dataset.get("annotations"))]
    crowds = [f"annotation {one.get('id')}" for one in annotations if one.get("iscrowd")]
    skips.note(f"annotations of {name} that are crowds", crowds)
    kept = [one for one in annotations if not one.get("iscrowd")]
    read = from_coco({**dataset, "annotations": kept})
    skips.note(f"parts of {name} that are nothing a task has", map(str, read.losses))
    for image, response in read.images:
        keys: dict[By, object] = {"task_id": image.get("task_id"), "attachment": _bare(image.get("coco_url"))}
        keys["file"] = _name_in(image.get("file_name"))
        told = only_texts(keys)
        task_id = str(next(iter(told.values()), image.get("id")))
        head = {
            "task_id": task_id,
            "type": "imageannotation",
            "status": "completed",
            "params": {},
            "response": response,
        }
        yield Entry(document_of(head), told)


def _scored(annotation: dict[str, Any]) -> dict[str, Any]:
    score = numeral(annotation.get("score"))
    if score is None:
        return annotation
    rest = {name: value for name, value in annotation.items() if name != "score"}
    return {**rest, "attributes": {**mapped(annotation.get("attributes")), "score": score}}

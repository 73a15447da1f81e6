"""A task with its results, as a page shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scaleapi.models.rules import is_object, mapped
from scaleapi.models.task import Task
from scaleapi.models.tasks.result import TaskResult
from scaleapi.viewer.scenes import films, pictures, texts
from scaleapi.viewer.scenes.values import Json, Marks, clean, text

__all__ = ["scene_of"]

Draw = Callable[[Mapping[str, Any], Mapping[str, Any], Marks, str], tuple[list[Json], list[str]]]

_DRAWN: dict[str, Draw] = {
    **dict.fromkeys(
        [
            "imageannotation",
            "annotation",
            "polygonannotation",
            "lineannotation",
            "pointannotation",
            "cuboidannotation",
            "lidartopdown",
        ],
        pictures.image,
    ),
    **dict.fromkeys(("documenttranscription", "documentmodel"), pictures.document),
    "segmentannotation": pictures.segmentation,
    **dict.fromkeys(
        [
            "videoannotation",
            "videoplaybackannotation",
            "videoboxannotation",
            "videocuboidannotation",
            "laneannotation",
            "federal2dvideoannotation",
        ],
        films.video,
    ),
    **dict.fromkeys(("lidarannotation", "lidarsegmentation"), films.lidar),
    "namedentityrecognition": texts.spans,
    **dict.fromkeys(
        ("categorization", "textcollection", "datacollection", "transcription", "audiotranscription"), texts.form
    ),
    "comparison": texts.comparison,
    **dict.fromkeys(("chat", "chatlite", "chatexperimental", "multichat"), texts.chat),
}
"""How the results of a task type are drawn; those of any other are a tree."""


def scene_of(task: Task, *, marks: Marks | None = None, result: TaskResult | None = None) -> Json:
    """Make a task's scene: plain data, which a page draws.

    Args:
        task: The task, whatever is in it.
        marks: Messages, by the uuid of an annotation.
        result: The files of its result, where the response only names them.
    """
    raw, files = task.as_dict(), dict(result.raw) if result is not None else {}
    kind, params = text(raw.get("type")) or "", mapped(raw.get("params"))
    notes, results = list[str](), list[Json]()
    for name, found in (("response", raw.get("response")), ("hypothesis", params.get("hypothesis"))):
        if found is None:
            continue
        whole = {**found, **files} if is_object(found) and name == "response" else found
        views, missing = _views(kind, params, whole, marks or {})
        results.append({"name": name, "views": views})
        notes += [one if name == "response" else f"{name}: {one}" for one in missing]
    if not results or results[0]["name"] != "response":
        notes.insert(0, f"there is no response; the status is {text(raw.get('status')) or 'not known'}")
    return {**_head(raw, kind, params), "results": results, "notes": notes}


def _views(kind: str, params: Mapping[str, Any], found: object, marks: Marks) -> tuple[list[Json], list[str]]:
    draw = _DRAWN.get(kind)
    if draw is None or not is_object(found) or "error" in found:
        why = f"results of type {kind or 'unknown'} have no picture" if draw is None else "it has an unusual form"
        return [{"kind": "tree", "name": "response", "value": clean(found)}], [f"shown as a tree: {why}"]
    return draw(params, found, marks, kind)


def _head(raw: Mapping[str, Any], kind: str, params: Mapping[str, Any]) -> Json:
    names = {
        "id": "task_id",
        "status": "status",
        "review": "customer_review_status",
        "batch": "batch",
        "project": "project",
        "created": "created_at",
    }
    told = {name: text(raw.get(key)) for name, key in names.items()}
    words = (raw.get("instruction"), params.get("instruction"), raw.get("unique_id"), params.get("text"))
    return {**told, "id": told["id"] or "", "type": kind, "text": " ".join(filter(None, map(text, words))) or None}

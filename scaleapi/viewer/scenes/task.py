"""A task with its results, as a page shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scaleapi.models.rules import is_object, mapped
from scaleapi.models.task import Task
from scaleapi.models.tasks.result import TaskResult
from scaleapi.viewer.scenes import films, pictures, texts
from scaleapi.viewer.scenes.account import Account
from scaleapi.viewer.scenes.values import Json, Marks, text

__all__ = ["scene_of"]

Draw = Callable[[Mapping[str, Any], Account], list[Json]]
"""Makes views of a payload and the account of a response, which knows what was left out."""

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
    for name, found in (("response", _whole(raw.get("response"), files)), ("hypothesis", params.get("hypothesis"))):
        if found is None:
            continue
        account = Account(mapped(found), kind, marks, name)
        results.append({"name": name, "views": _views(params, found, account)})
        notes += [one if name == "response" else f"{name}: {one}" for one in account.notes()]
    if raw.get("response") is None:
        notes.insert(0, f"there is no response; the status is {text(raw.get('status')) or 'not known'}")
    return {**_head(raw, kind, params), "results": results, "notes": notes}


def _whole(response: object, files: Mapping[str, Any]) -> object:
    """Put the files of a result where the response names them."""
    if not files:
        return response
    return {**response, **files} if is_object(response) else {**files, **_beside(response)}


def _beside(response: object) -> Json:
    return {} if response is None else {"response": response}


def _views(params: Mapping[str, Any], found: object, account: Account) -> list[Json]:
    draw = _DRAWN.get(account.kind)
    if draw is not None and is_object(found) and "error" not in found:
        return [*draw(params, account), *account.left()]
    kind = account.kind or "unknown"
    why = f"results of type {kind} have no picture" if draw is None else "it has an unusual form"
    account.say(f"shown as a tree: {why}")
    for name, value in account.all().items():
        account.file(name, value)
    return [{"kind": "tree", "name": "response", "value": account.clean((), found)}]


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

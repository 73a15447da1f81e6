"""How many annotations there are, counted in the JSON, without looking at how the package makes rows of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[1] / "samples"


def payload(task_type: str) -> dict[str, Any]:
    """Read the sample payload of a task type, for a project of its own."""
    found: dict[str, Any] = json.loads((SAMPLES / task_type / "payload.json").read_text(encoding="utf-8"))
    left_out = {"batch", "project", "unique_id"}
    return {name: value for name, value in found.items() if name not in left_out}


def _one_or_many(value: Any) -> int:
    return len(value) if isinstance(value, list) else 1


def _wrapped(answer: Any) -> int:
    return len(answer["response"]) if isinstance(answer, dict) and "response" in answer else 1


def _by_key(response: Any, _: Any) -> int:
    rows = response.get("repeatable_fields") or []
    return len(response.get("fields", {})) + sum(len(row or [row]) for row in rows) + ("choice" in response)


def _filled_in(response: Any) -> int:
    """Count the answers: of one form, or of each person's."""
    forms = [response.get("annotations", {}), *response.get("responses", [])]
    return sum(_wrapped(answer) for form in forms for answer in form.values())


def _events(files: Any) -> int:
    return len(files.get("events", {}).get("events", []))


def _linked(_: Any, files: Any) -> int:
    cameras = [camera for frame in files.get("annotations", []) for camera in frame["camera_responses"]]
    return sum(len(camera["annotations"]) for camera in cameras)


def _clouds(_: Any, files: Any) -> int:
    points = files.get("point_segmentations", {})
    return sum(len(points.get(name, [])) for name in ("objects", "labels", "point_objects", "point_labels"))


def _chat(response: Any, _: Any) -> int:
    return len(response["responses"])


COUNTED: dict[str, Callable[[Any, Any], int]] = {
    **dict.fromkeys(("chat", "chatexperimental", "chatlite", "multichat"), _chat),
    **dict.fromkeys(("comparison", "datacollection", "transcription"), _by_key),
    "audiotranscription": lambda response, _: 1 + len(response["alignment"]),
    "categorization": lambda raw, _: _one_or_many(raw["category"]) if "category" in raw else len(raw),
    "lidarannotation": lambda _, files: sum(len(frame["cuboids"]) for frame in files.get("annotations", [])),
    "lidarlinking": _linked,
    "lidarsegmentation": _clouds,
    "namedentityrecognition": lambda raw, _: len(raw["annotations"]) + len(raw.get("relationships", [])),
    "segmentannotation": lambda response, _: sum(map(_one_or_many, response["labelMapping"].values())),
    "textcollection": lambda response, _: _filled_in(response),
    "videoannotation": lambda _, files: (
        _events(files) + sum(len(frame["annotations"]) for frame in files.get("annotations", []))
    ),
    "videoplaybackannotation": lambda _, files: (
        _events(files) + sum(len(track["frames"]) for track in files.get("annotations", {}).values())
    ),
}


def annotations_in(task_type: str, response: dict[str, Any], files: dict[str, Any]) -> int:
    """Count the annotations of a response and its files."""
    if task_type in COUNTED:
        return COUNTED[task_type](response, files)
    annotations = response.get("annotations", [])
    return len(annotations) if isinstance(annotations, list) else 0

"""Where to begin with a task type: a smallest valid payload, and what else there is to set."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from scaleapi._keywords import known_keywords
from scaleapi.models.docs import field_docs
from scaleapi.models.enums import TaskType
from scaleapi.models.tasks.registry import payload_class
from scaleapi.validation.checks import validate

__all__ = ["PayloadTemplate", "TemplateField", "payload_template"]

_SITE = "https://example.com"

_EXAMPLES: dict[str, Any] = {
    "annotation_definition": [],
    "attachment": f"{_SITE}/image.jpg",
    "attachment_type": "image",
    "attachments": [f"{_SITE}/frame-0.json"],
    "callback_url": f"{_SITE}/callbacks",
    "choices": ["first", "second"],
    "features": [{"type": "text", "label": "total"}],
    "fields": {"name": "What is the name?"},
    "geometries": {"box": {"objects_to_annotate": ["car"]}},
    "instruction": "Say what is to be done, with examples.",
    "is_frameless": False,
    "labels": ["car", "road"],
    "objects_to_annotate": ["car"],
    "project": "my-project",
    "scene_format": "sensor_fusion",
    "text": "Acme opened an office in Lisbon.",
}
"""What a required field may hold, whatever the task type."""

_EXAMPLES_OF: dict[str, dict[str, Any]] = {
    "audiotranscription": {"attachment": f"{_SITE}/recording.mp3"},
    "comparison": {"attachments": [f"{_SITE}/first.jpg", f"{_SITE}/second.jpg"]},
    "documentmodel": {"attachment": f"{_SITE}/document.pdf"},
    "documenttranscription": {"attachment": f"{_SITE}/document.pdf"},
    "multistage": {"attachments": [f"{_SITE}/scene.sfs"]},
    "namedentityrecognition": {"labels": [{"name": "organisation"}, {"name": "place"}]},
    "sensorfusion": {"attachments": [f"{_SITE}/scene.sfs"]},
    "textcollection": {
        "attachments": [{"type": "text", "content": "I love it."}],
        "fields": [{"type": "text", "field_id": "mood", "title": "Mood"}],
    },
}
"""The same where a task type needs something else."""

_BEGUN: dict[str, dict[str, Any]] = {
    "categorization": {"categories": ["car", "bicycle"]},
    "lidarlinking": {"lidar_task": "0123456789abcdef01234567"},
}
"""What a payload has in place of the field that would be asked for."""


@dataclass(frozen=True, slots=True)
class TemplateField:
    """A field of a payload."""

    name: str
    kind: str
    """What it holds: `string`, `array`, `10, 20 or 30` …; `anything` if that is open."""
    about: str
    """What it is for, and where that is known from."""
    needed: bool
    """Whether it is in the smallest payload."""


@dataclass(frozen=True, slots=True)
class PayloadTemplate:
    """Where to begin with a task type: a smallest payload, and what else may be in one; made by `payload_template`."""

    payload: dict[str, Any]
    """A smallest valid payload: without any of its fields, something is missing. No project gives it parameters."""
    fields: list[TemplateField]
    """Everything that a payload may have, those that the smallest one has first."""


@known_keywords
def payload_template(task_type: TaskType | str) -> PayloadTemplate:
    """Make a smallest valid payload of a task type, with what else may be in it.

    Of a type that is not known, it has what all types share. A few types need nothing: a project or template brings it.
    """
    name, model = str(task_type), payload_class(str(task_type))
    payload = _smallest(name)
    kinds = {wire: _kind(model.model_fields[field].annotation) for wire, field in model.wire_names.items()}
    docs = field_docs(model)
    fields = [TemplateField(one, kind, docs.get(one, ""), one in payload) for one, kind in kinds.items()]
    return PayloadTemplate(payload, sorted(fields, key=lambda one: not one.needed))


def _smallest(task_type: str) -> dict[str, Any]:
    payload = deepcopy(_BEGUN.get(task_type, {}))
    while lacking := _missing(task_type, payload):
        payload.update({field: _example(task_type, field) for field in lacking})
    return payload


def _missing(task_type: str, payload: dict[str, Any]) -> list[str]:
    """List the fields that a payload lacks, surely or probably."""
    return [one.pointer[1:] for one in validate(task_type, payload) if one.code == "missing"]


def _example(task_type: str, field: str) -> Any:
    return deepcopy(_EXAMPLES_OF.get(task_type, {}).get(field, _EXAMPLES[field]))


_KINDS: dict[Any, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
}


def _kind(annotation: Any) -> str:
    """Name what a field of this type holds, as JSON has it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kind(get_args(annotation)[0])
    if origin is Literal:
        *others, last = map(str, get_args(annotation))
        return f"{', '.join(others)} or {last}" if others else last
    if origin in (Union, UnionType):
        kinds = dict.fromkeys(_kind(one) for one in get_args(annotation) if one is not type(None))
        return " or ".join(one for one in kinds if one != "integer" or "number" not in kinds)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "object"
    return _KINDS.get(origin or annotation, "anything")

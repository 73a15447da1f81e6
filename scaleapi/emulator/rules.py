"""What the service refuses about the parameters of a task, written as tables and small checks.

Parameters that a project can supply are looked for after the project's were merged in; attachments never are.
"""

from __future__ import annotations

import re

from scaleapi.emulator import checks
from scaleapi.emulator.wire import Json, is_array, refuse
from scaleapi.models.enums import TaskType

__all__ = ["TASK_TYPES", "check_merged", "check_own"]

TASK_TYPES = frozenset({*(member.value for member in TaskType), "audiotranscription"})
"""What can be created; `audiotranscription` is older than the list that clients have."""

NO_ATTACHMENT = "Please include an attachment or attachments parameter."

_URL = re.compile(r"[a-z][a-z0-9+.-]*://.", re.IGNORECASE)
_CHATS = frozenset({"chat", "chatexperimental", "chatlite", "multichat"})

_REQUIRED: dict[str, tuple[str, ...]] = {
    "categorization": ("instruction", "attachment_type", "taxonomies|categories"),
    "comparison": ("instruction", "attachments", "attachment_type", "fields|choices"),
    "datacollection": ("instruction", "attachment_type", "fields"),
    "documenttranscription": ("features",),
    "imageannotation": ("geometries",),
    "lidarannotation": ("labels",),
    "lidartopdown": ("project",),
    "multistage": ("project", "scene_format"),
    "namedentityrecognition": ("labels",),
    "segmentannotation": ("labels",),
    "sensorfusion": (
        "project",
        "instruction",
        "scene_format",
        "annotation_definition",
        "callback_url",
        "is_frameless",
    ),
    "textcollection": ("fields",),
    "transcription": ("instruction", "attachment_type", "fields|repeatable_fields"),
    "videoannotation": ("geometries",),
    "videoplaybackannotation": ("geometries",),
}
"""Parameters besides the attachment; `a|b` asks for one of them."""

_ONE_KIND_OF_ATTACHMENT = frozenset({"documenttranscription", "lidartopdown"})


def check_own(task_type: str, own: Json) -> None:
    """Refuse what is wrong about a task's body, whatever its project supplies."""
    _check_type(task_type)
    _check_common(own)
    _check_attachments(task_type, own)


def check_merged(task_type: str, merged: Json) -> None:
    """Refuse a task that lacks a parameter although its project's were put under its own."""
    for wanted in _REQUIRED.get(task_type, ()):
        names = wanted.split("|")
        if all(merged.get(name) is None for name in names):
            checks.invalid(" or ".join(f'"{name}"' for name in names) + " is required")
    labels: object = merged.get("labels")
    if task_type == "segmentannotation" and is_array(labels) and len(labels) > 50:
        checks.invalid('"labels" must have at most 50 entries')


def _check_type(task_type: str) -> None:
    if task_type == "phonecall":
        refuse("Tasks of type phonecall were removed from the API in 2017.")
    if task_type not in TASK_TYPES:
        refuse(f'The emulator does not know the task type "{task_type}".', 501)


def _check_common(own: Json) -> None:
    for name in ("project", "batch", "instruction", "unique_id"):
        checks.optional_text(own, name)
    checks.metadata(own.get("metadata") or {})
    checks.tag_list(checks.listed(own.get("tags") or []))
    checks.boolean(own, "clear_unique_id_on_error")
    if own.get("callback_url"):
        checks.webhook(checks.text(own["callback_url"], "callback_url"), "callback_url")
    if own.get("priority") is not None:
        checks.priority_of(own["priority"], (10, 20, 30), "10, 20 or 30")


def _check_attachments(task_type: str, own: Json) -> None:
    one: object = own.get("attachment")
    many: object = own.get("attachments") or None
    if task_type != "textcollection":  # whose attachments are objects
        many = checks.listed(many)
    if task_type == "namedentityrecognition":
        _check_entity_text(own)
    elif task_type not in _CHATS and not own.get("lidar_task") and not one and not many:
        _refuse_bare(task_type)
    if task_type in _ONE_KIND_OF_ATTACHMENT and one and many:
        checks.invalid('"attachment" and "attachments" exclude each other')
    if many is not None and not is_array(many):
        checks.invalid('"attachments" must be an array')
    if task_type == "audiotranscription" and isinstance(one, str):
        _check_audio(own, one)
    if task_type == "sensorfusion" and not (is_array(many) and len(many) == 1):
        checks.invalid('"attachments" must have exactly one entry, the URL of the scene')


def _check_entity_text(own: Json) -> None:
    # The older way gives the text as an attachment of type "text".
    if not own.get("text") and not own.get("attachment"):
        checks.invalid('"text" is required')


def _check_audio(own: Json, attachment: str) -> None:
    # So it was seen to be refused. What is said of one that has a type is not known.
    if own.get("attachment_type") is None and not _URL.match(attachment):
        checks.invalid(f'"attachment" must be a URL with its scheme, not "{attachment[:40]}"')


def _refuse_bare(task_type: str) -> None:
    if task_type == "textcollection":
        checks.invalid('"attachments" is required')
    refuse(NO_ATTACHMENT)

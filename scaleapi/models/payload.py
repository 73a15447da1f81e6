"""Payload and Response: what all task types have in common, in what is sent and in what comes back."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, ValidationError, WrapValidator, model_validator
from pydantic.functional_validators import ModelWrapValidatorHandler

from scaleapi._io.json_text import dumps
from scaleapi.models.payload_model import PayloadModel, read_part
from scaleapi.models.rules import Rule, not_empty, one_of, uncertain
from scaleapi.models.table import ANYTHING, Table
from scaleapi.models.validation_context import is_reading, reading
from scaleapi.models.values import Boolean, Integer, Priority, String, Uncertain
from scaleapi.problems import Finding

__all__ = ["OrRaw", "Payload", "Response"]

_LARGEST_METADATA = 10 * 1024
_URL = re.compile(r"https?://([^\s/?#@]*@)?[^\s/?#@]+([/?#]|$)", re.IGNORECASE)


def _callback_is_reachable(raw: Mapping[str, Any]) -> Iterable[Finding]:
    address = raw.get("callback_url")
    if not isinstance(address, str) or not address or _URL.match(address) or _is_email(address):
        return ()
    return [Finding(("callback_url",), "format", "must be an http(s) URL or an e-mail address", address)]


def _is_email(address: str) -> bool:
    if "@" not in address or "://" in address:
        return False
    # Imported here because it is slow to import, and most callbacks are URLs.
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return False
    return True


def _metadata_is_small(raw: Mapping[str, Any]) -> Iterable[Finding]:
    metadata = raw.get("metadata")
    size = len(dumps(metadata)) if isinstance(metadata, dict) and metadata else 0
    if size <= _LARGEST_METADATA:
        return ()
    return [Finding(("metadata",), "size", f"must be at most 10 KB as JSON; it has {size} bytes", metadata)]


_NAMES = """
    allow_multiple allow_parent_labels allow_unlabeled annotation_attributes annotation_definition
    annotation_frame_rate annotation_type attachment attachment_type attachments base_annotations camera_height
    camera_intrinsics camera_rotation_quaternion can_add_base_annotations can_delete_base_annotations
    can_edit_base_annotation_labels can_edit_base_annotations categories category_ids choices context_attachments
    dependents description duration_time entity_name events_to_annotate examples expected_response features fields
    frame_rate geometries geometry hypothesis initial_response instance_labels is_frameless labels lang layers
    lidar_task lidar_task_frames links max_annotations max_distance_meters meters_per_unit min_annotations
    min_height min_width objects_to_annotate padding paddingX paddingY phone_number phrases pitch_and_roll_enabled
    relationships repeatable_fields responses_required row_fields scene_format script skip_human_transcription
    splines start_time taxonomies template_variables text title verbatim video_frame_rate with_labels
"""

_ELSEWHERE = frozenset(_NAMES.split())
"""Names that the documentation has for some task type or other: nowhere slips of the pen."""


class Payload(PayloadModel):
    """The parameters of a task. Fields that are common to all task types are here.

    Making one raises pydantic's `ValidationError` if something is surely wrong, and gives a `ScaleValidationWarning`
    for each doubt.
    """

    known_elsewhere: ClassVar[frozenset[str]] = _ELSEWHERE
    task_type: ClassVar[str | None] = None
    """The task type that it is for; None if it serves several."""
    rules: ClassVar[tuple[Rule, ...]] = (
        _callback_is_reachable,
        _metadata_is_small,
        uncertain(not_empty("unique_id")),
        uncertain(one_of("urgency", "immediate", "day", "week", "standard")),
    )

    project: String | None = None
    """The project's name; not needed if `batch` is given. Documented."""
    batch: String | None = None
    """The batch's name; the task joins its project. Documented."""
    instruction: String | None = None
    """What workers are told: Markdown, or an iframe of a Google Doc. The project's follows after it. Documented."""
    callback_url: String | None = None
    """Where results are posted: an http(s) URL, or an e-mail address; empty for nowhere. Documented."""
    metadata: dict[str, Any] | None = None
    """Anything, at most 10 KB as JSON; it comes back as it is. Documented."""
    priority: Priority | None = None
    """10, 20 or 30: the larger, the sooner, within a project. Documented."""
    unique_id: String | None = None
    """An id of yours, unique over all tasks of the account; the service answers 409 to a second one. Documented."""
    clear_unique_id_on_error: Boolean | None = None
    """Whether a task that ends in an error gives up its `unique_id`. Documented."""
    tags: Annotated[list[String], Field(max_length=5)] | None = None
    """At most five, to search by. Documented."""
    project_version: Integer | None = None
    """Which version of the project's parameters to inherit; -1 for none. Documented."""
    project_param_version: Integer | None = None
    """The same under the name that the task keeps it by. Seen in code."""
    urgency: String | None = None
    """Legacy: `immediate`, `day` or `week`. Documented in 2017."""
    force: Annotated[Boolean | None, Uncertain()] = None
    """Legacy; seen in code, its meaning is nowhere documented."""


def _or_raw(value: Any, handler: Callable[[Any], Any]) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return value


OrRaw: WrapValidator = WrapValidator(_or_raw)
"""Marks a field of a response: a value that does not fit it stays as it came."""


class Response(PayloadModel):
    """What workers answered. Reads whatever comes: each value that does not fit its field stays as it came."""

    table: ClassVar[Table] = ANYTHING
    """How it becomes rows."""

    @model_validator(mode="wrap")
    @classmethod
    def _in_context(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if is_reading():
            return read_part(cls, value, handler)
        if not isinstance(value, (dict, cls)):
            return handler(value)  # not even an object
        with reading():
            return read_part(cls, value, handler)

"""From the body of a request to a callback."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from scaleapi._io.json_text import loads
from scaleapi._keywords import known_keywords
from scaleapi.callbacks.callback import Callback
from scaleapi.callbacks.keys import Headers, Keys, SecretKeys, header_values, verify
from scaleapi.exceptions import CallbackRefused
from scaleapi.models.base import Json
from scaleapi.models.rules import is_object

__all__ = ["Body", "callback_of", "object_of", "parse"]

Body = bytes | bytearray | memoryview | str

_LONGEST_ID = 200


@known_keywords
def parse(body: Body, headers: Headers, keys: Keys | SecretKeys) -> Callback:
    """Check and read a callback.

    Args:
        body: Of the request, as it came.
        headers: Of the request, as your framework has them.
        keys: The account's callback auth key, or several of them: live and test, old and new.

    Raises:
        CallbackRefused: It does not carry a key (`code` 401), or says nothing of a task (400).
        ScaleException: There is no key to compare with, or one of them is empty.
    """
    verify(headers, keys)
    return callback_of(object_of(body, headers))


def object_of(body: Body, headers: Headers) -> Json:
    """Read the JSON object in a body: whatever `json.loads` reads."""
    encodings = b",".join(header_values(headers, "content-encoding")).strip().lower()
    if encodings not in {b"", b"identity"}:
        raise CallbackRefused("The body is compressed, which the service does not do")
    try:
        content = loads(bytes(body) if isinstance(body, (memoryview, bytearray)) else body)
    except ValueError:
        raise CallbackRefused("The body is not JSON, or nested too deeply") from None  # the cause quotes the body
    if not is_object(content):
        raise CallbackRefused("The body is not a JSON object")
    return content


def callback_of(content: Json) -> Callback:
    """Read what was posted. An id or status that the task lacks is taken from beside it."""
    task: Any = content.get("task")
    if not is_object(task):
        raise CallbackRefused("The body has no task")
    if "task_id" in content and task.get("task_id", content["task_id"]) != content["task_id"]:
        raise CallbackRefused("The body tells of one task and has another")
    lacking = {name: content[name] for name in ("task_id", "status") if name in content and name not in task}
    try:
        callback = Callback.model_validate({**content, "task": {**task, **lacking}})
    except ValidationError:
        raise CallbackRefused("The task has no id or no status") from None  # the cause quotes the body
    if not _is_id(callback.task_id):
        raise CallbackRefused("The task's id is none")
    return callback


def _is_id(task_id: str) -> bool:
    """Tell whether this may be an id: those of the service are 24 hexadecimal digits."""
    return 0 < len(task_id) <= _LONGEST_ID and task_id.isascii() and task_id.isprintable() and bool(task_id.strip())

"""Which classes a task type has."""

from __future__ import annotations

import subprocess
import sys

import pytest

from scaleapi.models.enums import TaskType
from scaleapi.models.payload import Payload, Response
from scaleapi.models.tasks.chat import ChatPayload, ChatResponse
from scaleapi.models.tasks.generic import (
    GenericResponse,
    TaskErrorResponse,
    UnknownTypePayload,
)
from scaleapi.models.tasks.image import ImageAnnotationPayload, ImageAnnotationResponse
from scaleapi.models.tasks.registry import is_known, payload_class, response_class
from scaleapi.models.tasks.text import TextCollectionPayload, TextCollectionResponse
from scaleapi.models.tasks.text_legacy import AudioTranscriptionPayload, AudioTranscriptionResponse


@pytest.mark.parametrize(
    ("task_type", "payload", "response"),
    [
        ("imageannotation", ImageAnnotationPayload, ImageAnnotationResponse),
        (TaskType.TextCollection, TextCollectionPayload, TextCollectionResponse),
        ("chat", ChatPayload, ChatResponse),
        ("audiotranscription", AudioTranscriptionPayload, AudioTranscriptionResponse),
        ("new", UnknownTypePayload, GenericResponse),
    ],
)
def test_classes(task_type: str, payload: type, response: type) -> None:
    """A task type has classes of its own, or open ones."""
    assert (payload, response) == (payload_class(task_type), response_class(task_type))


@pytest.mark.parametrize("task_type", list(TaskType))
def test_every_type(task_type: TaskType) -> None:
    """Every known task type has classes, and a payload class of its own knows its type."""
    assert is_known(task_type)
    assert issubclass(response_class(task_type), Response)
    assert payload_class(task_type).task_type == task_type.value


def test_names_known_elsewhere() -> None:
    """No field of one task type is taken for a slip of the pen in another."""
    fields = {name for task_type in TaskType for name in payload_class(task_type).wire_names}

    assert fields - Payload.wire_names.keys() <= Payload.known_elsewhere


def test_error_response() -> None:
    """The response of a task in error says what went wrong."""
    raw = {
        "error": "Frames could not be processed.",
        "attachments": [{"statusCode": 403, "url": "https://files.example.com/a.png"}],
        "frames": [
            {"frame": 0, "message": "no JSON", "attachment": {"statusCode": 200}},
            5,
        ],
    }

    response = response_class("imageannotation", "error").read(raw)

    assert isinstance(response, TaskErrorResponse)
    assert (response.attachments or [])[0].statusCode == 403
    assert response.to_wire() == raw


def test_lazy() -> None:
    """Models of a task type are imported when they are first asked for; models never import httpx."""
    code = """
import sys, scaleapi.validation.checks
assert "scaleapi.models.tasks.image" not in sys.modules
scaleapi.validation.checks.validate("imageannotation", {})
assert "scaleapi.models.tasks.image" in sys.modules
assert "scaleapi.models.tasks.text" not in sys.modules
assert not {"httpx", "email_validator"} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", code], check=True)

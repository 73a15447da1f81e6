"""Documents that are read without being parsed first: they say the same, or are not read so."""

from __future__ import annotations

import json

import pytest

from scaleapi import Task
from scaleapi.models.reading import LAST_COUNTS, read_fitting
from scaleapi.models.tasks.image import ImageAnnotationResponse

pytestmark = pytest.mark.skipif(not LAST_COUNTS, reason="with this pydantic, documents are always parsed first")
FITTING = ["1", "1.0", "-0", "-0.0", "1E5", "0.1", "5e-324", "1.7976931348623157e308", "1" + "0" * 40, "null"]
NOT_FITTING = ["1e400", "NaN", "-Infinity", '"1"', "true", "[1]", "[" * 300 + "]" * 300, '"\\ud800"', '"\\u0000"']


def response(box: str) -> bytes:
    """Write a response of one annotation."""
    return b'{"annotations": [{"uuid": "a", %s}]}' % box.encode()


@pytest.mark.parametrize("text", FITTING)
def test_numbers(text: str) -> None:
    """Integers of any length, floats as they are written, and no value at all."""
    document = response(f'"type": "box", "left": {text}, "attributes": {{"a": {text}}}')
    assert repr(ImageAnnotationResponse.read(json.loads(document))) == repr(
        read_fitting(ImageAnnotationResponse, document)
    )


@pytest.mark.parametrize("text", NOT_FITTING)
def test_what_does_not_fit(text: str) -> None:
    """It is left to the way that keeps what does not fit as it came."""
    document = response(f'"type": "box", "left": {text}')
    assert read_fitting(ImageAnnotationResponse, document) is None

    task = b'{"task_id": "a", "status": "completed", "type": "imageannotation", "response": %s}' % document
    read = Task.received(task).typed_response
    assert repr(ImageAnnotationResponse.read(json.loads(document))) == repr(read)


@pytest.mark.parametrize(
    ("box", "fits"),
    [
        ('"label": "a", "label": "b", "type": "polygon", "type": "box"', True),
        ('"label": "a", "left": 1', False),
        ('"label": "a", "type": "blob"', False),
        ('"label": "a", "type": 7', False),
        ('"type": "path", "vertices": [{"x": 1, "y": 2}]', True),
    ],
)
def test_kinds(box: str, fits: bool) -> None:
    """The last of equal keys counts; an unknown or absent type is told by the function that knows them."""
    document = response(box)
    parsed = ImageAnnotationResponse.read(json.loads(document))
    assert (repr(parsed) if fits else "None") == repr(read_fitting(ImageAnnotationResponse, document))

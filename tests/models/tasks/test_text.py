"""`textcollection`: reading answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scaleapi.models.fields import CategoryChoice, CategoryField, FieldSet, TextField
from scaleapi.models.tasks.text import (
    TextCollectionAttachment,
    TextCollectionPayload,
    TextCollectionResponse,
    WrappedAnswer,
)

SAMPLES = Path(__file__).parents[2] / "samples" / "textcollection"


def sample(name: str) -> Any:
    """Read a sample."""
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


def test_flat_answers() -> None:
    """Plain answers are read as they are."""
    raw = sample("response.json")

    response = TextCollectionResponse.read(raw)

    assert response.answers == raw["annotations"]
    assert response.to_wire() == raw


def test_wrapped_answers() -> None:
    """Wrapped answers are read as objects, and as what is inside them."""
    raw = sample("response_wrapped.json")

    response = TextCollectionResponse.read(raw)

    assert (response.annotations or {})["correct"] == WrappedAnswer(
        type="category", field_id="correct", response=[["no"]]
    )
    assert response.answers == {"correct": [["no"]]}
    assert response.to_wire() == raw


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"annotations": None},
        {"annotations": [1]},
        {"annotations": {"a": {"field_id": 1, "response": 2}}},
        {"new": 1},
    ],
)
def test_odd_answers(raw: dict[str, Any]) -> None:
    """Answers of another shape are kept; there is nothing to unwrap."""
    response = TextCollectionResponse.read(raw)

    assert response.to_wire() == raw
    assert isinstance(response.answers, dict)


def test_made_by_hand() -> None:
    """A form can be written with classes instead of dictionaries."""
    yes, no = (CategoryChoice(label=word.title(), value=word) for word in ("yes", "no"))
    url, note = (TextField(field_id=name, title=name.title()) for name in ("url", "note"))

    payload = TextCollectionPayload(
        attachments=[TextCollectionAttachment(type="text", content="Is it?")],
        fields=[
            CategoryField(field_id="correct", title="Correct?", choices=[yes, no]),
            FieldSet(field_id="source", title="Source", fields=[url, note]),
        ],
    )

    fields = payload.to_wire()["fields"]
    assert [field["type"] for field in fields] == ["category", "field_set"]
    assert fields[0]["choices"][1] == {"label": "No", "value": "no"}
    assert [field["type"] for field in fields[1]["fields"]] == ["text", "text"]

"""What rules read of values."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from pydantic import ValidationError

from scaleapi import validate
from scaleapi.models.attributes import NumberAttribute
from scaleapi.models.fields import CategoryField, FieldSet, NumberField, TextField
from scaleapi.models.geometry import BoxGeometry, Connection, CuboidGeometry, LineGeometry, PolygonGeometry
from scaleapi.models.payload import Payload
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import numeral, numeral_or_text
from scaleapi.models.validation_context import checking


@pytest.mark.parametrize(
    ("value", "number", "of_text"),
    [
        (5, 5, 5),
        (-1.5, -1.5, -1.5),
        (True, None, None),
        (None, None, None),
        ([], None, None),
        ("5", None, 5),
        ("x", None, None),
        ("1" * 400, None, int("1" * 400)),
        ("1" * 401, None, None),
    ],
    ids=lambda value: f"{value!r:.9}",
)
def test_numbers(value: Any, number: Any, of_text: Any) -> None:
    """Truth is none; text is one only where forms may have sent it."""
    assert [repr(number), repr(of_text)] == [repr(numeral(value)), repr(numeral_or_text(value))]


LIMITS: list[tuple[type[PayloadModel], dict[str, Any], dict[str, str]]] = [
    (BoxGeometry, {"min_height": 0, "min_width": 0}, {}),
    (BoxGeometry, {"min_height": -1, "min_width": -1}, {"min_height": "warning", "min_width": "warning"}),
    (CuboidGeometry, {"min_height": 0, "min_width": 0}, {}),
    (CuboidGeometry, {"min_height": -1, "min_width": -1}, {"min_height": "warning", "min_width": "warning"}),
    (PolygonGeometry, {"min_vertices": 0}, {}),
    (PolygonGeometry, {"min_vertices": -1}, {"min_vertices": "warning"}),
    (PolygonGeometry, {"max_vertices": 1}, {}),
    (PolygonGeometry, {"max_vertices": 0}, {"max_vertices": "warning"}),
    (LineGeometry, {"min_vertices": 3, "max_vertices": 3}, {}),
    (LineGeometry, {"min_vertices": 4, "max_vertices": 3}, {"max_vertices": "error"}),
    (TextField, {"min_responses_required": 1}, {}),
    (TextField, {"min_responses_required": 0}, {"min_responses_required": "error"}),
    (TextField, {"min_responses_required": 2}, {"min_responses_required": "warning"}),
    (TextField, {"max_responses_required": 100}, {}),
    (TextField, {"max_responses_required": 101}, {"max_responses_required": "error"}),
    (TextField, {"max_responses_required": 0}, {"max_responses_required": "warning"}),
    (CategoryField, {"min_choices": 1}, {}),
    (CategoryField, {"min_choices": 2}, {"min_choices": "warning"}),
    (CategoryField, {"max_choices": 1}, {}),
    (CategoryField, {"max_choices": 0}, {"max_choices": "warning"}),
    (FieldSet, {"inline": True, "fields": [{}]}, {}),
    (FieldSet, {"inline": True, "fields": [{}, {}]}, {}),
    (FieldSet, {"inline": True, "fields": [{}, {}, {}]}, {"fields": "error"}),
    (NumberField, {"min": 2, "max": 1}, {"max": "warning"}),
    (NumberAttribute, {"min": 2, "max": 1}, {"max": "warning"}),
    (NumberAttribute, {"min": 1, "max": 1}, {}),
]


@pytest.mark.parametrize(("model", "raw", "expected"), LIMITS, ids=lambda one: getattr(one, "__name__", None))
def test_limits(model: type[PayloadModel], raw: dict[str, Any], expected: dict[str, str]) -> None:
    """A limit itself is allowed; what is documented is a mistake beyond it, what is inferred or a default a doubt."""
    assert expected == {str(one.loc[0]): one.severity for rule in model.rules for one in rule(raw)}


ASKED = {"field_id": "a", "title": "A"}


@pytest.mark.parametrize(
    ("model", "name", "item", "allowed"),
    [
        (Connection, "pair", "nose", {2}),
        (FieldSet, "fields", {"type": "boolean", **ASKED}, {2, 3, 4, 5, 6}),
        (Payload, "tags", "a", {0, 1, 2, 3, 4, 5}),
    ],
)
def test_lengths(model: type[PayloadModel], name: str, item: Any, allowed: set[int]) -> None:
    """A pair has two, a set of fields at least two; there are five tags at most."""
    beside = {"type": "field_set", **ASKED} if model is FieldSet else {}

    def fits(size: int) -> bool:
        with checking(), suppress(ValidationError):
            model.model_validate({name: [item] * size, **beside})
            return True
        return False

    assert allowed == {size for size in range(7) if fits(size)}


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([{"colour": "red"}], []),
        ([{"colour": ["red", "blue"]}, {"size": "big"}], []),
        ([], []),
        ([{}], ["/annotation_attributes/a/conditions/attribute_conditions/0"]),
        ([{"colour": "red", "size": "big"}], ["/annotation_attributes/a/conditions/attribute_conditions/0"]),
    ],
)
def test_conditions_of_attributes(conditions: list[Any], expected: list[str]) -> None:
    """Each names one attribute: no more, and no fewer."""
    choices = {"type": "category", "choices": ["red", "blue", "big"]}
    attributes = {
        **{name: {**choices, "description": f"The {name}?"} for name in ("colour", "size")},
        "a": {"type": "text", "description": "What?", "conditions": {"attribute_conditions": conditions}},
    }
    payload = {
        "attachment": "https://example.com/a.jpg",
        "geometries": {"box": {"objects_to_annotate": ["car"]}},
        "annotation_attributes": attributes,
    }
    assert expected == [one.pointer for one in validate("imageannotation", payload) if one.severity == "error"]

"""What rules read of values."""

from __future__ import annotations

from typing import Any

import pytest

from scaleapi import validate
from scaleapi.models.rules import numeral, numeral_or_text


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
    ],
)
def test_numbers(value: Any, number: Any, of_text: Any) -> None:
    """Truth is none; text is one only where forms may have sent it."""
    assert [repr(number), repr(of_text)] == [repr(numeral(value)), repr(numeral_or_text(value))]


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

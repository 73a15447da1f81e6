"""What models do not know of what came."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi import Task
from scaleapi.models.tasks.registry import KNOWN_TYPES, payload_class, response_class
from scaleapi.models.unknown import Unknown, unknown_in
from tests.documents import places, replaced

SAMPLES = Path(__file__).parents[1] / "samples"
ONLY_NAMED = ("federal2dvideoannotation", "laneannotation", "videoboxannotation", "videocuboidannotation")
HALF_KNOWN = {
    "documentmodel": {"fields_to_find"},
    **{one: {"whatever", "annotations"} for one in ONLY_NAMED},
    "multistage": {"stages"},
    "sensorfusion": {"annotations", "scene"},
}
"""Task types of which only a part is known, with what their samples have beyond it."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def sample(task_type: str, name: str) -> Any:
    """Read a sample."""
    return json.loads((SAMPLES / task_type / f"{name}.json").read_text(encoding="utf-8"))


def unknown_of(annotation: object) -> list[Unknown]:
    """List what is unknown in an image annotation's response with this annotation."""
    return list(unknown_in(response_class("imageannotation"), {"annotations": [annotation]}))


@pytest.mark.parametrize("task_type", KNOWN_TYPES)
def test_samples_are_known(task_type: str) -> None:
    """Of documented payloads and responses, nothing is unknown but fields of types that are known in part."""
    found = [
        *unknown_in(payload_class(task_type), sample(task_type, "payload")),
        *unknown_in(response_class(task_type), sample(task_type, "response")),
    ]

    assert {("field", (name,)) for name in HALF_KNOWN.get(task_type, ())} == {(one.kind, one.loc) for one in found}


PLACE = ("annotations", 0)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ({"type": "box", "left": 1}, []),
        ({"type": "box", "left": None}, []),
        ({"type": "box", "attributes": {"of the user's": [1]}}, []),
        ({"type": "box", "confidence": 0.5}, [("field", (*PLACE, "confidence"), 0.5)]),
        ({"type": "box", "left": "1"}, [("shape", (*PLACE, "left"), "1")]),
        ({"type": "blob", "radius": 3}, [("value", (*PLACE, "type"), "blob")]),
        ({"type": 7}, [("shape", (*PLACE, "type"), 7)]),
        ("a box", [("shape", PLACE, "a box")]),
        (
            {"type": "polygon", "vertices": [{"x": 1, "y": 2}, {"x": 1, "z": 2}]},
            [("field", (*PLACE, "vertices", 1, "z"), 2)],
        ),
        ({"type": "polygon", "vertices": {"x": 1}}, [("shape", (*PLACE, "vertices"), {"x": 1})]),
        ({"type": "ellipse", "vertices": [{"x": 1}]}, [("shape", (*PLACE, "vertices"), [{"x": 1}])]),
        (
            {"type": "cuboid", "edges": [*[{"description": "face-top"}] * 5, {"description": "back"}]},
            [("value", (*PLACE, "edges", 5, "description"), "back")],
        ),
    ],
    ids=repr,
)
def test_what_is_unknown(annotation: object, expected: list[tuple[str, tuple[Any, ...], Any]]) -> None:
    """Fields, values of enumerations and shapes are told by their place; null and free parts are nothing unknown."""
    assert expected == [(one.kind, one.loc, one.value) for one in unknown_of(annotation)]


@pytest.mark.parametrize(
    ("annotation", "known"),
    [
        ({"type": "box", "left": "1"}, "must be a number"),
        ({"type": "blob"}, "known are `box`, `polygon`, `line`, `point`, `cuboid` and `ellipse`"),
        ("a box", "must be an object"),
        ({"type": "box", "extra": 1}, ""),
    ],
    ids=repr,
)
def test_what_is_known_instead(annotation: object, known: str) -> None:
    """Beside what came stands what this version knows at the place."""
    assert [known] == [one.known for one in unknown_of(annotation)]


@pytest.mark.parametrize("value", [{"urgency": "yesterday"}, {"priority": 15}])
def test_choices_in_parameters(value: dict[str, Any]) -> None:
    """Choices are known to fields and to rules alike."""
    assert ["value"] == [one.kind for one in unknown_in(payload_class("imageannotation"), value)]


@given(value=JSON, choice=st.data())
def test_anything_may_come(value: Any, choice: st.DataObject) -> None:
    """Whatever stands anywhere in a payload or a response, nothing is raised, and each place that is told is there."""
    task_type = choice.draw(st.sampled_from(KNOWN_TYPES))
    name, model = choice.draw(
        st.sampled_from([("payload", payload_class(task_type)), ("response", response_class(task_type))])
    )
    raw = sample(task_type, name)
    changed = replaced(raw, choice.draw(st.sampled_from(places(raw))), value)

    assert {one.loc for one in unknown_in(model, changed)} <= set(places(changed))


def test_a_member_that_is_new() -> None:
    """It is told beside those that are known."""
    found = list(unknown_in(Task, {"task_id": "a", "status": "brand_new"}))
    [one] = [one for one in found if one.loc == ("status",)]
    assert ("value", "brand_new", True) == (one.kind, one.value, one.known.startswith("known are `"))
    assert "`completed`, `" in one.known or ", `completed`" in one.known

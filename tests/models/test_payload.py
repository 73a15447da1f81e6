"""Parts and payloads: how one is made, sent, read and copied."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from scaleapi.exceptions import ScaleValidationWarning
from scaleapi.models.annotations import BoxAnnotation
from scaleapi.models.attributes import CategoryAttribute, LinkedAttribute, NumberAttribute
from scaleapi.models.fields import CategoryChoice
from scaleapi.models.geometry import BoxGeometry, Geometries, LineGeometry
from scaleapi.models.labels import LabelDescription
from scaleapi.models.payload import Payload
from scaleapi.models.tasks.generic import GenericPayload
from scaleapi.models.tasks.image import ImageAnnotationPayload
from scaleapi.models.tasks.registry import payload_class
from scaleapi.models.values import Integer, Names, Number, Priority, Scalar
from scaleapi.validation.checks import validate

SAMPLES = Path(__file__).parents[1] / "samples"
RIGHT = sorted(SAMPLES.glob("*/payload*.json"))
WRONG = sorted(SAMPLES.glob("*/wrong_*.json"))
URL = "https://files.example.com/a.jpg"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def name(path: Path) -> str:
    """Name a test by its sample."""
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", RIGHT, ids=name)
def test_round_trip(path: Path) -> None:
    """A payload survives the way from JSON to a model and back, and again."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    model = payload_class(path.parent.name)

    assert model.model_validate(raw).to_wire() == raw
    assert model.model_validate(model.model_validate(raw)).to_wire() == raw
    assert json.dumps(model(**raw).to_wire(), sort_keys=True) == json.dumps(raw, sort_keys=True)


@pytest.mark.parametrize("path", [*RIGHT, *WRONG], ids=name)
def test_read_keeps_everything(path: Path) -> None:
    """Reading what the service sent never raises, and loses nothing."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw = raw.get("payload", raw)

    assert payload_class(path.parent.name).read(raw).to_wire() == raw


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["imageannotation", "textcollection", "chat"]), JSON)
def test_read_anything(task_type: str, raw: Any) -> None:
    """Whatever the service sends can be read."""
    assert payload_class(task_type).read(raw).to_wire() == (raw if isinstance(raw, dict) else {})


@pytest.mark.parametrize("raw", [{"_fields_set": 1}, {"cls": 1, "self": 2}, {"wire": 1, "rules": 2}])
def test_read_awkward_names(raw: dict[str, Any]) -> None:
    """Names that mean something to Python are names like any other."""
    assert ImageAnnotationPayload.read(raw).to_wire() == raw


def test_read_what_fits() -> None:
    """What fits its field is typed; what does not stays raw; a required field that is absent is None."""
    raw = {"geometries": {"box": {"min_height": "8", "min_width": 8}, "line": 5}, "priority": 15}

    payload: Any = ImageAnnotationPayload.read(raw)

    assert (payload.attachment, payload.priority) == (None, 15)
    assert payload.geometries.line == 5
    assert payload.geometries.box == BoxGeometry.read({"min_height": "8", "min_width": 8})


def test_wire_is_what_was_set() -> None:
    """Nothing is sent but what was set, and the tag of a part that its class names."""
    payload = ImageAnnotationPayload(
        attachment=URL,
        geometries=Geometries(box=BoxGeometry(objects_to_annotate=["car"], min_height=8)),
        annotation_attributes={"speed": NumberAttribute(description="Speed?", max=2.5)},
        priority=None,
    )

    assert payload.to_wire() == {
        "attachment": URL,
        "geometries": {"box": {"objects_to_annotate": ["car"], "min_height": 8}},
        "annotation_attributes": {"speed": {"type": "number", "description": "Speed?", "max": 2.5}},
        "priority": None,
    }


def test_wire_of_parts_in_dictionaries() -> None:
    """Parts inside dictionaries are sent like dictionaries; pydantic's own function gives the same."""
    payload = {"annotation_attributes": {"a": CategoryAttribute(description="d", choices=["x"], global_=True)}}

    expected = {
        "annotation_attributes": {"a": {"type": "category", "description": "d", "choices": ["x"], "global": True}}
    }
    assert expected == to_jsonable_python(payload)


def test_tag_only_where_the_class_was_named() -> None:
    """A dictionary without a type is sent without one."""
    raw = {"attachment": URL, "project": "p", "annotation_attributes": {"a": {"description": "d", "choices": ["x"]}}}

    payload = ImageAnnotationPayload.model_validate(raw)

    assert isinstance((payload.annotation_attributes or {})["a"], CategoryAttribute)
    assert payload.to_wire() == raw
    assert BoxAnnotation(left=1).to_wire() == {"type": "box", "left": 1}


def test_numbers_stay_as_they_are() -> None:
    """10 is not made 10.0, nor the other way round."""
    wire = BoxGeometry(min_height=10, min_width=10.0).to_wire()

    assert repr(wire) == "{'min_height': 10, 'min_width': 10.0}"


def test_changes_are_sent() -> None:
    """A field that is set later is sent, also deep inside."""
    payload = ImageAnnotationPayload(attachment=URL, geometries=Geometries(line=LineGeometry()))
    assert payload.geometries is not None
    assert payload.geometries.line is not None

    payload.geometries.line.min_vertices = 2
    payload.tags = ["a"]

    assert payload.to_wire() == {"attachment": URL, "geometries": {"line": {"min_vertices": 2}}, "tags": ["a"]}


def test_making_a_wrong_one() -> None:
    """Making a payload with mistakes raises one error with all of them, and none of the doubts."""
    with pytest.raises(ValidationError) as caught:
        ImageAnnotationPayload(attachment=5, padding="7", tags=list("abcdef"), geometries={"box": {"min_width": -1}})

    assert {error["loc"]: error["type"] for error in caught.value.errors()} == {
        ("attachment",): "type",
        ("tags",): "length",
    }


def test_making_a_doubtful_one() -> None:
    """Making a payload with doubts gives a warning for each, at the line of the caller."""
    with pytest.warns(ScaleValidationWarning) as caught:
        payload = ImageAnnotationPayload(attachment="a.jpg", geometries={"box": {}}, padding="7")

    assert {str(warning.message).partition(":")[0] for warning in caught} == {"/attachment", "/padding"}
    assert {Path(warning.filename).name for warning in caught} == {"test_payload.py"}
    assert payload.to_wire() == {"attachment": "a.jpg", "geometries": {"box": {}}, "padding": "7"}


def test_doubts_do_not_eat_iterators() -> None:
    """An iterator is read once, although a payload with doubts is made twice."""
    with pytest.warns(ScaleValidationWarning):
        payload = ImageAnnotationPayload(attachment="a.jpg", project="p", tags=iter("ab"))

    assert payload.tags == ["a", "b"]


def test_mistakes_are_named_without_tags() -> None:
    """Pydantic's error names places in the user's terms: no union tags."""
    with pytest.raises(ValidationError) as caught:
        Geometries.model_validate({"box": {"objects_to_annotate": [{"choice": "a", "subchoices": [{"choice": 5}]}]}})

    assert caught.value.errors()[0]["loc"] == ("box", "objects_to_annotate", 0, "subchoices", 0, "choice")


def test_rules_on_parts_made_by_hand() -> None:
    """Rules look into parts that are objects, and through the names that fields have in Python."""
    attribute = LinkedAttribute(description="d", allowed_labels=["vehicle"])
    labels = [LabelDescription(choice="vehicle", subchoices=["car"])]

    with pytest.raises(ValidationError, match="without subchoices"):
        ImageAnnotationPayload(
            attachment=URL,
            geometries=Geometries(box=BoxGeometry(objects_to_annotate=labels)),
            annotation_attributes={"of": attribute},
        )
    tracked = CategoryAttribute(description="d", choices=["x"], global_=True)
    with pytest.raises(ValidationError, match="tracks"):
        ImageAnnotationPayload(attachment=URL, project="p", annotation_attributes={"a": tracked})


def test_rules_without_json() -> None:
    """A value without a JSON form does not stop a payload from being made; it stops it from being sent."""
    payload = GenericPayload(attachment=URL, mystery=object())

    assert [problem.code for problem in validate("documentmodel", payload)] == ["not_json"]


def test_inside_a_model_of_yours() -> None:
    """A payload can be a field of a user's own model."""

    class WorkItem(BaseModel):
        payload: ImageAnnotationPayload

    with pytest.raises(ValidationError) as caught:
        WorkItem.model_validate({"payload": {"project": "p"}})
    assert caught.value.errors()[0]["loc"] == ("payload", "attachment")


def test_no_object() -> None:
    """A payload is made of an object only."""
    with pytest.raises(ValidationError, match="must be an object"):
        Payload.model_validate(5)


@pytest.mark.parametrize("twin", [copy.deepcopy, copy.copy, lambda part: pickle.loads(pickle.dumps(part))])
def test_copies(twin: Any) -> None:
    """Copies are equal and are sent alike."""
    payload = ImageAnnotationPayload(attachment=URL, project="p", extra=1)

    assert twin(payload) == payload
    assert twin(payload).to_wire() == payload.to_wire()


def test_repr() -> None:
    """The representation shows what was set."""
    assert repr(BoxGeometry(min_width=5)) == "BoxGeometry(min_width=5)"


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (Integer, [0, -5, 10**30, 10.0], [True, "1", 1.5, None, float("nan")]),
        (Number, [0, 1.5], [True, "1", None, float("inf")]),
        (Scalar, ["a", 0, 1.5, True], [None, [], {}]),
        (Priority, [10, 20, 30, 10.0], [True, "10", 15, 10.5]),
        (Names, ["a", ["a", "b"], []], [5, [5], {}]),
    ],
)
def test_values(kind: Any, right: list[Any], wrong: list[Any]) -> None:
    """The values of fields are JSON's own; nothing is turned into something else."""
    adapter = TypeAdapter(kind)

    assert [adapter.validate_python(value) for value in right] == right
    for value in wrong:
        with pytest.raises(ValidationError) as caught:
            adapter.validate_python(value)
        assert caught.value.error_count() == 1


def test_values_in_json_schema() -> None:
    """The JSON types of values are shown in schemas."""
    kinds: list[Any] = [Integer, Number, Scalar]

    schemas = [TypeAdapter(kind).json_schema() for kind in kinds]

    assert [{"type": "integer"}, {"type": "number"}] == [schema["anyOf"][0] for schema in schemas[:2]]
    assert schemas[2] == {"type": ["string", "number", "boolean"]}


def test_choices_keep_their_kind() -> None:
    """True is no 1, and 1 is no "1"."""
    assert [CategoryChoice(label="L", value=value).value for value in (True, 1, "1")] == [True, 1, "1"]
    assert CategoryChoice(label="L", value=True).value is True

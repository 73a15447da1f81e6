"""json_schema(): agrees with the models, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from scaleapi import json_schema
from scaleapi.models import payload_model
from scaleapi.models.tasks.registry import KNOWN_TYPES, payload_class
from scaleapi.models.validation_context import checking
from scaleapi.problems import findings_of
from tests.documents import places, replaced
from tests.models.tasks.test_samples import ODD, PAYLOADS, load, name

# The model looks inside annotations without a type, the schema does not.
TYPED = [path for path in PAYLOADS if "hypothesis" not in load(path) or path.parent.name != "imageannotation"]


@cache
def validator(task_type: str) -> Draft202012Validator:
    """Make what validates payloads of a type."""
    return Draft202012Validator(json_schema(task_type))


def parts(schema: Any) -> Iterator[Any]:
    """Take a schema apart, into what together is all of it."""
    for one in [{**schema, "$defs": {}}, *schema.get("$defs", {}).values()]:
        yield from ({**one, "properties": {}}, *one.get("properties", {}).values())


@cache
def look_at(schema: str) -> None:
    """Check that it is a schema: once, as many types have the same parts."""
    Draft202012Validator.check_schema(json.loads(schema))


def accepted_by_fields(task_type: str, payload: Any) -> bool:
    """Tell whether every field fits, whatever the rules between fields say."""
    with mock.patch.object(payload_model, "_with_rules", lambda _cls, _raw, found: found), checking():
        try:
            payload_class(task_type).model_validate(payload)
        except ValidationError as error:
            return all(finding.severity == "warning" for finding in findings_of(error))
    return True


@pytest.mark.parametrize("task_type", [*KNOWN_TYPES, "new"])
def test_schema(task_type: str) -> None:
    """The schema of every type is one, and says which dialect it is."""
    schema: Any = validator(task_type).schema

    for part in parts(schema):
        look_at(json.dumps(part, sort_keys=True))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", PAYLOADS, ids=name)
def test_documented_payloads(path: Path) -> None:
    """A documented payload fits the schema of its type."""
    assert [] == [error.message for error in validator(path.parent.name).iter_errors(load(path))]


@given(path=st.sampled_from(TYPED), new=ODD, data=st.data())
def test_agreement(path: Path, new: Any, data: st.DataObject) -> None:
    """What the fields accept the schema accepts, and the other way round."""
    raw = load(path)
    raw = replaced(raw, data.draw(st.sampled_from(places(raw))), new)

    expected = accepted_by_fields(path.parent.name, raw)
    assert expected == validator(path.parent.name).is_valid(raw), json.dumps(raw)


def test_null_is_absent() -> None:
    """Where a field may be absent, at any depth; not where it must be there."""
    raw = load(Path(__file__).parents[1] / "samples/imageannotation/payload.json")
    attribute = {"type": "text", "description": "?", "conditions": None}
    schema = validator("imageannotation")

    assert schema.is_valid(raw | {"unique_id": None, "annotation_attributes": {"a": attribute}})
    assert not schema.is_valid(raw | {"annotation_attributes": {"a": attribute | {"description": None}}})


def test_a_type_of_null_means_the_default() -> None:
    """As in the model, so in the schema."""
    raw = load(Path(__file__).parents[1] / "samples/videoannotation/payload.json")
    raw["annotation_attributes"]["paint"]["type"] = None

    assert (True, True) == (accepted_by_fields("videoannotation", raw), validator("videoannotation").is_valid(raw))


@pytest.mark.parametrize("kind", [None, "box", "unheard_of"])
def test_annotations_without_a_type(kind: str | None) -> None:
    """In a hypothesis an annotation need not say what it is; an attribute, whose default is another thing, must."""
    raw = load(Path(__file__).parents[1] / "samples/imageannotation/payload.json")
    box = {"type": kind, "label": "car", "left": 1, "top": 2, "width": 3, "height": 4}
    raw["hypothesis"] = {"annotations": [box if kind else {name: box[name] for name in box if name != "type"}]}
    assert validator("imageannotation").is_valid(raw)
    raw["hypothesis"]["annotations"][0]["type"] = 5
    assert not validator("imageannotation").is_valid(raw)

    film = load(Path(__file__).parents[1] / "samples/videoannotation/payload.json")
    film["annotation_attributes"]["paint"] = {"type": None}
    assert not validator("videoannotation").is_valid(film)


@pytest.mark.parametrize(
    ("paint", "expected"),
    [
        ({}, False),
        ({"description": "?"}, False),
        ({"description": "?", "choices": ["red"]}, True),
        ({"choices": 5}, False),
    ],
)
def test_without_a_type_it_is_the_default(paint: Any, expected: bool) -> None:
    """Not one of the others that it would fit, nor something that nobody knows."""
    film = load(Path(__file__).parents[1] / "samples/videoannotation/payload.json")
    film["annotation_attributes"]["paint"] = paint
    checked = (accepted_by_fields("videoannotation", film), validator("videoannotation").is_valid(film))

    assert (expected, expected) == checked


def test_installed_without_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """The schema is the same, but for what is said of the fields."""
    described = json_schema("new")["properties"]["project"]
    monkeypatch.setattr("scaleapi.validation.schema.field_docs", lambda _: {})
    del described["description"]

    assert described == json_schema("new")["properties"]["project"]

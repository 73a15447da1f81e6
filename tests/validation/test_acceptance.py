"""Payloads that are accepted at once: exactly those of which the models find nothing, except for rare ones."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import unwrap
from pathlib import Path
from typing import Annotated, Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError, create_model

from scaleapi.models.attributes import Attribute
from scaleapi.models.enums import TaskType
from scaleapi.models.geometry import BoxGeometry, PolygonGeometry
from scaleapi.models.payload import Response
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.rules import Rule, read_by
from scaleapi.models.tasks.registry import KNOWN_TYPES, payload_class
from scaleapi.models.validation_context import checking
from scaleapi.models.values import Integer, Number, by_shape, tag
from scaleapi.problems import Problem
from scaleapi.validation.acceptance import accepts
from scaleapi.validation.checks import validate
from scaleapi.validation.exact_types import _remembered
from tests.documents import places, replaced
from tests.json_texts import TEXTS, VALUES
from tests.validation.test_checks import GOOD, RIGHT, WRONG, load, name

GONE = object()
VALUES_OF_FIELDS: list[Any] = [
    *(None, True, 0, 1, -1, 10, 2.0, 2.5, 10**30, 1e300, "", "30", "true", "car", "Vehicle", "https://a.example/b.jpg"),
    *("half \ud83d", [], ["car"], [1], [[]], [None], [{}], {}, {"type": "text"}, {"type": "new"}, {"choice": "a"}),
    *({"choice": "a", "subchoices": ["b"]}, {"x": 1, "y": 2}, {"left": 1.5}, {"a": None}, {"annotations": []}, GONE),
]
"""What fields take, and what they do not; and nothing, to take a field away."""
NAMES = ["whatever", "atachment", "attachmentType", "min_heigth", "choices", "type", "global_", "half \ud83d", ""]


def at_length(task_type: str, payload: Any) -> list[Problem]:
    """Validate by the models alone."""
    with patch("scaleapi.validation.checks.accepts", lambda *_: False):
        return validate(task_type, payload)


def is_silent(model: type[PayloadModel], wire: Any) -> bool:
    """Tell whether a model finds nothing."""
    try:
        with checking():
            model.model_validate(wire)
    except ValidationError:
        return False
    return True


def shown(problems: list[Problem]) -> list[str]:
    """Write problems so that 1, 1.0 and True differ."""
    return [repr(one) for one in problems]


def changed(raw: Any, loc: tuple[Any, ...], new: Any) -> Any:
    """Copy a payload with another value in one place, or without it."""
    *outer, last = loc
    inner = raw
    for step in outer:
        inner = inner[step]
    if new is not GONE:
        return replaced(raw, loc, new)
    rest = (
        inner[:last] + inner[last + 1 :] if isinstance(inner, list) else {k: v for k, v in inner.items() if k != last}
    )
    return replaced(raw, tuple(outer), rest)


def more(raw: Any) -> Iterator[Any]:
    """Add unknown names to every object of a payload."""
    for loc in places(raw):
        inner = raw
        for step in loc:
            inner = inner[step]
        if isinstance(inner, dict):
            yield from (replaced(raw, loc, {**inner, key: "x"}) for key in NAMES)


def variants(raw: Any) -> list[Any]:
    """Change a payload in one place, in every way."""
    return [changed(raw, loc, new) for loc in places(raw)[1:] for new in VALUES_OF_FIELDS] + [*more(raw)]


def models(base: type[PayloadModel] = PayloadModel) -> Iterator[type[PayloadModel]]:
    """Iterate over all models of payloads and their parts."""
    for model in base.__subclasses__():
        if model.__module__.startswith("scaleapi.") and not issubclass(model, Response):
            yield from (model, *models(model))


@pytest.mark.parametrize("path", RIGHT, ids=name)
def test_right(path: Path) -> None:
    """A payload without problems is accepted, whatever its type and its parts."""
    assert accepts(payload_class(path.parent.name), load(path))


@pytest.mark.parametrize("path", WRONG, ids=name)
def test_wrong(path: Path) -> None:
    """A payload with any problem is not, be it only a doubt."""
    assert not accepts(payload_class(path.parent.name), load(path)["payload"])


@pytest.mark.parametrize("path", RIGHT, ids=name)
def test_variants(path: Path) -> None:
    """Of every change of a sample in one place, `validate` says what the models say, to the last word."""
    task_type, raw = path.parent.name, load(path)
    every = variants(raw)
    accepted = [one for one in every if accepts(payload_class(task_type), one)]

    assert 0 < len(accepted) < len(every)
    assert [] == [one for one in accepted if at_length(task_type, one)]


@given(st.data())
def test_several_changes(data: st.DataObject) -> None:
    """The same, of changes in several places."""
    path = data.draw(st.sampled_from(RIGHT))
    raw = load(path)
    for _ in range(data.draw(st.integers(1, 3))):
        loc = data.draw(st.sampled_from(places(raw)[1:]) if raw else st.just(("x",)))
        raw = changed(raw, loc, data.draw(st.sampled_from(VALUES_OF_FIELDS) | VALUES))

    assert shown(at_length(path.parent.name, raw)) == shown(validate(path.parent.name, raw))


@given(st.sampled_from([*KNOWN_TYPES, "new", ""]), VALUES | st.dictionaries(TEXTS, VALUES, max_size=3))
def test_anything(task_type: str, payload: Any) -> None:
    """The same, of what is no payload."""
    assert shown(at_length(task_type, payload)) == shown(validate(task_type, payload))


def saying(path: Path) -> list[Rule]:
    """List the rules of a sample's payload that say what they look at."""
    return [rule for rule in map(unwrap, payload_class(path.parent.name).rules) if read_by(rule)]


@pytest.mark.parametrize("path", [one for one in RIGHT if saying(one)], ids=name)
def test_rules_read_what_they_say(path: Path) -> None:
    """Of every change of a sample in one place, such a rule finds the same where nothing else is given."""
    for raw in variants(load(path)):
        for rule in saying(path):
            alone = {name: raw[name] for name in read_by(rule) if name in raw}
            assert list(rule(raw)) == list(rule(alone))


def test_memory_of_payloads() -> None:
    """What was found right is remembered with its own types and values; few are, and none is that is large."""
    encode, seen = msgspec.json.encode, list[Any]()

    def is_right(raw: dict[str, Any]) -> bool:
        seen.append(encode(raw["a"]))
        return bool(raw["a"] != "wrong")

    look = _remembered(["a"], is_right)
    for value in (1, 1, 1.0, True, "wrong", "wrong", "x" * (1 << 16), "x" * (1 << 16), *range(2, 66), 1):
        look({"a": value, "b": object()})
    once = [encode(value) for value in range(2, 66)]
    large = encode("x" * (1 << 16))
    assert [b"1", b"1.0", b"true", b'"wrong"', b'"wrong"', large, large, *once, b"1"] == seen


@pytest.mark.parametrize("path", RIGHT, ids=name)
def test_names_of_nobody(path: Path) -> None:
    """A name that no field's name is near to is accepted, be it known elsewhere or to nobody."""
    assert accepts(payload_class(path.parent.name), {**load(path), "whatever": {"a": [1]}, "camera_height": None})


@pytest.mark.parametrize(("labels", "expected"), [(4, True), (5, False), (80, False)])
def test_depth(labels: int, expected: bool) -> None:
    """What is nested more deeply than is usual is left to the models."""
    label: Any = "a"
    for _ in range(labels + 1):
        label = {"choice": "a", "subchoices": [label]}
    payload = {**GOOD, "geometries": {"box": {"objects_to_annotate": [label]}}}

    assert expected == accepts(payload_class(TaskType.ImageAnnotation), payload)
    assert validate("imageannotation", payload) == []


@pytest.mark.parametrize("model", sorted(set(models()), key=str))
def test_every_model(model: type[PayloadModel]) -> None:
    """All types and metadata are understood; what is beyond those is a rule, and no validator."""
    decorators = model.__pydantic_decorators__
    own = [*decorators.validators, *decorators.field_validators, *decorators.root_validators]

    assert ([], ["_in_context"]) == (own, list(decorators.model_validators))
    assert is_silent(model, {}) == accepts(model, {})


@pytest.mark.parametrize("payload", [None, 5, "x", [], [1], True])
def test_no_object(payload: Any) -> None:
    """What is no object is not accepted."""
    assert not accepts(payload_class("new"), payload)


BOX_OR_ATTRIBUTES = Annotated[
    Annotated[BoxGeometry, tag("object")] | Annotated[list[Attribute], tag("list")], by_shape("object", "list")
]


def model_of(annotation: Any) -> type[PayloadModel]:
    """Make a model of one field."""
    return create_model("Made", __base__=PayloadModel, field=(annotation, ...))


@pytest.mark.parametrize(
    "annotation", [set[str], Annotated[str, Field(pattern="a")], BoxGeometry | PolygonGeometry | None]
)
def test_new_kinds(annotation: Any) -> None:
    """A field of a kind that no model has so far is not passed over."""
    with pytest.raises(TypeError, match=r"write down here|needs a discriminator"):
        accepts(model_of(annotation), {"field": None})


@pytest.mark.parametrize(
    ("annotation", "good", "bad"),
    [
        (list[BoxGeometry | None], [None, {"min_height": 1}], [None, {"min_height": -1}]),
        (dict[str, BoxGeometry], {"a": {"min_height": 1}}, {"a": {}, "b": {"min_height": -1}}),
        (
            list[Attribute],
            [{"description": "a", "choices": []}],
            [{"type": "number", "description": "a", "min": 2, "max": 1}],
        ),
        (Annotated[list[Integer], Field(max_length=1)], [2.0], [1, 2]),
        (Number | None, 1.5, True),
        (BOX_OR_ATTRIBUTES, {"min_height": 1}, {"min_height": -1}),
        (BOX_OR_ATTRIBUTES, [{"description": "a", "choices": []}], [5]),
    ],
)
def test_rules_inside(annotation: Any, good: Any, bad: Any) -> None:
    """Types, limits and rules hold wherever a model stands."""
    assert [True, False] == [accepts(model_of(annotation), {"field": value}) for value in (good, bad)]

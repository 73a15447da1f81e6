"""What forms and data frames make of a valid payload is no error: text for numbers, one label, null, more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi.exceptions import ScaleValidationWarning
from scaleapi.models import BoxGeometry, ImageAnnotationPayload
from scaleapi.models.leniency import as_meant
from scaleapi.problems import Finding, Problem, pointer_of
from scaleapi.validation.checks import validate
from tests.documents import places, replaced
from tests.models.tasks.test_samples import PAYLOADS, load

Loc = tuple[Any, ...]
GONE = object()
NAMED = {"annotation_attributes", "taxonomies", "links", "labelMapping", "fields", "repeatable_fields"}
"""Objects whose keys are names of the user's own: another key there is another thing, not an unknown field."""


def at(value: Any, loc: Loc) -> Any:
    """Look a value up."""
    for step in loc:
        value = value[step]
    return value


def fields(raw: Any) -> list[Loc]:
    """List the ways to all values of a payload, without what is inside free-form maps."""
    return [loc for loc in places(raw)[1:] if "metadata" not in loc[:-1]]


def without(raw: Any, loc: Loc) -> Any:
    """Copy a payload without one key."""
    inner = at(raw, loc[:-1])
    return replaced(raw, loc[:-1], {key: value for key, value in inner.items() if key != loc[-1]})


def errors(task_type: str, payload: Any) -> list[Problem]:
    """List what `validate` is sure of."""
    return [one for one in validate(task_type, payload) if one.severity == "error"]


def as_form(value: Any) -> str:
    """Write a number or a boolean as a form sends it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def everywhere(keep: Any) -> Iterator[tuple[str, Any, Loc]]:
    """Go through all samples, and through those of their values that a test is about."""
    for path in PAYLOADS:
        raw = load(path)
        yield from ((path.parent.name, raw, loc) for loc in fields(raw) if keep(loc, at(raw, loc)))


def is_number(_: Loc, value: Any) -> bool:
    """Tell numbers and booleans."""
    return isinstance(value, (bool, int, float))


def test_numbers_and_booleans_as_text() -> None:
    """Each of them, alone, is one doubt at its place; a word in its place stays an error."""
    for task_type, raw, loc in everywhere(is_number):
        if loc[-1] == "value" and "choices" in loc:
            continue  # the value of a choice may be a string
        found = validate(task_type, replaced(raw, loc, as_form(at(raw, loc))))
        told = [one for one in found if one.code == "type"]
        assert [(pointer_of(loc), "warning")] == [(one.pointer, one.severity) for one in told], (task_type, loc)


def test_a_word_is_no_number() -> None:
    """What is surely a number or a boolean is surely no word."""
    doubtful = {"padding", "paddingX", "paddingY", "force"}
    for task_type, raw, loc in everywhere(lambda loc, value: is_number(loc, value) and loc[-1] not in doubtful):
        found = validate(task_type, replaced(raw, loc, "tall"))
        if loc[-1] != "value" and not any(one.severity == "warning" and one.code == "type" for one in found):
            assert pointer_of(loc) in [one.pointer for one in found if one.severity == "error"], (task_type, loc)


@given(path=st.sampled_from(PAYLOADS), data=st.data())
def test_many_numbers_as_text(path: Any, data: st.DataObject) -> None:
    """Any of them together are doubts, too."""
    raw = load(path)
    numbers = [loc for loc in fields(raw) if is_number(loc, at(raw, loc))]
    for loc in data.draw(st.lists(st.sampled_from(numbers), unique=True)) if numbers else []:
        raw = replaced(raw, loc, as_form(at(raw, loc)))

    assert [] == errors(path.parent.name, raw)


def test_one_string_alone() -> None:
    """A string stands for an array of one."""
    for task_type, raw, loc in everywhere(lambda _, value: value and isinstance(value, list)):
        first = at(raw, loc)[0]
        if isinstance(first, str):
            single = replaced(raw, loc, [first])
            assert len(errors(task_type, replaced(raw, loc, first))) <= len(errors(task_type, single)), (task_type, loc)


@pytest.mark.parametrize("new", [None, GONE])
def test_optional_keys(new: object) -> None:
    """A key that is absent or null makes at most one error: that it, or what stands for it, is required."""
    for task_type, raw, loc in everywhere(lambda loc, _: isinstance(loc[-1], str)):
        changed = without(raw, loc) if new is GONE else replaced(raw, loc, new)
        codes = {one.code for one in errors(task_type, changed)}
        allowed = {"missing"} | ({"conflict"} if loc[-1] == "lidar_task" else set())
        assert codes <= allowed, (task_type, loc, codes)


def test_null_is_absent() -> None:
    """Whatever is found without a key is found where it is null."""
    for task_type, raw, loc in everywhere(lambda loc, _: isinstance(loc[-1], str)):
        absent, null = without(raw, loc), replaced(raw, loc, None)
        assert errors(task_type, absent) == errors(task_type, null), (task_type, loc)


@given(path=st.sampled_from(PAYLOADS), new=st.sampled_from([1, "x", None, [], {}]), data=st.data())
def test_unknown_keys(path: Any, new: Any, data: st.DataObject) -> None:
    """The API is larger than its documentation."""
    raw = load(path)
    objects = [loc for loc in places(raw) if isinstance(at(raw, loc), dict) and not (loc and loc[-1] in NAMED)]
    for loc in data.draw(st.lists(st.sampled_from(objects), unique=True, min_size=1)):
        raw = replaced(raw, loc, {**at(raw, loc), "zz_unknown": new})

    assert [] == errors(path.parent.name, raw)


def test_it_is_sent_as_it_is() -> None:
    """An object made of text keeps the text."""
    with pytest.warns(ScaleValidationWarning) as told:
        box = BoxGeometry(objects_to_annotate="road", min_height="10", can_rotate="True")

    assert {"objects_to_annotate": "road", "min_height": "10", "can_rotate": "True"} == box.to_wire()
    assert ['write ["road"]', "write 10", "write true"] == [str(one.message).rpartition("; ")[2] for one in told]


@pytest.mark.parametrize(
    ("priority", "expected"), [("30", "warning"), (" 30 ", "warning"), ("15", "error"), ("3e1", "error")]
)
def test_choices_among_numbers(priority: str, expected: str) -> None:
    """A number as text is held against the choices."""
    payload = {"project": "p", "attachment": "https://example.com/a.jpg", "priority": priority}

    assert [("/priority", expected)] == [(one.pointer, one.severity) for one in validate("imageannotation", payload)]


def test_rules_read_text() -> None:
    """Rules between numbers hold for numbers as text."""
    shape = {"objects_to_annotate": ["road"], "min_vertices": "5", "max_vertices": "3"}
    payload = {"attachment": "https://example.com/a.jpg", "geometries": {"polygon": shape}}

    found = [(one.pointer, one.code) for one in errors("imageannotation", payload)]

    assert [("/geometries/polygon/max_vertices", "relation")] == found


@pytest.mark.parametrize("shape", ["polygon", "line"])
@pytest.mark.parametrize(
    "limits", [{"min_vertices": 3}, {"min_vertices": 3, "max_vertices": None}, {"max_vertices": 9}]
)
def test_one_limit_of_vertices(shape: str, limits: dict[str, Any]) -> None:
    """Without an upper limit there is none."""
    payload = {
        "attachment": "https://example.com/a.jpg",
        "geometries": {shape: {"objects_to_annotate": ["a"], **limits}},
    }

    assert [] == validate("imageannotation", payload)


def test_payload_objects_take_null() -> None:
    """Null in the place of a definition that may be left out is nothing."""
    payload = ImageAnnotationPayload(
        project="p",
        attachment="https://example.com/a.jpg",
        annotation_attributes={"a": None},
    )

    assert payload.project == "p"


@pytest.mark.parametrize(("value", "rounds"), [("5", 0), ("five", 3)])
def test_nothing_is_tried_in_vain(value: str, rounds: int) -> None:
    """Where nobody can know what was meant, or it was tried often enough, what was found is told."""
    found = [Finding((), "type", "must be an integer", value)]
    assert (None, found) == as_meant(value, lambda _: pytest.fail("tried"), found, rounds)

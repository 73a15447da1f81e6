"""validate() and check(): every mistake at once, and never a crash."""

from __future__ import annotations

import json
import warnings
from collections import UserDict
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import array, datetime64, float32, timedelta64
from pandas import NA, DataFrame, NaT, Series

from scaleapi.exceptions import ScaleValidationError, ScaleValidationWarning
from scaleapi.models.enums import TaskType
from scaleapi.models.tasks.image import ImageAnnotationPayload
from scaleapi.validation.checks import check, check_quality, validate, validate_quality, validate_with_project
from tests.documents import places, replaced

SAMPLES = Path(__file__).parents[1] / "samples"
WRONG = sorted(SAMPLES.glob("*/wrong_*.json"))
RIGHT = sorted(SAMPLES.glob("*/payload*.json"))
GOOD: dict[str, Any] = {"project": "p", "attachment": "https://files.example.com/a.jpg"}


def load(path: Path) -> Any:
    """Read a sample."""
    return json.loads(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """Name a test by its sample."""
    return f"{path.parent.name}-{path.stem}"


def told(task_type: str, payload: Any) -> list[tuple[str, str, str]]:
    """Return what is wrong with a payload, as the samples say it."""
    return [(problem.pointer, problem.code, problem.severity) for problem in validate(task_type, payload)]


@pytest.mark.parametrize("path", RIGHT, ids=name)
def test_right(path: Path) -> None:
    """A documented payload has no problems."""
    assert validate(path.parent.name, load(path)) == []


@pytest.mark.parametrize("path", WRONG, ids=name)
def test_wrong(path: Path) -> None:
    """Each mistake gives exactly one problem, at its place."""
    sample = load(path)

    expected = sorted((one["pointer"], one["code"], one["severity"]) for one in sample["problems"])
    assert expected == sorted(told(path.parent.name, sample["payload"]))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(["imageannotation", "textcollection", "chat", "lidarannotation", "?"]), JSON)
def test_any_json(task_type: str, payload: Any) -> None:
    """No JSON whatever makes validate() raise."""
    assert all(problem.message for problem in validate(task_type, payload))


@given(st.data(), st.sampled_from(RIGHT), JSON)
def test_any_change(data: st.DataObject, path: Path, new: Any) -> None:
    """Any value in any place of a right payload is told of by problems, not by a crash."""
    payload = load(path)
    changed = replaced(payload, data.draw(st.sampled_from(places(payload))), new)

    assert all(str(problem) for problem in validate(path.parent.name, changed))


class Odd:
    """An object that raises whenever it is looked at."""

    def __repr__(self) -> str:
        raise RuntimeError


class OddMapping(UserDict[str, Any]):
    """A mapping that cannot be read."""

    def keys(self) -> Any:
        """Fail."""
        raise RuntimeError


def nested(depth: int) -> Any:
    """Nest lists."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        (Odd(), "/x"),
        (OddMapping(), "/x"),
        (float("nan"), "/x"),
        ({"y": [1, float("inf")]}, "/x/y/1"),
        (b"text", "/x"),
        ({"a"}, "/x"),
        (timedelta(1), "/x"),
        (Decimal("NaN"), "/x"),
        ([1, float32("nan")], "/x/1"),
        (array([1.0, float("inf")]), "/x/1"),
        (Series([1, None]), "/x/1"),
        (NaT, "/x"),
        (NA, "/x"),
        (timedelta64(1, "s"), "/x"),
        (datetime64("NaT", "s"), "/x"),
        (array([["2024-01-02", "NaT"]], "M8[s]"), "/x"),
        (DataFrame({"a": [1]}), "/x"),
        ({(1, 2): 3}, "/x"),
        (nested(100_000), "/x" + "/0" * 100),
        ({"y": (1, Odd())}, "/x/y/1"),
        (MappingProxyType({"y": Odd()}), "/x/y"),
    ],
)
def test_not_json(value: Any, pointer: str) -> None:
    """What JSON does not have is found, wherever it is."""
    payload = {**GOOD, "geometries": {}, "x": value}

    assert told("imageannotation", payload) == [(pointer, "not_json", "error")]
    assert str(validate("imageannotation", payload)[0])


def test_cycle() -> None:
    """A payload that contains itself is told so."""
    payload: dict[str, Any] = {**GOOD}
    payload["metadata"] = {"self": payload}

    assert told("imageannotation", payload) == [("/metadata/self", "not_json", "error")]


def test_not_json_in_a_field() -> None:
    """A number that JSON does not have is one mistake, not two."""
    payload = {**GOOD, "geometries": {"box": {"min_height": float("nan")}}, "attachment": float("inf")}

    expected = [("/attachment", "not_json", "error"), ("/geometries/box/min_height", "not_json", "error")]
    assert expected == told("imageannotation", payload)


def test_what_cannot_be_sent_hides_nothing_else() -> None:
    """What else is wrong, beside it or after it, is told too."""
    payload = {**GOOD, "geometries": {"box": {"min_height": float("nan"), "min_width": "x"}}, "tags": 5}

    expected = ["/geometries/box/min_height", "/geometries/box/min_width", "/tags"]
    assert expected == [pointer for pointer, _, _ in told("imageannotation", payload)]


VERSIONS: list[dict[str, Any]] = [
    {"version": 0, "created_at": 5, "geometries": {"polygon": {}}},
    {"version": 2, "created_at": 5, "geometries": {"box": {}}, "attachment": GOOD["attachment"]},
]


@pytest.mark.parametrize(
    ("task_type", "payload", "expected"),
    [
        ("imageannotation", {}, []),
        ("imageannotation", {"attachment": None}, []),
        ("imageannotation", {"attachment": 5, "tags": 5}, ["/attachment", "/tags"]),
        ("imageannotation", {"project_version": 0}, ["/attachment"]),
        ("imageannotation", {"project_param_version": 0, "attachment": GOOD["attachment"]}, []),
        ("imageannotation", {"project_version": 1}, ["/attachment", "/geometries"]),
        ("lidartopdown", {}, ["/geometries/box"]),
        ("categorization", {"attachment_type": "image"}, ["/instruction", "/taxonomies"]),
        ("imageannotation", [], [""]),
    ],
)
def test_with_what_a_project_gives(task_type: str, payload: Any, expected: list[str]) -> None:
    """A payload's own values count, then those of the newest version of its project, or of the one that it names."""
    assert expected == [one.pointer for one in validate_with_project(task_type, payload, "p", VERSIONS)]


def test_deep_labels() -> None:
    """Labels may nest to any sensible depth."""
    label: Any = "a"
    for _ in range(80):
        label = {"choice": "a", "subchoices": [label]}

    assert validate("imageannotation", {**GOOD, "geometries": {"box": {"objects_to_annotate": [label]}}}) == []


def test_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Running out of stack is a problem of the payload."""

    def exhausted(*_: Any) -> None:
        raise RecursionError

    monkeypatch.setattr(ImageAnnotationPayload, "model_validate", exhausted)

    assert told("imageannotation", {}) == [("", "not_json", "error")]


@pytest.mark.parametrize("payload", [None, 5, "x", [], [1], True])
def test_no_object(payload: Any) -> None:
    """A payload must be an object."""
    assert told("imageannotation", payload) == [("", "type", "error")]


def test_unknown_type() -> None:
    """An unknown task type is a doubt, with a suggestion; its attachment may be needed or not."""
    found = validate("imageanotation", {"tags": 5})

    assert [problem.code for problem in found] == ["unknown_type", "missing", "type"]
    assert [problem.severity for problem in found] == ["warning", "warning", "error"]
    assert found[0].hint == "did you mean `imageannotation`?"


@pytest.mark.parametrize("task_type", [None, 5, Odd()])
def test_task_type_of_any_kind(task_type: Any) -> None:
    """A task type that is no string is unknown."""
    assert told(task_type, {"attachment": "x"}) == [("", "unknown_type", "warning")]


@pytest.mark.parametrize("task_type", ["chat", "chatlite", "chatexperimental", "multichat"])
def test_no_attachment_needed(task_type: str) -> None:
    """Some task types need no attachment."""
    assert validate(task_type, {"text": "x"}) == []


def test_lidar_task_for_attachment() -> None:
    """Data can come from an earlier lidar task."""
    assert validate("lidarsegmentation", {"lidar_task": "64b0000000000000000000aa"}) == []


def test_text_collection_without_attachments() -> None:
    """A text collection without attachments is told so first, in the service's words, with a hint."""
    found = validate(TaskType.TextCollection, {"attachment": "Some parameters are missing."})

    assert [problem.pointer for problem in found] == ["/attachments", "/fields"]
    assert found[0].message == '"attachments" is required'
    assert found[0].hint == "did you mean `attachments`, where you wrote `attachment`?"


def test_order() -> None:
    """Problems come in the order of the document."""
    payload = {"tags": [1, "a", 2], "attachment": 5, "project": 7, "geometries": {"box": 3}}

    expected = ["/tags/0", "/tags/2", "/attachment", "/project", "/geometries/box"]
    assert expected == [problem.pointer for problem in validate("imageannotation", payload)]


@pytest.mark.parametrize("known", ["labels", "with_labels", "tag", "urgent_until", "a", "objects_to_annotate"])
def test_names_that_are_no_slips(known: str) -> None:
    """Names of other task types, short ones and quite different ones are not doubted."""
    assert validate("imageannotation", {**GOOD, known: "x"}) == []


@pytest.mark.parametrize("value", [10, 10.0])
def test_whole_numbers(value: float) -> None:
    """10.0 is a whole number: JSON does not tell it from 10."""
    payload = {**GOOD, "priority": value, "geometries": {"box": {"min_height": value}}}

    assert validate("imageannotation", payload) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://hooks.example.com",
        "http://localhost:8000/a?b=c",
        "https://me:pw@EXAMPLE.COM/x y",
        "me@example.com",
        "a@b",
    ],
)
def test_callback(address: str) -> None:
    """A callback is an http(s) URL or an e-mail address."""
    assert validate("imageannotation", {**GOOD, "callback_url": address}) == []


@pytest.mark.parametrize("address", ["ftp://example.com", "https://", "example.com/hook", "a@b@c", "https://u@"])
def test_no_callback(address: str) -> None:
    """Anything else is no callback."""
    assert told("imageannotation", {**GOOD, "callback_url": address}) == [("/callback_url", "format", "error")]


@pytest.mark.parametrize("url", ["s3://b/k", "gs://b/k", "scaledata://u/1", "http://x.example/a", "HTTPS://x/a"])
def test_attachment_links(url: str) -> None:
    """All documented kinds of URLs are known."""
    assert validate("imageannotation", {**GOOD, "attachment": url}) == []


def test_metadata_limit() -> None:
    """10 KB of metadata are just allowed, counted as JSON."""
    metadata = {"a": "x" * (10 * 1024 - len('{"a":""}'))}

    assert validate("imageannotation", {**GOOD, "metadata": metadata}) == []


def test_quality() -> None:
    """An evaluation or training task needs the answer that is expected."""
    payload = {**GOOD, "initial_response": 5}

    assert [problem.pointer for problem in validate_quality("imageannotation", payload)] == [
        "/expected_response",
        "/initial_response",
    ]
    assert validate_quality("textcollection", {**load(SAMPLES / "textcollection" / "quality.json")}) == []
    assert [problem.pointer for problem in validate_quality("chat", {})] == ["/expected_response"]


def test_check_returns_the_wire_form() -> None:
    """What is sent is exactly what was given."""
    payload = {**GOOD, "priority": 10.0, "mystery": {"a": [1, 2.5, None]}}

    assert check("imageannotation", payload) == payload
    assert check("imageannotation", MappingProxyType(payload)) == payload
    assert check("imageannotation", ImageAnnotationPayload(**payload)) == payload


@pytest.mark.parametrize("ask", [check, check_quality])
def test_check_refuses(ask: Any) -> None:
    """A mistake raises an error that lists all mistakes, one a line, and carries all problems."""
    payload = {"attachment": "a.jpg", "tags": 5, "expected_response": {}}

    with pytest.raises(ScaleValidationError) as caught:
        ask("imageannotation", payload)
    lines = caught.value.message.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["/geometries", "/tags"]
    assert [problem.pointer for problem in caught.value.problems] == ["/geometries", "/attachment", "/tags"]


def test_check_warns_of_doubts() -> None:
    """A doubt is a warning at the line of the caller, and does not stop the payload."""
    with pytest.warns(ScaleValidationWarning, match="^/attachment: is no URL") as caught:
        assert check("imageannotation", {**GOOD, "attachment": "a.jpg"})["attachment"] == "a.jpg"
    assert [Path(warning.filename).name for warning in caught] == ["test_checks.py"]


def test_check_only_warns() -> None:
    """In the mode `warn`, mistakes are warnings too."""
    with pytest.warns(ScaleValidationWarning) as caught:
        assert check("imageannotation", {"attachment": 5}, "warn") == {"attachment": 5}
    assert len(caught) == 2


def test_check_quality_only_warns() -> None:
    """The expected answer is asked for in every mode but `off`."""
    with pytest.warns(ScaleValidationWarning, match="expected_response"):
        assert check_quality("imageannotation", GOOD, "warn") == GOOD
    assert check_quality("imageannotation", GOOD, "off") == GOOD


def test_check_off() -> None:
    """In the mode `off`, nothing is looked at."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert check("imageanotation", {"tags": 5}, "off") == {"tags": 5}


@pytest.mark.parametrize("mode", ["error", "warn", "off"])
@pytest.mark.parametrize("payload", [[], None, {"a": float("nan")}, {"a": Odd()}, Odd()])
def test_check_refuses_what_cannot_be_sent(mode: Any, payload: Any) -> None:
    """What has no JSON form, or is no object, is refused in every mode."""
    with pytest.raises(ScaleValidationError) as caught:
        check("chat", payload, mode)
    assert caught.value.problems

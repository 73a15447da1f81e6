"""Nothing of a result is left out silently."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaleapi.models.task import Task
from scaleapi.viewer.scenes.task import scene_of
from tests.viewer.scenes.test_scenes import left, scene, views

SAMPLES = Path(__file__).parents[2] / "samples"
FILES = {
    "lidarannotation/file_cuboids": "annotations",
    "lidarlinking/file_frames": "annotations",
    "lidarsegmentation/file_points": "point_segmentations",
    "videoannotation/file_events": "events",
    "videoannotation/file_frames": "annotations",
    "videoplaybackannotation/file_tracks": "annotations",
}
WORD, LARGE = "zebra", 2**60 + 777_777
NEW: list[Any] = [WORD, {WORD: 1}, [WORD], [[WORD]], {"x": WORD}, {"a": {WORD: []}}, LARGE, [LARGE]]
ODD: list[Any] = [
    *(None, True, -1, float("nan"), float("inf"), 10**30, -(10**5000)),
    *(
        "",
        "12",
        "\ud800",
        [],
        {},
        [[None]],
        {"url": 1},
        {"url": "u"},
        {"x": {}},
        json.loads('{"\\ud800": 1, "\\ufffd": 2}'),
    ),
]


def _results() -> Iterator[tuple[str, Any, Any]]:
    for file in sorted(SAMPLES.glob("*/response*.json")):
        yield file.parent.name, json.loads(file.with_name("payload.json").read_text()), json.loads(file.read_text())
    for name, field in FILES.items():
        kind = name.partition("/")[0]
        yield kind, {}, {field: json.loads((SAMPLES / f"{name}.json").read_text())}


RESULTS = list(_results())


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """List the ways to all values within a value."""
    yield way
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in pairs:
        yield from places(one, (*way, key))


def put(value: Any, way: tuple[Any, ...], new: Any, beside: bool) -> Any:
    """Put something in the place of a value, or beside what it has."""
    if way:
        made = copy.copy(value)
        made[way[0]] = put(value[way[0]], way[1:], new, beside)
        return made
    if beside and isinstance(value, (dict, list)):
        return {**value, "an unknown word": new} if isinstance(value, dict) else [*value, new]
    return new


@st.composite
def added(draw: st.DrawFn, some: list[Any]) -> tuple[str, Any, Any, Any]:
    """Draw a task type, a payload and a response with something new anywhere, and what is new."""
    kind, params, response = draw(st.sampled_from(RESULTS))
    way, new = draw(st.sampled_from(list(places(response)))), draw(st.sampled_from(some))
    return kind, params, put(response, way, new, draw(st.booleans())), new


@settings(max_examples=150)
@given(added(NEW), st.sampled_from(RESULTS))
def test_whatever_is_put_into_a_result_can_be_read(
    given: tuple[str, Any, Any, Any], other: tuple[str, Any, Any]
) -> None:
    """A word or a number that nobody knows, anywhere in a result of whatever type, is in its scene."""
    kind, params, response, new = given
    for task_type, payload in ((kind, params), other[:2]):
        made = json.dumps(scene(response, task_type, **payload), allow_nan=False)
        assert (WORD if WORD in json.dumps(new) else str(LARGE)) in made


@settings(max_examples=100)
@given(added(ODD), st.sampled_from(RESULTS))
def test_any_result_can_be_shown(one: tuple[str, Any, Any, Any], other: tuple[str, Any, Any]) -> None:
    """Whatever stands in a task, and whatever its type is, its scene is JSON that a page can hold."""
    kind, params, response, new = one
    for task_type, payload in ((kind, params), (other[0], other[1]), (other[0], {"text": new, "attachments": [new]})):
        json.dumps(scene(response, task_type, **payload), allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize("kind", ["imageannotation", "comparison", "chat", "segmentannotation", "videoannotation", "x"])
def test_deep_values(kind: str) -> None:
    """What is nested too deep is cut, and told; nothing runs out of stack."""
    deep: Any = 1
    for at in range(900):
        deep = {"annotations": deep} if at % 2 else [deep]
    made = scene({"annotations": deep, "choice": deep, "responses": [{"output": deep}]}, kind, choices=[deep])

    assert any(re.search("what is nested more than 40 deep is not shown$", note) for note in made["notes"])
    assert "…" in json.dumps(made, ensure_ascii=False)


def test_what_is_alike_is_one_note() -> None:
    """One place is named by its pointer; several by what they have in common, with how many they are."""
    spans = [{"start": 0, "end": 9}] * 3
    one, many = (scene({"annotations": some}, "namedentityrecognition", text="abc") for some in (spans[:1], spans))
    told = "the span ends beyond the text, which has 3 characters"

    assert ([f"/annotations/0: {told}"], [f"/annotations/* (3 times): {told}"]) == (one["notes"], many["notes"])


def test_many_unknown_words() -> None:
    """Of what many annotations say, the first are shown, and the others told."""
    points = [{"x": at, "y": 0, "sure": at} for at in range(30)]

    assert {f"/annotations/{at}/sure": at for at in range(20)} == left({"annotations": points})
    assert ["/annotations/*/sure (10 times): not shown, after the first 20"] == scene({"annotations": points})["notes"]


@pytest.mark.parametrize(
    ("value", "shown", "notes"),
    [
        ("x" * 99_000, ["odd"], []),
        ("x" * 101_000, [], ["/odd: not shown, there is too much of it"]),
        (10**99_000, ["odd"], []),
        ({"objects": [1], "points": [0] * 3000}, ["/odd/objects"], ["/odd/points: not shown, there is too much of it"]),
        ([{"a": at} for at in range(1000)], [f"/odd/{at}" for at in range(20)], 1),
    ],
    ids=["text", "long text", "long number", "object", "array"],
)
def test_large_values(value: Any, shown: list[str], notes: Any) -> None:
    """What is large is told, not shown; its small parts are shown."""
    made = scene({"odd": value})

    assert shown == list(left({"odd": value}))
    assert notes in (made["notes"], len(made["notes"]))


def test_many_notes() -> None:
    """There are at most a hundred notes and one that says how many more there are."""
    words = {f"word {at}" + "x" * 9000: "y" * 101_000 for at in range(150)}
    notes = scene({"annotations": [], **words})["notes"]

    assert (101, "… and 50 more notes") == (len(notes), notes[-1])
    assert max(map(len, notes)) < 400


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2**53 - 1, 2**53 - 1),
        (2**53, "9007199254740992"),
        (-(2**53), "-9007199254740992"),
        (16**5000, f"0x1{'0' * 5000}"),
        (float("nan"), "nan"),
        ("half \ud83d", "half \ufffd"),
        (
            json.loads('{"\\ud800": 1, "\\udfff": 2, "\\ufffd": 3}'),
            {"\ufffd": 1, "\ufffd (2)": 2, "\ufffd (3)": 3},
        ),
    ],
    ids=["exact", "rounded", "below", "thousands of digits", "nan", "half", "keys"],
)
def test_what_a_browser_cannot_hold(value: Any, expected: Any) -> None:
    """Numbers that a browser rounds become texts, half characters U+FFFD; no key overwrites another."""
    assert {"odd": expected} == left({"odd": value})


def test_errors_and_trees_name_files() -> None:
    """What is a tree as a whole says, too, what is only in files."""
    told = "the annotations are in a file of the result, which was not given: see results="

    assert told in scene({"annotations": {"url": "https://x"}}, "lidarlinking")["notes"]
    assert [{"kind": "tree", "name": "response", "value": "odd"}] == views("odd")


def test_a_hypothesis_has_notes_of_its_own() -> None:
    """What is left of a hypothesis stands in a tree of its own, which has the same name: the page compares by names."""
    task = {"task_id": "t", "type": "imageannotation", "status": "pending", "params": {"hypothesis": {"odd": 1}}}
    [result] = scene_of(Task.received(task))["results"]

    assert ("also in the response", {"odd": 1}) == (result["views"][-1]["name"], result["views"][-1]["value"])


def test_a_hypothesis_in_a_file() -> None:
    """Nobody fetches the files of a hypothesis: the note does not say how."""
    params = {"hypothesis": {"annotations": {"url": "https://x"}}}
    task = {"task_id": "t", "type": "videoannotation", "status": "completed", "params": params, "response": {}}

    assert ["hypothesis: the annotations are in a file, which is not read"] == scene_of(Task.received(task))["notes"]

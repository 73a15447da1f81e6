"""Two results side by side, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.viewer.boxes import task
from tests.viewer.conftest import Page

TEXT = "Acme Ltd opened an office in Lisbon."
BOX = {"type": "box", "label": "car", "left": 10, "top": 10, "width": 100, "height": 80}
NAMED = {**BOX, "uuid": "u"}
POINT = {"type": "point", "label": "post", "x": 50, "y": 50}
FAR = {"type": "point", "label": "far", "x": 1000, "y": 1000}
LINE = {"type": "line", "label": "lane", "vertices": [{"x": 0, "y": 50}, {"x": 90, "y": 50}]}
SPAN = {"start": 0, "end": 8, "label": "org"}
CUBOID = {"label": "car", "yaw": 0, "dimensions": {"x": 4, "y": 2}, "position": {"x": 0, "y": 0}}


def _drawn(*some: dict[str, Any]) -> dict[str, Any]:
    return {"annotations": list(some)}


def _frames(*lefts: int, **more: Any) -> dict[str, Any]:
    return _drawn(*({"frame": at, "annotations": [{**BOX, "left": left, **more}]} for at, left in enumerate(lefts)))


def _chat(text: str, grade: str = "good") -> dict[str, Any]:
    return {"responses": [{"type": "PromptInput", "output": text, "grade": grade}]}


CASES: list[tuple[str, str, Any, Any, str]] = [
    ("a box", "imageannotation", _drawn(BOX), _drawn({**BOX, "left": 12}), "1 moved"),
    ("another label", "imageannotation", _drawn(BOX), _drawn({**BOX, "label": "bus"}), "1 relabelled"),
    (
        "a box far away",
        "imageannotation",
        _drawn(BOX),
        _drawn({**BOX, "left": 900}),
        "1 only in response · 1 only in hypothesis",
    ),
    ("a point", "imageannotation", _drawn(POINT, FAR), _drawn(FAR, {**POINT, "x": 51}), "1 moved · 1 same"),
    ("a level line", "imageannotation", _drawn(LINE, FAR), _drawn(LINE, FAR), "2 same"),
    (
        "the order of attributes",
        "imageannotation",
        _drawn({**BOX, "uuid": "u", "attributes": {"a": 1, "b": {"c": 2, "d": 3}}}),
        _drawn({**BOX, "uuid": "u", "attributes": {"b": {"d": 3, "c": 2}, "a": 1}}),
        "1 same",
    ),
    (
        "attributes",
        "imageannotation",
        _drawn({**BOX, "uuid": "u", "attributes": {"a": 1}}),
        _drawn({**BOX, "uuid": "u", "attributes": {"a": 2}}),
        "1 other attributes",
    ),
    ("the same twice", "imageannotation", _drawn(BOX, BOX), _drawn(BOX), "1 only in response · 1 same"),
    ("one uuid twice", "imageannotation", _drawn(NAMED, NAMED), _drawn(NAMED, NAMED), "2 same"),
    ("a track", "videoannotation", _frames(0, 9, uuid="u"), _frames(0, 8, uuid="u"), "1 moved"),
    ("the same track", "videoannotation", _frames(0, 9, uuid="u"), _frames(0, 9, uuid="u"), "1 same"),
    (
        "an event",
        "videoannotation",
        {**_frames(0, uuid="u"), "events": [{"label": "turn", "start": 1, "end": 10}]},
        {**_frames(0, uuid="u"), "events": [{"label": "turn", "start": 1, "end": 9}]},
        "1 moved · 1 same",
    ),
    (
        "a cuboid",
        "lidarannotation",
        _drawn({"cuboids": [{**CUBOID, "uuid": "c"}]}),
        _drawn({"cuboids": [{**CUBOID, "uuid": "c", "yaw": 1}]}),
        "1 moved",
    ),
    (
        "spans",
        "namedentityrecognition",
        _drawn(SPAN, {**SPAN, "start": 29, "end": 35}),
        _drawn(SPAN, {**SPAN, "start": 30, "end": 35}),
        "1 moved · 1 same",
    ),
    (
        "a form",
        "categorization",
        {"category": "a", "sure": "yes"},
        {"category": "b", "sure": "yes", "note": "x"},
        "1 differs · 1 only in hypothesis · 1 same",
    ),
    ("a thread", "chat", _chat("Hello"), _chat("Hello", "bad"), "1 differs · 1 same"),
    ("a tree", "multistage", {"a": {"b": 1, "c": 2}}, {"a": {"c": 2, "b": 1}}, "1 same"),
    ("another tree", "multistage", {"a": {"b": 1}}, {"a": {"b": 2}}, "1 differs"),
    ("nothing", "imageannotation", _drawn(), _drawn(), "nothing to compare"),
]


def test_what_is_compared(shown: Callable[..., Page]) -> None:
    """Each kind of result has its differences, with ids and without."""
    tasks = [task(name, one, kind, hypothesis=other, text=TEXT) for name, kind, one, other, _ in CASES]
    page, told = shown(tasks), dict[str, str]()
    for name, *_ in CASES:
        told[name] = page.go(f"#task={name.replace(' ', '+')}&result=both").texts(".told")[0]

    assert {name: expected for name, *_, expected in CASES} == told
    assert [] == page.complaints()


@pytest.mark.parametrize(
    ("case", "selector", "expected"),
    [
        ("a box", ".caption", ["car: moved"] * 2),
        ("a track", ".caption", ["car: moved"] * 2),
        ("spans", "sup", ["org", "org: moved", "org", "org: moved"]),
        ("a form", "dt", ["category ≠ differs", "sure", "category ≠ differs", "sure", "note ≠ only here"]),
        ("another tree", ".difference", ["≠ differs"] * 6),
    ],
)
def test_where_differences_are_told(shown: Callable[..., Page], case: str, selector: str, expected: list[str]) -> None:
    """What differs says so where it is drawn, in words."""
    kind, one, other = next(tuple(rest[:3]) for name, *rest in CASES if name == case)
    page = shown([task("t", one, kind, hypothesis=other, text=TEXT)], "#task=t&result=both")

    assert expected == page.wait().texts(selector)


def test_two_results(samples: Callable[..., Page]) -> None:
    """Both are named; labels of the second one, too, can be hidden."""
    page = samples("#task=imageannotation-1&result=both", fresh=True)
    assert ["response", "hypothesis"] == page.texts(".panel > h2")
    assert "part “also in the response” only in response" in page.texts(".told")[0]

    page.click("//button[contains(., 'lake (0 · 1)')]")
    assert ["7", "5"] == [str(len(one.find_elements("css selector", ".shape"))) for one in page.all(".panel")]


def test_the_result_that_is_chosen_keeps_the_focus(samples: Callable[..., Page]) -> None:
    """A press of another result changes what is drawn, not where the reader is."""
    page = samples("#task=imageannotation-1", fresh=True).press("\ue007", "[data-result='1']")

    assert "hypothesis" == page.run("return document.activeElement.textContent")
    assert ["6"] == [str(len(page.all(".shape")))]


def test_responses_of_two_files(shown: Callable[..., Page]) -> None:
    """Of two files, the responses are compared first; any two can be."""
    other = task("t", _drawn({**BOX, "left": 11}))
    page = shown([task("t", _drawn(BOX), hypothesis=_drawn())], "#task=t&result=both", compare=[other])
    assert (["response", "compared: response"], ["1 moved"]) == (page.texts(".panel > h2"), page.texts(".told"))

    page.click("//label[contains(., 'right')]/select/option[.='hypothesis']")
    assert ["1 only in response"] == page.texts(".told")


def test_frames_of_both_move_together(shown: Callable[..., Page]) -> None:
    """One slider moves both films."""
    page = shown([task("t", _frames(0, 9), "videoannotation", hypothesis=_frames(0, 8))], "#task=t&result=both")
    page.press("\ue014", "input[type=range]")

    assert ["frame 1, the last is 1"] * 2 == page.texts(".frames output")

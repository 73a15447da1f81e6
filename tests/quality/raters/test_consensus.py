"""What most raters say."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scaleapi.quality import compare, consensus
from tests.quality.truth.things import box, drawn, frames, polygon, shape, spans, task


def responses(*results: Any, **options: Any) -> Any:
    """Return the response of the only thing."""
    [item] = consensus(*results, **options).items
    return item.response


def test_boxes_become_their_median() -> None:
    """With the label and the attributes of most; what half of the raters or fewer drew is left out."""
    raters = [
        [drawn("1", box("cat", 0, 0, attributes={"tail": "yes", "toys": ["a", "b"]}), box("dog", 50, 50))],
        [drawn("1", box("cat", 2, 0, attributes={"tail": "no", "toys": ["b", "a"]}))],
        [drawn("1", box("cow", 1, 1, attributes={"tail": "yes"}))],
    ]

    [item] = consensus(*raters).items

    attributes = {"tail": "yes", "toys": ["a", "b"]}
    kept = {
        "type": "box",
        "left": 1.0,
        "top": 0.0,
        "width": 10.0,
        "height": 10.0,
        "label": "cat",
        "attributes": attributes,
    }
    assert ({"annotations": [kept]}, {"/annotations/0": 2 / 3}) == (item.response, item.certainties)
    assert 2 / 3 == item.certainty
    assert 2 == len(responses(*raters, min_share=0.3)["annotations"])


def test_other_shapes_are_those_that_overlap_most() -> None:
    """Points are their median; turned boxes turn by the median."""
    square, cut, far = (
        ((0, 0), (10, 0), (10, 10), (0, 10)),
        ((0, 0), (10, 0), (10, 9), (0, 10)),
        ((3, 0), (13, 0), (13, 10), (3, 10)),
    )
    point: Any = {"type": "point", "label": "b", "y": 0}
    sides = [
        [drawn("1", polygon("a", *corners), {**point, "x": x}, box("c", 50, 50, 20, 10, rotation=turn))]
        for corners, x, turn in ((square, 0, 0.1), (cut, 1, 0.2), (far, 5, 0.3))
    ]

    outline, place, turned = responses(*sides)["annotations"]

    assert shape("polygon", "a", *square)["vertices"] == outline["vertices"]
    assert (1.0, 0.2, 4) == (place["x"], turned["rotation"], len(turned["vertices"]))


def test_shapes_without_labels_have_none() -> None:
    """And nothing that was drawn is an empty array."""
    assert "label" not in responses([drawn("1", box(None, 0, 0))], [drawn("1", box(None, 0, 0))])["annotations"][0]
    assert {"annotations": []} == responses([drawn("1")], [drawn("1")])


def test_spans_become_their_median() -> None:
    """With what the text says there."""
    sides = [[spans("1", "Acme Ltd, Lisbon", (0, end, "org"))] for end in (8, 9, 8)]

    assert {"annotations": [{"start": 0, "end": 8, "text": "Acme Ltd", "label": "org"}]} == responses(*sides)


def test_cuboids_become_their_median() -> None:
    """Frame by frame, as the file of a lidar task has them; the yaw goes the short way round."""
    cuboids: list[Any] = [("car", (at, 0.0, 0.0, 2.0, 4.0, 2.0, yaw)) for at, yaw in ((0, 3.1), (0.2, -3.1))]
    files: Any = {str(at): SimpleNamespace(raw=frames([], [one])) for at, one in enumerate(cuboids)}
    about = {"attachments": ["https://example.com/1"]}

    found = responses([task(name, "lidarannotation", {}, params=about) for name in files], files=files)

    assert [0, 1] == [len(frame["cuboids"]) for frame in found["annotations"]]
    car = found["annotations"][1]["cuboids"][0]
    assert (0.1, "car") == (car["position"]["x"], car["label"])
    assert pytest.approx(math.pi) == abs(car["yaw"])


def test_answers_are_voted_on() -> None:
    """Choices by most, several choices by more than half, numbers by their median, texts by the least edits."""
    people = [
        {"one": "a", "some": ["x", "y"], "n": 3, "t": "the cat sat on the mat"},
        {"one": "b", "some": ["x"], "n": 4, "t": "the cat sat on the hat"},
        {"one": "b", "some": ["x", "z"], "n": "9.5", "t": "The cat sat on  the mat"},
    ]

    [item] = consensus([task("1", "textcollection", {"responses": people})]).items

    assert {"one": "b", "some": ["x"], "n": 4, "t": "the cat sat on the mat"} == item.response["annotations"]
    assert {"one": 2 / 3, "some": 7 / 9, "n": 1 / 3, "t": 2 / 3} == pytest.approx(
        {name.removeprefix("/annotations/"): sure for name, sure in item.certainties.items()}
    )


@pytest.mark.parametrize("name", ["annotations", "fields", "category", "response"])
@pytest.mark.parametrize("outer", ["annotations", "fields"])
def test_a_question_may_have_any_name(outer: str, name: str) -> None:
    """Also that of what it stands in."""
    answers = {name: "a", "other": None}

    assert answers == responses(*[[task("1", "textcollection", {outer: answers})]] * 2)[outer]


def test_answers_stand_where_they_stood() -> None:
    """In `fields`, or by themselves."""
    named = [[task("1", "datacollection", {"fields": {"a": "b"}})]] * 2
    alone = [[task("1", "categorization", {"category": one})] for one in ("a", "a", "b")]

    assert ({"fields": {"a": "b"}}, {"category": "a"}) == (responses(*named), responses(*alone))


def test_pixels_are_voted_on() -> None:
    """By label, whatever indexes raters have; of a tie, a label comes before none."""
    about = {"attachment": "https://example.com/1.jpg"}
    mappings: list[Any] = [{"road": {"index": 1}}, {"car": {"index": 1}, "road": {"index": 7}}, {}]
    tasks = [task(str(at), "segmentannotation", {"labelMapping": one}, params=about) for at, one in enumerate(mappings)]
    masks = {"0": np.array([[1, 1, 0]]), "1": np.array([[7, 1, 0]]), "2": np.array([[0, 0, 0]])}

    told = consensus(tasks, masks=masks)

    assert {"labelMapping": {"road": {"index": 1, "numPixels": 2}}} == told.items[0].response
    assert {"/labelMapping/road": 0.5} == told.items[0].certainties
    assert [[1, 1, 0]] == told.masks["2"].tolist()
    assert 1.0 == compare(tasks[:1], told.responses, masks=masks, reference_masks=told.masks).mean_iou


def test_it_is_a_reference() -> None:
    """For each result of the same thing."""
    about = {"attachment": "https://example.com/1.jpg"}
    tasks = [drawn(name, box("cat", 0, 0), params=about) for name in "123"]

    told = consensus(tasks)

    assert (3, 1.0) == ((held := compare(tasks, told.responses)).compared, held.f1)
    assert "Consensus(items=1, certainty=1.0, not_compared=0)" == repr(told)
    assert "certainty" in told._repr_html_()


@pytest.mark.parametrize(
    ("sources", "options", "reason"),
    [
        ([[drawn("1")]], {}, "things with one result only"),
        ([[task("1", "segmentannotation", {})]] * 2, {}, "segmentations: no masks were given"),
        (
            [[task(one, "segmentannotation", {}, params={"attachment": "https://x.io/1.jpg"}) for one in "12"]],
            {"masks": {"1": np.zeros((1, 1), dtype=int), "2": np.zeros((2, 1), dtype=int)}},
            "segmentations: masks have different sizes",
        ),
        (
            [[task(one, "videoannotation", {}, params={"attachments": ["https://x.io/1"]}) for one in "12"]],
            {"files": {one: SimpleNamespace(raw={"annotations": [{"annotations": [box("a", 0, 0)]}]}) for one in "12"}},
            "videos and images of cameras, of which no consensus is made",
        ),
    ],
)
def test_what_cannot_be_used_is_told(sources: Any, options: Any, reason: str) -> None:
    """And there is no consensus of it."""
    told = consensus(*sources, **options)

    assert (0, {reason: 1}) == (len(told.items), {one.reason: one.count for one in told.not_compared})
    assert math.isnan(told.certainty)


@pytest.mark.parametrize(
    ("options", "message"),
    [({}, r"consensus\(\) needs the results"), ({"min_share": 1}, "min_share must be at least 0")],
)
def test_options_that_make_no_sense_are_refused(options: Any, message: str) -> None:
    """The message says what was meant."""
    with pytest.raises(ValueError, match=message):
        consensus(*([[]] if options else []), **options)

"""How well raters agree, beside krippendorff and the metrics on arrays."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaleapi import Task
from scaleapi.export import write_jsonl
from scaleapi.quality import agreement, consensus
from scaleapi.quality.metrics import cohen_kappa
from scaleapi.quality.raters.reliability import Reliability
from tests.quality.truth.things import box, drawn, frames, spans, task


def category(task_id: str, value: Any) -> Task:
    """Make a task with a choice."""
    return task(task_id, "categorization", {"category": value})


def rated(rows: list[list[Any]]) -> list[list[Task]]:
    """Make the tasks of each rater, of rows of choices."""
    return [[category(str(at), value) for at, value in enumerate(row) if value is not None] for row in rows]


_ROWS = st.lists(st.lists(st.sampled_from(["a", "b", "c"]), min_size=8, max_size=8), min_size=2, max_size=4)


@given(_ROWS)
@settings(max_examples=15, deadline=None)
def test_choices_agree_as_in_other_packages(rows: list[list[str]]) -> None:
    """Alpha of any number of raters, and Cohen's kappa of two; where they are undefined, so are these."""
    codes = [["abc".index(value) for value in row] for row in rows]
    several = len({value for row in codes for value in row}) > 1

    told = agreement(*rated(rows)).fields["category"]

    alpha = krippendorff.alpha(np.array(codes), level_of_measurement="nominal") if several else math.nan
    np.testing.assert_allclose(told.alpha, alpha, atol=1e-9)
    if len(rows) == 2 and several:
        np.testing.assert_allclose(told.kappa, cohen_kappa(codes[0], codes[1]), atol=1e-9)


def test_ratings_may_be_missing() -> None:
    """A thing that one rater rated is told; of several, those that are there count."""
    told = agreement(*rated([["a", "b", "a", None, "c"], ["a", "b", None, None, None], ["a", "a", "a", "b", None]]))

    assert 3 == told.items
    assert {"things with one result only": 2} == {one.reason: one.count for one in told.not_compared}
    expected = krippendorff.alpha(np.array([[0, 1, 0], [0, 1, np.nan], [0, 0, 0]]), level_of_measurement="nominal")
    assert pytest.approx(expected) == told.alpha
    assert math.isnan(told.fields["category"].cohen_kappa)


def test_numbers_have_levels() -> None:
    """Interval, if nothing is said; of ordinal ones only the order counts."""
    rows = [[1, 2, 9, 4], [1, 3, 9, 4]]
    tasks = [
        [task(str(at), "textcollection", {"annotations": {"n": value}}) for at, value in enumerate(row)] for row in rows
    ]

    usual, ordinal = agreement(*tasks), agreement(*tasks, levels={"n": "ordinal"})

    levels: list[tuple[Any, Any]] = [(usual, "interval"), (ordinal, "ordinal")]
    for told, level in levels:
        expected = krippendorff.alpha(np.array(rows, dtype=float), level_of_measurement=level)
        assert pytest.approx(expected) == told.fields["n"].alpha


def test_shapes_agree_in_place_and_label() -> None:
    """What raters have in common is matched whatever its label; who did not draw it has no rating."""
    ann = [drawn("1", box("cat", 0, 0), box("dog", 50, 50)), drawn("2", box("cat", 0, 0))]
    bob = [drawn("1", box("cat", 1, 0), box("cat", 50, 50)), drawn("2", box("cat", 0, 0), box("cow", 90, 90))]
    cid = [drawn("1", box("cat", 0, 1)), drawn("2", box("cat", 0, 0))]

    told = agreement(ann, bob, cid)

    assert told.labels is not None
    np.testing.assert_array_equal(told.labels.ratings, [[0, 1, 0, np.nan], [0, 0, 0, 2], [0, np.nan, 0, np.nan]])
    assert [0, 0, 1, 1] == told.labels.items.tolist()
    assert 6 / 7 == pytest.approx(told.labels.agreement)
    assert (told.labels.alpha, told.labels.kappa) == (told.alpha, told.kappa)
    assert pytest.approx(2 * 6 / 18) == told.f1
    assert told.mean_iou > 0.8
    assert ["cat", "dog", "cow"] == list(told.by_label)


@pytest.mark.parametrize("kind", ["spans", "cuboids"])
def test_spans_and_cuboids_agree_alike(kind: str) -> None:
    """Each is a thing whose label is rated."""
    car: Any = (0.0, 0.0, 0.0, 2.0, 4.0, 2.0, 0.3)
    files: Any = {name: SimpleNamespace(raw=frames([("car" if name == "1" else "van", car)])) for name in ("1", "2")}
    image = {"attachments": ["https://example.com/1"]}
    tasks: dict[str, list[Task]] = {
        "spans": [spans("1", "a bc", (0, 1, "car"), (2, 4, "x")), spans("2", "a bc", (0, 1, "van"), (2, 3, "x"))],
        "cuboids": [task(name, "lidarannotation", {}, params=image) for name in ("1", "2")],
    }

    told = agreement(tasks[kind], files=files)

    assert told.labels is not None
    assert [0.0, 1.0] == sorted({*told.labels.ratings[:, 0].tolist()})
    assert 0.0 == told.f1


def test_cuboids_of_many_raters_are_compared_two_by_two() -> None:
    """The F1 and the mean IoU are over all pairs of raters."""
    car: Any = (0.0, 0.0, 0.0, 2.0, 4.0, 2.0, 0.3)
    files: Any = {name: SimpleNamespace(raw=frames([("car", car)])) for name in "1234"}
    tasks = [task(name, "lidarannotation", {}, params={"attachments": ["https://example.com/1"]}) for name in files]

    told = agreement(tasks, files=files)

    assert (1.0, 6) == (told.f1, told.by_label["car"].support)
    assert pytest.approx(1.0) == told.mean_iou


def test_one_source_can_have_several_results() -> None:
    """People's answers, attempts, and tasks about the same thing."""
    people = [
        task(str(at), "textcollection", {"responses": [{"ok": "yes"}, {"ok": one}]})
        for at, one in enumerate(["yes", "no"])
    ]
    attempts = [{"response": {"annotations": {"ok": {"response": [[one]]}}}} for one in ("yes", "no")]
    tried = [task("1", "textcollection", {"annotations": {}}, attempts=attempts)]
    same = [drawn(name, box("a", 0, 0), params={"attachment": "https://example.com/1.jpg"}) for name in ("1", "2", "3")]

    assert (2, 0.5) == of_ok(people)
    assert (2, 0.0) == of_ok(tried) == of_ok([tried[0].as_dict()])
    labels = agreement(same).labels
    assert labels is not None
    assert (3, 1.0, 1.0) == (labels.raters, labels.agreement, agreement(same).f1)


def of_ok(tasks: list[Any]) -> tuple[int, float]:
    """Return how many people answered, and how many alike."""
    told = agreement(tasks).fields["ok"]
    return told.raters, told.agreement


def test_pixels_agree(tmp_path: Any) -> None:
    """The mean IoU of each two masks; from files, too."""
    mapping = {"labelMapping": {"road": {"index": 1}}}
    tasks = [
        task(name, "segmentannotation", mapping, params={"attachment": "https://example.com/1.jpg"}) for name in "12"
    ]
    write_jsonl(tmp_path / "all.jsonl", tasks)

    told = agreement(tmp_path / "all.jsonl", masks={"1": np.array([[1, 1]]), "2": np.array([[1, 0]])})

    assert (0.5, True) == (told.mean_iou, math.isnan(told.alpha))


@pytest.mark.parametrize(
    ("sources", "reason"),
    [
        ([[category("1", "a"), category("1", "b")]], "tasks that come twice"),
        (
            [[drawn("1"), drawn("2", params={"attachment": "https://example.com/1.jpg"})], [drawn("1")]],
            "tasks whose thing has another result in the same source",
        ),
        ([[category("1", "a")], [drawn("1")]], "things whose results are of different task types"),
        ([[task("1", "categorization", None)], [category("1", "a")]], "tasks that have no response"),
        ([[drawn("1", {"type": "blob"})], [drawn("1")]], "shapes of the kind 'blob', which nothing compares"),
    ],
)
def test_what_cannot_be_held_against_each_other_is_told(sources: Any, reason: str) -> None:
    """Once, however many raters there are."""
    assert 1 == {one.reason: one.count for one in agreement(*sources).not_compared}[reason]


def test_it_is_shown_by_its_numbers() -> None:
    """As a line, as tables in a notebook, and as plain JSON without NaN."""
    told = agreement(*rated([["a", "b", "a"], ["a", "b", "b"]]))

    assert "Agreement(items=3, kappa=0.4, alpha=0.4444, f1=0.6667, mean_iou=nan, fields=1, not_compared=0)" == repr(
        told
    )
    assert "Reliability(raters=2, units=3, agreement=0.6667, kappa=0.4, alpha=0.4444)" == repr(told.fields["category"])
    assert "alpha" in told.fields["category"]._repr_html_()
    assert "precision" in told._repr_html_()
    numbers = json.loads(json.dumps(told.to_dict(), allow_nan=False))
    assert (0.4, 3, None) == (round(numbers["ratings"]["category"]["kappa"], 4), numbers["items"], numbers["mean_iou"])
    assert "labels" in agreement([drawn("1", box("a", 0, 0))], [drawn("1")]).to_dict()["ratings"]


def test_intervals_and_items_of_ratings() -> None:
    """The interval holds the value; the same seed gives the same."""
    draws = np.random.default_rng(1)
    one = draws.integers(0, 3, 60)
    other = np.where(draws.random(60) < 0.8, one, draws.integers(0, 3, 60))
    told = Reliability(np.array([one, other], dtype=float), np.arange(60) // 2, ["a", "b", "c"])

    for name in ("alpha", "kappa", "agreement"):
        low, high, _ = told.interval(name, seed=2, resamples=200)
        assert low < getattr(told, name) < high
        assert (low, high) == told.interval(name, seed=2, resamples=200)[:2]
    assert told.agreement == pytest.approx(np.mean(list(told.by_item().values())))
    assert {"a", "b", "c"} == {*told.by_label}
    with pytest.raises(ValueError, match="statistic must be 'alpha', 'kappa' or 'agreement', not 'f1'"):
        told.interval("f1")


def test_without_results_it_is_refused() -> None:
    """And without ratings, all is undefined."""
    with pytest.raises(ValueError, match=r"agreement\(\) needs the results of raters"):
        agreement()
    empty = Reliability(np.empty((0, 0)), np.empty(0, dtype=np.int64), [])
    assert math.isnan(empty.alpha)
    assert {} == empty.by_item()


_ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["annotations", "label", "left", "x", "start", "category", "responses", "a"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)
_TYPES = st.sampled_from(
    ["imageannotation", "namedentityrecognition", "textcollection", "categorization", "segmentannotation"]
)


@given(_TYPES, st.lists(_ODD, min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_odd_results_never_raise(kind: str, responses: list[Any]) -> None:
    """Whatever stands in responses."""
    tasks = [[task("1", kind, one)] for one in responses]

    json.dumps(agreement(*tasks).to_dict(), allow_nan=False)
    assert all(0 <= sure <= 1 for item in consensus(*tasks).items for sure in item.certainties.values())

"""Checks of shapes on images."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scaleapi.quality import check
from tests.quality.tasks import box, found, image, polygon

SIZES = {"t1": (640, 480)}
AT = "/response/annotations"


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        ([box(10, 10, 50, 40)], []),
        ([box(-1, 10, 50, 40)], []),
        ([box(-3, 10, 50, 40)], [("outside_image", f"{AT}/0")]),
        ([box(600, 10, 50, 40)], [("outside_image", f"{AT}/0")]),
        ([box(10, 10, 40, 2, rotation=math.pi / 2)], [("outside_image", f"{AT}/0"), ("too_small", f"{AT}/0")]),
        ([box(10, 10, 0, 40)], [("empty_shape", f"{AT}/0")]),
        ([box(10, 10, -5, 40)], [("empty_shape", f"{AT}/0")]),
        ([box(10, 10, 2, 40)], [("too_small", f"{AT}/0")]),
        ([box(10, 10, 400, 5)], [("aspect_ratio", f"{AT}/0")]),
        ([box(0, 0, 640, 480)], [("share_too_large", f"{AT}/0")]),
        ([polygon((10, 10), (90, 90), (90, 10), (10, 90))], [("self_crossing", f"{AT}/0/vertices")]),
        ([polygon((10, 10), (90, 10), (90, 90))], []),
        ([polygon((10, 10), (90, 90), (10, 10))], [("empty_shape", f"{AT}/0"), ("too_few_points", f"{AT}/0/vertices")]),
        (
            [{"type": "line", "label": "l", "vertices": [{"x": 1, "y": 1}] * 2}],
            [("empty_shape", f"{AT}/0"), ("too_few_points", f"{AT}/0/vertices")],
        ),
        ([{"type": "point", "label": "p", "x": 700, "y": 10}], [("outside_image", f"{AT}/0")]),
        ([{"type": "ellipse", "vertices": [{"x": x, "y": 20 * x} for x in (1, 2, 3, 4)]}], []),
        ([], [("no_annotations", AT)]),
    ],
)
def test_single_shapes(shapes: list[Any], expected: list[Any]) -> None:
    """Where a shape is, how large, and how it is drawn."""
    assert expected == found(check([image(*shapes)], sizes=SIZES))


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        ([box(10, 10, 100, 80), box(12, 10, 100, 80)], [("duplicate", f"{AT}/1")]),
        ([box(10, 10, 100, 80), box(12, 10, 100, 80, label="bus")], [("labeled_twice", f"{AT}/1")]),
        ([box(10, 10, 100, 80), box(20, 10, 100, 80)], []),
        ([box(10, 10, 100, 80), box(30, 30, 20, 20)], [("nested", f"{AT}/1")]),
        ([box(30, 30, 20, 20), box(10, 10, 100, 80)], [("nested", f"{AT}/0")]),
        ([box(10, 10, 100, 80), box(30, 30, 20, 20, label="bus")], []),
        ([box(60, 60, 100, 80, rotation=0.5), box(61, 60, 100, 80, rotation=0.5)], [("duplicate", f"{AT}/1")]),
        (
            [polygon((9, 9), (99, 9), (99, 99)), polygon((9, 9), (99, 9), (99, 98), uuid="q")],
            [("duplicate", f"{AT}/1")],
        ),
        ([polygon((9, 9), (99, 9), (99, 99)), box(9, 9, 90, 90, label="road")], []),
        (
            [box(10, 10, 100, 80), box(11, 10, 100, 80), box(10.5, 10, 100, 80)],
            [("duplicate", f"{AT}/1"), ("duplicate", f"{AT}/2")],
        ),
    ],
)
def test_pairs(shapes: list[Any], expected: list[Any]) -> None:
    """The same thing twice, and one inside another."""
    assert expected == found(check([image(*shapes)]), "duplicate", "labeled_twice", "nested")


def test_images_never_meet() -> None:
    """Equal shapes of different tasks, and of different frames, are no pair."""
    frames = {"annotations": [{"annotations": [box(10, 10, 50, 50)]}] * 3}
    video = {
        "task_id": "v",
        "type": "videoannotation",
        "status": "completed",
        "response": {"annotations": {"url": "u"}},
    }
    results = {"v": type("Result", (), {"raw": frames})()}

    report = check([image(box(10, 10, 50, 50)), image(box(10, 10, 50, 50), task_id="t2"), video], results=results)

    assert [] == found(report)


def test_a_thousand_boxes_in_one_task() -> None:
    """Each of a thousand boxes is only looked at beside its neighbours; the one double is found."""
    boxes = [box(20 * (at % 40), 20 * (at // 40), 15, 15) for at in range(1000)]

    report = check([image(*boxes, box(20.1, 20, 15, 15))])

    assert [("duplicate", f"{AT}/1000")] == found(report)
    assert pytest.approx(0.9868, abs=1e-3) == report.findings[0].measured


def test_many_tasks_are_looked_at_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings come in the order of the tasks, however these are cut; a shape alone is covered by nothing."""
    monkeypatch.setattr("scaleapi.quality.examination._CHUNK", 2)
    rules = {"attribute_conflict": {"cases": [{"attributes": {}, "covered_over": 0}]}}

    report = check([image(box(9, 9, 0, 9), task_id=f"t{at}") for at in range(5)], rules)

    assert [f"t{at}" for at in range(5)] == [one.task_id for one in report.findings]


def test_limits_of_labels() -> None:
    """A label may have a limit of its own, and rules that are off by default need one."""
    rules = {"too_small": {"limit": 5, "labels": {"bus": 50}}, "too_large": 500, "share_too_small": 0.001}
    task = image(box(10, 10, 8, 8), box(100, 10, 40, 40, label="bus"), box(10, 200, 510, 90))

    report = check([task], rules, sizes=lambda _: (640, 480))

    assert [("too_small", f"{AT}/1"), ("too_large", f"{AT}/2"), ("share_too_small", f"{AT}/0")] == found(report)
    assert 50 == report.findings[0].limit


def test_sizes_of_the_response() -> None:
    """A response that tells the size of its image needs nothing else; else it is told that it is not known."""
    told = image(box(600, 10, 100, 40))
    told["response"] |= {"width": 640, "height": 480}

    report = check([told, image(box(600, 10, 100, 40), task_id="t2")])

    assert [("outside_image", f"{AT}/0")] == found(report)
    assert ["outside_image", "share_too_large"] == [one.rule for one in report.not_checked if "size of" in one.reason]


@pytest.mark.parametrize(
    ("shape", "pointer"),
    [
        ({**box(1, 1, 9, 9), "left": "3"}, f"{AT}/0/left"),
        ({**box(1, 1, 9, 9), "left": None}, f"{AT}/0"),
        ({**box(1, 1, 9, 9), "left": math.inf}, f"{AT}/0"),
        ({**box(1, 1, 9, 9), "top": 10**400}, f"{AT}/0/top"),
        ({"type": "polygon", "vertices": [{"x": 1}]}, f"{AT}/0/vertices"),
        (7, f"{AT}/0"),
    ],
)
def test_malformed(shape: Any, pointer: str) -> None:
    """What is no shape, or has no place, is told once."""
    assert [("malformed", pointer)] == found(check([image(shape)]), "malformed")


def test_unknown_geometries_are_told() -> None:
    """A shape that no rule knows is counted as not checked."""
    [one] = check([image({"type": "blob", "uuid": "x"})], {"malformed": True, "defaults": False}).not_checked

    assert ("no rule knows the geometry `blob`", 1, ("t1",)) == (one.reason, one.tasks, one.examples)


def test_ids_that_come_twice() -> None:
    """Two annotations of one image with one id."""
    assert [("uuid_twice", f"{AT}/1")] == found(check([image(box(1, 1, 9, 9), box(1, 1, 9, 50))]), "uuid_twice")


def test_sizes_far_from_their_label() -> None:
    """Of many boxes of a label, those far smaller and far larger are found; of a few, nothing is said."""
    usual = [image(*(box(99 * at, 9, 40 + at, 40) for at in range(5)), task_id=f"t{n}") for n in range(20)]
    odd = image(box(1, 100, 2000, 2000), box(10, 300, 3, 3), box(5, 5, 9, 9, label="bus"), task_id="odd")

    report = check([*usual, odd])

    assert [("size_outlier", f"{AT}/0"), ("size_outlier", f"{AT}/1")] == sorted(found(report, "size_outlier"))
    assert {"odd"} == {one.task_id for one in report.findings if one.rule == "size_outlier"}
    assert 1 == sum(one.rule == "size_outlier" for one in report.not_checked)


def test_what_is_kept_of_sizes_is_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are more labels, or more outliers, than are kept, that is told."""
    monkeypatch.setattr("scaleapi.quality.outliers._MOST_LABELS", 1)
    monkeypatch.setattr("scaleapi.quality.outliers._MOST", 2)
    usual = [box(50 * at, 9, 40, 40) for at in range(40)]
    odd = [box(1, 100 + at, 2000, 2000) for at in range(4)]

    report = check([image(*usual, *odd, box(5, 5, 9, 9, label="zebra"))])

    assert 2 == len(found(report, "size_outlier"))
    told = [one.reason for one in report.not_checked if one.rule == "size_outlier"]
    assert ["only the 2 smallest and largest of a label are kept", "there are more than 1 labels"] == told

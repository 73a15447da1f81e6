"""IoU, matching and average precision, beside pycocotools, scipy, shapely and arithmetic."""

from __future__ import annotations

import contextlib
import io
import math
from itertools import permutations
from typing import Any

import numpy as np
import pytest
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from scaleapi.quality.metrics import (
    COCO_THRESHOLDS,
    average_precision,
    bev_iou,
    cuboid_iou,
    iou,
    mask_confusion,
    mask_iou,
    match,
    polygon_iou,
)
from scaleapi.quality.metrics.matching import _greedy, matched_edges, pairs_within

places = st.integers(-20, 20).map(lambda n: n / 2)
sides = st.integers(0, 20).map(lambda n: n / 2)
boxes = st.lists(st.tuples(places, places, sides, sides), max_size=6)
cuboids = st.lists(
    st.tuples(places, places, places, *(st.integers(1, 12).map(lambda n: n / 2),) * 3, st.floats(-7, 7)), max_size=4
)


@given(boxes, boxes)
@settings(max_examples=30)
def test_boxes_overlap_as_in_pycocotools(a: list[Any], b: list[Any]) -> None:
    """All pairs of level boxes, also without area, and none at all."""
    expected = coco_mask.iou(np.array(a), np.array(b), [0] * len(b)) if a and b else np.zeros((len(a), len(b)))

    np.testing.assert_allclose(iou(a, b), expected, atol=1e-12)


@given(cuboids, cuboids)
@settings(max_examples=20)
def test_turned_cuboids_overlap_as_in_shapely(a: list[Any], b: list[Any]) -> None:
    """From above by shapely's own rotation, one pair after the other; in space by the heights in common."""
    above, inside = np.zeros((len(a), len(b))), np.zeros((len(a), len(b)))
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            both = _rectangle(one).intersection(_rectangle(other)).area
            height = max(
                0.0,
                min(one[2] + one[5] / 2, other[2] + other[5] / 2) - max(one[2] - one[5] / 2, other[2] - other[5] / 2),
            )
            above[i, j] = both / (one[3] * one[4] + other[3] * other[4] - both)
            inside[i, j] = both * height / (math.prod(one[3:6]) + math.prod(other[3:6]) - both * height)

    np.testing.assert_allclose(bev_iou(a, b), above, atol=1e-9)
    np.testing.assert_allclose(cuboid_iou(a, b), inside, atol=1e-9)


def _rectangle(cuboid: tuple[float, ...]) -> Any:
    x, y, _, dx, dy, _, yaw = cuboid
    level = shapely.box(x - dx / 2, y - dy / 2, x + dx / 2, y + dy / 2)
    return shapely.affinity.rotate(level, yaw, (x, y), use_radians=True)


def test_an_eighth_turn_makes_an_octagon() -> None:
    """Two unit squares, one turned by 45 degrees, have 2 (√2 - 1) in common."""
    both = 2 * (math.sqrt(2) - 1)

    assert pytest.approx(both / (2 - both)) == bev_iou([[0, 0, 0, 1, 1, 1, 0]], [[0, 0, 0, 1, 1, 1, math.pi / 4]])[0, 0]


def test_outlines_of_any_form_overlap() -> None:
    """One that crosses itself is what it encloses; one with two corners, or NaN in it, overlaps nothing."""
    square, bow = [(0, 0), (2, 0), (2, 2), (0, 2)], [(0, 0), (2, 2), (2, 0), (0, 2)]

    found = polygon_iou([bow, square], [square, [(0, 0), (1, 1)], [(0, 0), (math.nan, 1), (1, 1)], []])

    assert [[0.5, 0, 0, 0], [1, 0, 0, 0]] == found.tolist()


@pytest.mark.parametrize("odd", [math.nan, math.inf, 1e308])
def test_odd_numbers_overlap_nothing(odd: float) -> None:
    """NaN, infinity and what is too large to multiply give 0, without a warning."""
    assert [[0.0]] == iou([[0, 0, odd, odd]], [[0, 0, 1, 1]]).tolist()
    assert [[0.0]] == bev_iou([[odd, 0, 0, 1, 1, 1, 0]], [[0, 0, 0, 1, 1, 1, 0]]).tolist()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: iou([[1, 2, 3]], []), r"boxes must be an array of shape \(n, 4\), not \(1, 3\)"),
        (lambda: cuboid_iou([], [[1, 2]]), r"cuboids must be an array of shape \(n, 7\), not \(1, 2\)"),
        (lambda: polygon_iou([[[1, 2, 3]]], []), r"an outline must be an array of shape \(n, 2\), not \(1, 3\)"),
        (lambda: match([1.0]), "similarities must be an array of two dimensions, not 1"),
        (lambda: mask_confusion([[1]], [1], 2), r"masks must have the same shape, not \(1, 1\) and \(1,\)"),
    ],
)
def test_arrays_of_other_shapes_are_refused(call: Any, message: str) -> None:
    """The message says what was meant."""
    with pytest.raises(ValueError, match=message):
        call()


@given(st.lists(st.lists(st.integers(0, 4).map(lambda n: n / 4), min_size=3, max_size=3), min_size=1, max_size=4))
@settings(max_examples=30)
def test_matches_have_the_largest_sum(rows: list[list[float]]) -> None:
    """Each row and column is in one match at most, and no other choice is better; found by trying all."""
    matrix = np.where(np.array(rows) >= 0.5, rows, 0)
    wide = np.pad(matrix, ((0, max(0, 3 - len(rows))), (0, max(0, len(rows) - 3))))
    best = max(sum(wide[i, j] for i, j in enumerate(order)) for order in permutations(range(len(wide))))

    found = match(rows)

    assert len({*found[0].tolist()}) == len({*found[1].tolist()}) == len(found[0])
    assert pytest.approx(best) == matrix[found].sum()


@given(st.lists(st.integers(0, 3), max_size=8), st.lists(st.integers(0, 3), max_size=8))
@settings(max_examples=30)
def test_pairs_of_groups_are_all_pairs(left: list[int], right: list[int]) -> None:
    """As a double loop would find them, in the same order."""
    expected = [(i, j) for i, one in enumerate(left) for j, other in enumerate(right) if one == other]

    found = pairs_within(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))

    assert expected == list(zip(*(one.tolist() for one in found), strict=True))


def test_what_is_too_large_for_a_matrix_is_matched_greedily(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a group of many thousand things, all near each other, the best pairs come first."""
    monkeypatch.setattr("scaleapi.quality.metrics.matching._ROOM", 3)
    left, right, weights = np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0.9, 0.8, 0.8])

    assert [True, False, False] == matched_edges(left, right, weights).tolist()
    assert [0] == _greedy(left, right, weights).tolist()


@given(st.integers(0, 10**6))
@settings(max_examples=8, deadline=None)
def test_average_precision_is_cocos(seed: int) -> None:
    """On random images, some without detections or without reference, with ties of scores and of IoU."""
    draws = np.random.default_rng(seed)
    images = [_image(draws) for _ in range(4)]
    if not any(len(there) for _, _, there in images):
        return

    found = average_precision([(scores, iou(found, there)) for found, scores, there in images])

    np.testing.assert_allclose(found, _by_coco(images), atol=1e-9)


def _image(draws: np.random.Generator) -> tuple[Any, Any, Any]:
    n, k = draws.integers(0, 5), draws.integers(0, 3)
    there = np.concatenate([draws.integers(0, 30, (n, 2)), draws.integers(5, 20, (n, 2))], axis=1)
    near = there[draws.random(len(there)) < 0.8] + draws.integers(-2, 3, 4)
    near[:, 2:] = np.maximum(near[:, 2:], 1)
    far = np.concatenate([draws.integers(0, 30, (k, 2)), draws.integers(5, 20, (k, 2))], axis=1)
    found = np.concatenate([near, far, near[:1]])
    return found, draws.integers(1, 5, len(found)) / 5, there


def _by_coco(images: list[tuple[Any, Any, Any]]) -> Any:
    """Ask pycocotools, which prints what it does."""
    rows = [(at, box.tolist()) for at, (_, _, there) in enumerate(images, 1) for box in there]
    truth = [
        {"id": n, "image_id": at, "category_id": 1, "bbox": box, "area": box[2] * box[3], "iscrowd": 0}
        for n, (at, box) in enumerate(rows, 1)
    ]
    found = [
        {"image_id": at, "category_id": 1, "bbox": box.tolist(), "score": score}
        for at, (some, scores, _) in enumerate(images, 1)
        for box, score in zip(some, scores.tolist(), strict=True)
    ]
    if not found:
        return np.zeros(len(COCO_THRESHOLDS))
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {
            "images": [{"id": at} for at in range(1, len(images) + 1)],
            "annotations": truth,
            "categories": [{"id": 1}],
        }
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(found), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
    return evaluation.eval["precision"][:, :, 0, 0, 2].mean(axis=1)


def test_no_detections_have_no_precision() -> None:
    """With a reference it is 0, without one undefined."""
    nothing: Any = np.empty(0)

    assert [0.0] == average_precision([(nothing, np.empty((0, 2)))], thresholds=[0.5]).tolist()
    assert math.isnan(average_precision([([0.5], np.empty((1, 0)))], thresholds=[0.5])[0])


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), max_size=30))
@settings(max_examples=20)
def test_masks_are_compared_by_pixel(pixels: list[tuple[int, int]]) -> None:
    """The IoU of each class as sets of pixels; classes that are not asked for are not counted."""
    found, there = (np.array([one[at] for one in pixels], dtype=np.int64) for at in (0, 1))
    known = [(f, t) for f, t in pixels if 0 <= f < 3 and 0 <= t < 3]
    either = [sum(c in pair for pair in known) for c in range(3)]
    expected: list[float] = [sum(pair == (c, c) for pair in known) / n if n else math.nan for c, n in enumerate(either)]

    np.testing.assert_allclose(mask_iou(mask_confusion(found, there, 3)), expected)

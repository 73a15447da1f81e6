"""CoNLL of texts, KITTI of lidar scenes, and COCO of masks; what they do not carry is told."""

from __future__ import annotations

import contextlib
import io
import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO

from scaleapi.export import to_coco_masks, to_conll, to_kitti, write_coco, write_conll, write_kitti
from scaleapi.export.masks import rle_of
from tests.export.test_coco import task, told
from tests.export.test_library_formats import marked, span


def test_tokens_have_tags(tmp_path: Path) -> None:
    """A sentence for each line of a text; what does not fit tokens or tags is told."""
    text = "Acme Ltd opened\n\nin Lisbon."
    found = [span(0, 8, "org"), span(5, 8, "x"), span(20, 25, "big city"), span(8, 9, "blank")]

    conll = to_conll([marked(text, *found)])

    lines = [
        "-DOCSTART-\tO",
        "",
        "Acme\tB-org",
        "Ltd\tI-org",
        "opened\tO",
        "",
        "in\tO",
        "Lisbon\tB-big_city",
        ".\tO",
        "",
    ]
    assert lines == conll.text.splitlines()
    assert [
        ("/annotations/1", "overlaps an earlier or longer span: left out"),
        ("/annotations/2", "cuts through a token: it is widened to 'Lisbon'"),
        ("/annotations/2/label", "has blanks, which become `_`"),
        ("/annotations/3", "is ' ', which has no token: left out"),
    ] == sorted(told(conll.losses))
    assert "Conll(texts=1, tokens=6, losses=4)" == repr(conll)
    assert "message" in conll._repr_html_()
    write_conll(tmp_path / "train.conll", conll)
    assert conll.text == (tmp_path / "train.conll").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (5, "has no `start` and `end` that are whole numbers (got 5): left out"),
        (
            {"start": 0, "end": True},
            "has no `start` and `end` that are whole numbers (got {'start': 0, 'end': True}): left out",
        ),
        (span(2, 9, "a"), "goes from 2 to 9, in a text of 3 characters: left out"),
        ({"start": 0, "end": 3}, "has no label: it goes by `unlabeled`"),
        (span(0, 3, "a", attributes={"b": 1}), "is nothing that CoNLL carries: left out"),
        (span(0, 3, "a", id="s1"), "have 1 `id`, which CoNLL does not carry: left out"),
    ],
)
def test_odd_spans_are_told(annotation: Any, message: str) -> None:
    """And the others are carried."""
    assert message in [one for _, one in told(to_conll([marked("abc", annotation)]).losses)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "chat"}, "is a task of type chat, which has no spans: the task is left out"),
        ({"response": None}, "has no response (its status is completed): the task is left out"),
        ({"params": {}}, "has no text in its parameters: the task is left out"),
        ({"response": {"annotations": 5, "relationships": [1]}}, "is no array (got 5): left out"),
    ],
)
def test_texts_that_cannot_be_carried_are_told(change: Any, message: str) -> None:
    """With the reason."""
    raw = {**marked("abc").as_dict(), **change}

    assert message in [one for _, one in told(to_conll([type(marked(""))(raw)]).losses)]


def test_the_last_character_may_be_the_end() -> None:
    """Where a span says so by its text; the text may be an attachment; tokens are the caller's, if wished."""
    one = marked("", span(0, 3, "a", text="Acme"))
    one = type(one)({**one.as_dict(), "params": {"attachment_type": "text", "attachment": "Acme Ltd"}})

    assert "Acme\tB-a" in to_conll([one]).text
    assert "Acme Ltd\tB-a" in to_conll([one], tokenizer=lambda text: [(0, len(text))]).text


CUBOID = {
    "uuid": "u",
    "label": "big car",
    "position": {"x": 1, "y": 10, "z": 0.5},
    "dimensions": {"x": 2, "y": 4, "z": 1.5},
    "yaw": 0,
}


def scene(*cuboids: Any) -> Any:
    """Make the results of a lidar task with one frame."""
    return {"t1": SimpleNamespace(raw={"annotations": [{"cuboids": [*cuboids]}]})}


def test_cuboids_become_lines(tmp_path: Path) -> None:
    """In the frame of a camera that looks along y: the middle of the underside, and the turn about the vertical."""
    kitti = to_kitti([task(type="lidarannotation")], results=scene(CUBOID))

    name, *numbers = kitti.labels["t1/000000"].split()
    expected = [-1, -1, -math.pi / 2 - math.atan2(1, 10), -1, -1, -1, -1, 1.5, 2, 4, 1, 0.25, 10, -math.pi / 2]
    assert "big_car" == name
    assert pytest.approx(expected, abs=1e-5) == [float(one) for one in numbers]
    assert ["/annotations/0/cuboids/0/label", "/annotations/0/cuboids/0/uuid"] == [one for one, _ in told(kitti.losses)]
    assert "Kitti(frames=1, losses=2)" == repr(kitti)
    assert "message" in kitti._repr_html_()
    write_kitti(tmp_path, kitti)
    assert kitti.labels["t1/000000"] == (tmp_path / "label_2/t1/000000.txt").read_text()


@given(st.floats(-3, 3), st.floats(-3, 3))
@settings(max_examples=30)
def test_turns_are_those_of_the_heading(yaw: float, camera: float) -> None:
    """KITTI's turn leads from the camera's x to the heading, seen with y down, wherever the camera looks."""
    cos, sin = math.cos(camera), math.sin(camera)
    right, ahead = (cos, sin, 0), (-sin, cos, 0)
    matrix: list[list[float]] = [[*right, 0], [0, 0, -1, 0], [*ahead, 0]]

    kitti = to_kitti([task(type="lidarannotation")], results=scene({**CUBOID, "yaw": yaw}), cameras=lambda *_: matrix)

    turn = float(kitti.labels["t1/000000"].split()[-1])
    heading = (-math.sin(yaw), math.cos(yaw), 0)
    along = [sum(a * b for a, b in zip(axis, heading, strict=True)) for axis in (right, ahead)]
    assert pytest.approx(along, abs=1e-5) == [math.cos(turn), -math.sin(turn)]


@pytest.mark.parametrize(
    ("cuboid", "where", "message"),
    [
        (5, "", "is no object (got 5): left out"),
        ({}, "", "has no `position` and `dimensions` of three numbers: left out"),
        (
            {**CUBOID, "position": {"x": math.nan, "y": 0, "z": 0}},
            "",
            "has no `position` and `dimensions` of three numbers: left out",
        ),
        ({**CUBOID, "pitch": 0.1}, "/pitch", "is 0.1, and KITTI's boxes stand upright: left out"),
        ({**CUBOID, "label": None}, "/label", "is None: it goes by `unlabeled`"),
        ({**CUBOID, "stationary": True}, "/stationary", "is nothing that KITTI carries (got True): left out"),
    ],
)
def test_odd_cuboids_are_told(cuboid: Any, where: str, message: str) -> None:
    """Nothing raises."""
    losses = told(to_kitti([task(type="lidarannotation")], results=scene(cuboid)).losses)

    assert (f"/annotations/0/cuboids/0{where}", message) in losses


def test_scenes_that_cannot_be_carried_are_told() -> None:
    """Other task types, results that are not there, files and frames that are none."""
    odd: Any = {"t2": SimpleNamespace(raw={"annotations": {}}), "t3": SimpleNamespace(raw={"annotations": [5]})}
    lidar = [task(type="lidarannotation", number=number) for number in (1, 2, 3)]

    kitti = to_kitti([task(number=4), *lidar], results=odd)

    assert {"t3/000000": ""} == kitti.labels
    assert [
        "is a task of type imageannotation, which has no cuboids: the task is left out",
        "has no cuboids in `results`: the task is left out",
        "has a file that is no array of frames (got {}): the task is left out",
        "is no frame with an array `cuboids` (got 5): it has no lines",
    ] == [message for _, message in told(kitti.losses)]


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0, 1), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_runs_are_encoded_as_by_pycocotools(height: int, width: int, share: float, seed: int) -> None:
    """Random masks, full ones and empty ones."""
    mask = np.random.default_rng(seed).random((height, width)) < share

    expected = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))

    assert {"size": expected["size"], "counts": expected["counts"].decode()} == rle_of(mask)


def segmented(mapping: Any, number: int = 1, **params: Any) -> Any:
    """Make a segmentation."""
    return task(
        number=number, type="segmentannotation", params=params, response={"labelMapping": mapping, "annotations": {}}
    )


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # of pycocotools with numpy 2
def test_masks_become_annotations(tmp_path: Path) -> None:
    """One for each label, or for each of its instances; pycocotools reads them."""
    mapping = {"road": {"index": 1, "color": "#ffffff"}, "car": [{"index": 2}, {"index": 3}]}
    labels = [{"choice": "vehicle", "subchoices": [{"choice": "car", "instance_label": True}]}, "road"]
    mask = np.array([[1, 1, 2], [0, 3, 3]])

    coco = to_coco_masks([segmented(mapping, labels=labels)], masks={"t1": mask})
    write_coco(tmp_path / "masks.json", coco)

    with contextlib.redirect_stdout(io.StringIO()):
        read = COCO(tmp_path / "masks.json")
    assert [2, 1, 1] == [one["category_id"] for one in coco.dataset["annotations"]]
    for one, index in zip(coco.dataset["annotations"], (1, 2, 3), strict=True):
        assert (mask == index).tolist() == read.annToMask(one).astype(bool).tolist()
        assert (mask == index).sum() == one["area"]
    assert [1, 1, 2, 1] == coco.dataset["annotations"][2]["bbox"]
    assert [("car", 1), ("road", 0)] == [(one["name"], one["isthing"]) for one in coco.dataset["categories"]]
    assert [] == coco.losses


def test_what_masks_do_not_say_is_told() -> None:
    """Labels without index or pixels, and images without masks."""
    mapping = {"a": {"index": 1}, "b": {"index": 9}, "c": {}, "d": [True]}
    tasks = [segmented(mapping), segmented({"a": {"index": 1}}, 2), segmented(5, 3), task(number=4)]
    tasks[2].response["global_attributes"] = {"a": 1}

    coco = to_coco_masks(tasks, masks=lambda task_id: None if task_id == "t2" else [[1]], payload={"labels": ["z"]})

    assert ["z", "a"] == [one["name"] for one in coco.dataset["categories"]]
    assert [
        ("/labelMapping/b", "has no pixels in the mask (its index is 9): left out"),
        ("/labelMapping/c", "has no `index` (got {}): left out"),
        ("/labelMapping/d/0", "has no `index` (got True): left out"),
        ("", "there is no mask: the image has no annotations"),
        ("/labelMapping", "is no object (got 5): left out"),
        ("/global_attributes", "is nothing that COCO carries: left out"),
        ("", "is a task of type imageannotation, not segmentannotation: the task is left out"),
    ] == told(coco.losses)
    assert json.dumps(coco.dataset)

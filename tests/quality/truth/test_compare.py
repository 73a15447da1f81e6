"""Results against what is known to be right, family by family."""

from __future__ import annotations

import contextlib
import io
import json
import math
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from scaleapi import Task
from scaleapi.evaluation_tasks import EvaluationTask
from scaleapi.export import to_coco, write_coco, write_jsonl
from scaleapi.quality import compare
from tests.quality.truth.things import box, drawn, frames, polygon, shape, spans, task


def reasons(comparison: Any) -> dict[str, int]:
    """Return what was not compared."""
    return {one.reason: one.count for one in comparison.not_compared}


def test_shapes_are_matched_by_label() -> None:
    """What is found, and where it is; a wrong label is one found wrongly, and one missed."""
    found = [drawn("1", box("cat", 0, 0), box("dog", 50, 50), box("cat", 90, 90))]
    there = [drawn("1", box("cat", 0, 5), box("cow", 50, 50))]

    told = compare(found, there, threshold=1 / 3)

    assert (1 / 3, 1 / 2, 0.4) == (told.precision, told.recall, told.f1)
    assert pytest.approx(1 / 3) == told.mean_iou
    assert (1.0, 0.5) == (told.by_label["cat"].recall, told.by_label["cat"].precision)
    assert told.confusion is not None
    assert told.confusion.labels == ["cat", "cow", "dog", None]
    assert told.confusion.matrix.tolist() == [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0], [1, 0, 0, 0]]
    assert [0.0] == [told.by_threshold[0.5].recall]


def test_the_best_matches_are_taken_together() -> None:
    """Not the best pair first, which would leave one without a match."""
    found = [drawn("1", box("cat", 0, 0, 20, 10), box("cat", 8, 0, 20, 10))]
    there = [drawn("1", box("cat", 5, 0, 20, 10), box("cat", 14, 0, 20, 10))]

    assert (1.0, 2) == (compare(found, there).f1, compare(found, there).total.true_positives)


@pytest.mark.parametrize(
    ("shapes", "iou"),
    [
        ([polygon("a", (0, 0), (10, 0), (10, 10)), polygon("a", (0, 0), (10, 0), (10, 10), (0, 10))], 0.5),
        ([shape("ellipse", "a", (0, 5), (10, 5), (5, 0), (5, 10))] * 2, 1.0),
        (
            [
                shape("cuboid", "a", (0, 0), (10, 0), (10, 10), (0, 10), (5, 5), (2, 2)),
                shape("cuboid", "a", (0, 0), (0, 10), (10, 10), (10, 0)),
            ],
            1.0,
        ),
        ([box("a", 0, 0, 10, 10, rotation=math.pi / 2), box("a", 0, 0, 10, 10)], 1.0),
        ([box("a", 0, 0, 20, 10, rotation=math.pi / 2), box("a", 5, -5, 10, 20)], 1.0),
        ([{"type": "point", "label": "a", "x": 0, "y": 0}, {"type": "point", "label": "a", "x": 3, "y": 4}], math.nan),
        ([shape("line", "a", (0, 0), (10, 0)), shape("line", "a", (0, 5), (10, 5), (10, 5))], math.nan),
    ],
    ids=lambda one: one[0]["type"] if isinstance(one, list) else "",
)
def test_all_kinds_of_shapes_are_compared(shapes: list[Any], iou: float) -> None:
    """Points and lines match within a tolerance, the others by how much they overlap."""
    told = compare([drawn("1", shapes[0])], [drawn("1", shapes[1])], threshold=0.4, tolerance=5)

    assert 1.0 == told.f1
    np.testing.assert_allclose(told.mean_iou, iou)


def test_points_beyond_the_tolerance_do_not_match() -> None:
    """A shape of another kind does not, either."""
    point: Any = {"type": "point", "label": "a", "x": 0, "y": 0}

    assert 0.0 == compare([drawn("1", point)], [drawn("1", {**point, "x": 5})], tolerance=4).f1
    assert 0.0 == compare([drawn("1", point)], [drawn("1", box("a", 0, 0))]).f1


def test_attributes_are_compared_where_shapes_match() -> None:
    """Links are not, for their values are ids; choices in any order, and numbers up to rounding, are equal."""
    params = {"annotation_attributes": {"owner": {"type": "linked"}}}
    one = box("car", 0, 0, attributes={"owner": "u1", "colour": ["red", "blue"], "doors": 4, "parked": "yes"})
    other = box("car", 0, 0, attributes={"owner": "u2", "colour": ["blue", "red"], "doors": 4.0, "parked": "no"})
    scenes = [{"annotations": [shape], "global_attributes": {"rain": True}} for shape in (one, other)]

    told = compare(*([task("1", "imageannotation", scene, params=params)] for scene in scenes))

    assert {"colour": 1.0, "doors": 1.0, "parked": 0.0, "rain": 1.0} == {
        name: one.accuracy for name, one in told.attributes.items()
    }


def test_cuboids_are_compared_in_space_and_from_above() -> None:
    """A cuboid that floats above its place is right from above only."""
    car = (0.0, 0.0, 0.0, 2.0, 4.0, 2.0, 0.3)
    sides = [frames([("car", car)], [("car", car)]), frames([("car", car)], [("car", (0, 0, 1, *car[3:]))])]
    found, there = ([task("1", "lidarannotation", {"annotations": {"url": "https://example.com/1"}})] for _ in sides)
    results: Any = [{"1": SimpleNamespace(raw=side)} for side in sides]

    told = compare(found, there, results=results[0], reference_results=results[1])
    above = compare(found, there, results=results[0], reference_results=results[1], cuboid_iou="bev")

    assert (0.5, 1.0) == (told.f1, told.families["cuboids_bev"].f1)
    assert pytest.approx(1.0) == told.mean_iou
    assert (1.0, 0.5) == (above.f1, above.families["cuboids_3d"].f1)
    assert {"tasks whose results lie in files that were not given": 1} == reasons(
        compare(found, there, results=results[0])
    )


@pytest.mark.parametrize(
    ("kind", "wrap"),
    [
        ("videoannotation", lambda shapes: [{"annotations": []}, {"annotations": shapes}]),
        ("lidarlinking", lambda shapes: [{"camera_responses": [{"camera_used": 2, "annotations": shapes}]}]),
        (
            "videoplaybackannotation",
            lambda shapes: {one["uuid"]: {**one, "geometry": "box", "frames": [{"key": 3, **one}]} for one in shapes},
        ),
    ],
)
def test_shapes_in_files_are_compared(kind: str, wrap: Any) -> None:
    """Frame by frame, camera by camera."""
    sides = [[box("car", 0, 0, uuid="u1"), box("car", 40, 40, uuid="u2")], [box("car", 0, 1, uuid="u1")]]
    results: Any = [{"1": SimpleNamespace(raw={"annotations": wrap(shapes)})} for shapes in sides]
    tasks = [task("1", kind, {"annotations": {"url": "https://example.com/1"}})]

    told = compare(tasks, tasks, results=results[0], reference_results=results[1])

    assert (0.5, 1.0) == (told.precision, told.recall)


def test_json_that_is_no_coco_is_read_as_lines(tmp_path: Path) -> None:
    """Whatever the file is called."""
    write_jsonl(tmp_path / "gold.json", [drawn("1", box("a", 0, 0)), drawn("2")])

    assert 2 == compare(tmp_path / "gold.json", tmp_path / "gold.json").compared


def test_spans_are_compared_strictly_and_in_part() -> None:
    """Ends count as the text says: that of the last character, or of the one after it. A span twice counts once."""
    text = "Acme Ltd opened in Lisbon."
    found = [spans("1", text, (0, 8, "org"), (0, 8, "org"), (19, 22, "city"))]
    there = [spans("1", text, (0, 7, "org"), (19, 25, "city"))]
    there[0].response["annotations"][0]["text"] = "Acme Ltd"  # type: ignore[index]

    told = compare(found, there)

    assert (0.5, 0.5, 1.0) == (told.precision, told.recall, told.mean_iou)
    assert (0.75, 0.75) == (told.families["spans_partial"].f1, told.families["spans_partial"].mean_iou)


def test_relations_are_compared_by_what_they_connect() -> None:
    """Ids of spans may differ."""
    found = spans(
        "1", "a b", (0, 1, "x"), (2, 3, "y"), relationships=[{"source_ref": "s0", "target_ref": "s1", "name": "r"}]
    )
    there = spans(
        "1", "a b", (2, 3, "y"), (0, 1, "x"), relationships=[{"source_ref": "s1", "target_ref": "s0", "name": "r"}]
    )

    assert 1.0 == compare([found], [there]).families["relations"].f1


def test_categories_are_counted_by_choice() -> None:
    """As scikit-learn does, with accuracy and confusion matrix."""
    pairs = [("cat", "cat"), ("dog", "cat"), ("cat", "dog"), ("cat", "cat")]
    found, there = (
        [task(str(at), "categorization", {"category": one[side]}) for at, one in enumerate(pairs)] for side in (0, 1)
    )

    told = compare(found, there)

    assert (0.5, 0.5, 2 / 3) == (told.accuracy, told.f1, told.by_label["cat"].precision)
    matrix = told.fields["category"].confusion
    assert matrix is not None
    assert [[2, 1], [1, 0]] == matrix.matrix.tolist()


def test_answers_of_forms_are_compared_by_kind() -> None:
    """Choices by their labels, numbers and texts by field, wrapped answers as plain ones."""
    fields = [
        {"type": "category", "field_id": "ok", "choices": [{"label": "Yes", "value": 1}, {"label": "No", "value": 0}]},
        {
            "type": "form",
            "field_id": "page",
            "fields": [{"type": "number", "field_id": "count"}, {"type": "text", "field_id": "why"}],
        },
    ]
    one = {"ok": ["1"], "count": 4, "why": "It is  Fine", "tags": ["a", "b"], "free": "five words of free text"}
    other = {
        "ok": {"field_id": "ok", "response": [[1]]},
        "count": "5",
        "why": "it is fine",
        "tags": ["b"],
        "free": None,
    }
    tasks = [task("1", "textcollection", {"annotations": each}, params={"fields": fields}) for each in (one, other)]

    told = compare(tasks[:1], tasks[1:])

    assert {"ok": 1.0, "count": 0.0, "why": 0.0, "tags": 0.0, "free": 0.0} == {
        k: v.accuracy for k, v in told.fields.items()
    }
    assert (1.0, 3) == (told.fields["why"].normalized, told.fields["why"].mean_distance)
    assert 1 == told.fields["count"].mean_distance
    assert {"ok: Yes", "count", "tags: a", "tags: b"} == {*told.by_label}
    assert 0.5 == told.families["texts"].f1


def test_several_people_are_held_against_one_answer() -> None:
    """Of as many answers as people, each against its own; else they are not compared."""
    people = task("1", "textcollection", {"responses": [{"ok": "yes"}, {"ok": "no"}]})
    alone, three = (
        task("1", "textcollection", {"annotations": {"ok": "yes"}}),
        task("1", "textcollection", {"responses": [{"ok": "yes"}] * 3}),
    )

    assert 0.5 == compare([people], [alone]).fields["ok"].accuracy
    assert {"answers of 2 people where the reference has 3": 1} == reasons(compare([people], [three]))


def test_transcripts_are_texts() -> None:
    """Where nothing else is compared, the headline is of texts, equal when normalised."""
    found, there = ([task("1", "audiotranscription", {"transcript": text})] for text in ("Hello  World", "hello world"))

    told = compare(found, there)

    assert (1.0, 0.0) == (told.f1, told.accuracy)


def segmented(task_id: str) -> Task:
    """Make a segmentation with two instances of a label."""
    mapping = {"road": {"index": 1}, "car": [{"index": 2}, {"index": 300}]}
    return task(task_id, "segmentannotation", {"labelMapping": mapping, "annotations": {}})


def test_masks_are_compared_by_pixel() -> None:
    """Instances of a label are one; the mean IoU is over labels; what is unlabeled is no label."""
    found, there = np.array([[1, 1, 0], [2, 0, 0]]), np.array([[1, 300, 0], [2, 1, 0]])

    told = compare([segmented("1")], [segmented("1")], masks={"1": found}, reference_masks=lambda _: there)

    assert {"road": 1 / 3, "car": 1 / 2} == {label: one.mean_iou for label, one in told.by_label.items()}
    assert pytest.approx(5 / 12) == told.mean_iou


def png(pixels: bytes, width: int, kind: int = 0, depth: int = 8) -> bytes:
    """Write a PNG with one row."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, 1, depth, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" + pixels))
        + chunk(b"IEND", b"")
    )


def test_masks_can_be_files(tmp_path: Path) -> None:
    """PNGs of 8 and 16 bits, of three channels, and those in the folder of an export."""
    write_jsonl(tmp_path / "tasks" / "part-00000.jsonl", [segmented("1")])
    place = tmp_path / "files" / "1" / "combined.indexedImage.png"
    place.parent.mkdir(parents=True)
    place.write_bytes(png(bytes([1, 2]), 2))

    for other in (png(bytes([0, 1, 0, 2]), 2, depth=16), png(bytes([1, 0, 0, 44, 1, 0]), 2, kind=2)):
        assert 1.0 == compare(tmp_path, [segmented("1")], reference_masks={"1": other}).mean_iou


@pytest.mark.parametrize(
    ("mask", "reason"),
    [
        (None, "segmentations: there is no mask"),
        (b"\x89PNG", "segmentations: a mask cannot be read (UnidentifiedImageError)"),
        ("nowhere.png", "segmentations: a mask cannot be read (FileNotFoundError)"),
        (np.zeros((1, 2)), "segmentations: a mask is no array of indexes, nor an image of them"),
        (np.zeros((2, 2), dtype=int), "segmentations whose masks have another size than their reference"),
    ],
)
def test_masks_that_cannot_be_read_are_told(mask: Any, reason: str) -> None:
    """The item is not compared, and nothing raises."""
    told = compare(
        [segmented("1")], [segmented("1")], masks={"1": mask}, reference_masks={"1": np.zeros((1, 2), dtype=int)}
    )

    assert ({reason: 1}, 0) == (reasons(told), told.compared)


def test_points_of_clouds_are_compared() -> None:
    """By what their indexes mean; a frame with another number of points is not."""
    labels = [{"label": "road", "index": 1}, {"label": "car", "index": 2}]
    sides = [
        {"point_segmentations": {"objects": labels, "point_objects": points}}
        for points in ([[1, 2], [1]], [[1, 1], [1, 1], [2, "x"]])
    ]
    pair = [[task("1", "lidarsegmentation", {})]] * 2
    results: Any = [{"1": SimpleNamespace(raw=side)} for side in sides]

    told = compare(*pair, results=results[0], reference_results=results[1])

    assert 0.5 == told.by_label["road"].recall
    assert {"frames with another number of points than their reference": 2} == reasons(told)


def test_average_precision_is_that_of_pycocotools(tmp_path: Path) -> None:
    """On datasets whose detections have scores, from files."""
    draws = np.random.default_rng(7)
    there = [
        drawn(str(at), *(box(label, int(draws.integers(60)), int(draws.integers(60)), 20, 20) for label in "aab"))
        for at in range(6)
    ]
    truth = to_coco(there).dataset
    found = [
        {**one, "bbox": [one["bbox"][0] + int(move), *one["bbox"][1:]], "segmentation": [], "score": score}
        for one, move, score in zip(
            truth["annotations"], draws.integers(-6, 7, 99), draws.integers(1, 9, 99) / 10, strict=False
        )
    ]
    (tmp_path / "found.json").write_text(json.dumps({**truth, "annotations": found}))

    told = compare(tmp_path / "found.json", there)

    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = truth
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes([{**one, "score": one["score"]} for one in found]), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    assert told.average_precision is not None
    assert pytest.approx(evaluation.stats[0]) == told.average_precision.mean
    assert pytest.approx(evaluation.stats[1]) == told.average_precision.at(0.5)
    assert {"a", "b"} == {*told.average_precision.by_label}


def test_references_come_in_many_forms(tmp_path: Path) -> None:
    """Tasks, files, COCO, responses by id, and what evaluation tasks expect: all say the same."""
    there = drawn("1", box("cat", 0, 0), box("dog", 30, 30))
    found = drawn("1", box("cat", 0, 0))
    write_jsonl(tmp_path / "gold.jsonl", [there])
    write_coco(tmp_path / "gold.json", to_coco([there]))
    payload = {"attachment": there.params["attachment"], "expected_response": there.response}
    expected = EvaluationTask({"id": "e1", "params": there.params, "expected_response": there.response})
    named = {
        "images": [{"id": 5, "file_name": "1.jpg"}],
        "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}],
    }
    plain = {
        **named,
        "annotations": [
            {"image_id": 5, "category_id": 1, "bbox": [0, 0, 10, 10]},
            {"image_id": 5, "category_id": 2, "bbox": [30, 30, 9, 9]},
        ],
    }
    forms: list[Any] = [
        [there], iter([there.as_dict()]), tmp_path / "gold.jsonl", tmp_path / "gold.json", to_coco([there]), plain,
        {"1": there.response}, [payload], [expected],
    ]  # fmt: skip

    assert [(1.0, 0.5)] * len(forms) == [
        (told.precision, told.recall) for told in (compare([found], one) for one in forms)
    ]


def test_a_task_finds_its_reference() -> None:
    """By its id, its unique id, or what it is about; by one of these alone on request; several are one too many."""
    one = drawn("1", box("a", 0, 0), unique_id="u", params={"attachment": "https://example.com/x.jpg?key=1"})
    same_id, same_unique, same_image = (
        drawn("1", box("a", 0, 0), params={}),
        drawn("2", box("a", 0, 0), unique_id="u", params={}),
        drawn("3", box("a", 0, 0), params={"attachment": "https://example.com/x.jpg?key=2"}),
    )

    assert [1, 1, 1] == [compare([one], [other]).compared for other in (same_id, same_unique, same_image)]
    assert [0, 1] == [compare([one], [other], by="attachment").compared for other in (same_id, same_image)]
    assert (
        1
        == reasons(compare([one], [same_image, same_image]))[
            "tasks with several results in the reference by attachment"
        ]
    )


@pytest.mark.parametrize(
    ("found", "there", "reason"),
    [
        (drawn("1"), drawn("2"), "tasks without a reference"),
        (drawn("2"), drawn("1"), "entries of the reference that no task was compared with"),
        (task("1", "imageannotation", None), drawn("1"), "tasks that have no response"),
        (
            task("1", "imageannotation", None, status="pending"),
            drawn("1"),
            "tasks that have no response (status pending)",
        ),
        (drawn("1"), task("1", "imageannotation", None), "tasks whose reference has no response"),
        (
            task("1", "imageannotation", {"error": "x"}, status="error"),
            drawn("1"),
            "tasks that have an error for a response",
        ),
        (task("1", "chat", {}), task("1", "chat", {}), "tasks of type chat, which nothing compares"),
        (
            drawn("1"),
            task("1", "categorization", {}),
            "tasks of type imageannotation whose reference is of type categorization",
        ),
        (drawn("1", box("a", math.nan, 0)), drawn("1"), "shapes of which coordinates are missing or no numbers"),
        (
            drawn("1", {"type": "box", "label": "a"}),
            drawn("1"),
            "shapes of which coordinates are missing or no numbers",
        ),
        (drawn("1", {"type": "blob"}), drawn("1"), "shapes of the kind 'blob', which nothing compares"),
        (drawn("1", 5, [[[]]]), drawn("1"), "parts of results that are not of their documented type"),
        (
            task("1", "imageannotation", {"annotations": 5}),
            drawn("1"),
            "results whose annotations are missing or no array",
        ),
        (spans("1", "a", (5, 2, "x")), spans("1", "a"), "spans whose start or end is missing or makes no sense"),
        ({"no": "task"}, drawn("1"), "entries of tasks that are no tasks"),
        (7, drawn("1"), "entries of tasks that are no tasks"),
    ],
)
def test_what_cannot_be_compared_is_told(found: Any, there: Any, reason: str) -> None:
    """With how often, and where; nothing raises."""
    told = compare([found], [there])

    assert reason in reasons(told)
    assert math.isnan(told.f1)
    assert all(one.examples for one in told.not_compared)


def test_parts_of_cuboids_that_cannot_be_read_are_told() -> None:
    """And the others are compared."""
    good: Any = ("car", (0, 0, 0, 1, 1, 1, 0))
    file = frames([good, ("car", (math.nan, 0, 0, 1, 1, 1, 0))])
    results: Any = {"1": SimpleNamespace(raw=file)}
    tasks = [task("1", "lidarannotation", {})]

    told = compare(tasks, tasks, results=results, reference_results=results)

    assert (1.0, {"cuboids of which position or dimensions are missing or no numbers": 2}) == (told.f1, reasons(told))


def test_crowds_and_masks_of_coco_are_told() -> None:
    """A crowd is no thing to find."""
    dataset = to_coco([drawn("1", box("cat", 0, 0), box("cat", 30, 30))]).dataset
    dataset["annotations"][1]["iscrowd"] = 1
    dataset["annotations"].append({"id": 9, "image_id": 1, "category_id": 1, "segmentation": {"counts": "x"}})

    told = compare([drawn("1", box("cat", 0, 0))], dataset)

    assert 1.0 == told.f1
    assert {"annotations of reference that are crowds", "parts of reference that are nothing a task has"} == {
        *reasons(told)
    }


_ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "annotations",
                    "label",
                    "left",
                    "vertices",
                    "x",
                    "start",
                    "category",
                    "responses",
                    "labelMapping",
                    "index",
                    "id",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
_TYPES = st.sampled_from(
    ["imageannotation", "namedentityrecognition", "textcollection", "categorization", "segmentannotation", None, "x"]
)


@given(_TYPES, _ODD, _ODD)
@settings(max_examples=40, deadline=None)
def test_odd_results_never_raise(kind: str | None, found: Any, there: Any) -> None:
    """Whatever stands in a response, on either side."""
    told = compare([task("1", kind, found)], [task("1", kind, there)], thresholds=[0.5])  # type: ignore[arg-type]

    json.dumps(told.to_dict(), allow_nan=False)
    assert told.compared or told.not_compared


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 60), st.integers(0, 60)), max_size=8))
@settings(max_examples=15, deadline=None)
def test_what_is_equal_is_right(places: list[tuple[str, int, int]]) -> None:
    """Whatever the order of shapes; and results against themselves have no mistakes."""
    shapes = [box(*place) for place in places]

    told = compare([drawn("1", *shapes)], [drawn("1", *shapes[::-1])])

    assert not places or (1.0, len(places)) == (told.f1, told.total.true_positives)


def test_items_and_intervals_are_told() -> None:
    """By item and label; the interval holds the value, and the same seed gives the same."""
    there = [drawn(str(at), box("cat", 0, 0), box("dog", 40, 40)) for at in range(40)]
    found = [drawn(str(at), box("cat", 0, 0), *([box("dog", 40, 40)] if at % 2 else [])) for at in range(40)]

    told = compare(found, there)

    assert (0.5, 1.0) == (told.items[0].scores.recall, told.items[1].scores.recall)
    assert 0.0 == told.items[0].by_label["dog"].recall
    low, high, _ = told.intervals(seed=1)["recall"]
    assert low < told.recall == 0.75 < high
    assert told.intervals("dog", seed=1)["recall"] == told.intervals("dog", seed=1)["recall"]
    assert told.intervals("dog", seed=1)["recall"].high < 0.75


def test_it_is_shown_by_its_numbers() -> None:
    """As a line, as a table in a notebook, and as plain JSON without NaN."""
    told = compare([drawn("1", box("cat", 0, 0))], [drawn("1", box("cat", 0, 0)), drawn("2")])

    assert "Comparison(compared=1, precision=1.0, recall=1.0, f1=1.0, mean_iou=1.0, labels=1, not_compared=1)" == repr(
        told
    )
    assert "support" in told._repr_html_()
    assert "1 entries of the reference that no task was compared with (2)" == str(told.not_compared[0])
    assert "no task was compared with" in told.not_compared._repr_html_()  # type: ignore[attr-defined]
    assert (1.0, None) == (told.to_dict()["by_label"]["cat"]["f1"], told.to_dict()["accuracy"])


def test_many_shapes_in_one_image_are_looked_up_in_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same result."""
    there = [drawn("1", *(box("a", 20 * at, 0) for at in range(30))), drawn("2", box("a", 0, 0))]
    found = [drawn("1", *(box("a", 20 * at + 3, 0) for at in range(40))), drawn("2", box("a", 0, 0))]
    usual = compare(found, there).to_dict()

    monkeypatch.setattr("scaleapi.quality.truth.matched._MANY", 100)

    assert usual == compare(found, there).to_dict()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threshold": 0}, "a threshold must be above 0 and at most 1, not 0"),
        ({"tolerance": -1}, "tolerance must not be negative, not -1"),
        ({"cuboid_iou": "2d"}, "cuboid_iou must be '3d' or 'bev', not '2d'"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: Any, message: str) -> None:
    """The message says what was meant."""
    with pytest.raises(ValueError, match=message):
        compare([], [], **options)


def test_sources_that_are_none_are_refused() -> None:
    """With what can be one."""
    with pytest.raises(TypeError, match="reference must be tasks, a path, a COCO dataset or responses, not int"):
        compare([], 5)  # type: ignore[arg-type]

"""Checks of videos, lidar, texts, forms and segmentations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scaleapi.models.tasks.result import result_of
from scaleapi.quality import check
from tests.quality.tasks import box, found, of, rules_in, sample

LINK = {"annotations": {"url": "https://x.example/a"}}


def with_file(task_type: str, content: Any, name: str = "annotations", **more: Any) -> dict[str, Any]:
    """Return the arguments of `check` for one task with a file."""
    task = of(task_type, {name: {"url": "https://x.example/a"}}, more or None)
    return {"tasks": [task], "results": {"t1": result_of(task_type, task["response"], {name: content})}}


def frames(*places: float | None, **labels: str) -> list[Any]:
    """Make frames with one box that moves; None where it is missing."""
    return [
        {"annotations": [] if x is None else [box(x, 10, 50, 40, uuid="a", label=labels.get(f"at{at}", "car"))]}
        for at, x in enumerate(places)
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (frames(0, 5, 10), []),
        (frames(0, 500, 505), ["track_jump"]),
        (frames(0, None, 10), ["track_gap"]),
        (frames(0, None, None), ["short_track"]),
        (frames(0), []),
        (frames(0, 5, 10, at1="bus"), ["track_label", "track_label"]),
    ],
)
def test_tracks(content: Any, expected: list[str]) -> None:
    """Jumps, gaps, single frames and other labels."""
    report = check(**with_file("videoannotation", content))

    assert expected == [one for one, _ in found(report)]


def test_tracks_of_playback() -> None:
    """Frames that are not named are no gaps; a jump counts by the frames between."""
    far = [{"key": 0, **box(0, 0, 50, 50)}, {"key": 30, **box(300, 0, 50, 50)}, {"key": 31, **box(900, 0, 50, 50)}]
    content = {"u1": {"label": "car", "geometry": "box", "frames": far}}

    report = check(**with_file("videoplaybackannotation", content))

    assert [("track_jump", "/response/annotations/u1/frames/2")] == found(report)


def cuboid(x: float, yaw: float = 0.0, size: tuple[float, float, float] = (2, 5, 1.5), **more: Any) -> dict[str, Any]:
    """Make a cuboid."""
    place, sides = (dict(zip("xyz", values, strict=True)) for values in ((x, 0, 0), size))
    return {"uuid": "c", "label": "car", "position": place, "dimensions": sides, "yaw": yaw, **more}


@pytest.mark.parametrize(
    ("cuboids", "expected"),
    [
        ([cuboid(0), cuboid(1)], []),
        ([cuboid(0, 3.1), cuboid(1, -3.1)], []),
        ([cuboid(0, 0), cuboid(1, 3.1)], ["yaw_jump"]),
        ([cuboid(0), cuboid(50)], ["cuboid_jump"]),
        ([cuboid(0), cuboid(1, size=(2, 7, 1.5))], ["cuboid_size_change"]),
        ([cuboid(0), cuboid(1, label="bus")], ["track_label"]),
        ([cuboid(0, size=(0.1, 0.1, 0.1)), cuboid(0, size=(0.1, 0.1, 0.1))], ["cuboid_too_small"] * 2),
        ([cuboid(0, size=(2, 40, 2)), cuboid(0, size=(2, 40, 2))], ["cuboid_too_large"] * 2),
        ([cuboid(0, size=(2, 0, 2)), cuboid(0, size=(2, 0, 2))], ["empty_cuboid"] * 2),
        ([cuboid(0), {**cuboid(0), "position": None}], ["malformed"]),
        ([cuboid(0), {**cuboid(0), "yaw": "x"}], ["malformed"]),
        ([cuboid(0), {**cuboid(0), "position": {"x": "a"}}], ["malformed"]),
    ],
)
def test_cuboids(cuboids: list[Any], expected: list[str]) -> None:
    """Sizes, turns and moves of boxes in space."""
    content = [{"cuboids": [one]} for one in cuboids]
    rules = {"attribute_conflict": {"cases": [{"attributes": {}, "covered_over": 0.1}]}}  # which is about shapes

    assert expected == [one for one, _ in found(check(rules=rules, **with_file("lidarannotation", content)))]


TEXT = "Acme Ltd was founded in Porto."


def span(start: int, end: int, **more: Any) -> dict[str, Any]:
    """Make a span, with its text."""
    return {"id": f"{start}-{end}", "start": start, "end": end, "label": "org", "text": TEXT[start:end], **more}


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([span(0, 8), span(24, 29)], []),
        ([span(0, 7, text="Acme Ltd")], []),  # the end may be the last character
        ([span(0, 99)], ["span_outside"]),
        ([span(5, 2, text=None)], ["span_outside"]),
        ([span(-4, 2, text=None)], ["span_outside"]),
        ([span(0, 8, text="Acme")], ["span_text"]),
        ([span(0, 9)], ["span_edges"]),
        ([span(0, 8), span(5, 12)], ["span_overlap"]),
        ([span(0, 8), span(0, 4)], []),
        ([span(0, 8), span(0, 8, id="x")], ["span_overlap"]),
        ([span(0, 8, label="city")], ["label_unknown"]),
        ([{**span(0, 8), "start": "x"}], ["malformed", "span_outside"]),
    ],
)
def test_spans(spans: list[Any], expected: list[str]) -> None:
    """Spans outside of their text, with another text, or across each other."""
    params = {"text": TEXT, "labels": [{"name": "org"}, {"name": "place", "children": [{"name": "town"}]}]}

    assert expected == rules_in(of("namedentityrecognition", {"annotations": spans}, params))


def test_relations_without_ends() -> None:
    """A relation names two spans of its task; without the text, spans cannot be held against it."""
    relations = [{"id": "r", "source_ref": "0-8", "target_ref": "nobody"}, {"id": "s", "source_ref": "0-8"}, 7]
    task = of("namedentityrecognition", {"annotations": [span(0, 8)], "relationships": relations})

    report = check([task])

    ends = [f"/response/relationships/{at}/target_ref" for at in (0, 1)]
    assert [("relation_end", one) for one in ends] == found(report, "relation_end")
    assert {"span_outside", "span_text", "label_unknown"} == {one.rule for one in report.not_checked}


CHOICES = [{"label": name, "value": name} for name in "abc"]
FIELDS = [
    {"type": "category", "field_id": "three", "title": "?", "choices": CHOICES, "min_choices": 2, "max_choices": 3},
    {"type": "text", "field_id": "several", "title": "?", "min_responses_required": 2, "max_responses_required": 3},
    {"type": "text", "title": "without an id"},
    {"type": "text", "field_id": "note", "title": "?", "required": True, "max_characters": 5},
    {"type": "number", "field_id": "count", "title": "?", "min": 1, "max": 9, "max_responses_required": 2},
    {
        "type": "category",
        "field_id": "kind",
        "title": "?",
        "choices": [{"label": "A", "value": "a"}, {"label": "B", "value": 2}],
    },
    {
        "type": "field_set",
        "field_id": "set",
        "title": "?",
        "fields": [
            {"type": "text", "field_id": "in", "title": "?", "required": True},
            {"type": "boolean", "field_id": "b", "title": "?"},
        ],
    },
    {
        "type": "form",
        "field_id": "page",
        "title": "?",
        "fields": [
            {"type": "text", "field_id": "deep", "title": "?", "required": True, "conditions": [{"note": ["x"]}]}
        ],
    },
]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"note": "fine", "count": [3, 4], "kind": ["a"]}, []),
        ({"note": ""}, [("answer_missing", "/response/annotations/note")]),
        ({"note": "too long"}, [("answer_invalid", "/response/annotations/note")]),
        ({"note": 7}, [("answer_invalid", "/response/annotations/note")]),
        ({"note": "x", "count": [0, 10]}, [("answer_invalid", "/response/annotations/count")] * 2),
        ({"note": "x", "count": [3, 4, 5]}, [("answer_count", "/response/annotations/count")]),
        ({"note": "x", "count": "many"}, [("answer_invalid", "/response/annotations/count")]),
        ({"note": "x", "kind": ["c"]}, [("answer_invalid", "/response/annotations/kind")]),
        ({"note": "x", "kind": ["a", "2"]}, [("answer_invalid", "/response/annotations/kind")]),
        ({"note": "x", "three": ["a"]}, [("answer_invalid", "/response/annotations/three")]),
        ({"note": "x", "several": ["a"]}, [("answer_count", "/response/annotations/several")]),
        ({"note": "x", "set": [{"b": True}]}, [("answer_missing", "/response/annotations/set/0/in")]),
        ({"note": {"response": [["x"]]}}, [("answer_invalid", "/response/annotations/note/response")]),
    ],
)
def test_forms(answers: Any, expected: list[Any]) -> None:
    """Required answers, ranges, choices and numbers of responses."""
    report = check([of("textcollection", {"annotations": answers}, {"fields": FIELDS})])

    assert expected == found(report)
    assert ["required fields with `conditions` may not have been asked"] == [one.reason for one in report.not_checked]


def test_forms_of_several_people() -> None:
    """Each person's answers are looked at; a form of a project needs its payload."""
    task = of("textcollection", {"responses": [{"note": "fine"}, {"note": ""}]})

    assert [("answer_missing", "/response/responses/1/note")] == found(check([task], payload={"fields": FIELDS}))
    assert any("give `payload`" in one.reason for one in check([task]).not_checked)


@pytest.mark.parametrize(
    ("task_type", "response", "expected"),
    [
        ("categorization", {"category": "a"}, []),
        ("categorization", {"category": "z"}, ["answer_invalid"]),
        ("categorization", {"category": ["a", "b"]}, []),
        ("categorization", {}, ["answer_missing"]),
        ("comparison", {"choice": "z"}, ["answer_invalid"]),
        ("textcollection", {}, ["answer_missing"]),
        ("transcription", {"fields": {"total": ""}}, ["answer_missing"]),
    ],
)
def test_older_answers(task_type: str, response: Any, expected: list[str]) -> None:
    """Categories and choices that were asked for."""
    params = {"categories": ["a", "b"], "choices": ["x", "y"], "fields": FIELDS[3:4]}

    assert expected == rules_in(of(task_type, response, params))


def segmentation(mapping: Any, **params: Any) -> dict[str, Any]:
    """Make a segmentation."""
    return of("segmentannotation", {"labelMapping": mapping}, params)


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ({"road": {"index": 1}, "car": [{"index": 2}, {"index": 3}]}, []),
        ({"road": {"index": 1}, "car": [{"index": 1}]}, ["index_invalid"]),
        ({"road": {"index": 0}}, ["index_invalid"]),
        ({"road": {"index": "x"}}, ["index_invalid"]),
        ({}, ["index_invalid"]),
    ],
)
def test_indexes(mapping: Any, expected: list[str]) -> None:
    """Indexes that no pixel can mean, or that mean two labels."""
    assert expected == rules_in(segmentation(mapping))


def test_masks() -> None:
    """Pixels of no label's index, and pixels without a label."""
    mask = np.array([[0, 1], [1, 7]])
    task = segmentation({"road": {"index": 1, "numPixels": 2}})

    report = check([task], masks={"t1": mask})

    assert ["index_unknown", "unlabeled_share"] == [one for one, _ in found(report)]
    assert 0.25 == report.findings[1].measured
    assert [] == found(check([segmentation({"road": {"index": 1}}, allow_unlabeled=True)], masks=lambda _: mask % 2))


def test_pixels_by_number() -> None:
    """Without a mask, the numbers of pixels and the size of the image tell what is unlabeled."""
    task = segmentation({"road": {"index": 1, "numPixels": 50}})

    assert ["unlabeled_share"] == rules_in(task, sizes={"t1": (10, 10)})
    assert [] == rules_in(task)


def test_points() -> None:
    """The points of a cloud, by the same rules."""
    content = {"objects": [{"label": "car", "index": 1}], "point_objects": [[1, 1, 2, 0], []]}

    report = check(**with_file("lidarsegmentation", content, "point_segmentations"))

    where = "/response/point_segmentations/point_objects/0"
    assert [("index_unknown", where), ("unlabeled_share", where)] == found(report)


@pytest.mark.parametrize(
    ("task_type", "response", "pointers"),
    [
        ("textcollection", 7, [""]),
        ("textcollection", {"annotations": []}, ["/annotations"]),
        ("textcollection", {"responses": 7}, ["/responses"]),
        ("textcollection", {"responses": [7]}, ["/responses/0"]),
        ("segmentannotation", {"labelMapping": []}, ["/labelMapping"]),
        ("segmentannotation", [], [""]),
        ("categorization", "a", [""]),
        ("namedentityrecognition", 7, [""]),
        ("imageannotation", {}, ["/annotations"]),
    ],
)
def test_results_of_another_form(task_type: str, response: Any, pointers: list[str]) -> None:
    """A response that is not of its task type's form is told, not passed over."""
    assert [("malformed", f"/response{one}") for one in pointers] == found(
        check([of(task_type, response)]), "malformed"
    )


@pytest.mark.parametrize(
    "content", [7, {"point_objects": [7]}, {"point_labels": [[1, "x", True]], "labels": [{"index": 1}]}]
)
def test_clouds_of_another_form(content: Any) -> None:
    """Points that have no index."""
    assert ["malformed"] == [
        one for one, _ in found(check(**with_file("lidarsegmentation", content, "point_segmentations")), "malformed")
    ]


def test_samples_with_files() -> None:
    """What the samples' files hold is looked at, and is well."""
    for task_type, name in (("videoannotation", "file_frames"), ("lidarannotation", "file_cuboids")):
        report = check(**with_file(task_type, sample(task_type, name)))
        assert (1, []) == (report.checked, [one for one in report.findings if one.severity == "error"])

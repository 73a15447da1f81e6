"""The results of tasks as arrays."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scaleapi.models import Task
from scaleapi.quality import answers_of, cuboids_of, documents_of, segments_of, shapes_of, spans_of
from scaleapi.quality.extraction.documents import TaskDocument, Unreadable, document_of
from scaleapi.quality.extraction.outlines import outlines_of
from scaleapi.quality.extraction.segments import points_of
from scaleapi.quality.extraction.spans import text_of_task

SAMPLES = Path(__file__).parent.parent.parent / "samples"


def sample(task_type: str, name: str) -> Any:
    """Read a file of a task type's samples."""
    return json.loads((SAMPLES / task_type / f"{name}.json").read_text())


def task_of(task_type: str, response: Any = None, **files: Any) -> TaskDocument:
    """Make a document of a task, with its sample's response."""
    answer = sample(task_type, "response") if response is None else response
    task = {"task_id": "t1", "type": task_type, "status": "completed", "response": answer}
    return document_of({**task, "params": sample(task_type, "payload")}, 0, files)


def image(*annotations: Any, task_type: str = "imageannotation") -> TaskDocument:
    """Make a document with some shapes."""
    return task_of(task_type, {"annotations": [*annotations]})


BOX = {"uuid": "a", "type": "box", "label": "car", "left": 1, "top": 2, "width": 30, "height": 40}


def test_shapes_of_images() -> None:
    """Boxes and outlines are rows of one array; others have their envelope."""
    shapes = shapes_of([image(BOX), task_of("imageannotation")])

    assert ["box", "box", "polygon"] == shapes.kinds
    assert [0, 1, 1] == shapes.document.tolist()
    assert [[1, 2, 30, 40], [412, 233, 96, 58], [10.5, 690.2, 299.5, 51.8]] == shapes.boxes.round(9).tolist()
    assert [0, 0, 0, 3] == shapes.starts.tolist()
    assert "/response/annotations/1" == shapes.pointer(2)
    assert [None, {"occlusion": "none"}, None] == shapes.attributes


def test_entities_are_read_as_they_came() -> None:
    """A task of bytes, and one that was parsed and changed, give the same."""
    text = json.dumps(
        {"task_id": "t", "status": "completed", "type": "imageannotation", "response": {"annotations": [BOX]}}
    )
    whole = Task.received(text.encode())
    parsed = Task.received(text.encode())
    parsed.as_dict()

    shapes = shapes_of([*documents_of([whole, parsed, json.loads(text)])])

    assert ["a", "a", "a"] == shapes.uuids
    assert [1, 1, 1] == shapes.boxes[:, 0].tolist()


@pytest.mark.parametrize(
    ("task_type", "item", "kind", "box"),
    [
        ("annotation", {"left": 1, "top": 2, "width": 3, "height": 4}, "box", [1, 2, 3, 4]),
        ("polygonannotation", {"vertices": [{"x": 1, "y": 2}, {"x": 5, "y": 3}]}, "polygon", [1, 2, 4, 1]),
        ("pointannotation", {"x": 7, "y": 8}, "point", [7, 8, 0, 0]),
        ("imageannotation", {"vertices": [{"x": 1, "y": 1}]}, "path", [1, 1, 0, 0]),
    ],
)
def test_shapes_that_do_not_name_their_geometry(task_type: str, item: Any, kind: str, box: list[float]) -> None:
    """Very old responses are told apart by their keys, and by the task type."""
    shapes = shapes_of([image(item, task_type=task_type)])

    assert ([kind], [box]) == (shapes.kinds, shapes.boxes.tolist())


def test_what_does_not_fit_is_told() -> None:
    """Of a broken shape the rest is read; of what is none, the place is told; later ones keep their places."""
    broken = {**BOX, "left": "3", "width": math.nan}
    shapes = shapes_of([image(broken, 7, BOX, {**BOX, "top": 1e300})])

    assert [0, 2, 3] == shapes.at.tolist()
    assert [True, False, True] == np.isnan(shapes.boxes).any(axis=1).tolist()
    assert [("/response/annotations/0/left", "a"), ("/response/annotations/1", None)] == [
        (one.pointer, one.uuid) for one in shapes.misfits
    ]


@pytest.mark.parametrize("response", [7, {}, {"annotations": {"url": "x"}}])
def test_responses_without_shapes(response: Any) -> None:
    """A response that is none is a misfit, not an error."""
    shapes = shapes_of([task_of("imageannotation", response)])

    assert (0, 1) == (len(shapes), len(shapes.misfits))


def test_shapes_of_videos() -> None:
    """Frames and tracks give the same columns, and places in the file."""
    frames = shapes_of([task_of("videoannotation", annotations=sample("videoannotation", "file_frames"))])
    tracks = shapes_of(
        [task_of("videoplaybackannotation", annotations=sample("videoplaybackannotation", "file_tracks"))]
    )
    linked = shapes_of([task_of("lidarlinking", annotations=sample("lidarlinking", "file_frames"))])

    assert "/response/annotations/0/annotations/0" == frames.pointer(0)
    assert 2 == len(set(frames.images().tolist()))
    assert tracks.pointer(1).endswith("/frames/1")
    assert [15, 30] == tracks.frame.tolist()[:2]
    assert {1, 2} <= set(linked.view.tolist())


@pytest.mark.parametrize("content", [7, [7], {"a": 7}, [{"annotations": 3}], [{"camera_responses": [{}]}]])
@pytest.mark.parametrize("task_type", ["videoannotation", "videoplaybackannotation", "lidarlinking"])
def test_files_that_are_odd(task_type: str, content: Any) -> None:
    """No file raises: what is no frame or track is told."""
    shapes = shapes_of([task_of(task_type, annotations=content)])

    assert 0 == len(shapes)


def test_outlines() -> None:
    """Boxes, turned ones and polygons become geometries; others are empty."""
    turned = {**BOX, "rotation": math.pi / 2}
    polygon = {"type": "polygon", "vertices": [{"x": 0, "y": 0}, {"x": 4, "y": 0}, {"x": 0, "y": 4}]}
    shapes = shapes_of([image(BOX, turned, polygon, {"type": "point", "x": 1, "y": 1}, {**BOX, "left": None})])

    made = outlines_of(shapes, np.arange(5))

    assert [1200, 1200, 8, 0, 0] == [round(one.area, 9) for one in made]
    assert (-4, 7, 36, 37) == tuple(round(one, 9) for one in made[1].bounds)


def test_cuboids() -> None:
    """Cuboids are rows of positions, sizes and turns, frame by frame."""
    cuboids = cuboids_of([task_of("lidarannotation", annotations=sample("lidarannotation", "file_cuboids"))])

    assert (len(cuboids), 3) == cuboids.position.shape
    assert "/response/annotations/0/cuboids/0" == cuboids.pointer(0)
    assert not np.isnan(cuboids.dimensions).any()


@pytest.mark.parametrize(("content", "misfits"), [(7, 1), ([7, {"cuboids": [7, {"yaw": "x"}]}], 3)])
def test_cuboids_that_are_odd(content: Any, misfits: int) -> None:
    """What is no cuboid is told."""
    assert misfits == len(cuboids_of([task_of("lidarannotation", annotations=content)]).misfits)


def test_spans() -> None:
    """Spans, and the relations between them."""
    spans = spans_of([task_of("namedentityrecognition")])

    assert ([0, 29], [8, 35]) == (spans.start.tolist(), spans.end.tolist())
    assert [("a1", "a2")] == [(one.source, one.target) for one in spans.relations]
    assert "Acme" in (text_of_task(spans.documents[0]) or "")
    assert "/response/annotations/1" == spans.pointer(1)


@pytest.mark.parametrize("response", [7, {"relationships": 7}, {"annotations": [7]}])
def test_spans_that_are_odd(response: Any) -> None:
    """What is no span is told."""
    spans = spans_of([task_of("namedentityrecognition", response)])

    assert 0 == len(spans) < len(spans.misfits)


def test_answers() -> None:
    """Plain answers, wrapped ones, those of several people, and of the older types."""
    plain = answers_of([task_of("textcollection"), task_of("categorization")])
    wrapped = answers_of([task_of("textcollection", sample("textcollection", "response_wrapped"))])
    people = answers_of([task_of("textcollection", sample("textcollection", "response_people"))])

    assert ["correct", "fluency", "note", "source", "category"] == [one.field for one in plain]
    assert all(one.pointer.endswith("/response") for one in wrapped)
    assert {0, 1} <= {one.respondent for one in people}
    assert [] == [*answers_of([task_of("textcollection", 7)])]


def test_segments() -> None:
    """What indexes mean, of pixels and of points."""
    points = task_of("lidarsegmentation", point_segmentations=sample("lidarsegmentation", "file_points"))
    pixels = task_of("segmentannotation")

    assert [("road", 1), ("car", 2), ("car", 3)] == [(one.label, one.index) for one in segments_of([pixels])]
    assert all(one.index for one in segments_of([points]))
    assert all(frame for _, frame in points_of(points))


@pytest.mark.parametrize("thing", [7, {"task_id": 7}, Task.received(b'{"task_id": "t", "status": "x", "params": 7}')])
def test_what_is_no_task(thing: Any) -> None:
    """Anything but a task is refused by name; a task may have anything inside."""
    if isinstance(thing, Task):
        assert {} == document_of(thing).params
    else:
        with pytest.raises(Unreadable, match="no task"):
            document_of(thing)

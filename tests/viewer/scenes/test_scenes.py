"""What is drawn of tasks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaleapi.models.task import Task
from scaleapi.models.tasks.result import result_of
from scaleapi.viewer.scenes.task import scene_of

SAMPLES = sorted((Path(__file__).parent.parent.parent / "samples").glob("*/response.json"))
ODD: list[Any] = [
    None,
    True,
    float("nan"),
    float("inf"),
    10**30,
    "",
    "12",
    "\ud800",
    [],
    {},
    [[None]],
    {"url": 1},
    -1,
    {"x": {}},
]
CORNERS = [{"x": 1, "y": 2}, {"x": 3, "y": 4}, {"x": 5, "y": 0}]


def scene(response: Any, kind: str = "imageannotation", **params: Any) -> Any:
    """Make the scene of a task with a response."""
    task = {"task_id": "t", "type": kind, "status": "completed", "params": params, "response": response}
    return scene_of(Task.received(task))


def views(response: Any, kind: str = "imageannotation", **params: Any) -> Any:
    """Make the views of a response."""
    return scene(response, kind, **params)["results"][0]["views"]


@pytest.mark.parametrize(
    ("item", "shape", "at"),
    [
        ({"type": "box", "left": 1, "top": 2, "width": 3, "height": 4}, "box", [1, 2, 3, 4]),
        (
            {"left": 1, "top": 2, "width": 2, "height": 2, "rotation": 3.141592653589793},
            "box",
            [3, 4, 1, 4, 1, 2, 3, 2],
        ),
        ({"type": "box", "rotation": 1, "vertices": [*CORNERS, {"x": 7, "y": 8}]}, "box", [1, 2, 3, 4, 5, 0, 7, 8]),
        ({"vertices": CORNERS}, "polygon", [1, 2, 3, 4, 5, 0]),
        ({"type": "path", "vertices": CORNERS}, "line", [1, 2, 3, 4, 5, 0]),
        ({"x": 1, "y": 2.123}, "point", [1, 2.12]),
        ({"edges": [{"x1": 1, "y1": 2, "x2": 3, "y2": 4}]}, "cuboid", [1, 2, 3, 4]),
        (
            {"type": "ellipse", "vertices": [{"x": 0, "y": 5}, {"x": 10, "y": 5}, {"x": 5, "y": 7}, {"x": 5, "y": 3}]},
            "ellipse",
            [5, 5, 5, 2, 0],
        ),
    ],
)
def test_shapes(item: dict[str, Any], shape: str, at: list[float]) -> None:
    """Each kind of annotation becomes a shape of numbers, also where old responses do not name it."""
    [drawn] = views({"annotations": [item]})[0]["shapes"]

    assert (shape, at) == (drawn["shape"], drawn["at"])


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (1, "1 is not drawn: an annotation that is no object"),
        ({}, "1 is not drawn: a shape of the unknown kind 'other'"),
        ({"type": "star"}, "1 is not drawn: a shape of the unknown kind 'star'"),
        ({"type": "box", "left": float("nan")}, "1 is not drawn: a box whose left, top, width or height is no number"),
        ({"type": "point", "x": "1", "y": 1}, "1 is not drawn: a point whose x or y is no number"),
        ({"type": "line", "vertices": [{}]}, "1 is not drawn: a line with less than 2 vertices that are numbers"),
        ({"type": "ellipse"}, "1 is not drawn: an ellipse that has not the four ends of its axes"),
        ({"type": "cuboid", "edges": [{}]}, "1 is not drawn: a cuboid without edges that are numbers"),
    ],
)
def test_what_is_not_drawn(item: Any, told: str) -> None:
    """What has no picture is counted, with the reason."""
    assert [told] == scene({"annotations": [item]})["notes"]


@pytest.mark.parametrize(
    ("kind", "response", "params", "kinds"),
    [
        ("imageannotation", {"annotations": [], "links": [{"from": "a"}]}, {}, ["image", "tree"]),
        ("lineannotation", {"annotations": [{"vertices": CORNERS}]}, {}, ["image"]),
        ("documenttranscription", {"annotations": [{"page": 1}, {"page": "x"}]}, {}, ["image", "image"]),
        ("segmentannotation", {"annotations": {"combined": {"image": "a.png"}}}, {}, ["image", "tree"]),
        ("videoannotation", {"annotations": []}, {}, ["video"]),
        ("lidarannotation", {"annotations": []}, {}, ["lidar"]),
        ("namedentityrecognition", {"annotations": []}, {"text": "a"}, ["text"]),
        ("categorization", {"category": "a"}, {"attachment": "a.png", "attachment_type": "image"}, ["image", "form"]),
        (
            "textcollection",
            {"annotations": {}},
            {"attachments": [{"content": "a"}, "b"], "fields": [1, {"field_id": "a"}]},
            ["text", "form"],
        ),
        ("comparison", {"choice": "a"}, {"attachments": ["a"]}, ["compare"]),
        ("chat", {"responses": [1, {"role": "user", "output": ["a", 1], "score": 3}]}, {}, ["chat"]),
        ("a new type", {"x": 1}, {}, ["tree"]),
        ("imageannotation", {"error": "no image"}, {}, ["tree"]),
        ("imageannotation", ["odd"], {}, ["tree"]),
    ],
)
def test_families(kind: str, response: Any, params: dict[str, Any], kinds: list[str]) -> None:
    """Each family has its views; what has none is a tree."""
    assert kinds == [view["kind"] for view in views(response, kind, **params)]


def test_connections() -> None:
    """Points are connected as the payload asks for it: those of the same object."""
    asked = {"connections": [{"pair": ["knee", "foot"], "connection_attribute": "of"}, {"pair": ["knee"]}]}
    places = [("knee", 1, "a"), ("knee", 2, "b"), ("foot", 3, "b"), ("foot", 4, "a"), ("knee", 5, "c")]
    points = [{"type": "point", "label": label, "x": x, "y": 0, "attributes": {"of": of}} for label, x, of in places]

    [view] = views({"annotations": points}, geometries={"point": asked})

    assert [[1, 0, 4, 0], [2, 0, 3, 0]] == view["connections"]


@pytest.mark.parametrize("of", [{}, [1], 1, True, None, "x" * 10])
def test_connections_by_any_value(of: Any) -> None:
    """What links points may be any value; only those of the same one are connected, and those to its first point."""
    asked = {"connections": [{"pair": ["a", "b"], "connection_attribute": "of"}]}
    places = [("a", 1, of), ("b", 2, "other"), ("b", 3, of), ("b", 4, of)]
    points = [{"type": "point", "label": label, "x": x, "y": 0, "attributes": {"of": of}} for label, x, of in places]

    [view] = views({"annotations": points}, geometries={"point": asked})

    assert [[1, 0, 3, 0]] == view["connections"]


def test_tracks() -> None:
    """Objects of a film have key frames, from frames or from objects, whose numbers may be texts."""
    box = {"uuid": "u", "type": "box", "label": "car", "left": 1, "top": 2, "width": 3, "height": 4}
    of_frames = [{"frame": "7", "annotations": [box, {"type": "star"}]}, {"annotations": [box]}]
    of_objects = {"u": {"geometry": "box", "label": "car", "frames": [{"key": 7, **box}, {**box}]}}
    found = [
        views({"annotations": one, "events": [{"label": "e", "start": 1}]}, "videoannotation")[0]
        for one in (of_frames, of_objects)
    ]

    assert [[1, 7], [1, 7]] == [[key["frame"] for key in one["tracks"][0]["keys"]] for one in found]
    assert [("e", 1, 0)] * 2 == [
        (one["events"][0]["label"], one["events"][0]["start"], one["events"][0]["end"]) for one in found
    ]
    assert ["1 of the frames' annotations not drawn: they are no shapes that are known"] == scene(
        {"annotations": of_frames}, "videoannotation"
    )["notes"]


def test_cuboids_from_above() -> None:
    """Cuboids are drawn by middle, size and turn; those without are counted."""
    cuboid = {"uuid": "u", "position": {"x": 1, "y": 2}, "dimensions": {"x": 3, "y": 4}, "yaw": 0.5}
    made = scene({"annotations": [{"cuboids": [cuboid, {**cuboid, "yaw": "no"}]}]}, "lidarannotation")

    assert [[1, 2, 3, 4, 0.5]] == [key["at"] for key in made["results"][0]["views"][0]["tracks"][0]["keys"]]
    assert "1 of the cuboids not drawn: position, dimensions or yaw are no numbers" in made["notes"]


@pytest.mark.parametrize("kind", ["videoannotation", "lidarannotation"])
def test_files_of_results(kind: str) -> None:
    """What stands in files is drawn if they are given; else a note says where it is."""
    task = Task.received(
        {"task_id": "t", "type": kind, "status": "completed", "response": {"annotations": {"url": "https://x"}}}
    )
    told = "the annotations are in a file of the result, which was not given: see results="

    assert told in scene_of(task)["notes"]
    assert told not in scene_of(task, result=result_of(kind, {}, {"annotations": []}))["notes"]


def test_spans_and_relations() -> None:
    """Spans keep their places; those that are none are counted; a text that is not there is told."""
    given = [{"id": "a", "start": 0, "end": 2, "label": "x"}, {"start": 5, "end": 1}]
    relations = [{"source_ref": "a", "target_ref": "b", "name": "r"}, 1]
    made = scene({"annotations": given, "relationships": relations}, "namedentityrecognition")
    [view] = made["results"][0]["views"]

    assert [("a", 0, 2)] == [(one["id"], one["start"], one["end"]) for one in view["spans"]]
    assert [{"from": "a", "to": "b", "label": "r"}] == view["relations"]
    assert 2 == len(made["notes"])


def test_legends() -> None:
    """Masks have their labels, with colours where there are any."""
    mapping = {"road": {"index": 1, "color": "#804080"}, "car": [{"index": 2, "color": "red"}, {}]}
    made = views({"labelMapping": mapping, "annotations": {"combined": {"image": "m.png"}}}, "segmentannotation")

    assert [("road", 1, [128, 64, 128]), ("car", 2, None), ("car", None, None)] == [
        (one["label"], one["index"], one["color"]) for one in made[0]["masks"][0]["legend"]
    ]
    assert ["there is no mask of all labels together"] == scene({}, "segmentannotation")["notes"]


def test_marks_and_heads() -> None:
    """A mark stands at its annotation; a task without a response says so."""
    task = {"task_id": "t", "type": "imageannotation", "status": "pending", "batch": "b", "instruction": "Draw"}
    hypothesis = {"annotations": [{"uuid": "u", "x": 1, "y": 2}, {"type": "star"}]}
    made = scene_of(Task.received({**task, "params": {"hypothesis": hypothesis}}), marks={"u": "odd"})

    assert ("b", "Draw", "hypothesis") == (made["batch"], made["text"], made["results"][0]["name"])
    assert "odd" == made["results"][0]["views"][0]["shapes"][0]["mark"]
    assert [
        "there is no response; the status is pending",
        "hypothesis: 1 is not drawn: a shape of the unknown kind 'star'",
    ] == made["notes"]


def test_deep_values() -> None:
    """What is too deep for a page is cut, not refused."""
    deep: Any = 1
    for _ in range(100):
        deep = [deep]

    assert "…" in json.dumps(scene({"x": deep}, "a new type"), ensure_ascii=False)


def _mutated(draw: st.DrawFn, value: Any) -> Any:
    """Replace, drop or keep parts of a value."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from(ODD))
    if isinstance(value, dict):
        return {key: _mutated(draw, one) for key, one in value.items() if draw(st.integers(0, 9))}
    return [_mutated(draw, one) for one in value] if isinstance(value, list) else value


@st.composite
def mutated_tasks(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a task of any type, with odd values anywhere in it."""
    file = draw(st.sampled_from(SAMPLES))
    params, response = json.loads(file.with_name("payload.json").read_text()), json.loads(file.read_text())
    task = _mutated(draw, {"params": params, "response": response, "batch": "b", "instruction": "x"})
    return {**(task if isinstance(task, dict) else {}), "task_id": "t", "type": file.parent.name, "status": "completed"}


@settings(max_examples=60)
@given(mutated_tasks())
def test_any_task_can_be_shown(raw: dict[str, Any]) -> None:
    """Whatever stands in a task, its scene is JSON that a page can hold."""
    json.dumps(scene_of(Task.received(raw)), allow_nan=False).encode()


@settings(max_examples=60)
@given(mutated_tasks())
def test_nothing_is_left_out_silently(raw: dict[str, Any]) -> None:
    """Every annotation of an image is drawn, or counted in a note."""
    items = raw.get("response", {}).get("annotations") if isinstance(raw.get("response"), dict) else None
    made = scene_of(Task.received({**raw, "type": "imageannotation", "params": {}}))
    if isinstance(items, list) and "error" not in raw["response"]:
        drawn = len(made["results"][0]["views"][0]["shapes"])
        assert len(items) == drawn + sum(int(note.split()[0]) for note in made["notes"])

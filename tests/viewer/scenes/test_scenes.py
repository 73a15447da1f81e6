"""What is drawn of tasks."""

from __future__ import annotations

from typing import Any

import pytest

from scaleapi.models.task import Task
from scaleapi.viewer.scenes.task import scene_of

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
        ("documenttranscription", {"annotations": [{"page": 1}, {"page": "x"}]}, {}, ["image", "image", "tree"]),
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
        ("chat", {"responses": [1, {"role": "user", "output": ["a", 1], "score": 3}]}, {}, ["chat", "tree"]),
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


def left(response: Any, kind: str = "imageannotation", **params: Any) -> Any:
    """Return the tree of what is in no picture."""
    found = [view["value"] for view in views(response, kind, **params) if view["name"] == "also in the response"]
    return found[0] if found else {}


BOX = {"type": "box", "left": 1, "top": 2, "width": 3, "height": 4}
SQUARE = [{"x": x, "y": y} for x, y in ((1, 2), (4, 2), (4, 6), (1, 6))]
EDGE = {"x1": 1, "y1": 2, "x2": 3, "y2": 4}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({**BOX, "score": 0.5}, {"score": 0.5}),
        ({**BOX, "label": 3, "attributes": ["a"]}, {"label": 3, "attributes": ["a"]}),
        ({**BOX, "uuid": "a", "id": "b"}, {"id": "b"}),
        ({**BOX, "uuid": "a", "id": "a"}, {}),
        ({**BOX, "uuid": 4, "id": "b"}, {"uuid": 4}),
        ({**BOX, "type": 1}, {"type": 1}),
        ({**BOX, "rotation": "no"}, {"rotation": "no"}),
        ({**BOX, "vertices": SQUARE}, {}),
        ({**BOX, "vertices": [{**SQUARE[0], "seen": True}, *SQUARE[1:]]}, {"vertices/0/seen": True}),
        ({**BOX, "vertices": CORNERS}, {"vertices": CORNERS}),
        ({"type": "box", "rotation": 1, "vertices": SQUARE, "left": "no"}, {"left": "no"}),
        (
            {"vertices": [{"x": 1, "y": 2, "z": 3}, {"x": 1, "y": 3, "z": "no", "type": "vertex"}]},
            {"vertices/1/z": "no"},
        ),
        ({"x": 1, "y": 2, "z": "no"}, {"z": "no"}),
        ({"edges": [{**EDGE, "description": "face-top", "type": "edge"}], "vertices": [{"x": 3, "y": 4}]}, {}),
        ({"edges": [{**EDGE, "description": "odd"}]}, {"edges/0/description": "odd"}),
        ({"edges": [EDGE], "vertices": [{"x": 1, "y": 2, "of": "a"}, 5]}, {"vertices/0/of": "a", "vertices/1": 5}),
        ({"edges": [EDGE], "vertices": "odd"}, {"vertices": "odd"}),
    ],
)
def test_what_else_an_annotation_says(item: Any, expected: dict[str, Any]) -> None:
    """What a picture does not show stands beside it; what it shows otherwise does not."""
    assert {f"/annotations/0/{name}": value for name, value in expected.items()} == left({"annotations": [item]})


def test_negative_sizes() -> None:
    """A box may extend to the other side; that is told."""
    made = scene({"annotations": [{**BOX, "left": 10, "width": -3}]})

    assert [7, 2, 3, 4] == made["results"][0]["views"][0]["shapes"][0]["at"]
    assert ["/annotations/0: its width or height is negative; it is drawn to the other side"] == made["notes"]


def test_fields_of_documents() -> None:
    """What a field says and where it is may have the same words: none overwrites the other."""
    place = {**BOX, "label": "inner", "text": "inner"}
    field = {"label": "total", "text": "5", "page": True, "attributes": {"text": "seen"}, "left": 99, "location": place}
    made = scene({"annotations": [field, {**BOX, "page": 1, "text": "flat"}]}, "documentmodel")
    first, second, tree = made["results"][0]["views"]

    assert ("total", {"text": "seen", "text (2)": "5"}, [1, 2, 3, 4]) == (
        first["shapes"][0]["label"],
        first["shapes"][0]["attributes"],
        first["shapes"][0]["at"],
    )
    assert {"text": "flat"} == second["shapes"][0]["attributes"]
    assert {"location/label": "inner", "location/text": "inner", "left": 99, "page": True} == {
        name.removeprefix("/annotations/0/"): value for name, value in tree["value"].items()
    }
    assert ["/annotations/0/page: no number of a page; it is drawn on page 0"] == made["notes"]

"""COCO: what is drawn goes there and comes back; what does not is told; others' tools and datasets are understood."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools.coco import COCO

from scaleapi.export.coco import Coco, to_coco, write_coco
from scaleapi.export.losses import Loss
from scaleapi.export.prelabels import PreLabels, from_coco
from scaleapi.models import ImageAnnotationPayload
from scaleapi.models.project import Project
from scaleapi.models.task import Task
from tests.documents import places, replaced
from tests.models.tasks.test_samples import ODD, SAMPLES, load

BOX = {"uuid": "b", "type": "box", "label": "car", "left": 10, "top": 20, "width": 30, "height": 40}
POLYGON = {
    "uuid": "p",
    "type": "polygon",
    "label": "road",
    "vertices": [{"x": 0, "y": 0}, {"x": 8.5, "y": 0}, {"x": 0, "y": 4}],
}
POINT = {"uuid": "q", "type": "point", "label": "nose", "x": 5, "y": 6.5}
TURNED = {**BOX, "rotation": math.pi / 2}
CORNERS = [{"x": 45, "y": 25}, {"x": 45, "y": 55}, {"x": 5, "y": 55}, {"x": 5, "y": 25}]
"""Of TURNED: a quarter clockwise about (25, 40)."""
SIZE = (640, 480)


def task(*annotations: Any, number: int = 1, params: Any = None, **raw: Any) -> Task:
    """Make a completed task."""
    attachment = {"attachment": f"https://example.com/{number}.jpg"}
    whole = {"task_id": f"t{number}", "type": "imageannotation", "status": "completed"}
    response = {"response": {"annotations": [*annotations]}}
    return Task(**{**whole, "params": {**attachment, **(params or {})}, **response, **raw})


def told(losses: list[Loss]) -> list[tuple[str, str]]:
    """Name the losses by pointer and message."""
    return [(loss.where, loss.message) for loss in losses]


def converted(*annotations: Any, **more: Any) -> Coco:
    """Convert one task with an image of known size."""
    return to_coco([task(*annotations, **more)], sizes={"t1": SIZE})


def back(coco: Coco) -> PreLabels:
    """Come back from the text of a file."""
    return from_coco(json.loads(json.dumps(coco.dataset)))


def annotations_of(found: PreLabels) -> list[dict[str, Any]]:
    """List the annotations of all images."""
    return [one for image in found.images for one in image.hypothesis["annotations"]]


# What is drawn, there and back.


def test_box() -> None:
    """A box has its own numbers as bbox, and its corners as outline."""
    annotation = converted({**BOX, "attributes": {"hidden": "no"}}).dataset["annotations"]

    assert [
        {
            "id": 1,
            "category_id": 1,
            "image_id": 1,
            "bbox": [10, 20, 30, 40],
            "area": 1200,
            "segmentation": [[10, 20, 40, 20, 40, 60, 10, 60]],
            "iscrowd": 0,
            "geometry": "box",
            "uuid": "b",
            "attributes": {"hidden": "no"},
        }
    ] == annotation


def test_polygon() -> None:
    """A polygon has its vertices as outline, and the area that they enclose."""
    annotation = converted(POLYGON).dataset["annotations"][0]

    assert [[0, 0, 8.5, 0, 0, 4]] == annotation["segmentation"]
    assert ([0, 0, 8.5, 4], 17) == (annotation["bbox"], annotation["area"])


@pytest.mark.parametrize("vertices", [None, CORNERS, CORNERS[:3], [*CORNERS[:3], {"x": 1}]])
def test_turned_box(vertices: Any) -> None:
    """A turned box is an outline and its envelope for others, and comes back with the vertices that it has or needs."""
    coco = converted({**TURNED, "vertices": vertices})

    annotation = coco.dataset["annotations"][0]
    assert [5, 25, 40, 30] == pytest.approx(annotation["bbox"])
    assert [45, 25, 45, 55, 5, 55, 5, 25] == pytest.approx(annotation["segmentation"][0])
    (box,) = annotations_of(back(coco))
    assert TURNED == {name: value for name, value in box.items() if name != "vertices"}
    assert [pytest.approx(corner) for corner in CORNERS] == box["vertices"]
    left_out = "are not the four corners of the box: left out"
    turned = "is turned by 1.5707963267948966 radians: for readers of plain COCO it is a polygon in a level box"
    expected = [("/annotations/0/vertices", left_out)] if vertices and vertices is not CORNERS else []
    assert [*expected, ("/annotations/0/rotation", turned)] == told(coco.losses)


def test_box_that_could_be_turned() -> None:
    """A box with the angle 0 comes back with it; its corners say nothing more, whatever their order."""
    corners = [{"x": 40, "y": 20}, {"x": 10, "y": 20}, {"x": 10, "y": 60}, {"x": 40, "y": 60}]
    coco = converted({**BOX, "rotation": 0, "vertices": corners})

    assert [] == coco.losses
    assert [{**BOX, "rotation": 0}] == annotations_of(back(coco))


numbers = st.integers(-500, 5000) | st.floats(-500, 5000)
sides = st.integers(0, 5000) | st.floats(0, 5000)
vertices_ = st.lists(st.fixed_dictionaries({"x": numbers, "y": numbers}), min_size=3, max_size=8)
common = {"label": st.sampled_from(["car", "road", "nose"]), "uuid": st.uuids().map(str)}
optional = {"attributes": st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2)}
shapes = st.one_of(
    st.fixed_dictionaries(
        {**common, "type": st.just("box"), "left": numbers, "top": numbers, "width": sides, "height": sides},
        optional=optional,
    ),
    st.fixed_dictionaries({**common, "type": st.just("polygon"), "vertices": vertices_}, optional=optional),
    st.fixed_dictionaries({**common, "type": st.just("point"), "x": numbers, "y": numbers}, optional=optional),
)


@given(drawn=st.lists(st.lists(shapes, max_size=4), max_size=3))
def test_there_and_back(drawn: list[list[dict[str, Any]]]) -> None:
    """Boxes, polygons and points come back equal, image by image, with nothing lost."""
    tasks = [task(*annotations, number=number) for number, annotations in enumerate(drawn)]

    coco = to_coco(tasks, sizes=lambda _: SIZE)

    found = back(coco)
    assert [] == coco.losses + found.losses
    assert drawn == [image.hypothesis["annotations"] for image in found.images]


def test_equal_tasks_give_equal_datasets() -> None:
    """Nothing in a dataset depends on when it was made."""
    tasks = [task(BOX, POLYGON), task(POINT, number=2)]

    assert json.dumps(to_coco(tasks).dataset) == json.dumps(to_coco(iter(tasks)).dataset)


# Points that belong together.

SKELETON: dict[str, Any] = {
    "geometries": {
        "point": {
            "objects_to_annotate": [{"choice": "face", "subchoices": ["eye", "nose", "ear"]}, "wheel"],
            "connections": [{"pair": ["nose", "eye"], "connection_attribute": "of"}, {"pair": ["eye", "ear"]}],
        }
    }
}
LOOSE = replaced(SKELETON, ("geometries", "point", "connections", 0), {"pair": ["nose", "eye"]})


def point(uuid: str, label: str, at: int, **attributes: str) -> dict[str, Any]:
    """Make a point."""
    extras = {"attributes": attributes} if attributes else {}
    return {"uuid": uuid, "type": "point", "label": label, "x": at, "y": at + 1, **extras}


def test_skeleton() -> None:
    """Connected labels are one category, in their declared order; other points have one each."""
    categories = converted(params=SKELETON).dataset["categories"]

    names = {"id": 1, "name": "face", "supercategory": ""}
    assert [
        {**names, "keypoints": ["eye", "nose", "ear"], "skeleton": [[2, 1], [1, 3]]},
        {"id": 2, "name": "wheel", "supercategory": "", "keypoints": ["wheel"], "skeleton": []},
    ] == categories


def test_linked_points() -> None:
    """Points that are linked, in a row or in a ring, are keypoints of one annotation."""
    first = [point("n1", "nose", 1, of="e1"), point("e1", "eye", 2, of="n1")]
    second = [point("n2", "nose", 5), point("r2", "ear", 7, of="n2"), point("w", "wheel", 9)]
    drawn = [first[0], *second, first[1]]

    coco = converted(*drawn, params=SKELETON)

    keypoints = [one["keypoints"] for one in coco.dataset["annotations"]]
    assert [[2, 3, 2, 1, 2, 2, 0, 0, 0], [0, 0, 0, 5, 6, 2, 7, 8, 2], [9, 10, 2]] == keypoints
    assert [2, 2, 1] == [one["num_keypoints"] for one in coco.dataset["annotations"]]
    assert [1, 2, 1, 1] == coco.dataset["annotations"][0]["bbox"]
    found = back(coco)
    assert [] == coco.losses + found.losses
    assert [first[1], first[0], *second] == annotations_of(found)


def test_one_label_twice() -> None:
    """Of two equal labels in one thing, the second is a thing of its own."""
    coco = converted(point("e1", "eye", 1, of="x"), point("e2", "eye", 2, of="x"), params=SKELETON)

    message = "is one more `eye` of the same thing: it is a thing of its own"
    assert [("/annotations/1", message)] == told(coco.losses)
    assert ["e1", "e2"] == [one["uuid"] for one in annotations_of(back(coco))]


@pytest.mark.parametrize(
    ("labels", "together", "losses"),
    [(["eye", "nose"], 1, []), (["eye", "nose", "eye"], 3, ["/annotations"])],
)
def test_points_that_nothing_links(labels: list[str], together: int, losses: list[str]) -> None:
    """Without an attribute that tells, points belong together if there is only one of each."""
    coco = converted(*(point(str(at), label, at) for at, label in enumerate(labels)), params=LOOSE)

    assert together == len(coco.dataset["annotations"])
    assert losses == [loss.where for loss in coco.losses]
    assert labels == [one["label"] for one in annotations_of(back(coco))]


def test_names_of_categories() -> None:
    """Shapes go by their label alone; points and connected points never have a name that is taken."""
    pairs = [["a", "b"], ["c", "d"], ["e", "f"], ["a", "a"], ["g"], "a"]
    labels = [{"choice": "car", "subchoices": ["a", "b"]}, {"choice": "cow", "subchoices": ["c", "d"]}, "e", "cow+x"]
    geometries = {
        "box": {"objects_to_annotate": ["car", "c", {"choice": "c (points)"}]},
        "point": {"objects_to_annotate": [*labels, "car"], "connections": [{"pair": pair} for pair in pairs]},
    }

    coco = to_coco([task({**POINT, "label": "c (points)"}, params={"geometries": geometries})])

    names = ["car", "c", "c (points)", "a+b", "cow", "e+f", "cow+x", "car (points)", "c (points) (points)"]
    assert names == [category["name"] for category in coco.dataset["categories"]]
    assert ["", "cow", "", "car", *[""] * 5] == [category["supercategory"] for category in coco.dataset["categories"]]


def test_more_names_that_are_taken() -> None:
    """A name that is taken twice gets a number."""
    labels = {"objects_to_annotate": ["a", "a (points)"]}

    coco = to_coco([], payload={"geometries": {"box": labels, "point": labels}})

    names = [category["name"] for category in coco.dataset["categories"]]
    assert ["a", "a (points)", "a (points 2)", "a (points) (points)"] == names


# Categories and images.

LABELS = {"geometries": {"box": {"objects_to_annotate": ["bus", {"choice": "bike", "subchoices": ["bmx"]}, 3]}}}
EXPECTED = [("bus", ""), ("bmx", "bike")]


@pytest.mark.parametrize(
    "payload",
    [
        LABELS,
        {"objects_to_annotate": ["bus", {"choice": "bike", "subchoices": ["bmx"]}]},
        ImageAnnotationPayload(
            attachment="https://example.com/a.jpg",
            **replaced(
                LABELS,
                ("geometries", "box"),
                {"objects_to_annotate": ["bus", {"choice": "bike", "subchoices": ["bmx"]}]},
            ),
        ),
        Project(name="p", param_history=[{}, LABELS]),
    ],
    ids=["params", "older", "payload", "project"],
)
@pytest.mark.parametrize("drawn", [[], [BOX]])
def test_declared_labels_come_first(payload: Any, drawn: list[Any]) -> None:
    """Categories have the order of the payload, then of appearance."""
    categories = to_coco([task(*drawn)] if drawn else [], payload=payload).dataset["categories"]

    found = [(category["name"], category["supercategory"]) for category in categories]
    assert EXPECTED + [("car", "") for _ in drawn] == found


def test_labels_of_each_task() -> None:
    """Without a payload, what any task declares comes first; a project without parameters declares nothing."""
    tasks = [
        task(BOX, params=LABELS),
        task(number=2, params={"geometries": {"line": {"objects_to_annotate": ["kerb"]}}}),
    ]

    assert ["bus", "bmx", "kerb", "car"] == [one["name"] for one in to_coco(tasks).dataset["categories"]]
    assert [] == to_coco([], payload=Project(name="p")).dataset["categories"]


@pytest.mark.parametrize(
    ("url", "name", "coco_url"),
    [
        ("https://e.com/a/b%20c.jpg?sig=1/2#x", "b c.jpg", "https://e.com/a/b%20c.jpg"),
        ("https://me:secret@e.com/a.jpg", "a.jpg", "https://e.com/a.jpg"),
        ("s3://bucket/a.png", "a.png", "s3://bucket/a.png"),
        ("folder/a.png", "a.png", "folder/a.png"),
        ("https://e.com/x%2F..%5Ca%00.jpg", "a_.jpg", "https://e.com/x%2F..%5Ca%00.jpg"),
        ("https://e.com/a\ud800.jpg", "a_.jpg", "https://e.com/a\ud800.jpg"),
        ("https://e.com", "t_1", "https://e.com"),
        ("https://e.com/a/..", "t_1", "https://e.com/a/.."),
        ("https://e.com/" + 201 * "a", "t_1", "https://e.com/" + 201 * "a"),
    ],
)
def test_names_of_images(url: str, name: str, coco_url: str) -> None:
    """An image goes by the last part of its URL, if that can be a file's name; secrets of the URL are left out."""
    coco = to_coco([task(params={"attachment": url}, task_id="t/1")], sizes={coco_url: SIZE})

    image = {"id": 1, "file_name": name, "coco_url": coco_url, "width": 640, "height": 480, "task_id": "t/1"}
    assert [image] == coco.dataset["images"]
    assert [] == coco.losses


def test_equal_names() -> None:
    """Images of one name are told apart by the task's id, and by a number if the task comes twice, too."""
    urls = ["https://e.com/1/a.jpg", "https://e.com/2/A.jpg", "https://e.com/2/A.jpg", "https://e.com/2/A.jpg"]

    coco = to_coco([task(params={"attachment": url}) for url in urls])

    assert ["a.jpg", "t1_A.jpg", "t1_2_A.jpg", "t1_3_A.jpg"] == [one["file_name"] for one in coco.dataset["images"]]


@pytest.mark.parametrize(
    ("sizes", "known"),
    [
        (None, {}),
        ({"t1": (3, 4)}, {"width": 3, "height": 4}),
        ({"https://example.com/1.jpg": (3, 4)}, {"width": 3, "height": 4}),
        ({"t2": (3, 4)}, {}),
        ({"t1": (0, 4)}, {}),
        (lambda one: (3, 4) if one.task_id == "t1" else None, {"width": 3, "height": 4}),
        (lambda one: (3, 4) if one.task_id == "t2" else None, {}),
    ],
)
def test_sizes(sizes: Any, known: dict[str, int]) -> None:
    """Sizes are found by id, URL or function; one that is not known is one loss."""
    coco = to_coco([task(BOX, POINT)], sizes=sizes)

    image = {"id": 1, "file_name": "1.jpg", "coco_url": "https://example.com/1.jpg", **known, "task_id": "t1"}
    assert [image] == coco.dataset["images"]
    message = "has an image of unknown `width` and `height`: COCO's masks need them"
    assert ([] if known else [("", message)]) == told(coco.losses)


def test_wrong_sizes() -> None:
    """A size that is no pair of integers is the caller's mistake."""
    with pytest.raises(TypeError):
        to_coco([task()], sizes={"t1": (1.5, 2)})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"response": None, "status": "pending"}, "has no response (its status is pending)"),
        (
            {"response": None, "response_url": "https://e.com/r"},
            "has no response (its status is completed; fetch what is behind its `response_url`)",
        ),
        ({"response": {"error": "blurred"}, "status": "error"}, "ended in an error ('blurred')"),
        ({"type": "videoannotation"}, "is a task of type videoannotation, which is not about one image"),
    ],
)
def test_tasks_that_are_left_out(raw: dict[str, Any], message: str) -> None:
    """Tasks without a result about one image are left out, and told."""
    coco = to_coco([task(**raw)], sizes={"t1": SIZE})

    assert [] == coco.dataset["images"]
    assert [f"task t1: {message}: the task is left out"] == [str(loss) for loss in coco.losses]


@pytest.mark.parametrize("response", [{}, {"annotations": None}, {"annotations": [], "links": [], "more": {}}])
def test_nothing_on_an_image(response: Any) -> None:
    """An image with nothing on it is kept, and comes back so."""
    coco = converted(response=response)

    assert [] == coco.losses
    assert [{"annotations": []}] == [image.hypothesis for image in back(coco).images]


# What is lost.

IRREGULAR = {"x": 1, "y": 2, "z": 3}


@pytest.mark.parametrize(
    ("annotation", "where", "message"),
    [
        ({**POLYGON, "type": "line"}, "", "has the shape 'line', which COCO cannot carry: left out"),
        ({**POLYGON, "type": "ellipse"}, "", "has the shape 'ellipse', which COCO cannot carry: left out"),
        ({**POLYGON, "type": "cuboid"}, "", "has the shape 'cuboid', which COCO cannot carry: left out"),
        ({**POLYGON, "type": ["box"]}, "", "has the shape ['box'], which COCO cannot carry: left out"),
        ({"label": "car"}, "", "has the shape 'other', which COCO cannot carry: left out"),
        (["box"], "", "is no object (got ['box']): left out"),
        ({**BOX, "left": "10"}, "", "`left` is no number of pixels (got '10'): left out"),
        ({**BOX, "top": None}, "", "`top` is no number of pixels: left out"),
        ({**BOX, "width": True}, "", "`width` is no number of pixels (got True): left out"),
        ({**BOX, "height": 10**400}, "", f"`height` is no number of pixels (got {'1' + 78 * '0'}…): left out"),
        ({**BOX, "rotation": math.nan}, "", "`rotation` is no number of pixels (got nan): left out"),
        ({**BOX, "width": -1}, "", "has a negative size (-1 by 40): left out"),
        ({**POINT, "x": math.inf}, "", "`x` is no number of pixels (got inf): left out"),
        (
            {**POLYGON, "vertices": [{"x": 1, "y": 2}]},
            "",
            "has no three `vertices` with numbers `x` and `y` (got [{'x': 1, 'y': 2}]): left out",
        ),
        (
            {**POLYGON, "vertices": None},
            "",
            "has no three `vertices` with numbers `x` and `y`: left out",
        ),
        (
            {**POLYGON, "vertices": [*POLYGON["vertices"], IRREGULAR]},
            "/vertices",
            "have more than `x` and `y` (z): left out",
        ),
        ({**BOX, "vertices": [IRREGULAR]}, "/vertices", "are not the four corners of the box: left out"),
        ({**BOX, "label": None}, "", "has no label: it goes by `unlabeled`"),
        ({**BOX, "label": 3}, "", "has no label (got 3): it goes by `unlabeled`"),
        ({**BOX, "uuid": 3}, "/uuid", "is nothing that COCO carries (got 3): left out"),
        ({**BOX, "attributes": [1]}, "/attributes", "is nothing that COCO carries (got [1]): left out"),
        ({**BOX, "score": 0}, "/score", "is nothing that COCO carries (got 0): left out"),
    ],
)
def test_losses_of_annotations(annotation: Any, where: str, message: str) -> None:
    """Each thing of an annotation that COCO does not carry is told, and others are carried."""
    coco = converted(POINT, annotation, BOX)

    assert [(f"/annotations/1{where}", message)] == told(coco.losses)
    is_left_out = not where and message.endswith("left out")
    assert (2 if is_left_out else 3) == len(coco.dataset["annotations"])


def test_losses_of_the_response() -> None:
    """What stands beside the annotations is told."""
    coco = converted(response={"annotations": {"url": "u"}, "links": [1], "global_attributes": {"a": "b"}, "x/y": 0})

    assert [
        ("/annotations", "is no array (got {'url': 'u'}): left out"),
        ("/links", "is nothing that COCO carries (got [1]): left out"),
        ("/global_attributes", "is nothing that COCO carries (got {'a': 'b'}): left out"),
        ("/x~1y", "is nothing that COCO carries (got 0): left out"),
    ] == told(coco.losses)


def test_no_attachment() -> None:
    """An image without a URL goes by the task's id."""
    coco = converted(BOX, params={"attachment": None})

    assert [("", "has no attachment in its parameters: the image goes by the task's id")] == told(coco.losses)
    assert ["t1"] == [image["file_name"] for image in coco.dataset["images"]]


@pytest.mark.parametrize(
    ("task_type", "geometry"),
    [("annotation", "box"), ("polygonannotation", "polygon"), ("pointannotation", "point")],
)
def test_older_task_types(task_type: str, geometry: str) -> None:
    """Very old responses, which do not say what is drawn, are carried by what their task type draws."""
    payload, response = (load(SAMPLES / task_type / f"{name}.json") for name in ("payload", "response"))

    coco = converted(type=task_type, params=payload, response=response)

    assert [] == coco.losses
    assert ["sheep"] == [category["name"] for category in coco.dataset["categories"]]
    assert [{"type": geometry, **response["annotations"][0]}] == annotations_of(back(coco))


@pytest.mark.parametrize(
    ("task_type", "shape"),
    [("lineannotation", "line"), ("cuboidannotation", "cuboid"), ("imageannotation", "path")],
)
def test_older_shapes_that_are_lost(task_type: str, shape: str) -> None:
    """Lines and cuboids of very old responses are told from polygons; a path may be open."""
    sample = "cuboidannotation" if shape == "cuboid" else "polygonannotation"
    response = load(SAMPLES / sample / "response.json")

    coco = converted(type=task_type, response=response)

    assert [("/annotations/0", f"has the shape '{shape}', which COCO cannot carry: left out")] == told(coco.losses)


@pytest.mark.parametrize("task_type", ["imageannotation", "segmentannotation"])
@given(new=ODD, data=st.data())
def test_mutated_response(task_type: str, new: Any, data: st.DataObject) -> None:
    """Whatever changes in a response, each annotation is carried or told, and the dataset is JSON."""
    raw = load(SAMPLES / task_type / "response.json")
    raw = replaced(raw, data.draw(st.sampled_from(places(raw)[1:])), new)

    coco = to_coco([task(type=task_type, response=raw)])

    found = back(coco)
    annotations = raw.get("annotations")
    count = len(annotations) if isinstance(annotations, list) else 0
    assert count == len(annotations_of(found)) + len(left_out(coco.losses)) + len(left_out(found.losses))


def left_out(losses: list[Loss]) -> set[str]:
    """Name the annotations that are left out as a whole."""
    return {
        loss.where for loss in losses if re.fullmatch(r"/annotations/\d+", loss.where) and "left out" in loss.message
    }


@given(new=ODD, data=st.data())
def test_mutated_params(new: Any, data: st.DataObject) -> None:
    """Whatever changes in the parameters, all points are carried."""
    params = {**SKELETON, "attachment": "https://example.com/1.jpg"}
    params = replaced(params, data.draw(st.sampled_from(places(params)[1:])), new)

    coco = converted(point("a", "eye", 1, of="b"), point("b", "nose", 2), point("c", "wheel", 3), params=params)

    assert ["a", "b", "c"] == sorted(one["uuid"] for one in annotations_of(back(coco)))


# Others' tools, and others' datasets.


@pytest.fixture
def whole() -> Coco:
    """Make a dataset of everything that COCO carries."""
    ears = [point("e", "eye", 3), point("n", "nose", 4, of="e")]
    tasks = [task(BOX, TURNED, POLYGON, *ears, params=SKELETON), task({**BOX, "label": "Kuh 🐄"}, number=2)]
    return to_coco(tasks, sizes=lambda _: SIZE)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # in pycocotools itself
def test_pycocotools(whole: Coco, tmp_path: Path) -> None:
    """The reference reader takes the dataset as it is, and its masks have the areas of what was drawn."""
    write_coco(tmp_path / "instances.json", whole)

    coco = COCO(str(tmp_path / "instances.json"))

    assert whole.dataset == coco.dataset
    box, turned, polygon = (coco.annToMask(one) for one in coco.loadAnns([1, 2, 3]))
    expected = np.zeros((480, 640), dtype=bool)
    expected[20:60, 10:40] = True
    assert (expected == box).all()
    assert turned[25:55, 5:45].sum() == 1200 == turned.sum()
    assert polygon.sum() == pytest.approx(17, abs=4)
    (face,) = coco.loadCats(coco.getCatIds(catNms=["face"]))
    (points,) = coco.loadAnns(coco.getAnnIds(catIds=[face["id"]]))
    assert {"eye": [3, 4, 2], "nose": [4, 5, 2], "ear": [0, 0, 0]} == {
        name: points["keypoints"][3 * at : 3 * at + 3] for at, name in enumerate(face["keypoints"])
    }


CATEGORIES = [{"id": 1, "name": "car"}, {"id": 18, "name": "dog", "keypoints": ["nose", "tail"]}]
CAR = {"id": 1, "image_id": 7, "category_id": 1, "bbox": [1, 2, 30, 40], "area": 9, "iscrowd": 0}
DOG = {**CAR, "category_id": 18, "keypoints": [5, 6, 2, 9, 3, 2], "num_keypoints": 2, "bbox": [5, 3, 4, 3]}
BOX_HERE = {"type": "box", "label": "car", "left": 1, "top": 2, "width": 30, "height": 40}
OUTLINE = [1, 2, 31, 2, 31, 42]
POLYGON_HERE = {
    "type": "polygon",
    "label": "car",
    "vertices": [{"x": 1, "y": 2}, {"x": 31, "y": 2}, {"x": 31, "y": 42}],
}
NOSE = {"type": "point", "label": "nose", "x": 5, "y": 6}
TAIL = {"type": "point", "label": "tail", "x": 9, "y": 3}
APART = ("", "becomes 2 annotations: nothing ties them together")


def foreign(annotation: Any, **more: Any) -> dict[str, Any]:
    """Make a dataset like those of other tools."""
    image = {"id": 7, "file_name": "a.jpg"}
    return {"images": [image], "annotations": [annotation], "categories": CATEGORIES, **more}


@pytest.mark.parametrize(
    ("annotation", "expected", "losses"),
    [
        (CAR, [BOX_HERE], []),
        ({**CAR, "segmentation": []}, [BOX_HERE], []),
        ({**CAR, "segmentation": [[31, 42, 1, 42, 1, 2.004, 31, 2]]}, [BOX_HERE], []),
        ({**CAR, "segmentation": [[1, 2, 31, 2, 31, 42, 1, 42, 1, 2]]}, [BOX_HERE], []),
        ({**CAR, "segmentation": [OUTLINE]}, [POLYGON_HERE], []),
        ({**CAR, "segmentation": [OUTLINE], "bbox": None}, [POLYGON_HERE], []),
        (
            {**CAR, "segmentation": [OUTLINE, OUTLINE], "uuid": "u"},
            [POLYGON_HERE, POLYGON_HERE],
            [APART, ("/uuid", "is nothing that an annotation carries (got 'u'): left out")],
        ),
        (
            {**CAR, "segmentation": [OUTLINE, OUTLINE[:5], [1, 2, 3, 4], "x", [*OUTLINE[:5], None]]},
            [POLYGON_HERE],
            [
                (f"/segmentation/{at}", "is no array of numbers x, y of three corners or more: left out")
                for at in (1, 2, 3, 4)
            ],
        ),
        (
            {**CAR, "segmentation": {"counts": [1], "size": [2, 3]}, "iscrowd": 1},
            [BOX_HERE],
            [
                ("/segmentation", "is a mask, not an outline (got {'counts': [1], 'size': [2, 3]}): left out"),
                ("/iscrowd", "says that it is a crowd: it is taken for one thing"),
            ],
        ),
        (
            {**CAR, "bbox": [1, 2, -3, 4]},
            [],
            [
                ("/bbox", "is no left, top, width and height (got [1, 2, -3, 4]): left out"),
                ("", "has no box, outline or keypoints that can be read: left out"),
            ],
        ),
        (
            {**CAR, "category_id": [2]},
            [{name: value for name, value in BOX_HERE.items() if name != "label"}],
            [("/category_id", "is no category with a name (got [2]): it has no label")],
        ),
        ({**CAR, "attributes": {"a": 1}}, [{**BOX_HERE, "attributes": {"a": 1}}], []),
        (
            {**CAR, "geometry": "point", "score": 0.5, "rotation": 1},
            [BOX_HERE],
            [
                ("/score", "is nothing that an annotation carries (got 0.5): left out"),
                ("/rotation", "is nothing that an annotation carries (got 1): left out"),
            ],
        ),
        (
            {**CAR, "geometry": "box", "segmentation": [OUTLINE], "box": [1, 2, 3, 4]},
            [POLYGON_HERE],
            [("/box", "is nothing that an annotation carries (got [1, 2, 3, 4]): left out")],
        ),
        ({**CAR, "geometry": {}}, [BOX_HERE], []),
        (
            {**CAR, "geometry": 1},
            [BOX_HERE],
            [("/geometry", "is nothing that an annotation carries (got 1): left out")],
        ),
        (DOG, [NOSE, TAIL], [APART]),
        (
            {**DOG, "keypoints": [5, 6, 2, 0, 0, 0]},
            [{**BOX_HERE, "label": "dog", "left": 5, "top": 3, "width": 4, "height": 3}, NOSE],
            [APART],
        ),
        (
            {**DOG, "keypoints": [5, 6, 1], "bbox": [5, 6, 0, 0], "uuid": "u"},
            [{**NOSE, "uuid": "u"}],
            [("/keypoints/0", "is marked as not visible (v is 1): it is taken for a visible point")],
        ),
        (
            {**DOG, "keypoints": ["5", 6, 2, 9, 3, 2, 1, 2, 2, 4], "bbox": None},
            [TAIL],
            [
                ("/keypoints/0", "begins no numbers x, y and v: left out"),
                ("/keypoints/6", "has no name among the `keypoints` of the category: left out"),
                ("/keypoints/9", "begins no numbers x, y and v: left out"),
            ],
        ),
        (
            {**CAR, "keypoints": "no"},
            [BOX_HERE],
            [("/keypoints", "are no array (got 'no'): left out")],
        ),
        (
            {**DOG, "points": [{"label": "nose", "uuid": 3}]},
            [NOSE, TAIL],
            [
                APART,
                ("/points", "is nothing that an annotation carries (got [{'label': 'nose', 'uuid': 3}]): left out"),
            ],
        ),
    ],
)
def test_foreign_annotations(annotation: Any, expected: list[Any], losses: list[tuple[str, str]]) -> None:
    """What any tool writes is read; what of it an annotation cannot say is told."""
    found = from_coco(foreign(annotation))

    assert expected == annotations_of(found)
    assert [(f"/annotations/0{where}", message) for where, message in losses] == told(found.losses)
    assert {"image a.jpg"} >= {str(loss).partition(":")[0] for loss in found.losses}


@pytest.mark.parametrize(
    ("dataset", "losses"),
    [
        ({}, []),
        ({"images": None}, [("/images", "is no array (got None): left out")]),
        (
            {"images": [3, {"id": 1}, {"id": 1}], "categories": [{}]},
            [
                ("/categories/0", "has no id (got {}): no annotation can be of it"),
                ("/images/0", "has no id (got 3): no annotation can be of it"),
                ("/images/2", "has the id of an earlier one (1): annotations are of that one"),
            ],
        ),
        (
            {"annotations": [3, {"image_id": 1}]},
            [
                ("/annotations/0", "is of no image that is there (got 3): left out"),
                ("/annotations/1", "is of no image that is there (got {'image_id': 1}): left out"),
            ],
        ),
    ],
)
def test_odd_datasets(dataset: Any, losses: list[tuple[str, str]]) -> None:
    """What is odd about a dataset is told."""
    found = from_coco(dataset)

    assert losses == told(found.losses)
    assert all(str(loss).startswith("dataset: /") for loss in found.losses)


def test_first_image_of_an_id() -> None:
    """Annotations go to the first image of an id; every image comes back."""
    images = [{"id": 7, "file_name": "a.jpg"}, {"id": 7, "file_name": "b.jpg"}]

    found = from_coco(foreign(CAR, images=images))

    assert images == [one.image for one in found.images]
    assert [1, 0] == [len(one.hypothesis["annotations"]) for one in found.images]


def test_hypothesis_is_one(whole: Coco) -> None:
    """What comes back is a hypothesis that payloads take."""
    for image in back(whole).images:
        payload = ImageAnnotationPayload(
            attachment=image.image["coco_url"],
            hypothesis=image.hypothesis,
            project="p",
        )

        assert image.hypothesis == payload.to_wire()["hypothesis"]


@given(new=ODD, data=st.data())
def test_mutated_dataset(new: Any, data: st.DataObject) -> None:
    """Whatever changes in a dataset, nothing raises, and each annotation is carried or told."""
    drawn = [BOX, TURNED, point("e", "eye", 3), point("n", "nose", 4, of="e")]
    raw = converted(*drawn, params=SKELETON).dataset
    raw = replaced(raw, data.draw(st.sampled_from(places(raw)[1:])), new)

    found = from_coco(raw)

    annotations = raw.get("annotations")
    count = len(annotations) if isinstance(annotations, list) else 0
    assert count <= len(annotations_of(found)) + len(left_out(found.losses))
    assert json.dumps([*found.images])

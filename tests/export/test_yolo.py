"""YOLO: lines by class, in parts of the image's sides; what a line cannot say is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi.export.losses import Loss
from scaleapi.export.yolo import Yolo, to_yolo, write_yolo
from tests.documents import places, replaced
from tests.export.test_coco import BOX, CORNERS, LABELS, POINT, POLYGON, left_out, task, told
from tests.models.tasks.test_samples import ODD, SAMPLES, load

ROOM = (100, 200)
BARE = {name: value for name, value in BOX.items() if name != "uuid"}
AREA = {name: value for name, value in POLYGON.items() if name != "uuid"}
LEVEL = "only the level box around it is carried"


def labeled(*annotations: Any, kind: Any = "detect", **more: Any) -> Yolo:
    """Convert one task with an image of 100 by 200 pixels."""
    return to_yolo([task(*annotations, **more)], sizes={"t1": ROOM}, kind=kind)


@pytest.mark.parametrize(
    ("annotation", "kind", "line", "losses"),
    [
        (BARE, "detect", "0.250000 0.200000 0.300000 0.200000", []),
        (BARE, "segment", "0.100000 0.100000 0.400000 0.100000 0.400000 0.300000 0.100000 0.300000", []),
        (AREA, "detect", "0.042500 0.010000 0.085000 0.020000", [("", f"is a polygon: {LEVEL}")]),
        (AREA, "segment", "0.000000 0.000000 0.085000 0.000000 0.000000 0.020000", []),
        (
            {**BARE, "rotation": 1.5, "vertices": CORNERS},
            "detect",
            "0.250000 0.200000 0.400000 0.150000",
            [("", f"is turned by 1.5 radians: {LEVEL}")],
        ),
        (
            {**BARE, "rotation": 1.5, "vertices": CORNERS},
            "segment",
            "0.450000 0.125000 0.450000 0.275000 0.050000 0.275000 0.050000 0.125000",
            [],
        ),
        (
            {**BARE, "attributes": {"a": 1}},
            "detect",
            "0.250000 0.200000 0.300000 0.200000",
            [("/attributes", "is nothing that YOLO carries: left out")],
        ),
    ],
)
def test_line(annotation: Any, kind: str, line: str, losses: list[tuple[str, str]]) -> None:
    """A line is the class and parts of the image's sides; what it does not say is told."""
    yolo = labeled(annotation, kind=kind)

    assert {"1": f"0 {line}\n"} == yolo.labels
    assert [(f"/annotations/0{where}", message) for where, message in losses] == told(yolo.losses)


CUT = "reaches out of the image of 100 by 200 pixels: cut off at its edge"
OUTSIDE = "lies outside of the image of 100 by 200 pixels: left out"
TRIANGLE = {**AREA, "vertices": [{"x": -50, "y": 0}, {"x": 50, "y": 100}, {"x": -50, "y": 200}]}


@pytest.mark.parametrize(
    ("annotation", "text", "message"),
    [
        ({**BARE, "left": -10}, "0 0.000000 0.100000 0.200000 0.100000 0.200000 0.300000 0.000000 0.300000\n", CUT),
        (
            {**BARE, "top": 180, "left": 70},
            "0 0.700000 0.900000 1.000000 0.900000 1.000000 1.000000 0.700000 1.000000\n",
            CUT,
        ),
        (TRIANGLE, "0 0.000000 0.250000 0.500000 0.500000 0.000000 0.750000\n", CUT),
        ({**BARE, "left": 101}, "", OUTSIDE),
        ({**BARE, "left": 100}, "", OUTSIDE),
        ({**BARE, "left": 100.1, "width": 0}, "", OUTSIDE),
    ],
)
def test_edge_of_the_image(annotation: Any, text: str, message: str) -> None:
    """What is outside of the image is cut off, and told."""
    yolo = labeled(annotation, kind="segment")

    assert {"1": text} == yolo.labels
    assert [("/annotations/0", message)] == told(yolo.losses)


@pytest.mark.parametrize(
    "annotation", [{**BARE, "width": 0}, {**BARE, "left": -0.0, "width": 100, "top": 0, "height": 200}]
)
def test_edges_that_are_inside(annotation: Any) -> None:
    """A box of no width, and one that fills the image, are whole."""
    assert [] == labeled(annotation).losses
    assert "-" not in labeled(annotation, kind="segment").labels["1"]


def test_points() -> None:
    """Points are left out, and told; so are the uuids of an image, at once."""
    yolo = labeled(POINT, BOX, kind="segment")

    assert [
        ("/annotations", "have 2 `uuid`, which YOLO does not carry: left out"),
        ("/annotations/0", "is a point, and YOLO has none to segment: left out"),
    ] == told(yolo.losses)


def test_classes() -> None:
    """Classes are the labels declared for boxes and polygons, then others as they appear."""
    geometries = {
        **LABELS["geometries"],
        "line": {"objects_to_annotate": ["kerb"]},
        "point": {"objects_to_annotate": ["nose"]},
    }

    yolo = labeled(AREA, {**BARE, "label": "bmx"}, BARE, params={"geometries": geometries})

    assert ["bus", "bmx", "road", "car"] == yolo.names
    assert ["2", "1", "3"] == [line.split()[0] for line in yolo.labels["1"].splitlines()]


def test_classes_of_a_payload() -> None:
    """A payload declares classes even of no tasks."""
    assert (["bus", "bmx"], {}) == ((yolo := to_yolo([], sizes={}, payload=LABELS)).names, yolo.labels)


def test_images() -> None:
    """An image with nothing has an empty text; one of unknown size, or without a result, is left out and told."""
    tasks = [task(number=1), task(BARE, number=2), task(number=3, response=None)]

    yolo = to_yolo(tasks, sizes={"t1": ROOM, "t3": ROOM})

    assert {"1": ""} == yolo.labels
    assert [
        Loss("t2", "", "has an image of unknown width and height, by which YOLO divides: the image is left out"),
        Loss("t3", "", "has no response (its status is completed): the task is left out"),
    ] == yolo.losses


def test_equal_stems() -> None:
    """Names differ in more than their suffix, and a name that is not the image's own is told."""
    tasks = [task(params={"attachment": f"https://e.com/{name}"}) for name in ("a.jpg", "A.png", "")]

    yolo = to_yolo(tasks, sizes=lambda _: ROOM)

    assert {"a": "", "t1_A": "", "t1": ""} == yolo.labels
    message = "needs its image under the name {!r}: its own is taken, or cannot be a file's"
    assert [("", message.format(name)) for name in ("t1_A.png", "t1")] == told(yolo.losses)


def test_wrong_kind() -> None:
    """A kind that is not known is the caller's mistake."""
    with pytest.raises(ValueError, match=r"kind must be one of \('detect', 'segment'\), not 'pose'"):
        labeled(kind="pose")


ODD_NAMES = ["car", "no", "a: b # c", 'qu"ote\\', "Kuh 🐄", "line\nbreak\t", "\x7f\x85\u2028\ufeff", "\ud800", ""]


@pytest.mark.parametrize("names", [[], ODD_NAMES])
def test_files(names: list[str], tmp_path: Path) -> None:
    """The folder has a text for each image, and the classes by number, whatever their names."""
    write_yolo(tmp_path, Yolo({"a b": "0 1 1 1 1\n", "c": ""}, names, []))

    assert {"a b.txt": b"0 1 1 1 1\n", "c.txt": b""} == {
        file.name: file.read_bytes() for file in (tmp_path / "labels").iterdir()
    }
    yaml = pytest.importorskip("yaml")
    data = yaml.safe_load((tmp_path / "data.yaml").read_text(encoding="utf-8"))
    assert {"train": "images", "val": "images", "names": dict(enumerate(names))} == data


@given(data=st.data(), kind=st.sampled_from(["detect", "segment"]))
def test_every_number_is_inside(data: st.DataObject, kind: Any) -> None:
    """Readers refuse an image for one number beyond 0 and 1; of each annotation there is a line, or a loss."""
    number = st.integers(-300, 300) | st.floats(-300, 300)
    vertices = st.lists(st.fixed_dictionaries({"x": number, "y": number}), min_size=3, max_size=6)
    drawn = [{**AREA, "vertices": corners} for corners in data.draw(st.lists(vertices, max_size=4))]

    yolo = labeled(*drawn, kind=kind)

    lines = yolo.labels["1"].splitlines()
    assert all(0 <= float(one) <= 1 for line in lines for one in line.split())
    assert len(drawn) == len(lines) + len(left_out(yolo.losses))


@given(new=ODD, data=st.data(), kind=st.sampled_from(["detect", "segment"]))
def test_mutated_response(new: Any, data: st.DataObject, kind: Any) -> None:
    """Whatever changes in a response, each annotation has a line or is told."""
    raw = load(SAMPLES / "imageannotation" / "response.json")
    raw = replaced(raw, data.draw(st.sampled_from(places(raw)[1:])), new)

    yolo = to_yolo([task(response=raw)], sizes={"t1": (1920, 1080)}, kind=kind)

    annotations = raw.get("annotations")
    count = len(annotations) if isinstance(annotations, list) else 0
    assert count == len(yolo.labels["1"].splitlines()) + len(left_out(yolo.losses))

"""Scenes of sensor-fusion tasks: read, written, and each rule of the vendor's own checks."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from scaleapi.exceptions import ScaleValidationWarning
from scaleapi.models.scene import Scene
from scaleapi.models.scene_annotations import SceneCuboid, ScenePointSegmentation
from scaleapi.models.scene_sensors import DISTORTION_PARAMS, LidarSensor, OdometrySensor
from scaleapi.problems import findings_of, pointer_of
from tests.documents import places, replaced

SAMPLE = json.loads((Path(__file__).parents[1] / "samples" / "scene" / "scene.json").read_text(encoding="utf-8"))
CAMERA, VIDEO, LIDAR, RADAR = "/sensors/1", "/sensors/2", "/sensors/3", "/sensors/4"


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    """Copy the sample with other values at some pointers; ... removes what is there."""
    scene: dict[str, Any] = deepcopy(SAMPLE)
    for pointer, value in changes:
        *way, last = (int(step) if step.isdigit() else step for step in pointer.split("/")[1:])
        place: Any = scene
        for step in way:
            place = place[step]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return scene


def mistakes(scene: dict[str, Any]) -> list[tuple[str, str]]:
    """Make a scene, and name its mistakes."""
    with pytest.raises(ValidationError) as caught:
        Scene(**scene)
    return [(pointer_of(finding.loc), finding.code) for finding in findings_of(caught.value)]


def test_scene() -> None:
    """A scene with every kind of sensor and annotation has no doubts, is read whole, and is written as it came."""
    scene = Scene(**SAMPLE)

    assert scene.to_wire() == SAMPLE == Scene.read(SAMPLE).to_wire()
    sensors, annotations = scene.sensors or [], scene.annotations or []
    assert (type(sensors[0]), type(sensors[3])) == (OdometrySensor, LidarSensor)
    assert (type(annotations[0]), type(annotations[7])) == (SceneCuboid, ScenePointSegmentation)
    assert [part.model_extra for part in [*sensors, *annotations]] == [{}] * 17


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ([("/version", ...)], "/version", "missing"),
        ([("/version", "2.0")], "/version", "choice"),
        ([("/time_unit", "nanoseconds")], "/time_unit", "choice"),
        ([("/time_offset", -1)], "/time_offset", "range"),
        ([("/sensors", {})], "/sensors", "type"),
        ([("/sensors/2/id", "front")], "/sensors/2/id", "duplicate"),
        ([("/sensors/0/type", ...)], "/sensors/0/type", "missing"),
        ([("/sensors/0/id", 1.5)], "/sensors/0/id", "type"),
        ([(f"{CAMERA}/images", ...)], f"{CAMERA}/images", "missing"),
        ([(f"{CAMERA}/video", SAMPLE["sensors"][2]["video"])], f"{CAMERA}/video", "conflict"),
        ([(f"{CAMERA}/images/0/timestamp", 100_000)], f"{CAMERA}/images/1/timestamp", "relation"),
        ([(f"{CAMERA}/images/1/timestamp", 9_999)], f"{CAMERA}/images", "range"),
        ([(f"{CAMERA}/intrinsics/width", "wide")], f"{CAMERA}/intrinsics/width", "type"),
        ([(f"{CAMERA}/intrinsics/distortion/model", "fish")], f"{CAMERA}/intrinsics/distortion/model", "choice"),
        ([(f"{CAMERA}/poses/values", "x")], f"{CAMERA}/poses/values", "choice"),
        ([(f"{CAMERA}/poses/values/0", [0] * 6)], f"{CAMERA}/poses/values/0", "length"),
        ([(f"{VIDEO}/video/timestamps", [-1, 100_000])], f"{VIDEO}/video/timestamps/0", "range"),
        ([(f"{VIDEO}/video/timestamps", [100_000_001])], f"{VIDEO}/video/timestamps/0", "range"),
        ([(f"{LIDAR}/frames", ...)], f"{LIDAR}/frames", "missing"),
        ([(f"{LIDAR}/frames", [])], f"{LIDAR}/frames", "length"),
        ([(f"{LIDAR}/coordinates", "local")], f"{LIDAR}/coordinates", "choice"),
        ([(f"{LIDAR}/frames/0/points/intensities", [1])], f"{LIDAR}/frames/0/points/intensities", "length"),
        ([(f"{LIDAR}/frames/0/points/timestamps/1", 2**32)], f"{LIDAR}/frames/0/points/timestamps/1", "range"),
        ([(f"{LIDAR}/frames/0/points/timestamps", [7, 9]), (f"{LIDAR}/frames/0/timestamp", 8)],
         f"{LIDAR}/frames/0/timestamp", "relation"),
        ([(f"{RADAR}/frames/0/timestamp", -1)], f"{RADAR}/frames/0/timestamp", "range"),
        ([(f"{RADAR}/frames/0/points/positions/0", [1, 2])], f"{RADAR}/frames/0/points/positions/0", "length"),
        ([("/annotations/0/path/values/0", [0] * 8)], "/annotations/0/path/values/0", "length"),
        ([("/annotations/1/sensor_id", ...)], "/annotations/1/sensor_id", "missing"),
        ([("/annotations/7/label", ...)], "/annotations/7/label", "missing"),
    ],
)  # fmt: skip
def test_mistake(changes: list[tuple[str, Any]], pointer: str, code: str) -> None:
    """What the vendor's reader refuses is one error at its place."""
    assert mistakes(changed(*changes)) == [(pointer, code)]


def test_a_point_at_the_very_beginning_is_the_earliest() -> None:
    """Time 0 is a time like any other."""
    late = changed((f"{LIDAR}/frames/0/timestamp", 3))
    assert mistakes(late) == [(f"{LIDAR}/frames/0/timestamp", "relation")]


@pytest.mark.parametrize("list_name", ["sensors", "annotations"])
def test_types_of_the_future(list_name: str) -> None:
    """A sensor or annotation of an unknown type is a doubt, and kept."""
    scene = changed((f"/{list_name}/0", {"id": "new", "type": "sonar", "depth": 3}))
    with pytest.warns(ScaleValidationWarning, match="is no known type"):
        made = Scene(**scene)
    assert made.to_wire() == scene


def test_any_value_is_read() -> None:
    """Whatever stands anywhere in a scene, reading it never fails, and it is written as it came."""
    odd: list[Any] = [None, 1.5, "x", [[]], {"type": []}]
    for at, place in enumerate(places(SAMPLE)[1:]):
        value = odd[at % len(odd)]
        scene = replaced(SAMPLE, place, value)
        assert Scene.read(scene).to_wire() == scene


def test_distortion_params() -> None:
    """Every model of a lens has its parameters in the vendor's order."""
    counts = {model: len(params) for model, params in DISTORTION_PARAMS.items()}
    assert counts == {
        "brown_conrady": 10, "cylindrical": 0, "equirectangular": 0, "fisheye": 4, "fisheye_rad_tan_prism": 12,
        "fisheye_radial_custom": 10, "ftheta": 5, "mod_equi_fish": 4, "mod_kannala": 4, "omnidirectional": 9,
    }  # fmt: skip

"""What is drawn of video and lidar."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scaleapi.models.task import Task
from scaleapi.models.tasks.result import result_of
from scaleapi.viewer.scenes.task import scene_of
from tests.viewer.scenes.test_scenes import left, scene, views

BOX = {"uuid": "u", "type": "box", "label": "car", "left": 1, "top": 2, "width": 3, "height": 4}
CUBOID = {"uuid": "u", "position": {"x": 1, "y": 2, "z": 0}, "dimensions": {"x": 3, "y": 4}, "yaw": 0.5}
OF_FRAMES = [{"frame": "7", "annotations": [BOX]}, {"frame": 1.0, "annotations": [BOX]}]
MANY, WORDS = [{"a": at} for at in range(25)], [{"a": f"{at}"} for at in range(25)]
OF_OBJECTS = {"u": {"geometry": "box", "label": "car", "frames": [{"key": 7, **BOX}, {**BOX}]}}


@pytest.mark.parametrize(
    "given",
    [
        OF_FRAMES,
        {"annotations": OF_FRAMES},
        OF_OBJECTS,
        {"annotations": OF_OBJECTS},
        [{"annotations": OF_OBJECTS}],
    ],
)
def test_tracks(given: Any) -> None:
    """Objects of a film have key frames, from frames or from objects, whose numbers may be texts."""
    view, *others = views({"annotations": given}, "videoannotation")

    assert [[1, 7]] == [[key["frame"] for key in track["keys"]] for track in view["tracks"]]
    assert [] == others


def test_what_is_no_frame() -> None:
    """What is no frame, no track, no shape or has no number is told, and can be read."""
    frames = [3, {"frame": "x", "annotations": [{"type": "star"}, BOX], "weather": "rain"}]
    tracks = {"a": 1, "b": {"frames": []}, "c": {"frames": [5, {**BOX, "uuid": "z"}], "label": "bus", "attributes": 1}}
    of_frames, of_tracks = (scene({"annotations": one}, "videoannotation") for one in (frames, tracks))

    assert [
        "1 is not drawn: a frame that is no object",
        "1 is not drawn: a shape of the unknown kind 'star'",
        "/annotations/1/frame: no number of a frame; it is counted instead",
    ] == of_frames["notes"]
    assert {"/annotations/0": 3, "/annotations/1/annotations/0": {"type": "star"}} | {
        "/annotations/1/frame": "x",
        "/annotations/1/weather": "rain",
    } == left({"annotations": frames}, "videoannotation")
    assert ["2 are not drawn: a track without frames", "1 is not drawn: a frame that is no object"] == of_tracks[
        "notes"
    ]
    assert {
        "a": 1,
        "b": {"frames": []},
        "c/attributes": 1,
        "c/frames/0": 5,
        "c/frames/1/uuid": "z",
        "c/label": "bus",
    } == {
        name.removeprefix("/annotations/"): value
        for name, value in left({"annotations": tracks}, "videoannotation").items()
    }


def test_what_a_track_says_of_its_frames() -> None:
    """A frame may say something else; what is said of all is shown once, also if none has a picture."""
    frames = [{**BOX, "label": None}, {**BOX, "label": "van"}, {**BOX, "label": "bus"}]
    tracks = {
        "u": {"label": "car", "geometry": "box", "frames": frames},
        "v": {"attributes": {"a": 1}, "frames": [{"type": "star"}]},
    }
    [view, tree] = views({"annotations": tracks}, "videoplaybackannotation")

    assert ["car", "van", "bus"] == [track["label"] for track in view["tracks"]]
    assert {
        "/annotations/u/label": "car",
        "/annotations/v/attributes": {"a": 1},
        "/annotations/v/frames/0": {"type": "star", "uuid": "v"},
    } == tree["value"]


def test_an_object_that_changes() -> None:
    """What has another label or shape later, or two places in one frame, is drawn as each of them."""
    frames = [
        {"annotations": [BOX, {**BOX, "left": 9}]},
        {"annotations": [{**BOX, "label": "bus"}, {**BOX, "type": "", "x": 1}]},
    ]
    [view] = views({"annotations": frames}, "videoannotation")[:1]

    assert [("car", [0, 1]), ("car", [0]), ("bus", [1])] == [
        (track["label"], [key["frame"] for key in track["keys"]]) for track in view["tracks"]
    ]


@pytest.mark.parametrize(
    ("said", "each", "expected", "keys"),
    [
        ({}, [{"a": 1}, {"a": 1}], {"a": 1}, [{}, {}]),
        ({}, [{"a": 1}, {"a": 2}], {"a": [1, 2]}, [{"a": 1}, {"a": 2}]),
        ({}, [{"a": 1}, {}], {"a": 1}, [{"a": 1}, {"a": None}]),
        ({"a": 1}, [{}, {}], {"a": 1}, [{}, {}]),
        ({}, [{"a": 1}, {"a": True}], {"a": [1, True]}, [{"a": 1}, {"a": True}]),
        ({}, [{"a": [1]}, {"a": [1]}], {"a": [1]}, [{}, {}]),
        ({"a": 1}, [{"a": 2}, {}], {"a": [1, 2]}, [{"a": 2}, {"a": 1}]),
        ({}, [{"a": at} for at in range(25)], {"a": "0 to 24: 25 values, see the frames"}, MANY),
        ({}, WORDS, {"a": [*(f"{at}" for at in range(20)), "… and 5 more, see the frames"]}, WORDS),
    ],
)
def test_attributes_over_frames(said: Any, each: list[Any], expected: Any, keys: list[Any]) -> None:
    """What holds in all frames is of the track; what changes is listed, and stays with its frames."""
    frames = [{**BOX, "attributes": one} for one in each]
    [view] = views({"annotations": {"u": {"attributes": said, "frames": frames}}}, "videoplaybackannotation")
    [track] = view["tracks"]

    assert keys == [key.get("attributes", {}) for key in track["keys"]]
    assert expected == track["attributes"]


def test_many_attributes_over_frames() -> None:
    """Of very many attributes, those that are beyond a hundred stay with their frames."""
    frames = [{**BOX, "attributes": {f"a{at}": at}} for at in range(150)]
    [view] = views({"annotations": {"u": {"frames": frames}}}, "videoplaybackannotation")
    [track] = view["tracks"]

    assert (101, "50 more, see the frames") == (len(track["attributes"]), track["attributes"]["…"])
    assert [*range(150)] == [key["attributes"][f"a{at}"] for at, key in enumerate(track["keys"])]


def test_events() -> None:
    """Events are drawn from a list or a file; those without an end last one frame; their times are kept."""
    file = json.loads((Path(__file__).parents[2] / "samples/videoannotation/file_events.json").read_text())
    odd = {"label": "e", "type": "pause", "start": "x", "startTime": "noon"}
    whole, part = (views({"events": one}, "videoannotation")[0] for one in (file, [*file["events"], odd, 1]))

    assert [("turn", 30, 75), ("turn", 80, 80)] == [(one["label"], one["start"], one["end"]) for one in whole["events"]]
    assert (1.0, 2.5, 81) == (whole["events"][0]["startTime"], whole["events"][0]["endTime"], whole["frames"])
    assert 3 == len(part["events"])
    assert {"/events/0/type": "pause", "/events/0/start": "x", "/events/0/startTime": "noon", "/events/1": 1} == left(
        {"events": [odd, 1]}, "videoannotation"
    )


def test_cuboids_from_above() -> None:
    """Cuboids are drawn by middle, size and turn; those without are counted; what else they say is left."""
    odd = {**CUBOID, "uuid": "v", "yaw": None, "dimensions": {"x": -3, "y": 4, "z": "tall"}, "pitch": 1}
    response = {"annotations": [{"cuboids": [CUBOID, {**CUBOID, "yaw": "no"}, odd]}]}
    made = scene(response, "lidarannotation")

    assert [[1, 2, 3, 4, 0.5], [1, 2, 3, 4, 0]] == [
        track["keys"][0]["at"] for track in made["results"][0]["views"][0]["tracks"]
    ]
    assert [
        "1 is not drawn: a cuboid whose position, dimensions or yaw is no number",
        "/annotations/0/cuboids/2/dimensions: negative; they are drawn as if they were positive",
        "points are drawn only where they are a part of the page: see embed_images=",
    ] == made["notes"]
    assert {"/annotations/0/cuboids/2/dimensions/z": "tall", "/annotations/0/cuboids/2/pitch": 1} == {
        name: value for name, value in left(response, "lidarannotation").items() if "/1" not in name
    }


def test_attributes_of_later_lidar_frames() -> None:
    """What is said of a cuboid in later frames is not lost."""
    frames = [{"cuboids": [{**CUBOID, "attributes": {"brakes": one}}]} for one in ("off", "on")]
    [track] = views({"annotations": frames}, "lidarannotation")[0]["tracks"]

    assert {"brakes": ["off", "on"]} == track["attributes"]
    assert [{"brakes": "off"}, {"brakes": "on"}] == [key["attributes"] for key in track["keys"]]


def test_facts_about_cuboids() -> None:
    """What is said of a cuboid in the same way as attributes stands with them."""
    facts = {"stationary": False, "camera_used": 2**60, "attributes": {"camera_used": "front"}}
    frames = [{"cuboids": [{**CUBOID, **facts}, {**CUBOID, "uuid": "v", "stationary": "no"}]}]
    first, second = views({"annotations": frames}, "lidarannotation")[0]["tracks"]

    assert {"camera_used": "front", "stationary": False, "camera_used (2)": str(2**60)} == first["attributes"]
    assert {} == second["attributes"]
    assert {"/annotations/0/cuboids/1/stationary": "no"} == left({"annotations": frames}, "lidarannotation")


def test_many_frames() -> None:
    """A page goes through 10,000 frames of lidar; that there are more is told."""
    made = scene({"annotations": [{"frame": 9_999_999, "cuboids": [CUBOID]}]}, "lidarannotation")

    assert 10_000 == len(made["results"][0]["views"][0]["frames"])
    assert "of 10,000,000 frames, the first 10,000 are drawn" in made["notes"]


@pytest.mark.parametrize("kind", ["videoannotation", "lidarannotation"])
@pytest.mark.parametrize("name", ["annotations", "events", "point_segmentations"])
def test_files_of_results(kind: str, name: str) -> None:
    """What stands in files is drawn if they are given; else a note says where it is, and the address is there."""
    link = {"url": "https://x"}
    task = Task.received({"task_id": "t", "type": kind, "status": "completed", "response": {name: link}})
    told = f"the {name} are in a file of the result, which was not given: see results="

    assert told in scene_of(task)["notes"]
    assert {name: link} == left({name: link}, kind)
    assert told not in scene_of(task, result=result_of(kind, {}, {name: []}))["notes"]


def test_files_without_a_response() -> None:
    """Files of a result are drawn also where the task does not say what they belong to."""
    files = result_of("videoannotation", {}, {"annotations": OF_FRAMES})
    task = {"task_id": "t", "type": "videoannotation", "status": "completed", "response": None}
    made = scene_of(Task.received(task), result=files)

    assert 1 == len(made["results"][0]["views"][0]["tracks"])

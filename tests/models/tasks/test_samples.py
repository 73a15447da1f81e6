"""Every task type by its samples: answers are read and kept, payloads survive, one mistake is one problem."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi.exceptions import ScaleValidationWarning
from scaleapi.models.annotations import BoxAnnotation
from scaleapi.models.lidar_frame import GPSPose, LidarFrame
from scaleapi.models.lidar_results import LidarCuboidFrame, LidarLinkingFrame, LidarPointSegmentation
from scaleapi.models.payload import Response
from scaleapi.models.reading import read_fitting
from scaleapi.models.tasks.registry import KNOWN_TYPES, payload_class, response_class
from scaleapi.models.tasks.video import read_events, read_frames, read_tracks
from scaleapi.models.validation_context import reading
from scaleapi.validation.checks import validate
from tests.documents import places, replaced

SAMPLES = Path(__file__).parents[2] / "samples"
RESPONSES = sorted(path for path in SAMPLES.glob("*/response*.json") if path.stem != "response_error")
PAYLOADS = sorted(SAMPLES.glob("*/payload*.json"))
OPEN = {"laneannotation", "videoboxannotation", "videocuboidannotation", "federal2dvideoannotation", "sensorfusion"}
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


def load(path: Path) -> Any:
    """Read a sample."""
    return json.loads(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """Name a test by its sample."""
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("task_type", KNOWN_TYPES)
def test_samples_exist(task_type: str) -> None:
    """Every task type has a payload, a response and a wrong payload."""
    kinds = {path.stem.partition("_")[0] for path in (SAMPLES / task_type).glob("*.json")}
    assert kinds >= {"payload", "response", "wrong"}


@pytest.mark.parametrize("path", RESPONSES, ids=name)
def test_response(path: Path) -> None:
    """A documented answer is read whole into its models, and written as it came."""
    raw = load(path)

    response = response_class(path.parent.name).read(raw)

    assert response.to_wire() == raw
    assert type(response)(**raw) == response
    assert response.model_extra is not None
    assert response.model_extra.keys() <= {"scene", "stages"} or path.parent.name in OPEN


@given(path=st.sampled_from(RESPONSES), new=ODD, data=st.data())
def test_mutated_response(path: Path, new: Any, data: st.DataObject) -> None:
    """Whatever changes in an answer, it is read, and written as it came."""
    raw = load(path)
    raw = replaced(raw, data.draw(st.sampled_from(places(raw)[1:])), new)

    assert response_class(path.parent.name).read(raw).to_wire() == raw


@given(path=st.sampled_from(RESPONSES + PAYLOADS), changes=st.lists(ODD, max_size=2), data=st.data())
def test_reading_quickly(path: Path, changes: list[Any], data: st.DataObject) -> None:
    """What fits is read by a schema of its own, and is the same as by the whole one."""
    raw, find = load(path), response_class if path in RESPONSES else payload_class
    for new in changes:
        raw = replaced(raw, data.draw(st.sampled_from(places(raw)[1:])), new)

    with reading():
        expected = find(path.parent.name).model_validate(raw)

    kind = find(path.parent.name)
    assert (repr(expected), expected) == (repr(found := kind.read(raw)), found)
    assert repr(read_fitting(kind, json.dumps(raw).encode())) in {repr(expected), "None"}


@pytest.mark.parametrize("path", PAYLOADS, ids=name)
def test_payload(path: Path) -> None:
    """A valid payload survives the way into a model and back."""
    raw, cls = load(path), payload_class(path.parent.name)

    once = cls(**raw)

    assert once.to_wire() == raw
    assert cls(**once.to_wire()) == once


@pytest.mark.parametrize("path", PAYLOADS, ids=name)
def test_one_mistake(path: Path) -> None:
    """One wrong field gives one problem, in every type."""
    problems = validate(path.parent.name, {**load(path), "priority": 15})
    assert [("/priority", "choice")] == [(problem.pointer, problem.code) for problem in problems]


@given(path=st.sampled_from(PAYLOADS), new=ODD, data=st.data())
def test_mutated_payload(path: Path, new: Any, data: st.DataObject) -> None:
    """Whatever changes in a payload, validate() does not raise, and its pointers are unique."""
    raw = load(path)
    raw = replaced(raw, data.draw(st.sampled_from(places(raw))), new)

    problems = validate(path.parent.name, raw)

    assert len({problem.pointer for problem in problems}) == len(problems)


def test_lidar_frame() -> None:
    """The documented frame has no doubts, and is written as it came."""
    raw = load(SAMPLES / "lidar_frame" / "frame.json")

    frame = LidarFrame(**raw)

    assert frame.to_wire() == raw
    assert (frame.points or [])[0].i == 0.4
    assert (frame.images or [])[0].position.z == 1.8


@pytest.mark.parametrize("name", ["lon", "long"])
def test_longitude(name: str) -> None:
    """Both spellings of the longitude are known, and its absence is only a doubt."""
    assert getattr(GPSPose(**{"lat": 1, "bearing": 2, name: 3}), name) == 3
    with pytest.warns(ScaleValidationWarning, match='"lon" is required'):
        GPSPose(lat=1, bearing=2)


@pytest.mark.parametrize("wrap", [lambda frames: frames, lambda frames: {"annotations": frames}])
def test_video_frames(wrap: Any) -> None:
    """The frames of a video are read from both documented forms."""
    raw = load(SAMPLES / "videoannotation" / "file_frames.json")

    frames = read_frames(wrap(raw))

    assert raw == [frame.to_wire() for frame in frames]
    boxes = [annotation for frame in frames for annotation in frame.annotations or []]
    assert [40, 44] == [box.left for box in boxes if isinstance(box, BoxAnnotation)]


@pytest.mark.parametrize(
    "wrap", [lambda tracks: tracks, lambda tracks: {"annotations": tracks}, lambda tracks: [{"annotations": tracks}]]
)
def test_video_tracks(wrap: Any) -> None:
    """The tracks of a video are read from all three documented forms."""
    raw = load(SAMPLES / "videoplaybackannotation" / "file_tracks.json")

    tracks = read_tracks(wrap(raw))

    assert raw == {uuid: track.to_wire() for uuid, track in tracks.items()}
    assert [15, 30] == [frame.key for track in tracks.values() for frame in track.frames or []]


def test_video_events() -> None:
    """Events are read; other things in their file are passed over."""
    raw = load(SAMPLES / "videoannotation" / "file_events.json")

    assert raw["events"] == [event.to_wire() for event in read_events(raw)]
    assert [] == read_events([1])


def test_lidar_files() -> None:
    """The files of lidar tasks are read, and written as they came."""
    cuboids = load(SAMPLES / "lidarannotation" / "file_cuboids.json")
    linking = load(SAMPLES / "lidarlinking" / "file_frames.json")

    assert cuboids == [LidarCuboidFrame.read(frame).to_wire() for frame in cuboids]
    assert linking == [LidarLinkingFrame.read(frame).to_wire() for frame in linking]
    assert (LidarCuboidFrame.read(cuboids[0]).cuboids or [])[0].yaw == 0.35


@pytest.mark.parametrize(("file", "labels", "points"), [("file_points", 3, 2), ("file_points_prose", 1, 1)])
def test_point_segmentation(file: str, labels: int, points: int) -> None:
    """Both documented spellings of a point segmentation are read."""
    segmentation = LidarPointSegmentation.read(load(SAMPLES / "lidarsegmentation" / f"{file}.json"))

    assert (labels, points) == (len(segmentation.segments), len(segmentation.points))


def test_audio_error() -> None:
    """A failed audio transcription says why in its response."""
    raw = load(SAMPLES / "audiotranscription" / "response_error.json")
    response: Response = response_class("audiotranscription").read(raw)

    assert response.to_wire() == raw

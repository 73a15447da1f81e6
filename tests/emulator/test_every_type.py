"""Every task type: created, answered plausibly, and read into its own models."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi.client import ScaleClient
from scaleapi.emulator import Emulator
from scaleapi.emulator.answers import FUNCTIONS, answer, result_file
from scaleapi.emulator.wire import Request
from scaleapi.exceptions import ScaleException
from scaleapi.models.annotations import BoxAnnotation
from scaleapi.models.lidar_results import LidarCuboidFrame, LidarLinkingFrame, LidarPointSegmentation
from scaleapi.models.payload_model import PayloadModel
from scaleapi.models.task import Task
from scaleapi.models.tasks.image import ImageAnnotationPayload
from scaleapi.models.tasks.registry import KNOWN_TYPES, response_class
from scaleapi.models.tasks.video import read_events, read_frames, read_tracks
from scaleapi.validation.checks import validate_with_project

SAMPLES = Path(__file__).parents[1] / "samples"


def payload(task_type: str, name: str = "payload") -> Any:
    """Read a sample, without its project."""
    raw = json.loads((SAMPLES / task_type / f"{name}.json").read_text(encoding="utf-8"))
    return {field: value for field, value in raw.items() if field not in {"project", "batch"}}


def completed(emulator: Emulator, task_type: str, **params: Any) -> Any:
    """Create a task in a project that the emulator has, with a test key, and read it once it is completed."""
    with emulator.client() as client:
        client.create_project("p", task_type)
        return client.get_task(client.create_task(task_type, project="p", **params).task_id)


def fetched(emulator: Emulator, url: str) -> Any:
    """Fetch a result file."""
    path = url.removeprefix("http://emulator.test")
    return emulator.handle(Request("GET", path, [], {})).json()


@pytest.mark.parametrize("task_type", KNOWN_TYPES)
def test_sync(task_type: str) -> None:
    """A documented payload gets a response that its own model reads without anything left over."""
    with Emulator() as emulator:
        task = completed(emulator, task_type, **payload(task_type))

    assert isinstance(task.typed_response, response_class(task_type))
    assert task.typed_response.to_wire() == task.response
    if task_type in FUNCTIONS and task_type != "categorization":
        assert not task.typed_response.model_extra


@pytest.mark.parametrize("task_type", KNOWN_TYPES)
def test_async(task_type: str) -> None:
    """The same on the async client."""

    async def create(emulator: Emulator) -> Task:
        async with emulator.async_client() as client:
            await client.create_project("p", task_type)
            made = await client.create_task(task_type, project="p", **payload(task_type))
            return await client.get_task(made.task_id)

    with Emulator() as emulator:
        task = asyncio.run(create(emulator))

    assert isinstance(task.typed_response, response_class(task_type))


def test_video_files() -> None:
    """The frames and events of a video are served, and explained by the payload."""
    with Emulator() as emulator:
        response = completed(emulator, "videoannotation", **payload("videoannotation")).response
        frames = read_frames(fetched(emulator, response["annotations"]["url"]))
        [event] = read_events(fetched(emulator, response["events"]["url"]))

    first, second = [one for frame in frames for one in frame.annotations or [] if isinstance(one, BoxAnnotation)]
    assert ("car", first.uuid, (first.left or 0) + 2) == (second.label, second.uuid, second.left)
    assert ("turn", {"sharp"}) == (event.label, set(event.attributes or {}))


def test_playback_files() -> None:
    """The tracks of a video are served."""
    with Emulator() as emulator:
        response = completed(emulator, "videoplaybackannotation", **payload("videoplaybackannotation")).response
        [track] = read_tracks(fetched(emulator, response["annotations"]["url"])).values()

    assert ("player", "box") == (track.label, track.geometry)
    assert [(0, 0.0), (30, 0.5), (60, 1.0)] == [(frame.key, frame.timestamp) for frame in track.frames or []]


def test_lidar_files() -> None:
    """Cuboids, points and links are served."""
    with Emulator(complete_on_create=True) as emulator, emulator.client() as client:
        cuboids = client.create_task("lidarannotation", **payload("lidarannotation")).response
        points = client.create_task("lidarsegmentation", **payload("lidarsegmentation")).response
        links = client.create_task("lidarlinking", **payload("lidarlinking")).response
        frames = [LidarCuboidFrame.read(one) for one in fetched(emulator, (cuboids or {})["annotations"]["url"])]
        cloud = LidarPointSegmentation.read(fetched(emulator, (points or {})["point_segmentations"]["url"]))
        linked = [LidarLinkingFrame.read(one) for one in fetched(emulator, (links or {})["annotations"]["url"])]

    assert [["car", "cyclist"]] * 2 == [[cuboid.label for cuboid in frame.cuboids or []] for frame in frames]
    assert (["road", "animal"], 3) == ([segment.label for segment in cloud.segments], len(cloud.points))
    assert [1] == [len(frame.camera_responses or []) for frame in linked]


def test_masks() -> None:
    """Masks are served as PNG, one for each label or instance."""
    with Emulator() as emulator:
        response = completed(emulator, "segmentannotation", **payload("segmentannotation")).response
        path = response["annotations"]["labeled"]["car"][1].removeprefix("http://emulator.test")
        reply = emulator.handle(Request("GET", path, [], {}))

    assert ("image/png", b"\x89PNG") == (reply.headers["content-type"], reply.body[:4])
    assert [3, 4] == [segment["index"] for segment in response["labelMapping"]["car"]]


@pytest.mark.parametrize(
    ("task_type", "filled"),
    [
        ("videoannotation", {"video_frames", "events"}),
        ("videoplaybackannotation", {"tracks", "events"}),
        ("lidarannotation", {"cuboid_frames"}),
        ("lidarsegmentation", {"points"}),
        ("lidarlinking", {"linking_frames"}),
        ("segmentannotation", set()),
    ],
)
def test_fetched_result(task_type: str, filled: set[str]) -> None:
    """The client fetches the files of a result, and reads each into its own models."""
    with Emulator() as emulator, emulator.client() as client:
        client.create_project("p", task_type)
        task = client.get_task(client.create_task(task_type, project="p", **payload(task_type)).task_id)
        result = client.get_task_result(task)

    found = {name: getattr(result, name) for name in FILES if getattr(result, name)}
    assert filled == set(found)
    assert task.response == result.response.to_wire()
    assert all(is_typed(value) for value in found.values())


FILES = ("video_frames", "tracks", "events", "cuboid_frames", "linking_frames", "points")


def is_typed(value: Any) -> bool:
    """Tell whether everything in a part of the result was read into a model."""
    items = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return all(isinstance(item, PayloadModel) for item in items)


@pytest.mark.parametrize("task_type", ["videoannotation", "lidarannotation", "lidarlinking"])
def test_frames_one_by_one(client: Any, task_type: str) -> None:
    """Frames that are read one by one are those that are read all at once."""
    client.create_project("p", task_type)
    task = client.get_task(client.create_task(task_type, project="p", **payload(task_type)).task_id)

    result = client.get_task_result(task)

    whole = result.video_frames + result.cuboid_frames + result.linking_frames
    assert whole == list(client.get_task_frames(task)) == list(client.get_task_frames(task.task_id))


def test_no_frames(client: Any) -> None:
    """A result that is no file of frames says where to look instead."""
    task = client.get_task(client.create_task("chat").task_id)
    with pytest.raises(ScaleException, match=r"no file of frames: .* Use get_task_result"):
        next(client.get_task_frames(task))


def test_secured_result() -> None:
    """A response that is kept apart is fetched first."""
    with Emulator() as emulator, emulator.client("live_x") as client:
        task = client.create_task("chat")
        emulator.complete(task.task_id, {"responses": []}, secured=True)
        assert client.get_task_result(task.task_id).response.to_wire() == {"responses": []}


def test_payload_with_its_project() -> None:
    """What the project gives is not missing, also through a batch; what it does not give is missing for sure."""
    payload: dict[str, Any] = {"attachment": "https://files.example.com/a.jpg"}
    places: dict[str, dict[str, Any]] = {
        "project": {"project": "full"},
        "batch": {"batch": "b"},
        "older": {"project": "full", "project_version": -1},
        "bare": {"project": "bare"},
        "none": {},
    }
    with Emulator() as emulator, emulator.client() as client:
        client.create_project("full", "imageannotation", params={"geometries": {"box": {"objects_to_annotate": ["a"]}}})
        client.create_project("bare", "imageannotation")
        client.create_batch("full", "b")
        problems = {
            name: [problem.pointer for problem in client.validate_payload("imageannotation", {**payload, **where})]
            for name, where in places.items()
        }
        model = ImageAnnotationPayload(**payload, project="bare")
        assert ["/geometries"] == [problem.pointer for problem in client.validate_payload("imageannotation", model)]

    missing = ["/geometries"]
    assert {"project": [], "batch": [], "older": missing, "bare": missing, "none": missing} == problems
    assert ["type"] == [one.code for one in validate_with_project("chat", 5, "p", [])]  # type: ignore[arg-type]


def test_no_result_yet() -> None:
    """A pending task has no result."""
    with Emulator() as emulator, emulator.client("live_x") as client:
        task = client.create_task("chat")
        with pytest.raises(ScaleException, match="has no result: its status is pending"):
            client.get_task_result(task)


def test_the_key_stays_here() -> None:
    """The key is sent to the service, and not to the host of a result file."""
    seen: dict[str, bool] = {}

    def elsewhere(request: httpx.Request) -> httpx.Response:
        seen[request.url.host] = "authorization" in request.headers
        task = {"task_id": "1", "type": "videoannotation", "status": "completed"}
        response = {"annotations": {"url": "https://files.example.com/a?signature=s"}}
        is_file = request.url.host == "files.example.com"
        return httpx.Response(200, json=[] if is_file else task | {"response": response})

    with ScaleClient("k", http_client=httpx.Client(transport=httpx.MockTransport(elsewhere))) as client:
        client.get_task_result("1")

    assert {"api.scale.com": True, "files.example.com": False} == seen


def test_no_such_result() -> None:
    """A file that is none is not found."""
    with Emulator() as emulator:
        task = completed(emulator, "chat")
        path = f"/_emulator/results/{task.task_id}/annotations.json"
        assert emulator.handle(Request("GET", path, [], {})).status == 404


def told(task_type: str, **params: Any) -> Any:
    """Answer a task."""
    return answer(task_type, params, seed="0")


def test_entities() -> None:
    """Spans stand in the text, and relations obey their definition."""
    raw = payload("namedentityrecognition")
    response = told("namedentityrecognition", **raw)

    assert ["org", "city"] == [span["label"] for span in response["annotations"]]
    assert all(raw["text"][span["start"] : span["end"]] == span["text"] for span in response["annotations"])
    assert [{"id": "r0", "source_ref": "a0", "target_ref": "a1", "name": "based_in"}] == response["relationships"]
    assert {"annotations": []} == told("namedentityrecognition", labels=["org"])
    assert [] == told("namedentityrecognition", text="a", labels=[{"description": "no name"}, 5])["annotations"]


@pytest.mark.parametrize(
    ("task_type", "params", "expected"),
    [
        ("categorization", {"categories": ["a"]}, {"category": "a"}),
        ("categorization", {"category_ids": {"1": "a"}}, {"category": "a", "category_id": "1"}),
        ("categorization", {"categories": ["a"], "allow_multiple": True}, {"category": ["a"], "category_id": None}),
        (
            "categorization",
            {"category_ids": {"1": "a"}, "allow_multiple": True},
            {"category": ["a"], "category_id": ["1"]},
        ),
        ("categorization", {"taxonomies": {"q": {"type": "category", "choices": ["x"]}}}, {"q": "x"}),
        ("categorization", {}, {"category": None}),
        ("comparison", {"choices": ["a"]}, {"choice": "a"}),
        ("comparison", {"fields": {"k": "?"}}, {"fields": {"k": "A short answer."}}),
        (
            "transcription",
            {"repeatable_fields": {"k": "?"}},
            {"fields": {}, "repeatable_fields": [{"k": "A short answer."}] * 2},
        ),
        ("chat", {"template_variables": 5}, {"responses": [{"type": "Instructions", "output": "A short answer."}]}),
        ("lidarsegmentation", {}, {"point_segmentations": {"url": "/point_segmentations.json"}}),
        ("videoannotation", {}, {"annotations": {"url": "/annotations.json"}}),
    ],
)
def test_answers(task_type: str, params: Any, expected: Any) -> None:
    """What the parameters leave no choice about."""
    assert expected == told(task_type, **params)


def test_documents() -> None:
    """Each feature but a group is found, as its flags and the geometry say."""
    features = [
        {"type": "text", "label": "sum", "flags": ["money"]},
        {"type": "block", "label": "x", "flags": ["checkbox"]},
    ]
    money, check = told("documenttranscription", geometry="polygon", features=[*features, {"type": "group"}])[
        "annotations"
    ]

    assert money["text"] == money["money"]["amount"]
    assert isinstance(check["checked"], bool)
    assert "polygon" == check["location"]["type"]


def test_audio_verbatim() -> None:
    """Fillers are kept if asked for, and phrases occur."""
    assert "um hello Acme" == told("audiotranscription", verbatim=True, phrases=["Acme"])["transcript"]


@pytest.mark.parametrize(("enabled", "expected"), [(True, {"yaw", "pitch", "roll"}), (False, {"yaw"})])
def test_tilted_cuboids(enabled: bool, expected: set[str]) -> None:
    """Pitch and roll come only if they are asked for."""
    params = {"labels": ["car"], "pitch_and_roll_enabled": enabled}
    content: Any = result_file("lidarannotation", params, seed="0", name="annotations.json")
    [cuboid] = content[0]["cuboids"]
    assert expected == cuboid.keys() & {"yaw", "pitch", "roll"}


def test_topdown() -> None:
    """What is drawn from above looks like what is drawn on an image."""
    response = told("lidartopdown", geometries={"point": {"objects_to_annotate": ["x"]}})
    assert ["point"] == [annotation["type"] for annotation in response["annotations"]]


ODD = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3) | st.lists(st.text(max_size=2), max_size=2)


@given(task_type=st.sampled_from(sorted(FUNCTIONS)), data=st.data())
def test_odd_parameters(task_type: str, data: st.DataObject) -> None:
    """Whatever the parameters are, there is a response, and the same one for the same id."""
    raw = payload(task_type)
    params = {name: data.draw(st.just(value) | ODD) for name, value in raw.items()}

    assert told(task_type, **params) == told(task_type, **params)

"""Entities are made by hand as in 2.x: of JSON and a client, also in subclasses, also without an id."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from scaleapi import (
    AsyncScaleClient,
    Batch,
    EvaluationTask,
    File,
    Project,
    ScaleException,
    StudioBatch,
    StudioLabelerAssignment,
    StudioProjectGroup,
    StudioWorker,
    Task,
    TaskTemplate,
    Teammate,
    TrainingTask,
)
from scaleapi.emulator import Emulator

BY_ID = [Task, Batch, Project, File, Teammate, TaskTemplate, StudioBatch, StudioProjectGroup, StudioWorker]
TEMPLATE = {
    "task_id": None,
    "callback_url": "https://example.com/c",
    "labels": ["car"],
    "attachments": ["s3://b/0.json"],
}


class LidarTask(Task):
    """What a toolkit on top of 2.x has."""

    scene = None  # type: ignore[pydantic-field]

    def __init__(self, json: dict[str, Any], client: Any) -> None:
        super().__init__(json, client)
        self.opened = True

    def publish(self) -> Task:
        """Create the task."""
        created: Task = self._client.create_task("lidarannotation", instruction="x", **self.as_dict())
        return created


class Opened:
    """A class that pydantic does not know."""


class TypedTask(Task):
    """A subclass with annotated attributes."""

    opened: Opened = None  # type: ignore[assignment]
    labels: list[str] = []  # noqa: RUF012


@pytest.mark.parametrize("kind", [*BY_ID, EvaluationTask, TrainingTask], ids=lambda kind: kind.__name__)
def test_json_and_client(kind: Any) -> None:
    """By position and by name; the JSON is kept as it is."""
    json = {kind.identity: "x", "new_field": [1]}

    made = [kind(json, "client"), kind(json=json, client="client"), kind(json, client="client")]

    assert [("x", json, "client", [1])] * 3 == [
        (getattr(one, kind.identity), one.as_dict(), one._client, one.new_field) for one in made
    ]
    assert made[0] == made[1]


def test_an_assignment() -> None:
    """Its constructor takes the projects and the address."""
    made = StudioLabelerAssignment(["p"], "a@example.com", "client")
    assert (["p"], "a@example.com", "client") == (made.assigned_projects, made.email, made._client)


@pytest.mark.parametrize("kind", BY_ID, ids=lambda kind: kind.__name__)
def test_without_an_id(kind: Any) -> None:
    """What is still to be created is equal to itself only, and can be shown."""
    one, other = kind({kind.identity: None}, None), kind({}, None)

    assert (None, None) == (getattr(one, kind.identity), getattr(other, kind.identity))
    assert (True, False, 2, f"{kind.__name__}()") == (one == one, one == other, len({one, other}), repr(one))


def test_a_subclass() -> None:
    """It has attributes of its own, keeps its class in copies, and publishes with its client."""
    with Emulator() as emulator, emulator.client("test_k") as client:
        task = LidarTask(TEMPLATE, client)
        task.scene = "scene"  # type: ignore[assignment]

        assert TEMPLATE == task.as_dict()
        assert ["car"] == task.publish().params["labels"]
        for twin in (copy.copy(task), copy.deepcopy(task), pickle.loads(pickle.dumps(task))):
            assert (LidarTask, "scene", True, TEMPLATE) == (type(twin), twin.scene, twin.opened, twin.as_dict())
        assert type(LidarTask.model_validate({"task_id": "t", "status": "pending"})) is LidarTask


def test_annotated_attributes() -> None:
    """They are of any type, are set like others, and are read from JSON where it has them."""
    task: Any = TypedTask({"task_id": None, "labels": ["car"]}, None)  # type: ignore[call-arg]
    task.opened = opened = Opened()

    assert (None, opened, ["car"]) == (task.id, task.opened, task.labels)
    assert ["car"] == TypedTask.model_validate({"task_id": "t", "status": "x", "labels": ["car"]}).labels


def test_its_methods_work() -> None:
    """They call the client that it was given."""
    with Emulator() as emulator, emulator.client("test_k") as client:
        created = client.create_task("chat")
        task = Task({"task_id": created.id}, client)
        task.refresh()
        assert "completed" == task.status
    with pytest.raises(ScaleException, match="has no ScaleClient"):
        Task({"task_id": "t"}, None).refresh()


def test_an_async_client() -> None:
    """Its methods cannot wait for it, and say what to call."""
    task = Task({"task_id": "t"}, AsyncScaleClient("k"))
    with pytest.raises(ScaleException, match=r"client.get_task\('t'\)"):
        task.refresh()


def test_fields_by_name() -> None:
    """As pydantic has it."""
    assert "x" == Task(task_id="x", status="pending").id


@pytest.mark.parametrize("wrong", [[1], "x", 5])
def test_no_json(wrong: Any) -> None:
    """Anything but a dictionary is refused."""
    with pytest.raises(TypeError, match="takes a dictionary and a client"):
        Task(wrong, None)
    with pytest.raises(TypeError, match="not both"):
        Task({}, None, status="x")


@pytest.mark.parametrize("name", ["task_id", "anything"])
def test_our_own_stay_frozen(name: str) -> None:
    """What the service sent is not changed."""
    with pytest.raises(ValueError, match="frozen"):
        setattr(Task({"task_id": "t"}, None), name, 1)

"""Batches in version 2: their states, what happens to their tasks, and lists."""

from __future__ import annotations

from typing import Any

import pytest

from scaleapi.emulator import Emulator
from tests.emulator.api import Api

ACTIONS = ("finalize", "pause", "resume", "cancel")


def test_what_a_batch_shows(live: Api) -> None:
    """A batch is read back by id and by name as it was made, and shown by version 1, too."""
    live.project()

    batch = live.staged(callback="me@example.com", metadata={"a": 1})

    project = live.v2.get("/project?project_name=faq")
    assert {"id": batch["id"], "name": "first", "project": project["id"], "status": "in_progress"} | {
        "callback": "me@example.com",
        "created_at": "2024-02-01T10:00:01.000Z",
        "metadata": {"a": 1},
    } == batch
    assert batch == live.v2.get("/batch?batch_name=first") == live.v2.get(f"/batch?batch_id={batch['id']}")
    assert batch | {"project": project} == live.v2.get("/batch?batch_name=first&expand=project")
    assert {"a": 1} == live.get("/batches/first")["metadata"]
    assert "callback" not in live.staged("second")


def arrive(live: Api, emulator: Emulator, status: str) -> None:
    """Bring a batch with one task into a state."""
    live.staged(staging_batch=status == "staging")
    task_id = live.chat(batch_name="first")["task_id"]
    if status == "completed":
        emulator.complete(task_id)
    for action in {"paused": ["pause"], "cancelled": ["cancel"]}.get(status, []):
        live.v2.post(f"/batch/{action}", {"batch_name": "first"})


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("staging", {"finalize": "in_progress", "cancel": "cancelled"}),
        ("in_progress", {"pause": "paused", "cancel": "cancelled"}),
        ("paused", {"resume": "in_progress", "cancel": "cancelled"}),
        ("completed", {}),
        ("cancelled", {}),
    ],
)
@pytest.mark.parametrize("action", ACTIONS)
def test_what_can_be_done_to_a_batch(
    emulator: Emulator, live: Api, status: str, allowed: dict[str, str], action: str
) -> None:
    """Each action is allowed in its states and refused in the others; only `finalize` answers with what is then."""
    live.project()
    arrive(live, emulator, status)
    before = live.v2.get("/batch?batch_name=first")
    assert status == before["status"]

    reply = live.v2.send("POST", f"/batch/{action}", {"batch_id": before["id"]})

    after = live.v2.get("/batch?batch_name=first")
    if action not in allowed:
        assert (400, before) == (reply.status, after)
        assert f': "first" is {status}.' in reply.json()["error"]
    else:
        assert (200, allowed[action]) == (reply.status, after["status"])
        assert (after if action == "finalize" else before) == reply.json().get("batch", reply.json())
        assert ("message" in reply.json()) is (action != "finalize")


def test_a_batch_follows_its_tasks(emulator: Emulator, live: Api) -> None:
    """A batch is completed while none of its tasks is pending; one that is paused stays so until it is resumed."""
    live.project()
    live.staged()
    one, two = (live.chat(batch_name="first")["task_id"] for _ in range(2))
    emulator.complete(one)
    live.v2.post("/batch/pause", {"batch_name": "first"})
    emulator.complete(two)
    seen = [live.get("/batches/first")["status"]]
    live.v2.post("/batch/resume", {"batch_name": "first"})
    seen.append(live.v2.get("/batch?batch_name=first")["status"])

    assert ["paused", "completed"] == seen
    assert "completed_at" in live.v2.get("/batch?batch_name=first")


def test_what_waits_in_a_batch(test: Api) -> None:
    """Nobody begins with tasks of a batch that is staging or paused; with a test key, the rest is done then."""
    test.project()
    test.staged(staging_batch=True)
    waiting = test.chat(batch_name="first")["task_id"]
    seen = [test.v2.get(f"/task?task_id={waiting}")["status"]]
    seen.append(test.v2.post("/batch/finalize", {"batch_name": "first"})["status"])
    seen.append(test.v2.get(f"/task?task_id={waiting}")["status"])

    assert ["pending", "completed", "completed"] == seen


@pytest.mark.parametrize("pace", [{"pending_reads": 1}, {"pending_seconds": 0}])
def test_a_paused_batch_takes_no_steps(pace: Any) -> None:
    """Tasks that complete after a while do not while their batch is paused."""
    with Emulator(**pace) as emulator:
        live = Api(emulator)
        live.project()
        live.staged(staging_batch=True)
        task_id = live.chat(batch_name="first")["task_id"]
        seen = [live.v2.get(f"/task?task_id={task_id}")["status"] for _ in range(3)]
        live.v2.post("/batch/finalize", {"batch_name": "first"})
        seen += [live.v2.get(f"/task?task_id={task_id}")["status"] for _ in range(2)]

    assert ["pending"] * 3 == seen[:3]
    assert "completed" == seen[-1]


def test_canceling_a_batch(emulator: Emulator, live: Api) -> None:
    """Its pending tasks are canceled, its completed ones stay, and it takes no more."""
    live.project()
    live.staged()
    done, open_one = (live.chat(batch_name="first")["task_id"] for _ in range(2))
    emulator.complete(done)
    live.v2.post("/batch/cancel", {"batch_name": "first"})
    message = 'Parameter is invalid, reason: "batch" first is cancelled and takes no more tasks'

    states = {task["task_id"]: task["status"] for task in live.v2.get("/tasks?batch_name=first")["tasks"]}
    assert {done: "completed", open_one: "canceled"} == states
    assert (400, message) == live.v2.refused("POST", "/task/chat", {"project_name": "faq", "batch_name": "first"})
    assert "cancelled" == live.get("/batches/first/status")["status"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["third", "second", "first"]),
        ("project_name=faq", ["second", "first"]),
        ("status=completed", ["first"]),
        ("created_after=2024-02-01T10:00:03Z", ["third", "second"]),
        ("created_before=2024-02-01T10:00:02Z", ["first"]),
        ("completed_after=2024-02-01", ["first"]),
        ("completed_before=2024-02-01", []),
        ("limit=2", ["third", "second"]),
    ],
)
def test_batch_filters(emulator: Emulator, live: Api, query: str, found: list[str]) -> None:
    """Each filter finds its batches, newest first."""
    live.project()
    live.project("other")
    for name, project in (("first", "faq"), ("second", "faq"), ("third", "other")):
        live.staged(name, project_name=project)
    emulator.complete(live.chat(batch_name="first")["task_id"])

    page = live.v2.get(f"/batches?{query}")

    assert found == [batch["name"] for batch in page["batches"]]
    assert ("limit" in query) is ("next_token" in page)


def test_batch_metadata(live: Api) -> None:
    """It is merged or replaced."""
    live.project()
    live.staged(metadata={"a": 1})

    merged = live.v2.post("/batch/metadata", {"batch_name": "first", "metadata": {"b": 2}, "merge": True})

    assert {"a": 1, "b": 2} == merged["metadata"] == live.v2.get("/batch?batch_name=first")["metadata"]
    assert {} == live.v2.post("/batch/metadata", {"batch_name": "first", "metadata": {}})["metadata"]


@pytest.mark.parametrize(
    ("target", "body", "status"),
    [
        ("/batch", {"name": "first", "project_name": "faq"}, 409),
        ("/batch", {"name": "b"}, 400),
        ("/batch", {"project_name": "faq"}, 400),
        ("/batch", {"name": "b", "project_name": "none"}, 404),
        ("/batch", {"name": "b", "project_name": "faq", "staging_batch": 1}, 400),
        ("/batch", {"name": "b", "project_name": "faq", "callback_url": "me@example.com"}, 501),
        ("/batch/metadata", {"batch_name": "first"}, 400),
        *((f"/batch/{action}", {}, 400) for action in ACTIONS),
        *((f"/batch/{action}", {"batch_name": "b"}, 404) for action in ACTIONS),
        *((f"/batch/{action}", {"batch_name": "first", "batch_id": "b"}, 400) for action in ACTIONS),
    ],
)
def test_what_is_refused(live: Api, target: str, body: Any, status: int) -> None:
    """Names are unique, a batch is named in one way, projects and batches exist."""
    live.project()
    live.staged()

    assert status == live.v2.refused("POST", target, body)[0]

"""Batches: what they show, how they follow their tasks, lists."""

from __future__ import annotations

from typing import Any

import pytest

from scaleapi.emulator import Emulator
from tests.emulator.api import Api


def test_what_a_batch_shows(live: Api) -> None:
    """A batch is read back as it was made."""
    live.project()

    batch = live.batch(callback="me@example.com", metadata={"a": 1})

    assert {"name": "first", "project": "faq", "status": "in_progress", "callback": "me@example.com"} | {
        "created_at": "2024-02-01T10:00:01.000Z",
        "metadata": {"a": 1},
    } == batch
    assert batch == live.get("/batches/first")


@pytest.mark.parametrize(
    ("key", "project", "batch", "status"),
    [
        ("live_a", {}, {}, "in_progress"),
        ("live_a", {}, {"calibration_batch": True}, "staging"),
        ("live_a", {}, {"self_label_batch": True}, "staging"),
        ("live_a", {"rapid": True}, {}, "staging"),
        ("live_a", {"studio": True}, {}, "staging"),
        ("test_a", {"rapid": True}, {"calibration_batch": True}, "in_progress"),
    ],
)
def test_how_a_batch_starts(emulator: Emulator, key: str, project: Any, batch: Any, status: str) -> None:
    """Batches for calibration, Rapid and Studio wait in staging until they are finalized, with a live key."""
    api = Api(emulator, key)
    api.project(**project)

    assert status == api.batch(**batch)["status"]
    assert "in_progress" == api.post("/batches/first/finalize")["status"]
    assert "in_progress" == api.post("/batches/first/finalize")["status"]


def test_a_batch_follows_its_tasks(emulator: Emulator, live: Api) -> None:
    """A batch is completed while none of its tasks is pending; staging waits for finalize."""
    live.project(rapid=True)
    live.batch()
    one = live.task(batch="first")["task_id"]
    emulator.complete(one)
    seen = [live.get("/batches/first/status")]
    seen.append({"status": live.post("/batches/first/finalize")["status"]})
    two, three = (live.task(batch="first")["task_id"] for _ in range(2))
    live.post(f"/task/{two}/cancel")
    seen.append(live.get("/batches/first/status"))
    emulator.fail(three)
    seen.append(live.get("/batches/first/status"))

    assert [
        {"status": "staging", "completed": 1},
        {"status": "completed"},
        {"status": "in_progress", "completed": 1, "pending": 1, "canceled": 1},
        {"status": "completed", "completed": 1, "error": 1, "canceled": 1},
    ] == seen
    assert "completed_at" in live.get("/batches/first")


def test_batch_metadata_and_priority(live: Api) -> None:
    """Metadata is replaced; a priority is from 10 to 30."""
    live.project()
    live.batch(metadata={"a": 1})

    assert {"b": 2} == live.post("/batches/first/setMetadata", {"b": 2})["metadata"]
    assert {"name": "first", "priority": 15} == live.post("/batches/first/prioritize", {"priority": 15})
    assert 400 == live.refused("POST", "/batches/first/prioritize", {"priority": 31})[0]


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"name": "first", "project": "faq"}, 409, 'A batch with the name "first" already exists.'),
        ({"name": "b", "project": "none"}, 400, 'There is no project with the name "none".'),
        ({"name": "b"}, 400, 'Parameter is invalid, reason: "project" is required'),
        ({"project": "faq"}, 400, 'Parameter is invalid, reason: "name" is required'),
        ({"name": 5, "project": "faq"}, 400, 'Parameter is invalid, reason: "name" must be a non-empty string, not 5'),
    ],
)
def test_batches_that_are_refused(live: Api, body: object, status: int, message: str) -> None:
    """Names are unique, projects must exist."""
    live.project()
    live.batch()

    assert (status, message) == live.refused("POST", "/batches", body)


def test_a_batch_callback_is_an_address(live: Api) -> None:
    """A callback is a URL or an e-mail address, or empty."""
    live.project()

    assert 400 == live.refused("POST", "/batches", {"name": "b", "project": "faq", "callback": "nowhere"})[0]
    assert "" == live.batch()["callback"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["third", "second", "first"]),
        ("project=faq", ["second", "first"]),
        ("status=completed", ["first"]),
        ("start_time=2024-02-01T10:00:03Z&exclude_archived=true&detailed=false", ["third", "second"]),
        ("end_time=2024-02-01T10:00:02Z", ["first"]),
        ("completed_after=2024-02-01", ["first"]),
        ("completed_before=2024-02-01", []),
        ("audited_after=2024-02-01", ["first"]),
        ("audited_before=2024-02-01", []),
        ("limit=1&offset=1", ["second"]),
    ],
)
def test_batch_filters(emulator: Emulator, live: Api, query: str, found: list[str]) -> None:
    """Each filter finds its batches, newest first."""
    live.project()
    live.project("other")
    for name, project in (("first", "faq"), ("second", "faq"), ("third", "other")):
        live.batch(name, project)
    task_id = live.task(batch="first")["task_id"]
    emulator.complete(task_id)
    live.send("POST", f"/task/{task_id}/audit", {"accepted": True})

    assert found == [batch["name"] for batch in live.get(f"/batches?{query}")["docs"]]


def test_a_page_of_batches(live: Api) -> None:
    """The total of batches has a name of its own."""
    live.project()
    for name in "abc":
        live.batch(name)

    page, last = live.get("/batches?limit=2"), live.get("/batches?limit=2&offset=2")

    assert (3, 2, 0, True) == tuple(page[name] for name in ("totalDocs", "limit", "offset", "has_more"))
    assert (["a"], False) == ([batch["name"] for batch in last["docs"]], last["has_more"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/batches/b"),
        ("GET", "/batches/b/status"),
        ("POST", "/batches/b/finalize"),
        ("POST", "/batches/b/setMetadata"),
        ("POST", "/batches/b/prioritize"),
        ("PUT", "/studio/batches/b"),
    ],
)
def test_batches_that_do_not_exist(live: Api, method: str, path: str) -> None:
    """In a path, an unknown batch is a 404."""
    assert (404, 'There is no batch with the name "b".') == live.refused(method, path, {})

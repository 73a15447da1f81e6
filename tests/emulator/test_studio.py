"""Studio: assignments, groups, priorities."""

from __future__ import annotations

from typing import Any

import pytest

from scaleapi.emulator import Emulator
from tests.emulator.api import Api


@pytest.fixture
def studio(live: Api) -> Api:
    """A Studio project to which a@b.c and d@b.c are assigned."""
    live.project(studio=True)
    live.post("/studio/assignments/add", {"emails": ["d@b.c", "a@b.c"], "projects": ["faq"]})
    return live


def test_assignments(studio: Api) -> None:
    """Assignments are a map from address to projects."""
    studio.project("other")
    both = studio.post("/studio/assignments/add", {"emails": ["a@b.c"], "projects": ["other", "faq"]})

    left = studio.post("/studio/assignments/remove", {"emails": ["a@b.c", "d@b.c"], "projects": ["faq"]})

    assert {"a@b.c": ["faq", "other"], "d@b.c": ["faq"]} == both
    assert {"a@b.c": ["other"]} == left == studio.get("/studio/assignments")


@pytest.mark.parametrize("body", [{"emails": ["a@b.c"], "projects": ["none"]}, {"emails": ["a@b.c"]}, {"projects": []}])
@pytest.mark.parametrize("verb", ["add", "remove"])
def test_assignments_refused(studio: Api, verb: str, body: object) -> None:
    """Projects must exist, and both lists be there."""
    assert 400 == studio.refused("POST", f"/studio/assignments/{verb}", body)[0]


def test_groups(studio: Api) -> None:
    """A group has members that are assigned to the project; they can be added and removed."""
    group = studio.post("/studio/projects/faq/groups", {"emails": ["a@b.c"], "name": "g/1"})
    path = "/studio/projects/faq/groups/g%2F1"

    changed = studio.put(path, {"add_emails": ["d@b.c", "a@b.c"], "remove_emails": ["x@b.c"]})
    smaller = studio.put(path, {"remove_emails": ["a@b.c"]})

    assert ("g/1", 1, False) == tuple(group[name] for name in ("name", "numWorkers", "isSingleton"))
    assert ["a@b.c", "d@b.c"] == [worker["email"] for worker in changed["workers"]]
    assert (1, group["id"]) == (smaller["numWorkers"], smaller["id"])
    assert [smaller] == studio.get("/studio/projects/faq/groups")


def test_groups_refused(studio: Api) -> None:
    """Names are unique in a project, members assigned, and a group must exist to be changed."""
    path = "/studio/projects/faq/groups"
    studio.post(path, {"emails": [], "name": "g"})

    assert 409 == studio.refused("POST", path, {"emails": [], "name": "g"})[0]
    assert 400 == studio.refused("POST", path, {"emails": ["x@b.c"], "name": "h"})[0]
    assert 400 == studio.refused("PUT", f"{path}/g", {"add_emails": ["x@b.c"]})[0]
    assert 404 == studio.refused("PUT", f"{path}/h", {})[0]


def names(batches: Any) -> list[tuple[str, int | None]]:
    """List the batches with their priorities."""
    return [(batch["name"], batch["studioPriority"]) for batch in batches]


def test_studio_batches(studio: Api) -> None:
    """Pending batches are listed oldest first, or in the order that was set."""
    for name in "abc":
        studio.batch(name, calibration_batch=name == "c")
    studio.post("/studio/projects/faq/groups", {"emails": [], "name": "g"})
    before = studio.get("/studio/batches")
    ordered = studio.post("/studio/batches/set_priorities", {"batches": [{"name": name} for name in "cab"]})
    studio.batch("d")

    assert [("a", None), ("b", None), ("c", None)] == names(before)
    assert ["Production", "Production", "Calibration"] == [batch["batchType"] for batch in before]
    assert [("c", 1), ("a", 2), ("b", 3)] == names(ordered)
    assert [("c", 1), ("a", 2), ("b", 3), ("d", None)] == names(studio.get("/studio/batches"))
    assert [(name, None) for name in "abcd"] == names(studio.post("/studio/batches/reset_priorities"))
    assert ["g"] == studio.put("/studio/batches/a", {"groups": ["g"]})["groups"]


def test_a_studio_batch_counts_its_tasks(emulator: Emulator, studio: Api) -> None:
    """A completed batch is not listed any more, and neither is one of another kind of project."""
    studio.project("other")
    studio.batch("elsewhere", "other")
    studio.batch()
    one, two = (studio.task(batch="first")["task_id"] for _ in range(2))
    studio.post("/batches/first/finalize")
    emulator.complete(one)
    [batch] = studio.get("/studio/batches")
    emulator.complete(two)

    assert ("first", "faq", 2, 1) == tuple(batch[name] for name in ("name", "projectName", "total", "completed"))
    assert [] == studio.get("/studio/batches")


@pytest.mark.parametrize(
    "batches", [None, [], [{"name": "a"}], [{"name": "a"}, {"name": "b"}, {"name": "x"}], ["a", "b"], [{}], "ab"]
)
def test_priorities_name_all_batches(studio: Api, batches: object) -> None:
    """Setting priorities needs each pending batch exactly once."""
    studio.batch("a")
    studio.batch("b")

    assert 400 == studio.refused("POST", "/studio/batches/set_priorities", {"batches": batches})[0]


def test_a_batch_goes_to_known_groups(studio: Api) -> None:
    """A group that does not exist cannot have a batch."""
    studio.batch()

    assert 400 == studio.refused("PUT", "/studio/batches/first", {"groups": ["none"]})[0]
    assert 400 == studio.refused("PUT", "/studio/batches/first", {})[0]

"""GET /tasks: filters and paging."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi.emulator import Emulator
from tests.emulator.api import Api, TickingClock


@pytest.fixture
def herd(emulator: Emulator, live: Api) -> Api:
    """Four tasks, a second apart: a and b in a batch, b completed, c canceled, d failed and audited before."""
    live.project()
    live.batch()
    a = live.task(batch="first", unique_id="a", tags=["x"])
    b = live.task(batch="first", unique_id="b", tags=["x", "y"])
    c = live.task(unique_id="c", tags=["z"])
    live.task(unique_id="d,e")
    emulator.complete(b["task_id"])
    live.post(f"/task/{c['task_id']}/cancel")
    assert ("2024-02-01T10:00:02.000Z", "2024-02-01T10:00:06.000Z") == (
        a["created_at"],
        live.get(f"/task/{b['task_id']}")["completed_at"],
    )
    return live


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["d,e", "c", "b", "a"]),
        ("project=faq", ["b", "a"]),
        ("project=none", []),
        ("batch=first", ["b", "a"]),
        ("type=textcollection&status=pending", ["d,e", "a"]),
        ("type=chat", []),
        ("status=completed", ["b"]),
        ("status=canceled", ["c"]),
        ("status=completed&status=pending", ["d,e", "b", "a"]),
        ("status=canceled,completed", ["c", "b"]),
        ("status=canceled,completed&status=pending", ["d,e", "c", "b", "a"]),
        ("status=", []),
        ("customer_review_status=pending,accepted", ["b"]),
        ("customer_review_status=accepted", []),
        ("unique_id=a", ["a"]),
        ("unique_id=a&unique_id=c", ["c", "a"]),
        ("unique_id=a,c", ["c", "a"]),
        ("unique_id=d%2Ce", ["d,e"]),
        ("tags=x", ["b", "a"]),
        ("tags=y&tags=z", ["c", "b"]),
        ("tags=y,z", ["c", "b"]),
        ("start_time=2024-02-01T10:00:03Z", ["d,e", "c", "b"]),
        ("end_time=2024-02-01T10:00:03", ["b", "a"]),
        ("start_time=2024-02-01T11:00:03%2B01:00&end_time=2024-02-01T10:00:03.000999Z", ["b"]),
        ("start_time=2024-02-02", []),
        ("end_time=2024-02-01", []),
        ("completed_after=2024-02-01T10:00:06Z", ["b"]),
        ("completed_before=2024-02-01T10:00:05Z", []),
        ("updated_after=2024-02-01T10:00:06Z", ["c", "b"]),
        ("updated_before=2024-02-01T10:00:02Z", ["a"]),
        ("include_attachment_url=True&limit=1&offset=1", ["c"]),
    ],
)
def test_filters(herd: Api, query: str, found: list[str]) -> None:
    """Each filter finds its tasks, newest first; both ends of a time are included."""
    assert found == [task["unique_id"] for task in herd.get(f"/tasks?{query}")["docs"]]


def test_limited_response(herd: Api) -> None:
    """A limited response has only a few fields."""
    [task] = herd.get("/tasks?limited_response=true&status=completed")["docs"]

    assert {"task_id", "status", "metadata", "project"} == set(task)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("limit=0", "from 1 to 100, not 0"),
        ("limit=101", "from 1 to 100, not 101"),
        ("limit=ten", "whole number"),
        ("offset=-1", "whole number"),
        ("offset=9999999999", "whole number"),
        ("next_token=%00", "no token"),
        ("next_token=bm90aGluZw", "no token"),
        ("next_token=WzEsMl0", "no token"),
        ("limited_response=1", "true or false"),
        ("start_time=yesterday", "ISO 8601"),
        ("start_time=2024-02-01T11:00:03+01:00", "ISO 8601"),
        ("start_time=0001-01-01T00:00:00%2B14:00", "ISO 8601"),
    ],
)
def test_queries_that_are_refused(live: Api, query: str, reason: str) -> None:
    """A value that means nothing is a 400 that names the parameter."""
    status, message = live.refused("GET", f"/tasks?{query}")

    assert (400, True, True) == (status, reason in message, query.partition("=")[0] in message)


def test_a_page(live: Api) -> None:
    """A page says how many there are, and has a token only if there are more."""
    for _ in range(3):
        live.task()

    first, all_of_them = live.get("/tasks?limit=2"), live.get("/tasks")

    assert (3, 2, 0, True) == tuple(first[name] for name in ("total", "limit", "offset", "has_more"))
    assert (3, 100, False) == tuple(all_of_them[name] for name in ("total", "limit", "has_more"))
    assert "next_token" not in all_of_them


def pages(api: Api, limit: int, *, adding: bool = False) -> list[str]:
    """Walk through the list by token, and add a task between pages if asked to."""
    found: list[str] = []
    page: Any = {"has_more": True}
    token = ""
    while page["has_more"]:
        page = api.get(f"/tasks?limit={limit}{token}")
        found += [task["task_id"] for task in page["docs"]]
        token = f"&next_token={page.get('next_token')}"
        if adding:
            api.task()
    return found


@pytest.mark.parametrize("limit", [1, 2, 5, 6])
def test_paging_while_tasks_are_added(live: Api, limit: int) -> None:
    """Paging by token sees each task once, whatever is created meanwhile."""
    made = [live.task()["task_id"] for _ in range(5)]

    assert made[::-1] == pages(live, limit, adding=True)


def test_ties_are_newest_insert_first() -> None:
    """Tasks of the same millisecond are paged in the order of their making, the last one first."""
    now = TickingClock()()
    with Emulator(clock=lambda: now) as emulator:
        api = Api(emulator)
        made = [api.task()["task_id"] for _ in range(5)]

        assert made[::-1] == pages(api, 2)


def test_a_token_survives_a_restart(tmp_path: Any) -> None:
    """A token is good in another process: here, after the file was closed and opened."""
    with Emulator(tmp_path / "scale.db") as emulator:
        first, second = Api(emulator).task()["task_id"], Api(emulator).task()["task_id"]
        token = Api(emulator).get("/tasks?limit=1")["next_token"]
    with Emulator(tmp_path / "scale.db") as emulator:
        third = Api(emulator).task()["task_id"]

        assert [first] == Api(emulator).tasks(f"limit=1&next_token={token}")
    assert 3 == len({first, second, third})


@given(name=st.text(min_size=1).filter(lambda text: text.isascii() or text.encode("utf-8", "ignore").decode() == text))
def test_names_of_any_characters(name: str) -> None:
    """Projects and batches are found by any name, percent-encoded in the path."""
    with Emulator() as emulator:
        api = Api(emulator)
        api.project(name)
        api.batch(name, name)

        assert name == api.get(f"/projects/{quote(name, safe='')}")["name"]
        assert name == api.get(f"/batches/{quote(name, safe='')}")["project"]
        assert 1 == api.get(f"/batches?project={quote(name, safe='')}")["totalDocs"]

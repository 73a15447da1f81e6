"""Lists of the second API: every item once, page by page, in windows of time, or from where they were left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import respx

from scaleapi import AsyncScaleClient, ScaleClient
from scaleapi.exceptions import ScaleResponseError
from scaleapi.models import v2 as models
from tests.conftest import Clients
from tests.models.v2 import samples

START = datetime(2025, 1, 1, tzinfo=UTC)


class Tasks:
    """Answers lists of tasks that were completed a minute after one another, in no order that anybody knows."""

    def __init__(self, count: int, size: int = 10) -> None:
        order = sorted(range(count), key=lambda number: number * 7919 % 1009)
        self.tasks = [
            {"task_id": f"t{one}", "completed_at": (START + timedelta(minutes=one)).isoformat()} for one in order
        ]
        self.size, self.asked = size, list[dict[str, str]]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one page."""
        query = dict(request.url.params.multi_items())
        self.asked.append(query)
        low = query.get("completed_after", "2000-01-01T00:00:00Z")
        high = query.get("completed_before", "2100-01-01T00:00:00Z")
        moments = datetime.fromisoformat(low), datetime.fromisoformat(high)
        fits = [one for one in self.tasks if moments[0] <= datetime.fromisoformat(one["completed_at"]) <= moments[1]]
        at = int(query.get("next_token", "0"))
        more = {"next_token": str(at + self.size)} if at + self.size < len(fits) else {}
        return httpx.Response(200, json={"tasks": fits[at : at + self.size], **more})


@pytest.fixture
def tasks(wire: respx.MockRouter) -> Tasks:
    """A project of 95 tasks."""
    answers = Tasks(95)
    wire.get("/tasks").mock(side_effect=answers)
    return answers


def ids(found: Any) -> list[str]:
    """List the ids of tasks."""
    return [one.task_id for one in found]


def test_all_pages_are_read(clients: Clients, tasks: Tasks) -> None:
    """`client.v2.get_tasks` and `client.v2_get_tasks` give the whole list, in its order."""
    client = clients()
    expected = [one["task_id"] for one in tasks.tasks]

    assert expected == ids(client.v2.get_tasks("p")) == ids(client.v2_get_tasks(project_id="p", limit=5))
    assert {"10", "20"} <= {one.get("next_token") for one in tasks.asked}


@pytest.mark.parametrize("after", [START - timedelta(days=1), START + timedelta(minutes=30)])
@pytest.mark.parametrize("before", [None, START + timedelta(minutes=60)])
def test_windows_give_each_task_once(v2: Any, tasks: Tasks, after: datetime, before: datetime | None) -> None:
    """Split by the time of completion, nothing is lost or doubled, whatever the edges."""
    whole = ids(v2.get_tasks("p", completed_after=after, completed_before=before))

    found = ids(v2.get_tasks("p", completed_after=after, completed_before=before, concurrency=3))

    assert sorted(whole) == sorted(found)


def test_windows_need_a_beginning(v2: Any, tasks: Tasks) -> None:
    """Without one, or within a few milliseconds, the list is read page after page."""
    near = START + timedelta(milliseconds=1)

    assert 95 == len(ids(v2.get_tasks("p", completed_before=START + timedelta(days=1), concurrency=3)))
    assert ["t0"] == ids(v2.get_tasks("p", completed_after=START, completed_before=near, concurrency=3))
    assert 11 == len(tasks.asked)


@pytest.mark.parametrize("concurrency", [1, 3])
def test_a_list_is_taken_up_again(v2: Any, tasks: Tasks, concurrency: int) -> None:
    """A cursor goes on with the next task, wherever the first listing was left."""
    filters: Any = {"project_id": "p", "completed_after": START, "concurrency": concurrency}
    filters["completed_before"] = START + timedelta(minutes=90)

    for number in (3, 10, 37):
        first = v2.get_tasks(**filters)
        begun = [next(first).task_id for _ in range(number)]
        cursor = first.cursor
        first.close()
        assert sorted(f"t{one}" for one in range(91)) == sorted(begun + ids(v2.get_tasks(**filters, cursor=cursor)))


def test_batches_are_split_by_creation_or_completion(v2: Any, wire: respx.MockRouter) -> None:
    """By that of both which says when to begin."""
    route = wire.get("/batches").respond(json={"batches": []})

    list(v2.get_batches(completed_after="2025-01-01", completed_before="2025-02-01", concurrency=2))
    list(v2.get_batches(created_after="2025-01-01", created_before="2025-02-01", concurrency=2))

    asked = [tuple(call.request.url.params) for call in route.calls]
    assert 16 == len({str(call.request.url) for call in route.calls}) == len(asked)
    assert {("completed_after", "completed_before"), ("created_after", "created_before")} == {
        tuple(sorted(one)) for one in asked
    }


def test_a_page_alone(v2: Any, tasks: Tasks) -> None:
    """It has its token, which another listing begins with; it is fetched once, and iterating begins at the start."""
    listing = v2.get_tasks("p")

    page = listing.page()

    assert ("10", 10, True) == (page.next_token, len(page.tasks), page is listing.page())
    assert {"tasks": tasks.tasks[:10], "next_token": "10"} == page.as_dict()
    assert ids(page) == ids(listing)[:10]
    assert ids(v2.get_tasks("p"))[10:] == ids(v2.get_tasks("p", next_token="10"))


def test_async_listings_name_their_page() -> None:
    """What an iterator cannot fetch without waiting, it says how to get."""
    listing: Any = AsyncScaleClient("k").v2.get_tasks("p")

    with pytest.raises(AttributeError, match=r"await ….page\(\)\).tasks has it"):
        _ = listing.tasks
    with pytest.raises(AttributeError, match=r"'nothing'$"):
        _ = listing.nothing


def test_code_for_2_18_reads_pages(wire: respx.MockRouter, tasks: Tasks) -> None:
    """There, a list was one page with its items under a name: that works, and warns that there are more."""
    wire.get("/delivery").respond(json={"delivery": samples.DELIVERY, "tasks": [samples.TASK]})
    wire.get("/delivery/tasks").respond(json={"docs": [samples.DELIVERED], "total": 1, "new": 5})
    wire.get("/datasets/delivery").respond(json={"delivery": samples.DATASET_DELIVERY, "tasks": []})
    wire.get("/projects").respond(json={"projects": [samples.PROJECT]})
    wire.get("/deliveries").respond(json={"deliveries": [samples.DELIVERY]})
    wire.get("/datasets").respond(json={"datasets": [samples.DATASET]})
    wire.get("/batches").respond(json={"batches": [samples.BATCH]})
    v2: Any = ScaleClient("k").v2

    answer = v2.get_tasks("p")
    with pytest.warns(DeprecationWarning, match="first page only"):
        assert 10 == len(answer.tasks)
    assert "10" == answer.next_token
    with pytest.raises(AttributeError, match="'docs'"):
        _ = answer.docs
    with pytest.warns(DeprecationWarning, match="first page only"):
        assert ["t1"] == ids(v2.get_delivery_tasks(project_id="p").docs)
    assert (1, {"docs": [samples.DELIVERED], "total": 1, "new": 5}) == (
        v2.get_delivery_tasks(project_id="p").total,
        v2.get_delivery_tasks(project_id="p").page().as_dict(),
    )
    with pytest.warns(DeprecationWarning, match="as_dict"):
        assert {"tasks", "delivery"} == set(v2.get_delivery("d").to_dict())
    assert models.Delivery(id="d1") == v2.get_delivery("d").delivery
    assert models.DatasetDelivery(id="dd1") == v2.get_dataset_delivery("d").delivery
    assert ["p1", "d1", "ds1", "b1"] == [
        v2.get_projects().projects[0].id,
        v2.get_deliveries("p").deliveries[0].id,
        v2.get_datasets().datasets[0].id,
        v2.get_batches().page().batches[0].id,
    ]


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        ([{"tasks": [{"task_id": "a"}], "next_token": "x"}] * 2, "does not end"),
        (
            [{"tasks": [{"task_id": "a"}], "next_token": "x"}, {"tasks": [{"task_id": "b"}], "next_token": "x"}],
            "second time",
        ),
        ([{"tasks": [], "next_token": str(number)} for number in range(9)], "empty pages"),
        ([{"tasks": [{"task_id": "a"}], "next_token": {}}, {"tasks": [], "next_token": [1]}], "names the next page by"),
        ([{"docs": []}], "`tasks` is no array"),
        ([{"tasks": {}}], "`tasks` is no array"),
        ([[]], "`tasks` is no array"),
        ([{"tasks": [{"task_id": "a"}, 5]}], "item 1 of `tasks`"),
    ],
)
def test_lists_that_do_not_end_or_are_none(v2: Any, wire: respx.MockRouter, pages: list[Any], message: str) -> None:
    """Each is a ScaleResponseError, after the items that came."""
    wire.get("/tasks").mock(side_effect=[httpx.Response(200, json=page) for page in pages])

    with pytest.raises(ScaleResponseError, match=message):
        list(v2.get_tasks("p"))


def test_odd_pages_lose_nothing(v2: Any, wire: respx.MockRouter) -> None:
    """Half of a surrogate pair, and no name of a delivery: all is in as_dict()."""
    wire.get("/delivery").respond(text='{"delivery": "d1", "tasks": [{"task_id": "\\ud83d"}], "more": "\\ud83d"}')

    page = v2.get_delivery("d").page()
    wire.get("/delivery").respond(json={"tasks": [{"task_id": "é"}]})
    assert ["é"] == ids(v2.get_delivery("d"))

    assert ("d1", "\ud83d", {"more": "\ud83d"}) == (page.delivery, page[0].task_id, {"more": page.as_dict()["more"]})

"""Lists against the emulator: side by side, in order, resumed, and with a service that fails now and then."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from scaleapi import ScaleClient, ScaleException, ScaleValidationError
from scaleapi._core import system
from scaleapi._core.paging.cursor import PageRange
from scaleapi._core.paging.iterators import AsyncPageIterator, PageIterator
from scaleapi._core.paging.pager import Pager
from scaleapi._core.paging.pages import Pages
from scaleapi.emulator import Emulator
from tests.conftest import Clients

KEY = "test_lists"
TASKS = 120


@pytest.fixture(scope="module")
def filled() -> Iterator[Emulator]:
    """Start an emulator with tasks that were made in bursts, several at the same moment."""
    steps = count()
    start = datetime(2024, 2, 1, tzinfo=UTC)

    def clock() -> datetime:
        number = next(steps)
        return start + timedelta(milliseconds=number // 3, hours=number // 40)

    with Emulator(clock=clock) as emulator, emulator.client(KEY) as client:
        client.create_project("p", "chat")
        for number in range(TASKS):
            client.create_task("chat", project="p", unique_id=f"{number:03}")
        for number in range(25):
            client.create_batch("p", f"b{number}")
        yield emulator


def ids(tasks: Any) -> list[str]:
    """List the unique ids."""
    return [task.unique_id for task in tasks]


ALL = [f"{number:03}" for number in reversed(range(TASKS))]


@pytest.mark.parametrize(
    "options",
    [
        {"concurrency": 3},
        {"concurrency": 8, "created_after": "2024-02-01T01:00Z"},
        {"concurrency": 8, "created_before": "2024-02-01T02:00Z"},
    ],
)
def test_side_by_side(filled: Emulator, clients: Clients, options: dict[str, Any]) -> None:
    """Every task comes once; in order, if asked."""
    client = clients.of(filled, KEY)
    filters = {name: value for name, value in options.items() if name != "concurrency"}
    wanted = ids(client.get_tasks("p", **filters))

    assert len(wanted) > 60
    assert wanted == sorted(ids(client.get_tasks("p", limit=5, **options)), reverse=True)
    assert wanted == ids(client.get_tasks("p", limit=5, ordered=True, **options))


def test_a_limited_response_is_read_in_order(filled: Emulator, clients: Clients) -> None:
    """It has no times, so it is not split."""
    listing = clients.of(filled, KEY).get_tasks("p", limit=5, concurrency=8, limited_response=True)
    assert TASKS == len({task.task_id for task in listing})


@pytest.mark.parametrize("concurrency", [1, 8])
def test_going_on_after_an_error(filled: Emulator, clients: Clients, concurrency: int) -> None:
    """A listing that fails can be taken up at its cursor, until everything is there."""
    client = clients.of(filled, KEY, max_retries=0)
    found, cursor, failures = [], None, 0
    filled.faults.add("500", path="/v1/tasks", probability=0.3)
    for _ in range(200):
        listing = client.get_tasks("p", limit=8, concurrency=concurrency, cursor=cursor)
        try:
            while (task := next(listing, None)) is not None:
                found.append(task.unique_id)
            break
        except ScaleException:
            failures += 1
            cursor = listing.listing.cursor if hasattr(listing, "listing") else listing.cursor
    filled.faults.clear()

    assert ALL == sorted(found, reverse=True)
    assert failures > 0


def test_a_cursor_for_batches(filled: Emulator) -> None:
    """Batches are taken up again, too; a cursor fits its own filters only."""
    with filled.client(KEY) as client:
        listing = client.get_batches("p")
        first = [next(listing).name for _ in range(7)]
        cursor = listing.cursor
        listing.close()
        rest = [batch.name for batch in client.get_batches("p", cursor=cursor)]
        assert [f"b{number}" for number in reversed(range(25))] == first + rest
        with pytest.raises(ScaleValidationError, match="other filters"):
            client.get_batches("q", cursor=cursor)


def test_a_listing_tells_how_far_it_is(filled: Emulator, clients: Clients) -> None:
    """How many items were handed out, and of how many."""
    listing = clients.of(filled, KEY).get_tasks("p", limit=50)
    for _ in range(3):
        next(listing)
    told = repr(getattr(listing, "listing", listing))
    assert (True, True) == ("handed_out=3, " in told, "total=120, finished=False)" in told)


@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, "8"])
def test_a_concurrency_that_is_none(filled: Emulator, wrong: Any) -> None:
    """It is a whole number above 0."""
    with filled.client(KEY) as client, pytest.raises(ScaleValidationError, match="/concurrency"):
        client.get_tasks("p", concurrency=wrong)


def test_nothing_is_left_behind(filled: Emulator) -> None:
    """A listing that is closed early leaves no thread."""
    with filled.client(KEY) as client:
        listing = client.get_tasks("p", limit=5, concurrency=8)
        next(listing)
        listing.close()
        left = [thread for thread in threading.enumerate() if "next-page" in thread.name]
        for thread in left:
            thread.join(10)
        assert not [thread for thread in left if thread.is_alive()]
        assert isinstance(client, ScaleClient)


@pytest.mark.parametrize(("seconds", "ahead"), [(0.001, False), (0.05, True)])
def test_pages_are_fetched_ahead_where_they_take_time(
    filled: Emulator, monkeypatch: pytest.MonkeyPatch, seconds: float, ahead: bool
) -> None:
    """A page that is there at once is fetched when it is needed, by the thread that needs it."""
    moments, fetching = count(), set()
    monkeypatch.setattr(system, "monotonic", lambda: next(moments) * seconds)
    with filled.client(KEY, on_event=lambda _: fetching.add(threading.current_thread().name)) as client:
        assert ALL == sorted(ids(client.get_tasks("p", limit=5)), reverse=True)
    assert ahead == any("next-page" in name for name in fetching)


class Answered(list[int]):
    """A page, with its number of items."""

    total = 2

    @property
    def docs(self) -> list[int]:
        """The items."""
        return self


def test_what_the_first_page_offers() -> None:
    """Is an attribute, fetched once, as code for SDK 2.18 has it; nothing else is, also before there is a pager."""
    fetched: list[Any] = []
    call: Any = fetched.append
    pager: Pager[int] = Pager(Pages(call, lambda *_: None, (PageRange(),), offers=frozenset({"total", "docs"})))
    listing: Any = PageIterator(pager, lambda _: Answered([1, 2]))

    assert 2 == listing.total
    with pytest.warns(DeprecationWarning, match=r"^\.docs has the first page only"):
        assert [1, 2] == listing.docs
    assert [PageRange()] == fetched
    for one, name in ((listing, "limit"), (listing, "_docs"), (PageIterator.__new__(PageIterator), "docs")):
        with pytest.raises(AttributeError):
            getattr(one, name)


def test_what_the_first_page_offers_under_asyncio() -> None:
    """It is fetched once, when it is asked for; the error of an attribute tells how."""
    fetched: list[Any] = []
    call: Any = fetched.append
    pager: Pager[int] = Pager(Pages(call, lambda *_: None, (PageRange(),), offers=frozenset({"total"})))

    async def answer(_: object) -> Answered:
        return Answered([1, 2])

    listing: Any = AsyncPageIterator(pager, answer)
    assert [2, 2] == [asyncio.run(listing.page()).total for _ in range(2)]
    assert [PageRange()] == fetched
    with pytest.raises(AttributeError, match=r"'total': \(await ….page\(\)\)\.total has it"):
        _ = listing.total
    with pytest.raises(AttributeError, match=r"'limit'$"):
        _ = listing.limit

"""Listings and runs show how far they are, and fetch nothing for it."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from rich.pretty import pretty_repr

from scaleapi.emulator import Emulator
from tests._show.pages import cells
from tests.conftest import TEST_KEY

PAYLOAD = {"attachment": "https://example.com/1.jpg", "geometries": {"box": {}}}


@pytest.fixture
def filled(emulator: Emulator, client: Any) -> Any:
    """Make a client of a project with five tasks."""
    client.create_project("p", "imageannotation")
    for number in range(5):
        client.create_task("imageannotation", project="p", **PAYLOAD, unique_id=str(number))
    return client


def shown(thing: Any) -> str:
    """Show a listing or run in every way; return the plain one, without its class."""
    plain = repr(getattr(thing, "listing", thing))
    seen = cells(getattr(thing, "listing", thing))
    assert [seen[0], *re.findall(r"[(, ](\w+)=", plain)][:2] == seen[:2]
    assert plain == pretty_repr(getattr(thing, "listing", thing), max_width=1000)
    return plain.partition("(")[2]


def test_a_listing(filled: Any) -> None:
    """It says what it lists, how many were handed out and of how many pages; all at the end."""
    listing = filled.get_tasks("p", status=["completed", "pending"], unique_id=["0", "1", "2"], limit=2)
    of = "of='tasks', filters={'project': 'p', 'status': 'completed,pending', 'unique_id': '0,1,2', 'limit': '2'"
    told = [shown(listing)]
    next(listing)
    told.append(shown(listing))
    list(listing)

    assert f"{of}}}, handed_out=0, pages=0, finished=False)" == told[0].replace(
        ", 'include_attachment_url': 'true'", ""
    )
    assert re.search(r"handed_out=1, pages=[12], total=3, finished=False\)", told[1])
    assert shown(listing).endswith("handed_out=3, pages=2, total=3, finished=True)")


def test_a_listing_that_goes_on(filled: Any) -> None:
    """From a cursor, it counts what is handed out now, and leaves out the total, which is of the whole list."""
    first = filled.get_tasks("p", limit=2)
    next(first)
    rest = filled.get_tasks("p", limit=2, cursor=first.cursor)
    list(rest)

    assert re.search(r"handed_out=4, pages=\d, finished=True\)", shown(rest))


def test_side_by_side(filled: Any) -> None:
    """The total is of the whole list, not of a window of it."""
    listing = filled.get_tasks("p", limit=2, concurrency=4)
    list(listing)
    assert re.search(r"handed_out=5, pages=\d, total=5, finished=True\)", shown(listing))


def test_other_listings(filled: Any) -> None:
    """Batches, files, frames, and tasks that are waited for."""
    filled.create_batch("p", "b")
    task = next(filled.get_tasks("p"))
    waiting = filled.wait(["x", task])
    listings = [filled.get_batches("p"), filled.get_files(project_name="p"), filled.get_task_frames(task)]

    assert ["of='batches'", "of='files'", "of='frames'"] == [shown(one).split(",")[0] for one in listings]
    assert f"of='frames', filters={{'task': '{task.task_id}'}}, handed_out=0, pages=0" in shown(listings[2])
    assert "of='settled tasks', handed_out=0, pages=0, total=2, finished=False)" == shown(waiting)
    assert "of='settled tasks', handed_out=0, pages=0, finished=False)" == shown(filled.wait(batch_name="b"))


def test_nothing_is_fetched(emulator: Emulator) -> None:
    """Not by either client; and no key is shown."""
    requests: list[Any] = []

    async def list_them() -> str:
        async with emulator.async_client(TEST_KEY, on_event=requests.append) as client:
            listing, run = client.get_tasks("p"), client.create_tasks("imageannotation", [PAYLOAD])
            return shown(listing) + shown(run)

    with emulator.client(TEST_KEY, on_event=requests.append) as client:
        told = [shown(client.get_tasks("p")), shown(client.create_tasks("imageannotation", [PAYLOAD]))]

    assert ([], "".join(told)) == (requests, asyncio.run(list_them()))
    assert TEST_KEY not in "".join(told)


def test_a_run(filled: Any) -> None:
    """What was done so far, how to go on if it is not finished, and how many rows ended with each outcome."""
    rows = [*[PAYLOAD] * 5, {**PAYLOAD, "project": "nowhere"}]
    run = filled.create_tasks("imageannotation", rows)
    begun = shown(run)
    results = list(run)
    seen = cells(run.summary)

    assert begun.startswith("what='creation of imageannotation tasks', done=0, succeeded=0, failed=0, finished=False")
    assert "total=6, done=6, succeeded=5, failed=1, finished=True, advice='Without a journal" in shown(run)
    assert {"applied5", "rejected1"} == {"".join(seen[-4:-2]), "".join(seen[-2:])}
    assert ["rejected"] == [str(one.outcome) for one in results if one.error and "rejected" in cells(one)]

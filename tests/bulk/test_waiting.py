"""wait(): until tasks are settled, with few requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scaleapi import ScaleValidationError, Task
from scaleapi.bulk import Progress
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleTimeoutError
from tests.bulk.test_creation import KIND, payloads
from tests.conftest import LIVE_KEY, Clients


class Counted:
    """A client of an emulator whose tasks complete when they were shown so often, and its requests."""

    def __init__(self, clients: Clients, emulator: Emulator) -> None:
        self.urls: list[str] = []
        self.client = clients.of(emulator, LIVE_KEY, on_event=self.note)
        self.client.create_project("p", "imageannotation")
        self.client.create_batch("p", "b")

    def note(self, event: Any) -> None:
        """Note down a request."""
        if event.kind == "request":
            self.urls.append(event.url.partition("/v1/")[2])

    def tasks(self, count: int, **more: Any) -> list[Task]:
        """Make tasks, and forget the requests for that."""
        rows = payloads(count, **more)
        for row in rows:
            if "unique_id" in row:
                row["unique_id"] = f"u{row['metadata']['n']}"
        made = [result.task for result in self.client.create_tasks(KIND, rows, ordered=True)]
        self.urls.clear()
        return made


@pytest.fixture
def slow(clients: Clients) -> Any:
    """Make such clients: their tasks are shown as settled for the first time at the given reading, from the second."""
    emulators: list[Emulator] = []

    def start(reads: int | None) -> Counted:
        emulators.append(Emulator(pending_reads=reads and max(1, reads - 1)))
        return Counted(clients, emulators[-1])

    yield start
    for emulator in emulators:
        emulator.close()


Slow = Callable[[int | None], Counted]


@pytest.mark.parametrize(
    ("more", "requests"),
    [
        ({"unique_id": ""}, ["tasks"] * 2 * 3),  # groups of 50
        ({"batch": "b"}, ["tasks"] * 3),
        ({"project": "p"}, ["tasks"] * 3),
    ],
)
def test_few_requests_find_out(slow: Slow, more: dict[str, Any], requests: list[str], waits: list[float]) -> None:
    """Sixty tasks that settle in the third round take a few lists, not 180 requests."""
    service = slow(3)
    made = service.tasks(60, **more)
    told: list[Progress] = []

    found = list(service.client.wait(made, progress=told.append))

    assert {task.task_id for task in made} == {task.task_id for task in found}
    assert {"completed"} == {task.status for task in found}
    assert requests == service.urls
    assert [5.0, 7.5] == waits
    assert (60, 60, 0) == (told[-1].done, told[-1].total, told[-1].errors)


def test_ids_are_asked_for_one_by_one_at_first(slow: Slow) -> None:
    """What is then known of them makes it cheaper."""
    service = slow(3)
    made = service.tasks(12, batch="b")
    assert 12 == len(list(service.client.wait([task.task_id for task in made])))
    assert 12 == len([url for url in service.urls if url.startswith("task/")])
    assert 2 == service.urls.count("tasks")


def test_a_few_tasks_are_not_worth_a_list(slow: Slow) -> None:
    """A list of a large project costs more than three requests."""
    service = slow(2)
    made = service.tasks(3, project="p")
    assert 3 == len(list(service.client.wait(made)))
    assert 6 == len([url for url in service.urls if url.startswith("task/")])


def test_one_task(slow: Slow) -> None:
    """A task or an id alone will do."""
    service = slow(1)
    [task, other] = service.tasks(2)
    assert [task] == list(service.client.wait(task))
    assert [other] == list(service.client.wait(other.task_id))


@pytest.mark.parametrize(("named", "count"), [(True, 104), (False, 12)])
def test_a_whole_batch(slow: Slow, named: bool, count: int) -> None:
    """All its tasks are waited for, however many pages they are, each once."""
    service = slow(2)
    service.tasks(count, batch="b")
    batch = service.client.get_batch("b")
    run = service.client.wait(batch_name="b") if named else service.client.wait(batch)
    assert count == len({task.task_id for task in run})


def test_a_batch_that_is_empty_or_settled(slow: Slow) -> None:
    """There is nothing to wait for."""
    service = slow(1)
    assert [] == list(service.client.wait(batch_name="b"))
    assert [] == list(service.client.wait([]))


def test_tasks_come_as_they_settle(slow: Slow, waits: list[float]) -> None:
    """Those that settle early come early; rounds are further apart while nothing happens, up to a minute."""
    service = slow(None)
    made = service.tasks(3)
    run = service.client.wait(made, timeout=None)
    service.client.cancel_task(made[1].task_id)
    assert made[1] == next(run)

    assert [] == waits

    service.client.cancel_task(made[0].task_id)
    service.client.cancel_task(made[2].task_id)
    assert {made[0], made[2]} == set(run)
    assert [5.0] == waits


def test_time_runs_out(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what is left; what had settled was handed out before."""
    service = slow(None)
    made = service.tasks(6)
    service.client.cancel_task(made[0].task_id)
    clock = iter(range(0, 10**6, 3))
    monkeypatch.setattr("scaleapi._core.system.monotonic", lambda: float(next(clock)))
    found: list[Task] = []
    with pytest.raises(ScaleTimeoutError, match=r"5 tasks \(\w+, \w+, \w+, …\) are not settled after \d+ s"):
        found.extend(service.client.wait(made, timeout=100))
    assert made[:1] == found


def test_a_change_that_does_not_show_is_found_in_a_full_round(slow: Slow, waits: list[float]) -> None:
    """Every tenth round asks for everything; in between, waits grow up to a minute."""
    service = slow(11)
    made = service.tasks(12, project="p")
    assert 12 == len(list(service.client.wait(made)))
    assert 60.0 == max(waits)


def test_a_status_of_the_future_is_waited_for(clients: Clients, emulator: Emulator) -> None:
    """Nobody knows whether it is an end."""
    client = clients.of(emulator)
    [result] = client.create_tasks(KIND, payloads(1))
    fault = emulator.faults.add("unknown_enum", path="/v1/task/*", times=3)
    assert [result.task] == list(client.wait(result.task))
    assert 3 == fault.met


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ([], {}, "/tasks: give either tasks, or a batch"),
        ([["a"]], {"batch_name": "b"}, "/tasks: give either tasks, or a batch"),
        ([["a"]], {"interval": 0}, "/interval: must be seconds above 0"),
        ([["a"]], {"timeout": -1}, "/timeout: must be seconds above 0"),
        ([[7]], {}, "/tasks: must be tasks, or their ids"),
    ],
)
def test_wrong_arguments(client: Any, arguments: list[Any], options: dict[str, Any], message: str) -> None:
    """They are refused at the call."""
    with pytest.raises(ScaleValidationError, match=message):
        client.wait(*arguments, **options)

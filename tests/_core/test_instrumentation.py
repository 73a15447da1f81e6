"""What a client tells of its calls: events, log lines, the history of an error, the request id of a success."""

from __future__ import annotations

import logging
import pickle
from typing import Any

import httpx
import pytest
import respx

from scaleapi import ScaleException
from scaleapi.events import Event
from scaleapi.exceptions import Attempt
from tests.conftest import Clients

URL = "https://api.scale.com/v1/task/x"
TASK = {"task_id": "x", "status": "pending"}


def script(*replies: httpx.Response | Exception) -> respx.MockRouter:
    """Answer one call after the other."""
    router = respx.mock()
    router.get(URL).mock(side_effect=list(replies))
    return router


def kinds(events: list[Event]) -> list[tuple[str, int, int | None]]:
    """Shorten events."""
    return [(event.kind, event.attempt, event.status) for event in events]


def test_events_of_a_retried_call(clients: Clients) -> None:
    """Each attempt is told before and after, and each retry with its wait."""
    events: list[Event] = []
    with script(httpx.Response(503), httpx.Response(200, json=TASK, headers={"x-request-id": "r7"})):
        task = clients("k", on_event=events.append).get_task("x")

    assert kinds(events) == [
        ("request", 1, None), ("response", 1, 503), ("retry", 1, 503), ("request", 2, None), ("response", 2, 200),
    ]  # fmt: skip
    assert ("HTTP 503", 0.5) == (events[2].error, events[2].wait)
    assert (None, "r7", "r7") == (events[4].error, events[4].request_id, task.request_id)
    assert {URL} == {event.url for event in events}


def test_events_of_a_lost_call(clients: Clients) -> None:
    """When it is given up, the last attempt is told once more; the error has all of them."""
    events: list[Event] = []
    replies = httpx.ConnectError("no route"), httpx.Response(500, json={"error": "sorry"})
    with script(*replies), pytest.raises(ScaleException, match="sorry") as caught:
        clients("k", on_event=events.append, max_retries=1).get_task("x")

    assert ("give_up", 2, 500) == kinds(events)[-1]
    error = pickle.loads(pickle.dumps(caught.value))
    shortened = [(one.status, one.reason, one.wait) for one in error.history]
    assert [(None, "could not connect: ConnectError: no route", 0.5), (500, "HTTP 500", None)] == shortened
    assert all(isinstance(one, Attempt) and one.seconds >= 0 for one in error.history)


def test_what_is_never_sent_is_no_event(clients: Clients) -> None:
    """A mistake that is found before sending has no attempts."""
    events: list[Event] = []
    with pytest.raises(ScaleException, match="an id or a name is needed"):
        clients("k", on_event=events.append).get_task("")
    assert [] == events


def test_log(clients: Clients, caplog: pytest.LogCaptureFixture) -> None:
    """One line a call at DEBUG, one a retry at INFO, one for an error; never the key."""
    caplog.set_level(logging.DEBUG, "scaleapi")
    with script(httpx.Response(503), httpx.Response(200, json=TASK), httpx.Response(404, json={"error": "none"})):
        client = clients("live_planted_key")
        client.get_task("x")
        with pytest.raises(ScaleException):
            client.get_task("x")

    records = [record for record in caplog.records if record.name == "scaleapi"]
    assert ["INFO", "DEBUG", "DEBUG"] == [record.levelname for record in records]
    assert f"GET {URL}: attempt 1 failed (HTTP 503), next in 0.50 s" == records[0].getMessage()
    assert records[1].getMessage().startswith(f"GET {URL}: 200 in 0.")
    assert f"GET {URL}: given up after attempt 1: HTTP 404" == records[2].getMessage()
    assert "planted" not in caplog.text


def test_other_options_for_one_call(clients: Clients) -> None:
    """A client with other options shares the connections, and closing it closes nothing."""
    client = clients("k", validation="off")
    hasty = getattr(client, "client", client).with_options(max_retries=0, timeout=1, validation="warn", deadline=9)
    with script(httpx.Response(503), httpx.Response(200, json=TASK)):
        with pytest.raises(ScaleException) as caught:
            clients.use(hasty).get_task("x")
        assert "x" == client.get_task("x").task_id

    assert 1 == caught.value.attempts
    assert ("warn", 1.0, 9) == (hasty._config.validation, hasty._config.timeout, hasty._config.retry.deadline)
    assert hasty._connections is getattr(client, "client", client)._connections


@pytest.mark.parametrize("name", ["timeout", "deadline", "requests_per_second"])
@pytest.mark.parametrize("value", [0, -1, float("inf"), True])
def test_options_that_make_no_sense(clients: Clients, name: str, value: Any) -> None:
    """A limit is a finite number above 0."""
    with pytest.raises(ScaleException, match=f"{name} must be a finite number"):
        clients("k", **{name: value})


def test_a_deadline_ends_the_retries(clients: Clients, waits: list[float]) -> None:
    """No retry begins that the deadline forbids, and none is waited for."""
    with script(*[httpx.Response(503)] * 9), pytest.raises(ScaleException) as caught:
        clients("k", deadline=0.9, max_retries=9).get_task("x")
    assert (2, [0.5]) == (caught.value.attempts, waits)


def test_a_deadline_limits_each_attempt(clients: Clients) -> None:
    """An attempt gets what is left of the deadline as its time-out."""
    with respx.mock() as router:
        route = router.get(URL).respond(json=TASK)
        clients("k", deadline=2, timeout=30).get_task("x")
    assert {"connect": 2, "read": 2, "write": 2, "pool": 2} == route.calls.last.request.extensions["timeout"]


def test_a_turn_that_comes_too_late_is_not_waited_for(clients: Clients, waits: list[float]) -> None:
    """Where the rate limit would take longer than the deadline, the call ends at once, and nothing was sent."""
    client = clients("k", deadline=2, requests_per_second=0.1)
    with script(httpx.Response(200, json=TASK)):
        client.get_task("x")
        with pytest.raises(ScaleException, match="deadline is nearer than the rate limit allows") as caught:
            client.get_task("x")
    assert (0, "not_sent", [], 504) == (caught.value.attempts, caught.value.outcome, waits, caught.value.code)


def test_requests_per_second(clients: Clients, waits: list[float]) -> None:
    """Calls wait for their turn."""
    with script(*[httpx.Response(200, json=TASK)] * 3):
        client = clients("k", requests_per_second=1)
        for _ in range(3):
            client.get_task("x")
    assert [1, 2] == [round(wait) for wait in waits]


def test_a_page_ahead_that_fails_is_told_when_it_is_reached(clients: Clients) -> None:
    """The items before it are all given; a listing that is closed before tells nothing."""
    page = {"docs": [TASK], "has_more": True, "next_token": "more"}
    replies = [httpx.Response(200, json=page), httpx.Response(404, json={"error": "gone"})] * 2
    with respx.mock() as router:
        router.get("https://api.scale.com/v1/tasks").mock(side_effect=replies)
        tasks, closed = clients("k").get_tasks("p"), clients("k").get_tasks("p")
        assert "x" == next(tasks).task_id
        with pytest.raises(ScaleException, match="gone"):
            next(tasks)
        next(closed)
        closed.close()
        assert [] == list(closed)

"""The conversations, stepped without any transport."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from scaleapi._core.calls.call import Call, Failure, Flow, Repeat, Reply, Send, Upload
from scaleapi._core.calls.flows import create_once, exchange, is_older
from scaleapi._core.calls.replies import FinalReply
from scaleapi._core.calls.retry import RetryPolicy
from scaleapi._core.paging.cursor import PageRange
from scaleapi._core.paging.pages import Pages
from scaleapi.exceptions import (
    Outcome,
    ScaleDuplicateResource,
    ScaleException,
    ScaleResponseError,
    ScaleTimeoutError,
    ScaleTooManyRequests,
)
from scaleapi.models.task import Task
from scaleapi.tasks import find_created

ID = "64f0c2a1b7d4e90012ab34cd"
TASK = {"task_id": ID, "status": "pending", "type": "textcollection", "created_at": "2024-02-01T10:00:00.000Z"}
NOW = "Thu, 01 Feb 2024 10:00:03 GMT"
TAKEN = {"status_code": 409, "error": f'The unique_id ("u") is already used for a different task ({ID}).'}

POLICY = RetryPolicy()
READ = Call("GET", "task/x", Task.model_validate)
AUDIT = Call("POST", "task/x/audit", Task.model_validate, repeat=Repeat.unless_done)
CREATE = Call("POST", "task/textcollection", Task.model_validate, json={})


def answer(status: int, body: Any = None, **headers: str) -> Reply:
    """Make a complete answer."""
    lines = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, lines, json.dumps(body or {}).encode(), draw=1.0, started=10.0, ended=11.0)


OK = answer(200, TASK)
RESET = Reply(failure=Failure.broken, detail="reset", draw=1.0, started=8.0, ended=9.0)
UNREACHED = Reply(failure=Failure.connect, detail="refused", draw=1.0)
LATE = Reply(failure=Failure.timeout, detail="slow", draw=1.0)
CUT = Reply(200, {}, b'{"task_id": "64f', draw=1.0)


def play(flow: Flow[Any], *replies: Reply) -> tuple[Any, list[tuple[str, float]]]:
    """Give a flow these replies; return its result or error, and what it sent after which wait."""
    sent: list[tuple[str, float]] = []
    script = iter(replies)
    try:
        send = next(flow)
        while True:
            sent.append((f"{send.call.method} {send.call.path}", send.after))
            send = flow.send(next(script))
    except StopIteration as end:
        assert not list(script)
        return end.value, sent
    except ScaleException as error:
        return error, sent


def create(body: dict[str, Any], *replies: Reply) -> tuple[Any, list[tuple[str, float]]]:
    """Play a creation."""
    return play(
        create_once(
            CREATE, POLICY, look_up=lambda said: find_created(body, said), fits=lambda t: t.type == TASK["type"]
        ),
        *replies,
    )


@pytest.mark.parametrize("trouble", [RESET, UNREACHED, LATE, CUT, *map(answer, (408, 429, 500, 502, 503, 504))])
def test_trouble_is_retried_where_it_is_safe(trouble: Reply) -> None:
    """A read goes on after any passing trouble."""
    result, sent = play(exchange(READ, POLICY), trouble, OK)

    assert (Task.model_validate(TASK), [0.0, 0.5]) == (result, [wait for _, wait in sent])


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [(RESET, "unknown"), (LATE, "unknown"), (CUT, "unknown"), (answer(500), "unknown"), (answer(501), "rejected")],
)
def test_what_must_not_happen_twice_is_not_sent_twice(trouble: Reply, outcome: str) -> None:
    """An audit whose outcome is unknown is reported, not repeated."""
    error, sent = play(exchange(AUDIT, POLICY), trouble)

    assert (outcome, 1, 1) == (error.outcome, error.attempts, len(sent))


def test_what_surely_did_not_happen_is_sent_again() -> None:
    """Even an audit is repeated when the service was never reached, or said to come later."""
    result, sent = play(exchange(AUDIT, POLICY), UNREACHED, answer(429), OK)

    assert (ID, 3) == (result.task_id, len(sent))


def test_waits_double_and_end() -> None:
    """After the last retry the error says how often it was tried."""
    error, sent = play(exchange(READ, POLICY), *[answer(503)] * 4)

    assert ([0.0, 0.5, 1.0, 2.0], 4, 503) == ([wait for _, wait in sent], error.attempts, error.code)


def test_waits_grow_to_a_third_of_a_minute() -> None:
    """Twice as long each time; a draw makes a part of it."""
    waits = [RetryPolicy(max_retries=8).wait(number, Reply(503, draw=0.5), Repeat.always) for number in range(1, 10)]
    assert [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0, None] == waits


@pytest.mark.parametrize(
    ("policy", "most"), [(RetryPolicy(max_retries=2), 2), (RetryPolicy(max_retries=2).patient(), 32)]
)
def test_how_often_a_call_is_told_to_come_later(policy: RetryPolicy, most: int) -> None:
    """As often as it may fail; one of many calls 30 times more."""
    told = [policy.wait(number, Reply(429), Repeat.unless_done) is not None for number in range(1, 40)]
    assert most == told.index(False)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "Thu, 01 Feb 2024 10:00:13 GMT", "date": NOW}, 10.0),
        ({"retry_after": "Thu, 01 Feb 2024 09:00:00 GMT", "date": NOW}, 0.0),
        ({"retry_after": "Thu, 01 Feb 2024 10:00:13 GMT"}, 0.5),
        ({"retry_after": "soon"}, 0.5),
    ],
)
def test_retry_after_is_obeyed(headers: dict[str, str], wait: float) -> None:
    """Retry-After in seconds or as a date sets the wait; nonsense does not."""
    _, sent = play(exchange(READ, POLICY), answer(429, **headers), OK)

    assert wait == sent[1][1]


def test_a_wait_that_is_too_long_ends_the_call() -> None:
    """A Retry-After above the cap is told, not waited for."""
    error, sent = play(exchange(READ, POLICY), answer(429, {"error": "slow down"}, retry_after="3600"))

    assert isinstance(error, ScaleTooManyRequests)
    assert ("slow down (retry after 3600 s)", 1) == (error.message, len(sent))


def test_a_retried_create_finds_what_it_made() -> None:
    """A 409 after an attempt of unknown outcome is our own task."""
    result, sent = create({"unique_id": "u"}, RESET, answer(409, TAKEN, date=NOW), answer(200, {"docs": [TASK]}))

    assert (ID, "GET tasks") == (result.task_id, sent[-1][0])


def test_without_unique_id_the_message_names_the_task() -> None:
    """With only an Idempotency-Key, the id in the 409's message leads to the task."""
    result, sent = create({}, answer(500), answer(409, TAKEN, date=NOW), answer(200, TASK))

    assert (ID, f"GET task/{ID}") == (result.task_id, sent[-1][0])


@pytest.mark.parametrize("before", [(), (UNREACHED,), (answer(429),)])
def test_a_duplicate_of_the_users_own_is_an_error(before: tuple[Reply, ...]) -> None:
    """A 409 with no doubtful attempt before it is the user's duplicate."""
    error, _ = create({"unique_id": "u"}, *before, answer(409, TAKEN))

    assert isinstance(error, ScaleDuplicateResource)
    assert Outcome.rejected == error.outcome


@pytest.mark.parametrize(
    "other",
    [
        {**TASK, "type": "chat"},
        {**TASK, "created_at": "2024-01-31T10:00:00.000Z"},
    ],
)
def test_a_task_that_cannot_be_ours_is_a_duplicate(other: dict[str, Any]) -> None:
    """What has another type, or was there before the call, is not ours."""
    error, _ = create({"unique_id": "u"}, RESET, answer(409, TAKEN, date=NOW), answer(200, {"docs": [other]}))

    assert isinstance(error, ScaleDuplicateResource)
    assert Outcome.rejected == error.outcome


@pytest.mark.parametrize(("earlier", "bound"), [(0.0, "09:59:55"), (60.0, "09:58:55")])
def test_how_old_a_task_of_ours_can_be(earlier: float, bound: str) -> None:
    """As old as the call, or as another process's before it, and five seconds more, by which clocks may differ."""
    call = FinalReply(answer(409, date=NOW), None, ok=False, history=(), doubtful=True, started=8.0)
    oldest = datetime.fromisoformat(f"2024-02-01T{bound}Z")
    found = [{**TASK, "created_at": str(age)} for age in (oldest - timedelta(milliseconds=1), oldest)]

    assert [True, False] == [is_older(Task.model_validate(one), call, earlier) for one in found]


def test_a_task_that_cannot_be_found_is_in_doubt() -> None:
    """A look-up that finds nothing leaves the 409 as it is."""
    error, _ = create({"unique_id": "u"}, RESET, answer(409, TAKEN), answer(200, {"docs": []}))

    assert Outcome.unknown == error.outcome


def test_a_409_that_names_nothing_says_it_was_applied() -> None:
    """Created, but not to be found again: the outcome says so."""
    error, _ = create({}, RESET, answer(409, {"error": "Idempotency key used"}))

    assert (409, Outcome.applied) == (error.code, error.outcome)


def test_a_failed_look_up_leaves_the_outcome_unknown() -> None:
    """Whose task it is cannot be told when the look-up fails."""
    error, _ = create({}, RESET, answer(409, TAKEN), answer(404, {"error": "gone"}))

    assert (Outcome.unknown, "gone") == (error.outcome, str(error.__cause__)[:4])


def test_doubt_outlives_a_later_refusal() -> None:
    """A create that may have happened stays doubtful, whatever the next attempt is told."""
    error, _ = create({}, RESET, answer(400, {"error": "no"}))

    assert (400, Outcome.unknown) == (error.code, error.outcome)


@pytest.mark.parametrize(
    ("reply", "kind", "message"),
    [
        (answer(200, {"docs": 1}), ScaleResponseError, "has not the promised shape"),
        (Reply(200, {}, b"<html>hello", draw=1.0), ScaleResponseError, "is not JSON: <html>hello"),
        (answer(302, location="https://elsewhere"), ScaleResponseError, "redirects to https://elsewhere"),
        (LATE, ScaleTimeoutError, "No answer in time: slow"),
        (Reply(503, {}, b"<html>busy", draw=1.0), ScaleException, "<html>busy"),
        (Reply(503, {}, b'{"error": {"a": 1}}', draw=1.0), ScaleException, '{"error": {"a": 1}}'),
        (Reply(502, {}, b"", draw=1.0), ScaleException, "HTTP 502"),
    ],
)
def test_answers_that_break_the_promise_are_our_errors(reply: Reply, kind: type[Exception], message: str) -> None:
    """Whatever comes back, the error is one of ours and says what came."""
    error, _ = play(exchange(READ, RetryPolicy(max_retries=0)), reply)

    assert kind is ScaleException or kind is type(error)
    assert message in str(error)


def test_without_a_clock_age_cannot_speak_against_it() -> None:
    """A 409 without a Date, or a task without created_at, is taken as ours."""
    undated = {name: value for name, value in TASK.items() if name != "created_at"}

    first, _ = create({"unique_id": "u"}, RESET, answer(409, TAKEN), answer(200, {"docs": [TASK]}))
    second, _ = create({"unique_id": "u"}, RESET, answer(409, TAKEN, date=NOW), answer(200, {"docs": [undated]}))

    assert (ID, ID) == (first.task_id, second.task_id)


ANYTHING: Any = None
VALUES: list[Any] = [
    READ,
    Send(READ),
    Reply(200),
    FinalReply(Reply(200), None, ok=True, history=(), doubtful=False, started=0.0),
    Upload(io.BytesIO(), "a.jpg", {}),
    PageRange(),
    Pages[Any](ANYTHING, ANYTHING, ()),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda one: type(one).__name__)
def test_values_stay_as_they_were_made(value: Any) -> None:
    """A call may be sent again, by several threads, and nobody changes it meanwhile."""
    with pytest.raises(AttributeError, match="immutable"):
        setattr(value, value.__struct_fields__[0], None)

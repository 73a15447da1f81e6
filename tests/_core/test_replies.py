"""What is made of answers: results, and errors that say what came."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from scaleapi._core.calls.call import Call, Failure, Reply
from scaleapi._core.calls.replies import FinalReply, an_object, each, error_from, parse, read, request_id, why
from scaleapi.exceptions import (
    Outcome,
    ScaleConnectionError,
    ScaleException,
    ScaleInternalError,
    ScaleInvalidRequest,
    ScaleResourceNotFound,
    ScaleResponseError,
    ScaleTimeoutError,
)

CALL: Call[Any] = Call("GET", "x", an_object)


def final(reply: Reply, *, ok: bool = False, value: Any = None, doubtful: bool = False) -> FinalReply:
    """End a call."""
    return FinalReply(reply, value, ok, (), doubtful, 0.0)


@pytest.mark.parametrize(
    ("status", "body", "promises", "expected"),
    [
        (200, b"{}", True, (True, {})),
        (299, b"{}", True, (True, {})),
        (199, b"{}", True, (False, None)),
        (300, b"{}", True, (False, None)),
        (200, b"{", True, (False, None)),
        (200, b"OK", False, (True, None)),
    ],
)
def test_a_success(status: int, body: bytes, promises: bool, expected: tuple[bool, Any]) -> None:
    """2xx, and JSON where that is promised."""
    call: Call[Any] = Call("GET", "x", an_object, promises_json=promises)
    assert expected == parse(call, Reply(status, body=body))
    assert (False, None) == parse(call, Reply(status, body=body, failure=Failure.broken))


@pytest.mark.parametrize("status", [200, 300, 301, 302, 303, 304, 305, 306, 307, 308, 309, 404])
def test_a_redirect_that_is_asked_for(status: int) -> None:
    """Its target is the result (RFC 9110, 15.4); of any other answer, and of one that broke off, there is none."""
    call: Call[Any] = Call("GET", "x", str, redirects=True)
    reply = Reply(status, {"location": "https://b"})
    assert (status in {301, 302, 303, 307, 308}, "https://b") == parse(call, reply)
    assert (False, None) == parse(call, replace(reply, failure=Failure.broken))
    assert error_from(call, final(Reply(200, body=b"x"))).message == "The answer is no redirect: x"


@pytest.mark.parametrize("value", [[], None, 5, "x"])
def test_an_answer_of_another_shape(value: Any) -> None:
    """It says what was expected; the service did what it was asked for."""
    with pytest.raises(ScaleResponseError, match="has not the promised shape: the answer is no object") as caught:
        read(CALL, final(Reply(200, body=b"..."), ok=True, value=value))
    assert (Outcome.applied, 200) == (caught.value.outcome, caught.value.status)


@pytest.mark.parametrize("error", [KeyError("a"), TypeError("a"), AttributeError("a")])
def test_an_answer_that_nobody_can_read(error: Exception) -> None:
    """Then the answer's beginning is shown, 500 bytes of it."""

    def returns(_: Any) -> Any:
        raise error

    body = b"x" * 499 + b"yz"
    with pytest.raises(ScaleResponseError, match=r"promised shape: x{499}y$|promised shape: x{499}y \[") as caught:
        read(Call("GET", "x", returns), final(Reply(200, body=body), ok=True))
    assert caught.value.items is None


def test_a_list_that_breaks_off() -> None:
    """The items before the broken one are kept."""
    with pytest.raises(ScaleResponseError, match="item 1 of the array cannot be read") as caught:
        read(Call("GET", "x", each(an_object)), final(Reply(200), ok=True, value=[{}, 5]))
    assert [{}] == caught.value.items


ERRORS: list[tuple[Reply, type[ScaleException], str]] = [
    (Reply(404, body=b'{"error": "no such task"}'), ScaleResourceNotFound, "no such task"),
    (Reply(404, body=b'{"error": 5}'), ScaleResourceNotFound, '{"error": 5}'),
    (Reply(400, body=b"<html>"), ScaleInvalidRequest, "<html>"),
    (Reply(500), ScaleInternalError, "HTTP 500"),
    (Reply(429, {"retry-after": "7"}, b'{"error": "slower"}'), ScaleException, "slower (retry after 7 s)"),
    (
        Reply(302, {"location": "https://b"}),
        ScaleResponseError,
        "The service redirects to https://b: check api_instance_url",
    ),
    (Reply(302, {}, b"moved"), ScaleResponseError, "moved"),
    (Reply(200, body=b"<html>"), ScaleResponseError, "The answer is not JSON: <html>"),
    (Reply(200, body=b"[" * 100_000), ScaleResponseError, "The answer is not JSON: it is nested too deeply: [["),
    (Reply(failure=Failure.held), ScaleTimeoutError, "Not sent: the deadline is nearer"),
    (Reply(failure=Failure.timeout, detail="slow"), ScaleTimeoutError, "No answer in time: slow"),
    (Reply(200, failure=Failure.large, detail="10"), ScaleResponseError, "The answer is too large: 10"),
    (Reply(failure=Failure.broken, detail="reset"), ScaleConnectionError, "The connection broke: reset"),
]


@pytest.mark.parametrize(("reply", "kind", "message"), ERRORS)
def test_errors(reply: Reply, kind: type[ScaleException], message: str) -> None:
    """Of the class for what came, with what the service said, or what there was instead."""
    error = error_from(CALL, final(reply))
    assert (True, True) == (isinstance(error, kind), error.message.startswith(message)), error.message


@pytest.mark.parametrize(
    ("reply", "doubtful", "given", "expected"),
    [
        (Reply(404), False, None, Outcome.rejected),
        (Reply(404), True, None, Outcome.unknown),
        (Reply(404), True, Outcome.applied, Outcome.applied),
        (Reply(failure=Failure.connect), False, None, Outcome.not_sent),
    ],
)
def test_what_is_known(reply: Reply, doubtful: bool, given: Outcome | None, expected: Outcome) -> None:
    """Nothing, if an earlier attempt may have been carried out."""
    assert expected == error_from(CALL, final(reply, doubtful=doubtful), given).outcome


@pytest.mark.parametrize(
    ("headers", "expected"),
    [({"x-request-id": "a", "cf-ray": "b"}, "a"), ({"cf-ray": "b"}, "b"), ({"x-amz-cf-id": "c"}, "c"), ({}, None)],
)
def test_the_id_of_a_request(headers: dict[str, str], expected: str | None) -> None:
    """By whatever header it comes."""
    assert expected == request_id(Reply(200, headers))


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(503), "HTTP 503"),
        (Reply(200), "HTTP 200, but the answer could not be used"),
        (Reply(failure=Failure.broken, detail="reset"), "the connection broke: reset"),
        (Reply(failure=Failure.timeout), "no answer in time"),
    ],
)
def test_why_it_was_not_enough(reply: Reply, expected: str) -> None:
    """In a few words, for logs and the history of an error."""
    assert expected == why(reply)


def test_what_is_read_is_what_came() -> None:
    """A success is given as it is."""
    value = json.loads('{"a": [1]}')
    assert value is read(CALL, final(Reply(200), ok=True, value=value))

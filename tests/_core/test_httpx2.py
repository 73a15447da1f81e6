"""Clients of httpx2, which continues httpx with the same interface, as `http_client=`."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from scaleapi import AsyncScaleClient, ScaleClient
from scaleapi.exceptions import (
    Outcome,
    ScaleConnectionError,
    ScaleException,
    ScaleResourceNotFound,
    ScaleTimeoutError,
    ScaleValidationError,
)

httpx2 = pytest.importorskip("httpx2", reason="cannot be installed beside the oldest httpcore")
TASK = {"task_id": "a" * 24, "status": "pending"}
BOX = {"attachment": "https://example.com/a.jpg", "geometries": {"box": {"objects_to_annotate": ["a"]}}}


class Wire:
    """Answers as a service would, and keeps the requests."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.requests = list(answers), list[Any]()

    def __call__(self, request: Any) -> Any:
        """Give the next answer; raise it, if it is an error."""
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(404 if "error" in answer else 200, json=answer)


def called(kind: str, wire: Wire, method: str, *arguments: Any, **keywords: Any) -> Any:
    """Make a call with a client of each kind."""
    transport = httpx2.MockTransport(wire)
    if kind == "sync":
        own: Any = httpx2.Client(transport=transport)
        with own, ScaleClient("k", http_client=own, max_retries=1) as client:
            return getattr(client, method)(*arguments, **keywords)

    async def call() -> Any:
        own: Any = httpx2.AsyncClient(transport=transport)
        async with own, AsyncScaleClient("k", http_client=own, max_retries=1) as client:
            return await getattr(client, method)(*arguments, **keywords)

    return asyncio.run(call())


BOTH = pytest.mark.parametrize("kind", ["sync", "async"])


@BOTH
def test_calls(kind: str) -> None:
    """Requests are built and sent, and answers read, as with httpx."""
    wire = Wire(TASK)
    task = called(kind, wire, "create_task", "imageannotation", **BOX)
    sent = wire.requests[0]
    assert ("pending", "POST", "Basic azo=") == (task.status, sent.method, sent.headers["Authorization"])
    assert "https://api.scale.com/v1/task/imageannotation" == str(sent.url)


@BOTH
@pytest.mark.parametrize(
    ("error", "raised", "outcome"),
    [
        (httpx2.ConnectError("no"), ScaleConnectionError, Outcome.not_sent),
        (httpx2.ReadTimeout("late"), ScaleTimeoutError, Outcome.unknown),
        (httpx2.ReadError("broken"), ScaleConnectionError, Outcome.unknown),
        (httpx2.ConnectTimeout("late"), ScaleConnectionError, Outcome.not_sent),
        ({"error": "none"}, ScaleResourceNotFound, Outcome.rejected),
    ],
)
def test_errors(kind: str, error: Any, raised: type[ScaleException], outcome: Outcome, waits: list[float]) -> None:
    """What httpx2 raises says the same as what httpx raises."""
    with pytest.raises(raised) as caught:
        called(kind, Wire(error), "finalize_batch", "monday")
    assert outcome == caught.value.outcome


@BOTH
def test_retries(kind: str, waits: list[float]) -> None:
    """A connection that broke is tried again."""
    wire = Wire(httpx2.ReadError("broken"), TASK)
    assert "a" * 24 == called(kind, wire, "get_task", "a" * 24).id
    assert 2 == len(wire.requests)


@BOTH
def test_an_address_that_is_none(kind: str) -> None:
    """What makes no address is refused before it is sent."""
    wire = Wire(TASK)
    with pytest.raises(ScaleValidationError, match="makes no address"):
        called(kind, wire, "request", "GET", "task/\x00")
    assert [] == wire.requests

"""Writes of the second API: nothing is created twice, and what came of a lost answer is found out."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import httpx
import pytest
import respx

from scaleapi import ScaleClient
from scaleapi.exceptions import (
    Outcome,
    ScaleConnectionError,
    ScaleDuplicateResource,
    ScaleException,
    ScaleInternalError,
    ScaleTimeoutError,
    ScaleValidationWarning,
)
from scaleapi.models import v2 as models
from tests.models.v2 import samples

LOST = httpx.ReadError("reset")
V1_TASK = {"task_id": "t1", "status": "pending", "unique_id": "u"}


@pytest.fixture
def v1() -> Any:
    """The first API beside the second."""
    with respx.mock(base_url="https://api.scale.com/v1", assert_all_called=False) as router:
        yield router


@pytest.mark.parametrize("failure", [httpx.ConnectError("refused"), httpx.Response(429)])
def test_what_surely_was_not_done_is_sent_again(v2: Any, wire: respx.MockRouter, failure: Any) -> None:
    """Under the same Idempotency-Key, should the service heed it."""
    route = wire.post("/task/chat").mock(side_effect=[failure, httpx.Response(200, json=samples.TASK)])

    assert "t1" == v2.create_chat_task(project_id="p", unique_id="u").task_id

    assert 1 == len({call.request.headers["idempotency-key"] for call in route.calls})
    assert {"project_id": "p", "unique_id": "u"} == json.loads(route.calls.last.request.content)


@pytest.mark.parametrize("failure", [LOST, httpx.Response(500), httpx.Response(200, text="<html>")])
def test_a_lost_task_is_looked_up(v2: Any, wire: respx.MockRouter, v1: respx.MockRouter, failure: Any) -> None:
    """By its unique_id, through the first API with its own authentication; the creation is not sent again."""
    route = wire.post("/task/chat").mock(side_effect=[failure])
    found = v1.get("/tasks").respond(json={"docs": [V1_TASK], "total": 1})
    wire.get("/task").respond(json=samples.TASK)

    task = v2.create_chat_task(project_id="p", unique_id="u")

    assert (1, "t1", models.Task) == (route.call_count, task.task_id, type(task))
    assert "Basic" == found.calls.last.request.headers["authorization"].split()[0]
    assert "u" == found.calls.last.request.url.params["unique_id"]


@pytest.mark.parametrize(
    ("unique_id", "listed"),
    [
        (None, httpx.Response(500)),
        ("u", httpx.Response(200, json={"docs": []})),
        ("u", httpx.Response(200, json={"docs": [{**V1_TASK, "unique_id": "other"}]})),
        ("u", httpx.Response(403)),
    ],
)
def test_a_task_that_may_exist_is_told(
    v2: Any, wire: respx.MockRouter, v1: respx.MockRouter, unique_id: str | None, listed: httpx.Response
) -> None:
    """Without a unique_id, or where it is not found, the outcome is unknown, and nothing is sent again."""
    route = wire.post("/task/chat").mock(side_effect=[LOST])
    v1.get("/tasks").mock(return_value=listed)

    with pytest.raises(ScaleConnectionError) as caught:
        v2.create_chat_task(project_id="p", unique_id=unique_id)

    assert (1, Outcome.unknown) == (route.call_count, caught.value.outcome)


def test_an_older_task_is_another(v2: Any, wire: respx.MockRouter, v1: respx.MockRouter) -> None:
    """What was created long before the call, by the service's clock, is none of ours."""
    now = {"date": "Wed, 05 Mar 2025 00:00:00 GMT"}
    wire.post("/task/chat").respond(500, headers=now)
    v1.get("/tasks").respond(json={"docs": [V1_TASK]})
    wire.get("/task").respond(json=samples.TASK)

    with pytest.raises(ScaleInternalError):
        v2.create_chat_task(project_id="p", unique_id="u")


def test_a_duplicate_is_refused(v2: Any, wire: respx.MockRouter) -> None:
    """409: another task has the unique_id."""
    wire.post("/task/chat").respond(409, json={"status_code": 409, "error": "unique_id taken"})

    with pytest.raises(ScaleDuplicateResource, match="unique_id taken") as caught:
        v2.create_chat_task(project_id="p", unique_id="u")
    assert Outcome.rejected is caught.value.outcome


def test_new_fields_are_sent(v2: Any, wire: respx.MockRouter) -> None:
    """What this version does not know goes out; what is nearly a known name is a doubt."""
    route = wire.post("/task/chat").respond(json=samples.TASK)

    v2.create_chat_task(project_id="p", tags=("a",), template_variables={"prompt": "x"})
    with pytest.warns(ScaleValidationWarning, match="did you mean `metadata`"):
        v2.create_chat_task(project_id="p", metadat={})

    assert {"project_id": "p", "tags": ["a"], "template_variables": {"prompt": "x"}} == json.loads(
        route.calls[0].request.content
    )


def test_a_lost_batch_is_looked_up_by_name(v2: Any, wire: respx.MockRouter) -> None:
    """The one that is there is the result; if there is none, the outcome is unknown."""
    route = wire.post("/batch").mock(side_effect=LOST)
    found = wire.get("/batch").mock(side_effect=[httpx.Response(200, json=samples.BATCH), httpx.Response(404)])

    assert "b1" == v2.create_batch("Batch", project_name="P").id
    with pytest.raises(ScaleConnectionError) as caught:
        v2.create_batch("Batch", project_name="P")

    assert (2, 2, Outcome.unknown) == (route.call_count, found.call_count, caught.value.outcome)


@pytest.mark.parametrize(
    ("action", "status"), [("pause", "paused"), ("cancel", "cancelled"), ("resume", "in_progress")]
)
def test_a_change_that_was_made_is_no_error(v2: Any, wire: respx.MockRouter, action: str, status: str) -> None:
    """Refused after a lost answer: the batch stands there already, so the first attempt did it."""
    refusal = httpx.Response(400, json={"error": "cannot"})
    wire.post(f"/batch/{action}").mock(side_effect=[LOST, refusal, LOST, refusal, LOST, refusal, refusal])
    looks = [{**samples.BATCH, "status": status}, {**samples.BATCH, "status": "completed"}]
    wire.get("/batch").mock(side_effect=[*(httpx.Response(200, json=one) for one in looks), httpx.Response(404)])
    change = getattr(v2, f"{action}_batch")

    assert status == change("b1").status
    for _ in range(3):
        with pytest.raises(ScaleException, match="cannot"):
            change("b1")


def test_what_a_change_says_is_kept(v2: Any, wire: respx.MockRouter) -> None:
    """The message stands beside the batch, whose JSON is as it came."""
    wire.post("/batch/pause").respond(json={"batch": samples.BATCH, "message": "Pause was initiated"})
    wire.post("/batch/resume").respond(json={"message": 5})

    batch = v2.pause_batch("b1")
    bare = v2.resume_batch(batch_name="B")

    for one in (batch, copy.deepcopy(batch), pickle.loads(pickle.dumps(batch))):
        assert ("Pause was initiated", samples.BATCH) == (one.message, one.as_dict())
    assert (None, {"name": "B"}) == (bare.message, bare.as_dict())


def test_waiting_for_a_batch(v2: Any, wire: respx.MockRouter, waits: list[float]) -> None:
    """It is looked at again and again, less and less often, until it stands where it should."""
    statuses = ["in_progress", "in_progress", "on_hold", "paused"]
    wire.get("/batch").mock(side_effect=[httpx.Response(200, json={**samples.BATCH, "status": s}) for s in statuses])

    batch = v2.wait_for_batch(models.Batch(id="b1"), status=["paused", "cancelled"], interval=2)

    assert ("paused", [2, 3, 4.5]) == (batch.status, waits)


def test_waiting_in_vain(v2: Any, wire: respx.MockRouter, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that is at its end will never be paused; and there may be a limit to patience."""
    clock = iter(range(0, 1000, 20))
    monkeypatch.setattr("scaleapi._core.system.monotonic", lambda: float(next(clock)))
    wire.get("/batch").respond(json={**samples.BATCH, "status": "cancelled"})
    with pytest.raises(ScaleException, match="is cancelled, for good: it will never be paused"):
        v2.wait_for_batch("b1", status="paused")

    wire.get("/batch").respond(json={**samples.BATCH, "status": "in_progress"})
    with pytest.raises(ScaleTimeoutError, match=r"Batch b1 is in_progress after .* s, not completed"):
        v2.wait_for_batch(batch_name="B", timeout=30)


@pytest.mark.parametrize(
    ("name", "keyword", "request_object", "sent"),
    [
        (
            "create_batch",
            "create_batch_request",
            {"name": "b", "project_id": "p", "callback": None},
            {"name": "b", "project_id": "p", "staging_batch": False},
        ),
        ("create_chat_task", "create_chat_task_request", {"project_id": "p"}, {"project_id": "p"}),
        ("cancel_batch", "batch_operation_request", {"batch_id": "b"}, {"batch_id": "b"}),
        (
            "set_batch_metadata",
            "set_batch_metadata_request",
            {"batch_name": "b", "metadata": {"a": 1}},
            {"batch_name": "b", "metadata": {"a": 1}, "merge": False},
        ),
        (
            "set_task_metadata",
            "set_task_metadata_request",
            {"task_id": "t", "metadata": {}, "merge": True},
            {"task_id": "t", "metadata": {}, "merge": True},
        ),
    ],
)
def test_request_objects_of_2_18(
    wire: respx.MockRouter, name: str, keyword: str, request_object: Any, sent: Any
) -> None:
    """Under the old keyword, or alone; as a dictionary, too. Beside others they are refused."""
    from scaleapi.v2 import old_requests

    route = wire.route(method="POST").respond(json=samples.BATCH)
    kind: Any = getattr(old_requests, "".join(map(str.title, keyword.split("_"))))
    call = getattr(ScaleClient("k").v2, name)

    for args, kwargs in (
        ((), {keyword: kind(**request_object)}),
        ((kind(**request_object),), {}),
        ((), {keyword: request_object}),
    ):
        with pytest.warns(DeprecationWarning, match=f"{keyword} is deprecated"):
            call(*args, **kwargs)
        assert sent == json.loads(route.calls.last.request.content)
    for wrong in ({keyword: 5}, {keyword: request_object, "metadata": {}}):
        with pytest.raises(ScaleException, match=rf"/?{keyword}"):
            call(**wrong)

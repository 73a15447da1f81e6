"""The 25 calls of the second API: what is sent, and what becomes of the answer."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any

import httpx
import numpy as np
import pytest
import respx

from scaleapi import ScaleClient
from scaleapi.exceptions import (
    ScaleInternalError,
    ScaleInvalidRequest,
    ScaleResponseError,
    ScaleValidationError,
    ScaleValidationWarning,
)
from scaleapi.models import v2 as models
from scaleapi.models.v2.enums import ExpandTask, Option, TaskStatus
from tests.conftest import TEST_KEY, Clients
from tests.models.v2 import samples

ID, NAME = {"batch_id": "b1"}, {"batch_name": "Batch"}
PROJECT = {"project_id": "p1"}
NAIVE = datetime(2025, 1, 1)  # noqa: DTZ001  (that is the point)
BATCH, TASK = models.Batch(id="b1"), models.Task(task_id="t1")
CALLS: list[tuple[str, dict[str, Any], str, str, Any, Any, Any]] = [
    ("get_task", {"task_id": "t1"}, "GET", "task", {"task_id": "t1"}, samples.TASK, TASK),
    ("create_chat_task", PROJECT, "POST", "task/chat", PROJECT, samples.TASK, TASK),
    (
        "set_task_metadata",
        {"task_id": "t1", "metadata": {"a": None}},
        "POST",
        "task/metadata",
        {"task_id": "t1", "metadata": {"a": None}, "merge": False},
        samples.TASK,
        TASK,
    ),
    ("get_batch", NAME, "GET", "batch", NAME, samples.BATCH, BATCH),
    (
        "create_batch",
        {"name": "Batch", "metadata": {"a": 1}, "callback": "a@example.com", **PROJECT},
        "POST",
        "batch",
        {"name": "Batch", **PROJECT, "callback": "a@example.com", "staging_batch": False, "metadata": {"a": 1}},
        samples.BATCH,
        BATCH,
    ),
    ("finalize_batch", ID, "POST", "batch/finalize", ID, samples.BATCH, BATCH),
    ("pause_batch", ID, "POST", "batch/pause", ID, {"batch": samples.BATCH, "message": "m"}, BATCH),
    ("resume_batch", ID, "POST", "batch/resume", ID, {"message": "m"}, BATCH),
    ("cancel_batch", NAME, "POST", "batch/cancel", NAME, {"batch": samples.BATCH}, BATCH),
    (
        "set_batch_metadata",
        {**ID, "metadata": {}, "merge": True},
        "POST",
        "batch/metadata",
        {**ID, "metadata": {}, "merge": True},
        samples.BATCH,
        BATCH,
    ),
    ("get_project", {"project_name": "P"}, "GET", "project", {"project_name": "P"}, samples.PROJECT, samples.PROJECT),
    (
        "get_projects",
        {"created_after": date(2025, 1, 31)},
        "GET",
        "projects",
        {"created_after": "2025-01-31T00:00:00Z"},
        {"projects": [samples.PROJECT]},
        [samples.PROJECT],
    ),
    (
        "get_annotation",
        {"annotation_id": "a"},
        "GET",
        "annotation",
        {"annotation_id": "a"},
        samples.ANNOTATIONS[0],
        samples.ANNOTATIONS[0],
    ),
    ("get_schema", {"schema_id": "s"}, "GET", "schema", {"schema_id": "s"}, {"schema": samples.SCHEMA}, samples.SCHEMA),
    (
        "get_deliveries",
        {**PROJECT, "expand": "project"},
        "GET",
        "deliveries",
        {**PROJECT, "expand": "project"},
        {"deliveries": [samples.DELIVERY]},
        [samples.DELIVERY],
    ),
    ("get_datasets", {}, "GET", "datasets", {}, {"datasets": [samples.DATASET]}, [samples.DATASET]),
    (
        "get_dataset_deliveries",
        {"dataset_id": "ds1", "expand": ["dataset"]},
        "GET",
        "datasets/deliveries",
        {"dataset_id": "ds1", "expand": "dataset"},
        {"deliveries": [samples.DATASET_DELIVERY]},
        [samples.DATASET_DELIVERY],
    ),
    ("get_dataset_task", {"task_id": "t"}, "GET", "datasets/task", {"task_id": "t"}, samples.DATASET_TASK, None),
    ("get_tasks", PROJECT, "GET", "tasks", PROJECT, {"tasks": [samples.TASK]}, [TASK]),
    ("get_batches", {}, "GET", "batches", {}, {"batches": [samples.BATCH]}, [BATCH]),
    (
        "get_delivery",
        {"delivery_name": "D", **PROJECT},
        "GET",
        "delivery",
        {"delivery_name": "D", **PROJECT},
        {"delivery": samples.DELIVERY, "tasks": [samples.TASK]},
        [TASK],
    ),
    (
        "get_delivery_tasks",
        {**PROJECT, "delivery_id": "d1"},
        "GET",
        "delivery/tasks",
        {**PROJECT, "delivery_id": "d1"},
        {"docs": [samples.DELIVERED], "total": 1, "next_token": ""},
        [samples.DELIVERED],
    ),
    (
        "get_dataset_delivery",
        {"delivery_id": "dd1"},
        "GET",
        "datasets/delivery",
        {"delivery_id": "dd1"},
        {"delivery": samples.DATASET_DELIVERY, "tasks": [samples.DATASET_TASK], "next_token": None},
        [samples.DATASET_TASK],
    ),
    (
        "get_dataset_tasks",
        {"dataset_id": "ds1"},
        "GET",
        "datasets/tasks",
        {"dataset_id": "ds1"},
        {"tasks": [samples.DATASET_TASK]},
        [samples.DATASET_TASK],
    ),
]


@pytest.mark.parametrize(
    ("name", "given", "method", "where", "sent", "answer", "expected"), CALLS, ids=lambda v: str(v)[:20]
)
def test_every_call(
    v2: Any,
    wire: respx.MockRouter,
    name: str,
    given: dict[str, Any],
    method: str,
    where: str,
    sent: Any,
    answer: Any,
    expected: Any,
) -> None:
    """Each sends what is described, with the key as bearer, and reads the answer without losing anything."""
    route = wire.request(method, f"/{where}").respond(json=answer)

    result = getattr(v2, name)(**given)
    several = result if isinstance(result, list) else list(result) if not isinstance(result, models.V2Entity) else None

    request = route.calls.last.request
    assert f"Bearer {TEST_KEY}" == request.headers["authorization"]
    assert sent == (json.loads(request.content) if method == "POST" else dict(request.url.params.multi_items()))
    found = result if several is None else several
    raw = [one.as_dict() for one in found] if isinstance(found, list) else found.as_dict()
    assert expected in (None, found, raw)


def test_a_dataset_attachment_is_named_by_its_redirect(v2: Any, wire: respx.MockRouter) -> None:
    """The target of the 302 is the result, also a relative one; nothing is fetched from it."""
    where = wire.get("/datasets/task/t%2F1/response_url/a")
    for location, expected in (
        ("https://files.example.com/x?sig=1", "https://files.example.com/x?sig=1"),
        ("/x", "https://api.scale.com/x"),
    ):
        where.respond(302, headers={"location": location})
        assert expected == v2.get_dataset_task_response_url("t/1", "a")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (httpx.Response(302), "names no target"),
        (httpx.Response(302, headers={"location": "ftp://x/y"}), "no address of the web"),
        (httpx.Response(200, json={}), "no redirect"),
    ],
)
def test_a_redirect_needs_a_target(v2: Any, wire: respx.MockRouter, answer: httpx.Response, message: str) -> None:
    """What does not say where the file is is a ScaleResponseError."""
    wire.get("/datasets/task/t/response_url/a").mock(return_value=answer)

    with pytest.raises(ScaleResponseError, match=message):
        v2.get_dataset_task_response_url("t", "a")


@pytest.mark.parametrize(
    ("name", "given", "pointer"),
    [
        ("get_project", {}, "/project_id"),
        ("get_project", {"project_id": "a", "project_name": "b"}, "/project_name"),
        ("get_batch", {"batch_id": ""}, "/batch_id"),
        ("get_batch", {"batch_id": 5}, "/batch_id"),
        ("pause_batch", {}, "/batch_id"),
        ("set_batch_metadata", {"metadata": {}}, "/batch_id"),
        ("set_batch_metadata", {"batch_id": "b", "metadata": []}, "/metadata"),
        ("create_batch", {"name": "b"}, "/project_id"),
        ("create_batch", {"name": "", "project_id": "p"}, "/name"),
        ("create_chat_task", {"template_variables": {}}, "/project_id"),
        ("create_chat_task", {**PROJECT, "batch_id": "a", "batch_name": "b"}, "/batch_name"),
        ("create_chat_task", {**PROJECT, "template_variables": {"a": {1}}}, "/template_variables/a"),
        ("get_task", {"task_id": ""}, "/task_id"),
        ("get_tasks", {}, "/project_id"),
        ("get_tasks", {**PROJECT, "limit": 101}, "/limit"),
        ("get_tasks", {**PROJECT, "status": ["pending", "error"]}, "/status"),
        ("get_tasks", {**PROJECT, "next_token": "x", "concurrency": 2}, "/next_token"),
        (
            "get_tasks",
            {**PROJECT, "completed_after": "2025-01-02", "completed_before": "2025-01-01"},
            "/completed_before",
        ),
        ("get_tasks", {**PROJECT, "completed_after": 5}, "/completed_after"),
        ("get_tasks", {**PROJECT, "cursor": "rubbish"}, "/cursor"),
        ("get_batches", {"created_after": "2025-01-02", "created_before": date(2025, 1, 1)}, "/created_before"),
        ("get_deliveries", {}, "/project_id"),
        ("get_delivery", {"delivery_name": "d"}, "/project_id"),
        ("get_delivery", {}, "/delivery_id"),
        ("get_delivery_tasks", {"delivery_id": "d"}, "/project_id"),
        ("get_dataset_tasks", {}, "/dataset_id"),
        ("wait_for_batch", {"batch": "b", "interval": 0}, "/interval"),
        ("wait_for_batch", {"batch": "b", "status": ""}, "/status"),
        ("wait_for_batch", {}, "/batch_id"),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, given: Any, pointer: str) -> None:
    """It is told before anything is sent, by the argument."""
    with respx.mock(), pytest.raises(ScaleValidationError) as caught:
        getattr(ScaleClient("k").v2, name)(**given)

    assert [pointer] == [one.pointer for one in caught.value.problems]


@pytest.mark.parametrize(
    ("given", "query", "doubt"),
    [
        ({"expand": ["project", "galaxy"]}, [("expand", "project"), ("expand", "galaxy")], "/expand/1: is not known"),
        ({"opts": "colours"}, [("opts", "colours")], "/opts/0: is not known"),
        (
            {"completed_after": NAIVE},
            [("completed_after", "2025-01-01T00:00:00Z")],
            "names no time zone",
        ),
        ({"completed_before": "2025-01-01T01:02:03"}, [("completed_before", "2025-01-01T01:02:03Z")], "no time zone"),
        (
            {"completed_before": np.datetime64("2025-01-01T01:02:03")},
            [("completed_before", "2025-01-01T01:02:03Z")],
            "zone",
        ),
        ({"completed_before": "yesterday"}, [("completed_before", "yesterday")], "is no ISO 8601"),
    ],
)
def test_doubts_are_sent(v2: Any, wire: respx.MockRouter, given: Any, query: list[Any], doubt: str) -> None:
    """What this version does not know, and moments without a zone, go out with a warning."""
    route = wire.get("/tasks").respond(json={"tasks": []})

    with pytest.warns(ScaleValidationWarning, match=doubt):
        tasks = v2.get_tasks(project_id="p", **given)
    assert [] == list(tasks)

    assert [("project_id", "p"), *query] == route.calls.last.request.url.params.multi_items()


def test_a_delivery_of_a_dataset_is_probably_needed(v2: Any, wire: respx.MockRouter) -> None:
    """The description does not say that it is; so it is a doubt."""
    wire.get("/datasets/delivery").respond(json={"tasks": []})

    with pytest.warns(ScaleValidationWarning, match="/delivery_id: is missing"):
        assert [] == list(v2.get_dataset_delivery())


def test_filters_are_written(v2: Any, wire: respx.MockRouter) -> None:
    """Members and strings alike; moments of any zone in UTC; several values repeat their key."""
    route = wire.get("/tasks").respond(json={"tasks": []})
    east = timezone(timedelta(hours=2))

    list(
        v2.get_tasks(
            batch_name="b",
            status=TaskStatus.COMPLETED,
            completed_after=datetime(2025, 1, 1, 2, tzinfo=east),
            completed_before="2025-01-02T00:00:00.5Z",
            limit="7",
            expand=[ExpandTask.PROJECT, "batch"],
            opts=Option.SUBMISSIONS,
        )
    )

    assert [
        ("batch_name", "b"),
        ("status", "completed"),
        ("completed_after", "2025-01-01T00:00:00Z"),
        ("completed_before", "2025-01-02T00:00:00.500000Z"),
        ("expand", "project"),
        ("expand", "batch"),
        ("opts", "submissions"),
        ("limit", "7"),
    ] == route.calls.last.request.url.params.multi_items()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/v1", "https://a.example/v2/project"),
        ("https://a.example/api/v2/", "https://a.example/api/v2/project"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000/v2/project"),
    ],
)
def test_the_address_moves_the_second_api(clients: Clients, url: str, expected: str) -> None:
    """`api_instance_url` says where both are."""
    with respx.mock() as router:
        route = router.get(expected).respond(json=samples.PROJECT)
        client = clients(api_instance_url=url)
        assert "p1" == client.v2.get_project("p1").id
    assert route.called
    shown = client.v2.client if clients.kind == "async" else client.v2
    assert f"V2Client('{expected.removesuffix('/project')}')" in repr(shown)


@pytest.mark.parametrize(
    "body", ["[]", "5", '"text"', "null", "<html>", '{"task_id": "t", "workspace_token": "canary_5b1e", ']
)
def test_a_reply_that_is_no_object_is_an_error(v2: Any, wire: respx.MockRouter, body: str) -> None:
    """And a broken one does not tell what secrets it held."""
    wire.get("/task").respond(text=body)
    wire.get("/schema").respond(text=body)
    wire.post("/batch/pause").respond(text=body)
    wire.get("/projects").respond(text=body)

    for call in (
        lambda: v2.get_task("t"),
        lambda: v2.get_schema("s"),
        lambda: v2.pause_batch("b"),
        v2.get_projects,
    ):
        with pytest.raises(ScaleResponseError):
            call()


def test_errors_retries_and_limits_are_the_clients(
    clients: Clients, wire: respx.MockRouter, waits: list[float]
) -> None:
    """The error's text is told, with method and path; what is safe is sent again; options can be changed for a call."""
    events: list[Any] = []
    route = wire.get("/task").mock(
        side_effect=[
            httpx.Response(429, headers={"retry-after": "2"}),
            httpx.Response(200, json=samples.TASK),
            *[httpx.Response(500, json={"status_code": 500, "error": "broken here"})] * 2,
            httpx.Response(400, json={"error": "bad id"}),
        ]
    )
    v2 = clients(on_event=events.append, max_retries=1).v2

    assert TASK == v2.get_task("t1")
    with pytest.raises(ScaleInternalError, match="broken here"):
        v2.get_task("t1")
    with pytest.raises(ScaleInvalidRequest, match="bad id"):
        v2.get_task("t1")

    assert (5, True) == (route.call_count, 2.0 in waits)
    assert {"https://api.scale.com/v2/task"} == {one.url for one in events}


def test_a_view_shares_its_client() -> None:
    """It is made when it is asked for, closes nothing, takes options, and says what is not there."""
    with respx.mock(base_url="https://api.scale.com") as router, ScaleClient("k") as client:
        router.get("/v2/task").respond(json=samples.TASK)
        router.get("/v1/task/t").respond(json={"task_id": "t", "status": "pending"})
        with client.v2 as view:
            task = view.with_options(timeout=5).get_task("t1")
        assert "t" == client.get_task("t").task_id
        assert task._client is not None
        missing: Any = client.v2
        with pytest.raises(AttributeError, match=r"call get_task\("):
            _ = missing.get_task_with_http_info
        with pytest.raises(AttributeError, match=r"'_hidden'$"):
            _ = missing._hidden

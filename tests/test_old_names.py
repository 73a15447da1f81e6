"""Names of the official clients, older and newer ones, and routes of the API that they do not have."""

from __future__ import annotations

import importlib
import io
from typing import Any

import httpx
import pytest
import respx

import scaleapi
from scaleapi import AsyncScaleClient, ScaleClient
from scaleapi.api import Api
from scaleapi.exceptions import ScaleException, ScaleValidationError
from tests.conftest import Clients

OFFICIAL = {
    "api": ["Api", "ExceptionMap", "SCALE_API_BASE_URL_V1"],
    "batches": ["Batch", "BatchStatus"],
    "evaluation_tasks": ["EvaluationTask"],
    "files": ["File"],
    "projects": ["Project", "TaskTemplate"],
    "quality_tasks": ["QualityTask"],
    "studio": ["StudioBatch", "StudioBatchStatus", "StudioLabelerAssignment", "StudioProjectGroup", "StudioWorker"],
    "tasks": ["Task", "TaskReviewStatus", "TaskStatus", "TaskType"],
    "teams": ["Teammate", "TeammateRole"],
    "training_tasks": ["TrainingTask"],
    "exceptions": ["ExceptionMap", "ScaleException", "ScaleUnauthorized", "ScaleDuplicateResource"],
}
"""What the modules of 2.15.14 and 2.18.4 offer."""
CODES = {
    "ScaleInvalidRequest": 400,
    "ScaleUnauthorized": 401,
    "ScaleNotEnabled": 402,
    "ScaleResourceNotFound": 404,
    "ScaleDuplicateResource": 409,
    "ScaleTooManyRequests": 429,
    "ScaleInternalError": 500,
    "ScaleServiceUnavailable": 503,
    "ScaleTimeoutError": 504,
}


@pytest.mark.parametrize("module", OFFICIAL)
def test_import_paths(module: str) -> None:
    """Each is there, both ways."""
    found = importlib.import_module(f"scaleapi.{module}")
    assert found is getattr(scaleapi, module)
    assert [name for name in OFFICIAL[module] if not hasattr(found, name)] == []


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_codes(name: str, code: int) -> None:
    """On the class, on its errors, and in the map."""
    kind: Any = getattr(scaleapi.exceptions, name)
    assert (code, code, 7) == (kind.code, kind("x").code, kind("x", errcode=7).code)
    assert scaleapi.exceptions.ExceptionMap[code] is kind


def test_a_code_of_none() -> None:
    """The root names no status."""
    assert (None, None, 418) == (ScaleException.code, ScaleException("x").code, ScaleException("x", 418).code)


def test_raw_calls(clients: Clients) -> None:
    """Four methods, with the parameters of 2.x; a file is sent as a form."""
    with respx.mock(base_url="https://api.scale.com/v1") as mock:
        seen = mock.route().mock(httpx.Response(200, json={"ok": True}))
        client = clients()
        api = client.api if isinstance(client, ScaleClient) else AwaitedApi(client)

        answers = [
            api.get_request("tasks", params={"limit": 1}),
            api.post_request("task/x/cancel", body={"a": 1}),
            api.post_request("files/upload", files={"file": io.BytesIO(b"PNG")}, data={"project_name": "p"}),
            api.post_request("files/upload", files={"file": ("a.png", io.BytesIO(b"PNG"))}),
            api.put_request("studio/batches/b", body={}, params={"x": "y"}),
            api.delete_request("task/x/tags", body=["a"]),
        ]

        assert [{"ok": True}] * 6 == answers
        sent = [(call.request.method, call.request.url.path, call.request.url.query.decode()) for call in seen.calls]
        assert ("GET", "/v1/tasks", "limit=1") == sent[0]
        assert ["POST", "POST", "POST", "PUT", "DELETE"] == [method for method, *_ in sent[1:]]
        assert b'filename="a.png"' in seen.calls[3].request.content
        assert b'["a"]' == seen.calls[5].request.content
        with pytest.raises(ScaleValidationError, match="must be one file"):
            api.post_request("x", files={"a": io.BytesIO(b"")})


class AwaitedApi:
    """The raw calls of an async client, awaited."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: self.client.runner.run(getattr(self.client.client.api, name)(*args, **kwargs))


def test_an_api_of_its_own() -> None:
    """`Api(key)` needs no client."""
    with respx.mock(base_url="https://api.scale.com/v1") as mock:
        mock.get("/teams").mock(httpx.Response(200, json=[]))
        assert [] == Api("k", "mine").get_request("teams")
    assert "a%20b%2Fc" == Api.quote_string("a b/c")


@pytest.mark.parametrize("kind", [ScaleClient, AsyncScaleClient])
@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("create_imageannotation_task", 'create_task("imageannotation", ...)'),
        ("create_segment_annotation_task", 'create_task("segmentannotation", ...)'),
        ("fetch_task", "get_task(...)"),
        ("fetch_batch", "get_batch(...)"),
        ("tasks_all", "get_tasks(...)"),
        ("get_tsk", "get_task(...)"),
    ],
)
def test_names_of_version_1(kind: Any, name: str, instead: str) -> None:
    """The error says what to call, and `hasattr` is false."""
    client = kind("k")
    assert not hasattr(client, name)
    with pytest.raises(AttributeError, match=f"has no attribute '{name}'") as caught:
        getattr(client, name)
    assert str(caught.value).endswith(f"call {instead}")


def test_private_names_have_no_advice() -> None:
    """Whoever looks for these is no user."""
    with pytest.raises(AttributeError, match=r"has no attribute '_nothing'$"):
        _ = ScaleClient("k")._nothing  # type: ignore[attr-defined]


def test_every_known_route(live: Any, emulator: Any) -> None:
    """What only third parties know is reached, on both clients."""
    live.create_project("p", "imageannotation", {"geometries": {"box": {"objects_to_annotate": ["a"]}}})
    live.create_batch("p", "b")
    task = live.create_task("imageannotation", project="p", attachment="https://example.com/a.jpg", callback_url="")
    emulator.complete(task.task_id)
    sent = [live.upload_file(__file__, project_name="p").id for _ in range(3)]

    assert sorted(sent) == sorted(file.id for file in live.get_files("p", limit=2))
    assert isinstance(live.resend_callback(task.task_id), dict)
    assert isinstance(live.list_audits(task_id=task.task_id), dict)
    assert isinstance(live.list_training_attempts(labeler_emails="a@example.com"), dict)
    assert isinstance(live.prioritize_batch("b", 20), dict)
    live.set_project_ontology("p", ["a"])


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.list_audits(),
        lambda client: client.list_training_attempts(),
        lambda client: client.get_files(""),
        lambda client: client.prioritize_batch("b", 5),
        lambda client: client.prioritize_batch("b", "high"),
    ],
)
def test_what_these_need(clients: Clients, call: Any) -> None:
    """It is said before anything is sent."""
    with pytest.raises(ScaleValidationError):
        call(clients())


def test_entities_have_them() -> None:
    """Where the thing is at hand."""
    from scaleapi.emulator import Emulator

    with Emulator() as emulator, emulator.client("test_k") as client:
        client.create_project("p", "chat")
        batch, task = client.create_batch("p", "b"), client.create_task("chat", project="p")
        assert isinstance(batch.prioritize(20), dict)
        assert isinstance(task.resend_callback(), dict)


def test_pipelines_of_projects(clients: Clients) -> None:
    """Documented parameters of a Studio project that 2.x lacks."""
    with respx.mock(base_url="https://api.scale.com/v1") as mock:
        route = mock.post("/projects").mock(httpx.Response(200, json={"name": "p"}))
        clients().create_project("p", "textcollection", studio=True, pipeline="consensus_task", consensus_attempts=3)
        assert b'"pipeline":"consensus_task","consensus_attempts":3' in route.calls.last.request.content

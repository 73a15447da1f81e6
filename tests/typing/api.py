"""What the type checkers see: checked by mypy and pyright, never run."""

from __future__ import annotations

from collections.abc import Coroutine
from email.message import Message
from typing import Any, assert_type

import httpx
import httpx2

from scaleapi import (
    AsyncScaleClient,
    Batch,
    Batchlist,
    File,
    Project,
    ScaleClient,
    Task,
    Tasklist,
    TaskStatus,
    TaskType,
    Teammate,
)
from scaleapi._core.paging.iterators import AsyncPageIterator, PageIterator
from scaleapi.bulk import AsyncBulkRun, BulkRun, ChangeResult, CreateResult, FileResult
from scaleapi.callbacks import AsgiApp, Callback, SeenCallbacks, WsgiApp, asgi_app, parse, verify, wsgi_app
from scaleapi.export import ExportDone
from scaleapi.models import BoxGeometry, ImageAnnotationPayload, Response, v2


def sync(client: ScaleClient) -> None:
    """The calls of ScaleClient return what they fetch."""
    assert_type(client.get_task("x"), Task)
    assert_type(client.create_task(TaskType.Chat, project="p"), Task)
    assert_type(client.get_tasks("p"), PageIterator[Task])
    assert_type(client.get_batches(), PageIterator[Batch])
    assert_type(client.get_tasks_count("p"), int)
    assert_type(client.create_tasks("chat", []), BulkRun[CreateResult])
    assert_type(client.upload_files([]), BulkRun[FileResult])
    assert_type(client.wait(["x"]), PageIterator[Task])
    for result in client.cancel_tasks(project_name="p", status="pending"):
        assert_type(result, ChangeResult)
    assert_type(client.export_tasks("out", project_name="p"), ExportDone)
    client.cancel_tasks(projekt="p")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    assert_type(client.tasks(project="p"), Tasklist)
    assert_type(client.batches(), Batchlist)
    assert_type(client.audit_task("x", True), None)
    assert_type(client.projects(), list[Project])
    assert_type(client.batch_status("b"), dict[str, Any])
    client.get_task(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.get_task("x").no_such_field  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnusedExpression]


async def asynchronous(client: AsyncScaleClient) -> None:
    """The calls of AsyncScaleClient are to be awaited."""
    assert_type(client.get_task("x"), Coroutine[Any, Any, Task])  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    assert_type(await client.get_task("x"), Task)
    assert_type(client.get_tasks("p"), AsyncPageIterator[Task])
    assert_type(client.create_tasks("chat", []), AsyncBulkRun[CreateResult])
    assert_type(await client.export_tasks("out", project_name="p"), ExportDone)
    async for batch in client.get_batches():
        assert_type(batch, Batch)
    assert_type(await client.import_file("https://x"), File)
    assert_type(await client.list_teammates(), list[Teammate])
    await client.get_task(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def keywords(client: ScaleClient, kind: str, payload: dict[str, Any]) -> None:
    """A misspelt keyword of `create_task` is an error; whatever is given as a dictionary, or in another type, passes."""  # noqa: E501
    box = BoxGeometry(objects_to_annotate=["a"])
    client.create_task("imageannotation", attachment="https://x", geometries={"box": {}}, priority=30)
    client.create_task(TaskType.ImageAnnotation, attachment="https://x", geometries={"box": box}, metadata={"a": 1})
    client.create_task("imageannotation", **payload)
    client.create_task("imageannotation", **{**payload, "unique_id": "x"})
    client.create_task(kind, **payload)
    client.create_task(kind, attachment="https://x", fields=[], min_width="30")
    client.create_task(TaskType(kind), attachment="https://x")
    client.create_task(ImageAnnotationPayload(attachment="https://x"))
    client.create_task("chat", attachmnt="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    client.create_task(TaskType.Chat, attachmnt="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    client.create_task(kind, attachmnt="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]


def callbacks(client: ScaleClient, async_client: AsyncScaleClient, message: Message) -> None:
    """Applications take both kinds of handlers; headers are those of any framework."""

    def handle(callback: Callback) -> None:
        assert_type(callback.task, Task)
        assert_type(callback.status, TaskStatus)
        assert_type(callback.typed_response, Response | None)
        assert_type(callback.error, str | None)

    async def handle_async(callback: Callback) -> None:
        handle(callback)

    assert_type(asgi_app(handle, keys="k", seen=set[str](), confirm=async_client), AsgiApp)
    assert_type(asgi_app(handle_async, keys=[b"k"], seen=SeenCallbacks("x"), confirm=client), AsgiApp)
    assert_type(wsgi_app(handle, keys=("k", "l"), confirm=client, other=print), WsgiApp)
    wsgi_app(handle, keys="k", confirm=async_client)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    asgi_app(handle)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    asgi_app(handle, keys=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(parse(b"", {"a": "b"}, keys="k"), Callback)
    assert_type(parse("", [(b"a", b"b")], "k"), Callback)
    verify(httpx.Headers(), ["k"])
    verify(message, ["k"])


def second(client: ScaleClient, async_client: AsyncScaleClient) -> None:
    """The second API has its own models; its values are told apart by their classes."""
    assert_type(client.v2.get_task("x"), v2.Task)
    _ = assert_type(async_client.v2.get_task("x"), Coroutine[Any, Any, v2.Task])
    assert_type(client.v2.get_tasks("p"), PageIterator[v2.Task])
    assert_type(client.v2_get_tasks(project_id="p", concurrency=2), PageIterator[v2.Task])
    assert_type(async_client.v2_get_tasks(batch_name="b"), AsyncPageIterator[v2.Task])
    assert_type(client.v2.get_delivery_tasks(project_id="p"), PageIterator[v2.DeliveredTask])
    assert_type(client.v2.get_deliveries("p").deliveries, list[v2.Delivery])
    assert_type(client.v2.create_batch("b", project_id="p"), v2.Batch)
    assert_type(client.v2.get_dataset_task_response_url("t", "a"), str)
    for message in client.v2.get_task("x").messages:
        assert_type(message.text, str | None)
        for annotation in message.annotations:
            if isinstance(annotation, v2.AnnotationBoolean):
                assert_type(annotation.value, bool | None)
    client.v2_get_tasks(projct_id="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def clients_of_others() -> None:
    """Clients of httpx and of httpx2 are taken, each kind where it belongs."""
    ScaleClient("k", http_client=httpx.Client())
    ScaleClient("k", http_client=httpx2.Client())
    AsyncScaleClient("k", http_client=httpx.AsyncClient())
    AsyncScaleClient("k", http_client=httpx2.AsyncClient())
    ScaleClient("k", http_client=httpx.AsyncClient())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AsyncScaleClient("k", http_client=httpx2.Client())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

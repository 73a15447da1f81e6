"""All 25 calls of the second API against the emulator, on both clients, with every filter."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleDuplicateResource, ScaleInvalidRequest, ScaleResourceNotFound
from scaleapi.models import v2 as models

PAST, FUTURE = "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"
OPTS = ["annotation_details", "attachment_details", "model_parameters", "submissions"]


@pytest.fixture
def project(client: Any) -> models.Project:
    """A project for chats."""
    client.create_project("P", "chat")
    found: models.Project = client.v2.get_project(project_name="P")
    return found


def test_projects(client: Any, project: models.Project) -> None:
    """They are found by id, by name and by time; what does not exist is a 404."""
    v2 = client.v2

    assert project == v2.get_project(project.id)
    assert [project] == v2.get_projects(PAST, FUTURE) == v2.get_projects()
    assert [] == v2.get_projects(created_after=FUTURE)
    with pytest.raises(ScaleResourceNotFound):
        v2.get_project("0" * 24)


def test_batches(live: Any) -> None:
    """A batch goes through its states; what is not allowed in one is a clear error."""
    live.create_project("P", "chat")
    v2 = live.v2
    batch = v2.create_batch(
        "B", project_name="P", staging_batch=True, metadata={"a": {"b": 1}}, callback="a@example.com"
    )
    with pytest.raises(ScaleInvalidRequest, match=r"paused.*staging"):
        v2.pause_batch(batch.id)

    assert "in_progress" == v2.finalize_batch(batch_name="B").status
    assert v2.pause_batch(batch.id).message
    assert "paused" == v2.wait_for_batch(batch, status="paused").status
    v2.resume_batch(batch.id)
    assert "in_progress" == v2.wait_for_batch(batch_name="B", status="in_progress").status
    assert {"a": {"b": 1, "c": 2}} == v2.set_batch_metadata(batch.id, metadata={"a": {"c": 2}}, merge=True).metadata
    assert {"new": 1} == v2.set_batch_metadata(batch_name="B", metadata={"new": 1}).metadata
    v2.cancel_batch(batch.id)
    last = v2.wait_for_batch(batch, status="cancelled")
    assert ("P", last) == (v2.get_batch(batch.id, expand="project").project.name, v2.get_batch(batch_name="B"))
    with pytest.raises(ScaleInvalidRequest):
        v2.resume_batch(batch.id)
    filters: dict[str, Any] = {
        "project_name": "P",
        "status": "cancelled",
        "created_after": PAST,
        "created_before": FUTURE,
    }
    assert [batch] == list(v2.get_batches(**filters)) == list(v2.get_batches(**filters, limit=1, concurrency=2))
    assert [] == list(v2.get_batches(completed_after=FUTURE, completed_before=FUTURE, expand="project"))


def test_tasks(client: Any, project: models.Project) -> None:
    """A chat is created, answered and listed; both versions share it."""
    v2 = client.v2
    batch = v2.create_batch("B", project_id=project.id)
    asked = {"template_variables": {"prompt": "Why?"}, "metadata": {"row": 1}, "callback_url": "a@example.com"}
    made = v2.create_chat_task(project_id=project.id, batch_id=batch.id, unique_id="u1", **asked)
    other = v2.create_chat_task(project_name="P", batch_name="B")

    with pytest.raises(ScaleDuplicateResource):
        v2.create_chat_task(project_id=project.id, unique_id="u1")
    task = v2.get_task(made.task_id, expand=["project", "batch"], opts=OPTS)
    assert (project, batch, "completed") == (task.project.object, task.batch.object, task.status)
    answers = [one for one in task.messages if one.role == "assistant"]
    assert {"model_a", "model_b"} == {one.source_id for one in answers}
    assert all(one.text and one.annotations for one in answers[:2])
    assert all(type(one).__name__.lower() == f"annotation{one.type}".replace("_", "") for one in answers[0].annotations)
    assert {models.AnnotationBare} == {type(one) for one in v2.get_task(made.task_id).messages[1].annotations}
    assert answers[0].annotations[0] == v2.get_annotation(answers[0].annotations[0].id)
    assert {"row": 1, "x": 2} == v2.set_task_metadata(made.task_id, {"x": 2}, merge=True).metadata
    filters = {"status": "completed", "completed_after": PAST, "completed_before": FUTURE, "opts": OPTS, "limit": 1}
    for named in ({"project_id": project.id}, {"project_name": "P"}, {"batch_id": batch.id}, {"batch_name": "B"}):
        assert {made, other} == set(v2.get_tasks(**named, **filters, expand="project"))
        assert {made, other} == set(client.v2_get_tasks(**named, **filters, concurrency=3))
    assert made.task_id == client.get_task(made.task_id).task_id


def test_deliveries(client: Any, emulator: Emulator, project: models.Project) -> None:
    """Delivered tasks are listed with their responses, whose schema can be asked for."""
    v2 = client.v2
    task = v2.create_chat_task(project_id=project.id, template_variables={"prompt": "Why?"})
    later = v2.create_chat_task(project_id=project.id)
    v2.get_task(task.task_id)
    emulator.deliver([task.task_id], name="D")

    [delivery] = v2.get_deliveries(project_name="P", delivered_after=PAST, delivered_before=FUTURE, expand="project")
    assert ("D", project, 1) == (delivery.name, delivery.project.object, delivery.task_count)
    listing = v2.get_delivery(delivery.id, expand=["project", "batch", "delivery"], opts=OPTS)
    assert ([task], delivery) == (list(listing), listing.page().delivery)
    assert [task] == list(v2.get_delivery(delivery_name="D", project_id=project.id, limit=1))
    one, two = sorted(
        v2.get_delivery_tasks(project_id=project.id, status="completed", completed_after=PAST, completed_before=FUTURE),
        key=lambda found: found.delivery_id is None,
    )
    assert ("D", later.task_id) == (delivery.name, two.task_id)
    assert "object" == v2.get_schema(one.response_schema_id).json["type"]
    assert [thread.id for thread in one.threads] == [thread.id for thread in v2.get_task(task.task_id).threads]
    assert [one] == list(v2.get_delivery_tasks(delivery_id=delivery.id, project_name="P"))
    with pytest.raises(ScaleResourceNotFound):
        v2.get_schema("0" * 24)


def test_datasets(client: Any, emulator: Emulator, project: models.Project, tmp_path: Path) -> None:
    """Tasks of a dataset are listed by dataset or delivery, and their attachments are fetched."""
    v2 = client.v2
    task = v2.create_chat_task(project_id=project.id, template_variables={"prompt": "Why?"})
    v2.get_task(task.task_id)
    emulator.deliver([task.task_id], name="D", dataset="DS")

    [dataset] = v2.get_datasets()
    [delivery] = v2.get_dataset_deliveries(dataset.id, PAST, FUTURE, expand="dataset")
    assert (dataset, 1) == (delivery.dataset.object, delivery.metadata.task_count)
    listing = v2.get_dataset_delivery(delivery.id, limit=1, expand=["dataset", "delivery"])
    [found] = listing
    assert (dataset, delivery, delivery) == (found.dataset.object, found.delivery.object, listing.page().delivery)
    for named in ({"dataset_id": dataset.id}, {"delivery_id": delivery.id}):
        window = {"delivered_after": PAST, "delivered_before": FUTURE}
        assert [found] == list(v2.get_dataset_tasks(**named, **window, limit=5, expand="delivery"))
    assert found == v2.get_dataset_task(found.task_id, expand=["dataset"])
    attachment = found.response["attachments"][0]["id"]
    assert v2.get_dataset_task_response_url(found.task_id, attachment).startswith("http://emulator.test/")
    size = v2.download_response(found, tmp_path / "file", attachment_id=attachment)
    assert size == (tmp_path / "file").stat().st_size > 0
    with pytest.raises(ScaleResourceNotFound):
        v2.download_response(found, tmp_path / "other", attachment_id="nowhere")


def test_a_script_for_2_18_4_runs_unchanged() -> None:
    """With its imports, request objects, pages and wrappers; each old way warns, and works."""
    script = textwrap.dedent("""
        from datetime import datetime, timezone
        import scaleapi
        from scaleapi.api_client.v2 import (ApiException, CreateBatchRequest, CreateChatTaskRequest, ExpandableEnumTask,
                                            BatchOperationRequest, Option, SetTaskMetadataRequest, TaskStatus)
        from scaleapi.api_client.v2.models import Task

        client = scaleapi.ScaleClient("test_old_script")
        project = client.v2.get_project(project_name="chats")
        batch = client.v2.create_batch(create_batch_request=CreateBatchRequest(name="b", project_id=project.id))
        made = client.v2.create_chat_task(CreateChatTaskRequest(project_id=project.id, batch_id=batch.id,
                                                                template_variables={"prompt": "Why?"}))
        client.v2.set_task_metadata(SetTaskMetadataRequest(task_id=made.task_id, metadata={"a": 1}))
        page = client.v2.get_tasks(project_id=project.id, limit=10, expand=[ExpandableEnumTask.PROJECT],
                                   opts=[Option.ANNOTATION_DETAILS])
        task = page.tasks[0]
        print(page.next_token, task.status == TaskStatus.COMPLETED, task.project.actual_instance.name, task.metadata)
        for message in task.threads[0].turns[0].messages:
            print(message.role.value, message.source_id, [one.actual_instance.key for one in message.annotations][:1])
        since = datetime(2020, 1, 1, tzinfo=timezone.utc)
        for task in client.v2_get_tasks(project_name="chats", completed_after=since):
            print(Task.from_dict(task.to_dict()).task_id == made.task_id)
        print(len(client.v2.get_delivery_tasks(project_name="chats").docs), client.v2.get_batches().batches[0].name)
        try:
            client.v2.resume_batch(batch_operation_request=BatchOperationRequest(batch_id=batch.id))
        except ApiException as error:
            print(error.status)
    """)
    with Emulator() as emulator, emulator.serve() as server:
        with emulator.client("test_old_script") as client:
            client.create_project("chats", "chat")
        run = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=False,
            env={"SCALE_API_URL": server.url},
        )

    assert {"DeprecationWarning"} == set(re.findall(r"\w+Warning", run.stderr))
    assert [
        "None True chats {'a': 1}",
        "user user []",
        "assistant model_a ['quality']",
        "assistant model_b ['quality']",
        "True",
        "1 b",
        "400",
    ] == run.stdout.splitlines()

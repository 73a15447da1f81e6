"""Lists of the second API on disk: all of a list, or nothing of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest
import respx

from scaleapi import ScaleException, ScaleValidationError
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleExportError
from scaleapi.export import read_jsonl, read_parquet, to_preference_pairs
from scaleapi.models.v2 import DeliveredTask, Task
from tests.conftest import Clients
from tests.v2.test_lists import Tasks


@pytest.fixture
def chats(clients: Clients, emulator: Emulator) -> Any:
    """A client with three chat tasks that are done."""
    client = clients.of(emulator)
    client.create_project("sums", "chat")
    for _ in range(3):
        client.v2.create_chat_task(project_name="sums", template_variables={"prompt": "Six by seven?"})
    return client


def test_tasks_as_tables(chats: Any, tmp_path: Path) -> None:
    """A row for each task, message and annotation."""
    counted: list[int] = []
    done = chats.v2.export_tasks(
        tmp_path, project_name="sums", raw=True, limit=2, progress=lambda now: counted.append(now.done)
    )

    assert (1, 3, [2, 3]) == (done.parts, done.tasks, counted)
    assert done.annotations == pq.read_table(tmp_path / "annotations/part-00000.parquet").num_rows > 0
    assert 0 < pq.read_table(tmp_path / "messages/part-00000.parquet").num_rows
    assert list(chats.v2.get_tasks(project_name="sums")) == list(read_parquet(tmp_path, of=Task))


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz"])
def test_tasks_as_lines(chats: Any, tmp_path: Path, ending: Any) -> None:
    """And from there to pairs for training."""
    done = chats.v2.export_tasks(tmp_path, project_name="sums", file_format=ending)
    assert 3 == done.tasks
    assert 3 <= len(to_preference_pairs(read_jsonl(tmp_path, Task)).rows)


def test_any_listing(clients: Clients, emulator: Emulator, tmp_path: Path) -> None:
    """What was delivered, say; filters are the listing's own."""
    client = clients.of(emulator)
    client.create_project("sums", "chat")
    client.v2.create_chat_task(project_name="sums")
    listing = client.v2.get_delivery_tasks(project_name="sums")
    listing = getattr(listing, "listing", listing)

    done = client.v2.export_tasks(tmp_path, listing, file_format="jsonl")

    assert 1 == done.tasks == len(list(read_jsonl(tmp_path, DeliveredTask)))
    with pytest.raises(ScaleValidationError, match="filters of its own"):
        client.v2.export_tasks(tmp_path / "other", listing, project_name="sums")


def test_windows_are_exported_once(clients: Clients, wire: respx.MockRouter, tmp_path: Path) -> None:
    """What a page has beyond the edges of its window is another window's."""
    wire.get("/tasks").mock(side_effect=Tasks(95))
    client = clients()
    start = datetime(2025, 1, 1, tzinfo=UTC)

    client.v2.export_tasks(tmp_path, file_format="jsonl", project_id="p", completed_after=start, concurrency=3)

    ids = [one.task_id for one in read_jsonl(tmp_path, Task)]
    assert sorted(set(ids)) == sorted(ids)
    assert 95 == len(ids)


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_a_list_that_breaks_off_leaves_nothing(
    clients: Clients, wire: respx.MockRouter, tmp_path: Path, kind: Any
) -> None:
    """Its error is raised, and the folder may be used again."""
    first = httpx.Response(200, json={"tasks": [{"task_id": "t"}], "next_token": "a"})
    wire.get("/tasks").mock(side_effect=[first, httpx.Response(400, json={"error": "no"})])
    with pytest.raises(ScaleException, match="no"):
        clients().v2.export_tasks(tmp_path, project_id="p", file_format=kind)
    assert [] == [file for file in tmp_path.rglob("*") if file.is_file()]


def test_wrong_arguments_are_refused(clients: Clients, tmp_path: Path) -> None:
    """Before anything is asked for: a format that is none, and a folder that is in use."""
    client = clients()
    with pytest.raises(ScaleValidationError, match="file_format"):
        client.v2.export_tasks(tmp_path, file_format="csv", project_id="p")
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks/part-00000.jsonl").write_text("{}")
    with pytest.raises(ScaleExportError, match="holds tasks already"):
        client.v2.export_tasks(tmp_path, project_id="p")

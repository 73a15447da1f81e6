"""Exports where things are missing, odd, or in the way."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

import scaleapi.export
from scaleapi import ScaleClient
from scaleapi.exceptions import ScaleExportError, ScaleResponseError
from scaleapi.export import to_arrow, to_pandas, to_polars, write_parquet
from scaleapi.models.tasks.result import result_of
from tests.conftest import Clients
from tests.export.test_tables import task_of


def client_of(**answers: Any) -> ScaleClient:
    """Make a client whose service answers this, by the first segment of the path."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=answers[request.url.path.split("/")[2]])

    return ScaleClient("k", http_client=httpx.Client(transport=httpx.MockTransport(answer)))


def page(*docs: Any) -> dict[str, Any]:
    """Make the only page of a list."""
    return {"docs": list(docs), "total": len(docs), "limit": 100, "offset": 0, "has_more": False}


def test_one_task_with_many_rows(tmp_path: Path) -> None:
    """The rows of one task need not fit into a batch."""
    task = task_of("imageannotation", {"annotations": [{"type": "box", "left": n} for n in range(2500)]})

    assert 2500 == write_parquet(tmp_path, [task], "imageannotation").annotations


@pytest.mark.parametrize("file_format", ["parquet", "jsonl"])
def test_a_file_in_the_way(tmp_path: Path, file_format: Any) -> None:
    """Where the folder cannot be made, the error of the system says so, and the next call goes on."""
    (tmp_path / "tasks").touch()
    task = {"task_id": "1", "status": "completed", "type": "chat", "created_at": "2024-02-01T10:00:00Z"}
    with client_of(projects={"name": "p", "type": "chat"}, tasks=page(task)) as client:
        with pytest.raises(OSError, match="tasks"):
            client.export_tasks(tmp_path, project_name="p", file_format=file_format)
        (tmp_path / "tasks").unlink()
        assert 1 == client.export_tasks(tmp_path, project_name="p", file_format=file_format).tasks


def test_a_project_without_a_type(tmp_path: Path) -> None:
    """Where the service says no type, the error says what to give."""
    with client_of(projects={"name": "p"}, tasks=page()) as client:
        with pytest.raises(ScaleExportError, match="does not say which task type project p has: give task_type="):
            client.export_tasks(tmp_path, project_name="p")
        assert 0 == client.export_tasks(tmp_path, project_name="p", task_type="chat").tasks


def test_a_page_of_something_else(tmp_path: Path) -> None:
    """A list whose items are no tasks is not what the API promises."""
    with client_of(tasks=page({"status": "completed"})) as client, pytest.raises(ScaleResponseError):
        client.export_tasks(tmp_path, project_name="p", task_type="chat")


def test_parts_that_disappear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another process keeps removing parts, an export ends."""
    monkeypatch.setattr("scaleapi.export.run.finished_parts", lambda *_: {})
    with client_of(tasks=page()) as client, pytest.raises(ScaleExportError, match="part 0 disappears"):
        client.export_tasks(tmp_path, project_name="p", task_type="chat")


@pytest.mark.parametrize(
    ("missing", "call", "extra"),
    [
        ("pyarrow", lambda: to_arrow([], "chat"), "arrow"),
        ("pandas", lambda: to_pandas([], "chat"), "pandas"),
        ("polars", lambda: to_polars([], "chat"), "polars"),
        ("fsspec.core", lambda: write_parquet("s3://bucket/x", [], "chat"), "remote"),
    ],
)
def test_extras(monkeypatch: pytest.MonkeyPatch, missing: str, call: Any, extra: str) -> None:
    """Without a package, the error names the extra."""
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=rf"needs {missing}: install scaleapi\[{extra}\]"):
        call()


def test_extras_of_the_client(clients: Clients, emulator: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`export_tasks` says so before it asks for anything."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"install scaleapi\[arrow\]"):
        clients.of(emulator).export_tasks(tmp_path, project_name="p")


def test_public_names() -> None:
    """Every public name is there; others are not."""
    assert scaleapi.export.__all__ == sorted(scaleapi.export.__all__)
    assert all(getattr(scaleapi.export, name) for name in scaleapi.export.__all__)
    assert set(scaleapi.export.__all__) <= set(dir(scaleapi.export))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        scaleapi.export.nothing  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("task_type", "response", "files", "expected"),
    [
        ("lidartopdown", {}, {"annotations": [{"type": "line"}, {"type": "point"}]}, 2),
        ("lidartopdown", {}, {"annotations": {"new": 1}}, 1),
        ("videoboxannotation", {}, {"annotations": [1]}, 1),
        ("documenttranscription", {"annotations": 5}, {}, 0),
        ("audiotranscription", {"error": "silence"}, {}, 0),
        ("audiotranscription", {"transcript": "hello"}, {}, 1),
        ("categorization", {"category": ["a", "b"], "category_id": "x"}, {}, 2),
        ("transcription", {"repeatable_fields": [None, 5, {}]}, {}, 2),
        ("segmentannotation", {"labelMapping": {"road": {"index": 1}, "car": [5]}}, {}, 2),
        ("lidarannotation", {}, {"annotations": {"annotations": [{"cuboids": [{}]}]}}, 1),
    ],
)
def test_odd_results(task_type: str, response: Any, files: Any, expected: int) -> None:
    """Results of another form than usual."""
    results = {"a" * 24: result_of(task_type, response, files)}

    tables = to_arrow([task_of(task_type, response)], task_type, results=results)

    assert expected == tables.annotations.num_rows


def test_moments_without_a_zone() -> None:
    """A moment that names no zone is UTC; one before the calendar begins is none."""
    tasks = [task_of("chat", {}, created_at=text) for text in ("2024-02-01T10:00:00", "0001-01-01T00:00:00+02:00")]

    first, second = to_arrow(tasks, "chat").tasks.to_pylist()

    assert "2024-02-01T10:00:00+00:00" == first["created_at"].isoformat()
    assert (None, '{"created_at":"0001-01-01T00:00:00+02:00"}') == (second["created_at"], second["rest"])

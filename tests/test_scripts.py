"""Arguments as scripts have them: numbers as text, several statuses, paths, empty strings, filters of nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest
import respx

from scaleapi import Task, TaskStatus
from scaleapi.exceptions import ScaleException, ScaleValidationError
from scaleapi.export import to_arrow, to_pandas, to_polars, write_parquet
from tests.conftest import Clients

BOX = {"attachment": "https://example.com/a.jpg", "geometries": {"box": {"objects_to_annotate": ["a"]}}}


@pytest.fixture
def filled(client: Any) -> Any:
    """Make a client of a project with three tasks."""
    client.create_project("p", "imageannotation", {"geometries": BOX["geometries"]})
    for number in range(3):
        client.create_task("imageannotation", project="p", **BOX, unique_id=str(number), tags=["t"])
    return client


def test_limits(filled: Any) -> None:
    """A page size is a number however it is written."""
    for limit in ["2", " 2 ", 2, 2.0, np.int64(2), "", None]:
        counts = len(list(filled.get_tasks("p", limit=limit))), len(filled.tasks(project="p", limit=limit))
        assert (repr(limit), 3, 2 if limit else 3) == (repr(limit), *counts)
        assert [] == filled.batches(limit=limit)


class Own(Enum):
    """An enumeration of one's own."""

    done = "completed"


STATUSES = [
    "completed",
    "completed,pending",
    ["completed", "pending"],
    ("pending", TaskStatus.Completed),
    {"completed"},
    np.array(["completed", "error"]),
    pd.Index(["completed", "error"]),
    [Own.done],
    "",
    None,
]


def test_statuses(filled: Any) -> None:
    """One, several in any kind of list, or none."""
    for status in STATUSES:
        listed, counted = len(list(filled.get_tasks("p", status=status))), filled.get_tasks_count("p", status=status)
        total = filled.tasks(project="p", status=status).total
        assert (repr(status), 3, 3, 3) == (repr(status), listed, counted, total)


def test_an_empty_list_is_told(filled: Any, tmp_path: Path) -> None:
    """It would filter nothing, and so change or export everything."""
    for call in chain(*(calls_with_none(filled, name, tmp_path) for name in FILTERS)):
        with pytest.raises(ScaleValidationError, match="must not be empty: nothing would be filtered"):
            call()


FILTERS = ("status", "review_status", "unique_id", "tags")


def calls_with_none(filled: Any, name: str, tmp_path: Path) -> list[Callable[[], object]]:
    """Make calls with a filter that has nothing in it."""
    return [
        lambda: filled.get_tasks("p", **{name: []}),
        lambda: filled.get_tasks_count("p", **{name: ()}),
        lambda: filled.tasks(project="p", **{name.replace("review", "customer_review"): []}),
        lambda: filled.export_tasks(tmp_path / "out", project_name="p", **{name: []}),
        lambda: list(filled.cancel_tasks(project_name="p", **{name: []})),
    ]


def test_empty_strings_are_not_given(filled: Any) -> None:
    """As form fields and environment variables have them."""
    empty = dict.fromkeys(
        ["batch_name", "task_type", "status", "review_status", "unique_id", "tags", "created_after"], ""
    )

    assert 3 == len(list(filled.get_tasks("p", **empty)))
    assert 3 == filled.tasks(project="p", customer_review_status="", status="", start_time="").total
    assert [] == list(filled.get_batches(project_name="", batch_status="", created_after=""))
    with pytest.raises(ScaleValidationError, match="a project_name or a batch_name is needed"):
        filled.get_tasks("", batch_name="")


def test_moments(filled: Any) -> None:
    """Those of numpy and pandas, too."""
    for moment in ["2020-01-01", np.datetime64("2020-01-01"), pd.Timestamp("2020-01-01", tz="UTC")]:
        after, before = (filled.get_tasks_count("p", **{f"created_{way}": moment}) for way in ("after", "before"))
        assert (repr(moment), 3, 0) == (repr(moment), after, before)


@pytest.mark.parametrize("task_type", ["imageannotation", "chat", "textcollection", "something_new"])
@pytest.mark.filterwarnings("ignore::scaleapi.ScaleValidationWarning")
def test_no_callback(clients: Clients, task_type: str) -> None:
    """An empty address is none, and is sent as it is."""
    with respx.mock as mock:
        route = mock.post(url__regex=".*").mock(httpx.Response(200, json={"task_id": "t", "status": "pending"}))
        clients(validation="warn").create_task(task_type, callback_url="")

        assert b'"callback_url":""' in route.calls.last.request.content


def test_batches_without_a_callback(filled: Any) -> None:
    """None and an empty string are the same."""
    assert ["b0", "b1"] == [
        filled.create_batch("p", f"b{at}", callback=none).name for at, none in enumerate(["", None])
    ]


def test_a_path_to_upload(filled: Any, tmp_path: Path) -> None:
    """It is opened and closed here, whether it is a string or a Path."""
    (tmp_path / "a.txt").write_text("content")

    sent = [filled.upload_file(path, project_name="p") for path in (tmp_path / "a.txt", str(tmp_path / "a.txt"))]

    assert [True, True] == [bool(one.attachment_url) for one in sent]
    assert {one.id for one in sent} <= {one.id for one in filled.get_files("p")}


@pytest.mark.parametrize("name", ["missing.txt", ".", "a\0b"])
def test_a_path_that_cannot_be_read(filled: Any, tmp_path: Path, name: str) -> None:
    """The error names it."""
    with pytest.raises(ScaleValidationError, match="/file: cannot be read") as caught:
        filled.upload_file(f"{tmp_path}/{name}")
    assert [f"{tmp_path}/{name}"] == [problem.value for problem in caught.value.problems]


@pytest.mark.parametrize("status", [200, 500])
def test_a_path_is_closed(clients: Clients, tmp_path: Path, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an error, too."""
    opened: list[Any] = []
    monkeypatch.setattr("scaleapi.files.check_upload", opened.append)
    (tmp_path / "a.txt").write_text("content")
    with respx.mock as mock:
        mock.post(url__regex=".*").mock(httpx.Response(status, json={"id": "f"}))
        with suppress(ScaleException):
            clients(max_retries=0).upload_file(tmp_path / "a.txt")
    assert [True] == [file.closed for file in opened]


HALF = "cut \ud83d"


@pytest.mark.parametrize(
    "call",
    [
        lambda client: list(client.get_tasks(project_name=HALF)),
        lambda client: list(client.get_tasks("p", unique_id=[HALF])),
        lambda client: client.tasks(project=HALF),
        lambda client: client.get_task(HALF),
        lambda client: client.get_batch(HALF),
        lambda client: client.get_project(HALF),
        lambda client: client.create_batch(HALF, HALF),
        lambda client: client.set_task_metadata("x", {HALF: HALF}),
        lambda client: client.set_task_tags("x", [HALF]),
        lambda client: client.upload_file(__file__, project_name=HALF),
        lambda client: client.request("GET", HALF),
        lambda client: client.invite_teammates([f"{HALF}@example.com"], "member"),
        lambda client: client.export_tasks("out", project_name=HALF),
    ],
)
def test_half_a_character(client: Any, call: Any) -> None:
    """In any argument it is an error of ours or of the service, and nothing else."""
    with pytest.raises(ScaleException):
        call(client)


def task(kind: str) -> Task:
    """Make a task."""
    return Task.model_validate({"task_id": kind, "type": kind, "status": "completed", "response": {"annotations": []}})


@pytest.mark.parametrize("convert", [to_arrow, to_pandas, to_polars])
def test_tables_of_tasks_of_one_type(convert: Any, tmp_path: Path) -> None:
    """The type may be left out, also where tasks come one by one; nothing is lost."""
    tasks = [task("imageannotation")] * 3

    assert 3 == len(convert(iter(tasks)).tasks) == write_parquet(tmp_path, iter(tasks)).tasks
    assert str(convert(tasks)) == str(convert(tasks, "imageannotation"))


@pytest.mark.parametrize("convert", [to_arrow, to_pandas, to_polars, lambda tasks: write_parquet("out", tasks)])
@pytest.mark.parametrize(
    ("tasks", "told"),
    [
        ([], "no task tells the type"),
        ([task("imageannotation"), task("chat")], "several types, imageannotation and chat"),
        ([Task.model_validate({"task_id": "t", "status": "pending"})], "no task tells the type"),
    ],
)
def test_tables_without_one_type(
    convert: Any, tasks: list[Task], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says what to give; no file is left."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScaleValidationError, match=told):
        convert(tasks)
    assert [] == [path for path in tmp_path.rglob("*") if path.is_file()]


def test_fields_of_an_upload_are_told(filled: Any) -> None:
    """A name that is nearly one of the API's is doubted, and sent."""
    with pytest.warns(UserWarning, match="did you mean `project_name`"):
        filled.upload_file(__file__, projectname="p", project_name="p")

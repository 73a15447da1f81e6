"""Tasks on disk and back: JSON lines and Parquet."""

from __future__ import annotations

import errno
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi import Task
from scaleapi.exceptions import ScaleExportError
from scaleapi.export import read_jsonl, read_parquet, schemas, write_jsonl, write_parquet
from scaleapi.export.completed import foreign_part
from scaleapi.export.parquet_part import MARK
from tests.export.test_tables import ODD, task_of

RAW = {
    "task_id": "1",
    "type": "imageannotation",
    "status": "completed",
    "new_field": [1.5, 10**30, None],
    "response": {"annotations": [{"type": "box", "left": 1}]},
}


@pytest.mark.parametrize(
    "name", ["tasks.jsonl", "tasks.jsonl.gz", "tasks.jsonl.zst", "memory://written/tasks.jsonl.gz"]
)
def test_json_lines(tmp_path: Path, name: str) -> None:
    """Tasks come back with exactly the JSON that was fetched, unknown fields and large numbers included."""
    path = name if "://" in name else str(tmp_path / name)
    tasks = [Task.model_validate(RAW | {"task_id": str(number)}) for number in range(3)]

    assert 3 == write_jsonl(path, tasks)

    assert [task.as_dict() for task in tasks] == [task.as_dict() for task in read_jsonl(path)]


@given(value=ODD | st.text())
def test_any_json_comes_back(value: Any) -> None:
    """Whatever a field holds, it comes back equal: by JSON lines, and by Parquet."""
    task = Task.model_validate(RAW | {"odd": value})
    write_jsonl("memory://any/tasks.jsonl", [task])
    write_parquet("memory://any/parquet", [task], "imageannotation", raw=True)

    [line], [row] = read_jsonl("memory://any/tasks.jsonl"), read_parquet("memory://any/parquet")

    assert task.as_dict() == line.as_dict() == row.as_dict()


def test_half_a_character(tmp_path: Path) -> None:
    """Text that UTF-8 has no place for survives as an escape."""
    task = Task.model_validate(RAW | {"odd": "\ud800"})
    write_jsonl(tmp_path / "tasks.jsonl", [task])
    assert [task.as_dict()] == [one.as_dict() for one in read_jsonl(tmp_path / "tasks.jsonl")]


@pytest.mark.parametrize(
    ("line", "why"), [("{", "no JSON"), ("{}", "no task, for it has no task_id"), ("5", "no task")]
)
def test_broken_lines(tmp_path: Path, line: str, why: str) -> None:
    """A line that is no task is named; empty lines are passed over."""
    path = tmp_path / "tasks.jsonl"
    path.write_text(f"{json.dumps(RAW)}\n\n{line}\n", encoding="utf-8")

    with pytest.raises(ScaleExportError, match=rf"tasks\.jsonl, line 3: {why}"):
        list(read_jsonl(path))


@pytest.mark.parametrize("cut", [0, 4, 100, -9])
def test_a_broken_parquet_file(tmp_path: Path, cut: int) -> None:
    """It is named, wherever it breaks off."""
    write_parquet(tmp_path, [Task.model_validate(RAW)], "imageannotation", raw=True)
    file = tmp_path / "tasks" / "part-00000.parquet"
    file.write_bytes(file.read_bytes()[:cut])

    with pytest.raises(ScaleExportError, match=r"part-00000\.parquet is no whole Parquet file: ."):
        list(read_parquet(tmp_path))


def test_a_line_that_is_no_utf_8(tmp_path: Path) -> None:
    """It is named when it is read, not when somebody looks into the task."""
    path = tmp_path / "tasks.jsonl"
    path.write_bytes(b'{"task_id": "1", "status": "pending", "metadata": {"a": "\xff"}}\n')

    with pytest.raises(ScaleExportError, match=r"tasks\.jsonl, line 1: no JSON"):
        list(read_jsonl(path))


def broken(tasks: int) -> Iterator[Task]:
    """Break off after some tasks."""
    for number in range(tasks):
        yield Task.model_validate(RAW | {"task_id": str(number)})
    raise OSError("the line is dead")


@pytest.mark.parametrize("write", [write_jsonl, lambda path, tasks: write_parquet(path, tasks, "imageannotation")])
def test_nothing_half(tmp_path: Path, write: Any) -> None:
    """When writing breaks off, what was there before stays, and nothing else appears."""
    path = tmp_path / "out"
    write(path, [Task.model_validate(RAW)])
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    with pytest.raises(OSError, match="the line is dead"):
        write(path, broken(300))

    assert before == {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last rows cannot be written, nothing appears."""
    full = OSError(28, "No space left on device")
    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", lambda *_, **__: (_ for _ in ()).throw(full))

    with pytest.raises(OSError, match="No space left"):
        write_parquet(tmp_path / "out", [Task.model_validate(RAW)], "imageannotation")

    assert [] == [file for file in tmp_path.rglob("*") if file.is_file()]


def test_parquet(tmp_path: Path) -> None:
    """Two files of the declared schemas; whole tasks only if asked for."""
    tasks = [task_of("imageannotation", {"annotations": [{"type": "box", "left": 1}] * 3})] * 250

    done = write_parquet(tmp_path, tasks, "imageannotation")

    tables = [pq.read_table(tmp_path / name / "part-00000.parquet") for name in ("tasks", "annotations")]
    assert (250, 750) == (done.tasks, done.annotations) == tuple(table.num_rows for table in tables)
    assert list(schemas("imageannotation")) == [table.schema for table in tables]
    with pytest.raises(ScaleExportError, match="holds no whole tasks: write it with raw=True"):
        list(read_parquet(tmp_path))


def test_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups have a bounded size."""
    monkeypatch.setattr("scaleapi.export.parquet_part._GROUP_ROWS", 1000)
    tasks = [task_of("imageannotation", {"annotations": [{"type": "box"}] * 5})] * 1000

    write_parquet(tmp_path, tasks, "imageannotation", raw=True)

    footer = pq.read_metadata(tmp_path / "annotations" / "part-00000.parquet")
    sizes = [footer.row_group(number).num_rows for number in range(footer.num_row_groups)]
    assert (5000, True) == (sum(sizes), max(sizes) <= 1000)
    assert 1000 == sum(1 for _ in read_parquet(tmp_path / "tasks" / "part-00000.parquet"))


def test_no_tasks(tmp_path: Path) -> None:
    """Without tasks there are files of the right schemas all the same."""
    write_parquet(tmp_path, [], "chat", raw=True)

    assert schemas("chat").annotations == pq.read_schema(tmp_path / "annotations" / "part-00000.parquet")
    assert [] == list(read_parquet(tmp_path))


class Failing(io.BytesIO):
    """A file on a disk that fails."""

    def read(self, *_: Any) -> bytes:
        """Fail."""
        raise OSError(errno.EIO, "Input/output error")


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is no broken file: nobody knows what is in it, so nothing is written over it."""
    write_parquet(tmp_path, [Task.model_validate(RAW)], "imageannotation", raw=True)
    for module in ("parquet", "completed"):
        monkeypatch.setattr(f"scaleapi.export.{module}.open_to_read", lambda _: Failing(b"x" * 1000))

    for look in (lambda: list(read_parquet(tmp_path)), lambda: foreign_part(tmp_path, "mine")):
        with pytest.raises(OSError, match="Input/output error"):
            look()


@pytest.mark.parametrize("mark", [b"no JSON", b"[]", b'{"export": "another"}'])
def test_parts_of_another_program(tmp_path: Path, mark: bytes) -> None:
    """Whatever they say of themselves, they are not ours."""
    (tmp_path / "tasks").mkdir()
    table = pa.table({"a": [1]}).replace_schema_metadata({MARK: mark})
    pq.write_table(table, tmp_path / "tasks" / "part-00000.parquet")
    assert "part-00000.parquet" == foreign_part(tmp_path, "mine")

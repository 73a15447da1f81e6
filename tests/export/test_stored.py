"""Tasks on disk, whichever format they are in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaleapi import Task
from scaleapi.exceptions import ScaleExportError
from scaleapi.export import write_jsonl, write_parquet
from scaleapi.export.drift import drift
from scaleapi.export.stored import read_stored

TASKS = [Task({"task_id": f"t{at}", "type": "chat", "status": "completed", "new": at}) for at in range(3)]
PART = "part-00000.parquet"


def in_parquet(folder: Path) -> Path:
    """Write whole tasks as an export does."""
    write_parquet(folder, TASKS, "chat", raw=True)
    return folder


def lines(path: Path) -> Path:
    """Write JSON lines."""
    write_jsonl(path, TASKS)
    return path


def without_tasks(folder: Path) -> Path:
    """Write Parquet without the whole tasks."""
    write_parquet(folder, TASKS, "chat")
    return folder


def broken(path: Path) -> Path:
    """Write what only begins like Parquet."""
    path.write_bytes(b"PAR1 no footer")
    return path


def both(folder: Path) -> Path:
    """Write exports in both formats into one folder."""
    lines(folder / "tasks" / "part-00000.jsonl")
    return in_parquet(folder)


@pytest.mark.parametrize(
    "stored",
    [
        lambda folder: lines(folder / "tasks.jsonl"),
        lambda folder: lines(folder / "tasks.jsonl.gz"),
        lambda folder: lines(folder / "nameless"),
        lambda folder: lines(folder / "tasks" / "part-00000.jsonl").parent.parent,
        in_parquet,
        lambda folder: in_parquet(folder) / "tasks" / PART,
        lambda folder: (in_parquet(folder) / "tasks" / PART).rename(folder / "nameless"),
    ],
)
def test_any_format(tmp_path: Path, stored: Callable[[Path], Path]) -> None:
    """Files and folders of exports give back the tasks that were written, also where no name tells the format."""
    assert [task.as_dict() for task in TASKS] == [task.as_dict() for task in read_stored(stored(tmp_path))]


def test_elsewhere() -> None:
    """Storage that only has a URL is read, too."""
    write_parquet("memory://stored/export", TASKS, "chat", raw=True)

    assert [task.id for task in TASKS] == [task.id for task in read_stored("memory://stored/export")]


@pytest.mark.parametrize(
    ("stored", "error", "told"),
    [
        (lambda folder: folder, OSError, "is a folder without files of tasks; name an export's folder, or a file"),
        (lambda folder: folder / "nosuch", OSError, "nosuch"),
        (without_tasks, ScaleExportError, "no whole tasks: write it with raw=True"),
        (lambda folder: broken(folder / "a.parquet"), ScaleExportError, "a.parquet is no whole Parquet file: "),
        (both, ScaleExportError, "has both JSON lines and Parquet: name the files to read"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, stored: Any, error: type[Exception], told: str) -> None:
    """An error names the file, and what to do."""
    with pytest.raises(error, match=told):
        list(read_stored(stored(tmp_path)))


def test_drift_reads_parquet(tmp_path: Path) -> None:
    """Drift looks at what an export in Parquet holds."""
    assert [("/new", 3)] == [(one.path, one.count) for one in drift(in_parquet(tmp_path))]

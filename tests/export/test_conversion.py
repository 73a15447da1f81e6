"""convert_jsonl(): from JSON lines to tables, here and on executors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scaleapi import Task
from scaleapi.exceptions import ScaleExportError
from scaleapi.export import convert_jsonl, read_parquet, to_arrow, write_jsonl
from tests.export.test_tables import task_of


def tasks(count: int) -> list[Task]:
    """Make tasks of two boxes each."""
    boxes = [{"type": "box", "left": left, "uuid": f"{left}"} for left in (1, 2)]
    return [task_of("imageannotation", {"annotations": boxes}, task_id=f"{number:024}") for number in range(count)]


@contextmanager
def processes() -> Iterator[Executor]:
    """Start two fresh processes: Arrow has threads, which do not survive a fork."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        yield executor


@contextmanager
def here() -> Iterator[None]:
    """Use no executor."""
    yield None


@pytest.mark.parametrize(
    "where", [here, lambda: ThreadPoolExecutor(3), processes], ids=["here", "threads", "processes"]
)
def test_stretches(tmp_path: Path, where: Any) -> None:
    """A file becomes several parts, with the rows that one table would have."""
    write_jsonl(tmp_path / "tasks.jsonl", tasks(120))

    with where() as executor:
        done = convert_jsonl(
            tmp_path / "tasks.jsonl",
            tmp_path / "out",
            "imageannotation",
            raw=True,
            stretch_bytes=3600,
            executor=executor,
        )

    expected = to_arrow(tasks(120), "imageannotation")
    assert (120, 240) == (done.tasks, done.annotations)
    assert done.parts > 5
    rows: Any = pl.from_arrow(expected.annotations)
    assert rows.equals(pl.read_parquet(tmp_path / "out" / "annotations" / "*.parquet"))
    assert [task.as_dict() for task in tasks(120)] == [task.as_dict() for task in read_parquet(tmp_path / "out")]


def test_going_on(tmp_path: Path) -> None:
    """Parts that are there are not made again."""
    source, out = tmp_path / "tasks.jsonl", tmp_path / "out"
    write_jsonl(source, tasks(100))
    first = convert_jsonl(source, out, "imageannotation", stretch_bytes=9000)
    (out / "tasks" / "part-00001.parquet").unlink()

    second = convert_jsonl(source, out, "imageannotation", stretch_bytes=9000)

    assert (first.parts - 1, first.parts) == (second.earlier, second.parts)
    assert 100 == pl.read_parquet(out / "tasks" / "*.parquet").height


@pytest.mark.parametrize("several", [False, True])
def test_files(tmp_path: Path, several: bool) -> None:
    """Several files, or the folder of an export; a packed file is one part."""
    names = [tmp_path / "in" / "tasks" / f"part-0000{number}.jsonl.gz" for number in range(2)]
    for number, name in enumerate(names):
        write_jsonl(name, tasks(20)[number * 10 : number * 10 + 10])

    done = convert_jsonl(
        names if several else tmp_path / "in", "memory://converted/x" + str(several), "imageannotation"
    )

    assert (2, 20, 40) == (done.parts, done.tasks, done.annotations)


def test_broken_lines(tmp_path: Path) -> None:
    """A line that is no task is named, and nothing is left."""
    source = tmp_path / "tasks.jsonl"
    source.write_text(json.dumps(tasks(1)[0].as_dict()) + "\n\n{}\n", encoding="utf-8")
    with pytest.raises(ScaleExportError, match=r"tasks\.jsonl, line 3 after byte 0: no task"):
        convert_jsonl(source, tmp_path / "out", "imageannotation")
    assert [] == [file for file in (tmp_path / "out").rglob("*") if file.is_file()]


@pytest.mark.parametrize("change", ["source", "form", "plan", "stranger"])
def test_a_folder_of_something_else(tmp_path: Path, change: str) -> None:
    """A folder that holds an export, or parts of other files or in another form, is refused, and stays as it is."""
    source, out = tmp_path / "tasks.jsonl", tmp_path / "out"
    write_jsonl(source, tasks(20))
    convert_jsonl(source, out, "imageannotation")
    write_jsonl(source, tasks(10 if change == "source" else 20))
    names = {"plan": "export.json", "stranger": "tasks/notes.txt"}
    if change in names:
        (out / names[change]).touch()

    with pytest.raises(ScaleExportError, match="which is of something else: give another folder"):
        convert_jsonl(source, out, "imageannotation", raw=change == "form")

    assert 20 == pl.read_parquet(out / "tasks" / "*.parquet").height


def test_parts_that_disappear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another process keeps removing parts, it ends."""
    write_jsonl(tmp_path / "tasks.jsonl", tasks(3))
    monkeypatch.setattr("scaleapi.export.conversion.finished_parts", lambda *_: {})

    with pytest.raises(ScaleExportError, match="does another process write there"):
        convert_jsonl(tmp_path / "tasks.jsonl", tmp_path / "out", "imageannotation")

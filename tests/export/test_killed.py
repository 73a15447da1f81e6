"""An export that is killed at any moment and started again ends with exactly the right rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import polars as pl
import pytest

from scaleapi.emulator import Emulator
from scaleapi.emulator.faults import FAULTS
from scaleapi.export import read_jsonl
from tests.conftest import TEST_KEY
from tests.export.killed import export
from tests.forked import Forked

TASKS = 60
KEY = "live_canary_5b1e"
BOX = {"geometries": {"box": {"objects_to_annotate": ["cow", "calf"]}}}


@pytest.fixture
def service() -> Iterator[tuple[Emulator, str, list[str]]]:
    """Serve an emulator with completed tasks, in which everything goes wrong now and then."""
    with Emulator() as emulator:
        server = emulator.serve()
        with emulator.client(KEY, api_instance_url=server.url) as client:
            client.create_project("p", "imageannotation", BOX)
            rows = [{"project": "p", "attachment": f"https://example.com/{n}.jpg"} for n in range(TASKS)]
            made = [result.task for result in client.create_tasks("imageannotation", rows)]
        ids = sorted(task.task_id for task in made if task is not None)
        for task_id in ids:
            emulator.complete(task_id)
        for kind in FAULTS:
            emulator.faults.add(kind, path="/v1/*", probability=0.03, seconds=0.0)
        yield emulator, server.url, ids
        server.close()


def kill_often(seed: str, times: int, *arguments: object) -> str:
    """Kill the export at random points, then let it end; return its summary."""
    random = Random(seed)
    for _ in range(times):
        process = Forked(export, *arguments)
        process.until(random.choice([0, 1, 2, 4, 7]))
        process.kill()
    errors = ""
    for _ in range(10):  # what met too many faults is tried again
        told, errors = Forked(export, *arguments).end()
        if "tasks and" in told:
            return told
    raise AssertionError(errors)


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_tables(kind: str, service: tuple[Emulator, str, list[str]], tmp_path: Path) -> None:
    """Each task has one row, and each annotation one."""
    _, address, ids = service

    told = kill_often(f"tables {kind}", 4, address, kind, "parquet", tmp_path)

    tasks, annotations = (pl.read_parquet(tmp_path / table / "*.parquet") for table in ("tasks", "annotations"))
    assert ids == sorted(tasks["task_id"]), told
    assert sorted([(task_id, index) for task_id in ids for index in (0, 1)]) == sorted(
        annotations.select("task_id", "index").rows()
    )
    assert {2} == set(tasks["annotations"])


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_json_lines(kind: str, service: tuple[Emulator, str, list[str]], tmp_path: Path) -> None:
    """Each task stands in one line, and no file holds the key."""
    _, address, ids = service

    told = kill_often(f"lines {kind}", 4, address, kind, "jsonl.gz", tmp_path)

    assert ids == sorted(task.task_id for task in read_jsonl(tmp_path)), told
    assert TEST_KEY.removeprefix("test_") not in (tmp_path / "export.json").read_text(encoding="utf-8")

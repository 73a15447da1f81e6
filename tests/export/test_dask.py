"""The same work on a real cluster of several processes, also when one of them is killed in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
from distributed import Client as DaskClient
from distributed import LocalCluster

from scaleapi import ScaleClient, validate_jsonl
from scaleapi.emulator import Emulator
from scaleapi.export import convert_jsonl
from tests.conftest import TEST_KEY

BOX = {"geometries": {"box": {"objects_to_annotate": ["cow", "calf"]}}}
TASKS = 100

pytestmark = pytest.mark.filterwarnings("default")  # of the cluster's own


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[str, list[str]]]:
    """Serve an emulator with completed tasks."""
    with Emulator() as emulator:
        server = emulator.serve()
        with emulator.client(TEST_KEY, api_instance_url=server.url) as client:
            client.create_project("p", "imageannotation", BOX)
            rows = [{"project": "p", "attachment": f"https://example.com/{n}.jpg"} for n in range(TASKS)]
            made = [result.task for result in client.create_tasks("imageannotation", rows)]
        yield server.url, sorted(task.task_id for task in made if task is not None)
        server.close()


@pytest.fixture(scope="module")
def cluster(service: tuple[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start two workers, each a process, that have key and address in their environment."""
    folder = str(tmp_path_factory.mktemp("workers"))
    environment = {"SCALE_API_KEY": TEST_KEY, "SCALE_API_URL": service[0]}
    options: dict[str, Any] = {"dashboard_address": "127.0.0.1:0", "local_directory": folder, "env": environment}
    start, connect = cast("Any", LocalCluster), cast("Any", DaskClient)
    with start(n_workers=2, threads_per_worker=1, **options) as started, connect(started) as client:
        yield client


def test_export(cluster: Any, service: tuple[str, list[str]], tmp_path: Path) -> None:
    """Parts are made by the workers; a worker that is killed has its parts made by others, and no row is double."""
    address, ids = service
    victims = list(cluster.run(os.getpid).values())

    def kill_one(_: Any) -> None:
        if victims:
            os.kill(victims.pop(), signal.SIGKILL)
            victims.clear()

    with ScaleClient(TEST_KEY, api_instance_url=address) as client:
        done = client.export_tasks(
            tmp_path, project_name="p", part_size=10, executor=cluster.get_executor(pure=False), progress=kill_one
        )

    tasks, annotations = (pl.read_parquet(tmp_path / table / "*.parquet") for table in ("tasks", "annotations"))
    assert ids == sorted(tasks["task_id"])
    assert sorted(ids * 2) == sorted(annotations["task_id"])
    assert done.parts == len(list((tmp_path / "tasks").glob("*.parquet")))
    assert [] == victims


def test_files(cluster: Any, service: tuple[str, list[str]], tmp_path: Path) -> None:
    """Files of payloads are checked, and files of tasks converted, stretch by stretch."""
    address, ids = service
    with ScaleClient(TEST_KEY, api_instance_url=address) as client:
        client.export_tasks(tmp_path / "lines", project_name="p", file_format="jsonl")
    executor = cluster.get_executor(pure=False)
    wrong = tmp_path / "payloads.jsonl"
    wrong.write_text('{"project": "p"}\n' * 5, encoding="utf-8")

    problems = [row for row, _ in validate_jsonl(wrong, "imageannotation", executor=executor)]
    done = convert_jsonl(
        tmp_path / "lines", tmp_path / "out", "imageannotation", stretch_bytes=25_000, executor=executor
    )

    assert [1, 2, 3, 4, 5] == problems
    assert (len(ids), 2 * len(ids)) == (done.tasks, done.annotations)
    assert done.parts > 1

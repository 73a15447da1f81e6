"""Work that is killed at any moment and started again ends with each row done exactly once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from scaleapi import ScaleClient
from scaleapi.bulk import read_journal
from scaleapi.emulator import Emulator
from scaleapi.emulator.faults import FAULTS
from tests.bulk.killed import work
from tests.conftest import LIVE_KEY
from tests.forked import Forked

ROWS = 60
PAYLOAD = {"attachment": "https://example.com/a.jpg", "geometries": {"box": {"objects_to_annotate": ["cow"]}}}

pytestmark = pytest.mark.parametrize("kind", ["sync", "async"])


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[Emulator, str]]:
    """Serve an emulator in which everything goes wrong now and then."""
    with Emulator(tmp_path / "scale.db") as emulator:
        server = emulator.serve()
        with ScaleClient(LIVE_KEY, api_instance_url=server.url) as client:
            client.create_project("p", "imageannotation", {"geometries": PAYLOAD["geometries"]})
        yield emulator, server.url
        server.close()


def trouble(emulator: Emulator, paths: str) -> None:
    """Have every kind of fault happen, each to some requests."""
    for kind in FAULTS:
        emulator.faults.add(kind, path=paths, probability=0.04, seconds=0.0)


def kill_often(seed: str, *arguments: object) -> None:
    """Kill the run at random points, then let it end; every row must have gone well."""
    random = Random(seed)
    for _ in range(6):
        process = Forked(work, *arguments)
        process.until(random.choice([0, 1, random.randrange(ROWS)]))
        process.kill()
    for _ in range(10):  # rows that met too many faults are tried again
        told, errors = Forked(work, *arguments).end()
        assert f"{ROWS} rows done" in told, errors
        if "failed" not in told:
            return
    raise AssertionError(told)


def payloads(tmp_path: Path) -> Path:
    """Write payloads, every third with a `unique_id` of its own."""
    rows = [PAYLOAD | ({"unique_id": f"own-{n}"} if n % 3 == 0 else {}) | {"metadata": {"n": n}} for n in range(ROWS)]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


def stored(address: str) -> list[Any]:
    """List all tasks of the project or of none, oldest first."""
    with ScaleClient(LIVE_KEY, api_instance_url=address) as client:
        return sorted(client.request("GET", "tasks", query={"limit": 100})["docs"], key=lambda task: task["task_id"])


def test_each_payload_becomes_one_task(kind: str, service: tuple[Emulator, str], tmp_path: Path) -> None:
    """One task for each row, and the journal agrees with the store."""
    emulator, address = service
    journal = tmp_path / "run.journal"
    trouble(emulator, "/v1/task*")

    kill_often(f"create {kind}", address, "create", kind, journal, payloads(tmp_path))

    emulator.faults.clear()
    tasks = stored(address)
    entries = list(read_journal(journal))
    assert list(range(ROWS)) == sorted(task["metadata"]["n"] for task in tasks)
    assert [task["task_id"] for task in tasks] == sorted((one.result or {})["task_id"] for one in entries)
    assert {(task["unique_id"], task["metadata"]["n"] + 1) for task in tasks} == {(one.key, one.row) for one in entries}


def test_each_task_is_cancelled(kind: str, service: tuple[Emulator, str], tmp_path: Path) -> None:
    """What the filters found at first is cancelled to the end, though the list has changed meanwhile."""
    emulator, address = service
    with ScaleClient(LIVE_KEY, api_instance_url=address) as client:
        made = list(client.create_tasks("imageannotation", [PAYLOAD | {"project": "p"}] * ROWS))
    trouble(emulator, "/v1/task/*")

    kill_often(f"cancel {kind}", address, "cancel", kind, tmp_path / "run.journal", "-")

    emulator.faults.clear()
    assert ["canceled"] * ROWS == [task["status"] for task in stored(address)]
    entries = list(read_journal(tmp_path / "run.journal"))
    assert {result.task.task_id for result in made if result.task} == {one.key for one in entries}
    assert {"applied"} == {one.outcome for one in entries}


def test_no_file_is_uploaded_twice(kind: str, service: tuple[Emulator, str], tmp_path: Path) -> None:
    """One stored file for each file, and its URL in the journal."""
    emulator, address = service
    for number in range(ROWS):
        (tmp_path / f"{number}.txt").write_text(f"file {number}", encoding="utf-8")
    names = tmp_path / "names"
    names.write_text("\n".join(str(tmp_path / f"{number}.txt") for number in range(ROWS)), encoding="utf-8")
    trouble(emulator, "/v1/files*")

    kill_often(f"upload {kind}", address, "upload", kind, tmp_path / "run.journal", names)

    emulator.faults.clear()
    with ScaleClient(LIVE_KEY, api_instance_url=address) as client:
        files = client.request("GET", "files", query={"project": "p", "limit": 100})["docs"]
    kept = [one.result for one in read_journal(tmp_path / "run.journal") if one.result]
    assert ROWS == len(files)
    assert {one["attachment_url"] for one in files} == {one["attachment_url"] for one in kept}


def test_two_processes_on_one_journal(kind: str, service: tuple[Emulator, str], tmp_path: Path) -> None:
    """The second is refused while the first lives, and may go on when it is killed."""
    _, address = service
    arguments = (address, "create", kind, tmp_path / "run.journal", payloads(tmp_path))
    first = Forked(work, address, "held", *arguments[2:])
    first.until(1)

    _, refused = Forked(work, *arguments).end()
    first.kill()
    told, _ = Forked(work, *arguments).end()

    assert "ScaleJournalError" in refused
    assert "is in use by another run" in refused
    assert f"{ROWS} rows done, {ROWS} succeeded" in told
    assert ROWS == len(stored(address))


def test_ctrl_c(kind: str, service: tuple[Emulator, str], tmp_path: Path) -> None:
    """What was under way is finished and noted down, and standard error says how to go on."""
    _, address = service
    arguments = (kind, tmp_path / "run.journal", payloads(tmp_path))
    process = Forked(work, address, "held", *arguments)
    process.until(1)

    process.interrupt()
    _, errors = process.end()

    done = len(stored(address))
    assert "KeyboardInterrupt" in errors
    assert f"{done} rows done, {done} succeeded. To go on, start again with the same arguments and journal=" in errors
    assert ["applied"] * done == [one.outcome for one in read_journal(tmp_path / "run.journal")]
    assert f"{done} of them earlier" in Forked(work, address, "create", *arguments).end()[0]
    assert ROWS == len(stored(address))

"""Whatever writes: on a full disk, in a folder that is read-only or gone, it fails loudly and leaves nothing half.

Afterwards the same call does it, as if nothing had been.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scaleapi import ScaleClient, Task
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleJournalError
from scaleapi.export import convert_jsonl, read_jsonl, write_jsonl, write_parquet
from scaleapi.viewer import render
from tests.bulk.test_creation import KIND, made, payloads
from tests.conftest import LIVE_KEY, TEST_KEY
from tests.disk.trouble import full, open_folder, posix, read_only

pytestmark = posix

Write = Callable[[ScaleClient, Path], object]
TASKS = 40


def tasks(client: ScaleClient) -> Iterator[Task]:
    """List tasks that are large, and not alike, so that they do not become small when they are packed."""
    for task in client.get_tasks("p"):
        noise = [hash((task.task_id, number)) for number in range(100)]
        yield Task({**task.as_dict(), "metadata": {"noise": noise}})


def export(client: ScaleClient, folder: Path, *, file_format: Any) -> object:
    """Export in several parts."""
    kind = None if file_format == "parquet" else "imageannotation"
    return client.export_tasks(
        folder / "out", project_name="p", task_type=kind, file_format=file_format, part_size=8, concurrency=1
    )


def convert(client: ScaleClient, folder: Path) -> object:
    """Make tables of JSON lines, which lie elsewhere."""
    with open_folder() as elsewhere:
        write_jsonl(elsewhere / "tasks.jsonl", client.get_tasks("p"))
        return convert_jsonl(elsewhere / "tasks.jsonl", folder / "out", "imageannotation")


WRITERS: dict[str, Write] = {
    "JSON lines": lambda client, folder: write_jsonl(folder / "out.jsonl", tasks(client)),
    "JSON lines, gzip": lambda client, folder: write_jsonl(folder / "out.jsonl.gz", tasks(client)),
    "JSON lines, zstd": lambda client, folder: write_jsonl(folder / "out.jsonl.zst", tasks(client)),
    "Parquet": lambda client, folder: write_parquet(folder / "out", tasks(client), "imageannotation", raw=True),
    "an export as JSON lines": partial(export, file_format="jsonl"),
    "an export as Parquet": partial(export, file_format="parquet"),
    "a conversion": convert,
    "a page": lambda client, folder: render(tasks(client), folder / "out.html"),
}
writers = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


@pytest.fixture(scope="module")
def client() -> Iterator[ScaleClient]:
    """Make a client of an emulator with tasks, which the tests only read."""
    with Emulator() as emulator, emulator.client(TEST_KEY) as made_client:
        made_client.create_project("p", "imageannotation")
        list(made_client.create_tasks(KIND, payloads(TASKS, project="p")))
        yield made_client


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make a folder."""
    with open_folder() as made_folder:
        yield made_folder


def left(folder: Path) -> list[str]:
    """List what lies in a folder, but for the plan of an export and folders."""
    return sorted(
        str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file() and one.name != "export.json"
    )


def is_whole(done: object, folder: Path) -> bool:
    """Tell whether all tasks are there, and nothing beside them."""
    told = getattr(done, "tasks", done)
    earlier = getattr(done, "earlier", 0)
    return (told == TASKS or earlier > 0) and not [name for name in left(folder) if ".part" in name]


@writers
@pytest.mark.parametrize("after", [0, 3000])
def test_full(client: ScaleClient, folder: Path, write: Write, after: int) -> None:
    """Once there is room again, the same call does it."""
    with full(after), pytest.raises(OSError, match=r"too large|Errno|error"):
        write(client, folder)
    assert not [name for name in left(folder) if "tasks" not in name]

    assert is_whole(write(client, folder), folder)


@writers
def test_read_only(client: ScaleClient, folder: Path, write: Write) -> None:
    """Nothing is written, and the folder or the file is named."""
    with open_folder() as elsewhere:
        write(client, elsewhere)  # so that all is imported: another user may not be able to read the modules
    with read_only(folder), pytest.raises(OSError, match=r"out|scaleapi-disk"):
        write(client, folder)
    assert [] == left(folder)

    assert is_whole(write(client, folder), folder)


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_a_folder_that_vanishes(client: ScaleClient, folder: Path, name: str) -> None:
    """It is told that the file is gone, and the same call makes it in a new folder."""

    def vanishing() -> Iterator[Task]:
        yield from tasks(client)
        shutil.rmtree(folder / "in")

    with pytest.raises(FileNotFoundError, match=name):
        write_jsonl(folder / "in" / name, vanishing())
    write_jsonl(folder / "in" / name, tasks(client))
    assert [f"in/{name}"] == left(folder)


def test_an_export_whose_folder_vanishes(client: ScaleClient, folder: Path) -> None:
    """It fails, and is made from the beginning when it is called again."""

    def vanish(_: object) -> None:
        shutil.rmtree(folder / "out", ignore_errors=True)

    run = partial(
        client.export_tasks, folder / "out", project_name="p", file_format="jsonl", part_size=8, concurrency=1
    )
    with pytest.raises(OSError, match="out"):
        run(progress=vanish)

    assert TASKS == run().tasks == sum(1 for _ in read_jsonl(folder / "out"))


@pytest.mark.parametrize("after", [0, 5000, 40_000, 100_000])
def test_a_journal_on_a_full_disk(folder: Path, after: int) -> None:
    """What was done is handed out before the error; with room again, each payload has become one task."""
    with Emulator() as emulator, emulator.client(LIVE_KEY) as client:
        found: list[Any] = []
        with full(after), pytest.raises(ScaleJournalError, match=r"journal .* cannot be used|There is no"):
            found.extend(client.create_tasks(KIND, payloads(99), journal=folder / "journal", concurrency=2))
        assert {one.task.metadata["n"] for one in found if one.task} <= set(made(client))

        again = list(client.create_tasks(KIND, payloads(99), journal=folder / "journal"))
        assert ([None] * 99, list(range(1, 100))) == ([one.error for one in again], made(client))


@pytest.mark.parametrize("begun", [False, True])
def test_a_read_only_journal(folder: Path, begun: bool) -> None:
    """Nothing is sent."""
    with Emulator() as emulator, emulator.client(LIVE_KEY) as client:
        if begun:
            list(client.create_tasks(KIND, payloads(2), journal=folder / "journal"))
        with read_only(folder), pytest.raises(ScaleJournalError, match=r"cannot be used: .*(unable to open|readonly)"):
            list(client.create_tasks(KIND, payloads(5), journal=folder / "journal"))
        assert ([1, 2] if begun else []) == made(client)

        assert 5 == len(list(client.create_tasks(KIND, payloads(5), journal=folder / "journal")))


@pytest.mark.parametrize("replaced", [False, True])
def test_a_journal_that_vanishes(folder: Path, replaced: bool) -> None:
    """Nothing more is sent: what would be noted down could not be found again, and would be sent twice."""
    with Emulator() as emulator, emulator.client(LIVE_KEY) as client:
        run = client.create_tasks(KIND, payloads(90), journal=folder / "journal", concurrency=1)
        next(run)
        (folder / "journal").unlink()
        if replaced:
            (folder / "journal").touch()

        with pytest.raises(ScaleJournalError, match=r"was removed or replaced .* Nothing more is sent"):
            list(run)
        assert len(made(client)) < 90

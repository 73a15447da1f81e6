"""Who gets an exception is not left with an open file: the error is kept here, and nothing waits for a collection."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import pytest
import respx

from scaleapi import ScaleException, Task, validate_jsonl
from scaleapi._core import system
from scaleapi.bulk import adopt_journal, read_journal
from scaleapi.emulator import Emulator
from scaleapi.export import convert_jsonl, read_jsonl, read_parquet, to_arrow, write_jsonl, write_parquet
from tests.bulk.test_creation import KIND, payloads
from tests.conftest import LIVE_KEY, Clients

RAW = {"task_id": "1", "type": "imageannotation", "status": "completed", "response": {"annotations": []}}
GARBAGE = b"no such format " * 100
CUT = gzip.compress(os.urandom(1 << 17).hex().encode())[: 1 << 16]


def opened(folder: Path) -> list[str]:
    """List the files in a folder that this process has open."""
    return sorted(file.path for file in psutil.Process().open_files() if file.path.startswith(str(folder.resolve())))


def failing(items: list[Any]) -> Iterator[Any]:
    """Give some, and fail."""
    yield from items
    raise RuntimeError("the caller's own")


def lines(path: Path, *texts: str) -> Path:
    """Write a file of lines."""
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


def garbage(path: Path, content: bytes = GARBAGE) -> Path:
    """Write a file that is not what its name says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def other_database(path: Path) -> Path:
    """Write an SQLite file that is something else."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE things (name)")
    return path


def results_of(folder: Path) -> Path:
    """Write tasks beside results that are not JSON."""
    garbage(folder / "results" / "part-00001.jsonl")
    (folder / "tasks").mkdir()
    return lines(folder / "tasks" / "part-00001.jsonl", json.dumps(RAW))


JOURNALS: dict[str, Callable[[Path], Path]] = {
    "no database": lambda folder: garbage(folder / "journal"),
    "another database": lambda folder: other_database(folder / "journal"),
    "a folder": lambda folder: folder,
    "in no folder": lambda folder: folder / "nowhere" / "journal",
    "with a strange lock": lambda folder: garbage(folder / "journal.lock").with_suffix(""),
}


@pytest.mark.parametrize("journal", JOURNALS.values(), ids=JOURNALS)
def test_a_journal_that_is_none(client: Any, tmp_path: Path, journal: Callable[[Path], Path]) -> None:
    """It is told in our words, by every way in, and closed."""
    path = journal(tmp_path)
    for use in (
        lambda: list(client.create_tasks(KIND, payloads(2), journal=path)),
        lambda: list(client.cancel_tasks(["1"], journal=path)),
        lambda: list(client.upload_files([__file__], journal=path)),
        lambda: adopt_journal(path),
        lambda: list(read_journal(path)),
    ):
        with pytest.raises(ScaleException, match="journal") as told:
            use()
        assert ([], str(path)) == (opened(tmp_path), str(path) if str(path) in str(told.value) else "")


FAILURES: dict[str, Callable[[Path], object]] = {
    "an emulator's database": lambda folder: Emulator(garbage(folder / "emulator.db")),
    "payloads cut off": lambda folder: list(validate_jsonl(garbage(folder / "rows.jsonl.gz", CUT))),
    "payloads not packed": lambda folder: list(validate_jsonl(garbage(folder / "rows.jsonl.zst"))),
    "payloads cut off, in threads": lambda folder: in_threads(
        lambda pool: list(validate_jsonl(garbage(folder / "rows.jsonl.gz", CUT), executor=pool))
    ),
    "tasks that are no JSON": lambda folder: list(read_jsonl(lines(folder / "tasks.jsonl", json.dumps(RAW), "{"))),
    "tasks cut off": lambda folder: list(read_jsonl(garbage(folder / "tasks.jsonl.gz", CUT))),
    "tasks that are no Parquet": lambda folder: list(read_parquet(garbage(folder / "tasks.parquet"))),
    "a table of tasks cut off": lambda folder: to_arrow(read_jsonl(garbage(folder / "tasks.jsonl.gz", CUT)), KIND),
    "lines of tasks that fail": lambda folder: write_jsonl(folder / "new.jsonl.gz", failing([Task(RAW)])),
    "tables of tasks that fail": lambda folder: write_parquet(folder / "new", failing([Task(RAW)]), KIND),
    "a conversion of no JSON": lambda folder: convert_jsonl(
        lines(folder / "tasks.jsonl", json.dumps(RAW), "{"), folder / "new", KIND
    ),
    "a conversion of results that are no JSON": lambda folder: convert_jsonl(results_of(folder), folder / "new", KIND),
    "a conversion into a file": lambda folder: convert_jsonl(
        results_of(folder), garbage(folder / "new" / "tasks").parent, KIND
    ),
}


def in_threads(use: Callable[[ThreadPoolExecutor], object]) -> object:
    """Use some threads."""
    with ThreadPoolExecutor(2) as pool:
        return use(pool)


@pytest.mark.parametrize("fail", FAILURES.values(), ids=FAILURES)
def test_what_fails_is_closed(tmp_path: Path, fail: Callable[[Path], object]) -> None:
    """Whatever the error, and while it is kept."""
    with pytest.raises(Exception) as kept:  # noqa: PT011 - of many kinds
        fail(tmp_path)

    assert ([], True) == (opened(tmp_path), kept.value.__traceback__ is not None)


WORK: dict[str, Callable[[Any, Path], object]] = {
    "create": lambda client, folder: client.create_tasks(
        KIND, failing(payloads(3)), journal=folder / "j", validate_first=False
    ),
    "create from a file cut off": lambda client, folder: client.create_tasks(
        KIND, garbage(folder / "rows.jsonl.gz", CUT), journal=folder / "j"
    ),
    "cancel": lambda client, folder: client.cancel_tasks(failing(["1"]), journal=folder / "j"),
    "upload": lambda client, folder: client.upload_files(failing([__file__]), journal=folder / "j"),
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_work_that_fails_is_closed(
    clients: Clients, emulator: Emulator, tmp_path: Path, work: Callable[[Any, Path], object]
) -> None:
    """Payloads that fail, and files that cannot be read on, leave no journal open, which somebody else could use."""
    client = clients.of(emulator, LIVE_KEY)

    with pytest.raises((RuntimeError, OSError)) as kept:
        list(work(client, tmp_path))  # type: ignore[call-overload]

    assert ([], True) == (opened(tmp_path), kept.value.__traceback__ is not None)


class SlowPath(os.PathLike[str]):
    """The path of a journal on a disk that takes its time."""

    def __init__(self, path: Path) -> None:
        self.path, self.asked, self.ready = path, Event(), Event()

    def __fspath__(self) -> str:
        self.asked.set()
        assert self.ready.wait(60)
        return str(self.path)


def test_work_that_is_cancelled_while_a_journal_is_opened(emulator: Emulator, tmp_path: Path) -> None:
    """The thread that opens it is waited for, and then the journal is closed: the next run may have it."""
    journal = SlowPath(tmp_path / "journal")

    async def cancelled() -> bool:
        async with emulator.async_client() as client:
            first = asyncio.ensure_future(anext(client.create_tasks(KIND, payloads(1), journal=journal)))
            assert await asyncio.to_thread(journal.asked.wait, 60)
            first.cancel()
            for _ in range(20):  # until the run has heard of it
                await asyncio.sleep(0)
            journal.ready.set()
            await asyncio.wait([first])
            return first.cancelled()

    assert (True, []) == (asyncio.run(cancelled()), opened(tmp_path))


def all_frames(frames: Any) -> None:
    """Read to the end, or to where it breaks off."""
    with suppress(ScaleException):
        list(frames)


def first_frame(frames: Any) -> None:
    """Read one, and leave."""
    next(frames)
    frames.close()


@pytest.mark.parametrize("text", ['[{"frame": 1}, {"frame": 2}]', '[{"frame": 1}, {"fra'])
@pytest.mark.parametrize("read", [all_frames, first_frame])
def test_a_file_of_frames(
    clients: Clients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, read: Callable[[Any], None]
) -> None:
    """The scratch file is closed when it was read, when it breaks off, and when nobody reads on."""
    monkeypatch.setattr(system, "scratch", lambda: (tmp_path / "scratch").open("w+b"))
    response = {"annotations": {"url": "https://files.example.com/frames.json"}}
    task = Task.model_validate({**RAW, "type": "videoannotation", "response": response})
    with respx.mock() as elsewhere:
        elsewhere.get(response["annotations"]["url"]).respond(text=text)
        frames = clients("k").get_task_frames(task)

        read(frames)

    assert ([], True) == (opened(tmp_path), bool(frames))

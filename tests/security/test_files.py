"""A curious colleague on the same machine: what is written, only its owner can read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scaleapi import Task
from scaleapi._io.paths import written
from scaleapi.callbacks import SeenCallbacks
from scaleapi.emulator import Emulator
from scaleapi.export import (
    convert_jsonl,
    to_coco,
    to_yolo,
    write_coco,
    write_jsonl,
    write_parquet,
    write_yolo,
)
from tests.cli.conftest import Shell, shell  # noqa: F401  (a fixture)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")

BOX = {"label": "a", "type": "box", "left": 1, "top": 1, "width": 2, "height": 2, "uuid": "u"}
TASK = Task.model_validate(
    {
        "task_id": "t",
        "type": "imageannotation",
        "status": "completed",
        "params": {"attachment": "https://example.com/a.jpg"},
        "response": {"annotations": [BOX]},
    }
)
PAYLOAD = {"attachment": "https://example.com/a.jpg", "geometries": {"box": {"objects_to_annotate": ["a"]}}}


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """Set a umask that takes nothing away."""
    before = os.umask(0)
    yield
    os.umask(before)


def convert(folder: Path) -> None:
    """Write JSON lines, and convert them."""
    write_jsonl(folder / "tasks.jsonl", [TASK])
    convert_jsonl(folder / "tasks.jsonl", folder / "tables", "imageannotation")


def bring(folder: Path, **options: Any) -> None:
    """Create tasks with a journal, and export them."""
    with Emulator(folder / "emulator.db") as emulator, emulator.client() as client:
        client.create_project("p", "imageannotation", {"geometries": PAYLOAD["geometries"]})
        rows = [{**PAYLOAD, "project": "p"}] * 2
        list(client.create_tasks("imageannotation", rows, journal=folder / "run.journal"))
        client.export_tasks(folder / "out", project_name="p", **options)


WRITERS: dict[str, Callable[[Path], object]] = {
    "a run and an export": bring,
    "an export of results": lambda folder: bring(folder, file_format="jsonl.gz", results=True),
    "JSON lines": lambda folder: write_jsonl(folder / "a.jsonl.zst", [TASK]),
    "tables": lambda folder: write_parquet(folder, [TASK]),
    "a conversion": convert,
    "COCO": lambda folder: write_coco(folder / "coco.json", to_coco([TASK])),
    "YOLO": lambda folder: write_yolo(folder / "yolo", to_yolo([TASK], sizes={"a.jpg": (10, 10)})),
    "handled callbacks": lambda folder: SeenCallbacks(folder / "seen.db").claim("e"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_written_is_private(name: str, tmp_path: Path) -> None:
    """Whatever the umask is, files with payloads or results are 0600."""
    WRITERS[name](tmp_path)

    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.rglob("*") if file.is_file()}
    assert modes
    assert {} == {name: oct(mode) for name, mode in modes.items() if mode != 0o600}


@pytest.mark.parametrize("line", ["config set project kitchen", "config set api-key"])
def test_settings_are_private(line: str, shell: Shell) -> None:  # noqa: F811
    """With a key in them or not."""
    shell(line, stdin="test_key\n")

    [file] = [file for file in shell.folder.rglob("*") if file.is_file()]
    assert 0o600 == file.stat().st_mode & 0o777


def test_a_mode_that_was_chosen_stays(tmp_path: Path) -> None:
    """A journal that its owner has opened to others stays open when it goes on."""
    (tmp_path / "seen.db").touch(0o640)
    SeenCallbacks(tmp_path / "seen.db").claim("e")
    assert 0o640 == (tmp_path / "seen.db").stat().st_mode & 0o777


def test_memory_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's name for memory makes no file."""
    monkeypatch.chdir(tmp_path)
    with Emulator(":memory:"):
        assert [] == list(tmp_path.iterdir())


def test_names_of_temporary_files(tmp_path: Path) -> None:
    """Nobody can be there first: the same file goes by another random name each time."""
    names: set[str] = set()
    for _ in range(20):
        with written(tmp_path / "a") as scratch:
            scratch.write_bytes(b"x")
            names.add(scratch.name)

    assert 20 == len({name for name in names if re.fullmatch(r"\.a\.[0-9a-f]{12}\.part", name)})

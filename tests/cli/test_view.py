"""`scaleapi view`: tasks as pictures."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path
from typing import Any

import pytest

from scaleapi import Task
from scaleapi.export import write_parquet
from tests.cli.conftest import Shell

TASK = {"task_id": "t1", "type": "imageannotation", "status": "completed", "response": {"annotations": []}}


def test_files(shell: Shell) -> None:
    """A file of tasks becomes a page; its name comes on standard output."""
    (shell.folder / "tasks.jsonl").write_text(json.dumps(TASK))

    ran = shell("view tasks.jsonl -o page.html --compare tasks.jsonl")

    assert (0, [{"file": "page.html"}]) == (ran.code, [json.loads(ran.out)])
    assert "shown: 1" in ran.err


def test_exports(shell: Shell) -> None:
    """Exports in Parquet are read, by their folder and by a file."""
    write_parquet(shell.folder / "export", [Task(TASK)], raw=True)

    assert "shown: 2" in shell("view export export/tasks/part-00000.parquet").err


def test_standard_input(shell: Shell) -> None:
    """Tasks may come from a pipe."""
    assert "shown: 1" in shell("view -", stdin=json.dumps(TASK)).err


def test_ids_and_projects(shell: Shell, service: Any) -> None:
    """Tasks are fetched by their ids, by project and by batch."""
    del service
    [first, second] = [json.loads(line)["task_id"] for line in shell("tasks list --project kitchen").out.splitlines()]

    assert "shown: 2" in shell(f"view {first} {second}").err
    assert "shown: 3" in shell(f"view {first} --project kitchen").err
    assert "shown: 2" in shell("view --batch monday").err


def test_results(shell: Shell, service: Any) -> None:
    """With --results, the files that a result names are fetched."""
    box = {"geometries": {"box": {"objects_to_annotate": ["pot"]}}}
    film = {"attachment": "https://example.com/v.mp4", "attachment_type": "video", "frame_rate": 1}
    task = service.create_task("videoannotation", **film, **box)
    notes = [
        (shell(f"view {task.id} {more}").code, "results=" in Path("tasks.html").read_text())
        for more in ("", "", "--results")
    ]

    assert [(0, True), (0, False)] == notes[1:]


def test_open(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --open, the page is shown."""
    opened = list[str]()
    monkeypatch.setattr(webbrowser, "open", opened.append)
    shell("view - --open", stdin=json.dumps(TASK))

    assert [(shell.folder / "tasks.html").as_uri()] == opened


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("view", "view needs files of tasks, ids of tasks, --project or --batch"),
        ("view nosuch.jsonl", "nosuch.jsonl: No such file or directory"),
        ("view - --per-page 0", "--per-page"),
        ("view - -o .", ".: is a folder; name a page in it\n"),
        ("view - -o file/page.html", "file/page.html: cannot be written: "),
        (f"view - -o {'n' * 250}", f"{'n' * 250}: cannot be written: "),
        ("view .", ".: is a folder without files of tasks; name an export's folder, or a file\n"),
        ("view half", "holds no whole tasks: write it with raw=True to read tasks back\n"),
    ],
)
def test_wrong_usage(shell: Shell, line: str, told: str) -> None:
    """What cannot be is one line."""
    (shell.folder / "file").touch()
    write_parquet(shell.folder / "half", [Task(TASK)])
    ran = shell(line, stdin=json.dumps(TASK))

    assert 0 != ran.code
    assert told in ran.err
    assert "view - --per-page 0" == line or 1 == ran.err.count("\n")

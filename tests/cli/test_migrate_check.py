"""`scaleapi migrate-check`: what behaves differently in scripts for the official SDK."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaleapi.migration.sentences import TIMES
from tests.cli.conftest import Shell

OLD = "import scaleapi\nclient = scaleapi.ScaleClient('k')\nprint(client.get_task('t').created_at)\n"


def test_rows(shell: Shell) -> None:
    """Each difference is a row with its place; changes end with code 1."""
    (shell.folder / "old.py").write_text(OLD)

    ran = shell("migrate-check old.py")

    note, change = [json.loads(line) for line in ran.out.splitlines()]
    assert ("old.py:2:10", "note", "connections") == (note["place"], note["kind"], note["code"])
    assert {
        "place": "old.py:3:7",
        "file": "old.py",
        "line": 3,
        "column": 7,
        "kind": "change",
        "code": "time",
        "found": "client.get_task('t').created_at",
        "sentence": TIMES.text,
        "section": "Times are datetimes",
        "hint": None,
    } == change
    assert (1, "old.py: 1 change, 1 note\n") == (ran.code, ran.err)


def test_notes_alone_are_no_fault(shell: Shell) -> None:
    """A script that works as it is ends with code 0; it may come from a pipe."""
    ran = shell("migrate-check - --format table", stdin="import scaleapi\nscaleapi.ScaleClient('k')\n")

    assert (0, "-: 1 note\n") == (ran.code, ran.err)
    assert ["place", "kind", "found", "sentence"] == ran.out.splitlines()[0].split()


def test_folders(shell: Shell) -> None:
    """All scripts in a folder are read, and nothing of them is run."""
    (shell.folder / "scripts/inner").mkdir(parents=True)
    (shell.folder / "scripts/inner/old.py").write_text(f"{OLD}open('ran', 'w')\n")
    (shell.folder / "scripts/other.py").write_text("print(1)\n")

    ran = shell("migrate-check scripts --quiet")

    assert {str(Path("scripts/inner/old.py"))} == {json.loads(line)["file"] for line in ran.out.splitlines()}
    assert (1, "", False) == (ran.code, ran.err, (shell.folder / "ran").exists())


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("nosuch.py", "nosuch.py: No such file or directory"),
        ("broken.py", "broken.py: line 1, column 3: no Python that can be read here: invalid syntax"),
    ],
)
def test_what_cannot_be_read(shell: Shell, file: str, told: str) -> None:
    """One line says why; the other files are checked all the same."""
    (shell.folder / "broken.py").write_text("1 2 3\n")
    (shell.folder / "old.py").write_text(OLD)

    ran = shell(f"migrate-check {file} old.py --quiet")

    assert (2, 2) == (ran.code, len(ran.out.splitlines()))
    assert [told] == ran.err.splitlines()

"""The ledger sees what it is there to see: each kind of loss, doubling and wrong word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scaleapi import Task
from tests.soak.ledger import (
    Entry,
    Told,
    callbacks_entry,
    change_entry,
    creation_entry,
    export_entry,
    markers,
    table,
    told,
)


def task(task_id: str, marker: str = "m", at: str = "2020-01-01T00:00:00Z") -> Task:
    """Make a task that was created for a row."""
    raw: dict[str, Any] = {"task_id": task_id, "status": "pending", "created_at": at, "metadata": {"marker": marker}}
    return Task.model_validate(raw)


EARLY, LATE = 1_000_000_000.0, 2_000_000_000.0
"""Before, and after, the task was created."""
APPLIED, REJECTED, UNKNOWN = Told("t", "applied", LATE), Told(None, "rejected", LATE), Told(None, "unknown", LATE)
CREATIONS: list[tuple[list[str], list[Told], bool, Entry]] = [
    (["t"], [APPLIED], True, Entry(1, 1, 1, 0, 0, 0)),
    (["t"], [UNKNOWN, APPLIED, APPLIED], True, Entry(1, 1, 1, 0, 0, 0)),
    ([], [], True, Entry(1, 0, 0, 1, 0, 0)),
    ([], [], False, Entry(1, 0, 0, 0, 0, 0)),
    ([], [APPLIED], False, Entry(1, 0, 0, 1, 0, 0)),
    ([], [UNKNOWN], False, Entry(1, 0, 0, 0, 0, 0)),
    (["t", "u"], [APPLIED], True, Entry(1, 2, 0, 0, 1, 0)),
    (["u"], [APPLIED], True, Entry(1, 1, 0, 0, 0, 1)),
    (["t"], [REJECTED], False, Entry(1, 1, 0, 0, 0, 1)),
    (["t"], [Told(None, "not_sent", EARLY), APPLIED], True, Entry(1, 1, 1, 0, 0, 0)),
    (["t"], [UNKNOWN], False, Entry(1, 1, 0, 0, 0, 0)),
]


@pytest.mark.parametrize(("ids", "said", "all_done", "entry"), CREATIONS)
def test_creations(ids: list[str], said: list[Told], all_done: bool, entry: Entry) -> None:
    """What was told is true if it was so when it was told."""
    there = markers(task(one) for one in ids)
    assert entry == creation_entry(["m"], there, {"m": said}, all_done=all_done)


@pytest.mark.parametrize(
    ("times", "outcomes", "sure", "entry"),
    [
        (1, ["applied"], True, Entry(1, 1, 1, 0, 0, 0)),
        (0, ["unknown"], False, Entry(1, 0, 0, 0, 0, 0)),
        (0, ["unknown"], True, Entry(1, 0, 0, 1, 0, 0)),
        (0, ["applied"], False, Entry(1, 0, 0, 1, 0, 0)),
        (2, ["applied"], False, Entry(1, 2, 0, 0, 1, 0)),
        (1, ["unknown", "rejected"], False, Entry(1, 1, 0, 0, 0, 1)),
        (1, ["rejected", "applied"], False, Entry(1, 1, 1, 0, 0, 0)),
        (1, [], False, Entry(1, 1, 0, 0, 0, 0)),
    ],
)
def test_changes(times: int, outcomes: list[str], sure: bool, entry: Entry) -> None:
    """A change is there once, or it is not known."""
    said = {"t": [Told("t", one, LATE) for one in outcomes]}
    assert entry == change_entry(["t"], {"t": times}, said, sure=sure)


def test_exports_and_callbacks() -> None:
    """What is missing, what came twice, and what nobody asked for."""
    there, exported = [task("a"), task("b")], [task("a"), task("a"), task("c")]

    assert Entry(2, 3, 1, 1, 1, 1) == export_entry(there, exported)
    assert Entry(2, 3, 1, 1, 1, 1) == callbacks_entry(["a", "b"], [("a", "1"), ("a", "1"), ("c", "2")])
    assert Entry(1, 2, 1, 0, 0, 0) == callbacks_entry(["a"], [("a", "completed"), ("a", "audited")])


def test_what_was_told(tmp_path: Path) -> None:
    """All files of a kind are read; a line that is half written is none."""
    line = json.dumps({"marker": "m", "id": "t", "outcome": "applied", "at": 1.0})
    (tmp_path / "told-create-0.jsonl").write_text(f"{line}\n{line[:20]}")
    (tmp_path / "told-create-1.jsonl").write_text(f"{line}\n")

    assert {"m": [Told("t", "applied", 1.0)] * 2} == told(tmp_path, "create")


def test_the_table() -> None:
    """Numbers stand under their names."""
    assert [
        "      asked  created  found  lost  doubled  told wrongly",
        "tags  1,000        2      3     4        5             6",
    ] == table({"tags": Entry(1000, 2, 3, 4, 5, 6)}).splitlines()

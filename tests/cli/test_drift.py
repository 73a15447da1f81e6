"""`scaleapi drift`: what the API has grown since."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Shell

TASK = {"task_id": "t1", "type": "chat", "status": "paused"}


def test_files(shell: Shell) -> None:
    """Files of tasks are looked at, also from a pipe; what is not known are rows."""
    (shell.folder / "tasks.jsonl").write_text(json.dumps(TASK))

    ran = shell("drift tasks.jsonl -", stdin=json.dumps({**TASK, "task_id": "t2"}))

    assert [
        {
            "kind": "value",
            "subject": "chat",
            "path": "/status",
            "found": '"paused"',
            "known": "known are `pending`, `completed`, `canceled`, `error`",
            "count": 2,
            "entities": 2,
            "pointer": "/status",
            "id": "t1",
        }
    ] == [json.loads(line) for line in ran.out.splitlines()]
    assert (0, "unknown: 1\n") == (ran.code, ran.err)


def test_a_project(shell: Shell, service: Any) -> None:
    """The tasks of a project are fetched."""
    del service
    assert (0, "", "everything is known\n") == shell("drift --project kitchen")


@pytest.mark.parametrize(("status", "code"), [("paused", 1), ("pending", 0)])
def test_the_exit_code_tells(shell: Shell, status: str, code: int) -> None:
    """With --exit-code, a script sees whether there is anything."""
    assert code == shell("drift - --exit-code", stdin=json.dumps({**TASK, "status": status})).code


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("drift", "drift needs files of tasks, or --project"),
        ("drift nosuch.jsonl", "nosuch.jsonl: No such file or directory"),
        ("drift -", "no task, for it has no task_id or no status"),
    ],
)
def test_wrong_usage(shell: Shell, line: str, told: str) -> None:
    """Nothing to look at, or no tasks, end with code 2 and a line."""
    ran = shell(line, stdin="{}")

    assert (2, "") == (ran.code, ran.out)
    assert told in ran.err

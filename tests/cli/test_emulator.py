"""`scaleapi emulator`: serves, and steers what it serves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from scaleapi import ScaleClient
from scaleapi.emulator import __main__ as served
from tests.cli.conftest import Shell


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Note down what the emulator would be served with."""
    calls: list[Sequence[str]] = []

    def main(arguments: Sequence[str]) -> int:
        calls.append(arguments)
        return int("1" in arguments)

    monkeypatch.setattr(served, "main", main)
    return calls


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", ["--port", "8000"]),
        ("--port 0 --db a.db", ["--port", "0", "--db", "a.db"]),
        ("--mode usual", ["--port", "8000"]),
        ("--mode on-create", ["--port", "8000", "--complete-on-create"]),
        ("--mode reads:3", ["--port", "8000", "--pending-reads", "3"]),
        ("--mode seconds:0.5", ["--port", "8000", "--pending-seconds", "0.5"]),
        ("--faults 429,times=3 --faults reset", ["--port", "8000", "--fault", "429,times=3", "--fault", "reset"]),
    ],
)
def test_options(shell: Shell, given: list[Sequence[str]], line: str, expected: list[str]) -> None:
    """Each option is one of the emulator's own."""
    assert 0 == shell(f"emulator {line}").code
    assert [expected] == given
    served._parser().parse_args(expected)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("--mode reads:x", "--mode must be usual, on-create, reads:N or seconds:S, not 'reads:x'"),
        ("--mode seconds:", "--mode must be"),
        ("--faults 418", "--faults 418: there is no fault '418'"),
        ("--port 1", "Give another --port than 1, or 0 for a free one"),
        ("--port 70000", "Invalid value for '--port'"),
    ],
)
def test_wrong_options(shell: Shell, given: list[Sequence[str]], line: str, told: str) -> None:
    """A wrong option, or a port that cannot be had, ends with code 2 and a line."""
    del given
    ran = shell(f"emulator {line}")

    assert 2 == ran.code
    assert told in ran.err


def pending(service: Any) -> list[str]:
    """Create two tasks of a live key, which stay pending."""
    with ScaleClient("live_shell", api_instance_url=os.environ["SCALE_API_URL"]) as client:
        return [client.create_task("chat").id for _ in range(2)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("complete {}", ("completed", None)),
        ("complete {} --secured", ("completed", None)),
        ("fail {} --error 'Too dark.'", ("error", {"error": "Too dark."})),
        ("complete {} --response '{{\"a\": 1}}'", ("completed", {"a": 1})),
        ("complete {} --response @answer.json", ("completed", {"a": 2})),
    ],
)
def test_workers(shell: Shell, service: Any, words: str, expected: tuple[str, Any]) -> None:
    """Tasks of a running emulator are completed and failed, several at once."""
    (shell.folder / "answer.json").write_text('{"a": 2}')
    ran = shell("emulator " + words.format(" ".join(pending(service))))
    rows = [json.loads(line) for line in ran.out.splitlines()]

    assert 0 == ran.code, ran.err
    assert [expected[0]] * 2 == [row["status"] for row in rows]
    assert expected[1] is None or [expected[1]] * 2 == [row["response"] for row in rows]
    assert ("--secured" in words) == ("response_url" in rows[0])


def test_a_reviewer(shell: Shell, service: Any) -> None:
    """A task is rejected with comments; one that is pending is completed first."""
    one, two = pending(service)
    shell(f"emulator complete {one}")
    rows = [json.loads(line) for line in shell(f"emulator reject {one} {two} --comments Dark.").out.splitlines()]

    assert [("rejected", ["Dark."])] * 2 == [
        (row["customer_review_status"], row["customer_review_comments"]) for row in rows
    ]


def test_one_refuses(shell: Shell, service: Any) -> None:
    """A task that is not there does not keep the others from it; the exit code tells."""
    one, _ = pending(service)
    ran = shell(f"emulator complete nosuch {one} --fields task_id")

    assert (1, {"task_id": one}, "nosuch: Task with that ID not found.\n") == (ran.code, json.loads(ran.out), ran.err)


def test_nobody_is_there(shell: Shell) -> None:
    """Without an emulator, the line says how to start one."""
    ran = shell("emulator complete t --api-url http://127.0.0.1:9/v1")

    assert 3 == ran.code
    assert "There is no emulator at http://127.0.0.1:9" in ran.err


def test_a_process_of_its_own(tmp_path: Path) -> None:
    """Served from the shell, it prints its address, answers, and ends well at Ctrl-C."""
    line = [sys.executable, "-m", "scaleapi", "emulator", "--port", "0", "--mode", "on-create"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        try:
            assert process.stdout is not None
            with ScaleClient("test_shell", api_instance_url=process.stdout.readline().strip()) as client:
                status = client.create_task("chat").status
            process.send_signal(signal.SIGINT)
            assert ("completed", 0) == (status, process.wait(20))
        finally:
            process.kill()

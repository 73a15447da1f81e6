"""Commands that change many things: which ones, what became of them, and how it is told."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from scaleapi._core import system
from scaleapi.bulk import Progress
from scaleapi.cli.exits import Exit, Failed
from scaleapi.cli.session import Common, Session
from scaleapi.exceptions import Outcome, ScaleTimeoutError
from tests.cli.conftest import KEY, Shell

TTY = SimpleNamespace(isatty=lambda: True, write=lambda _: None)


def test_by_filters(shell: Shell, service: Any) -> None:
    """What filters find is changed, once that was agreed to."""
    assert (2, True) == ((ran := shell("tasks tag --batch monday --tag night")).code, "of 2 tasks?" in ran.err)
    assert (0, "2 tagged\n") == ((ran := shell("tasks tag --batch monday --tag night --yes")).code, ran.err)
    assert [["night"]] * 2 == [task.tags for task in service.get_tasks("kitchen")]


def test_rows_that_fail(shell: Shell, service: Any) -> None:
    """Each row that failed is told, and the exit code is 1."""
    ran = shell("tasks cancel nope nothing --yes")
    assert (1, 2, True) == (ran.code, ran.err.count("row "), ran.err.endswith("2 failed\n"))


def test_rows_of_unknown_outcome(shell: Shell, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """If nobody knows what became of a row, the exit code is 4."""

    class Run(list[Any]):
        def close(self) -> None: ...

    lost = SimpleNamespace(row=1, error=ScaleTimeoutError("late"), outcome=Outcome.unknown, earlier=False, task=None)
    monkeypatch.setattr("scaleapi.ScaleClient.cancel_tasks", lambda *_, **__: Run([lost]))
    assert (4, True) == ((ran := shell("tasks cancel x")).code, "1 unknown" in ran.err)


def test_watching_a_batch(shell: Shell, service: Any, monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> None:
    """The counts are shown, over each other on a terminal, until the batch has ended."""
    going = {"status": "in_progress", "pending": 1}
    told = iter([going, going, {"status": "completed"}])
    monkeypatch.setattr("scaleapi.ScaleClient.batch_status", lambda *_: next(told))
    monkeypatch.setattr(system, "sleep", waits.append)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    ran = shell("batches watch monday --interval 3")
    assert (0, 2, [3.0, 3.0]) == (ran.code, ran.out.count("\x1b[2A"), waits), ran


def test_settings_of_the_connection(shell: Shell, service: Any, waits: list[float]) -> None:
    """A proxy and authorities of the profile are used."""
    shell("config set proxy http://127.0.0.1:9")
    assert (3, "Could not connect") == ((ran := shell("tasks count --batch monday")).code, ran.err[10:27])
    shell("config set ca-bundle nothing.pem")
    assert "nothing.pem" in shell("tasks count --batch monday").err


def test_a_key_that_is_asked_for(shell: Shell, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal, the key is asked for, without echo."""
    monkeypatch.delenv("SCALE_API_KEY")
    monkeypatch.setattr("typer.prompt", lambda _, *, hide_input, err: KEY if hide_input and err else "")
    monkeypatch.setattr("scaleapi.cli.session.sys", SimpleNamespace(stdin=TTY, stderr=TTY, stdout=sys.stdout))
    with Session(Common()).client() as client:
        assert 2 == client.get_tasks_count("kitchen")


def test_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who says yes goes on; who says no changes nothing, and that is no error."""
    answers = iter([True, False])
    monkeypatch.setattr("typer.confirm", lambda *_, **__: next(answers))
    monkeypatch.setattr("scaleapi.cli.session.sys", SimpleNamespace(stdin=TTY, stderr=TTY))
    Session(Common()).confirm("Cancel 2 tasks?")
    with pytest.raises(Failed, match="Nothing was changed") as stopped:
        Session(Common()).confirm("Cancel 2 tasks?")
    assert Exit.done == stopped.value.code


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """How far it has come is written over itself, and cleared at the end."""
    written: list[str] = []
    stream = SimpleNamespace(isatty=lambda: True, write=written.append)
    monkeypatch.setattr("scaleapi.cli.session.sys", SimpleNamespace(stderr=stream))
    session = Session(Common())
    session.progress(Progress(3, 9, 1, 0, 1.0))
    session.tally({"created": 2, "failed": 0}, "Go on.")
    assert ["\r3 of 9, 1 failed, 3/s\x1b[K", "\r\x1b[K", "2 created\n", "Go on.\n"] == written

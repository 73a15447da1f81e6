"""The journal: work that is taken up again, and when it is refused."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from scaleapi import Outcome, ScaleValidationError
from scaleapi._core import system
from scaleapi.bulk import adopt_journal, journal, read_journal
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleDuplicateResource, ScaleJournalError
from tests.bulk.test_creation import KIND, PAYLOAD, made, payloads
from tests.conftest import LIVE_KEY, Clients


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a journal."""
    return tmp_path / "run.journal"


def test_finished_rows_are_not_sent_again(client: Any, emulator: Emulator, file: Path) -> None:
    """They come as results all the same, with the task as it was then."""
    first = list(client.create_tasks(KIND, payloads(10), journal=file, ordered=True))
    emulator.faults.add("500", path="/v1/task/*")

    run = client.create_tasks(KIND, payloads(10), journal=file, ordered=True)
    again = list(run)

    assert [one.task for one in first] == [one.task for one in again]
    assert {(None, Outcome.applied, True)} == {(one.error, one.outcome, one.earlier) for one in again}
    assert [one.unique_id for one in first] == [one.unique_id for one in again] == [one.task.unique_id for one in first]
    assert "10 succeeded, 10 of them earlier." in str(run.summary)


def test_a_row_of_unknown_outcome_is_sent_again(clients: Clients, emulator: Emulator, file: Path) -> None:
    """Whether it was done or not, it is one task in the end."""
    client = clients.of(emulator, max_retries=0)
    emulator.faults.add("reset_after", path="/v1/task/*", times=4)
    emulator.faults.add("reset", path="/v1/task/*", times=4)
    rows = payloads(10)
    rows[1]["unique_id"] = "mine"
    rows[2]["clear_unique_id_on_error"] = True
    first = list(client.create_tasks(KIND, rows, journal=file))
    assert 8 == sum(one.outcome is Outcome.unknown for one in first)

    assert [None] * 10 == [one.error for one in client.create_tasks(KIND, rows, journal=file)]
    assert list(range(1, 11)) == made(client)


def test_a_task_that_failed_meanwhile_is_not_made_again(clients: Clients, emulator: Emulator, file: Path) -> None:
    """It has lost its unique_id; the 409 of the idempotency key names it."""
    client = clients.of(emulator, LIVE_KEY, max_retries=0)
    rows = payloads(1, clear_unique_id_on_error=True)
    emulator.faults.add("reset_after", path="/v1/task/*", times=1)
    list(client.create_tasks(KIND, rows, journal=file))
    [task] = client.request("GET", "tasks")["docs"]
    emulator.fail(task["task_id"])

    [result] = client.create_tasks(KIND, rows, journal=file)

    assert task["task_id"] == result.task.task_id
    assert [1] == made(client)


def test_a_duplicate_of_others_stays_one(clients: Clients, file: Path) -> None:
    """A task that is older than the journal is not taken for ours, also after a crash."""
    days = [datetime(2026, 1, 1, tzinfo=UTC)]
    with Emulator(clock=lambda: days[-1]) as emulator:
        client = clients.of(emulator, max_retries=0)
        client.create_task(KIND, **PAYLOAD, unique_id="taken", metadata={"n": 0})
        days.append(datetime(2026, 1, 2, tzinfo=UTC))
        emulator.faults.add("reset", path="/v1/task/*", times=1)
        rows = payloads(1, unique_id="taken")
        assert [Outcome.unknown] == [one.outcome for one in client.create_tasks(KIND, rows, journal=file)]

        [result] = client.create_tasks(KIND, rows, journal=file)

        assert isinstance(result.error, ScaleDuplicateResource)
        assert [0] == made(client)


@pytest.mark.parametrize("own", [True, False])
def test_a_run_that_takes_hours(clients: Clients, file: Path, monkeypatch: pytest.MonkeyPatch, own: bool) -> None:
    """Tasks of the first run's first minutes are still taken for its own in the second run's last hour."""
    minutes = count(step=4)
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def clock() -> datetime:
        return start + timedelta(minutes=next(minutes))

    monkeypatch.setattr(system, "wall_ns", lambda: int(clock().timestamp()) * 10**9)
    with Emulator(clock=clock) as emulator:
        client = clients.of(emulator, max_retries=0)
        emulator.faults.add("reset_after", path="/v1/task/*", times=8)
        rows = payloads(8)
        for row in rows:
            row.update({"unique_id": f"own {row['metadata']['n']}"} if own else {})
        first = client.create_tasks(KIND, rows, journal=file, concurrency=1)
        assert {Outcome.unknown} == {one.outcome for one in first}

        again = client.create_tasks(KIND, rows, journal=file, concurrency=1)
        assert [None] * 8 == [one.error for one in again]
        assert list(range(1, 9)) == made(client)


def test_killed_at_any_moment(clients: Clients, emulator: Emulator, file: Path) -> None:
    """With the journal as it was at each moment, the work can be taken up again: one task for each row."""
    client = clients.of(emulator, LIVE_KEY)
    run = client.create_tasks(KIND, payloads(12), journal=file, concurrency=4)
    copies = []
    for result in run:
        copies.append(file.with_suffix(f".{result.row}"))
        for end in ("", "-wal"):
            shutil.copy(f"{file}{end}", f"{copies[-1]}{end}")

    for copy in copies:
        results = list(client.create_tasks(KIND, payloads(12), journal=copy))
        assert [None] * 12 == [one.error for one in results]
        assert {one.task.task_id for one in results} == {one.result["task_id"] for one in read_journal(copy)}  # type: ignore[index]
    assert list(range(1, 13)) == made(client)


def test_rows_that_were_rejected_are_tried_again(client: Any, file: Path) -> None:
    """What was missing may be there now."""
    rows = payloads(2, project="p")
    assert {Outcome.rejected} == {one.outcome for one in client.create_tasks(KIND, rows, journal=file)}
    [entry, _] = read_journal(file)
    assert "ScaleInvalidRequest" in (entry.error or "")

    client.create_project("p", "imageannotation")
    assert [None, None] == [one.error for one in client.create_tasks(KIND, rows, journal=file)]


@pytest.mark.parametrize("first", [True, False])
def test_other_payloads_are_refused(client: Any, file: Path, first: bool) -> None:
    """The row that differs is named, and nothing is sent for it."""
    list(client.create_tasks(KIND, payloads(3), journal=file))
    other = payloads(3)
    other[1]["priority"] = 10

    with pytest.raises(ScaleJournalError, match="belongs to other rows: row 2 was another one when it was begun"):
        list(client.create_tasks(KIND, iter(other) if not first else other, journal=file, validate_first=first))
    assert [1, 2, 3] == made(client)


def test_more_payloads_may_follow(client: Any, file: Path) -> None:
    """Rows that are added at the end belong to the same work; those that are wrong are found first."""
    list(client.create_tasks(KIND, payloads(3), journal=file))
    with pytest.raises(ScaleValidationError, match="row 4: /attachment"):
        list(client.create_tasks(KIND, [*payloads(3), PAYLOAD | {"attachment": 7}], journal=file))
    assert 5 == len(list(client.create_tasks(KIND, payloads(5), journal=file)))
    assert [1, 2, 3, 4, 5] == made(client)


def test_other_work_is_refused(clients: Clients, emulator: Emulator, file: Path) -> None:
    """Another task type, another service and another account each have their message."""
    client = clients.of(emulator)
    list(client.create_tasks(KIND, payloads(1), journal=file))
    refused = [
        (client, "chat", "begun for another work: creation of imageannotation tasks, not creation of chat tasks"),
        (clients.of(emulator, api_instance_url="http://elsewhere.test/v1"), KIND, "begun for another service"),
        (clients.of(emulator, LIVE_KEY), KIND, "begun with another API key"),
    ]
    for other, kind, message in refused:
        with pytest.raises(ScaleJournalError, match=message):
            list(other.create_tasks(kind, payloads(1), journal=file))


def test_many_rows_at_once(clients: Clients, emulator: Emulator, file: Path) -> None:
    """More rows than one statement writes are noted down all the same, and are not sent again."""
    for _ in range(2):
        results = list(clients.of(emulator).create_tasks(KIND, payloads(250), journal=file, concurrency=250))
        assert [Outcome.applied] * 250 == [one.outcome for one in results]

    assert [(row, Outcome.applied) for row in range(1, 251)] == [(one.row, one.outcome) for one in read_journal(file)]
    assert 250 == clients.of(emulator).request("GET", "tasks")["total"]


def test_another_key_of_the_same_account(clients: Clients, emulator: Emulator, file: Path) -> None:
    """A journal can be told to take over the next key."""
    list(clients.of(emulator).create_tasks(KIND, payloads(1), journal=file))
    adopt_journal(file)

    [result] = clients.of(emulator, LIVE_KEY).create_tasks(KIND, payloads(1), journal=file)

    assert result.earlier
    with pytest.raises(ScaleJournalError, match="another API key"):
        list(clients.of(emulator).create_tasks(KIND, payloads(1), journal=file))


def test_a_journal_in_use_is_refused(client: Any, file: Path) -> None:
    """It can be read, but not used, until the run has ended."""
    run = client.create_tasks(KIND, payloads(9), journal=file, concurrency=1)
    next(run)

    with pytest.raises(ScaleJournalError, match="is in use by another run"):
        list(client.create_tasks(KIND, payloads(9), journal=file))
    with pytest.raises(ScaleJournalError, match="is in use by another run"):
        adopt_journal(file)
    assert 1 in {entry.row for entry in read_journal(file)}

    run.close()
    assert 9 == len(list(client.create_tasks(KIND, payloads(9), journal=file)))


def test_files_that_are_no_journal(client: Any, tmp_path: Path) -> None:
    """Nothing is written to them."""
    text, database = tmp_path / "text", tmp_path / "database"
    text.write_text("no database, but long enough to be taken for one" * 9, encoding="utf-8")
    with sqlite3.connect(database) as db:
        db.execute("CREATE TABLE mine (value)")
    db.close()
    before = [text.read_bytes(), database.read_bytes()]

    for file, message in [(text, "file is not a database"), (database, "an SQLite file, but no journal")]:
        with pytest.raises(ScaleJournalError, match=message):
            list(client.create_tasks(KIND, payloads(1), journal=file))
    assert before == [text.read_bytes(), database.read_bytes()]
    for reads in (lambda path: list(read_journal(path)), adopt_journal):
        with pytest.raises(ScaleJournalError, match="file is not a database"):
            reads(text)
        with pytest.raises(ScaleJournalError, match="There is no journal"):
            reads(tmp_path / "nothing")


def test_a_full_disk_loses_nothing(client: Any, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done is handed out, then the error comes; with room again, the work goes on."""
    whole = journal._open

    def small(path: Path) -> sqlite3.Connection:
        db = whole(path)
        db.execute("PRAGMA max_page_count=7")
        return db

    monkeypatch.setattr(journal, "_open", small)
    found: list[Any] = []
    with pytest.raises(ScaleJournalError, match=r"full.*stays good"):
        found.extend(client.create_tasks(KIND, payloads(90), journal=file, concurrency=4))
    assert sorted(one.row for one in found) == made(client)
    assert 4 < len(found) < 90

    monkeypatch.setattr(journal, "_open", whole)
    assert [None] * 90 == [one.error for one in client.create_tasks(KIND, payloads(90), journal=file)]
    assert list(range(1, 91)) == made(client)


def test_half_a_character_in_a_journal(client: Any, tmp_path: Path) -> None:
    """A unique_id and an error that UTF-8 has no place for are noted down; the run goes on where it was."""
    rows = [{**PAYLOAD, "unique_id": "cut \ud83d"}, {"attachment": 5, "instruction": "\ud83d"}]

    for _ in range(2):
        found = list(client.create_tasks(KIND, rows, journal=tmp_path / "j", validate_first=False, ordered=True))
        assert ["rejected", "not_sent"] == [str(one.outcome) for one in found]
    assert ["cut \\ud83d"] == [entry.key for entry in read_journal(tmp_path / "j")]


BROKEN: dict[str, tuple[str, str]] = {
    "an outcome that is none": ("UPDATE rows SET outcome = 'new'", "is broken: row 1: 'new' is not a valid Outcome"),
    "a result that is no JSON": ("UPDATE rows SET result = '{'", "is broken: row 1: .*line 1"),
    "a result that is no task": ("UPDATE rows SET result = '{\"a\": 1}'", "is broken: row 1 has no Task"),
    "an id that is none": ("UPDATE meta SET value = 'x' WHERE name = 'id'", "does not tell its id"),
    "no beginning": ("DELETE FROM meta WHERE name = 'began'", "does not tell its id or its beginning"),
    "a format of tomorrow": (
        "UPDATE meta SET value = 2 WHERE name = 'format'",
        "of format 2, and this version .* reads 1",
    ),
}


@pytest.mark.parametrize(("change", "told"), BROKEN.values(), ids=BROKEN)
def test_a_journal_that_something_else_wrote_to(client: Any, file: Path, change: str, told: str) -> None:
    """It is told which journal, where and why, and nothing is sent."""
    list(client.create_tasks(KIND, payloads(2), journal=file))
    with closing(sqlite3.connect(file)) as db, db:
        db.execute(change)

    with pytest.raises(ScaleJournalError, match=f"The journal {re.escape(str(file))} .*{told}"):
        list(client.create_tasks(KIND, payloads(2), journal=file))
    assert [1, 2] == made(client)

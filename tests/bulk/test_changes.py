"""cancel_tasks(), tag_tasks(), set_tasks_metadata(), audit_tasks(): the same for many tasks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import respx

from scaleapi import Outcome, ScaleValidationError
from scaleapi.bulk import read_journal
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleException, ScaleInvalidRequest, ScaleJournalError
from tests.bulk.test_creation import KIND, payloads
from tests.conftest import LIVE_KEY, Clients


def tasks(client: Any, count: int = 12, **more: Any) -> list[Any]:
    """Make tasks."""
    return [result.task for result in client.create_tasks(KIND, payloads(count, **more), ordered=True)]


def shown(client: Any, field: str) -> list[Any]:
    """Show a field of all tasks."""
    return [task.get(field) for task in client.request("GET", "tasks", query={"limit": 100})["docs"]]


def test_tasks_are_cancelled(live: Any) -> None:
    """Tasks and ids are the same, and results come in their order if asked."""
    made = tasks(live, unique_id=None)
    mixed = [task if task.metadata["n"] % 2 else task.task_id for task in made]

    results = list(live.cancel_tasks(mixed, ordered=True, clear_unique_id=True))

    assert [(n, task.task_id, task) for n, task in enumerate(made, 1)] == [(r.row, r.task_id, r.task) for r in results]
    assert ["canceled"] * 12 == shown(live, "status")


def test_what_filters_find_is_cancelled(live: Any, tmp_path: Path) -> None:
    """The list is read to its end before it changes; the journal keeps it."""
    live.create_project("p", "imageannotation")
    tasks(live, 3)
    tasks(live, 120, project="p")

    first = live.cancel_tasks(project_name="p", status="pending", journal=tmp_path / "run.journal", concurrency=3)
    next(first)
    first.close()
    again = live.cancel_tasks(project_name="p", status="pending", journal=tmp_path / "run.journal", ordered=True)

    assert list(range(1, 121)) == [result.row for result in again]
    assert again.summary.earlier == first.summary.done
    assert {"pending": 3, "canceled": 120} == {
        one: live.get_tasks_count("p", status=one) or 3 for one in ("canceled", "pending")
    }
    assert 120 == len(list(read_journal(tmp_path / "run.journal")))
    assert 120 == len(list(live.cancel_tasks(project_name="p")))


def test_tasks_are_tagged(client: Any) -> None:
    """Tags are added, set and deleted."""
    made = tasks(client, 3, tags=["old"])
    found = []
    for how, tags in [("add", ["a", "b"]), ("delete", "old"), ("set", ["c"])]:
        found += [sorted(one.task.tags) for one in client.tag_tasks(tags, made[:1], how=how)]
    assert [["a", "b", "old"], ["a", "b"], ["c"]] == found


def test_metadata_is_set(client: Any) -> None:
    """The same for all, or its own for each."""
    made = tasks(client, 3)
    all_same = list(client.set_tasks_metadata({"a": 1}, made))
    own = list(client.set_tasks_metadata(tasks={task.task_id: {"n": task.task_id} for task in made}, ordered=True))

    assert [{"a": 1}] * 3 == [result.task.metadata for result in all_same]
    assert [{"n": task.task_id} for task in made] == [result.task.metadata for result in own]


def test_tasks_are_audited(client: Any) -> None:
    """The service answers nothing, so there is no task in the result."""
    made = tasks(client, 3)
    results = list(client.audit_tasks(True, made, comments="fine"))
    assert [(None, None, Outcome.applied)] * 3 == [(one.task, one.error, one.outcome) for one in results]
    assert ["accepted"] * 3 == shown(client, "customer_review_status")


@pytest.mark.parametrize(("fault", "outcome"), [("reset_after", Outcome.applied), ("reset", Outcome.unknown)])
def test_no_task_is_audited_twice(
    clients: Clients, emulator: Emulator, tmp_path: Path, fault: Any, outcome: str
) -> None:
    """What may have been done is looked up, in the same run and in a later one."""
    client = clients.of(emulator)
    made = tasks(client, 3)
    audits = emulator.faults.add(fault, path="*/audit")
    for _ in range(2):
        results = list(client.audit_tasks(True, made, journal=tmp_path / "run.journal"))
        assert [outcome] * 3 == [one.outcome for one in results]
    assert 3 == audits.met


def test_an_audit_that_was_begun_is_looked_up(clients: Clients, emulator: Emulator, tmp_path: Path) -> None:
    """A process that was killed in the middle leaves it to the next one to look."""
    client = clients.of(emulator, max_retries=0)
    made = tasks(client, 2)
    emulator.faults.add("500", path="*/audit", times=1)
    emulator.faults.add("500", path="/v1/task/*", method="GET", times=1)
    first = list(client.audit_tasks(False, made[:1], journal=tmp_path / "run.journal"))
    assert [Outcome.unknown] == [one.outcome for one in first]

    client.audit_task(made[0].task_id, False)
    again = list(client.audit_tasks(False, made, journal=tmp_path / "run.journal", ordered=True))
    assert [Outcome.applied] * 2 == [one.outcome for one in again]


def test_a_refused_audit_may_be_sent_again(live: Any, tmp_path: Path) -> None:
    """The task is not completed: that is sure, and is no doubt."""
    made = tasks(live, 1)
    for _ in range(2):
        [result] = live.audit_tasks(True, made, journal=tmp_path / "run.journal")
        assert (ScaleInvalidRequest, Outcome.rejected) == (type(result.error), result.outcome)


def test_what_cannot_be_cancelled_is_an_error_of_its_row(client: Any) -> None:
    """Completed tasks stay completed; one that is not there is said so."""
    made = tasks(client, 1)
    results = list(client.cancel_tasks([*made, "0" * 24], ordered=True))
    assert [400, 404] == [result.error.code for result in results]
    assert {Outcome.rejected} == {result.outcome for result in results}


def test_other_changes_are_refused(live: Any, tmp_path: Path) -> None:
    """A journal of cancelling is none of tagging, nor of cancelling others."""
    made = tasks(live, 2)
    list(live.cancel_tasks(made[:1], journal=tmp_path / "run.journal"))
    for run in (
        live.tag_tasks(["a"], made[:1], journal=tmp_path / "run.journal"),
        live.cancel_tasks(made[1:], journal=tmp_path / "run.journal"),
        live.cancel_tasks(made[:1], clear_unique_id=True, journal=tmp_path / "run.journal"),
    ):
        with pytest.raises(ScaleJournalError, match="is refused: it"):
            list(run)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: c.cancel_tasks(), "/tasks: give either tasks, or filters"),
        (lambda c: c.cancel_tasks(["a"], project_name="p"), "/tasks: give either tasks, or filters"),
        (lambda c: c.cancel_tasks(status="pending"), "a project_name or a batch_name is needed"),
        (lambda c: c.tag_tasks(["a"], ["x"], how="append"), '/how: must be "add", "set" or "delete"'),
        (lambda c: c.tag_tasks([7], ["x"]), "/tags/0: must be a string"),
        (lambda c: c.set_tasks_metadata(None, ["x"]), "/metadata: give one for all"),
        (lambda c: c.set_tasks_metadata({}, {"x": {}}), "/metadata: give one for all"),
        (lambda c: list(c.cancel_tasks([7])), "/tasks: must be tasks, or their ids"),
    ],
)
def test_wrong_arguments(client: Any, call: Any, message: str) -> None:
    """They are refused before anything is sent."""
    with pytest.raises(ScaleValidationError, match=message):
        call(client)


def test_a_list_that_cannot_be_read_changes_nothing(clients: Clients, emulator: Emulator, tmp_path: Path) -> None:
    """The next run lists again."""
    client = clients.of(emulator, LIVE_KEY, max_retries=0)
    client.create_project("p", "imageannotation")
    tasks(client, 3, project="p")
    emulator.faults.add("500", path="/v1/tasks", times=1)
    with pytest.raises(ScaleException, match="Internal error"):
        list(client.cancel_tasks(project_name="p", journal=tmp_path / "run.journal"))
    assert ["pending"] * 3 == shown(client, "status")
    assert 3 == len(list(client.cancel_tasks(project_name="p", journal=tmp_path / "run.journal")))


def test_ids_that_no_file_of_lines_can_hold(clients: Clients, tmp_path: Path) -> None:
    """A line break or half a character in an id of a list makes neither two tasks of one, nor an end."""
    page = {"docs": [{"task_id": one, "status": "pending"} for one in ("a\nb", "c", "\ud83d")], "has_more": False}
    with respx.mock(assert_all_called=False) as mock:
        mock.get(url__regex=".*/tasks.*").respond(content=json.dumps(page).encode())
        mock.post(url__regex=".*/cancel.*").respond(404)
        for journal in (None, tmp_path / "journal"):
            found = [one.task_id for one in clients().cancel_tasks(project_name="p", journal=journal, ordered=True)]
            assert ["a\nb", "c", "\ud83d" if journal is None else "\\ud83d"] == found

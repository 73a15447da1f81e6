"""Many chat tasks: each at most once, also by two runs with one journal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scaleapi.emulator import Emulator
from scaleapi.exceptions import Outcome, ScaleValidationError
from scaleapi.models import v2 as models
from tests.conftest import Clients


@pytest.fixture
def rows(client: Any) -> list[dict[str, Any]]:
    """Payloads for a project of the emulator."""
    client.create_project("P", "chat")
    return [{"project_name": "P", "template_variables": {"prompt": str(number)}} for number in range(6)]


def listed(client: Any) -> int:
    """Count the tasks that there are."""
    return len(list(client.v2.get_tasks(project_name="P")))


def test_each_payload_becomes_a_task(client: Any, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    """From a list or a file; a second run with the journal creates nothing more."""
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    made = list(client.v2.create_tasks(rows, ordered=True))
    first = list(client.v2.create_tasks(file, journal=tmp_path / "journal"))
    again = list(client.v2.create_tasks(file, journal=tmp_path / "journal"))

    assert [(number, Outcome.applied, None) for number in range(1, 7)] == [
        (r.row, r.outcome, r.unique_id) for r in made
    ]
    assert {type(one.task) for one in made} == {models.Task}
    assert [True] * 6 == [one.earlier for one in again]
    assert {one.task for one in first} == {one.task for one in again}
    assert 12 == listed(client)


def test_wrong_rows_stop_all(client: Any, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    """Nothing is sent if one is wrong; each row is named."""
    rows[1:3] = [{"template_variables": {}}, 5]  # type: ignore[list-item]

    with pytest.raises(ScaleValidationError, match=r"(?s)2 rows are wrong.*row 2: .*project.*row 3: .*dictionary"):
        list(client.v2.create_tasks(rows))
    (tmp_path / "broken.jsonl").write_text("{\n", encoding="utf-8")
    with pytest.raises(ScaleValidationError, match=r"1 rows are wrong.*\nrow 1: "):
        list(client.v2.create_tasks(tmp_path / "broken.jsonl"))
    with pytest.raises(ScaleValidationError, match="list of payloads"):
        client.v2.create_tasks(rows[0])
    assert 0 == listed(client)

    results = list(client.v2.create_tasks(rows, validate_first=False, ordered=True))
    assert [Outcome.not_sent] * 2 == [one.outcome for one in results if one.error]
    assert 4 == listed(client)


def test_lost_answers_are_looked_up(
    client: Any, emulator: Emulator, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    """With a journal, each task has a unique_id, by which it is found; nothing is doubled."""
    emulator.faults.add("500_after", path="/v2/task/chat", times=3)

    results = list(client.v2.create_tasks(rows, journal=tmp_path / "journal"))

    assert [Outcome.applied] * 6 == [one.outcome for one in results]
    assert 6 == listed(client)


def interrupted(client: Any, emulator: Emulator, rows: Any, journal: Path, fault: Any, **options: Any) -> None:
    """Create tasks, but the answers to some creations, and to all look-ups, are lost."""
    list(client.v2.create_tasks(rows[:2], journal=journal.with_suffix(".other")))
    emulator.faults.add(fault, path="/v2/task/chat", times=2)
    emulator.faults.add("500", path="/v1/tasks")
    results = list(client.v2.with_options(max_retries=0).create_tasks(rows, journal=journal, concurrency=1, **options))
    assert [Outcome.unknown] * 2 == [one.outcome for one in results if one.error]
    emulator.faults.clear()


@pytest.mark.parametrize("fault", ["500_after", "500"])
def test_another_run_finds_out(
    client: Any, emulator: Emulator, rows: list[dict[str, Any]], tmp_path: Path, fault: str
) -> None:
    """Whether the lost creations were carried out or not, each payload ends as one task."""
    interrupted(client, emulator, rows, tmp_path / "journal", fault)

    results = list(client.v2.create_tasks(rows, journal=tmp_path / "journal", concurrency=1))

    assert 6 == len({one.task.task_id for one in results})
    assert 8 == listed(client)


def test_without_unique_ids_nobody_knows(
    client: Any, emulator: Emulator, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    """What may have been sent is not sent again, and said so."""
    journal = tmp_path / "journal"
    interrupted(client, emulator, rows, journal, "500", unique_ids=False)

    results = list(client.v2.create_tasks(rows, journal=journal, unique_ids=False, ordered=True))

    unknown = [one for one in results if one.error]
    assert ([1, 2], {Outcome.unknown}) == ([one.row for one in unknown], {one.outcome for one in unknown})
    assert "may have created this task" in str(unknown[0].error)
    assert 6 == listed(client)


def test_request_objects_are_payloads(clients: Clients, client: Any, rows: list[dict[str, Any]]) -> None:
    """Those of SDK 2.18 can be listed, too."""
    from scaleapi.v2.old_requests import CreateChatTaskRequest

    results = list(client.v2.create_tasks([CreateChatTaskRequest(**rows[0])]))

    assert [None] == [one.error for one in results]

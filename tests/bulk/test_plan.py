"""plan_tasks(), and payload_from(): before a run, and after one that failed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scaleapi import Outcome, ScaleValidationError, ScaleValidationWarning, Task
from scaleapi.bulk import payload_from
from scaleapi.emulator import Emulator
from tests.bulk.test_creation import KIND, PAYLOAD, made, payloads
from tests.conftest import Clients


def test_a_plan_sends_no_write(clients: Clients, emulator: Emulator, tmp_path: Path) -> None:
    """It counts what would be created, what is wrong, what exists, and what is done."""
    sent: list[str] = []
    client = clients.of(emulator, on_event=lambda event: sent.append(event.method), requests_per_second=50.0)
    journal = tmp_path / "run.journal"
    rows = [*payloads(3), *(PAYLOAD | {"unique_id": f"u{n}", "metadata": {"n": n}} for n in range(4, 120))]
    list(client.create_tasks(KIND, rows[:2], journal=journal))
    client.create_task(KIND, **PAYLOAD, unique_id="u50", metadata={"n": 0})
    rows[2] = {"attachment": 7}
    sent.clear()

    plan = client.plan_tasks(KIND, rows, journal=journal)

    assert (119, 115, 2, 115) == (plan.rows, plan.to_create, plan.done, plan.requests)
    assert [(3, "/geometries")] == [(one.row, one.problems[0].pointer) for one in plan.wrong]
    assert [(50, "u50")] == [(one.row, one.unique_id) for one in plan.existing]
    assert plan.seconds == pytest.approx(115 / 50)
    assert "119 rows: 115 to create, 1 wrong, 1 exist already, 2 done earlier; 115 requests in about 2 s" == str(plan)
    assert {"GET"} == set(sent)
    assert [0, 1, 2] == made(client)


def test_a_plan_measures_even_without_ids(client: Any) -> None:
    """One small request tells how quick the service is; 64 at once are the default."""
    plan = client.plan_tasks(KIND, payloads(96), journal="not_there_yet")
    assert plan.seconds == pytest.approx(96 / 64 * 0.2)


def test_what_can_be_read_once_is_not_planned(client: Any) -> None:
    """The plan would use it up."""
    with pytest.raises(ScaleValidationError, match="would be used up by the plan"):
        client.plan_tasks(KIND, iter([]))


def test_the_payload_of_a_failed_task(live: Any, emulator: Emulator) -> None:
    """With its project, exactly what was sent comes out again."""
    project = live.create_project("p", KIND.value, {"instruction": "Be careful.", "geometries": PAYLOAD["geometries"]})
    sent = {
        "project": "p",
        "attachment": "https://example.com/a.jpg",
        "instruction": "Draw boxes.",
        "metadata": {"n": 1},
        "tags": ["a"],
        "priority": 30,
        "callback_url": "https://example.com/hook",
    }
    task = live.create_task(KIND, **sent, unique_id="mine", clear_unique_id_on_error=True)
    emulator.fail(task.task_id, "no such image")
    failed = live.get_task(task.task_id)

    payload = payload_from(failed, project)

    assert sent == payload
    [result] = live.create_tasks(KIND, [payload])
    assert (Outcome.applied, "Draw boxes.\n\nBe careful.") == (result.outcome, result.task.instruction)


def test_without_the_project_its_instruction_is_left_out(live: Any) -> None:
    """Which part is the task's own cannot be told."""
    live.create_project("p", KIND.value, {"instruction": "Be careful."})
    task = live.create_task(KIND, **PAYLOAD, project="p", instruction="Draw boxes.")
    with pytest.warns(ScaleValidationWarning, match="/instruction: was left out.*get_project"):
        payload = payload_from(task)
    assert PAYLOAD | {"project": "p"} == payload


@pytest.mark.parametrize("instruction", [None, "Draw boxes."])
def test_a_task_without_a_project(client: Any, instruction: str | None) -> None:
    """All of the instruction is its own."""
    sent = PAYLOAD | ({"instruction": instruction} if instruction else {})
    assert sent == payload_from(client.create_task(KIND, **sent))


def test_an_instruction_that_is_no_text() -> None:
    """Whatever the service sends is looked at with care."""
    task = Task.model_validate({"task_id": "a", "status": "error", "params": {"instruction": 7, "x": None}})
    assert {} == payload_from(task)

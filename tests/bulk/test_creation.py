"""create_tasks(): many payloads, each of which becomes one task."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scaleapi import Outcome, ScaleException, ScaleValidationError, ScaleValidationWarning, TaskType
from scaleapi._core.jobs import runners
from scaleapi._core.jobs.scheduler import Scheduler
from scaleapi.bulk import Progress, creation
from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleDuplicateResource, ScaleInternalError, ScaleInvalidRequest
from scaleapi.models import ImageAnnotationPayload
from tests.conftest import Clients

PAYLOAD: dict[str, Any] = {
    "attachment": "https://example.com/a.jpg",
    "geometries": {"box": {"objects_to_annotate": ["cow"]}},
}
KIND = TaskType.ImageAnnotation


def payloads(count: int, **more: Any) -> list[dict[str, Any]]:
    """Make payloads that can be told apart."""
    return [PAYLOAD | {"metadata": {"n": number}} | more for number in range(1, count + 1)]


def made(client: Any) -> list[int]:
    """List the numbers of all tasks that exist."""
    docs = client.request("GET", "tasks", query={"limit": 100})["docs"]
    return sorted(task["metadata"]["n"] for task in docs)


@pytest.mark.parametrize("concurrency", [1, 7])
def test_each_payload_becomes_a_task(client: Any, concurrency: int) -> None:
    """Results come in the order of the payloads, if asked."""
    results = list(client.create_tasks(KIND, payloads(30), concurrency=concurrency, ordered=True))

    assert list(range(1, 31)) == [result.row for result in results] == made(client)
    assert list(range(1, 31)) == [result.task.metadata["n"] for result in results]
    assert {(None, Outcome.applied, None)} == {(one.error, one.outcome, one.unique_id) for one in results}


def test_nothing_happens_before_it_is_iterated(client: Any) -> None:
    """The call itself sends nothing."""
    run = client.create_tasks(KIND, payloads(3))
    assert made(client) == []
    run.close()
    assert made(client) == []


def test_a_file_of_json_lines(client: Any, tmp_path: Path) -> None:
    """Rows are lines, empty ones are passed over, each names its type."""
    file = tmp_path / "rows.jsonl.gz"
    lines = [json.dumps(PAYLOAD | {"type": "imageannotation", "metadata": {"n": n}}) for n in (1, 2)]
    file.write_bytes(gzip.compress("\n\n".join(lines).encode()))

    assert [1, 3] == [result.row for result in client.create_tasks(None, file, ordered=True)]
    assert [1, 2] == made(client)


def test_payload_objects_name_their_type(client: Any) -> None:
    """Objects go as they are, with the type given or without."""
    objects = [ImageAnnotationPayload.model_validate(one) for one in payloads(2)]
    assert [1, 2] == [result.row for result in client.create_tasks(None, objects, ordered=True)]


def test_wrong_rows_are_found_before_anything_is_sent(client: Any) -> None:
    """All of them are named, and repeated unique_ids, too."""
    rows = payloads(5)
    rows[1]["attachment"] = 7
    rows[2]["unique_id"] = rows[4]["unique_id"] = "same"

    with pytest.raises(ScaleValidationError) as caught:
        list(client.create_tasks(KIND, rows))

    assert str(caught.value).splitlines() == [
        "2 rows are wrong, and nothing was sent. validate_first=False sends the others.",
        "row 2: /attachment: must be a string (got 7)",
        "row 5: /unique_id: must be unique: row 3 has the same",
    ]
    assert made(client) == []


def test_many_wrong_rows_are_not_all_named(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message stays readable, and looking stops at some point."""
    assert 1000 == creation._MOST
    monkeypatch.setattr(creation, "_MOST", 100)
    with pytest.raises(ScaleValidationError) as caught:
        list(client.create_tasks(KIND, [{"attachment": n} for n in range(200)]))
    assert "100 rows or more are wrong" in str(caught.value)
    assert 22 == len(str(caught.value).splitlines())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "the line is not JSON"),
        ("[]", "must be an object"),
        ('{"type": ""}', "/type: each payload must name its task type"),
    ],
)
def test_wrong_lines(client: Any, tmp_path: Path, line: str, message: str) -> None:
    """What is no payload is an error of its row; the others are sent, if that is wanted."""
    file = tmp_path / "rows.jsonl"
    file.write_text(f"{line}\n{json.dumps(payloads(1)[0] | {'type': 'imageannotation'})}", encoding="utf-8")

    wrong, right = client.create_tasks(None, file, validate_first=False, ordered=True)

    assert message in str(wrong.error)
    assert (Outcome.not_sent, None, None) == (wrong.outcome, wrong.task, wrong.unique_id)
    assert right.task.metadata == {"n": 1}


def test_an_iterator_is_validated_row_by_row(client: Any) -> None:
    """It can be read only once, which is said."""
    with pytest.warns(ScaleValidationWarning, match="can be read only once"):
        results = list(client.create_tasks(KIND, iter([*payloads(1), {"attachment": 7}]), ordered=True))
    assert [None, ScaleValidationError] == [result.error and type(result.error) for result in results]

    with warnings.catch_warnings(action="error"):
        assert 2 == len(list(client.create_tasks(KIND, iter(payloads(2)), validate_first=False)))


def test_with_validation_off_everything_is_sent(clients: Any, emulator: Emulator) -> None:
    """The client's setting holds for many as for one."""
    client = clients.of(emulator, validation="off")
    [result] = client.create_tasks(KIND, iter([{"attachment": 7}]))
    assert "HTTP 400" in str(result.error)


@pytest.mark.parametrize("wrong", [PAYLOAD, 7, None])
def test_what_is_no_list_of_payloads(client: Any, wrong: Any) -> None:
    """One payload alone is probably a slip."""
    with pytest.raises(ScaleValidationError, match="/payloads: must be a list of payloads"):
        client.create_tasks(KIND, wrong)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"concurrency": 0}, "/concurrency: must be a whole number"),
        ({"on_error": "ignore"}, '/on_error: must be "collect" or "raise"'),
    ],
)
def test_wrong_arguments(client: Any, options: dict[str, Any], message: str) -> None:
    """They are refused at the call."""
    with pytest.raises(ScaleValidationError, match=message):
        client.create_tasks(KIND, [], **options)


def test_errors_are_collected(client: Any) -> None:
    """A row that fails is a result, and the others go on."""
    client.create_task(KIND, **PAYLOAD, unique_id="taken", metadata={"n": 0})
    rows = payloads(5)
    rows[2]["unique_id"] = "taken"
    rows[3]["project"] = "nowhere"

    run = client.create_tasks(KIND, rows, ordered=True)
    results = list(run)

    kinds = [type(result.error) for result in results if result.error]
    assert [ScaleDuplicateResource, ScaleInvalidRequest] == kinds
    assert [0, 1, 2, 5] == made(client)
    assert "5 rows done, 3 succeeded, 2 failed. Without a journal" in str(run.summary)


def test_the_first_error_ends_the_run(client: Any) -> None:
    """What was under way is finished and handed out before the error is raised."""
    rows = payloads(40)
    rows[10]["project"] = "nowhere"
    run, found = client.create_tasks(KIND, rows, concurrency=4, on_error="raise"), []

    with pytest.raises(ScaleInvalidRequest) as caught:
        found.extend(run)

    assert "This was row 11." in caught.value.__notes__
    assert sorted(one.row for one in found if not one.error) == made(client)
    assert len(found) < 40


def test_a_source_that_fails(client: Any) -> None:
    """An error of the rows' own code comes after what was begun before it."""

    def rows() -> Iterator[dict[str, Any]]:
        yield from payloads(3)
        raise ArithmeticError("no more")

    found = []
    with pytest.raises(ArithmeticError, match="no more"):
        found.extend(client.create_tasks(KIND, rows(), validate_first=False))
    assert [1, 2, 3] == sorted(result.row for result in found) == made(client)


def test_progress_is_told(client: Any, emulator: Emulator) -> None:
    """A function gets the numbers."""
    told: list[Progress] = []
    emulator.faults.add("503", path="/v1/task/*", times=2)

    list(client.create_tasks(KIND, [*payloads(9), PAYLOAD | {"project": "nowhere"}], progress=told.append))

    last = told[-1]
    assert (10, 10, 1, 2, 0) == (last.done, last.total, last.errors, last.retries, last.earlier)
    assert last.rate > 0
    assert last.left == 0
    assert Progress(0, None, 0, 0, 0.0).left is None


def test_a_bar_is_in_nobodys_way(client: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Where output goes to a pipe, there is no bar."""
    list(client.create_tasks(KIND, payloads(3), progress=True))
    assert capsys.readouterr() == ("", "")


def test_the_bar_is_an_extra(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it, the message says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "tqdm.auto", None)
    with pytest.raises(ImportError, match=r"install scaleapi\[progress\]"):
        client.create_tasks(KIND, [], progress=True)


def test_leaving_early_finishes_what_is_under_way(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    """What was begun is there, and the log says how to go on."""
    run = client.create_tasks(KIND, payloads(50), concurrency=5)
    next(run)
    run.close()

    assert not run.summary.finished
    assert run.summary.done == len(made(client)) < 50
    assert [(logging.WARNING, str(run.summary))] == [
        (level, text) for name, level, text in caplog.record_tuples if name == "scaleapi.bulk"
    ]


def test_closing_the_client_finishes_what_is_under_way(clients: Clients, emulator: Emulator) -> None:
    """As it happens where an error leaves both a loop and the client's `with`."""
    client = clients.of(emulator)
    run = client.create_tasks(KIND, payloads(50), concurrency=5)
    next(run)
    client.close()

    assert (run.summary.done, 0) == (run.summary.succeeded, run.summary.failed)
    assert run.summary.done == len(made(clients.of(emulator))) < 50


def test_a_run_that_another_thread_has_is_left_alone(emulator: Emulator) -> None:
    """It cannot be closed from here."""
    with emulator.client() as client:
        run = client.create_tasks(KIND, payloads(9), validate_first=False, progress=lambda _: run.close())
        assert 9 == len(list(run))


def test_a_run_that_another_task_has_is_left_alone(emulator: Emulator) -> None:
    """It cannot be closed from here."""

    async def main() -> int:
        async with emulator.async_client() as client:
            run = client.create_tasks(KIND, payloads(9), concurrency=1)
            first = asyncio.create_task(anext(run))
            await asyncio.sleep(0)
            await run.aclose()
            return (await first).row + len([result async for result in run])

    assert 9 == asyncio.run(main())


def test_ctrl_c_finishes_what_is_under_way(client: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The error says what was done and how to go on."""
    real, real_async, calls = runners._some, runners._some_async, iter(range(100))

    def some(landed: Any) -> Any:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return real(landed)

    async def some_async(landed: Any) -> Any:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return await real_async(landed)

    monkeypatch.setattr(runners, "_some", some)
    monkeypatch.setattr(runners, "_some_async", some_async)
    run = client.create_tasks(KIND, payloads(50), concurrency=5, journal=tmp_path / "run.journal")
    with pytest.raises(KeyboardInterrupt) as caught:
        list(run)

    assert run.summary.done == len(made(client)) < 50
    assert [str(run.summary)] == caught.value.__notes__
    assert "start again with the same arguments and journal=" in str(run.summary)


def test_a_second_ctrl_c_ends_at_once(client: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is noted down any more, and the journal is let go."""

    def landed(scheduler: Any, done: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Scheduler, "landed", landed)
        with pytest.raises(KeyboardInterrupt):
            list(client.create_tasks(KIND, payloads(50), concurrency=5, journal=tmp_path / "run.journal"))

    assert 50 == len(list(client.create_tasks(KIND, payloads(50), journal=tmp_path / "run.journal")))
    assert list(range(1, 51)) == made(client)


def test_ctrl_c_between_taking_and_sending(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that were counted as begun, but never sent, are not waited for."""
    take, calls = Scheduler.take, iter(range(100))

    def interrupted(scheduler: Any) -> Any:
        jobs = take(scheduler)
        if next(calls) == 2:
            raise KeyboardInterrupt
        return jobs

    monkeypatch.setattr(Scheduler, "take", interrupted)
    run = client.create_tasks(KIND, payloads(50), concurrency=5)
    with pytest.raises(KeyboardInterrupt):
        list(run)
    assert run.summary.done == len(made(client)) < 50


def test_whatever_goes_wrong_with_a_row_is_its_result(client: Any, emulator: Emulator) -> None:
    """Errors come with what is known about the effect."""
    emulator.faults.add("500", path="/v1/task/*")
    [result] = client.create_tasks(KIND, payloads(1))
    assert (ScaleInternalError, Outcome.unknown) == (type(result.error), result.outcome)
    assert isinstance(result.error, ScaleException)

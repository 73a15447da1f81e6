"""Runs of many rows as pure state: what is begun, what is handed out, and when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from scaleapi import AsyncScaleClient, ScaleClient
from scaleapi._core.calls.call import Call, Reply, Send
from scaleapi._core.jobs.operation import BulkOperation, Options, WorkItem
from scaleapi._core.jobs.progress import Progress
from scaleapi._core.jobs.scheduler import Scheduler, Summary
from scaleapi.exceptions import Outcome

CALL: Call[Any] = Call("GET", "x", lambda raw: raw)


@dataclass(frozen=True)
class Result:
    """What came of a row."""

    row: int
    error: BaseException | None = None
    outcome: Outcome = Outcome.applied
    earlier: bool = False


def conversation(attempts: int) -> Any:
    """Send so many times."""
    for attempt in range(1, attempts + 1):
        yield Send(CALL, attempt=attempt)


@dataclass
class Work(BulkOperation[Result]):
    """Work whose rows are given: numbers are to be done, results were done before."""

    given: list[int | Result | Exception] = field(default_factory=list)
    options: Options = field(default_factory=lambda: Options(2))
    attempts: int = 1
    broken: set[str] = field(default_factory=set)
    heard: list[Any] = field(default_factory=list)
    total: int | None = None

    def rows(self) -> Iterator[WorkItem[Result] | Result]:
        """Go through them."""
        for one in self.given:
            if isinstance(one, Exception):
                raise one
            yield one if isinstance(one, Result) else WorkItem(one, conversation(self.attempts))

    def begun(self, jobs: Sequence[WorkItem[Result]]) -> None:
        """Hear of it, or fail as a journal on a full disk does."""
        self._hear("begun", [job.row for job in jobs])

    def ended(self, results: Sequence[Result]) -> None:
        """Hear of it, or fail."""
        self._hear("ended", [one.row for one in results])

    def result(self, job: WorkItem[Result], value: Any, error: BaseException | None) -> Result:
        """Say what came of a row."""
        return Result(job.row, error)

    def close(self) -> None:
        """Hear of it."""
        self.heard.append("closed")

    def _hear(self, what: str, rows: list[int]) -> None:
        if what in self.broken:
            raise OSError("the disk is full")
        self.heard.append((what, rows))


def scheduler(*given: int | Result | Exception, **more: Any) -> Scheduler[Result]:
    """Begin a run."""
    made = Scheduler(Work(list(given), **more))
    made.prepare()
    return made


def rows(jobs: list[WorkItem[Result]]) -> list[int]:
    """Name the rows of what is to be done."""
    return [job.row for job in jobs]


def land(run: Scheduler[Result], jobs: list[WorkItem[Result]], error: Exception | None = None) -> None:
    """Have jobs end."""
    outcome = Outcome.rejected if error else Outcome.applied
    run.landed([(job, Result(job.row, error, outcome)) for job in jobs])


def test_no_more_at_once_than_asked() -> None:
    """As one lands, the next is begun; it is noted down before it is sent, and when it ended."""
    run = scheduler(1, 2, 3, 4)
    first = run.take()
    assert ([1, 2], []) == (rows(first), run.take())

    land(run, first[:1])
    second = run.take()

    assert ([3], [Result(1)]) == (rows(second), list(run.ready()))
    assert [("begun", [1, 2]), ("ended", [1]), ("begun", [3])] == run.work.heard  # type: ignore[attr-defined]


@pytest.mark.parametrize("ordered", [False, True])
def test_what_an_earlier_run_did(ordered: bool) -> None:
    """It is handed out at once, and nothing is noted down for it."""
    run = scheduler(Result(1, earlier=True), Result(2, earlier=True), options=Options(2, ordered))

    assert ([], True) == (run.take(), [Result(1, earlier=True), Result(2, earlier=True)] == list(run.ready()))
    assert ([], True, 2) == (run.work.heard, run.finished, run.summary.earlier)  # type: ignore[attr-defined]


@pytest.mark.parametrize("ordered", [False, True])
def test_rows_that_cannot_be_noted_down_are_not_begun(ordered: bool) -> None:
    """What came before is handed out, then the error is raised."""
    run = scheduler(Result(1), 2, 3, options=Options(2, ordered), broken={"begun"})

    assert ([], 0, [Result(1)], True) == (run.take(), run.in_flight, list(run.ready()), run.finished)
    with pytest.raises(OSError, match="the disk is full"):
        run.check()


def test_an_end_that_cannot_be_noted_down() -> None:
    """The result is handed out all the same, nothing more is begun, and the error is raised after what is under way."""
    run = scheduler(1, 2, 3, broken={"ended"})
    jobs = run.take()
    land(run, jobs[:1])

    assert ([], [Result(1)], False) == (run.take(), list(run.ready()), run.finished)
    land(run, jobs[1:])
    assert ([Result(2)], True, False) == (list(run.ready()), run.finished, run.summary.finished)
    with pytest.raises(OSError, match="full"):
        run.check()


def test_in_order() -> None:
    """A result waits for those before it, which hold up a bounded number of rows."""
    run = scheduler(*range(1, 100), options=Options(2, ordered=True))
    slow, *_ = jobs = run.take()
    begun = [job.row for job in jobs]
    jobs = jobs[1:]
    while jobs:
        land(run, jobs)
        jobs = run.take()
        begun += rows(jobs)

    assert (list(range(1, 18)), []) == (begun, list(run.ready()))
    land(run, [slow])
    assert list(range(1, 18)) == [one.row for one in run.ready()]
    assert [18, 19] == rows(run.take())


def test_rows_that_nobody_takes() -> None:
    """No more than a hundred results wait to be taken."""
    run = scheduler(*(Result(row) for row in range(1, 500)), options=Options(1))
    run.take()
    assert 499 == len(list(run.ready()))

    run = scheduler(1, *(Result(row) for row in range(2, 500)), 500, options=Options(2))
    jobs = run.take()
    assert ([1], 100) == (rows(jobs), len(list(run.ready())))


@pytest.mark.parametrize("stops", [False, True])
def test_the_first_failure_may_end_it(stops: bool) -> None:
    """It is raised with the number of its row, once what is under way has ended."""
    run = scheduler(1, 2, 3, options=Options(2, stops=stops))
    jobs = run.take()
    wrong = ValueError("no")
    land(run, jobs[:1], wrong)

    assert ([] if stops else [3]) == rows(run.take())
    assert (["This was row 1."] if stops else []) == getattr(wrong, "__notes__", [])
    land(run, jobs[1:])
    assert ([1, 2], stops) == ([one.row for one in run.ready()], run.finished and run.failure is wrong)


def test_rows_that_break_off() -> None:
    """What the rows themselves raise ends the run, after those before it."""
    run = scheduler(1, RuntimeError("the caller's own"))
    jobs = run.take()
    assert ([1], [], False) == (rows(jobs), run.take(), run.finished)
    land(run, jobs)
    assert [Result(1)] == list(run.ready())
    with pytest.raises(RuntimeError, match="the caller's own"):
        run.check()


def test_what_a_run_tells() -> None:
    """Rows are counted by how they ended, what was sent again, and what is left."""
    told: list[Progress] = []
    lost = Result(3, ValueError("lost"), Outcome.unknown)
    run = scheduler(1, 2, lost, attempts=3, total=9, options=Options(2, progress=told.append))
    jobs = run.take()
    for job in jobs:
        for _ in job.counted():
            pass
    land(run, jobs[:1])
    assert (1, False) == (run.summary.done, run.summary.finished)
    run.take()
    land(run, jobs[1:], ValueError("no"))
    run.take()

    summary = run.summary
    expected = Summary("work", 3, 1, 2, 1, 0, 4, True, "Rows that were not begun were not sent.", summary.outcomes)
    assert (expected, {"applied": 1, "rejected": 1, "unknown": 1}) == (summary, summary.outcomes)
    assert (3, 9, 2, 4) == (told[-1].done, told[-1].total, told[-1].errors, told[-1].retries)
    run.close()
    assert "closed" in run.work.heard  # type: ignore[attr-defined]


def test_a_run_is_finished_when_its_last_row_has_ended() -> None:
    """Not before the first one is begun, nor while one is under way, nor after a failure."""
    run = scheduler(1)
    told = [run.summary.finished]
    jobs = [*run.take(), *run.take()]
    told.append(run.summary.finished)
    land(run, jobs)
    told.append(run.summary.finished)
    run.fail(OSError("the disk is full"))

    assert [False, False, True, False] == [*told, run.summary.finished]


@pytest.mark.parametrize(("total", "expected"), [(None, []), (3, [("total", 3)])])
def test_a_run_shows_how_many_rows_there_are(total: int | None, expected: Any) -> None:
    """Where that is known."""
    with ScaleClient("k") as client, client.many(Work([1, 2, 3], total=total)) as run:
        assert expected == [fact for fact in run._facts() if fact[0] == "total"]


def test_closing_a_client_ends_its_runs() -> None:
    """What is under way is finished, and files are closed."""
    work, other = Work([1, 2, 3], attempts=0), Work([1, 2, 3], attempts=0)
    with ScaleClient("k") as client:
        run = client.many(work)
        assert 1 == next(run).row

    async def story() -> str:
        async with AsyncScaleClient("k") as client:
            run = client.many(other)
            await anext(run)
        return str(other.heard[-1])  # before the loop ends, which would close it, too

    assert ("closed", "closed") == (work.heard[-1], asyncio.run(story()))


def test_nothing_was_sent_again() -> None:
    """A first attempt is none that was sent again."""
    run = scheduler(1)
    [job] = run.take()
    flow = job.counted()
    next(flow)
    with pytest.raises(StopIteration):
        flow.send(Reply(200))
    land(run, [job])
    assert (0, True) == (run.summary.retries, "retries" not in dict(run.summary._facts()))


@pytest.mark.parametrize(
    ("seconds", "earlier", "total", "expected"),
    [(2.0, 0, 20, (5.0, 2.0)), (2.0, 4, 20, (3.0, 10 / 3)), (0.0, 0, 20, (0.0, None)), (2.0, 0, None, (5.0, None))],
)
def test_how_fast_it_is(seconds: float, earlier: int, total: int | None, expected: Any) -> None:
    """Rows of this run a second, and the seconds that are left at that rate."""
    progress = Progress(10, total, 0, 0, seconds, earlier)
    assert expected == (progress.rate, progress.left)


def test_how_fast_it_is_by_itself() -> None:
    """Where nothing is said of an earlier run, all rows are of this one."""
    assert 5.0 == Progress(10, 20, 0, 0, 2.0).rate


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((3, 3, 0, 0, 0, 0, True), "work: 3 rows done, 3 succeeded."),
        ((3, 3, 0, 0, 2, 0, True), "work: 3 rows done, 3 succeeded, 2 of them earlier."),
        ((3, 2, 1, 0, 0, 0, True), "work: 3 rows done, 2 succeeded, 1 failed. Do this."),
        (
            (3, 2, 1, 1, 0, 0, False),
            "work: 3 rows done, 2 succeeded, 1 failed, 1 of them with an unknown outcome. Do this.",
        ),
        ((3, 3, 0, 0, 0, 0, False), "work: 3 rows done, 3 succeeded. Do this."),
    ],
)
def test_how_a_run_is_summed_up(counts: tuple[Any, ...], expected: str) -> None:
    """Advice is given where something is left to do."""
    done, succeeded, failed, unknown, earlier, retries, finished = counts
    summary = Summary("work", done, succeeded, failed, unknown, earlier, retries, finished, "Do this.", {"applied": 3})
    assert expected == str(summary)
    assert expected.endswith("Do this.") == ("advice" in dict(summary._facts()))
    assert ("outcomes" in dict(summary._facts()), [("applied", 3)]) == (False, list(summary._rows().cells))

"""The state of a run: which rows are under way, what has come back, when it is over. Sends nothing.

A driver asks what to begin, does it, hands back what landed, and takes what is ready:

    take → do → landed → ready → … → finished

When something goes wrong that ends the run, nothing more is begun, what is under way is finished and handed out, and
then the error is raised.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from scaleapi._core import system
from scaleapi._core.jobs.operation import BulkOperation, ItemResult, Options, WorkItem
from scaleapi._core.jobs.progress import Progress, reporter
from scaleapi._core.paging.pages import Pages
from scaleapi._show.shown import Rows, ShownFields

__all__ = ["Scheduler", "Summary"]

R = TypeVar("R", bound=ItemResult)

_READY = 100
"""How many results may wait for the user before more rows are looked at."""
_AHEAD = 8
"""In order: how many rows, for each that may be under way, may wait for an earlier one."""


@dataclass(frozen=True, slots=True, repr=False)
class Summary(ShownFields):
    """What a run (`client.create_tasks(...)` and its like) has done so far; `run.summary` gives it at any time."""

    what: str
    """The work, with what tells it from other work."""
    done: int
    """Rows that have ended."""
    succeeded: int
    failed: int
    """Rows that ended in an error, those with an unknown outcome included."""
    unknown: int
    """Rows of which nobody knows whether they were carried out."""
    earlier: int
    """Rows that an earlier run had done; among those that succeeded."""
    retries: int
    finished: bool
    """Whether no row is left."""
    advice: str
    """How to go on, if it is not finished or rows failed."""
    outcomes: Mapping[str, int] = field(default_factory=dict[str, int], hash=False)
    """How many rows ended with each outcome: `applied`, `rejected`, `not_sent`, `unknown`."""

    def _facts(self) -> list[tuple[str, object]]:
        """Leave out counts of nothing, and advice that nobody needs."""
        facts = [(name, value) for name, value in ShownFields._facts(self) if name not in {"advice", "outcomes"}]
        some = [(name, value) for name, value in facts if value or name not in {"unknown", "earlier", "retries"}]
        return some if self.finished and not self.failed else [*some, ("advice", self.advice)]

    def _rows(self) -> Rows:
        return Rows(("outcome", "rows"), self.outcomes.items(), len(self.outcomes))

    def __str__(self) -> str:
        parts = [f"{self.what}: {self.done} rows done, {self.succeeded} succeeded"]
        parts += [f"{self.earlier} of them earlier"] if self.earlier else []
        parts += [f"{self.failed} failed"] if self.failed else []
        parts += [f"{self.unknown} of them with an unknown outcome"] if self.unknown else []
        told = ", ".join(parts)
        return told + "." if self.finished and not self.failed else f"{told}. {self.advice}"


@dataclass(slots=True)
class Tally:
    """Counts what has ended."""

    done: int = 0
    errors: int = 0
    unknown: int = 0
    earlier: int = 0
    retries: int = 0
    outcomes: Counter[str] = field(default_factory=Counter[str])
    began: float = field(default_factory=system.monotonic)

    def add(self, result: ItemResult) -> None:
        """Count one row."""
        self.done += 1
        self.outcomes[str(result.outcome)] += 1
        self.errors += result.error is not None
        self.unknown += result.error is not None and result.outcome == "unknown"
        self.earlier += result.earlier

    def progress(self, total: int | None) -> Progress:
        """Tell how far it has come."""
        seconds = system.monotonic() - self.began
        return Progress(self.done, total, self.errors, self.retries, seconds, self.earlier)


class Scheduler(Generic[R]):
    """One run of a piece of work."""

    def __init__(self, work: BulkOperation[R]) -> None:
        self.work: BulkOperation[R] = work
        self.options: Options = work.options
        self.in_flight: int = 0
        self.failure: BaseException | None = None
        self._rows: Iterator[WorkItem[R] | R] | None = None
        self._ended: deque[R] = deque()
        self._order: deque[int] = deque()
        self._held: dict[int, R] = {}
        self._exhausted = False
        self._tally = Tally()
        self._report, self._close_report = reporter(self.options.progress, work.what)

    def prepare(self) -> Pages[Any] | None:
        """Check what can be checked before the first row, and say what must be listed first, if anything."""
        listing = self.work.prepare()
        self._tally.began = system.monotonic()
        return listing

    def take(self) -> list[WorkItem[R]]:
        """Choose what to begin now."""
        jobs: list[WorkItem[R]] = []
        while self._is_roomy(len(jobs)) and (row := self._next()) is not None:
            if self.options.ordered:
                self._order.append(row.row)
            if isinstance(row, WorkItem):
                jobs.append(row)
            else:
                self._hand_out([row])
        if jobs and not self._noted(self.work.begun, jobs):
            self._order = deque(row for row in self._order if row in self._held)
            return []
        self.in_flight += len(jobs)
        return jobs

    def _is_roomy(self, chosen: int) -> bool:
        in_flight = self.in_flight + chosen
        waiting = len(self._held) if self.options.ordered else len(self._ended)
        most = self.options.width * _AHEAD if self.options.ordered else _READY
        roomy = in_flight < self.options.width and (waiting < most or not in_flight)
        return roomy and not self._is_over

    def _next(self) -> WorkItem[R] | R | None:
        if self._rows is None:
            self._rows = self.work.rows()
        try:
            return next(self._rows)
        except StopIteration:
            self._exhausted = True
        except Exception as error:  # noqa: BLE001 - raised once what is under way has ended, whatever it is
            self.fail(error)
        return None

    def landed(self, done: Sequence[tuple[WorkItem[R], R]]) -> None:
        """Take what came of jobs."""
        self.in_flight -= len(done)
        self._tally.retries += sum(job.retries for job, _ in done)
        results = [result for _, result in done]
        self._noted(self.work.ended, results)
        self._hand_out(results)

    def _noted(self, note: Callable[[Any], None], what: object) -> bool:
        try:
            note(what)
        except Exception as error:  # noqa: BLE001 - as above: nothing that was done is lost for it
            self.fail(error)
            return False
        return True

    def _hand_out(self, results: Sequence[R]) -> None:
        for result in results:
            self._tally.add(result)
            if self.options.ordered:
                self._held[result.row] = result
            else:
                self._ended.append(result)
            if result.error is not None and self.options.stops:
                result.error.add_note(f"This was row {result.row}.")
                self.fail(result.error)
        self._report(self._tally.progress(self.work.total))

    def ready(self) -> Iterator[R]:
        """Hand out what is ready."""
        while self._ended:
            yield self._ended.popleft()
        while self._order and self._order[0] in self._held:
            yield self._held.pop(self._order.popleft())

    def fail(self, error: BaseException) -> None:
        """Begin nothing more; the first error is the one that is raised."""
        self.failure = self.failure or error

    def check(self) -> None:
        """Raise what ended the run, if anything did."""
        if self.failure is not None:
            raise self.failure

    @property
    def _is_over(self) -> bool:
        return self._exhausted or self.failure is not None

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do, or to hand out in order."""
        return self._is_over and not self.in_flight and not self._ended and not self._held

    def close(self) -> None:
        """Close files and the bar."""
        self._close_report()
        self.work.close()

    @property
    def summary(self) -> Summary:
        """What the run has done so far."""
        tally = self._tally
        finished = self._exhausted and not self.in_flight and self.failure is None
        return Summary(
            self.work.what,
            tally.done,
            tally.done - tally.errors,
            tally.errors,
            tally.unknown,
            tally.earlier,
            tally.retries,
            finished,
            self.work.advice(),
            dict(tally.outcomes),
        )

"""Waiting until tasks are settled, with as few requests as the tasks allow.

Each round asks by the cheapest way there is for a task:

    unique_id           one list request for 50 tasks
    batch, project      one list of what has changed there since the last round, where ten tasks or more share it
    only an id          a request each

Every tenth round asks for everything, should a change have slipped through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec.structs import replace

from scaleapi._core.calls.arguments import refuse
from scaleapi._core.calls.call import Call, Flow, Query, Reply, Send, path
from scaleapi._core.calls.flows import exchange
from scaleapi._core.jobs.progress import Progress, Report
from scaleapi._core.paging.cursor import PageRange
from scaleapi._core.paging.pages import Pages
from scaleapi._core.paging.trail import Trail
from scaleapi._task_lists import created, moment_of, task_call, task_pages
from scaleapi.exceptions import ScaleTimeoutError
from scaleapi.models.enums import TaskStatus
from scaleapi.models.task import Task

if TYPE_CHECKING:
    from scaleapi._core.calls.retry import RetryPolicy
    from scaleapi.models.page import Tasklist

__all__ = ["SETTLED", "Waiting", "settled_pages"]

T = TypeVar("T")

SETTLED = frozenset({TaskStatus.Completed, TaskStatus.Canceled, TaskStatus.Error})
"""Where a task stays. One with a status that is not known here is waited for."""

_GROUP = 50
_WORTH_A_LIST = 10
_FULL_ROUND = 10
_LONGEST = 60.0
_GROWTH = 1.5
_SLACK = timedelta(seconds=60)
"""How far a round looks back before the newest change it has seen: changes need not show in their order."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a task that is waited for."""

    unique_id: str | None = None
    batch: str | None = None
    project: str | None = None
    created_at: datetime | None = None

    @classmethod
    def of(cls, task: Task) -> Known:
        """Note down what finds the task again."""
        return cls(task.unique_id, task.batch, task.project, created(task))

    @property
    def place(self) -> tuple[str, str] | None:
        """The smallest list that it is on."""
        if self.batch:
            return ("batch", self.batch)
        return ("project", self.project) if self.project and self.created_at else None


@dataclass(slots=True)
class Waiting:
    """What is waited for, and how the waiting goes."""

    policy: RetryPolicy
    report: Report
    close: Any
    interval: float
    timeout: float | None
    pending: dict[str, Known]
    whole_batch: str | None = None
    """Wait for all tasks of this batch, whichever they are."""
    settled: int = 0
    errors: int = 0
    rounds: int = 0
    wait: float = 0.0
    began: float | None = None
    now: float = 0.0
    newest: dict[tuple[str, str], datetime] = field(default_factory=dict[tuple[str, str], datetime])
    seen: set[str] = field(default_factory=set[str])
    """Of a whole batch: what has been handed out."""

    def round(self) -> Flow[list[Task]]:
        """Ask once for all that is pending; return what has settled.

        Raises:
            ScaleTimeoutError: Time is up.
        """
        passed = 0.0 if self.began is None else self.now - self.began
        if self.timeout is not None and passed >= self.timeout:
            raise ScaleTimeoutError(f"{self._left()} not settled after {passed:.0f} s; wait again, or look at them")
        wait = self.wait if self.timeout is None else min(self.wait, self.timeout - passed)
        found = yield from self._clocked(self._ask(), wait)
        self._adjust(found)
        return found

    def _left(self) -> str:
        some = ", ".join(list(self.pending)[:3])
        return f"{len(self.pending)} tasks ({some}{', …' if len(self.pending) > 3 else ''}) are"

    def _clocked(self, flow: Flow[T], wait: float) -> Generator[Send, Reply, T]:
        """Have the first request wait, and read the time off the replies."""
        try:
            send = replace(next(flow), after=wait)
            while True:
                reply = yield send
                self.began = reply.started if self.began is None else self.began
                self.now = reply.ended
                send = flow.send(reply)
        except StopIteration as end:
            result: T = end.value
            return result

    def total(self) -> int | None:
        """Tell how many tasks are waited for; None as long as nobody knows what is in the batch."""
        return None if self.whole_batch and not self.rounds else self.settled + len(self.pending)

    def _ask(self) -> Flow[list[Task]]:
        found: list[Task] = []
        for flow in self._flows():
            found += self._sort((yield from flow))
        return found

    def _sort(self, tasks: Iterable[Task]) -> list[Task]:
        """Take what has settled off the list; remember what finds the others again."""
        settled: list[Task] = []
        for task in tasks:
            wanted = task.task_id in self.pending or (self.whole_batch and task.task_id not in self.seen)
            if wanted and task.status in SETTLED:
                settled.append(task)
                self.pending.pop(task.task_id, None)
                if self.whole_batch:
                    self.seen.add(task.task_id)
            elif wanted:
                self.pending[task.task_id] = Known.of(task)
        return settled

    def _flows(self) -> Iterator[Flow[list[Task]]]:
        if self.whole_batch:
            yield self._changed(("batch", self.whole_batch), None)
            return
        named = {known.unique_id: task_id for task_id, known in self.pending.items() if known.unique_id}
        ids = list(named)
        for at in range(0, len(ids), _GROUP):
            yield self._listed((*(("unique_id", one) for one in ids[at : at + _GROUP]), ("limit", "100")))
        places: defaultdict[tuple[str, str] | None, list[str]] = defaultdict(list)
        for task_id, known in self.pending.items():
            if not known.unique_id:
                places[known.place].append(task_id)
        for place, members in places.items():
            if place is not None and len(members) >= _WORTH_A_LIST:
                yield self._changed(place, self._oldest(members))
            else:
                yield from map(self._single, members)

    def _oldest(self, members: list[str]) -> datetime | None:
        moments = [self.pending[one].created_at for one in members]
        known = [one for one in moments if one is not None]
        return min(known) if len(known) == len(moments) else None

    def _single(self, task_id: str) -> Flow[list[Task]]:
        return [(yield from exchange(task_call("GET", path("task", task_id)), self.policy))]

    def _changed(self, place: tuple[str, str], oldest: datetime | None) -> Flow[list[Task]]:
        """List what has changed in a batch or a project since the last round."""
        since = None if self.rounds % _FULL_ROUND == 0 else self.newest.get(place)
        since = oldest if since is None else since - _SLACK
        query: Query = (place, ("limit", "100"), *((("updated_after", since.isoformat()),) if since else ()))
        tasks = yield from self._listed(query)
        moments = [moment for one in tasks if (moment := moment_of(one.as_dict().get("updated_at")))]
        if moments:
            self.newest[place] = max(moments)
        return tasks

    def _listed(self, query: Query) -> Flow[list[Task]]:
        tasks: list[Task] = []
        pages, place, trail = task_pages(query, None, width=1, ordered=True), PageRange(), Trail()
        while True:
            page = yield from exchange(cast("Call[Tasklist]", pages.call(place)), self.policy)
            tasks += page
            following = trail.follow(page, pages.after(place, page))
            if following is None:
                return tasks
            place = following

    def _adjust(self, found: list[Task]) -> None:
        self.rounds += 1
        self.settled += len(found)
        self.errors += sum(task.status == TaskStatus.Error for task in found)
        grown = min(max(self.wait * _GROWTH, self.interval), max(_LONGEST, self.interval))
        self.wait = self.interval if found else grown
        self.report(Progress(self.settled, self.total(), self.errors, 0, self.now - (self.began or self.now)))
        if not self.pending:
            self.close()


def settled_pages(waiting: Waiting) -> Pages[Task]:
    """Describe the waiting as a list: a page a round."""

    def after(page_range: PageRange, page: list[Task]) -> PageRange | None:  # noqa: ARG001
        return PageRange() if waiting.pending else None

    ranges = (PageRange(),) if waiting.pending or waiting.whole_batch else ()
    return Pages(lambda _: waiting.round(), after, ranges, ahead=False, what="settled tasks", total=waiting.total)


def known_tasks(tasks: Task | str | Iterable[Task | str]) -> dict[str, Known]:
    """Read tasks or ids."""
    known: dict[str, Known] = {}
    for one in [tasks] if isinstance(tasks, (Task, str)) else tasks:
        if not isinstance(one, (Task, str)) or not one:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise refuse("/tasks", "type", "must be tasks, or their ids", one)
        known[one if isinstance(one, str) else one.task_id] = Known() if isinstance(one, str) else Known.of(one)
    return known

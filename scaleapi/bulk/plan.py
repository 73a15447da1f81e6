"""What a bulk creation would do, without doing it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from scaleapi._core.calls.call import Call, Flow, Query
from scaleapi._core.calls.flows import transmit
from scaleapi._core.calls.replies import read
from scaleapi._core.paging.pages import page_call
from scaleapi._show.shown import Rows, Shown, ShownFields
from scaleapi._task_lists import read_page
from scaleapi.bulk.creation import wrong_rows
from scaleapi.bulk.journal import read_journal
from scaleapi.bulk.rows import Source
from scaleapi.exceptions import Outcome
from scaleapi.problems import Problem, Problems
from scaleapi.validation.checks import check

if TYPE_CHECKING:
    from scaleapi._core.http.config import Config

__all__ = ["Existing", "Plan", "WrongRow", "plan"]

GROUP = 50
"""How many unique_ids one look-up asks for: as many as an address has room for."""
_SECONDS = 0.2
"""How long a create is taken to last at least: more than a look-up."""


@dataclass(frozen=True, slots=True, repr=False)
class WrongRow(Shown):
    """A row of a `Plan` that would not be sent, for its payload has mistakes."""

    row: int
    problems: list[Problem]

    def _facts(self) -> list[tuple[str, object]]:
        return [("row", self.row), ("problems", Problems(self.problems))]

    def _details(self) -> list[tuple[str, object]]:
        return [("row", self.row)]

    def _rows(self) -> Rows:
        return Problems(self.problems)._rows()


@dataclass(frozen=True, slots=True, repr=False)
class Existing(ShownFields):
    """A row whose `unique_id` a task has already: creating it would be refused."""

    row: int
    unique_id: str
    task_id: str


@dataclass(frozen=True, slots=True, repr=False)
class Plan(Shown):
    """What `create_tasks` would do with the same arguments; made by `plan_tasks`, which creates nothing."""

    rows: int
    """All rows."""
    to_create: int
    """Rows that would be sent."""
    wrong: list[WrongRow]
    """Rows with mistakes, which would not."""
    existing: list[Existing]
    """Rows whose `unique_id` a task has already."""
    done: int
    """Rows that the journal knows as created."""
    requests: int
    """How many requests creating takes, if none has to be repeated."""
    seconds: float
    """About how long it takes: as many at once as asked, each as long as the service took to answer just now."""

    def __str__(self) -> str:
        return (
            f"{self.rows} rows: {self.to_create} to create, {len(self.wrong)} wrong, "
            f"{len(self.existing)} exist already, {self.done} done earlier; "
            f"{self.requests} requests in about {self.seconds:.0f} s"
        )

    def _facts(self) -> list[tuple[str, object]]:
        return [
            ("rows", self.rows),
            ("to_create", self.to_create),
            ("wrong", len(self.wrong)),
            ("existing", len(self.existing)),
            ("done", self.done),
            ("requests", self.requests),
            ("seconds", self.seconds),
        ]

    def _rows(self) -> Rows:
        """List the rows that are not created."""
        wrong = ((one.row, problem.severity, str(problem)) for one in self.wrong for problem in one.problems)
        existing = ((one.row, "exists", f"{one.unique_id} is task {one.task_id}") for one in self.existing)
        count = sum(len(one.problems) for one in self.wrong) + len(self.existing)
        return Rows(("row", "what", "why"), chain(wrong, existing), count)


@dataclass(slots=True)
class _Look:
    """What the look-ups find."""

    existing: list[Existing] = field(default_factory=list[Existing])
    seconds: list[float] = field(default_factory=list[float])


def plan(
    config: Config, source: Source, journal: str | os.PathLike[str] | None, width: int, limit: float | None
) -> Flow[Plan]:
    """Read and check all rows, and look up their unique_ids. `limit` is the most requests a second."""
    done = _done(journal)
    found, count = wrong_rows(source, config)
    wrong = [(row, error) for row, error in found if row not in done]
    bad = {row for row, _ in wrong}
    group: dict[str, int] = {}
    look = _Look()
    for row in source:
        if row.number in bad or row.number in done:
            continue
        unique_id = check(row.kind, row.payload, "off").get("unique_id")
        if unique_id:
            group[str(unique_id)] = row.number
        if len(group) == GROUP:
            yield from _look_up(config, group, look)
            group = {}
    if group or not look.seconds:
        yield from _look_up(config, group, look)
    to_create = count - len(bad | done) - len(look.existing)
    each = max(_SECONDS, sum(look.seconds) / len(look.seconds)) / width
    seconds = to_create * max(each, 1 / limit if limit else 0.0)
    shown = [WrongRow(row, error.problems) for row, error in wrong]
    return Plan(count, to_create, shown, look.existing, len(done), to_create, seconds)


def _done(journal: str | os.PathLike[str] | None) -> set[int]:
    if journal is None or not os.path.exists(journal):  # noqa: PTH110 - anything that names a file
        return set()
    return {entry.row for entry in read_journal(journal) if entry.outcome is Outcome.applied}


def _look_up(config: Config, group: dict[str, int], look: _Look) -> Flow[None]:
    query: Query = (*(("unique_id", one) for one in group), ("limit", "100" if group else "1"))
    call: Call[Any] = page_call("tasks", read_page, query)
    final = yield from transmit(call, config.retry)
    look.seconds.append(final.reply.ended - final.reply.started)
    for task in read(call, final):
        if task.unique_id in group:
            look.existing.append(Existing(group[task.unique_id], task.unique_id, task.task_id))

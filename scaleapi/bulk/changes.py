"""Changing many tasks: cancelling, tagging, setting metadata, auditing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, TypedDict

from scaleapi._core import system
from scaleapi._core.calls.arguments import refuse
from scaleapi._core.calls.call import Call, Flow, path
from scaleapi._core.calls.flows import exchange
from scaleapi._core.jobs.operation import Options, WorkItem
from scaleapi._core.paging.pages import Pages
from scaleapi._io.json_text import dumps, loads
from scaleapi._show.shown import ShownFields
from scaleapi._task_lists import task_call
from scaleapi.bulk.journal import digest_of
from scaleapi.bulk.journaled import Journaled, Note, outcome_of
from scaleapi.exceptions import Outcome, ScaleException
from scaleapi.models.rules import is_object
from scaleapi.models.task import Task

if TYPE_CHECKING:
    from scaleapi._core.http.config import Config

__all__ = ["Audit", "Change", "ChangeResult", "Target", "audit_once", "own_audits", "targets_of"]

_KEPT = ("task_id", "type", "status", "project", "batch", "unique_id", "tags")
Target = Task | str
Step = Callable[[str, Any, bool], Flow[Task | None]]
"""Makes the conversation about one task from its id, what it gets, and whether an earlier run may have had it."""


class Audit(TypedDict):
    """What one task is told in an audit."""

    accepted: bool
    comments: str | None


@dataclass(frozen=True, slots=True, repr=False)
class ChangeResult(ShownFields):
    """What came of one task of `cancel_tasks`, `tag_tasks`, `set_tasks_metadata` or `audit_tasks`."""

    row: int
    """Its place in what was given or found, from 1."""
    task_id: str
    task: Task | None
    """The task as the service then showed it; None if it failed, and for audits, which answer nothing."""
    error: BaseException | None
    outcome: Outcome
    """`applied`: it was done. `not_sent` or `rejected`: it was not. `unknown`: nobody knows."""
    earlier: bool = False
    """Whether an earlier run had done it."""


def targets_of(tasks: Target | Iterable[Target]) -> Iterator[str]:
    """Read tasks or ids as ids."""
    for one in [tasks] if isinstance(tasks, (Task, str)) else tasks:
        if not isinstance(one, (Task, str)) or not one:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise refuse("/tasks", "type", "must be tasks, or their ids", one)
        yield one.task_id if isinstance(one, Task) else one


class Change(Journaled[ChangeResult]):
    """Do the same with each of many tasks.

    Args:
        config: The client's settings.
        what: What is done, with everything that tells it from other work.
        step: Makes the conversation about one task.
        targets: Pairs of a task's id and what it gets; or a list to fetch first, of tasks that all get None.
        options: How it is gone about.
        journal: The journal's file.
        careful: Whether doing it twice would be seen.
    """

    def __init__(
        self,
        config: Config,
        what: str,
        step: Step,
        targets: Iterable[tuple[str, Any]] | Pages[Task],
        options: Options,
        journal: str | os.PathLike[str] | None,
        *,
        careful: bool = False,
    ) -> None:
        super().__init__(config, what, options, journal)
        self.careful = careful
        self._step, self._targets = step, targets
        self._found: IO[bytes] | None = None

    def prepare(self) -> Pages[Task] | None:
        """Open the journal; ask for the list, if an earlier run has not fetched it."""
        self.open_journal()
        if not isinstance(self._targets, Pages):
            return None
        if self.journal and self.journal.targets() is not None:
            return None
        # A change may take a task off the list that it is on, so the list is finished before the first change.
        self._found = system.scratch()
        return self._targets

    def found(self, item: Task) -> None:
        """Note down a task of the list."""
        if self._found is not None:
            self._found.write(dumps(item.task_id) + b"\n")

    def ready(self) -> None:
        """Have the journal keep the list."""
        if self.journal:
            self.journal.keep_targets(self._listed())

    def _listed(self) -> Iterator[str]:
        if self._found is not None:
            self._found.seek(0)
            yield from map(loads, self._found)

    def _pairs(self) -> Iterable[tuple[str, Any]]:
        if not isinstance(self._targets, Pages):
            return self._targets
        kept = self.journal.targets() if self.journal else None
        return ((one, None) for one in (self._listed() if kept is None else kept))

    def rows(self) -> Iterator[WorkItem[ChangeResult] | ChangeResult]:
        """Go through the tasks."""
        for row, (task_id, value) in enumerate(self._pairs(), 1):
            yield self._next(row, task_id, value)

    def _next(self, row: int, task_id: str, value: Any) -> WorkItem[ChangeResult] | ChangeResult:
        digest = digest_of([task_id, value]) if self.journal else b""
        known = self.entry(row, digest)
        if known and known.outcome is Outcome.applied:
            task = self.kept_entity(Task, known) if known.result else None
            return ChangeResult(row, task_id, task, None, Outcome.applied, earlier=True)
        again = known is not None and known.outcome in {None, Outcome.unknown}
        return WorkItem(row, self._step(task_id, value, again), Note(digest, task_id, None))

    def result(self, job: WorkItem[ChangeResult], value: Any, error: BaseException | None) -> ChangeResult:
        """Make the result of a task."""
        return ChangeResult(job.row, job.note.key, value, error, outcome_of(error))

    def kept(self, result: ChangeResult) -> dict[str, Any] | None:
        """Keep what names the task and its place."""
        raw = result.task.as_dict() if result.task else {}
        return {name: raw[name] for name in _KEPT if name in raw} or None

    def close(self) -> None:
        """Close the journal and the list."""
        super().close()
        if self._found is not None:
            self._found.close()


def own_audits(audits: Mapping[str, object]) -> None:
    """Refuse audits that do not say whether a task is accepted, or say something else.

    Raises:
        ScaleValidationError: It names the first of them.
    """
    for task_id, one in audits.items():
        where = f"/tasks/{task_id}"
        if not is_object(one) or not isinstance(one.get("accepted"), bool):
            raise refuse(where, "type", "must be an object with `accepted`: true or false", one)
        if not isinstance(one.get("comments"), str | None):
            raise refuse(f"{where}/comments", "type", "must be a text", one["comments"])
        for name in one.keys() - {"accepted", "comments"}:
            raise refuse(f"{where}/{name}", "unknown_name", "is nothing that an audit has", one[name])


def audit_once(call: Call[None], task_id: str, accepted: bool, again: bool, policy: Any) -> Flow[None]:
    """Audit a task unless that may have been done: then look whether it was. It is never sent a second time.

    Raises:
        ScaleException: It may have been audited, and does not show it (`outcome` is `unknown`).
    """
    if not again:
        try:
            return (yield from exchange(call, policy))
        except ScaleException as error:
            if error.outcome is not Outcome.unknown:
                raise
    task = yield from exchange(task_call("GET", path("task", task_id)), policy)
    wanted = "accepted" if accepted else "rejected"
    status = task.as_dict().get("customer_review_status")
    if status != wanted:
        raise ScaleException(
            f"Task {task_id} may have been audited, but shows the review status {status!r}: look at it, and audit it "
            "by hand if need be. It is not audited twice.",
            outcome=Outcome.unknown,
        )
    return None

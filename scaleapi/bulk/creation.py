"""Creating many tasks, each exactly once."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from scaleapi._core.calls.call import Flow, path
from scaleapi._core.calls.flows import create_once
from scaleapi._core.jobs.operation import ItemResult, Options, WorkItem
from scaleapi._io.duplicates import Keys, entry
from scaleapi._show.shown import ShownFields
from scaleapi._task_lists import task_call
from scaleapi.bulk.journal import Entry, digest_of
from scaleapi.bulk.journaled import Journaled, Note, outcome_of
from scaleapi.bulk.rows import Row, Source
from scaleapi.exceptions import Outcome, ScaleValidationError, ScaleValidationWarning
from scaleapi.models.base import Entity
from scaleapi.models.task import Task
from scaleapi.problems import Problem
from scaleapi.tasks import creation, find_created
from scaleapi.validation.checks import check

if TYPE_CHECKING:
    from scaleapi._core.http.config import Config

__all__ = ["CreateResult", "Creation", "TaskCreation", "wrong_rows"]

R = TypeVar("R", bound=ItemResult)

_KEPT = ("task_id", "type", "status", "created_at", "project", "batch", "unique_id", "is_test")
_EVER = 100 * 365 * 86400.0
"""Seconds: however long ago."""
_TOLD = 20
"""How many wrong rows a message names."""
_MOST = 1000
"""After how many wrong rows nothing more is looked at: something is wrong with all of them."""


@dataclass(frozen=True, slots=True, repr=False)
class CreateResult(ShownFields):
    """What came of one payload of `create_tasks`: the task, or why there is none, and how sure that is."""

    row: int
    """Its number, from 1; in a file, the number of the line."""
    task: Task | None
    """The task; of one that an earlier run created, what the journal kept: ids, type, status then, project, batch."""
    error: BaseException | None
    """Why there is none."""
    outcome: Outcome
    """`applied`: the task exists. `not_sent` or `rejected`: it does not. `unknown`: nobody knows."""
    unique_id: str | None
    """The payload's, or the one that the journal gave it."""
    earlier: bool = False
    """Whether an earlier run created it."""


class TaskCreation(Journaled[R]):
    """Create a task for each payload; which kind of task, and how, say the classes that are made of this one."""

    kind: ClassVar[type[Entity]]
    """What is created."""

    def __init__(
        self,
        config: Config,
        source: Source,
        what: str,
        options: Options,
        journal: str | os.PathLike[str] | None,
        validate_first: bool,
    ) -> None:
        super().__init__(config, what, options, journal)
        self._source, self._validate_first = source, validate_first
        self._mode = config.validation

    def prepare(self) -> None:
        """Open the journal, and look through all payloads, if they can be read twice."""
        self.open_journal()
        if not self._source.again:
            self._say_that_nothing_was_validated()
        elif self._validate_first or self.resumed:
            self._look_through()

    def _say_that_nothing_was_validated(self) -> None:
        if self._validate_first and self._mode != "off":
            message = (
                "The payloads come from an iterator, which can be read only once: each is validated just before it is "
                "sent. Give a list or a file to have all of them validated first, or validate_first=False to say that "
                "this is meant."
            )
            warnings.warn(message, ScaleValidationWarning, stacklevel=2)

    def checked(self, row: Row, mode: Any) -> dict[str, Any]:
        """Make the body of a row; ScaleValidationError if it is wrong."""
        raise NotImplementedError

    def flow(self, row: Row, body: dict[str, Any], known: Entry | None) -> Flow[Any]:
        """Make the conversation that creates a task; it may put a `unique_id` into the body."""
        raise NotImplementedError

    def made(self, row: int, task: Any, error: BaseException | None, key: str | None, *, earlier: bool = False) -> R:
        """Make the result of a row."""
        raise NotImplementedError

    def _look_through(self) -> None:
        """Validate all that is not done, and compare all with the journal, before anything is sent."""
        wrong, total = wrong_rows(self._source, self.config, self._known if self.journal else None, self.checked)
        self.total: int | None = total
        if self._validate_first:
            if wrong:
                raise _all_wrong(wrong)
            self._mode = "off"

    def _known(self, row: int, body: dict[str, Any], kind: str) -> bool:
        return _is_done(self.entry(row, digest_of([kind, body])))

    def rows(self) -> Iterator[WorkItem[R] | R]:
        """Go through the payloads."""
        return map(self._next, self._source)

    def _next(self, row: Row) -> WorkItem[R] | R:
        try:
            body = self.checked(row, self._mode)
        except ScaleValidationError as error:
            return self.made(row.number, None, error, None)
        digest = digest_of([row.kind, body]) if self.journal else b""
        known = self.entry(row.number, digest)
        if known and known.result and _is_done(known):
            return self.made(row.number, self.kept_entity(self.kind, known), None, known.key, earlier=True)
        flow = self.flow(row, body, known)
        return WorkItem(row.number, flow, Note(digest, body.get("unique_id"), None))

    def maybe_sent(self, known: Entry | None) -> bool:
        """Tell whether an earlier run may have sent a row whose result it did not note down."""
        return self.resumed and (known is None or known.outcome in {None, Outcome.unknown})

    def result(self, job: WorkItem[R], value: Any, error: BaseException | None) -> R:
        """Make the result of a row that was done."""
        return self.made(job.row, value, error, job.note.key)

    def kept(self, result: R) -> dict[str, Any] | None:
        """Keep what names the task and its place."""
        task: Entity | None = getattr(result, "task", None)
        raw = task.as_dict() if task else {}
        return {name: raw[name] for name in _KEPT if name in raw}


class Creation(TaskCreation[CreateResult]):
    """Create a task of the first API for each payload."""

    kind: ClassVar[type[Entity]] = Task

    def checked(self, row: Row, mode: Any) -> dict[str, Any]:
        """Make the body of a row."""
        return _body(row, mode)

    def flow(self, row: Row, body: dict[str, Any], known: Entry | None) -> Flow[Task]:
        """Create a task once: what an earlier run may have sent is found by its `unique_id`."""
        key, earlier = None, None
        if self.journal:
            key = self.journal.name_of(row.number, "key")
            earlier = self.journal.age() if self.maybe_sent(known) else None
            if not body.get("unique_id"):
                # Nobody else has this one: whatever the clocks say, what has it is of this journal.
                body["unique_id"], earlier = self.journal.name_of(row.number), _EVER
        return create_once(
            creation(task_call("POST", path("task", row.kind)), body, key=key),
            self.config.retry.patient(),
            look_up=partial(find_created, body),
            fits=lambda task: task.type in {None, row.kind},
            earlier=earlier,
        )

    def made(
        self, row: int, task: Any, error: BaseException | None, key: str | None, *, earlier: bool = False
    ) -> CreateResult:
        """Make the result of a row."""
        return CreateResult(row, task, error, outcome_of(error), key, earlier)


def _is_done(known: Entry | None) -> bool:
    return known is not None and known.outcome is Outcome.applied and known.result is not None


def _body(row: Row, mode: Any) -> dict[str, Any]:
    if row.error is not None:
        raise row.error
    return check(row.kind, row.payload, mode)


def wrong_rows(
    source: Source, config: Config, known: Any = None, checked: Callable[[Row, Any], dict[str, Any]] = _body
) -> tuple[list[tuple[int, ScaleValidationError]], int]:
    """Check all payloads, each by itself and all for the same `unique_id`; return what is wrong, and how many rows.

    `known` is asked of each row whether it is done already: then it is not looked at. `checked` makes the body of one.
    """
    wrong: list[tuple[int, ScaleValidationError]] = []
    count = 0
    with closing(Keys()) as keys:
        for row in source:
            count += 1
            if len(wrong) == _MOST:
                break
            try:
                body = checked(row, "off" if known else config.validation)
                if known and not known(row.number, body, row.kind):
                    checked(row, config.validation)
            except ScaleValidationError as error:
                wrong.append((row.number, error))
                continue
            if body.get("unique_id"):
                keys.add([entry(str(body["unique_id"]), row.number)])
        for number, first in keys.repeated():
            problem = Problem("/unique_id", "duplicate", f"must be unique: row {first} has the same")
            wrong.append((number, ScaleValidationError(str(problem), problems=[problem])))
    return sorted(wrong, key=lambda one: one[0]), count


def _all_wrong(wrong: list[tuple[int, ScaleValidationError]]) -> ScaleValidationError:
    lines = [f"row {row}: {str(error).replace(chr(10), '; ')}" for row, error in wrong[:_TOLD]]
    lines += [f"and {len(wrong) - _TOLD} rows more"] if len(wrong) > _TOLD else []
    count = f"{len(wrong)} rows or more" if len(wrong) >= _MOST else f"{len(wrong)} rows"
    head = f"{count} are wrong, and nothing was sent. validate_first=False sends the others."
    problems = [problem for _, error in wrong for problem in error.problems]
    return ScaleValidationError("\n".join([head, *lines]), problems=problems)

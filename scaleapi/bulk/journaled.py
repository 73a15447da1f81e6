"""Work of many rows that a journal may follow: what creating, changing and storing have in common."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic import ValidationError

from scaleapi._core.jobs.operation import BulkOperation, ItemResult, Options, WorkItem
from scaleapi.bulk.journal import Entry, Journal
from scaleapi.exceptions import Outcome, ScaleException, ScaleJournalError
from scaleapi.models.base import Entity

if TYPE_CHECKING:
    from scaleapi._core.http.config import Config

__all__ = ["Journaled", "Note", "outcome_of"]

R = TypeVar("R", bound=ItemResult)
E = TypeVar("E", bound=Entity)


class Note(NamedTuple):
    """What the journal is told of a row that is about to be begun."""

    digest: bytes
    key: str | None
    content: Any
    """What the result is made with."""


class Journaled(BulkOperation[R]):
    """Work that a journal may follow.

    Args:
        config: The client's settings.
        what: What the work is, for people and to tell journals apart.
        options: How it is gone about.
        journal: The journal's file; None for none.
    """

    careful: bool = False
    """Whether a row must be noted down on the disk before it is sent."""

    def __init__(self, config: Config, what: str, options: Options, journal: str | os.PathLike[str] | None) -> None:
        self.config: Config = config
        self.what: str = what
        self.options: Options = options
        self._path = journal
        self.journal: Journal | None = None
        self.resumed: bool = False
        """Whether an earlier run has begun rows; perhaps more than it could note down before the power was cut."""

    def open_journal(self) -> None:
        """Open the journal, if there is to be one."""
        if self._path is not None:
            self.journal = Journal(self._path, self.what, self.config, careful=self.careful)
            self.resumed = self.journal.count() > 0

    def entry(self, row: int, digest: bytes) -> Entry | None:
        """Tell what is known of a row from earlier runs."""
        return self.journal.entry(row, digest) if self.journal else None

    def kept_entity(self, kind: type[E], known: Entry) -> E:
        """Read what the journal keeps of a row that went well.

        Raises:
            ScaleJournalError: It is something else.
        """
        try:
            return kind.model_validate(known.result)
        except ValidationError as error:
            raise ScaleJournalError(
                f"The journal {self._path} is broken: row {known.row} has no {kind.__name__}"
            ) from error

    def begun(self, jobs: Sequence[WorkItem[R]]) -> None:
        """Note down which rows are about to be begun."""
        if self.journal:
            self.journal.begun((job.row, job.note.digest, job.note.key) for job in jobs)

    def ended(self, results: Sequence[R]) -> None:
        """Note down what came of rows."""
        if self.journal:
            self.journal.ended([self._entry(result) for result in results])

    def _entry(self, result: R) -> Entry:
        error = None if result.error is None else f"{type(result.error).__name__}: {result.error}"
        kept = self.kept(result) if result.error is None else None
        return Entry(result.row, None, result.outcome, kept, error)

    def kept(self, result: R) -> dict[str, Any] | None:
        """Choose what the journal keeps of a row that went well."""
        raise NotImplementedError

    def advice(self) -> str:
        """Say how to go on when the run was left early, or rows failed."""
        if self._path is None:
            return "Without a journal, starting again sends every row again; unique_ids of your own prevent doubles."
        return f"To go on, start again with the same arguments and journal={os.fspath(self._path)!r}."

    def close(self) -> None:
        """Close the journal."""
        if self.journal:
            self.journal.close()
            self.journal = None


def outcome_of(error: BaseException | None) -> Outcome:
    """Tell what is known about the effect of a row."""
    if error is None:
        return Outcome.applied
    if isinstance(error, ScaleException):
        return error.outcome
    return Outcome.not_sent if isinstance(error, OSError) else Outcome.unknown

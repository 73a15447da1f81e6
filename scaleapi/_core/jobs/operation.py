"""Work of many rows: what a run needs to know of it. Nothing here sends anything, or knows what the rows are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from scaleapi._core.calls.call import Flow, Reply, Send
from scaleapi._core.jobs.progress import ProgressOption
from scaleapi._core.paging.pages import Pages
from scaleapi.exceptions import Outcome

__all__ = ["BulkOperation", "ItemResult", "Options", "WorkItem"]


class ItemResult(Protocol):
    """What came of one row."""

    @property
    def row(self) -> int:
        """Its number, from 1."""
        ...

    @property
    def error(self) -> BaseException | None:
        """Why it failed; None if it went well."""
        ...

    @property
    def outcome(self) -> Outcome:
        """What is known about the effect."""
        ...

    @property
    def earlier(self) -> bool:
        """Whether an earlier run had done it."""
        ...


R = TypeVar("R", bound=ItemResult)


@dataclass(slots=True, eq=False)
class WorkItem(Generic[R]):
    """What is to be done for one row."""

    row: int
    flow: Flow[Any]
    note: Any = None
    """What the work wants to know of the row when it is begun."""
    retries: int = field(default=0, init=False)

    def counted(self) -> Flow[Any]:
        """Go through the conversation, and count what is sent again."""
        try:
            send: Send = next(self.flow)
            while True:
                self.retries += send.attempt > 1
                reply: Reply = yield send
                send = self.flow.send(reply)
        except StopIteration as end:
            return end.value


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes about its work."""

    width: int
    """How many rows may be under way at once."""
    ordered: bool = False
    """Whether results are handed out in the order of the rows."""
    stops: bool = False
    """Whether the first row that fails ends the run."""
    progress: ProgressOption = None


class BulkOperation(Generic[R]):
    """Work of many rows. A run calls these in this order; all but `found` in one thread at a time."""

    what: str = "work"
    """For people."""
    total: int | None = None
    """How many rows there are, if that is known once it is prepared."""
    options: Options

    def prepare(self) -> Pages[Any] | None:
        """Check what can be checked before the first row, and say what must be listed first, if anything."""
        return None

    def found(self, item: Any) -> None:
        """Take an item of the list that `prepare` asked for."""
        raise NotImplementedError

    def ready(self) -> None:
        """Know that the list is complete."""

    def rows(self) -> Iterator[WorkItem[R] | R]:
        """Go through the rows: what is to be done, or what came of it already."""
        raise NotImplementedError

    def result(self, job: WorkItem[R], value: Any, error: BaseException | None) -> R:
        """Make the result of a row that was done."""
        raise NotImplementedError

    def begun(self, jobs: Sequence[WorkItem[R]]) -> None:
        """Know which rows are about to be begun."""

    def ended(self, results: Sequence[R]) -> None:
        """Know what came of rows."""

    def advice(self) -> str:
        """Say how to go on when the run was left early."""
        return "Rows that were not begun were not sent."

    def close(self) -> None:
        """Close files."""

"""How far a long piece of work has come: the numbers, the bar, and what to say at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from scaleapi._core import world
from scaleapi.extras import need

if TYPE_CHECKING:
    from scaleapi._core.work import Ended

__all__ = ["Progress", "Report", "Shown", "Tally", "reporter"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come."""

    done: int
    """Rows that have ended, well or not; those that an earlier run had ended included."""
    total: int | None
    """All rows; None where they cannot be counted beforehand."""
    errors: int
    """Rows that ended in an error."""
    retries: int
    """Requests that were sent again."""
    seconds: float
    """Since the work began."""
    earlier: int = 0
    """Rows that an earlier run had ended."""

    @property
    def rate(self) -> float:
        """Rows a second, by this run."""
        return (self.done - self.earlier) / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that are left at this rate; None while nobody can tell."""
        return (self.total - self.done) / self.rate if self.total is not None and self.rate > 0 else None


Report = Callable[[Progress], object]
Shown: TypeAlias = "bool | Report | None"
"""What users give as `progress`: True for a bar, a function that gets each `Progress`, or nothing."""


@dataclass(slots=True)
class Tally:
    """Counts what has ended."""

    done: int = 0
    errors: int = 0
    unknown: int = 0
    earlier: int = 0
    retries: int = 0
    began: float = field(default_factory=world.monotonic)

    def add(self, result: Ended) -> None:
        """Count one row."""
        self.done += 1
        self.errors += result.error is not None
        self.unknown += result.error is not None and result.outcome == "unknown"
        self.earlier += result.earlier

    def progress(self, total: int | None) -> Progress:
        """Tell how far it has come."""
        seconds = world.monotonic() - self.began
        return Progress(self.done, total, self.errors, self.retries, seconds, self.earlier)


def reporter(shown: Shown, what: str) -> tuple[Report, Callable[[], object]]:
    """Make what is called with each Progress, and what is called at the end.

    Raises:
        ImportError: A bar needs the extra `progress`.
    """
    if callable(shown):
        return shown, lambda: None
    if not shown:
        return lambda _: None, lambda: None
    bar = _open_bar(what)
    return lambda progress: _show(bar, progress), bar.close


def _open_bar(what: str) -> Any:
    tqdm = need("tqdm.auto", "progress", "a bar (progress=True)").tqdm
    return tqdm(desc=what, unit=" rows", disable=None)  # None: no bar where errors go to a file or a pipe


def _show(bar: Any, progress: Progress) -> None:
    bar.total = progress.total
    bar.set_postfix({"errors": progress.errors, "retries": progress.retries}, refresh=False)
    bar.update(progress.done - bar.n)

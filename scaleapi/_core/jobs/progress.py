"""How far a long piece of work has come: the numbers, the bar, and what to say at its end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from scaleapi._io.optional import need

__all__ = ["Progress", "ProgressOption", "Report", "reporter"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: what a function given as `progress=` is called with."""

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
ProgressOption: TypeAlias = "bool | Report | None"
"""What users give as `progress`: True for a bar, a function that gets each `Progress`, or nothing."""


def reporter(shown: ProgressOption, what: str) -> tuple[Report, Callable[[], object]]:
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
    # None: no bar where errors go to a file or a pipe. A notebook is neither, but looks like one.
    return tqdm(desc=what, unit=" rows", disable=False if _in_notebook(tqdm) else None)


def _in_notebook(bar: type) -> bool:
    """Tell whether the bar is a widget, or a text that a kernel shows, as where ipywidgets is missing."""
    is_widget = any(base.__module__ == "tqdm.notebook" for base in bar.__mro__)
    return is_widget or type(sys.stderr).__module__.startswith("ipykernel.")


def _show(bar: Any, progress: Progress) -> None:
    if progress.total not in {None, bar.total}:
        bar.reset(total=progress.total)  # which a widget is told of, too
    bar.set_postfix({"errors": progress.errors, "retries": progress.retries}, refresh=False)
    bar.update(progress.done - bar.n)

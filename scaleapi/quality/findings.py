"""What checks find, and what they did not look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from scaleapi._show.shown import Rows, ShownFields, ShownList
from scaleapi.problems import Severity

__all__ = ["Finding", "Findings", "NotChecked", "Skipped"]


@dataclass(frozen=True, slots=True, repr=False)
class Finding(ShownFields):
    """One thing that is probably wrong in a result."""

    task_id: str
    uuid: str | None
    """The annotation's id; None if it has none, or the finding is about more than one annotation."""
    pointer: str
    """JSON pointer (RFC 6901) into the task; a file of the result stands there in place of the object that names it."""
    rule: str
    severity: Severity
    measured: float | None
    """What was measured, in the rule's unit; None if the rule measures nothing."""
    limit: float | None
    """What it was held against."""
    message: str
    label: str | None = None
    """The annotation's label."""
    batch: str | None = None
    """The task's batch."""

    def __str__(self) -> str:
        return f"{self.severity}: task {self.task_id}: {self.pointer}: {self.message} ({self.rule})"


class Findings(ShownList[Finding]):
    """Findings, in the order of the tasks; in a notebook a table."""

    def _details(self) -> list[tuple[str, object]]:
        errors = sum(one.severity == "error" for one in self)
        return [("errors", errors), ("warnings", len(self) - errors)]

    def _rows(self) -> Rows:
        heads = ("severity", "task", "where", "label", "rule", "message")
        cells = ((one.severity, one.task_id, one.pointer, one.label or "", one.rule, one.message) for one in self)
        return Rows(heads, cells, len(self))


@dataclass(frozen=True, slots=True, repr=False)
class NotChecked(ShownFields):
    """Something that was not looked at, and why."""

    reason: str
    rule: str | None
    """The rule that could not be applied; None if the tasks were not looked at at all."""
    tasks: int
    """How many tasks that is true of; of lines that are no tasks, how many lines."""
    examples: tuple[str, ...]
    """The ids of some of these tasks; of lines, where they are."""

    def __str__(self) -> str:
        what = "not checked" if self.rule is None else f"not checked for {self.rule}"
        return f"{self.tasks} {what}, because {self.reason} ({', '.join(self.examples)})"


class Skipped(NamedTuple):
    """Counts what is not looked at."""

    found: dict[tuple[str | None, str], tuple[int, tuple[str, ...]]]
    """By rule and reason: how many, and some ids."""

    def note(self, rule: str | None, reason: str, ids: Iterable[str]) -> None:
        """Count some tasks."""
        new = [*ids]
        if new:
            count, examples = self.found.get((rule, reason), (0, ()))
            self.found[rule, reason] = count + len(new), (*examples, *new[:_EXAMPLES])[:_EXAMPLES]

    def add(self, other: Skipped) -> None:
        """Take over what another one counted."""
        for key, (count, examples) in other.found.items():
            mine, some = self.found.get(key, (0, ()))
            self.found[key] = mine + count, (*some, *examples)[:_EXAMPLES]

    def told(self) -> list[NotChecked]:
        """List all of it: whole tasks first, then by rule."""
        keys = sorted(self.found, key=lambda key: (key[0] or "", key[1]))
        return [NotChecked(reason, rule, *self.found[rule, reason]) for rule, reason in keys]


_EXAMPLES = 5

"""What was not compared, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scaleapi._show.shown import Rows, ShownFields, ShownList

__all__ = ["NotCompared", "Skips"]

_EXAMPLES = 5


@dataclass(frozen=True, slots=True, repr=False)
class NotCompared(ShownFields):
    """Something that was not compared."""

    reason: str
    """What, and why: `tasks that have no response`."""
    count: int
    """How many."""
    examples: tuple[str, ...]
    """Some of them: ids of tasks, with a JSON pointer where it is about a part."""

    def __str__(self) -> str:
        return f"{self.count} {self.reason} ({', '.join(self.examples)})"


class NotComparedList(ShownList[NotCompared]):
    """All that was not compared; in a notebook a table."""

    def _rows(self) -> Rows:
        cells = ((one.count, one.reason, ", ".join(one.examples)) for one in self)
        return Rows(("count", "not compared", "examples"), cells, len(self))


@dataclass
class Skips:
    """Counts what is not compared."""

    once: bool = False
    """Whether the same thing counts once, for it may be met several times."""
    found: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict[str, tuple[int, tuple[str, ...]]])
    _seen: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def note(self, reason: str, examples: Iterable[str]) -> None:
        """Count each of these."""
        new = [one for one in examples if not self.once or (reason, one) not in self._seen]
        if self.once:
            new = [*dict.fromkeys(new)]
            self._seen |= {(reason, one) for one in new}
        if new:
            count, some = self.found.get(reason, (0, ()))
            self.found[reason] = count + len(new), (*some, *new[:_EXAMPLES])[:_EXAMPLES]

    def told(self) -> NotComparedList:
        """List all of it, the most frequent first."""
        found = sorted(self.found.items(), key=lambda one: -one[1][0])
        return NotComparedList(NotCompared(reason, *counted) for reason, counted in found)

"""Rules: one at a time, with its limits and its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from scaleapi._core.calls.arguments import refuse
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import ShownFields
from scaleapi.models.task import Task
from scaleapi.problems import Severity
from scaleapi.quality.extraction.arrays import Floats, np

__all__ = ["BUILT_IN", "REGISTERED", "Hit", "Mark", "Rule", "built_in", "rule"]


class Hit(NamedTuple):
    """What a rule finds, before it is told of which rule and task it is."""

    document: int
    """The place of the task in the chunk."""
    pointer: str
    message: str
    measured: float | None = None
    limit: float | None = None
    uuid: str | None = None
    label: str | None = None


class Mark(NamedTuple):
    """What a rule of a user's finds in a task."""

    pointer: str
    """JSON pointer into the task: `/response/annotations/0`."""
    message: str
    measured: float | None = None
    limit: float | None = None
    uuid: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Rule(ShownFields):
    """A rule, with what it is held against."""

    name: str
    severity: Severity
    reason: str
    """Why it matters, in a sentence."""
    limit: float | None = None
    """What is measured is held against it; None if the rule has no limit."""
    unit: str = ""
    """What is measured, and in which unit."""
    labels: Mapping[str, float] = field(default_factory=dict[str, float], hash=False)
    """Limits of labels that have their own."""
    cases: Sequence[Mapping[str, Any]] = field(default_factory=tuple[Mapping[str, Any], ...], hash=False)
    """Of `attribute_conflict`: which answers contradict what."""
    default: bool = True
    """Whether it is applied if nobody names it."""
    family: str = "all"
    """What it looks at."""
    check: Callable[..., Iterable[Hit]] | None = field(default=None, repr=False, hash=False, compare=False)
    """Finds it in a chunk."""
    look: Callable[[Task, Rule], Iterable[Mark]] | None = field(default=None, repr=False, hash=False, compare=False)
    """Of a rule of a user's: finds it in a task."""

    def limits(self, labels: Sequence[str | None]) -> Floats:
        """Return the limit of each label."""
        usual = float("nan") if self.limit is None else self.limit
        if not self.labels:
            return np.full(len(labels), usual, dtype=np.float64)
        return np.array([self.labels.get(one or "", usual) for one in labels], dtype=np.float64)

    def limit_of(self, label: str | None) -> float | None:
        """Return the limit of a label."""
        return self.labels.get(label or "", self.limit) if self.labels else self.limit

    def _facts(self) -> list[tuple[str, object]]:
        names = ("name", "severity", "limit", "unit", "labels", "reason")
        return [(name, value) for name in names if (value := getattr(self, name)) not in (None, "", {})]


BUILT_IN: dict[str, Rule] = {}
"""The rules of this package, by name, in the order in which findings of a task come."""
REGISTERED: dict[str, Rule] = {}
"""The rules of users, by name."""

C = TypeVar("C", bound=Callable[..., Iterable[Hit]])
L = TypeVar("L", bound=Callable[[Task, Rule], Iterable[Mark]])


def built_in(name: str, severity: Severity, reason: str, **more: Any) -> Callable[[C], C]:
    """Make a rule of a function of a chunk and the rule."""

    def keep(check: C) -> C:
        BUILT_IN[name] = Rule(name, severity, reason, check=check, **more)
        return check

    return keep


@known_keywords
def rule(
    name: str, *, reason: str, severity: Severity = "warning", limit: float | None = None, unit: str = ""
) -> Callable[[L], L]:
    """Register a function of a task as a rule, which `check` applies where its `rules` name it.

        @rule("night", reason="Night scenes are labeled by another team.")
        def night(task, rule):
            if task.response["global_attributes"]["light"] == "night":
                yield Mark("/response/global_attributes/light", "is night")

    Args:
        name: Its name, other than that of any rule of this package. A function of the same name is replaced.
        reason: Why it matters, in a sentence.
        severity: How bad it is, unless settings say otherwise.
        limit: What the function finds as `rule.limit`, unless settings say otherwise.
        unit: What is measured, and in which unit.

    The function is given the task and the rule, and gives a `Mark` for each thing that it finds. A task for which it
    raises is counted as not checked. For an executor of processes it must be a function of a module.

    Raises:
        ScaleValidationError: A rule of this package has that name.
    """
    if name in BUILT_IN:
        raise refuse("/name", "duplicate", "is a rule of this package", name)

    def keep(look: L) -> L:
        REGISTERED[name] = Rule(name, severity, reason, limit, unit, default=False, look=look)
        return look

    return keep

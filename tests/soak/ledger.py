"""What became of everything that was asked for: what was told, beside what is there."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from pathlib import Path

from scaleapi import Task

__all__ = [
    "Entry",
    "Told",
    "callbacks_entry",
    "change_entry",
    "creation_entry",
    "export_entry",
    "markers",
    "table",
    "told",
]

_NOT_DONE = {"not_sent", "rejected"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of work. All but the first three are 0."""

    asked: int
    created: int
    """How many are there."""
    found: int
    """How many of those that were asked for are there as they were told, and once."""
    lost: int
    doubled: int
    told_wrongly: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing is lost, doubled, or was told wrongly."""
        return not (self.lost or self.doubled or self.told_wrongly)


@dataclass(frozen=True, slots=True)
class Told:
    """What a worker was told of one thing, at one time."""

    id: str | None
    outcome: str
    at: float


def told(folder: Path, what: str) -> dict[str, list[Told]]:
    """Read what all workers of a kind were told, by what it is about; a line that a kill has cut is none."""
    found: dict[str, list[Told]] = defaultdict(list)
    for file in sorted(folder.glob(f"told-{what}-*.jsonl")):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line.startswith("{") and line.endswith("}"):
                one = json.loads(line)
                found[one["marker"]].append(Told(one["id"], one["outcome"], one["at"]))
    return found


def markers(tasks: Iterable[Task]) -> dict[str, list[Task]]:
    """Sort tasks by the row that they were created for."""
    found: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        found[task.metadata["marker"]].append(task)
    return found


def creation_entry(
    asked: Iterable[str], there: Mapping[str, list[Task]], said: Mapping[str, list[Told]], *, all_done: bool
) -> Entry:
    """Compare what was told of creations with what is there.

    Args:
        asked: The markers of all rows.
        there: All tasks by marker.
        said: What was told by marker.
        all_done: Whether each must be there in the end, as with a journal.
    """
    rows = [(there.get(one, []), said.get(one, [])) for one in asked]
    return Entry(
        asked=len(rows),
        created=sum(len(tasks) for tasks, _ in rows),
        found=sum(len(tasks) == 1 and any(one.id == tasks[0].task_id for one in told_of) for tasks, told_of in rows),
        lost=sum(not tasks and (all_done or any(_done(told_of))) for tasks, told_of in rows),
        doubled=sum(max(0, len(tasks) - 1) for tasks, _ in rows),
        told_wrongly=sum(_wrong(tasks, told_of) for tasks, told_of in rows),
    )


def _done(told_of: Iterable[Told]) -> Iterator[bool]:
    return (one.outcome == "applied" for one in told_of)


def _wrong(tasks: list[Task], told_of: list[Told]) -> int:
    """Count what was not so when it was told: another id, or that nothing was done when the task was there already."""
    ids = {task.task_id for task in tasks}
    since = min((_seconds(task.created_at) for task in tasks), default=float("inf"))
    others = sum(one.outcome == "applied" and one.id not in ids for one in told_of if tasks)
    return others + sum(one.outcome in _NOT_DONE and since < one.at - 1 for one in told_of)


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else float("inf")


def change_entry(
    asked: Iterable[str], times: Mapping[str, int], said: Mapping[str, list[Told]], *, sure: bool
) -> Entry:
    """Compare what was told of changes with what is there.

    Args:
        asked: The ids of all tasks that were to be changed.
        times: How often each was changed.
        said: What was told by id.
        sure: Whether all must be changed in the end; else it may stay unknown.
    """
    rows = [(times.get(one, 0), [told_of.outcome for told_of in said.get(one, [])]) for one in asked]
    return Entry(
        asked=len(rows),
        created=sum(done for done, _ in rows),
        found=sum(done == 1 and "applied" in outcomes for done, outcomes in rows),
        lost=sum(not done and (sure or "applied" in outcomes) for done, outcomes in rows),
        doubled=sum(max(0, done - 1) for done, _ in rows),
        told_wrongly=sum(bool(done and outcomes and outcomes[-1] in _NOT_DONE) for done, outcomes in rows),
    )


def export_entry(there: Iterable[Task], exported: Iterable[Task]) -> Entry:
    """Compare what an export holds with what is there."""
    wanted, counts = {task.task_id for task in there}, Counter(task.task_id for task in exported)
    return Entry(
        asked=len(wanted),
        created=counts.total(),
        found=len(wanted & counts.keys()),
        lost=len(wanted - counts.keys()),
        doubled=counts.total() - len(counts),
        told_wrongly=len(counts.keys() - wanted),
    )


def callbacks_entry(called: Iterable[str], handled: Iterable[tuple[str, str]]) -> Entry:
    """Compare the callbacks that were handled with the tasks that have an address for them.

    Args:
        called: The ids of these tasks.
        handled: Each outcome that was handled: the id of the task, and that of the outcome.
    """
    wanted, counts = set(called), Counter(handled)
    tasks = {task_id for task_id, _ in counts}
    return Entry(
        asked=len(wanted),
        created=counts.total(),
        found=len(wanted & tasks),
        lost=len(wanted - tasks),
        doubled=counts.total() - len(counts),
        told_wrongly=len(tasks - wanted),
    )


def table(entries: Mapping[str, Entry]) -> str:
    """Write the ledger."""
    head = ["", *(one.name.replace("_", " ") for one in fields(Entry))]
    rows = [head, *([name, *(f"{number:,}" for number in astuple(one))] for name, one in entries.items())]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)

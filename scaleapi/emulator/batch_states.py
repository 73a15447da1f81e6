"""How batches stand, and how they follow the state of their tasks.

    staging ──finalize──► in_progress ◄──a task becomes pending── completed
                           │  ▲    └─────no task is pending any more────►┘
                         pause resume
                           ▼  │
                          paused

`cancel` ends each state but `completed`. Pausing, resuming and canceling are version 2's; version 1 shows the results.
"""

from __future__ import annotations

from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Where
from scaleapi.emulator.sources import digest
from scaleapi.emulator.store import BATCHES, TASKS, Row
from scaleapi.emulator.wire import refuse

__all__ = [
    "batch_id",
    "cancel_tasks",
    "count_tasks",
    "follow_tasks",
    "holds_back",
    "move",
    "note_audit",
    "require_batch",
    "settle",
]

_MOVES = {
    "finalized": (("staging",), "in_progress"),
    "paused": (("in_progress",), "paused"),
    "resumed": (("paused",), "in_progress"),
    "canceled": (("staging", "in_progress", "paused"), "cancelled"),
}
"""What can be done to a batch, in which states, and what it is then."""
_AT_REST = frozenset({"staging", "paused", "cancelled"})
"""States that do not follow the tasks."""


def batch_id(account: str, name: str) -> str:
    """Name a batch by 24 hexadecimal characters, where an answer wants an id."""
    return digest("batch", account, name)[:24]


def require_batch(call: Call, account: str, name: str, code: int = 400) -> Row:
    """Find a batch by its name: 404 if the path names it, 400 if a parameter does."""
    row = call.store.find(BATCHES, account=account, name=name)
    if row is None:
        refuse(f'There is no batch with the name "{name}".', code)
    return row


def count_tasks(call: Call, batch: Row) -> dict[str, int]:
    """Count the tasks of a batch by state."""
    sql = "SELECT status, count(*) FROM tasks WHERE account = ? AND batch = ? GROUP BY status"
    return dict(call.store.execute(sql, (batch.account, batch.shown["name"])))


def follow_tasks(call: Call, task: Row) -> None:
    """Complete or reopen the batch of a task that was made or has changed its state."""
    if "batch" in task.shown:
        settle(call, require_batch(call, task.account, task.shown["batch"]))


def settle(call: Call, batch: Row) -> None:
    """Complete or reopen a batch that is worked on, by whether a task of it is pending."""
    before = batch.shown["status"]
    after = "completed" if _has_tasks(call, batch) and not _has_tasks(call, batch, "pending") else "in_progress"
    if before in _AT_REST or before == after:
        return
    batch.shown["status"] = after
    batch.shown.pop("completed_at", None)
    if after == "completed":
        batch.shown["completed_at"] = call.now
    call.store.save(BATCHES, batch)


def move(call: Call, batch: Row, done: str) -> Row:
    """Have something done to a batch: it is `finalized`, `paused`, `resumed` or `canceled`; refuse what cannot be."""
    allowed, after = _MOVES[done]
    if batch.shown["status"] not in allowed:
        states = " or ".join(allowed)
        refuse(f'Only a batch that is {states} can be {done}: "{batch.shown["name"]}" is {batch.shown["status"]}.')
    batch.shown["status"] = after
    return call.store.save(BATCHES, batch)


def cancel_tasks(call: Call, batch: Row) -> None:
    """Cancel the tasks of a batch that nobody has begun with: all that are pending."""
    where = "account = ? AND batch = ? AND status = ?"
    for task in call.store.select(TASKS, where, (batch.account, batch.shown["name"], "pending")):
        task.shown |= {"status": "canceled", "updated_at": call.now}
        call.store.save(TASKS, task)


def holds_back(call: Call, task: Row) -> bool:
    """Tell whether the batch of a pending task keeps people from beginning with it."""
    if "batch" not in task.shown:
        return False
    batch = require_batch(call, task.account, task.shown["batch"])
    # What version 1 leaves in staging is worked on as soon as somebody steers it to be; so it was before version 2.
    return batch.shown["status"] in ({"staging", "paused"} if batch.hidden.get("staged") else {"paused"})


def note_audit(call: Call, task: Row) -> None:
    """Remember on the batch of a task that it was audited now."""
    if "batch" in task.shown:
        batch = require_batch(call, task.account, task.shown["batch"])
        batch.hidden["last_audited_at"] = call.now
        call.store.save(BATCHES, batch)


def _has_tasks(call: Call, batch: Row, status: str | None = None) -> bool:
    where = Where()
    where.equal("account", batch.account)
    where.equal("batch", batch.shown["name"])
    where.equal("status", status)
    # Not a count: a batch may have very many tasks, and this runs each time one is created.
    sql = f"SELECT 1 FROM tasks WHERE {where} LIMIT 1"  # noqa: S608 - values are bound
    return bool(call.store.execute(sql, where.values))

"""Batches, and how they follow the state of their tasks.

    staging ──finalize──► in_progress ◄──a task becomes pending── completed
                               └───────no task is pending any more────►┘

A batch starts in `staging` only with a live key, and only if it is a calibration or self-label batch or belongs to a
Rapid or Studio project.
"""

from __future__ import annotations

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.projects import require_project
from scaleapi.emulator.query import Query, Where
from scaleapi.emulator.store import BATCHES, Order, Row, Taken
from scaleapi.emulator.wire import Json, Reply, json_reply, refuse

__all__ = ["count_tasks", "create", "finalize", "follow_tasks", "note_audit", "page", "prioritize", "require_batch"]

_FILTERS = (
    ("created_at", "start_time", "end_time"),
    ("completed_at", "completed_after", "completed_before"),
    ("last_audited_at", "audited_after", "audited_before"),
)
_QUERY = {"project", "status", "exclude_archived", "detailed", "limit", "offset"} | {
    name for _, *names in _FILTERS for name in names
}


def create(call: Call) -> Reply:
    """POST /batches."""
    body = call.body()
    project = require_project(call, checks.required_text(body, "project"))
    callback = body.get("callback") or ""
    if callback:
        checks.webhook(checks.text(callback, "callback"), "callback")
    shown: Json = {"name": checks.required_text(body, "name"), "project": project.shown["name"]}
    shown |= {"status": _first_status(call, project, body), "callback": callback, "created_at": call.now}
    shown["metadata"] = checks.metadata(body.get("metadata") or {})
    hidden = {
        "studio": project.shown["projectType"] == "studio",
        "calibration": checks.boolean(body, "calibration_batch"),
    }
    try:
        row = call.store.insert(BATCHES, Row(call.account.id, shown, hidden))
    except Taken:
        refuse(f'A batch with the name "{shown["name"]}" already exists.', 409)
    return json_reply(row.shown)


def page(call: Call) -> Reply:
    """GET /batches: newest first, by offset."""
    query = Query(call.request, _QUERY)
    # No batch is ever archived, and what `detailed` adds is not known: both are read and change nothing.
    query.boolean("exclude_archived")
    query.boolean("detailed")
    where = Where()
    where.equal("account", call.account.id)
    where.equal("project", query.text("project"))
    where.among("status", query.texts("status"))
    for column, start, end in _FILTERS:
        where.between(column, query.time(start), query.time(end))
    limit, offset = query.limit(), query.offset()
    total = call.store.count(BATCHES, str(where), where.values)
    rows = call.store.select(BATCHES, str(where), where.values, Order(limit=limit, offset=offset))
    docs = [row.shown for row in rows]
    counts = {"totalDocs": total, "limit": limit, "offset": offset, "has_more": offset + len(docs) < total}
    return json_reply({"docs": docs, **counts})


def retrieve(call: Call) -> Reply:
    """GET /batches/{name}."""
    return json_reply(_named(call).shown)


def status(call: Call) -> Reply:
    """GET /batches/{name}/status: a count for each state in which there are tasks."""
    row = _named(call)
    return json_reply({"status": row.shown["status"], **count_tasks(call, row)})


def finalize(call: Call) -> Reply:
    """POST /batches/{name}/finalize: changes nothing unless the batch is staging."""
    row = _named(call)
    if row.shown["status"] == "staging":
        row.shown["status"] = "in_progress"
        _settle(call, call.store.save(BATCHES, row))
    return json_reply(row.shown)


def set_metadata(call: Call) -> Reply:
    """POST /batches/{name}/setMetadata: the body replaces all metadata."""
    row = _named(call)
    row.shown["metadata"] = checks.metadata(call.content())
    return json_reply(call.store.save(BATCHES, row).shown)


def prioritize(call: Call) -> Reply:
    """POST /batches/{name}/prioritize."""
    row = _named(call)
    row.hidden["priority"] = checks.priority_of(call.body().get("priority"), range(10, 31), "from 10 to 30")
    call.store.save(BATCHES, row)
    return json_reply({"name": row.shown["name"], "priority": row.hidden["priority"]})


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
        _settle(call, require_batch(call, task.account, task.shown["batch"]))


def note_audit(call: Call, task: Row) -> None:
    """Remember on the batch of a task that it was audited now."""
    if "batch" in task.shown:
        batch = require_batch(call, task.account, task.shown["batch"])
        batch.hidden["last_audited_at"] = call.now
        call.store.save(BATCHES, batch)


def _named(call: Call) -> Row:
    return require_batch(call, call.account.id, call.names["name"], 404)


def _first_status(call: Call, project: Row, body: Json) -> str:
    apart = checks.boolean(body, "calibration_batch") or checks.boolean(body, "self_label_batch")
    staged = apart or project.shown["projectType"] != "standard"
    return "staging" if staged and not call.account.is_test else "in_progress"


def _settle(call: Call, batch: Row) -> None:
    before = batch.shown["status"]
    after = "completed" if _has_tasks(call, batch) and not _has_tasks(call, batch, "pending") else "in_progress"
    if before in {"staging", after}:
        return
    batch.shown["status"] = after
    batch.shown.pop("completed_at", None)
    if after == "completed":
        batch.shown["completed_at"] = call.now
    call.store.save(BATCHES, batch)


def _has_tasks(call: Call, batch: Row, status: str | None = None) -> bool:
    where = Where()
    where.equal("account", batch.account)
    where.equal("batch", batch.shown["name"])
    where.equal("status", status)
    # Not a count: a batch may have very many tasks, and this runs each time one is created.
    sql = f"SELECT 1 FROM tasks WHERE {where} LIMIT 1"  # noqa: S608 - values are bound
    return bool(call.store.execute(sql, where.values))

"""Batches in version 1. How they stand is in `batch_states`.

A batch starts in `staging` only with a live key, and only if it is a calibration or self-label batch or belongs to a
Rapid or Studio project; in version 2 also if it is said to.
"""

from __future__ import annotations

from scaleapi.emulator import checks
from scaleapi.emulator.batch_states import count_tasks, move, require_batch
from scaleapi.emulator.call import Call
from scaleapi.emulator.projects import require_project
from scaleapi.emulator.query import Query, Where
from scaleapi.emulator.store import BATCHES, Order, Row, Taken
from scaleapi.emulator.wire import Json, Reply, json_reply, refuse
from scaleapi.emulator.work import begin_batch

__all__ = ["add", "create", "finalize", "page", "prioritize", "retrieve", "set_metadata", "status"]

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
    return json_reply(add(call, require_project(call, checks.required_text(body, "project")), body).shown)


def add(call: Call, project: Row, body: Json, *, staged: bool = False) -> Row:
    """Make a batch of a project. If it is `staged`, nobody begins with its tasks before it is finalized."""
    callback = body.get("callback") or ""
    if callback:
        checks.webhook(checks.text(callback, "callback"), "callback")
    shown: Json = {"name": checks.required_text(body, "name"), "project": project.shown["name"]}
    status = "staging" if staged else _first_status(call, project, body)
    shown |= {"status": status, "callback": callback, "created_at": call.now}
    shown["metadata"] = checks.metadata(body.get("metadata") or {})
    hidden = {
        "studio": project.shown["projectType"] == "studio",
        "calibration": checks.boolean(body, "calibration_batch"),
        "staged": staged,
    }
    try:
        return call.store.insert(BATCHES, Row(call.account.id, shown, hidden))
    except Taken:
        refuse(f'A batch with the name "{shown["name"]}" already exists.', 409)


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
        begin_batch(call, move(call, row, "finalized"))
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


def _named(call: Call) -> Row:
    return require_batch(call, call.account.id, call.names["name"], 404)


def _first_status(call: Call, project: Row, body: Json) -> str:
    apart = checks.boolean(body, "calibration_batch") or checks.boolean(body, "self_label_batch")
    staged = apart or project.shown["projectType"] != "standard"
    return "staging" if staged and not call.account.is_test else "in_progress"

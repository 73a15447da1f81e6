"""Reviews by the customer: audits of completed tasks, and what they leave on a task."""

from __future__ import annotations

from random import Random

from scaleapi.emulator import callbacks, checks
from scaleapi.emulator.batch_states import note_audit
from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query, Where
from scaleapi.emulator.store import TASKS, Order, Row
from scaleapi.emulator.tasks import require_task
from scaleapi.emulator.wire import Json, Reply, json_reply, refuse, text_reply

__all__ = ["audit", "fix", "list_audits", "reject"]


def audit(call: Call) -> Reply:
    """POST /task/{task_id}/audit: only of a completed task. The answer is the text `OK`, no JSON."""
    row, body = _completed(call), call.body()
    if not isinstance(body.get("accepted"), bool):
        checks.invalid('"accepted" is required and must be true or false')
    _note(call, row, "accepted" if body["accepted"] else "rejected", _comments(body))
    return text_reply("OK")


def fix(call: Call) -> Reply:
    """POST /_emulator/tasks/{task_id}/fix: a reviewer changed the answer to `response`, with `comments` if any.

    The answer that was changed is kept in `prior_responses`, the oldest first.
    """
    row, body = _completed(call), call.body()
    if body.get("response") is None:
        checks.invalid('"response" is required')
    _replace_response(row, checks.optional_object(body, "response"))
    _note(call, row, "fixed", _comments(body))
    return json_reply(row.shown)


def reject(call: Call) -> Reply:
    """POST /_emulator/tasks/{task_id}/reject: a reviewer rejected the answer, with `comments` if any."""
    row, body = _completed(call), call.body()
    _note(call, row, "rejected", _comments(body))
    return json_reply(row.shown)


def list_audits(call: Call) -> Reply:
    """GET /audits: those of a task, or the one with an id. Only third parties tell of it, and not what it answers."""
    query = Query(call.request, {"task_id", "id"})
    task_id, audit_id = query.text("task_id"), query.text("id")
    if task_id is None and audit_id is None:
        checks.invalid('"task_id" or "id" is required')
    where = Where()
    where.equal("account", call.account.id)
    where.equal("task_id", task_id)
    where.add("json_extract(shown, '$.audits') IS NOT NULL")
    rows = call.store.select(TASKS, str(where), where.values, Order())
    found = [entry | {"task_id": row.shown["task_id"]} for row in rows for entry in row.shown["audits"]]
    docs = [entry for entry in found if audit_id in {None, entry["id"]}]
    return json_reply({"docs": docs, "total": len(docs), "has_more": False})


def _completed(call: Call) -> Row:
    row = require_task(call)
    if row.shown["status"] != "completed":
        refuse(f"Only a completed task can be audited: task {row.shown['task_id']} is {row.shown['status']}.")
    return row


def _comments(body: Json) -> str | None:
    return checks.optional_text(body, "comments") if body.get("comments") else None


def _replace_response(row: Row, response: Json) -> None:
    place, name = (row.shown, "response")
    if "secured_response" in row.hidden:
        place, name = row.hidden, "secured_response"
    if place[name] != response:
        row.shown["prior_responses"] = [*row.shown.get("prior_responses", []), place[name]]
    place[name] = response


def _note(call: Call, row: Row, verdict: str, comments: str | None) -> None:
    """Write down a review on the task and on its batch, and tell of it."""
    earlier: list[Json] = row.shown.get("audits", [])
    audit_id = call.ids.audit()
    seconds = Random(audit_id).randint(5, 300)  # noqa: S311 - how long a person might have looked at it
    entry = {"id": audit_id, "audited_by": call.account.owner, "audited_at": call.now, "audit_time_secs": seconds}
    entry |= {"audit_result": verdict, "audit_source": "customer", "comments": comments}
    said: list[str] = row.shown.get("customer_review_comments", [])
    row.shown |= {"audits": [*earlier, entry], "customer_review_status": verdict, "updated_at": call.now}
    row.shown |= {"customer_reviewed_by": call.account.owner, "customer_audited_at": call.now}
    row.shown |= {"customer_review_comments": [*said, comments] if comments else said}
    row.shown |= {"customer_audit_time_secs": seconds, "callback_completed": False}
    call.store.save(TASKS, row)
    callbacks.queue(call, row)
    note_audit(call, row)

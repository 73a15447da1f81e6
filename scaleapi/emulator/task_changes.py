"""What can be done to a task that exists."""

from __future__ import annotations

from scaleapi.emulator import callbacks, checks
from scaleapi.emulator.batch_states import follow_tasks
from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query
from scaleapi.emulator.store import TASKS, Row, Taken
from scaleapi.emulator.tasks import refuse_taken, require_task
from scaleapi.emulator.wire import Reply, json_reply, refuse

__all__ = [
    "add_tags",
    "cancel",
    "clear_unique_id",
    "remove_tags",
    "send_callback",
    "set_metadata",
    "set_tags",
    "set_unique_id",
]


def cancel(call: Call) -> Reply:
    """POST /task/{task_id}/cancel: only of a pending task; a second time is allowed."""
    row = require_task(call)
    if row.shown["status"] not in {"pending", "canceled"}:
        refuse(f"Only a pending task can be canceled: task {row.shown['task_id']} is {row.shown['status']}.")
    row.shown["status"] = "canceled"
    if Query(call.request, {"clear_unique_id"}).boolean("clear_unique_id"):
        row.shown.pop("unique_id", None)
    reply = _save(call, row)
    follow_tasks(call, row)
    return reply


def set_unique_id(call: Call) -> Reply:
    """POST /task/{task_id}/unique_id."""
    row = require_task(call)
    row.shown["unique_id"] = checks.required_text(call.body(), "unique_id")
    try:
        reply = _save(call, row)
    except Taken as taken:
        refuse_taken(call, row, taken.column)
    return reply


def clear_unique_id(call: Call) -> Reply:
    """DELETE /task/{task_id}/unique_id."""
    row = require_task(call)
    row.shown.pop("unique_id", None)
    return _save(call, row)


def set_metadata(call: Call) -> Reply:
    """POST /task/{task_id}/setMetadata: the body replaces all metadata."""
    row = require_task(call)
    row.shown["metadata"] = checks.metadata(call.content())
    return _save(call, row)


def set_tags(call: Call) -> Reply:
    """POST /task/{task_id}/tags: the array in the body replaces all tags."""
    return _save_tags(call, require_task(call), checks.text_list(call.content(), "tags"))


def add_tags(call: Call) -> Reply:
    """PUT /task/{task_id}/tags: those that it has already are ignored."""
    row = require_task(call)
    return _save_tags(call, row, [*row.shown.get("tags", []), *checks.text_list(call.content(), "tags")])


def remove_tags(call: Call) -> Reply:
    """DELETE /task/{task_id}/tags: those that it has not are ignored."""
    row = require_task(call)
    removed = checks.text_list(call.content(), "tags")
    return _save_tags(call, row, [tag for tag in row.shown.get("tags", []) if tag not in removed])


def send_callback(call: Call) -> Reply:
    """POST /task/{task_id}/send_callback: has the callback posted once more, if the task has an address for it."""
    row = require_task(call)
    if row.shown["status"] not in {"completed", "error"}:
        refuse(f"Only a completed or failed task has a callback: {row.shown['task_id']} is {row.shown['status']}.")
    return json_reply({"success": callbacks.queue(call, row)})


def _save_tags(call: Call, row: Row, tags: list[str]) -> Reply:
    row.shown["tags"] = checks.tag_list(tags)
    call.store.set_tags(row.seq, row.shown["tags"])
    return _save(call, row)


def _save(call: Call, row: Row) -> Reply:
    row.shown["updated_at"] = call.now
    return json_reply(call.store.save(TASKS, row).shown)

"""The routes outside `/v1` that play the part of the people who do the work."""

from __future__ import annotations

from scaleapi.emulator import checks
from scaleapi.emulator.answers import result_file
from scaleapi.emulator.batch_states import follow_tasks
from scaleapi.emulator.call import Call
from scaleapi.emulator.chats import file_in_chat
from scaleapi.emulator.store import TASKS, Row
from scaleapi.emulator.tasks import require_task, response_uuid
from scaleapi.emulator.wire import Json, Reply, json_reply, refuse
from scaleapi.emulator.work import complete as complete_task
from scaleapi.emulator.work import finish

__all__ = ["complete", "fail", "reset", "result"]

UNREADABLE = "One or more attachments could not be downloaded."


def complete(call: Call) -> Reply:
    """POST /_emulator/tasks/{task_id}/complete: `response` and `secured` are optional.

    Without a response, the task gets a plausible one. If secured, the task shows only a `response_url`.
    """
    row, body = require_task(call), call.body()
    response = None if body.get("response") is None else checks.optional_object(body, "response")
    complete_task(call, row, response)
    if checks.boolean(body, "secured"):
        _secure(call, row)
    follow_tasks(call, row)
    return json_reply(row.shown)


def result(call: Call) -> Reply:
    """GET /_emulator/results/{task_id}/{name}: a file that a plausible response points to. It needs no key."""
    row = require_task(call)
    name, task_type, params = call.names["name"], row.shown["type"], row.shown["params"]
    task_id, mistakes = row.shown["task_id"], row.hidden.get("mistakes", 0)
    content = result_file(task_type, params, seed=task_id, name=name, mistakes=mistakes) or file_in_chat(row, name)
    if content is None or row.shown["status"] != "completed":
        refuse("There is no result at this address.", 404)
    if isinstance(content, bytes):
        return Reply(200, {"content-type": "image/png"}, content)
    return json_reply(content)


def fail(call: Call) -> Reply:
    """POST /_emulator/tasks/{task_id}/fail: `error`, `attachments` and `frames` are optional parts of the response.

    `errors` is what version 2 shows.
    """
    row, body = require_task(call), call.body()
    details = {name: body[name] for name in ("attachments", "frames") if body.get(name) is not None}
    response: Json = {"error": checks.optional_text(body, "error") or UNREADABLE, **details}
    if row.hidden.get("clear_unique_id_on_error"):
        row.shown.pop("unique_id", None)
    if body.get("errors") is not None:
        row.hidden["errors"] = checks.object_list(body["errors"], "errors")
    finish(call, row, "error", response)
    follow_tasks(call, row)
    return json_reply(row.shown)


def reset(call: Call) -> Reply:
    """POST /_emulator/reset: forget everything, and begin the series of ids again."""
    call.store.clear()
    call.ids.restart()
    return json_reply({})


def _secure(call: Call, row: Row) -> None:
    task_id = row.shown["task_id"]
    row.hidden["secured_response"] = row.shown.pop("response")
    row.shown["response_url"] = f"https://api.scale.com/v1/task/{task_id}/response_url/{response_uuid(task_id)}"
    call.store.save(TASKS, row)

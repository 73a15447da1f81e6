"""Tasks in version 2."""

from __future__ import annotations

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query, Where
from scaleapi.emulator.store import TASKS, Row
from scaleapi.emulator.tasks import add
from scaleapi.emulator.tasks import require_task as require_named
from scaleapi.emulator.v2 import asking
from scaleapi.emulator.v2.lookup import find_batch, find_project, require_project, text_of
from scaleapi.emulator.v2.shapes import Shapes
from scaleapi.emulator.wire import Reply, json_reply
from scaleapi.emulator.work import begin, note_reads

__all__ = ["create_chat", "page", "require_task", "retrieve", "set_metadata"]

_EXPAND = ("project", "batch")
_SHOWN = {"expand", "opts"}
_PLACE = {"project_id", "project_name", "batch_id", "batch_name"}
_ECHOED = ("metadata", "callback_url", "unique_id")
_PAGE = {*_PLACE, "status", "completed_after", "completed_before", "limit", "next_token", *_SHOWN}


def create_chat(call: Call) -> Reply:
    """POST /v2/task/chat: the task is version 1's `chat`; its response will be a conversation."""
    body = asking.fields(call, {*_PLACE, *_ECHOED, "template_variables"})
    text = text_of(body)
    project, batch = require_project(call, text), find_batch(call, text)
    own = {name: body[name] for name in _ECHOED if body.get(name) is not None}
    own |= {"project": project.shown["name"], "template_variables": checks.optional_object(body, "template_variables")}
    own |= {} if batch is None else {"batch": batch.shown["name"]}
    row = add(call.at(type="chat"), own, conversation=True)
    first = Shapes(call).task(row)
    begin(call, row)
    return json_reply(Shapes(call).task(row) if call.pace.on_create else first)


def retrieve(call: Call) -> Reply:
    """GET /v2/task."""
    query = Query(call.request, {"task_id", *_SHOWN})
    shapes = _shapes(call, query)
    row = require_task(call, query.text("task_id"))
    reply = json_reply(shapes.task(row))
    note_reads(call, [row])
    return reply


def page(call: Call) -> Reply:
    """GET /v2/tasks: those of a project, of a batch, or of both."""
    query = Query(call.request, _PAGE)
    text, shapes = text_of(query), _shapes(call, query)
    places = {"project": find_project(call, text), "batch": find_batch(call, text)}
    if not any(places.values()):
        checks.invalid("a project or a batch is required, by its id or its name")
    where = Where()
    where.equal("account", call.account.id)
    for column, place in places.items():
        where.equal(column, None if place is None else place.shown["name"])
    where.equal("status", asking.one_of(query, "status", asking.TASK_STATUSES))
    asking.windows(query, where, "completed_at")
    rows, more = asking.page(call, TASKS, where, query)
    reply = json_reply({"tasks": [shapes.task(row) for row in rows], **more})
    note_reads(call, rows)
    return reply


def set_metadata(call: Call) -> Reply:
    """POST /v2/task/metadata: replaces all of it, or is merged into it."""
    body = asking.fields(call, {"task_id", "metadata", "merge"})
    row = require_task(call, checks.required_text(body, "task_id"))
    row.shown |= {"metadata": asking.merged(body, row.shown["metadata"]), "updated_at": call.now}
    return json_reply(Shapes(call).task(call.store.save(TASKS, row)))


def require_task(call: Call, task_id: str | None) -> Row:
    """Find a task of the account."""
    if not task_id:
        checks.invalid('"task_id" is required')
    return require_named(call.at(task_id=task_id))


def _shapes(call: Call, query: Query) -> Shapes:
    expand, opts = asking.several(query, "expand", _EXPAND), asking.several(query, "opts", asking.OPTIONS)
    return Shapes(call, expand, opts)

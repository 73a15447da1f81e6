"""Batches in version 2.

Pausing, resuming and canceling is only initiated: the answer shows the batch as it was, the next look as it then is.
"""

from __future__ import annotations

from scaleapi.emulator import checks
from scaleapi.emulator.batch_states import cancel_tasks, move
from scaleapi.emulator.batches import add
from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query, Where
from scaleapi.emulator.store import BATCHES, Row
from scaleapi.emulator.v2 import asking
from scaleapi.emulator.v2.lookup import find_project, require_batch, require_project, text_of
from scaleapi.emulator.v2.shapes import Shapes
from scaleapi.emulator.wire import Reply, json_reply
from scaleapi.emulator.work import begin_batch

__all__ = ["cancel", "create", "finalize", "page", "pause", "resume", "retrieve", "set_metadata"]

_STATUSES = ("staging", "in_progress", "completed", "paused", "cancelled")
_EXPAND = ("project",)
_BATCH, _PROJECT = {"batch_id", "batch_name"}, {"project_id", "project_name"}
_TIMES = {"created_after", "created_before", "completed_after", "completed_before"}
_PAGE = {*_PROJECT, "status", *_TIMES, "limit", "next_token", "expand"}


def create(call: Call) -> Reply:
    """POST /v2/batch."""
    body = asking.fields(call, {"name", *_PROJECT, "callback", "staging_batch", "metadata"})
    project = require_project(call, text_of(body))
    return json_reply(Shapes(call).batch(add(call, project, body, staged=checks.boolean(body, "staging_batch"))))


def retrieve(call: Call) -> Reply:
    """GET /v2/batch."""
    query = Query(call.request, {*_BATCH, "expand"})
    shapes = Shapes(call, asking.several(query, "expand", _EXPAND))
    return json_reply(shapes.batch(require_batch(call, text_of(query))))


def page(call: Call) -> Reply:
    """GET /v2/batches."""
    query = Query(call.request, _PAGE)
    shapes = Shapes(call, asking.several(query, "expand", _EXPAND))
    project = find_project(call, text_of(query))
    where = Where()
    where.equal("account", call.account.id)
    where.equal("project", None if project is None else project.shown["name"])
    where.equal("status", asking.one_of(query, "status", _STATUSES))
    asking.windows(query, where, "created_at", "completed_at")
    rows, more = asking.page(call, BATCHES, where, query)
    return json_reply({"batches": [shapes.batch(row) for row in rows], **more})


def finalize(call: Call) -> Reply:
    """POST /v2/batch/finalize: the answer is the batch as it then is."""
    row = move(call, _named(call), "finalized")
    begin_batch(call, row)
    return json_reply(Shapes(call).batch(row))


def pause(call: Call) -> Reply:
    """POST /v2/batch/pause."""
    return _initiated(call, _named(call), "paused")


def resume(call: Call) -> Reply:
    """POST /v2/batch/resume."""
    row = _named(call)
    reply = _initiated(call, row, "resumed")
    begin_batch(call, row)
    return reply


def cancel(call: Call) -> Reply:
    """POST /v2/batch/cancel: and its pending tasks."""
    row = _named(call)
    reply = _initiated(call, row, "canceled")
    cancel_tasks(call, row)
    return reply


def set_metadata(call: Call) -> Reply:
    """POST /v2/batch/metadata: replaces all of it, or is merged into it."""
    body = asking.fields(call, {*_BATCH, "metadata", "merge"})
    row = require_batch(call, text_of(body))
    row.shown["metadata"] = asking.merged(body, row.shown["metadata"])
    return json_reply(Shapes(call).batch(call.store.save(BATCHES, row)))


def _named(call: Call) -> Row:
    return require_batch(call, text_of(asking.fields(call, _BATCH)))


def _initiated(call: Call, row: Row, done: str) -> Reply:
    before = Shapes(call).batch(row)
    move(call, row, done)
    return json_reply({"batch": before, "message": f'The batch "{row.shown["name"]}" is being {done}.'})

"""GET /v2/annotation: one annotation of any conversation, with all that is known of it."""

from __future__ import annotations

import json

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.chats import response_of
from scaleapi.emulator.query import Query
from scaleapi.emulator.store import TASKS
from scaleapi.emulator.v2.details import listed_in
from scaleapi.emulator.wire import Reply, json_reply, refuse

__all__ = ["retrieve"]


def retrieve(call: Call) -> Reply:
    """GET /v2/annotation."""
    wanted = Query(call.request, {"annotation_id"}).text("annotation_id")
    if not wanted:
        checks.invalid('"annotation_id" is required')
    # The emulator's own begin with the id of their task; others stand somewhere in what a task was completed with.
    where = "account = ? AND status = ? AND (task_id = ? OR instr(shown, ?) OR instr(hidden, ?))"
    text = json.dumps(wanted)
    rows = call.store.select(TASKS, where, (call.account.id, "completed", wanted.replace("-", "")[:24], text, text))
    found = [
        one
        for row in rows
        for one in listed_in(response_of(row).get("threads"), "annotations")
        if one.get("id") == wanted
    ]
    if not found:
        refuse("Annotation with that ID not found.", 404)
    return json_reply(found[0])

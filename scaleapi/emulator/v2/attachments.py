"""The files that are attached to the messages of a task: of one in a dataset, they can be asked for by id."""

from __future__ import annotations

import base64
from uuid import UUID

from scaleapi.emulator.call import Call
from scaleapi.emulator.chats import response_of
from scaleapi.emulator.store import Row
from scaleapi.emulator.tasks import require_task
from scaleapi.emulator.v2.delivering import deliveries_of
from scaleapi.emulator.v2.details import listed_in
from scaleapi.emulator.wire import Json, Reply, refuse

__all__ = ["attached", "content", "redirect"]

_FIRST = 2**31
"""Annotations of a task are numbered from 1, its files from here."""


def attached(row: Row) -> dict[str, Json]:
    """Get the files of a completed task by their ids, which are UUIDs of the task's id and the number of the file."""
    files = enumerate(listed_in(response_of(row).get("threads"), "attachments"), _FIRST)
    return {str(UUID(f"{row.shown['task_id']}{number:08x}")): file for number, file in files}


def redirect(call: Call) -> Reply:
    """GET /v2/datasets/task/{task_id}/response_url/{attachment_id}: to where the file is, without a body."""
    row = require_task(call)
    if not deliveries_of(call, [row], in_dataset=True):
        refuse(f"Task {row.shown['task_id']} is in no dataset.", 404)
    own = f"http://{row.hidden['host']}/_emulator/attachments/{row.shown['task_id']}/{call.names['attachment_id']}"
    file = _file(call, row)
    url = own if isinstance(file.get("content"), str) else file.get("url")
    if not isinstance(url, str):
        refuse("Of this attachment, no content and no URL is known.", 404)
    return Reply(302, {"location": url}, b"")


def content(call: Call) -> Reply:
    """GET /_emulator/attachments/{task_id}/{attachment_id}: what a file holds in base 64. It needs no key."""
    file = _file(call, require_task(call))
    try:
        body = base64.b64decode(file.get("content") or "", validate=True)
    except (TypeError, ValueError):
        refuse("The content of this attachment is not in base 64.", 404)
    kind = file.get("mime_type")
    return Reply(200, {"content-type": kind if isinstance(kind, str) else "application/octet-stream"}, body)


def _file(call: Call, row: Row) -> Json:
    files = attached(row) if row.shown["status"] == "completed" else {}
    return files.get(call.names["attachment_id"]) or refuse("There is no such attachment.", 404)

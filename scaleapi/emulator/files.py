"""Files: what is known about an upload is kept (name, type, size, SHA-256), its bytes are not."""

from __future__ import annotations

import hashlib
import mimetypes
from typing import Any
from urllib.parse import urlsplit

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.multipart import Part, parse_form
from scaleapi.emulator.parsing import parse_json
from scaleapi.emulator.projects import require_project
from scaleapi.emulator.query import Query, Where, write_cursor
from scaleapi.emulator.store import FILES, Order, Row, Taken
from scaleapi.emulator.wire import Json, Reply, json_reply, refuse

__all__ = ["import_from_url", "page", "upload"]

FILE_BYTES = 80 * 1024 * 1024

_UNKNOWN_TYPE = "application/octet-stream"
_ECHOED = ("reference_id", "display_name", "metadata")


def upload(call: Call) -> Reply:
    """POST /files/upload: a form with the part `file`."""
    parts = parse_form(call.request.headers.get("content-type", ""), call.request.body)
    part = parts.get("file")
    if part is None or part.filename is None:
        checks.invalid('"file" is required, as a part with a file name')
    if len(part.content) > FILE_BYTES:
        refuse(f'The file "{part.filename}" has {len(part.content)} bytes; at most 80 MB are accepted.')
    fields = {name: _field(other) for name, other in parts.items() if name != "file"}
    known = {"mime_type": _upload_type(part), "size": len(part.content)}
    return _keep(call, fields, known, hashlib.sha256(part.content).hexdigest())


def import_from_url(call: Call) -> Reply:
    """POST /files/import: the emulator fetches nothing, so the file's size is not known."""
    body = call.body()
    url = checks.required_text(body, "file_url")
    path = _path_of(url)
    return _keep(call, body, {"mime_type": mimetypes.guess_type(path)[0] or _UNKNOWN_TYPE}, None)


def page(call: Call) -> Reply:
    """GET /files: those of one project, newest first. `cursor` and `next_token` mean the same."""
    query = Query(call.request, {"project", "limit", "cursor", "next_token"})
    project = query.text("project")
    if project is None:
        checks.invalid('"project" is required')
    where = Where()
    where.equal("account", call.account.id)
    where.add("EXISTS (SELECT 1 FROM json_each(shown, '$.project_names') WHERE value = ?)", project)
    limit, total = query.limit(), call.store.count(FILES, str(where), where.values)
    if cursor := query.cursor("cursor") or query.cursor():
        where.add("(created_at, seq) < (?, ?)", *cursor)
    rows = call.store.select(FILES, str(where), where.values, Order(limit=limit + 1))
    reply: Json = {"docs": [row.shown for row in rows[:limit]], "total": total, "has_more": len(rows) > limit}
    if reply["has_more"]:
        reply["next_token"] = write_cursor(rows[limit - 1])
    return json_reply(reply)


def _keep(call: Call, fields: Json, known: Json, sha256: str | None) -> Reply:
    project, reference = checks.optional_text(fields, "project_name"), checks.optional_text(fields, "reference_id")
    if project is not None:
        require_project(call, project)
    if reference and project and (joined := _join(call, reference, project, sha256)):
        return json_reply(joined.shown)
    file_id = call.ids.uuid()
    shown: dict[str, Any] = {"id": file_id, "attachment_url": f"scaledata://{call.account.id}/{file_id}", **known}
    shown |= {"project_names": [project] if project else [], "created_at": call.now, "updated_at": call.now}
    shown |= {name: _echo(name, fields[name]) for name in _ECHOED if fields.get(name) is not None}
    try:
        return json_reply(call.store.insert(FILES, Row(call.account.id, shown, {"sha256": sha256})).shown)
    except Taken:
        refuse(f'The reference_id ("{reference}") is already in use by a different file.', 409)


def _path_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if not parts.scheme:
        checks.invalid(f'"file_url" must be a URL with its scheme, not "{url}"')
    return parts.path


def _join(call: Call, reference: str, project: str, sha256: str | None) -> Row | None:
    # The same bytes under the same reference_id, for one more project, are the same file.
    row = call.store.find(FILES, account=call.account.id, reference_id=reference)
    if row is None or sha256 is None or row.hidden["sha256"] != sha256 or project in row.shown["project_names"]:
        return None
    row.shown["project_names"].append(project)
    row.shown["updated_at"] = call.now
    return call.store.save(FILES, row)


def _echo(name: str, value: object) -> object:
    if name != "metadata":
        return checks.text(value, name)
    if not isinstance(value, str):
        return checks.metadata(value)
    try:
        return checks.metadata(parse_json(value))
    except ValueError:
        checks.invalid(f'"metadata" must be JSON in a form field, not "{value[:40]}"')


def _field(part: Part) -> str:
    try:
        return part.content.decode("utf-8")
    except UnicodeDecodeError:
        checks.invalid(f'"{part.name}" is not UTF-8')


def _upload_type(part: Part) -> str:
    named = mimetypes.guess_type(part.filename or "")[0]
    return part.content_type if part.content_type not in {"text/plain", _UNKNOWN_TYPE} else named or part.content_type

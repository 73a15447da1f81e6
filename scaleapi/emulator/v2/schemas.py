"""Schemas of responses: each project has one."""

from __future__ import annotations

import json
import re

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query
from scaleapi.emulator.sources import digest
from scaleapi.emulator.store import PROJECTS
from scaleapi.emulator.wire import Json, Reply, json_reply, refuse

__all__ = ["retrieve", "schema_id"]

_ID = re.compile(r"[0-9a-fA-F]{24}")


def schema_id(account: str, project: str) -> str:
    """Name the schema of a project's responses."""
    return digest("schema", account, project)[:24]


def retrieve(call: Call) -> Reply:
    """GET /v2/schema: the schema itself is text that holds JSON."""
    wanted = Query(call.request, {"schema_id"}).text("schema_id") or ""
    if not _ID.fullmatch(wanted):
        checks.invalid(f'"schema_id" must be 24 hexadecimal characters, not "{wanted}"')
    projects = call.store.select(PROJECTS, "account = ?", (call.account.id,))
    found = [one for one in projects if schema_id(one.account, one.shown["name"]) == wanted.lower()]
    if not found:
        refuse("Schema with that ID not found.", 404)
    return json_reply({"schema": _shown(call, found[0].shown, wanted.lower())})


def _shown(call: Call, project: Json, wanted: str) -> Json:
    facts: Json = {
        "id": wanted,
        "name": f"Responses of {project['name']}",
        "json": json.dumps(_schema(project["type"])),
    }
    facts |= {"createdBy": call.account.owner, "updatedBy": call.account.owner}
    return facts | {"createdAt": project["created_at"], "updatedAt": project["created_at"]}


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _object(required: str, **properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": required.split()}


_TEXT: Json = {"type": "string"}
_ANNOTATIONS = _list(_object("key", key=_TEXT, value={}))
_CONTENT = _object("text", text=_TEXT)
_MESSAGE = _object("role content source_id", role=_TEXT, source_id=_TEXT, content=_CONTENT, annotations=_ANNOTATIONS)
_TURN = _object("id messages", id=_TEXT, messages=_list(_MESSAGE), annotations=_ANNOTATIONS)
_THREAD = _object("id turns", id=_TEXT, turns=_list(_TURN), annotations=_ANNOTATIONS)


def _schema(task_type: str) -> Json:
    """Describe the responses that the emulator makes: conversations; of other work, only that it is an object."""
    inner = _object("threads", threads=_list(_THREAD)) if "chat" in task_type else _object("")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **inner}

"""Making tasks and reading one of them.

pending ──complete──► completed
├──────fail──────► error
└─────cancel─────► canceled

With a test key, unless a pace is set, the answer to a creation shows the task as pending, and the next look at it shows
it completed: so was the service seen to answer.
"""

from __future__ import annotations

from typing import Any, NoReturn
from uuid import UUID

from scaleapi.emulator.batch_states import require_batch
from scaleapi.emulator.call import Call
from scaleapi.emulator.checks import boolean, invalid, listed, tag_list, whole_number
from scaleapi.emulator.projects import inherited_params, require_project
from scaleapi.emulator.rules import check_merged, check_own
from scaleapi.emulator.sources import digest
from scaleapi.emulator.store import TASKS, Row, Taken
from scaleapi.emulator.wire import Json, Reply, json_reply, refuse
from scaleapi.emulator.work import begin, note_reads

__all__ = [
    "add",
    "create",
    "merge_parameters",
    "refuse_taken",
    "require_task",
    "response_uuid",
    "retrieve",
    "retrieve_response",
]

_ECHOED = ("callback_url", "priority", "unique_id", "urgency")
_NOT_PARAMS = frozenset(
    {
        *_ECHOED,
        "project",
        "batch",
        "instruction",
        "metadata",
        "tags",
        "clear_unique_id_on_error",
        "project_version",
        "project_param_version",
    }
)


def create(call: Call) -> Reply:
    """POST /task/{type}."""
    row = add(call, call.body())
    first = json_reply(row.shown)
    begin(call, row)
    return json_reply(row.shown) if call.pace.on_create else first


def add(call: Call, body: Json, **known: object) -> Row:
    """Make a pending task of the type that the path names; nobody begins with it yet.

    Args:
        call: What asks for it.
        body: Its parameters.
        known: What the service knows of it besides.
    """
    merged, version = merge_parameters(call, body)
    shown = _new_task(call, merged, version)
    host = call.request.headers.get("host", "emulator.test")  # under which the result's files will be found
    hidden: Json = {"clear_unique_id_on_error": boolean(body, "clear_unique_id_on_error"), "host": host, **known}
    if key := call.request.headers.get("idempotency-key"):
        hidden["idempotency_key"] = key
    return _insert(call, Row(call.account.id, shown, hidden))


def retrieve(call: Call) -> Reply:
    """GET /task/{task_id}."""
    row = require_task(call)
    reply = json_reply(row.shown)
    note_reads(call, [row])
    return reply


def retrieve_response(call: Call) -> Reply:
    """GET /task/{task_id}/response_url/{uuid}: the response of a task that only shows where it is."""
    row = require_task(call)
    if "secured_response" not in row.hidden or not row.shown["response_url"].endswith("/" + call.names["uuid"]):
        refuse("There is no response at this address.", 404)
    return json_reply(row.hidden["secured_response"])


def require_task(call: Call) -> Row:
    """Find the task that the path names, else refuse with 404."""
    row = call.store.find(TASKS, task_id=call.names["task_id"])
    if row is None or call.account.id not in {"", row.account}:
        refuse("Task with that ID not found.", 404)
    return row


def merge_parameters(call: Call, body: Json) -> tuple[Json, int | None]:
    """Put the parameters of the task's project, or its batch's project, under its own, and check all of them.

    Returns:
        The merged parameters, with `project` if there is one, and the version of the project's that were used.
    """
    check_own(call.names["type"], body)
    merged = {name: value for name, value in body.items() if value is not None}
    project_name = _project_name(call, merged)
    version = None
    if project_name is not None:
        wanted = merged.get("project_version", merged.get("project_param_version"))
        params, version = inherited_params(require_project(call, project_name), wanted)
        merged = _over(params, merged, project_name)
    check_merged(call.names["type"], merged)
    return merged, version


def _over(params: Json, own: Json, project_name: str) -> Json:
    # Of all parameters only the instruction is joined: the project's text comes after the task's.
    texts = [part for part in (own.get("instruction"), params.get("instruction")) if isinstance(part, str) and part]
    joined = {"instruction": "\n\n".join(texts)} if texts else {}
    return {**params, **own, "project": project_name, **joined}


def refuse_taken(call: Call, row: Row, column: str) -> NoReturn:
    """Refuse with the 409 that names the task which has the unique_id or idempotency key of this one."""
    value = {**row.hidden, **row.shown}[column]
    other = call.store.find(TASKS, account=row.account, **{column: value})
    name = "idempotency key" if column == "idempotency_key" else column
    other_id = "" if other is None else other.shown["task_id"]
    refuse(f'The {name} ("{value}") is already in use by a different task ({other_id}).', 409)


def _project_name(call: Call, merged: Json) -> str | None:
    project, batch_name = merged.get("project"), merged.get("batch")
    if batch_name is None:
        return project
    batch = require_batch(call, call.account.id, batch_name)
    if batch.shown["status"] == "cancelled":
        invalid(f'"batch" {batch_name} is cancelled and takes no more tasks')
    if project is not None and project != batch.shown["project"]:
        invalid(f'"batch" {batch_name} belongs to project "{batch.shown["project"]}", not to "{project}"')
    return str(batch.shown["project"])


def _new_task(call: Call, merged: Json, version: int | None) -> Json:
    shown: dict[str, Any] = {"task_id": call.ids.task(), "type": call.names["type"], "status": "pending"}
    shown |= {"created_at": call.now, "updated_at": call.now}
    shown["params"] = {name: value for name, value in merged.items() if name not in _NOT_PARAMS}
    shown |= {"metadata": merged.get("metadata", {}), "is_test": call.account.is_test, "work_started": False}
    shown["processed_attachments"] = []
    shown |= {name: merged[name] for name in ("project", "batch", "instruction", *_ECHOED) if merged.get(name)}
    if (priority := whole_number(shown.get("priority"))) is not None:
        shown["priority"] = priority
    if "tags" in merged:
        shown["tags"] = tag_list(listed(merged["tags"]))
    if version is not None:
        shown["project_param_version"] = version
    return shown


def _insert(call: Call, row: Row) -> Row:
    try:
        call.store.insert(TASKS, row)
    except Taken as taken:
        refuse_taken(call, row, taken.column)
    call.store.set_tags(row.seq, row.shown.get("tags", []))
    return row


def response_uuid(task_id: str) -> str:
    """Name the place of a task's response that is not shown on the task itself."""
    return str(UUID(digest("response", task_id)[:32], version=4))

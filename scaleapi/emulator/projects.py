"""Projects: their versions of default parameters, and how a task inherits them."""

from __future__ import annotations

from typing import Any

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query, Where
from scaleapi.emulator.rules import TASK_TYPES
from scaleapi.emulator.sources import digest
from scaleapi.emulator.store import PROJECTS, Order, Row, Taken
from scaleapi.emulator.wire import Json, Reply, is_array, json_reply, refuse

__all__ = [
    "create",
    "current_params",
    "inherited_params",
    "list_all",
    "project_id",
    "require_project",
    "retrieve",
    "set_ontology",
    "set_params",
    "task_template",
]

_PIPELINES = ("standard_task", "consensus_task")
_TEMPLATE_TYPES = ("chat", "textcollection")
_NOT_PARAMETERS = frozenset({"version", "created_at"})


def create(call: Call) -> Reply:
    """POST /projects."""
    body = call.body()
    shown = _new_project(call, body)
    if params := checks.optional_object(body, "params"):
        shown["param_history"] = [_version(call, 0, params)]
    try:
        row = call.store.insert(PROJECTS, Row(call.account.id, shown))
    except Taken:
        refuse(f'A project with the name "{shown["name"]}" already exists.', 409)
    return json_reply(row.shown)


def list_all(call: Call) -> Reply:
    """GET /projects: all of them in one array, newest first."""
    query = Query(call.request, {"archived"})
    where = Where()
    where.equal("account", call.account.id)
    if query.text("archived") is not None:
        where.add("archived = ?", query.boolean("archived"))
    return json_reply([row.shown for row in call.store.select(PROJECTS, str(where), where.values, Order())])


def retrieve(call: Call) -> Reply:
    """GET /projects/{name}."""
    return json_reply(require_project(call, call.names["name"], 404).shown)


def set_params(call: Call) -> Reply:
    """POST /projects/{name}/setParams: a new version, over the current one if `patch` is true."""
    row = require_project(call, call.names["name"], 404)
    body = call.body()
    patch = checks.boolean(body, "patch")
    fresh = {name: value for name, value in body.items() if name != "patch"}
    return _add_version(call, row, {**(current_params(row) if patch else {}), **fresh})


def set_ontology(call: Call) -> Reply:
    """POST /projects/{name}/setOntology: a new version with this `ontology`."""
    row = require_project(call, call.names["name"], 404)
    body = call.body()
    if not is_array(body.get("ontology")):
        checks.invalid('"ontology" is required and must be an array')
    return _add_version(call, row, {**current_params(row), "ontology": body["ontology"]})


def task_template(call: Call) -> Reply:
    """GET /projects/{name}/taskTemplates: only chat and textcollection projects have one."""
    shown = require_project(call, call.names["name"], 404).shown
    if shown["type"] not in _TEMPLATE_TYPES:
        refuse(
            f"Projects of type {shown['type']} have no task template, only {' and '.join(_TEMPLATE_TYPES)} projects."
        )
    versions: list[Json] = shown["param_history"]
    latest = versions[-1] if versions else {"version": 0, "created_at": shown["created_at"]}
    template = {
        "id": digest("template", call.account.id, shown["name"])[:24],
        "version": latest["version"],
        "created_at": shown["created_at"],
        "updated_at": latest["created_at"],
        "template_variables": latest.get("template_variables", {}),
    }
    return json_reply(template)


def require_project(call: Call, name: str, status: int = 400) -> Row:
    """Find a project by its name: 404 if the path names it, 400 if a parameter does."""
    row = call.store.find(PROJECTS, account=call.account.id, name=name)
    if row is None:
        refuse(f'There is no project with the name "{name}".', status)
    return row


def project_id(account: str, name: str) -> str:
    """Name a project by 24 hexadecimal characters, where an answer wants an id."""
    return digest("project", account, name)[:24]


def current_params(row: Row) -> Json:
    """Get the parameters of the current version; none if there is no version."""
    versions: list[Json] = row.shown["param_history"]
    return _params(versions[-1]) if versions else {}


def inherited_params(row: Row, version: object) -> tuple[Json, int | None]:
    """Get the parameters that a task inherits, and their version: the current one if None, nothing if -1."""
    versions: list[Json] = row.shown["param_history"]
    if checks.whole_number(version) == -1 or (version is None and not versions):
        return {}, None
    chosen = len(versions) - 1 if version is None else checks.whole_number(version)
    if chosen is None or not 0 <= chosen < len(versions):
        checks.invalid(f'"project_version" {version} is no version of project "{row.shown["name"]}"')
    return _params(versions[chosen]), chosen


def _params(version: Json) -> Json:
    return {name: value for name, value in version.items() if name not in _NOT_PARAMETERS}


def _version(call: Call, number: int, params: Json) -> Json:
    return {**params, "version": number, "created_at": call.now}


def _add_version(call: Call, row: Row, params: Json) -> Reply:
    versions: list[Json] = row.shown["param_history"]
    versions.append(_version(call, len(versions), params))
    return json_reply(call.store.save(PROJECTS, row).shown)


def _new_project(call: Call, body: Json) -> Json:
    task_type, name = checks.required_text(body, "type"), checks.required_text(body, "name")
    if task_type not in TASK_TYPES:
        checks.invalid(f'"type" must be a task type, not "{task_type}"')
    shown: dict[str, Any] = {"name": name, "type": task_type, "created_at": call.now, "param_history": []}
    shown |= {"archived": False, "pinned": False, "created_by": call.account.owner, "created_with": "api"}
    shown["projectType"] = _project_type(body)
    if (pipeline := checks.optional_text(body, "pipeline")) is not None:
        if pipeline not in _PIPELINES:
            checks.invalid(f'"pipeline" must be {" or ".join(_PIPELINES)}, not "{pipeline}"')
        shown["pipelineName"] = pipeline
    extra = {"datasetId": "datasetId", "consensus_attempts": "numConsensus"}
    return shown | {new: body[old] for old, new in extra.items() if body.get(old) is not None}


def _project_type(body: Json) -> str:
    rapid, studio = checks.boolean(body, "rapid"), checks.boolean(body, "studio")
    if rapid and studio:
        checks.invalid('"rapid" and "studio" exclude each other')
    return "rapid" if rapid else "studio" if studio else "standard"

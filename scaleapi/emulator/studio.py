"""Studio: who may work on which project, their groups, and the order of the pending batches."""

from __future__ import annotations

from scaleapi.emulator import checks
from scaleapi.emulator.batch_states import batch_id, count_tasks, require_batch
from scaleapi.emulator.call import Call
from scaleapi.emulator.projects import project_id, require_project
from scaleapi.emulator.sources import digest
from scaleapi.emulator.store import BATCHES, GROUPS, Order, Row, Taken
from scaleapi.emulator.wire import Json, Reply, is_array, is_object, json_reply, refuse

__all__ = [
    "add_assignments",
    "assign_batch",
    "create_group",
    "list_assignments",
    "list_batches",
    "list_groups",
    "remove_assignments",
    "reset_priorities",
    "set_priorities",
    "update_group",
]


def list_assignments(call: Call) -> Reply:
    """GET /studio/assignments: the projects of each e-mail address that has any."""
    sql = "SELECT email, project FROM assignments WHERE account = ? ORDER BY email, project"
    assigned: dict[str, list[str]] = {}
    for email, project in call.store.execute(sql, (call.account.id,)):
        assigned.setdefault(email, []).append(project)
    return json_reply(assigned)


def add_assignments(call: Call) -> Reply:
    """POST /studio/assignments/add."""
    return _change_assignments(call, "INSERT OR IGNORE INTO assignments (account, email, project) VALUES (?, ?, ?)")


def remove_assignments(call: Call) -> Reply:
    """POST /studio/assignments/remove."""
    return _change_assignments(call, "DELETE FROM assignments WHERE account = ? AND email = ? AND project = ?")


def list_groups(call: Call) -> Reply:
    """GET /studio/projects/{project}/groups."""
    project = require_project(call, call.names["project"], 404).shown["name"]
    rows = call.store.select(GROUPS, "account = ? AND project = ?", [call.account.id, project], Order(by="seq"))
    return json_reply([row.shown for row in rows])


def create_group(call: Call) -> Reply:
    """POST /studio/projects/{project}/groups: its members must be assigned to the project."""
    project = require_project(call, call.names["project"], 404).shown["name"]
    body = call.body()
    emails, name = checks.email_list(body), checks.required_text(body, "name")
    _require_assigned(call, project, emails)
    group_id = digest("group", call.account.id, project, name)[:24]
    row = Row(call.account.id, {"id": group_id, "name": name, "isSingleton": False}, {"project": project})
    _set_workers(row, emails)
    try:
        return json_reply(call.store.insert(GROUPS, row).shown)
    except Taken:
        refuse(f'Project "{project}" already has a group with the name "{name}".', 409)


def update_group(call: Call) -> Reply:
    """PUT /studio/projects/{project}/groups/{group}: add members, then remove some."""
    project = require_project(call, call.names["project"], 404).shown["name"]
    row = _find_group(call, project, call.names["group"])
    if row is None:
        refuse(f'Project "{project}" has no group with the name "{call.names["group"]}".', 404)
    defaults: Json = {"add_emails": [], "remove_emails": []}
    body = defaults | call.body()
    added, removed = checks.email_list(body, "add_emails"), checks.email_list(body, "remove_emails")
    _require_assigned(call, project, added)
    before = [worker["email"] for worker in row.shown["workers"]]
    _set_workers(row, [email for email in [*before, *added] if email not in removed])
    return json_reply(call.store.save(GROUPS, row).shown)


def list_batches(call: Call) -> Reply:
    """GET /studio/batches: the pending batches of Studio projects in the order of their priority."""
    return json_reply([_shown(call, row) for row in _pending(call)])


def assign_batch(call: Call) -> Reply:
    """PUT /studio/batches/{batch}: give it to groups of its project."""
    row = require_batch(call, call.account.id, call.names["batch"], 404)
    groups = checks.text_list(call.body().get("groups"), "groups")
    for name in groups:
        if _find_group(call, row.shown["project"], name) is None:
            refuse(f'Project "{row.shown["project"]}" has no group with the name "{name}".')
    row.hidden["groups"] = groups
    return json_reply(_shown(call, call.store.save(BATCHES, row)))


def set_priorities(call: Call) -> Reply:
    """POST /studio/batches/set_priorities: `batches` names all pending batches, the first one first."""
    pending = {row.shown["name"]: row for row in _pending(call)}
    names = _batch_names(call.body().get("batches"))
    if sorted(names) != sorted(pending):
        checks.invalid(f'"batches" must name each pending batch once: {", ".join(sorted(pending)) or "there is none"}')
    for position, name in enumerate(names, start=1):
        pending[name].hidden["studio_priority"] = position
        call.store.save(BATCHES, pending[name])
    return list_batches(call)


def reset_priorities(call: Call) -> Reply:
    """POST /studio/batches/reset_priorities: the oldest batch is first again."""
    for row in _pending(call):
        row.hidden.pop("studio_priority", None)
        call.store.save(BATCHES, row)
    return list_batches(call)


def _change_assignments(call: Call, sql: str) -> Reply:
    body = call.body()
    emails, projects = checks.email_list(body), checks.text_list(body.get("projects"), "projects")
    for project in projects:
        require_project(call, project)
    for email in emails:
        for project in projects:
            call.store.execute(sql, (call.account.id, email, project))
    return list_assignments(call)


def _require_assigned(call: Call, project: str, emails: list[str]) -> None:
    sql = "SELECT email FROM assignments WHERE account = ? AND project = ?"
    assigned = {email for (email,) in call.store.execute(sql, (call.account.id, project))}
    if missing := [email for email in emails if email not in assigned]:
        refuse(f'Only who is assigned to project "{project}" can be in its groups, not {", ".join(missing)}.')


def _find_group(call: Call, project: str, name: str) -> Row | None:
    return call.store.find(GROUPS, account=call.account.id, project=project, name=name)


def _set_workers(row: Row, emails: list[str]) -> None:
    unique = list(dict.fromkeys(emails))
    workers = [{"id": digest("worker", row.account, email)[:24], "email": email} for email in unique]
    row.shown |= {"numWorkers": len(workers), "workers": workers}


def _batch_names(value: object) -> list[str]:
    if not is_array(value):
        checks.invalid('"batches" is required and must be an array of objects with a "name"')
    return [checks.text(entry.get("name") if is_object(entry) else None, "name") for entry in value]


def _pending(call: Call) -> list[Row]:
    where = "account = ? AND studio = 1 AND status != 'completed'"
    rows = call.store.select(BATCHES, where, [call.account.id], Order(by="created_at, seq"))
    # Sorting is stable: batches without a priority stay oldest first, behind those that have one.
    return sorted(rows, key=lambda row: row.hidden.get("studio_priority", len(rows) + 1))


def _shown(call: Call, row: Row) -> Json:
    name, project = row.shown["name"], row.shown["project"]
    counts = count_tasks(call, row)
    ids = {"id": batch_id(row.account, name), "projectId": project_id(row.account, project)}
    kind = "Calibration" if row.hidden["calibration"] else "Production"
    shown = {**ids, "name": name, "projectName": project, "batchType": kind}
    shown |= {"studioPriority": row.hidden.get("studio_priority"), "groups": row.hidden.get("groups", [])}
    return {**shown, "total": sum(counts.values()), "completed": counts.get("completed", 0)}

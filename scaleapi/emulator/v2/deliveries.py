"""Deliveries of a project's tasks."""

from __future__ import annotations

import base64
import json

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query, Where
from scaleapi.emulator.store import DELIVERIES, TASKS, Order, Row
from scaleapi.emulator.v2 import asking
from scaleapi.emulator.v2.delivering import deliver_completed, delivered_in, deliveries_of
from scaleapi.emulator.v2.lookup import find_project, require_project, text_of
from scaleapi.emulator.v2.schemas import schema_id
from scaleapi.emulator.v2.shapes import Shapes
from scaleapi.emulator.wire import Json, Reply, is_object, json_reply, refuse

__all__ = ["list_all", "page_of_tasks", "retrieve"]

_PROJECT, _PAGE, _TIMES = (
    {"project_id", "project_name"},
    {"limit", "next_token"},
    {"delivered_after", "delivered_before"},
)


def list_all(call: Call) -> Reply:
    """GET /v2/deliveries: all of a project, newest first."""
    query = Query(call.request, {*_PROJECT, *_TIMES, "expand"})
    shapes = Shapes(call, asking.several(query, "expand", ("project",)))
    project = require_project(call, text_of(query))
    deliver_completed(call)
    where = Where()
    where.equal("account", call.account.id)
    where.equal("project", project.shown["name"])
    asking.windows(query, where, "delivered_at")
    rows = call.store.select(DELIVERIES, str(where), where.values, Order("delivered_at DESC, seq DESC"))
    return json_reply({"deliveries": [shapes.delivery(row) for row in rows]})


def retrieve(call: Call) -> Reply:
    """GET /v2/delivery: beside a page of its tasks."""
    query = Query(call.request, {"delivery_id", "delivery_name", *_PROJECT, *_PAGE, "expand", "opts"})
    expand = asking.several(query, "expand", ("project", "batch", "delivery"))
    shapes = Shapes(call, expand, asking.several(query, "opts", asking.OPTIONS))
    deliver_completed(call)
    delivery = _wanted(call, query)
    inner = Where()
    inner.add("deliveries.seq = ?", delivery.seq)
    where = Where()
    delivered_in(where, inner)
    rows, more = asking.page(call, TASKS, where, query)
    tasks = [shapes.task(row) for row in rows]
    return json_reply({"delivery": shapes.delivery_of(delivery), "tasks": tasks, **more})


def page_of_tasks(call: Call) -> Reply:
    """GET /v2/delivery/tasks: all tasks of a project, also those that were not delivered; `total` is of the page."""
    filters = {"delivery_id", "status", "completed_after", "completed_before"}
    query = Query(call.request, {*_PROJECT, *filters, *_PAGE})
    project = require_project(call, text_of(query))
    deliver_completed(call)
    where = Where()
    where.equal("account", call.account.id)
    where.equal("project", project.shown["name"])
    where.equal("status", asking.one_of(query, "status", asking.TASK_STATUSES))
    asking.windows(query, where, "completed_at")
    if delivery_id := query.text("delivery_id"):
        inner = Where()
        inner.equal("deliveries.id", delivery_id)
        inner.add("in_dataset = 0")
        delivered_in(where, inner)
    limit, skipped = query.limit(), _skipped(query)
    rows = call.store.select(TASKS, str(where), where.values, Order(limit=limit + 1, offset=skipped))
    docs = _docs(call, rows[:limit])
    more = {"next_token": _token(skipped + limit)} if len(rows) > limit else {}
    return json_reply({"docs": docs, "total": len(docs), **more})


def _wanted(call: Call, query: Query) -> Row:
    project = find_project(call, text_of(query))
    wanted, name = query.text("delivery_id"), query.text("delivery_name")
    if not wanted and not (name and project):
        checks.invalid('"delivery_id" is required, or "delivery_name" with a project')
    where = Where()
    where.equal("account", call.account.id)
    where.add("dataset IS NULL")
    where.equal("id", wanted or None)
    where.equal("name", name or None)
    where.equal("project", None if project is None else project.shown["name"])
    rows = call.store.select(DELIVERIES, str(where), where.values)
    return rows[0] if rows else refuse("There is no such delivery.", 404)


def _docs(call: Call, rows: list[Row]) -> list[Json]:
    found, shapes = deliveries_of(call, rows), Shapes(call)
    return [_doc(shapes, row, found.get(row.seq)) for row in rows]


def _doc(shapes: Shapes, row: Row, delivery: Row | None) -> Json:
    doc: Json = {"task_id": row.shown["task_id"], "created_at": row.shown["created_at"]}
    told = (None, None) if delivery is None else (delivery.shown["id"], delivery.shown["delivered_at"])
    doc |= {"delivery_id": told[0], "delivered_at": told[1]}
    if row.shown["status"] == "completed":
        schema = schema_id(row.account, row.shown["project"])
        doc |= {"response": shapes.response(row), "response_schema_id": schema}
    return doc


def _token(skipped: int) -> str:
    return base64.b64encode(json.dumps({"skip": skipped}, separators=(",", ":")).encode()).decode()


def _skipped(query: Query) -> int:
    """Read a token: how many tasks came before, so changes between two pages may move tasks from one to the other."""
    token = query.text("next_token")
    if token is None:
        return 0
    try:
        place = json.loads(base64.b64decode(token, validate=True))
    except ValueError:
        place = None
    skip = place.get("skip") if is_object(place) else None
    if not isinstance(skip, int) or not 0 <= skip < 2**63:
        checks.invalid(f'"next_token" is no token of a page: "{token}"')
    return skip

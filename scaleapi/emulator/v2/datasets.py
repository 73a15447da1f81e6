"""Datasets: their deliveries and tasks. They are made by delivering tasks into them."""

from __future__ import annotations

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query, Where
from scaleapi.emulator.store import DELIVERIES, TASKS, Order, Row
from scaleapi.emulator.v2 import asking
from scaleapi.emulator.v2.attachments import attached
from scaleapi.emulator.v2.delivering import delivered_in, deliveries_of
from scaleapi.emulator.v2.shapes import Shapes, dataset_shape
from scaleapi.emulator.v2.tasks import require_task
from scaleapi.emulator.wire import Json, Reply, json_reply, refuse

__all__ = ["list_all", "list_deliveries", "page", "retrieve", "retrieve_delivery"]

_PAGE, _TIMES = {"limit", "next_token"}, {"delivered_after", "delivered_before"}
_EXPAND = ("dataset", "delivery")


def list_all(call: Call) -> Reply:
    """GET /v2/datasets: all of them, by name."""
    Query(call.request, ())
    return json_reply({"datasets": [dataset_shape(call.account.id, name) for name in _names(call)]})


def list_deliveries(call: Call) -> Reply:
    """GET /v2/datasets/deliveries: of one dataset or of all, newest first."""
    query = Query(call.request, {"dataset_id", *_TIMES, "expand"})
    shapes = Shapes(call, asking.several(query, "expand", ("dataset",)))
    where = _deliveries(call, query)
    rows = call.store.select(DELIVERIES, str(where), where.values, Order("delivered_at DESC, seq DESC"))
    return json_reply({"deliveries": [shapes.dataset_delivery(row) for row in rows]})


def retrieve_delivery(call: Call) -> Reply:
    """GET /v2/datasets/delivery: beside a page of its tasks."""
    query = Query(call.request, {"delivery_id", *_PAGE, "expand"})
    shapes = Shapes(call, asking.several(query, "expand", _EXPAND), asking.OPTIONS)
    wanted = query.text("delivery_id")
    if not wanted:
        checks.invalid('"delivery_id" is required')
    deliveries = _deliveries(call, query)
    found = call.store.select(DELIVERIES, str(deliveries), deliveries.values)
    if not found:
        refuse(f'There is no delivery with the id "{wanted}" of a dataset.', 404)
    tasks = _page(call, query, deliveries, shapes)
    return json_reply({"delivery": shapes.delivery_of(found[0]), **tasks})


def page(call: Call) -> Reply:
    """GET /v2/datasets/tasks: those of a dataset or of a delivery."""
    query = Query(call.request, {"dataset_id", "delivery_id", *_TIMES, *_PAGE, "expand"})
    shapes = Shapes(call, asking.several(query, "expand", _EXPAND), asking.OPTIONS)
    if not query.text("dataset_id") and not query.text("delivery_id"):
        checks.invalid('"dataset_id" or "delivery_id" is required')
    return json_reply(_page(call, query, _deliveries(call, query), shapes))


def retrieve(call: Call) -> Reply:
    """GET /v2/datasets/task."""
    query = Query(call.request, {"task_id", "expand"})
    shapes = Shapes(call, asking.several(query, "expand", _EXPAND), asking.OPTIONS)
    row = require_task(call, query.text("task_id"))
    found = deliveries_of(call, [row], in_dataset=True)
    if not found:
        refuse(f"Task {row.shown['task_id']} is in no dataset.", 404)
    return json_reply(_task(shapes, row, found[row.seq]))


def _names(call: Call) -> list[str]:
    sql = "SELECT DISTINCT dataset FROM deliveries WHERE account = ? AND dataset IS NOT NULL ORDER BY dataset"
    return [name for (name,) in call.store.execute(sql, (call.account.id,))]


def _deliveries(call: Call, query: Query) -> Where:
    """Say which deliveries are asked for."""
    where = Where()
    where.equal("deliveries.account", call.account.id)
    where.add("deliveries.dataset IS NOT NULL")
    where.equal("deliveries.id", query.text("delivery_id") or None)
    asking.windows(query, where, "delivered_at")
    if wanted := query.text("dataset_id"):
        names = (name for name in _names(call) if dataset_shape(call.account.id, name)["id"] == wanted)
        name = next(names, None) or refuse(f'There is no dataset with the id "{wanted}".', 404)
        where.equal("deliveries.dataset", name)
    return where


def _page(call: Call, query: Query, deliveries: Where, shapes: Shapes) -> Json:
    where = Where()
    where.equal("account", call.account.id)
    delivered_in(where, deliveries)
    rows, more = asking.page(call, TASKS, where, query)
    found = deliveries_of(call, rows, in_dataset=True)
    return {"tasks": [_task(shapes, row, found[row.seq]) for row in rows], **more}


def _task(shapes: Shapes, row: Row, delivery: Row) -> Json:
    """Show a task of a dataset. Its response is what the customer wants it to be: here with a list of its files."""
    files = [{"id": file_id, "name": file.get("name")} for file_id, file in attached(row).items()]
    facts = {"task_id": row.shown["task_id"], "dataset": shapes.dataset_of(delivery)}
    return facts | {"delivery": shapes.delivery_of(delivery), "response": shapes.response(row) | {"attachments": files}}

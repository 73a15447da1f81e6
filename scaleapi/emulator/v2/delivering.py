"""What is delivered.

What a completed batch has is delivered when somebody looks at deliveries, once, as of the time when it was completed.
Everything else, and all datasets, are made by whoever steers the emulator. A task is in one delivery of its project,
and in one of a dataset.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import count
from typing import Any

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.chats import response_of
from scaleapi.emulator.query import Where
from scaleapi.emulator.store import BATCHES, DELIVERIES, TASKS, Row, Taken
from scaleapi.emulator.tasks import require_task
from scaleapi.emulator.v2.shapes import Shapes
from scaleapi.emulator.wire import Json, Reply, is_array, is_object, json_reply, refuse

__all__ = ["deliver", "deliver_completed", "delivered_in", "deliveries_of"]

_UNDELIVERED = "NOT EXISTS (SELECT 1 FROM delivered WHERE task = tasks.seq AND in_dataset = 0)"


def deliver(call: Call) -> Reply:
    """POST /_emulator/deliveries: `task_ids`, and a `name` and a `dataset` if wanted."""
    body = call.body()
    ids = dict.fromkeys(checks.text_list(body.get("task_ids"), "task_ids"))
    rows = [require_task(call.at(task_id=task_id)) for task_id in ids]
    dataset = checks.optional_text(body, "dataset")
    places = {(row.account, dataset or row.shown.get("project")) for row in rows}
    if len(places) != 1 or None in next(iter(places)):
        checks.invalid('"task_ids" must be tasks of one account and one project')
    for row in rows:
        _check(call, row, dataset)
    [(account, place)] = places
    named = checks.optional_text(body, "name")
    where = {"dataset" if dataset else "project": place}
    names = iter([named]) if named else _names("delivery")
    made = _make(call, account, where, names, rows, call.now)
    shapes = Shapes(call)
    return json_reply(shapes.dataset_delivery(made) if dataset else shapes.delivery(made))


def deliver_completed(call: Call) -> None:
    """Deliver what the account's completed batches have and was not delivered yet."""
    where = f"account = ? AND batch = ? AND status = ? AND {_UNDELIVERED}"
    for batch in call.store.select(BATCHES, "account = ? AND status = ?", (call.account.id, "completed")):
        name = batch.shown["name"]
        if rows := call.store.select(TASKS, where, (batch.account, name, "completed")):
            project = {"project": batch.shown["project"]}
            _make(call, batch.account, project, _names(name), rows, batch.shown["completed_at"])


def delivered_in(where: Where, deliveries: Where) -> None:
    """Demand of a task that it is in one of the deliveries that a condition allows."""
    inner = f"SELECT task FROM delivered JOIN deliveries ON deliveries.seq = delivery WHERE {deliveries}"  # noqa: S608 - values are bound
    where.add(f"seq IN ({inner})", *deliveries.values)


def deliveries_of(call: Call, tasks: Collection[Row], *, in_dataset: bool = False) -> dict[int, Row]:
    """Find the deliveries that tasks are in, by the task's number."""
    where = Where()
    where.add("in_dataset = ?", in_dataset)
    where.add(f"task IN ({', '.join('?' * len(tasks))})", *(task.seq for task in tasks))
    pairs = call.store.execute(f"SELECT task, delivery FROM delivered WHERE {where}", where.values)  # noqa: S608 - values are bound
    found = {delivery: call.store.find(DELIVERIES, seq=delivery) for delivery in {second for _, second in pairs}}
    return {task: row for task, delivery in pairs if (row := found[delivery]) is not None}


def _check(call: Call, row: Row, dataset: str | None) -> None:
    task_id = row.shown["task_id"]
    if row.shown["status"] != "completed":
        refuse(f"Only a completed task can be delivered: task {task_id} is {row.shown['status']}.")
    if found := deliveries_of(call, [row], in_dataset=dataset is not None):
        refuse(f'Task {task_id} was delivered already, with "{found[row.seq].shown["name"]}".')


def _names(name: str) -> Iterator[str]:
    """Find a name that is free: this one, or with a number."""
    yield name
    yield from (f"{name} ({number})" for number in count(2))


def _make(
    call: Call, account: str, place: dict[str, Any], names: Iterator[str], tasks: Collection[Row], now: str
) -> Row:
    turns = sum(len(_turns(response_of(task))) for task in tasks)
    shown: Json = {
        "id": call.ids.delivery(),
        **place,
        "delivered_at": now,
        "task_count": len(tasks),
        "turn_count": turns,
    }
    row = _insert(call, Row(account, shown), names)
    for task in tasks:
        call.store.execute("INSERT INTO delivered VALUES (?, ?, ?)", (task.seq, "dataset" in place, row.seq))
    return row


def _insert(call: Call, row: Row, names: Iterator[str]) -> Row:
    for name in names:
        row.shown["name"] = name
        try:
            return call.store.insert(DELIVERIES, row)
        except Taken:
            continue
    return refuse(f'A delivery with the name "{row.shown["name"]}" already exists.', 409)


def _turns(response: Json) -> list[object]:
    threads: object = response.get("threads")
    found: list[object] = []
    for thread in threads if is_array(threads) else []:
        turns: object = thread.get("turns") if is_object(thread) else None
        found += turns if is_array(turns) else []
    return found

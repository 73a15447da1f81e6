"""The part of the people who do the work: tasks are completed right away, when it is asked for, or after a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from scaleapi.emulator import callbacks
from scaleapi.emulator.answers import answer
from scaleapi.emulator.answers.text import attempts_in, attempts_of_several
from scaleapi.emulator.batch_states import follow_tasks, holds_back, settle
from scaleapi.emulator.call import Call
from scaleapi.emulator.chats import make_conversation
from scaleapi.emulator.sources import timestamp
from scaleapi.emulator.store import PROJECTS, TASKS, Row
from scaleapi.emulator.wire import Json, refuse

__all__ = ["begin", "begin_batch", "complete", "complete_overdue", "finish", "note_reads"]


def finish(call: Call, row: Row, status: str, response: Json) -> None:
    """End a pending task with a response; its batch follows when the caller lets it."""
    if row.shown["status"] != "pending":
        refuse(f"Only a pending task can become {status}: task {row.shown['task_id']} is {row.shown['status']}.")
    row.shown |= {"status": status, "updated_at": call.now, "response": response}
    if status == "completed":
        row.shown["completed_at"] = call.now
    call.store.save(TASKS, row)
    callbacks.queue(call, row)


def complete(call: Call, row: Row, response: Json | None = None) -> None:
    """Complete a pending task, with a plausible response if none is given."""
    if response is None:
        response = make_conversation(row, call.now) if "conversation" in row.hidden else _answer(call, row)
    if row.shown["type"] == "textcollection":
        row.hidden["attempts"] = attempts_in(response) or _attempts(call, row)
    row.shown |= {"work_started": True, "customer_review_status": "pending"}
    finish(call, row, "completed", response)


def _answer(call: Call, row: Row) -> Json:
    task_id = row.shown["task_id"]
    files = f"http://{row.hidden['host']}/_emulator/results/{task_id}"
    row.hidden["mistakes"] = call.mistakes  # for its files, which are made again when they are fetched
    return answer(row.shown["type"], row.shown["params"], seed=task_id, files=files, mistakes=call.mistakes)


def _attempts(call: Call, row: Row) -> list[Json]:
    """Make what the people of a consensus project answered before they agreed on the response."""
    project = call.store.find(PROJECTS, account=row.account, name=row.shown.get("project"))
    people = None if project is None else project.shown.get("numConsensus")
    chance = Random(row.shown["task_id"])  # noqa: S311 - plausible, not secret
    return attempts_of_several(row.shown["params"], people, chance)


def begin(call: Call, row: Row) -> None:
    """Let people begin with a pending task: with a test key, unless a pace is set, it is done at once."""
    if call.account.is_test and not call.pace.is_set and not holds_back(call, row):
        complete(call, row)
    follow_tasks(call, row)


def begin_batch(call: Call, batch: Row) -> None:
    """Let people begin with what has waited in a batch."""
    where = "account = ? AND batch = ? AND status = ?"
    for row in call.store.select(TASKS, where, (batch.account, batch.shown["name"], "pending")):
        begin(call, row)
    settle(call, batch)


def complete_overdue(call: Call) -> None:
    """Complete the tasks whose time to be pending is over."""
    if call.pace.seconds is None:
        return
    until = timestamp(datetime.fromisoformat(call.now) - timedelta(seconds=call.pace.seconds))
    for row in call.store.select(TASKS, "status = ? AND created_at <= ?", ("pending", until)):
        if not holds_back(call, row):
            complete(call, row)
            follow_tasks(call, row)


def note_reads(call: Call, rows: Iterable[Row]) -> None:
    """Count that tasks were shown; complete those that were shown as pending often enough."""
    if call.pace.reads is None:
        return
    for row in rows:
        if row.shown["status"] == "pending" and not holds_back(call, row):
            row.hidden["reads"] = row.hidden.get("reads", 0) + 1
            call.store.save(TASKS, row)
            if row.hidden["reads"] >= call.pace.reads:
                complete(call, row)
                follow_tasks(call, row)

"""Callbacks: what became of a task is posted to its `callback_url`, again and again until it is taken.

Posting is apart from answering: what is due stands in the store, so a killed emulator forgets none.
The service tries up to 20 times more within 24 hours; how these are spaced is not published, here it is ever more
slowly: the first after 11 seconds, the last after 24 hours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from scaleapi.emulator.call import Call
from scaleapi.emulator.sources import timestamp
from scaleapi.emulator.store import TASKS, Row, Store

__all__ = ["RETRIES", "Delivery", "Post", "deliver", "is_loopback", "queue"]

RETRIES = 20
_PERIOD = timedelta(hours=24)

Post = Callable[[str, dict[str, Any]], bool]
"""Posts JSON to an address; tells whether it was taken."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to post a callback."""

    task_id: str
    url: str
    attempt: int
    """1 for the first."""
    succeeded: bool


def is_loopback(url: str) -> bool:
    """Tell whether an address is on this machine, without asking DNS."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name, or no address at all
        return False


def queue(call: Call, row: Row) -> bool:
    """Have a callback posted, if the task has an address for it; e-mails are never sent."""
    url = row.shown.get("callback_url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        return False
    call.store.execute("DELETE FROM callbacks WHERE task = ?", (row.seq,))
    sql = "INSERT INTO callbacks (task, first, due, tries) VALUES (?, ?, ?, 0)"
    call.store.execute(sql, (row.seq, call.now, call.now))
    return True


def deliver(store: Store, clock: Callable[[], datetime], post: Post, allowed: Callable[[str], bool]) -> list[Delivery]:
    """Post what is due by the clock. The store is free while posting, so the receiver may ask about the task."""
    with store.transaction(write=False):
        sql = "SELECT id, task, first, tries FROM callbacks WHERE due <= ? ORDER BY due, id"
        due = [_Due(*found) for found in store.execute(sql, (timestamp(clock()),))]
    return [made for one in due if (made := _deliver_one(store, one, post, allowed)) is not None]


class _Due(NamedTuple):
    id: int
    """Tells it from a callback of the same task that is asked for while this one is posted."""
    task: int
    first: str
    tries: int


def _deliver_one(store: Store, due: _Due, post: Post, allowed: Callable[[str], bool]) -> Delivery | None:
    with store.transaction(write=False):
        row = store.find(TASKS, seq=due.task)
    url = "" if row is None else row.shown["callback_url"]
    if row is None or not allowed(url):
        with store.transaction(write=True):
            _forget(store, due)
        return None
    facts = {name: row.shown.get(name) for name in ("task_id", "status", "response")}
    attempts = {"attempts": row.hidden["attempts"]} if row.hidden.get("attempts") else {}
    taken = post(url, {**facts, "task": row.shown | attempts})
    with store.transaction(write=True):
        _note(store, due, taken=taken)
    return Delivery(row.shown["task_id"], url, due.tries + 1, taken)


def _forget(store: Store, due: _Due) -> None:
    store.execute("DELETE FROM callbacks WHERE id = ?", (due.id,))


def _note(store: Store, due: _Due, *, taken: bool) -> None:
    row = store.find(TASKS, seq=due.task)
    if row is not None:  # the store may have been cleared meanwhile
        row.shown |= {"callback_succeeded": taken, "callback_completed": taken}
        store.save(TASKS, row)
    tries = due.tries + 1
    if taken or tries > RETRIES:
        _forget(store, due)
    else:
        again = timestamp(datetime.fromisoformat(due.first) + _PERIOD * (tries / RETRIES) ** 3)
        store.execute("UPDATE callbacks SET due = ?, tries = ? WHERE id = ?", (again, tries, due.id))

"""GET /tasks: filters and paging."""

from __future__ import annotations

from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query, Where, write_cursor
from scaleapi.emulator.store import TASKS, Order, Row
from scaleapi.emulator.wire import Json, Reply, json_reply
from scaleapi.emulator.work import note_reads

__all__ = ["page"]

_EQUAL = ("project", "batch", "type")
_AMONG = ("status", "customer_review_status", "unique_id")
_BETWEEN = (
    ("created_at", "start_time", "end_time"),
    ("completed_at", "completed_after", "completed_before"),
    ("updated_at", "updated_after", "updated_before"),
)
_QUERY = {
    *_EQUAL,
    *_AMONG,
    *(name for _, *names in _BETWEEN for name in names),
    "tags",
    "limit",
    "offset",
    "next_token",
    "include_attachment_url",
    "limited_response",
}
_LIMITED = ("task_id", "status", "metadata", "project")


def page(call: Call) -> Reply:
    """GET /tasks: newest first, by token or by offset."""
    query = Query(call.request, _QUERY)
    # Where the URLs would go is not known, so the flag is only read.
    query.boolean("include_attachment_url")
    where = _filters(query, call.account.id)
    limit, offset, limited = query.limit(), query.offset(), query.boolean("limited_response")
    total = call.store.count(TASKS, str(where), where.values)
    if cursor := query.cursor():
        where.add("(created_at, seq) < (?, ?)", *cursor)
    # One more than asked for tells whether there is a next page.
    rows = call.store.select(TASKS, str(where), where.values, Order(limit=limit + 1, offset=offset))
    docs = [_shown(row, limited=limited) for row in rows[:limit]]
    reply: Json = {"docs": docs, "total": total, "limit": limit, "offset": offset, "has_more": len(rows) > limit}
    if reply["has_more"]:
        reply["next_token"] = write_cursor(rows[limit - 1])
    answer = json_reply(reply)
    note_reads(call, rows[:limit])
    return answer


def _filters(query: Query, account: str) -> Where:
    where = Where()
    where.equal("account", account)
    for name in _EQUAL:
        where.equal(name, query.text(name))
    for name in _AMONG:
        where.among(name, query.texts(name))
    for column, start, end in _BETWEEN:
        where.between(column, query.time(start), query.time(end))
    if tags := query.texts("tags"):
        inner = Where()
        inner.among("tag", tags)
        where.add(f"seq IN (SELECT task FROM task_tags WHERE {inner})", *inner.values)  # noqa: S608 - values are bound
    return where


def _shown(row: Row, *, limited: bool) -> Json:
    return {name: row.shown[name] for name in _LIMITED if name in row.shown} if limited else row.shown

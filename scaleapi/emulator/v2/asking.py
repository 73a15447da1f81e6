"""What queries and bodies of version 2 ask for. A name that the emulator does not know is a 501, not ignored."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query, Where, write_cursor
from scaleapi.emulator.store import Order, Row, Table
from scaleapi.emulator.wire import Json, is_object, refuse

__all__ = ["OPTIONS", "TASK_STATUSES", "fields", "merged", "one_of", "page", "several", "windows"]

TASK_STATUSES = ("pending", "completed", "canceled", "error", "deleted")
OPTIONS = ("annotation_details", "attachment_details", "model_parameters", "submissions")


def fields(call: Call, known: Collection[str]) -> Json:
    """Read the body."""
    body = call.body()
    for name in body:
        if name not in known:
            route = f"{call.request.method} {call.request.path}"
            refuse(f'The emulator does not know the field "{name[:40]}" of {route}.', 501)
    return body


def one_of(query: Query, name: str, allowed: Sequence[str]) -> str | None:
    """Get one of several words, if it was given."""
    value = query.text(name) or None
    return None if value is None else _known(name, value, allowed)


def several(query: Query, name: str, allowed: Sequence[str]) -> frozenset[str]:
    """Get all the words that were given under a name."""
    return frozenset(_known(name, value, allowed) for value in query.texts(name))


def windows(query: Query, where: Where, *columns: str) -> None:
    """Demand times: the column `created_at` must be after `created_after` and before `created_before`."""
    for column in columns:
        stem = column.removesuffix("_at")
        where.between(column, query.time(f"{stem}_after"), query.time(f"{stem}_before"))


def page(call: Call, table: Table, where: Where, query: Query) -> tuple[list[Row], Json]:
    """Get a page of a list, newest first, and the `next_token` if there is another page."""
    limit = query.limit()
    if cursor := query.cursor():
        where.add("(created_at, seq) < (?, ?)", *cursor)
    rows = call.store.select(table, str(where), where.values, Order(limit=limit + 1))
    more = {"next_token": write_cursor(rows[limit - 1])} if len(rows) > limit else {}
    return rows[:limit], more


def merged(body: Json, old: Json) -> Json:
    """Get the metadata that a body sets: instead of the old, or with `merge` into it, where new values win."""
    if body.get("metadata") is None:
        checks.invalid('"metadata" is required')
    new = checks.metadata(body["metadata"])
    return checks.metadata(_over(old, new)) if checks.boolean(body, "merge") else new


def _over(old: Json, new: Json) -> Json:
    both = {name: _over(old[name], value) for name, value in new.items() if _are_objects(old.get(name), value)}
    return {**old, **new, **both}


def _are_objects(*values: object) -> bool:
    return all(is_object(value) for value in values)


def _known(name: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        checks.invalid(f'"{name}" must be {", ".join(allowed[:-1])} or {allowed[-1]}, not "{value}"')
    return value

"""Projects and batches, by id or by name: queries and bodies ask for them alike."""

from __future__ import annotations

from collections.abc import Callable

from scaleapi.emulator import checks
from scaleapi.emulator.batch_states import batch_id
from scaleapi.emulator.call import Call
from scaleapi.emulator.projects import project_id
from scaleapi.emulator.query import Query
from scaleapi.emulator.store import BATCHES, PROJECTS, Row, Table
from scaleapi.emulator.wire import Json, refuse

__all__ = ["find_batch", "find_project", "require_batch", "require_project", "text_of"]

Text = Callable[[str], str | None]
"""Gets what was given under a name."""

_KINDS: dict[str, tuple[Table, Callable[[str, str], str]]] = {
    "project": (PROJECTS, project_id),
    "batch": (BATCHES, batch_id),
}
"""Where each kind is kept, and how an id is made of an account and a name."""


def text_of(source: Query | Json) -> Text:
    """Read names from a query or from a body; empty ones in a query are none."""
    if isinstance(source, Query):
        return lambda name: source.text(name) or None
    return lambda name: checks.optional_text(source, name)


def find_project(call: Call, text: Text) -> Row | None:
    """Find the project of `project_id` or `project_name`, if either was given."""
    return _find(call, "project", text)


def require_project(call: Call, text: Text) -> Row:
    """Find the project of `project_id` or `project_name`, one of which must be given."""
    return _find(call, "project", text) or _missing("project")


def find_batch(call: Call, text: Text) -> Row | None:
    """Find the batch of `batch_id` or `batch_name`, if either was given."""
    return _find(call, "batch", text)


def require_batch(call: Call, text: Text) -> Row:
    """Find the batch of `batch_id` or `batch_name`, one of which must be given."""
    return _find(call, "batch", text) or _missing("batch")


def _missing(kind: str) -> Row:
    return checks.invalid(f'"{kind}_id" or "{kind}_name" is required')


def _find(call: Call, kind: str, text: Text) -> Row | None:
    wanted, name = text(f"{kind}_id"), text(f"{kind}_name")
    if wanted is None and name is None:
        return None
    if wanted is not None and name is not None:
        checks.invalid(f'"{kind}_id" and "{kind}_name" exclude each other')
    table, make_id = _KINDS[kind]
    if wanted is not None:
        # Ids are made of names, so nothing keeps them: there are few enough to look at all.
        sql = f"SELECT name FROM {table.name} WHERE account = ?"  # noqa: S608 - constants only
        names = (name for (name,) in call.store.execute(sql, (call.account.id,)))
        name = next((name for name in names if make_id(call.account.id, name) == wanted), None)
    row = None if name is None else call.store.find(table, account=call.account.id, name=name)
    if row is None:
        described = f'id "{wanted}"' if wanted is not None else f'name "{name}"'
        refuse(f"There is no {kind} with the {described}.", 404)
    return row

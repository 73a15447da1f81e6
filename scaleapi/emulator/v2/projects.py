"""Projects in version 2, which are made with version 1."""

from __future__ import annotations

from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query, Where
from scaleapi.emulator.store import PROJECTS, Order
from scaleapi.emulator.v2 import asking
from scaleapi.emulator.v2.lookup import require_project, text_of
from scaleapi.emulator.v2.shapes import Shapes
from scaleapi.emulator.wire import Reply, json_reply

__all__ = ["list_all", "retrieve"]


def retrieve(call: Call) -> Reply:
    """GET /v2/project."""
    query = Query(call.request, {"project_id", "project_name"})
    return json_reply(Shapes(call).project(require_project(call, text_of(query))))


def list_all(call: Call) -> Reply:
    """GET /v2/projects: all of them, newest first."""
    query = Query(call.request, {"created_after", "created_before"})
    where, shapes = Where(), Shapes(call)
    where.equal("account", call.account.id)
    asking.windows(query, where, "created_at")
    rows = call.store.select(PROJECTS, str(where), where.values, Order())
    return json_reply({"projects": [shapes.project(row) for row in rows]})

"""Which endpoints of the API the emulator has: a table for the documentation, made from the routes themselves."""

from __future__ import annotations

from scaleapi.emulator.routes import API
from scaleapi.emulator.routing import Route
from scaleapi.emulator.v2.routes import API_2

__all__ = ["ENDPOINTS", "ENDPOINTS_2", "render_coverage"]

_DOCUMENTED = """
POST /task/{type}
GET /task/{task_id}
POST /task/{task_id}/cancel
GET /tasks
POST /batches
GET /batches
GET /batches/{name}
GET /batches/{name}/status
POST /batches/{name}/finalize
POST /projects
GET /projects
GET /projects/{name}
POST /projects/{name}/setParams
POST /projects/{name}/setOntology
POST /files/upload
POST /files/import
GET /teams
POST /teams/invite
POST /teams/set_role
GET /studio/assignments
POST /studio/assignments/add
POST /studio/assignments/remove
POST /studio/projects/{project}/groups
PUT /studio/projects/{project}/groups/{group}
GET /studio/batches
PUT /studio/batches/{batch}
POST /studio/batches/reset_priorities
"""
_SEEN_IN_CLIENTS = """
POST /task/{task_id}/audit
POST /task/{task_id}/unique_id
DELETE /task/{task_id}/unique_id
POST /task/{task_id}/setMetadata
POST /task/{task_id}/tags
PUT /task/{task_id}/tags
DELETE /task/{task_id}/tags
POST /batches/{name}/setMetadata
GET /projects/{name}/taskTemplates
GET /studio/projects/{project}/groups
POST /studio/batches/set_priorities
POST /evaluation_tasks/{type}
POST /training_tasks/{type}
"""
_THIRD_PARTIES = """
POST /task/{task_id}/send_callback
GET /task/{task_id}/response_url/{uuid}
POST /batches/{name}/prioritize
GET /files
GET /quality/labelers
GET /audits
"""

_DOCUMENTED_2 = """
GET /task
GET /tasks
POST /task/chat
GET /batch
POST /batch
POST /batch/finalize
POST /batch/pause
POST /batch/resume
POST /batch/cancel
POST /batch/metadata
GET /project
GET /annotation
GET /schema
GET /deliveries
GET /delivery
GET /delivery/tasks
GET /datasets/deliveries
GET /datasets/delivery
GET /datasets/tasks
"""
_SEEN_IN_CLIENTS_2 = """
POST /task/metadata
GET /batches
GET /projects
GET /datasets
GET /datasets/task
GET /datasets/task/{task_id}/response_url/{attachment_id}
"""


def _read(table: str, certainty: str) -> list[tuple[str, str, str]]:
    return [(*line.split(), certainty) for line in table.split("\n") if line]  # type: ignore[misc]


ENDPOINTS = (*_read(_DOCUMENTED, "doc"), *_read(_SEEN_IN_CLIENTS, "code"), *_read(_THIRD_PARTIES, "3p"))
"""Method, path and certainty of each known endpoint: documented, seen in client code, or told by third parties."""
ENDPOINTS_2 = (*_read(_DOCUMENTED_2, "doc"), *_read(_SEEN_IN_CLIENTS_2, "code"))
"""The same of version 2."""


def render_coverage() -> str:
    """Write the coverage tables in Markdown, sorted by path, each with a line that counts."""
    return f"{_render(API, ENDPOINTS)}\n### Version 2\n\n{_render(API_2, ENDPOINTS_2)}"


def _render(routes: tuple[Route, ...], endpoints: tuple[tuple[str, str, str], ...]) -> str:
    emulated = {(route.method, route.path) for route in routes}
    lines = ["| method | path | known from | emulated |", "|---|---|---|---|"]
    for method, path, certainty in sorted(endpoints, key=lambda endpoint: (endpoint[1], endpoint[0])):
        lines.append(f"| {method} | `{path}` | {certainty} | {'yes' if (method, path) in emulated else 'no'} |")
    return "\n".join([*lines, "", f"{len(emulated)} of {len(endpoints)} endpoints are emulated."]) + "\n"

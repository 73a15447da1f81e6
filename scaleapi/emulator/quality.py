"""Evaluation and training tasks: known answers that Rapid workers are measured by."""

from __future__ import annotations

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.query import Query
from scaleapi.emulator.store import QUALITY, Row
from scaleapi.emulator.tasks import merge_parameters
from scaleapi.emulator.wire import Json, Reply, json_reply

__all__ = ["create_evaluation_task", "create_training_task", "list_attempts"]

_TYPES = (
    "documenttranscription",
    "imageannotation",
    "namedentityrecognition",
    "segmentannotation",
    "textcollection",
    "videoplaybackannotation",
)


def create_evaluation_task(call: Call) -> Reply:
    """POST /evaluation_tasks/{type}: with an `initial_response`, it is one for reviewers."""
    return _create(call, "evaluation", ("expected_response", "initial_response"))


def create_training_task(call: Call) -> Reply:
    """POST /training_tasks/{type}."""
    return _create(call, "training", ("expected_response",))


def list_attempts(call: Call) -> Reply:
    """GET /quality/labelers: nobody attempts training tasks here, so the page is empty, whatever it asks for.

    Only third parties tell of it, and not what it answers.
    """
    query = Query(call.request, {"quality_task_ids", "labeler_emails", "limit", "next_token"})
    if not query.texts("quality_task_ids") and not query.texts("labeler_emails"):
        checks.invalid('"quality_task_ids" or "labeler_emails" is required')
    limit, _ = query.limit(), query.cursor()
    return json_reply({"docs": [], "total": 0, "limit": limit, "has_more": False})


def _create(call: Call, kind: str, responses: tuple[str, ...]) -> Reply:
    task_type, body = call.names["type"], call.body()
    if task_type not in _TYPES:
        checks.invalid(f'there are {kind} tasks only of the types {", ".join(_TYPES)}, not of "{task_type}"')
    if body.get("expected_response") is None:
        checks.invalid('"expected_response" is required')
    merged, _ = merge_parameters(call, body)
    shown: Json = {"id": call.ids.task(), "type": task_type, "created_at": call.now}
    shown |= {name: checks.optional_object(body, name) for name in responses if body.get(name) is not None}
    shown |= {name: merged[name] for name in ("project", "batch") if name in merged}
    shown["params"] = {name: value for name, value in merged.items() if name not in {*shown, "initial_response"}}
    return json_reply(call.store.insert(QUALITY, Row(call.account.id, shown, {"kind": kind})).shown)

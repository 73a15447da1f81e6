"""A whole sample of each resource of the second API, made of its description."""

from __future__ import annotations

from typing import Any

MOMENT = "2025-03-04T05:06:07.000Z"
TOKEN = "canary_5b1e"  # the tests look for it in all that is shown

PROJECT = {"id": "p1", "name": "Project", "created_at": MOMENT, "types": ["SFT"], "models": ["a", "b"]}
BATCH = {
    "id": "b1",
    "name": "Batch",
    "project": PROJECT,
    "created_at": MOMENT,
    "completed_at": MOMENT,
    "status": "in_progress",
    "callback": "a@example.com",
    "metadata": {"mine": 1},
}
FILES: list[dict[str, Any]] = [
    {"content": "aGk=", "mime_type": "text/plain", "name": "n.txt"},
    {"url": "https://x/1.png", "scale_url": "scaledata://1", "file_size_in_bytes": 7},
    {"url": "https://x/1.wav", "duration": 1.5, "transcript": "hi", "transcript_start": 0, "transcript_end": 1},
    {"url": "https://x/1"},
]
WORKSPACE = {
    "workspace_id": "w",
    "workspace_config": {
        "workspace_id": "w",
        "workspace_url": "https://w",
        "workspace_token": TOKEN,
        "expires_at": MOMENT,
        "inactivity_freeze_time": 5,
    },
    "last_code_run_event": {"code": 0},
    "output_files": [{"scale_url": "scaledata://2", "file_name": "a.py"}],
    "stdout_output": {"content": "hi"},
}
VALUES: dict[str, Any] = {
    "boolean": True,
    "integer": 3,
    "text": "because",
    "category": "a",
    "category_multiple": ["a", "b"],
    "file": FILES,
    "labeled_text": [{"label": "l", "text": "t"}],
    "ranked_choices": ["a", "b"],
    "ranked_groups": [["a", "b"], ["c"]],
    "rubric_criteria": {"weight": 2, "more": "kept"},
    "rubric_rating": {"score": 0.5, "color": "red", "justification": "j"},
    "workspace_container": WORKSPACE,
}
"""A value of each type of annotation."""


def annotation(kind: str, value: Any) -> dict[str, Any]:
    """Make an annotation with all details."""
    return {
        "id": f"a-{kind}",
        "key": kind,
        "type": kind,
        "value": value,
        "title": "T",
        "labels": ["L"],
        "not_applicable": False,
        "metadata": {"criteria": {"id": "c", "key": "c", "type": "text", "value": "x"}},
    }


ANNOTATIONS: list[dict[str, Any]] = [
    *(annotation(kind, value) for kind, value in VALUES.items()),
    {"key": "selected_model_id", "value": "b"},
    annotation("hologram", {"workspace_token": TOKEN}),
]
RUBRIC = {
    "criteria_definitions": [{"id": "c", "criterion": "is short", "weight": 2, "annotations": ANNOTATIONS[:1]}],
    "max_total_score": 2,
}
EVALUATION = {
    "criteria_evaluations": [{"criterion_definition_id": "c", "score": 1, "annotations": []}],
    "annotations": [],
    "total_score": 2,
    "percentage": 1.0,
}
MESSAGES: list[dict[str, Any]] = [
    {"role": "user", "content": {"text": "hi", "attachments": FILES}, "source_id": "user", "annotations": []},
    {
        "role": "assistant",
        "content": {
            "text": "hello",
            "reference_texts": [{"content": "r", "category": "c", "url": "u"}],
            "chunks": [
                {"type": "text", "text": "hel", "annotations": ANNOTATIONS[:2]},
                {"type": "image", "url": "u", "annotations": []},
            ],
            "reasoning": [{"content": "think"}],
        },
        "source_id": "model-a",
        "annotations": ANNOTATIONS,
        "model_parameters": {"model": "m", "temperature": 0, "top_p": 0.5, "max_completion_tokens": 9, "top_k": 1},
        "rubric_evaluations": [EVALUATION],
    },
]
THREADS = [
    {
        "id": "th1",
        "turns": [{"id": "tu1", "messages": MESSAGES, "annotations": ANNOTATIONS[:3], "rubrics": [RUBRIC]}],
        "annotations": [],
        "submissions": [{"submitted_at": MOMENT, "contributor_id": "x"}],
    }
]
SHORT = [{"id": "th2", "turns": [{"id": "tu2", "messages": MESSAGES[:1], "annotations": []}], "annotations": []}]
TASK = {
    "task_id": "t1",
    "project": PROJECT,
    "batch": BATCH,
    "status": "completed",
    "created_at": MOMENT,
    "completed_at": MOMENT,
    "metadata": {"row": 1},
    "threads": THREADS,
    "errors": [{"type": "PROMPT_INFEASIBLE", "message": "no"}],
    "sensitive_content_reports": [{"type": "pii", "message": "a name"}],
}
DELIVERY = {"id": "d1", "name": "Delivery", "task_count": 2, "delivered_at": MOMENT, "project": "p1"}
DELIVERED = {
    "task_id": "t1",
    "created_at": MOMENT,
    "delivery_id": "d1",
    "response_schema_id": "s1",
    "delivered_at": MOMENT,
    "response": {"threads": SHORT},
}
DATASET = {"id": "ds1", "name": "Dataset"}
DATASET_DELIVERY = {
    "id": "dd1",
    "name": "Dataset delivery",
    "delivered_at": MOMENT,
    "dataset": DATASET,
    "metadata": {"task_count": 1, "turn_count": 2},
}
DATASET_TASK = {"task_id": "t9", "dataset": DATASET, "delivery": DATASET_DELIVERY, "response": {"threads": SHORT}}
SCHEMA = {"id": "s1", "name": "Schema", "json": '{"type": "object"}', "createdAt": MOMENT}

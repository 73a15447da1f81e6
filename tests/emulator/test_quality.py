"""Evaluation and training tasks."""

from __future__ import annotations

import pytest

from tests.emulator.api import TEXT, Api


@pytest.mark.parametrize("kind", ["evaluation", "training"])
def test_quality_tasks(live: Api, kind: str) -> None:
    """A quality task shows its expected response, and an evaluation task the initial one."""
    live.project(params={"fields": TEXT["fields"]}, rapid=True)
    body = {"project": "faq", "attachments": TEXT["attachments"]}
    responses = {"expected_response": {"annotations": {}}, "initial_response": {"annotations": {"a": 1}}}

    task = live.post(f"/{kind}_tasks/textcollection", body | responses)

    assert ({"annotations": {}}, "textcollection") == (task["expected_response"], task["type"])
    assert (kind == "evaluation") == ("initial_response" in task)
    assert {"attachments", "fields"} == set(task["params"])


@pytest.mark.parametrize(
    ("task_type", "body", "part"),
    [
        ("textcollection", TEXT, '"expected_response" is required'),
        ("textcollection", TEXT | {"expected_response": []}, '"expected_response" must be an object'),
        ("textcollection", {"expected_response": {}}, '"attachments" is required'),
        ("chat", {"expected_response": {}}, "only of the types"),
    ],
)
@pytest.mark.parametrize("kind", ["evaluation", "training"])
def test_quality_tasks_refused(live: Api, kind: str, task_type: str, body: object, part: str) -> None:
    """A quality task needs an expected response, a type that can have one, and all that a task needs."""
    status, message = live.refused("POST", f"/{kind}_tasks/{task_type}", body)

    assert (400, True) == (status, part in message)


@pytest.mark.parametrize("query", ["quality_task_ids=1", "labeler_emails=a@example.com&labeler_emails=b@example.com"])
def test_nobody_attempts_training_tasks(live: Api, query: str) -> None:
    """The page of attempts is empty; one of the two filters is needed."""
    page = live.get(f"/quality/labelers?{query}&limit=5")

    assert ([], 0, 5, False) == (page["docs"], page["total"], page["limit"], page["has_more"])
    assert 400 == live.refused("GET", "/quality/labelers?limit=5")[0]

"""Reviews of completed tasks, and what they leave on them."""

from __future__ import annotations

import pytest

from scaleapi.emulator import Emulator
from scaleapi.exceptions import ScaleInvalidRequest
from tests.emulator.api import Api


@pytest.mark.parametrize(("accepted", "verdict"), [(True, "accepted"), (False, "rejected")])
def test_audit(test: Api, accepted: bool, verdict: str) -> None:
    """An audit answers plain text, and the task shows its verdict."""
    task = test.task()

    reply = test.send("POST", f"/task/{task['task_id']}/audit", {"accepted": accepted, "comments": "Hm."})
    audited = test.get(f"/task/{task['task_id']}")

    assert (200, b"OK") == (reply.status, reply.body)
    assert reply.headers["content-type"].startswith("text/plain")
    assert verdict == audited["customer_review_status"]
    assert [(verdict, "Hm.")] == [(audit["audit_result"], audit["comments"]) for audit in audited["audits"]]


@pytest.mark.parametrize("body", [{}, {"accepted": "yes"}, {"accepted": None}, {"accepted": True, "comments": 5}])
def test_audit_refused(test: Api, live: Api, body: object) -> None:
    """An audit needs a verdict, and a completed task."""
    assert 400 == test.refused("POST", f"/task/{test.task()['task_id']}/audit", body)[0]
    assert 400 == live.refused("POST", f"/task/{live.task()['task_id']}/audit", {"accepted": True})[0]


def test_what_a_review_leaves_on_a_task(emulator: Emulator, test: Api) -> None:
    """Who reviewed when, for how long and with which comments; that the callback was taken comes later."""
    task_id = test.task()["task_id"]
    for accepted, comments in ((False, "Too short."), (True, None)):
        test.send("POST", f"/task/{task_id}/audit", {"accepted": accepted, "comments": comments})

    task = test.get(f"/task/{task_id}")

    assert ["Too short."] == task["customer_review_comments"]
    assert task["audits"][-1]["audited_by"] == task["customer_reviewed_by"]
    assert task["audits"][-1]["audited_at"] == task["customer_audited_at"] == task["updated_at"]
    assert task["audits"][-1]["audit_time_secs"] == task["customer_audit_time_secs"] > 0
    assert task["callback_completed"] is False
    assert not {"prior_responses", "attempts"} & set(task)


def test_a_reviewer_changes_the_answer(emulator: Emulator, test: Api) -> None:
    """The earlier answers are kept, the oldest first; one that is said again is not."""
    task_id = test.task()["task_id"]
    first = test.get(f"/task/{task_id}")["response"]
    second, third = {"annotations": {"mood": "glad"}}, {"annotations": {"mood": "sad"}}
    for response in (second, second, third):
        emulator.fix(task_id, response, comments="Look again.")

    task = test.get(f"/task/{task_id}")

    assert ("fixed", third, [first, second]) == (
        task["customer_review_status"],
        task["response"],
        task["prior_responses"],
    )
    assert ["fixed"] * 3 == [audit["audit_result"] for audit in task["audits"]]
    assert ["Look again."] * 3 == task["customer_review_comments"]


def test_a_secured_answer_is_changed(emulator: Emulator, live: Api) -> None:
    """The new one is where the old one was."""
    task_id = live.task()["task_id"]
    path = emulator.complete(task_id, {"annotations": {}}, secured=True)["response_url"].partition("/v1")[2]

    task = emulator.fix(task_id, {"annotations": {"mood": "glad"}})

    assert [{"annotations": {}}] == task["prior_responses"]
    assert "response" not in task
    assert {"annotations": {"mood": "glad"}} == live.get(path)


def test_what_cannot_be_fixed(emulator: Emulator, live: Api) -> None:
    """Only a completed task, and only with an answer."""
    task_id = live.task()["task_id"]
    with pytest.raises(ScaleInvalidRequest, match="Only a completed task"):
        emulator.fix(task_id, {})
    emulator.complete(task_id)

    with pytest.raises(ScaleInvalidRequest, match='"response" is required'):
        emulator.fix(task_id, None)  # type: ignore[arg-type]


def test_audits_are_listed(test: Api) -> None:
    """By task or by id, of this account only."""
    one, two = (test.task()["task_id"] for _ in "12")
    for task_id in (one, one, two):
        test.send("POST", f"/task/{task_id}/audit", {"accepted": True})

    first, second = test.get(f"/audits?task_id={one}")["docs"]

    assert [second] == test.get(f"/audits?id={second['id']}")["docs"]
    assert (one, "accepted") == (first["task_id"], first["audit_result"])
    assert [] == test.get(f"/audits?task_id={two}&id={first['id']}")["docs"]
    assert [] == Api(test.emulator, "test_other").get(f"/audits?task_id={one}")["docs"]
    assert 400 == test.refused("GET", "/audits")[0]

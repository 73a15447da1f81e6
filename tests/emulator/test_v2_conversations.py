"""Conversations in version 2: what a chat is answered with, and how much of it is shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi.emulator import Emulator
from scaleapi.emulator.v2.asking import OPTIONS
from scaleapi.emulator.v2.details import detailed, listed_in
from scaleapi.emulator.wire import Request
from tests.emulator.api import Api

ALL = "".join(f"&opts={option}" for option in OPTIONS)
TYPES = {"integer", "boolean", "text", "category", "category_multiple", "file", "workspace_container"}
TYPES |= {"ranked_choices", "ranked_groups", "rubric_criteria", "rubric_rating", "labeled_text"}


def answered(live: Api, response: Any = None, opts: str = ALL, **changes: Any) -> Any:
    """Make a chat, have it completed, and read it."""
    live.project()
    task_id = live.chat(**changes)["task_id"]
    live.emulator.complete(task_id, response)
    return live.v2.get(f"/task?task_id={task_id}{opts}")


def test_a_whole_conversation(live: Api) -> None:
    """People ask, two models answer, and the next answer of the better one is rewritten."""
    [thread] = answered(live, template_variables={"prompt": "Why?", "context": "At school."})["threads"]
    first, second = thread["turns"]

    assert ["system", "user", "assistant", "assistant"] == [one["role"] for one in first["messages"]]
    assert ["system", "user", "model_a", "model_b"] == [one["source_id"] for one in first["messages"]]
    assert ["At school.", "Why?"] == [one["content"]["text"] for one in first["messages"][:2]]
    preferred = {one["key"]: one["value"] for one in first["annotations"]}
    assert preferred["selected_model_id"] == second["messages"][1]["source_id"] == preferred["ranking"][0]
    assert {"submitted_at", "contributor_id"} == thread["submissions"][0].keys()
    assert {"model", "temperature", "top_p", "top_k", "max_completion_tokens"} == (
        first["messages"][2]["model_parameters"].keys()
    )


def test_all_types_of_annotations(live: Api) -> None:
    """Each type occurs; ids differ; each is found by its id in the account, and in no other."""
    found = list(listed_in(answered(live)["threads"], "annotations"))
    stranger = Api(live.emulator, "live_other").v2

    assert TYPES == {one["type"] for one in found}
    assert len(found) == len({one["id"] for one in found})
    for one in found:
        assert one == live.v2.get(f"/annotation?annotation_id={one['id']}")
        assert 404 == stranger.refused("GET", f"/annotation?annotation_id={one['id']}")[0]


def test_rubrics_add_up(live: Api) -> None:
    """A total is the sum of scores by their weights, and each score is about a criterion of the turn."""
    turn = answered(live)["threads"][0]["turns"][0]
    [rubric] = turn["rubrics"]
    weights = {one["id"]: one["weight"] for one in rubric["criteria_definitions"]}

    assert sum(weights.values()) == rubric["max_total_score"]
    for message in turn["messages"][-2:]:
        [rated] = message["rubric_evaluations"]
        scores = [(one["criterion_definition_id"], one["score"]) for one in rated["criteria_evaluations"]]
        assert rated["total_score"] == sum(weights[about] * score for about, score in scores)
        assert rated["percentage"] == 100 * rated["total_score"] / rubric["max_total_score"]


def test_what_is_shown_without_options(live: Api) -> None:
    """An annotation is its key and value, a file is where it is, and the rest needs its option."""
    task = answered(live, opts="")
    [thread] = task["threads"]
    asked, answer = thread["turns"][0]["messages"][:2]

    assert {("key", "value")} == {tuple(one) for one in listed_in(task["threads"], "annotations")}
    assert {"mime_type", "scale_url", "url"} == asked["content"]["attachments"][0].keys()
    assert ("submissions" in thread, "model_parameters" in answer) == (False, False)


@pytest.mark.parametrize("opts", [ALL, "&opts=annotation_details", ""])
def test_given_answers_are_shown_as_they_are(live: Api, opts: str) -> None:
    """What no client knows, and what is bare, comes as it was given."""
    odd = {"id": "not a UUID", "type": "of_the_future", "key": "k", "value": {"annotations": 1}, "more": [None]}
    message = {
        "role": "robot",
        "content": {"text": "x", "chunks": [{"type": "new"}]},
        "annotations": [odd, {"key": "b"}],
    }
    thread = {"id": "t", "turns": [{"messages": [message, 5]}], "annotations": "none"}
    [shown] = answered(live, {"threads": [thread]}, opts)["threads"]
    marks = shown["turns"][0]["messages"][0].pop("annotations")

    assert [odd if opts else {"key": "k", "value": {"annotations": 1}}, {"key": "b"}] == marks
    assert message.pop("annotations")
    assert thread == shown
    assert odd == live.v2.get("/annotation?annotation_id=not a UUID".replace(" ", "%20"))


def test_sensitive_content(live: Api) -> None:
    """A task that was reported has the reports in place of threads."""
    reports = [{"type": "violence", "message": "It is about a war."}]

    task = answered(live, {"sensitive_content_reports": reports})

    assert (reports, False, "completed") == (task["sensitive_content_reports"], "threads" in task, task["status"])


def test_pictures_are_there(live: Api) -> None:
    """The picture that was attached, and the one of the annotation, can be fetched without a key."""
    turn = answered(live)["threads"][0]["turns"][0]
    attached = turn["messages"][0]["content"]["attachments"][0]
    [shot] = next(one["value"] for one in turn["annotations"] if one["type"] == "file")

    for file in (attached, shot):
        reply = live.emulator.handle(Request("GET", file["url"].removeprefix("http://emulator.test"), [], {}))
        assert ("image/png", file["file_size_in_bytes"]) == (reply.headers["content-type"], len(reply.body))


def test_a_conversation_is_the_same_again() -> None:
    """Seed and clock decide all of it, and version 1 shows it as the response."""

    def once() -> Any:
        with Emulator(seed=3, clock=lambda: datetime(2024, 2, 1, tzinfo=UTC)) as emulator:
            live = Api(emulator)
            task = answered(live)
            assert task["threads"] == live.get(f"/task/{task['task_id']}")["response"]["threads"]
            return task

    assert once() == once()


def test_a_secured_response(live: Api) -> None:
    """Version 2 shows the threads of a task of which version 1 only shows where its response is."""
    live.project()
    task_id = live.chat()["task_id"]
    live.emulator.complete(task_id, secured=True)
    [thread] = live.v2.get(f"/task?task_id={task_id}{ALL}")["threads"]
    [mark, *_] = listed_in(thread, "annotations")

    assert "response" not in live.get(f"/task/{task_id}")
    assert mark == live.v2.get(f"/annotation?annotation_id={mark['id']}")


values = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["annotations", "attachments", "submissions", "key", "value", "id"]), inner)
    ),
    max_leaves=12,
)


@given(values)
def test_details_are_all_or_less(value: object) -> None:
    """With all options nothing is left out, and leaving out twice leaves out no more."""
    brief = detailed(value, ())

    assert value == detailed(value, OPTIONS)
    assert brief == detailed(brief, ())
    assert len(json.dumps(brief)) <= len(json.dumps(value))

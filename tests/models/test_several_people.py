"""Answers of several people, rankings, earlier responses and review facts: typed, and rows with the person's number."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from scaleapi import File, StudioBatch, StudioProjectGroup, Task, validate
from scaleapi.export import to_arrow, to_pandas, to_polars
from scaleapi.models import RankingOrderField, RespondentAnswers, TextCollectionResponse
from scaleapi.models.fields import chosen_labels

CHOICES = [{"label": "no", "value": 0}, {"label": "yes", "value": 1}, {"label": "so", "subchoices": [], "value": True}]
FIELDS = [
    {"type": "category", "field_id": "help", "title": "h", "choices": CHOICES},
    {"type": "text", "field_id": "why", "title": "w"},
]
PEOPLE = [{"help": ["1"], "why": "typos"}, {"help": ["0", "true"], "why": "ok"}]


def task(response: Any, **more: Any) -> Task:
    """Make a completed task."""
    raw = {"task_id": "t", "type": "textcollection", "status": "completed", "params": {"fields": FIELDS}}
    return Task.model_validate({**raw, "response": response, **more})


def rows(one: Task) -> list[tuple[Any, ...]]:
    """List the rows of a task: whose, what, and the labels of what was chosen."""
    found = to_arrow([one]).annotations.to_pylist()
    return [(row["part"], row["respondent"], row["field"], row["labels"] or row["text"]) for row in found]


EXPECTED = [(0, "help", ["yes"]), (0, "why", "typos"), (1, "help", ["no", "so"]), (1, "why", "ok")]


def test_people() -> None:
    """One typed item for each, and a row for each of their answers."""
    one = task({"responses": PEOPLE})

    response: Any = one.typed_response
    assert isinstance(response, TextCollectionResponse)
    assert all(isinstance(person, RespondentAnswers) for person in response.responses or [])
    assert PEOPLE == [person.answers for person in response.responses or []]
    assert [("responses", *row) for row in EXPECTED] == rows(one)


@pytest.mark.parametrize("convert", [to_pandas, to_polars])
def test_people_in_frames(convert: Any) -> None:
    """The number is an integer there, too."""
    found = convert([task({"responses": PEOPLE})]).annotations
    assert [0, 0, 1, 1] == found["respondent"].to_list()


def test_attempts() -> None:
    """Beside what was agreed on, each person's answers are rows."""
    attempts = [
        {"response": {"annotations": {name: {"response": [value]} for name, value in person.items()}}}
        for person in PEOPLE
    ]
    one = task({"annotations": {"help": [1], "why": "ok"}}, attempts=attempts)

    agreed = [("annotations", None, "help", ["yes"]), ("annotations", None, "why", "ok")]
    assert agreed + [("attempts", *row) for row in EXPECTED] == rows(one)
    assert [TextCollectionResponse] * 2 == [type(attempt) for attempt in one.typed_attempts]


@pytest.mark.parametrize("wrong", [5, [5], [None], [[]], [{"response": 5}], [{"response": {"annotations": 5}}], {}])
def test_odd_attempts(wrong: Any) -> None:
    """Whatever comes is kept, and nothing raises."""
    one = task({"annotations": {}}, attempts=wrong)
    assert wrong == one.as_dict()["attempts"]
    assert 0 == to_arrow([one]).annotations.num_rows
    assert len(one.typed_attempts) == (len(wrong) if isinstance(wrong, list) else 0)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (["3"], ["c"]),
        (3, ["c"]),
        ("true", ["t"]),
        (True, ["t"]),
        (["a"], ["x"]),
        (["4"], None),
        ([], None),
        (None, None),
    ],
)
def test_codes_of_choices(answer: Any, expected: list[str] | None) -> None:
    """An answer names a choice by its value, or by that as a string."""
    inner = {"label": "group", "value": 9, "subchoices": [{"label": "x", "value": "a"}]}
    field = {"choices": [{"label": "c", "value": 3}, {"label": "t", "value": True}, inner]}
    assert expected == chosen_labels(field, answer)


def test_ranking() -> None:
    """The field is known, and its answer is the order, best first."""
    field = {"type": "ranking_order", "field_id": "rank", "title": "r", "num_options": 3, "options_flexible": False}
    payload = {"project": "p", "attachments": [{"type": "text", "content": "x"}], "fields": [field]}
    one = task({"annotations": {"rank": ["2", "0", "1"], "ties": [["0", "2"], ["1"]], "none": "0"}})

    assert [] == validate("textcollection", payload)
    assert "rank" == RankingOrderField(field_id="rank", title="r").field_id
    found = to_arrow([one]).annotations.to_pylist()
    assert [["2", "0", "1"], None, None] == [row["texts"] for row in found]
    assert ['["2","0","1"]', '[["0","2"],["1"]]', '"0"'] == [row["value"] for row in found]


def test_review() -> None:
    """What a review left behind."""
    one = task(
        {"annotations": {"why": "better"}},
        prior_responses=[{"annotations": {"why": "worse"}}],
        customer_review_comments=["short"],
        customer_reviewed_by="a@example.com",
        customer_audit_time_secs=12.5,
        customer_audited_at="2024-02-01T10:00:00.000Z",
        callback_completed=True,
    )

    [before] = one.typed_prior_responses
    assert isinstance(before, TextCollectionResponse)
    assert {"why": "worse"} == before.answers
    assert (["short"], "a@example.com", 12.5) == (
        one.customer_review_comments,
        one.customer_reviewed_by,
        one.customer_audit_time_secs,
    )
    assert (datetime(2024, 2, 1, 10, tzinfo=UTC), True) == (one.customer_audited_at, one.callback_completed)


@pytest.mark.parametrize("raw", [{}, None])
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *((Task, name) for name in ("prior_responses", "attempts", "tags", "audits", "processed_attachments")),
        (Task, "customer_review_comments"),
        (File, "project_names"),
        (StudioBatch, "groups"),
        (StudioProjectGroup, "workers"),
    ],
)
def test_absent_lists(kind: Any, name: str, raw: Any) -> None:
    """`len(getattr(task, "prior_responses", []))` is 0 where there is none, or null."""
    whole = {"task_id": "t", "status": "x", "id": "t", "name": "t", **({} if raw is not None else {name: None})}
    assert 0 == len(getattr(kind.model_validate(whole), name, [1, 2]))
    assert whole == kind.model_validate(whole).as_dict()

"""What is drawn of texts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.viewer.scenes.test_scenes import left, scene, views


def test_spans_and_relations() -> None:
    """Spans keep their places; those that are none are counted; a text that is not there is told."""
    given = [{"id": "a", "start": 0, "end": 2, "label": "x"}, {"start": 5, "end": 1}]
    relations = [{"id": "r1", "source_ref": "a", "target_ref": "b", "name": "r"}, 1]
    made = scene({"annotations": given, "relationships": relations}, "namedentityrecognition")
    view = made["results"][0]["views"][0]

    assert [("a", 0, 2)] == [(one["id"], one["start"], one["end"]) for one in view["spans"]]
    assert [{"id": "r1", "from": "a", "to": "b", "label": "r"}] == view["relations"]
    assert [
        "1 is not drawn: a span whose start and end are no places",
        "1 is not drawn: a relation that is no object",
        "the text is not in the task: its spans are listed",
    ] == made["notes"]


def test_both_names_of_relations() -> None:
    """Relations under both of their names are drawn; what else one says is left."""
    response = {"relationships": [{"name": "a"}], "relations": [{"name": "b", "sure": 1}]}

    assert ["a", "b"] == [one["label"] for one in views(response, "namedentityrecognition")[0]["relations"]]
    assert {"/relations/0/sure": 1} == left(response, "namedentityrecognition")


@pytest.mark.parametrize(
    ("content", "span", "attributes", "told"),
    [
        ("Acme Ltd", {"text": "Acme"}, {}, []),
        ("Acme Ltd", {}, {}, []),
        ("", {"text": "Acme"}, {"text": "Acme"}, ["the text is not in the task: its spans are listed"]),
        (
            "Acne Ltd",
            {"text": "Acme"},
            {"text": "Acme"},
            ["/annotations/0/text: the span says another text than stands there"],
        ),
        (
            "Acm",
            {"text": "Acm"},
            {},
            ["/annotations/0: the span ends beyond the text, which has 3 characters"],
        ),
    ],
)
def test_the_text_of_a_span(content: str, span: dict[str, Any], attributes: dict[str, Any], told: list[str]) -> None:
    """The text of a span is shown, unless it stands there; a span beyond the text is told."""
    made = scene({"annotations": [{"start": 0, "end": 4, **span}]}, "namedentityrecognition", text=content)

    assert (attributes, told) == (made["results"][0]["views"][0]["spans"][0]["attributes"], made["notes"])


def test_answers_of_the_same_name() -> None:
    """Answers that stand in several places of a response are all shown."""
    [view] = views({"a": 1, "annotations": {"a": 2}, "fields": {"a": [3, None]}}, "textcollection")

    assert [("a", ["1"]), ("a", ["2"]), ("a", ["3", ""])] == [(one["title"], one["answers"]) for one in view["fields"]]


@pytest.mark.parametrize(
    ("turn", "role", "beside"),
    [
        ({"type": "A", "role": "B"}, "A", ["role"]),
        ({"role": "B", "type": 3}, "B", ["type"]),
        ({"score": 3}, "turn", ["score"]),
    ],
)
def test_turns(turn: dict[str, Any], role: str, beside: list[str]) -> None:
    """A turn has one role; whatever else it says stands below."""
    [made] = views({"responses": [turn]}, "chat")[0]["turns"]

    assert (role, beside) == (made["role"], [one["title"] for one in made["fields"]])

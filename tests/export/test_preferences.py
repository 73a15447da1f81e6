"""Pairs of a chosen and a rejected answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi.export import to_preference_pairs
from scaleapi.export.conversations.preferences import write_preference_pairs
from scaleapi.models.v2 import DeliveredTask, Task
from tests.documents import places, replaced
from tests.json_texts import VALUES
from tests.models.v2 import samples


def said(role: str, text: str, source: str = "", **more: Any) -> dict[str, Any]:
    """Make a message."""
    return {"role": role, "content": {"text": text}, "source_id": source, **more}


def turn(preference: Any, *answers: str, asked: str = "why?", **more: Any) -> dict[str, Any]:
    """Make a turn with an answer of each model."""
    annotations = [] if preference is None else [{"key": "selected_model_id", "value": preference}]
    messages = [said("user", asked), *(said("assistant", f"{one} says", one) for one in answers)]
    return {"id": "tu", "messages": messages, "annotations": annotations, **more}


def pairs(*turns: dict[str, Any], **how: Any) -> list[tuple[str, str, str]]:
    """Make pairs of a thread: what was said before, the better and the worse one."""
    made = to_preference_pairs(
        [Task.received({"task_id": "t", "threads": [{"id": "th", "turns": list(turns)}]})], **how
    )
    return [
        (
            " | ".join(one["content"] for one in row["prompt"]),
            row["chosen"][0]["content"],
            row["rejected"][0]["content"],
        )
        for row in made.rows
    ]


@pytest.mark.parametrize(
    ("preference", "expected"),
    [
        ("a", ["a>b", "a>c"]),
        (["c", "a", "b"], ["c>a", "c>b", "a>b"]),
        ([["a", "b"], ["c"]], ["a>c", "b>c"]),
        (["b"], ["b>a", "b>c"]),
        (["b", "b", "a"], ["b>a", "b>c", "a>c"]),
        ("somebody", []),
        ({"odd": 1}, []),
        (None, []),
    ],
)
def test_better_and_worse(preference: Any, expected: list[str]) -> None:
    """Each answer makes a pair with each that is worse; what is not named is worse than what is."""
    found = pairs(turn(preference, "a", "b", "c"))
    assert sorted(expected) == sorted(f"{better[0]}>{worse[0]}" for _, better, worse in found)


def test_a_row_is_what_libraries_read() -> None:
    """Messages with role and content, and where they are from."""
    (row,) = to_preference_pairs(
        [
            DeliveredTask.received(
                {"task_id": "t", "response": {"threads": [{"id": "th", "turns": [turn("b", "a", "b")]}]}}
            )
        ]
    ).rows
    assert {
        "prompt": [{"role": "user", "content": "why?"}],
        "chosen": [{"role": "assistant", "content": "b says"}],
        "rejected": [{"role": "assistant", "content": "a says"}],
        "task_id": "t",
        "thread_id": "th",
        "turn_id": "tu",
        "chosen_source_id": "b",
        "rejected_source_id": "a",
    } == row


def test_the_prompt_is_what_was_said_before() -> None:
    """Of an earlier turn, the answer that was chosen; a single answer needs no choice."""
    found = pairs(turn("b", "a", "b", asked="1"), turn(None, "c", asked="2"), turn("a", "a", "b", asked="3"))
    assert [("1", "b says", "a says"), ("1 | b says | 2 | c says | 3", "a says", "b says")] == found


def test_after_a_turn_without_a_preference_nothing_is_known() -> None:
    """Both turns are told."""
    task = {"task_id": "t", "threads": [{"turns": [turn(None, "a", "b"), turn("a", "a", "b")]}]}
    made = to_preference_pairs([Task.received(task)])
    assert [] == made.rows
    assert ["/threads/0/turns/0", "/threads/0/turns/1"] == [one.where for one in made.losses]
    assert "losses=" in repr(made)
    assert "no annotation" in made._repr_html_()


def test_what_is_no_text_is_told() -> None:
    """Attachments, and messages without text."""
    odd = {**turn("a", "a", "b"), "messages": [{"role": "user", "content": {"text": "x", "attachments": [{}]}}, {}]}
    made = to_preference_pairs([Task.received({"task_id": "t", "threads": [{"turns": [odd]}]})])
    assert ["/threads/0/turns/0/messages/0/content/attachments", "/threads/0/turns/0/messages/1"] == [
        one.where for one in made.losses
    ]


def test_the_system_speaks_first_and_once() -> None:
    """Where the conversation has no such message of its own."""
    own = {**turn("a", "a", "b"), "messages": [said("system", "own"), *turn("a", "a", "b")["messages"]]}
    assert [("be good | why?", "a says", "b says")] == pairs(turn("a", "a", "b"), system="be good")
    assert [("own | why?", "a says", "b says")] == pairs(own, system="be good")
    twice = pairs(turn("a", "a", "b"), turn("a", "a", "b"), system="be good")
    assert "be good | why? | a says | why?" == twice[1][0]


def test_rewrites_are_better_than_what_was_rewritten() -> None:
    """If they are asked for, and are another text."""
    rewritten = said("assistant", "old", "a", annotations=[{"key": "rewrite", "value": "new"}, {"key": "x"}])
    one = {"messages": [said("user", "why?"), rewritten], "annotations": []}
    assert [("why?", "new", "old")] == pairs(one, rewrites=True)
    assert [] == pairs(one)


def test_rows_are_written_as_json_lines(tmp_path: Path) -> None:
    """One a line."""
    made = to_preference_pairs([Task.received({"task_id": "t", "threads": [{"turns": [turn("a", "a", "b")]}]})])
    assert 1 == write_preference_pairs(tmp_path / "pairs.jsonl", made)
    assert made.rows == [json.loads(line) for line in (tmp_path / "pairs.jsonl").read_text().splitlines()]


@given(st.sampled_from(places(samples.TASK)[1:]), VALUES)
def test_nothing_raises(loc: tuple[Any, ...], value: Any) -> None:
    """Whatever stands wherever."""
    to_preference_pairs([Task.received(replaced(samples.TASK, loc, value))], rewrites=True)

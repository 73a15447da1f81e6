"""Tasks of the second API as tables and files: nothing is lost, but for what must not be in a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi import ScaleValidationError
from scaleapi.export import read_jsonl, read_parquet, to_arrow, to_pandas, to_polars, write_jsonl, write_parquet
from scaleapi.export.conversations.tables import Conversational, ConversationTables
from scaleapi.models.v2 import DatasetTask, DeliveredTask, Task
from tests.documents import places, replaced
from tests.json_texts import VALUES
from tests.models.v2 import samples

SAMPLES: list[tuple[type[Conversational], dict[str, Any]]] = [
    (Task, samples.TASK),
    (DeliveredTask, {**samples.DELIVERED, "response": {"threads": samples.THREADS, "more": 1}}),
    (DatasetTask, {**samples.DATASET_TASK, "response": {"threads": samples.THREADS}}),
]
WORD = "anywhere_7c1"


def rows(tasks: Iterable[Conversational]) -> ConversationTables[list[dict[str, Any]]]:
    """Make plain rows."""
    return ConversationTables(*(table.to_pylist() for table in to_arrow(tasks)))


def test_each_has_its_row() -> None:
    """Tasks, messages and annotations, each with its place."""
    tasks, messages, annotations = rows([Task.received(samples.TASK)])

    assert [("t1", "p1", "b1", 2, 20)] == [
        (row["task_id"], row["project"], row["batch"], row["messages"], row["annotations"]) for row in tasks
    ]
    assert [("th1", "tu1", 0, "user", "user", "hi"), ("th1", "tu1", 1, "model-a", "assistant", "hello")] == [
        tuple(row[name] for name in ("thread_id", "turn_id", "message", "source_id", "role", "text"))
        for row in messages
    ]
    about = [row["about"] for row in annotations]
    assert {"turn": 3, "criterion": 1, "message": 14, "chunk": 2} == {name: about.count(name) for name in {*about}}


@pytest.mark.parametrize(("kind", "raw"), SAMPLES)
def test_pointers_lead_to_annotations(kind: type[Conversational], raw: dict[str, Any]) -> None:
    """In the task as it came."""
    for row in rows([kind.received(raw)]).annotations:
        found: Any = raw
        for step in row["pointer"].split("/")[1:]:
            found = found[int(step)] if isinstance(found, list) else found[step]
        assert row["key"] == found["key"]


def test_an_answer_has_a_column_of_its_type() -> None:
    """And one of JSON, whatever it is."""
    found = {row["type"]: row for row in rows([Task.received(samples.TASK)]).annotations if row["about"] == "message"}

    assert [True, 3.0, "because", ["a", "b"]] == [
        found["boolean"]["value_boolean"],
        found["integer"]["value_number"],
        found["text"]["value_text"],
        found["ranked_choices"]["value_texts"],
    ]
    assert samples.VALUES["ranked_groups"] == json.loads(found["ranked_groups"]["value"])
    assert found["ranked_groups"]["value_texts"] is None


@given(st.data())
def test_nothing_is_lost(data: st.DataObject) -> None:
    """A word that is put anywhere in a task is somewhere in its rows, or in the place of what cannot be told."""
    kind, raw = data.draw(st.sampled_from(SAMPLES))
    loc = data.draw(st.sampled_from([one for one in places(raw) if one and one != ("task_id",)]))
    new = data.draw(st.sampled_from([WORD, [WORD], {"new": WORD}, {WORD: 1}, [[{"deep": WORD}]]]))
    changed = replaced(raw, loc, new)
    if "workspace_token" in loc:
        return

    assert WORD in json.dumps(rows([kind.received(changed)]), default=str), loc


@given(st.sampled_from(SAMPLES), st.data(), VALUES)
def test_nothing_raises(sample: tuple[type[Conversational], dict[str, Any]], data: st.DataObject, value: Any) -> None:
    """Whatever stands wherever."""
    kind, raw = sample
    loc = data.draw(st.sampled_from(places(raw)[1:]))
    assert 1 == len(rows([kind.received(replaced(raw, loc, value))]).tasks)


def test_frames_and_files_are_the_same_tables(tmp_path: Path) -> None:
    """Pandas, polars, Parquet and Arrow."""
    tasks = [Task.received(samples.TASK)] * 3
    arrow = to_arrow(tasks)
    write_parquet(tmp_path, tasks)

    assert arrow.messages.to_pylist() == to_polars(tasks).messages.to_dicts()
    assert arrow.annotations.num_rows == len(to_pandas(tasks).annotations)
    for name, table in zip(ConversationTables._fields, arrow, strict=True):
        assert table.equals(pq.read_table(tmp_path / name / "part-00000.parquet"))


@pytest.mark.parametrize(("kind", "raw"), SAMPLES)
def test_back_from_files(kind: type[Conversational], raw: dict[str, Any], tmp_path: Path) -> None:
    """Tasks come back as they were, without the tokens of workspaces, which no file and no table has."""
    tasks = [kind.received(json.dumps(raw).encode()), kind.received(raw)]
    write_jsonl(tmp_path / "tasks.jsonl", tasks)
    done = write_parquet(tmp_path, tasks, raw=True)
    expected = json.loads(json.dumps(raw).replace(samples.TOKEN, "(not shown)"))

    assert [expected] * 2 == [one.as_dict() for one in read_jsonl(tmp_path / "tasks.jsonl", kind)]
    assert [expected] * 2 == [one.as_dict() for one in read_parquet(tmp_path, of=kind)]
    assert (2, 40) == (done.tasks, done.annotations)
    assert samples.TOKEN not in str(rows(tasks))
    assert samples.TOKEN in json.dumps(tasks[1].as_dict())


def test_without_a_token_byte_for_byte(tmp_path: Path) -> None:
    """As it came."""
    line = b'{"task_id": "t1",  "status": "completed", "a": "\\u0000"}'
    write_jsonl(tmp_path / "tasks.jsonl", [Task.received(line)])
    assert line + b"\n" == (tmp_path / "tasks.jsonl").read_bytes()


def test_many_tasks_in_bounded_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held as Python objects is written from time to time."""
    monkeypatch.setattr("scaleapi.export.conversations.tables._ROWS", 50)
    tasks = [Task.received(samples.TASK)] * 10
    assert 10 == write_parquet(tmp_path, tasks).tasks
    assert 1 < pq.ParquetFile(tmp_path / "messages/part-00000.parquet").num_row_groups
    assert 10 == to_arrow(tasks).tasks.num_rows


def test_a_listing_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """All three files are there, or none."""

    def tasks() -> Iterable[Task]:
        yield Task.received(samples.TASK)
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        write_parquet(tmp_path, tasks())
    assert [] == [file for file in tmp_path.rglob("*") if file.is_file()]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """It is said so, and nothing is left."""
    (tmp_path / "messages").write_text("in the way")
    with pytest.raises(OSError, match="messages"):
        write_parquet(tmp_path, [Task.received(samples.TASK)])
    assert [tmp_path / "messages"] == [file for file in tmp_path.rglob("*") if file.is_file()]


def test_what_is_of_no_use_is_refused() -> None:
    """A task type decides columns of version 1 only."""
    with pytest.raises(ScaleValidationError, match="second API"):
        to_arrow([Task.received(samples.TASK)], "chat")  # type: ignore[list-item]

"""What the API has grown since: counted, with an example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import scaleapi
from scaleapi import Batch, Task
from scaleapi.emulator import Emulator
from scaleapi.export import write_jsonl
from scaleapi.models.tasks.registry import KNOWN_TYPES
from tests.emulator.test_every_type import completed, payload
from tests.models.test_unknown import HALF_KNOWN

BOX = {"uuid": "u", "type": "box", "label": "car"}


def task(number: int, **fields: Any) -> Task:
    """Make a completed task of boxes."""
    return Task({"task_id": f"t{number}", "type": "imageannotation", "status": "completed", **fields})


def places(found: list[scaleapi.Drift]) -> list[tuple[str, str, str]]:
    """Tell each row by its kind, its place and what was found there."""
    return [(one.kind, one.path, one.found) for one in found]


def test_rows_count_what_is_alike() -> None:
    """The same at any index of any task is one row: how often, in how many tasks, and where it was seen first."""
    new = {**BOX, "confidence": 0.5}
    tasks = [
        task(1, response={"annotations": [BOX]}),
        task(2, response={"annotations": [BOX, new, new]}),
        task(3, response={"annotations": [new]}),
    ]

    assert [
        scaleapi.Drift(
            "field",
            "imageannotation",
            "/response/annotations/*/confidence",
            "number",
            "",
            3,
            2,
            "/response/annotations/1/confidence",
            "t2",
        )
    ] == scaleapi.drift(tasks)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"sla": {"hours": 3}}, ("field", "/sla", "object")),
        ({"status": "paused"}, ("value", "/status", '"paused"')),
        ({"created_at": "yesterday"}, ("shape", "/created_at", "string")),
        ({"tags": "road"}, ("shape", "/tags", "string")),
        ({"customer_review_status": 3}, ("shape", "/customer_review_status", "number")),
        ({"response": []}, ("shape", "/response", "array")),
        ({"params": {"geometries": {"blob": {}}}}, ("field", "/params/geometries/blob", "object")),
        ({"prior_responses": [{"mood": True}]}, ("field", "/prior_responses/*/mood", "boolean")),
        ({"attempts": [{"response": {"mood": "x"}}]}, ("field", "/attempts/*/response/mood", "string")),
        ({"status": "error", "response": {"error": "no", "code": 3}}, ("field", "/response/code", "number")),
        ({"type": "hologram", "response": {"whatever": 1}}, ("value", "/type", '"hologram"')),
        ({"customer_review_status": "x" * 100}, ("value", "/customer_review_status", '"' + "x" * 79)),
        ({"extra": None}, ("field", "/extra", "null")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_every_part_is_looked_at(fields: dict[str, Any], expected: tuple[str, str, str]) -> None:
    """Head, parameters, response, earlier responses and attempts; of an unknown type only the type."""
    assert [expected] == places(scaleapi.drift([task(1, **fields)]))


def test_keys_of_the_customer_are_no_names() -> None:
    """What stands under keys of the customer's own is counted together."""
    attributes = {name: {"type": "category", "choices": ["a"], "new": 1} for name in ("mood", "size")}
    found = scaleapi.drift([task(1, params={"annotation_attributes": attributes})])

    assert [("field", "/params/annotation_attributes/*/new", "number")] == places(found)
    assert (2, "/params/annotation_attributes/mood/new") == (found[0].count, found[0].pointer)


def test_the_most_frequent_comes_first() -> None:
    """Rows are sorted by how often the thing came."""
    tasks = [task(1, rare=1, often=1), task(2, often=1)]

    assert [("/often", 2), ("/rare", 1)] == [(one.path, one.count) for one in scaleapi.drift(tasks)]


def test_files_and_other_entities(tmp_path: Path) -> None:
    """Files of tasks, tasks and other entities can be mixed; a single path will do."""
    path = tmp_path / "tasks.jsonl"
    write_jsonl(path, [task(1, new=1)])
    batch = Batch({"name": "b", "status": "asleep"})

    assert [("field", "/new", "number")] == places(scaleapi.drift(path))
    assert [("value", "/status", '"asleep"'), ("field", "/new", "number")] == places(scaleapi.drift([batch, path]))
    assert "Batch" == scaleapi.drift([batch])[0].subject


def test_a_row_says_all_in_one_line() -> None:
    """A row as text names the place, what came, what is known, and the example."""
    found = scaleapi.drift([task(1, tags="road")])

    assert "/tags: unknown shape string (must be an array), 1 times in 1 of imageannotation; first /tags of t1" == str(
        found[0]
    )


def test_something_else_is_refused() -> None:
    """A dictionary is no task."""
    with pytest.raises(TypeError, match=r"takes tasks, or paths .*, not dict"):
        scaleapi.drift([{"task_id": "t1"}])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("task_type", [one for one in KNOWN_TYPES if one not in HALF_KNOWN])
def test_the_emulator_is_known(task_type: str) -> None:
    """Results of the emulator have nothing that is unknown, apart from types that are known in part."""
    with Emulator() as emulator:
        assert [] == scaleapi.drift([completed(emulator, task_type, **payload(task_type))])

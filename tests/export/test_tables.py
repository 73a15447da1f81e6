"""Tables in memory: every task type, and whatever comes instead."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi import Project, Task
from scaleapi.export import Tables, schemas, to_arrow, to_pandas, to_polars
from scaleapi.models import ImageAnnotationPayload
from scaleapi.models.tasks.registry import KNOWN_TYPES
from scaleapi.models.tasks.result import TaskResult, result_of
from tests.documents import places, replaced
from tests.export.counting import SAMPLES, annotations_in

RESPONSES = sorted(path for path in SAMPLES.glob("*/response*.json") if path.stem != "response_error")
FILES = {
    "lidarannotation": {"annotations": "file_cuboids"},
    "lidarlinking": {"annotations": "file_frames"},
    "lidarsegmentation": {"point_segmentations": "file_points"},
    "videoannotation": {"annotations": "file_frames", "events": "file_events"},
    "videoplaybackannotation": {"annotations": "file_tracks"},
}
OPEN = {
    "laneannotation",
    "videoboxannotation",
    "videocuboidannotation",
    "federal2dvideoannotation",
    "sensorfusion",
    "multistage",
}
"""Types whose answers have no known form: each field is a row."""
TAGS = {"vertex", "edge"}
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


def load(path: Path) -> Any:
    """Read a sample."""
    return json.loads(path.read_text(encoding="utf-8"))


def task_of(task_type: str, response: Any, **more: Any) -> Task:
    """Make a completed task."""
    return Task.model_validate(
        {"task_id": "a" * 24, "type": task_type, "status": "completed", "response": response, **more}
    )


def leaves(value: Any) -> Iterator[str]:
    """List everything in a document that is no array, object or null."""
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif value is not None:
        # 1 and 1.0 are the same in JSON; true is not 1.
        yield repr(float(value) if isinstance(value, int) and not isinstance(value, bool) else value)


def kept(tables: Tables[Any], *more: str) -> Counter[str]:
    """Count everything that stands in a response's rows."""
    found: Counter[str] = Counter()
    rows = [{name: row[name] for name in ("response", *more)} for row in tables.tasks.to_pylist()]
    for row in rows + tables.annotations.to_pylist():
        for name, value in row.items():
            is_json = isinstance(value, str) and name in {"response", "rest", "attributes", "money", "date", "refs"}
            is_json |= isinstance(value, str) and name in {"value", "output"}
            found.update(leaves(json.loads(value) if is_json else value))
    return found


def name(path: Path) -> str:
    """Name a test by its sample."""
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", RESPONSES, ids=name)
def test_every_response(path: Path) -> None:
    """Each documented response has a row for each of its annotations, and nothing of it lies beside the columns."""
    kind = path.parent.name

    tables = to_arrow([task_of(kind, load(path))], kind)

    if kind not in OPEN:
        assert annotations_in(kind, load(path), {}) == tables.annotations.num_rows
    assert [None] * tables.annotations.num_rows == tables.annotations.column("rest").to_pylist()
    assert schemas(kind) == Tables(tables.tasks.schema, tables.annotations.schema)
    assert tables.tasks.column("annotations").to_pylist() == [tables.annotations.num_rows]


@pytest.mark.parametrize("path", RESPONSES, ids=name)
def test_nothing_is_lost(path: Path) -> None:
    """What a response holds stands in its rows, or beside them."""
    raw = load(path)
    found = kept(to_arrow([task_of(path.parent.name, raw)], path.parent.name))
    assert [] == [leaf for leaf in leaves(raw) if leaf not in found and leaf.strip("'") not in TAGS]


@given(path=st.sampled_from(RESPONSES), new=ODD, data=st.data())
def test_mutated_responses(path: Path, new: Any, data: st.DataObject) -> None:
    """Whatever changes in a response, its schema stays, and nothing is lost."""
    kind, raw = path.parent.name, load(path)
    raw = replaced(raw, data.draw(st.sampled_from(places(raw)[1:])), new)

    tables = to_arrow([task_of(kind, raw)], kind)

    found = kept(tables)
    assert [] == [leaf for leaf in leaves(raw) if leaf not in found and leaf.strip("'") not in TAGS]
    assert schemas(kind).annotations == tables.annotations.schema


@given(kind=st.sampled_from(sorted(FILES)), new=ODD, data=st.data())
def test_mutated_files(kind: str, new: Any, data: st.DataObject) -> None:
    """The same for what lies in files."""
    contents = {field: load(SAMPLES / kind / f"{name}.json") for field, name in FILES[kind].items()}
    contents = replaced(contents, data.draw(st.sampled_from(places(contents)[1:])), new)

    tables = to_arrow([task_of(kind, {})], kind, results={"a" * 24: result_of(kind, {}, contents)})

    found = kept(tables)
    broken = tables.tasks.column("result_error").to_pylist() != [None]
    assert broken or [] == [leaf for leaf in leaves(contents) if leaf not in found]


@pytest.mark.parametrize("kind", KNOWN_TYPES)
def test_no_tasks(kind: str) -> None:
    """Without tasks there are empty tables of the same schemas."""
    tables = to_arrow([], kind, raw=True)

    assert schemas(kind, raw=True) == Tables(tables.tasks.schema, tables.annotations.schema)
    assert (0, 0) == (tables.tasks.num_rows, tables.annotations.num_rows)


def test_task_row() -> None:
    """A task's fields have their types; what is unknown or misfits goes to `rest`."""
    task = task_of(
        "imageannotation",
        {"annotations": [], "links": [1]},
        created_at="2024-02-01T10:00:00.123Z",
        completed_at="2024-02-01T12:00:00.5+02:00",
        updated_at="soon",
        tags=["a"],
        metadata={"drive": 7},
        priority=30,
        annotations="theirs",
        shiny=True,
    )

    [row] = to_arrow([task], "imageannotation", raw=True).tasks.to_pylist()

    assert "2024-02-01T10:00:00.123000+00:00" == row["created_at"].isoformat()
    assert "2024-02-01T10:00:00.500000+00:00" == row["completed_at"].isoformat()
    assert (None, ["a"], 30, 0) == (row["updated_at"], row["tags"], row["priority"], row["annotations"])
    assert ({"drive": 7}, {"links": [1]}) == (json.loads(row["metadata"]), json.loads(row["response"]))
    assert {"annotations": "theirs", "shiny": True, "updated_at": "soon"} == json.loads(row["rest"])
    assert task.as_dict() == json.loads(row["raw"])


def test_misfits() -> None:
    """A value of the wrong type is null in its column, and stands in `rest`."""
    odd = {"type": "box", "left": "10", "top": True, "width": 2**60 + 1, "height": 1, "uuid": 5, "new": [1]}
    vertices = {"type": "polygon", "vertices": [{"x": 1, "y": 2, "z": 3}]}
    task = task_of("imageannotation", {"annotations": [odd, vertices, "none"]})

    first, second, third = to_arrow([task], "imageannotation").annotations.to_pylist()

    assert {key: odd[key] for key in ("left", "top", "width", "uuid", "new")} == json.loads(first["rest"])
    assert ("box", 1.0, None) == (first["geometry"], first["height"], first["left"])
    assert (None, {"vertices": [{"x": 1, "y": 2, "z": 3}]}) == (second["vertices"], json.loads(second["rest"]))
    assert {"": "none"} == json.loads(third["rest"])


def test_halves_of_characters() -> None:
    """Text that UTF-8 has no place for is kept as JSON."""
    task = task_of("imageannotation", {"annotations": [{"label": "\ud800", "attributes": {"a": "\ud800"}}]})

    [row] = to_arrow([task], "imageannotation").annotations.to_pylist()

    assert (None, {"label": "\ud800"}) == (row["label"], json.loads(row["rest"]))
    assert {"a": "\ud800"} == json.loads(row["attributes"])


@pytest.mark.parametrize(
    ("more", "response"),
    [({"status": "error"}, {"error": "no"}), ({"type": "chat"}, {"responses": [1]}), ({}, [5]), ({}, "text")],
)
def test_other_responses(more: dict[str, Any], response: Any) -> None:
    """A failed task, one of another type, and a response that is no object have no annotations, and keep what came."""
    raw = {"task_id": "1", "type": "imageannotation", "status": "completed", "response": response, **more}

    tables = to_arrow([Task.model_validate(raw)], "imageannotation")

    assert 0 == tables.annotations.num_rows
    assert [response] == [json.loads(str(one)) for one in tables.tasks.column("response").to_pylist()]


DECLARED = {
    "pose": {"description": "?", "choices": ["up"]},
    "seen": {"type": "category", "description": "?", "choices": ["a"], "allow_multiple": True},
    "age": {"type": "number", "description": "?"},
    "owner": {"type": "linked", "description": "?", "allowed_labels": ["cow"]},
    "odd": {"type": "new"},
    "odder": {"type": 5},
}


@pytest.mark.parametrize(
    "payload",
    [
        {"annotation_attributes": DECLARED},
        Project.model_validate({"name": "p", "param_history": [{"annotation_attributes": DECLARED}]}),
    ],
    ids=["dictionary", "project"],
)
def test_declared_attributes(payload: Any) -> None:
    """Attributes that a payload declares have typed columns; what does not fit is in `attributes` all the same."""
    answers = {"pose": "up", "seen": ["a", "b"], "age": "ten", "owner": "u", "odd": {"x": 1}}
    task = task_of("imageannotation", {"annotations": [{"attributes": answers}, {}]})

    first, second = to_arrow([task], "imageannotation", payload=payload).annotations.to_pylist()

    assert answers == json.loads(first["attributes"])
    assert ["up", ["a", "b"], None, "u", '{"x":1}', None] == [first[f"attributes.{name}"] for name in DECLARED]
    assert {None} == {second[f"attributes.{name}"] for name in DECLARED}


def test_payload_object_declares() -> None:
    """A payload object declares as its dictionary does; a type without attributes has no such columns."""
    attributes: Any = {"age": {"type": "number", "description": "?"}}
    payload = ImageAnnotationPayload(
        attachment="https://a.b/c",
        geometries={"box": {}},
        annotation_attributes=attributes,
    )

    assert "double" == str(schemas("imageannotation", payload=payload).annotations.field("attributes.age").type)
    assert schemas("chat") == schemas("chat", payload=payload)


def test_data_frames() -> None:
    """Pandas and polars get the same rows."""
    task = task_of("imageannotation", {"annotations": [{"type": "box", "left": 1}]}, created_at="2024-02-01T10:00:00Z")

    pandas, polars = to_pandas([task], "imageannotation"), to_polars([task], "imageannotation")

    assert [1.0] == pandas.annotations["left"].tolist() == polars.annotations["left"].to_list()
    assert pandas.tasks["created_at"].tolist() == polars.tasks["created_at"].to_list()
    assert (1, 17) == polars.annotations.shape == pandas.annotations.shape


def test_results() -> None:
    """Annotations that lie in files come from the results that were fetched."""
    cuboids = load(SAMPLES / "lidarannotation" / "file_cuboids.json")
    result: TaskResult = result_of("lidarannotation", {}, {"annotations": cuboids})

    tables = to_arrow([task_of("lidarannotation", {})], "lidarannotation", results={"a" * 24: result})

    assert annotations_in("lidarannotation", {}, {"annotations": cuboids}) == tables.annotations.num_rows
    assert cuboids[0]["cuboids"][0]["position"]["x"] == tables.annotations.column("position_x")[0].as_py()


def test_many_rows() -> None:
    """More rows than are converted at a time."""
    tasks = [task_of("chat", {"responses": [{"type": "t", "output": n}] * 5}) for n in range(2500)]

    tables = to_arrow(tasks, "chat")

    assert (2500, 12500) == (tables.tasks.num_rows, tables.annotations.num_rows)
    assert [str(n) for n in range(2500) for _ in range(5)] == tables.annotations.column("output").to_pylist()


def test_half_a_character_in_an_id() -> None:
    """It stands as an escape beside the annotations; the task itself has it in the rest."""
    task = Task({**task_of("imageannotation", {"annotations": [{"type": "box"}]}).as_dict(), "task_id": "\ud83d"})
    tables = to_arrow([task], "imageannotation")
    assert ["\\ud83d"] == tables.annotations.column("task_id").to_pylist()
    assert '{"task_id":"\\ud83d"}' in str(tables.tasks.column("rest").to_pylist()[0])

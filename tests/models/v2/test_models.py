"""Models of the second API: whatever comes is read, and nothing of it is lost."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from scaleapi.models import v2
from scaleapi.models.base import Entity
from scaleapi.models.v2 import Annotation, Expandable, Task, V2Entity, without_secrets
from tests.models.test_entities import anything
from tests.models.v2 import samples

PENDING, COMPLETED = v2.TaskStatus.PENDING, v2.TaskStatus.COMPLETED
RESOURCES: dict[type[V2Entity], dict[str, Any]] = {
    v2.Task: samples.TASK,
    v2.Batch: samples.BATCH,
    v2.Project: samples.PROJECT,
    v2.Delivery: samples.DELIVERY,
    v2.DeliveredTask: samples.DELIVERED,
    v2.Dataset: samples.DATASET,
    v2.DatasetDelivery: samples.DATASET_DELIVERY,
    v2.DatasetTask: samples.DATASET_TASK,
    v2.Schema: samples.SCHEMA,
    v2.Annotation: samples.ANNOTATIONS[9],
}


def every_place(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the ways to all values in JSON."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for step, one in steps for place in every_place(one, (*way, step)))]


PLACES = {kind: [way for way in every_place(raw) if way] for kind, raw in RESOURCES.items()}


def mutated(kind: type[V2Entity], data: st.DataObject) -> Any:
    """Change a sample in a few places: values of another kind, absent ones, new ones."""
    raw = copy.deepcopy(RESOURCES[kind])
    for way in data.draw(st.lists(st.sampled_from(PLACES[kind]), max_size=4)):
        holder: Any = raw
        try:
            for step in way[:-1]:
                holder = holder[step]
            if data.draw(st.booleans()):
                holder[way[-1]] = data.draw(anything)
            else:
                del holder[way[-1]]
        except (TypeError, IndexError, KeyError):
            continue  # an earlier change took it away
    return json.loads(json.dumps(raw))  # names of an object are texts


def read_all(thing: Any) -> list[Any]:
    """Read every field of an object, and of all in it; list all that were met."""
    if isinstance(thing, list):
        return [one for item in thing for one in read_all(item)]
    if isinstance(thing, Expandable):
        return [thing, *read_all(thing.object)]
    if not isinstance(thing, V2Entity):
        return [thing]
    names = [*type(thing).model_fields, "messages", "threads", "text", "kind", "id"]
    assert hash(thing) == hash(copy.copy(thing))
    return [thing, *(one for name in names for one in read_all(getattr(thing, name, None)))]


@pytest.mark.parametrize("kind", RESOURCES)
@settings(max_examples=6)
@given(data=st.data())
def test_whatever_comes_is_read_and_kept(kind: type[V2Entity], data: st.DataObject) -> None:
    """Mutated replies: reading any field raises nothing, and as_dict() is what came, in bytes or parsed."""
    raw = mutated(kind, data)
    body = json.dumps(raw).encode()

    for entity in (kind.received(body), kind.model_validate(copy.deepcopy(raw))):
        objects = [one for one in read_all(entity) if isinstance(one, V2Entity)]
        assert samples.TOKEN not in "".join(map(repr, objects))
        again = pickle.loads(pickle.dumps(entity)), copy.deepcopy(entity), kind.model_validate_json(body)
        assert [raw] * 4 == [one.as_dict() for one in (entity, *again)]
        assert raw == json.loads(entity.as_json())


def test_a_conversation_is_typed() -> None:
    """Threads, turns, messages, content; statuses and roles are members; moments are aware."""
    task: Any = Task.received(json.dumps(samples.TASK).encode())

    user, model = task.messages
    assert (v2.TaskStatus.COMPLETED, datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)) == (task.status, task.created_at)
    assert (["hi", "hello"], v2.MessageRole.USER, "model-a") == (
        [one.text for one in task.messages],
        user.role,
        model.source_id,
    )
    assert ["basic", "image", "audio", "unknown"] == [one.kind for one in user.content.attachments]
    assert [v2.ChunkText, v2.Chunk] == [type(one) for one in model.content.chunks]
    assert ("u", 2.0) == (model.content.chunks[1].url, model.rubric_evaluations[0].total_score)
    assert ("is short", "pii") == (
        task.threads[0].turns[0].rubrics[0].criteria_definitions[0].criterion,
        task.sensitive_content_reports[0].type,
    )
    assert "Task(task_id='t1', status='completed')" == repr(task)
    assert "Message(role='user', source_id='user', text='hi')" == repr(user)


def test_annotations_are_told_apart() -> None:
    """Each of the twelve types has its class; one without a type is bare, one of a new type unknown."""
    annotations: list[Any] = Task.model_validate(samples.TASK).messages[1].annotations

    names = [type(one).__name__.removeprefix("Annotation") for one in annotations]
    assert ["Bare", "Unknown"] == names[-2:]
    assert [kind.replace("_", "") for kind in samples.VALUES] == [name.lower() for name in names[:-2]]
    assert all(isinstance(one, Annotation) for one in annotations)
    by_key = {one.key: one for one in annotations}
    assert ("b", {"weight": 2, "more": "kept"}) == (
        by_key["selected_model_id"].value,
        by_key["rubric_criteria"].value.as_dict(),
    )
    assert ("kept", 2.0) == (by_key["rubric_criteria"].value.more, by_key["rubric_criteria"].value.weight)
    criterion = by_key["boolean"].metadata.criteria
    assert ("c", v2.AnnotationText) == (criterion, type(criterion.object))


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("integer", 2.0, 2),
        ("integer", 2.5, 2.5),
        ("boolean", "maybe", None),
        ("boolean", 1, True),
        ("file", {"url": "u"}, v2.File(url="u")),
        ("file", [{"url": "u"}, 5, None], [v2.File(url="u")]),
        ("ranked_groups", [["a", 1], "b"], [["a"]]),
        ("hologram", [1], [1]),
    ],
)
def test_values_that_fit_less_well(kind: str, value: Any, expected: Any) -> None:
    """Numbers are read generously; what does not fit is left out of the typed value and stays in the JSON."""
    annotation = Annotation.model_validate({"type": kind, "value": value})

    assert (expected, value) == (annotation.value, annotation.as_dict()["value"])


def test_expandable_fields_are_ids() -> None:
    """Expanded or not, a field equals the id; the object and its attributes are there if it was expanded."""
    whole: Any = Task.model_validate(samples.TASK)
    bare: Any = Task.model_validate({"task_id": "t", "project": "p1"})

    assert ("p1", "p1", "p1") == (whole.project, bare.project, whole.project.id)
    assert (True, v2.Project, "Project") == (whole.project.expanded, type(whole.project.object), whole.project.name)
    assert (False, None, "'p1'") == (bare.project.expanded, bare.project.object, repr(bare.project))
    assert {"p1"} == {whole.project, bare.project}
    assert not hasattr(whole.project, "_private")
    assert "p1" == whole.batch.project
    with pytest.raises(AttributeError, match=r"only the id 'p1'.*expand="):
        _ = bare.project.name
    assert whole.project.object == pickle.loads(pickle.dumps(whole.project)).object


def test_secrets_are_not_shown() -> None:
    """A workspace's token stands in no repr, whatever holds it; as_dict() has it, `without_secrets` hides it."""
    annotations: list[Any] = Task.model_validate(samples.TASK).messages[1].annotations

    shown = [f"{one!r}{list(one.__rich_repr__())}{one._repr_html_()}" for one in annotations]
    config = annotations[11].value.workspace_config
    shown += [repr(config), config._repr_html_(), repr(annotations[11].value), annotations[11].value._repr_html_()]
    assert not [one for one in shown if samples.TOKEN in one]
    assert samples.TOKEN == config.workspace_token
    assert samples.TOKEN in json.dumps(samples.TASK)
    assert samples.TOKEN not in json.dumps(without_secrets(samples.TASK))


def test_equality() -> None:
    """Resources are equal by their ids; everything else by what it says."""
    assert {Task(task_id="t", status=PENDING)} == {Task(task_id="t", status=COMPLETED)}
    assert Task(status=PENDING) != Task(status=COMPLETED)
    assert {v2.Turn(id="x", messages=[])} != {v2.Turn(id="x")}
    assert len({v2.File(url="u"), v2.File(url="u"), v2.File(url="v")}) == 2
    assert v2.File(url="u") != v2.ContentAndUrl(url="u")


def test_made_by_hand() -> None:
    """Fields become JSON; what has no JSON form, and JSON beside fields, is refused."""
    message = v2.Message(role=v2.MessageRole.USER, content=v2.MessageContent(text="x"))

    assert {"role": "user", "content": {"text": "x"}} == message.as_dict() == message.model_dump()
    assert {"role", "content"} == message.model_fields_set == {name for name, value in message if value}
    make: Any = Task
    for json_given, fields in (({"task_id": "t"}, {"status": "x"}), ([], {}), (None, {"task_id": {1}})):
        with pytest.raises(TypeError):
            make(json_given, **fields)


@pytest.mark.parametrize("kind", [*RESOURCES, v2.Chunk])
def test_what_is_no_object_is_refused(kind: type[Entity]) -> None:
    """A text, a list or null is no resource."""
    several: list[Any] = ["text", [], None, 5]
    for raw in several:
        with pytest.raises(ValidationError):
            kind.model_validate(raw)
        with pytest.raises(ValidationError):
            kind.received(json.dumps(raw).encode())


def test_schemas_are_parsed_on_request() -> None:
    """`json` is what the text says; a broken text raises only when it is read."""
    assert {"type": "object"} == v2.Schema.model_validate(samples.SCHEMA).json
    assert v2.Schema(id="x").json is None
    with pytest.raises(ValueError, match="Expecting"):
        _ = v2.Schema.model_validate({"json": "{"}).json


def test_a_json_schema_can_be_made() -> None:
    """Frameworks describe answers by it."""
    schema = Task.model_json_schema()

    assert {"task_id", "threads"} <= set(schema["properties"])
    assert {"anyOf": [{"type": "string"}, {"type": "object"}]}.items() <= schema["properties"]["project"].items()


def test_names_are_complete() -> None:
    """Every public name is there."""
    assert all(getattr(v2, name) is not None for name in v2.__all__)
    assert 45 <= sum(isinstance(one := getattr(v2, name), type) and issubclass(one, V2Entity) for name in v2.__all__)


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        (lambda one: one.actual_instance, Task(task_id="t1")),
        (lambda one: one.to_dict(), samples.TASK),
        (lambda one: json.loads(one.to_json()), samples.TASK),
        (lambda one: one.to_str(), "Task(task_id='t1', status='completed')"),
        (lambda one: one.from_dict(samples.TASK), Task(task_id="t1")),
        (lambda one: one.from_dict(None), None),
        (lambda one: one.from_json(json.dumps(samples.TASK)), Task(task_id="t1")),
        (lambda one: one.project.actual_instance, v2.Project(id="p1")),
        (lambda _: v2.Task.model_validate({"project": "p"}).project.actual_instance, "p"),
        (lambda _: v2.Schema.model_validate(samples.SCHEMA).var_schema.var_json, samples.SCHEMA["json"]),
        (lambda _: v2.Batch(id="b").batch, v2.Batch(id="b")),
    ],
)
def test_old_names_work_and_warn(old: Any, expected: Any) -> None:
    """What generated models of SDK 2.18 have, ours have, too."""
    with pytest.warns(DeprecationWarning, match="is deprecated: use"):
        assert expected == old(Task.model_validate(samples.TASK))


@pytest.mark.parametrize(
    "raw", [{}, {"metadata": 5, "threads": {}, "status": [], "project": 5}, {"metadata": None, "threads": None}]
)
def test_what_is_missing_or_does_not_fit(raw: dict[str, Any]) -> None:
    """Containers read as empty, everything else as None; the JSON stays."""
    task: Any = Task.model_validate(raw)

    assert ({}, [], None, None, raw) == (task.metadata, task.threads, task.status, task.project, task.as_dict())


def test_each_class_reads_its_own_fields() -> None:
    """Also after the class that it is made of has read bytes."""
    body = json.dumps({"type": "text", "value": {"a": 1}}).encode()

    assert {"a": 1} == v2.AnnotationBare.received(body).value
    assert v2.AnnotationText is type(Annotation.received(body))
    assert v2.AnnotationText.received(body).value is None

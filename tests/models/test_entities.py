"""Entities: the raw JSON is the truth, typed attributes are a view of it."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scaleapi import ScaleException
from scaleapi.models.base import Entity
from scaleapi.models.batch import Batch
from scaleapi.models.enums import OpenEnum, TaskStatus, TaskType, TeammateRole
from scaleapi.models.file import File
from scaleapi.models.page import Tasklist
from scaleapi.models.project import Project, TaskTemplate
from scaleapi.models.quality import EvaluationTask, TrainingTask
from scaleapi.models.studio import StudioBatch, StudioLabelerAssignment, StudioProjectGroup, StudioWorker
from scaleapi.models.task import Task
from scaleapi.models.teammate import Teammate
from tests.effort import one_in

ID = "64f0c2a1b7d4e90012ab34cd"
TASK: dict[str, Any] = {
    "task_id": ID,
    "type": "imageannotation",
    "status": "completed",
    "created_at": "2024-02-01T10:00:00.000Z",
    "params": {"attachment": "https://x/1.jpg", "geometries": {"box": {}}},
    "metadata": {"row": 1},
    "otherVersion": 7,
}
MINIMAL: dict[type[Entity], dict[str, Any]] = {
    Task: {"task_id": ID, "status": "pending"},
    Batch: {"name": "b"},
    Project: {"name": "p"},
    TaskTemplate: {"id": "t"},
    File: {"id": "f"},
    Teammate: {"email": "a@example.com"},
    StudioWorker: {"id": "w"},
    StudioLabelerAssignment: {"email": "a@example.com"},
    StudioProjectGroup: {"id": "g"},
    StudioBatch: {"name": "s"},
    EvaluationTask: {"id": "e"},
    TrainingTask: {"id": "t"},
}

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
)
names = st.text(max_size=5)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=8
)


def raws(kind: type[Entity]) -> st.SearchStrategy[dict[str, Any]]:
    """Make wire forms of an entity: its identity, and anything in its other fields and in unknown ones."""
    declared = [field.alias or name for name, field in kind.model_fields.items()]
    optional = [name for name in declared if name not in MINIMAL[kind]]
    others = st.dictionaries(st.sampled_from(optional) | st.text(max_size=6), anything, max_size=6)
    return others.map(lambda rest: {**rest, **MINIMAL[kind]})


@pytest.mark.parametrize("kind", MINIMAL)
def test_what_is_nowhere_is_no_attribute(kind: type[Entity]) -> None:
    """Neither declared nor in what came: a misspelt name is an error, not None."""
    with pytest.raises(AttributeError, match="no_such_field"):
        _ = kind.received(MINIMAL[kind]).no_such_field  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", MINIMAL)
@one_in(3)
@given(data=st.data())
def test_nothing_received_is_lost(kind: type[Entity], data: st.DataObject) -> None:
    """Whatever the service sends is read, and comes back unchanged from every way of storing it."""
    raw = data.draw(raws(kind))

    entity = kind.model_validate(raw)

    again = [
        entity,
        kind.model_validate_json(entity.model_dump_json()),
        pickle.loads(pickle.dumps(entity)),
        copy.copy(entity),
        copy.deepcopy(entity),
    ]
    assert [raw] * 5 == [one.as_dict() for one in again] == [one.model_dump() for one in again]
    assert set(again) == {entity}


@pytest.mark.parametrize("kind", MINIMAL)
def test_the_identity_is_needed(kind: type[Entity]) -> None:
    """Only a thing without its identity cannot be read."""
    for raw in ({}, {kind.identity: None}, "text", None):
        with pytest.raises(ValidationError):
            kind.model_validate(raw)


def test_first_level_fields_are_typed() -> None:
    """Times are aware datetimes, enumerations are members, absent optional fields are None."""
    task = Task.model_validate(TASK)

    assert (
        task.created_at,
        task.status,
        task.batch,
    ) == (datetime(2024, 2, 1, 10, tzinfo=UTC), TaskStatus.Completed, None)
    assert task.type is TaskType.ImageAnnotation
    assert (ID, f"Task(task_id='{ID}', type='imageannotation', status='completed')") == (task.id, repr(task))
    assert ({}, {}) == (Task.model_validate(MINIMAL[Task]).params, Task.model_validate(MINIMAL[Task]).metadata)


def test_an_undeclared_field_is_an_attribute() -> None:
    """A field of the future is read like any other."""
    task: Any = Task.model_validate(TASK)

    assert 7 == task.otherVersion
    with pytest.raises(AttributeError):
        _ = task.nowhere
    with pytest.raises(AttributeError):
        _ = task._private


def test_params_through_the_task_are_deprecated() -> None:
    """SDK 2.x's task.geometries still works, and says what to write instead."""
    task: Any = Task.model_validate(TASK)

    with pytest.warns(DeprecationWarning, match=r'task.params\["geometries"\]'):
        assert {"box": {}} == task.geometries


def test_an_ill_typed_optional_field_is_none_and_kept() -> None:
    """What does not fit its type reads as absent, a list as an empty one, and stays in as_dict()."""
    task = Task.model_validate({**TASK, "created_at": "yesterday", "tags": 5, "params": []})

    assert (None, [], {}) == (task.created_at, task.tags, task.params)
    assert "yesterday" == task.as_dict()["created_at"]


def test_entities_are_frozen() -> None:
    """A user cannot change what the service said."""
    with pytest.raises(ValidationError, match="frozen"):
        Task.model_validate(TASK).status = TaskStatus.Pending  # type: ignore[misc]


def test_equality_is_by_kind_and_identity() -> None:
    """The same id is the same thing; another kind never is."""
    assert Task.model_validate(MINIMAL[Task]) == Task.model_validate(TASK)
    assert EvaluationTask.model_validate({"id": "t"}) != TrainingTask.model_validate({"id": "t"})
    assert Task.model_validate(TASK) != ID


@pytest.mark.parametrize(
    ("entity", "act", "call"),
    [
        (Task.model_validate(TASK), lambda task: task.refresh(), f"client.get_task('{ID}')"),
        (Task.model_validate(TASK), lambda task: task.cancel(), f"client.cancel_task('{ID}')"),
        (Batch.model_validate({"name": "b"}), lambda batch: batch.finalize(), "client.finalize_batch('b')"),
        (Project.model_validate({"name": "p"}), lambda p: p.get_template(), "client.get_project_template('p')"),
        (
            Teammate.model_validate({"email": "e"}),
            lambda mate: mate.update_teammate_role(TeammateRole.Member),
            "client.update_teammates_role(['e'], 'member')",
        ),
    ],
)
def test_an_entity_without_client_says_what_to_call(entity: Any, act: Any, call: str) -> None:
    """An entity from disk names the client method that does it."""
    with pytest.raises(ScaleException) as caught:
        act(entity)

    assert call in str(caught.value)


def test_a_projects_current_parameters_are_the_last() -> None:
    """params, version and instruction come from the newest entry of the history."""
    project = Project.model_validate(
        {"name": "p", "param_history": [{"version": 0}, {"version": 1, "instruction": "i"}]}
    )

    assert (1, "i", {"version": 1, "instruction": "i"}) == (project.version, project.instruction, project.params)
    assert (None, None) == (Project.model_validate({"name": "p"}).params, Project.model_validate({"name": "p"}).version)


def test_a_template_answers_by_method() -> None:
    """The methods of SDK 2.x are there."""
    template = TaskTemplate.model_validate({"id": "t", "template_variables": {"a": 1}, "auto_onboard_enabled": True})

    assert ({"a": 1}, None, True) == (
        template.get_template_variables(),
        template.get_response_schema(),
        template.is_auto_onboardable(),
    )


def test_an_assignment_is_like_its_list() -> None:
    """It iterates, indexes, counts and compares like the list of project names."""
    mine = StudioLabelerAssignment.from_map({"a@example.com": ["p", "q"]})["a@example.com"]

    assert mine == ["p", "q"] == list(mine)
    assert ("p", 2, True) == (mine[0], len(mine), "q" in mine)
    assert mine in {mine}


def test_a_page_is_a_list_with_numbers() -> None:
    """Batches count in totalDocs, tasks in total; both are read."""
    page = Tasklist.read({"docs": [TASK], "totalDocs": 9, "has_more": True, "next_token": "n"}, Task.model_validate)

    assert (page.docs, page.total, page.has_more, page.next_token) == ([Task.model_validate(TASK)], 9, True, "n")


@given(st.text(), st.sampled_from(OpenEnum.__subclasses__()))
def test_open_enums_keep_what_they_do_not_know(value: str, kind: type[OpenEnum]) -> None:
    """An unknown value compares equal to itself, survives storing, and changes nothing."""
    before = list(kind)

    seen = kind.received(value)

    assert value == seen == pickle.loads(pickle.dumps(seen)) == copy.deepcopy(seen) == copy.copy(seen)
    assert (value in before) == seen.known
    assert (list(kind), f"{seen}") == (before, value)


def test_an_unknown_value_spelled_like_a_member_is_unknown() -> None:
    """`known` is about the value, not about the name."""
    assert not TaskStatus.received("Completed").known
    assert "<TaskStatus unknown: 'Completed'>" == repr(TaskStatus.received("Completed"))
    assert "<TaskStatus.Completed: 'completed'>" == repr(TaskStatus.Completed)
    with pytest.raises(ValueError, match="new"):
        TaskStatus("new")


def fields(entity: Entity) -> dict[str, Any]:
    """Read all fields, also of what goes over its items instead."""
    return dict(Entity.__iter__(entity))


@pytest.mark.parametrize("kind", MINIMAL)
@one_in(3)
@given(data=st.data())
def test_what_came_in_a_list_is_the_same(kind: type[Entity], data: st.DataObject) -> None:
    """An entity whose fields are read late shows what one that was read at once shows."""
    raw = data.draw(raws(kind))
    at_once = kind.model_validate(raw)

    def late() -> Entity:
        return kind.received(raw)

    assert (at_once, repr(at_once), hash(at_once)) == (late(), repr(late()), hash(late()))
    assert fields(at_once) == fields(late())
    assert at_once.model_fields_set == late().model_fields_set
    assert raw == late().as_dict() == late().model_dump() == pickle.loads(pickle.dumps(late())).as_dict()
    assert fields(at_once) == fields(copy.copy(late())) == fields(copy.deepcopy(late()))
    for name in raw:
        if not name.startswith("_") and not hasattr(kind, name):
            assert getattr(at_once, name) == getattr(late(), name)


def test_a_changed_copy_of_what_came_in_a_list_stays_changed() -> None:
    """Reading the fields late takes back no change."""
    assert ("b", ID) == ((twin := Task.received(TASK).model_copy(update={"batch": "b"})).batch, twin.task_id)


@pytest.mark.parametrize("raw", [{"status": "pending"}, {"task_id": 7, "status": "pending"}, "text", None])
def test_a_list_without_identity_is_refused(raw: Any) -> None:
    """The identity is asked for at once, as ever."""
    with pytest.raises(ValidationError):
        Task.received(raw)

"""What can be called on entities: each method is a call of the client that the entity came from."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scaleapi import Batch, Project, ScaleException, Task
from scaleapi.models.base import Entity
from scaleapi.models.page import BrokenItem, Page, Tasklist, read_items
from scaleapi.models.tasks.image import ImageAnnotationPayload, ImageAnnotationResponse

TASK = {"task_id": "a", "status": "pending", "type": "chat"}
LATER = {**TASK, "status": "completed", "new": 1}


class Recorder:
    """A client that notes down what is called on it, and answers what it is told."""

    def __init__(self, answer: Any = None) -> None:
        self.answer, self.calls = answer, list[tuple[Any, ...]]()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)

        def call(*arguments: Any) -> Any:
            self.calls.append((name, *arguments))
            return self.answer

        return call


UPDATES: list[tuple[str, tuple[Any, ...], tuple[Any, ...]]] = [
    ("refresh", (), ("get_task", "a")),
    ("cancel", (), ("cancel_task", "a", False)),
    ("cancel", (True,), ("cancel_task", "a", True)),
    ("update_unique_id", ("u",), ("update_task_unique_id", "a", "u")),
    ("clear_unique_id", (), ("clear_task_unique_id", "a")),
    ("set_metadata", ({"n": 1},), ("set_task_metadata", "a", {"n": 1})),
    ("set_tags", (["t"],), ("set_task_tags", "a", ["t"])),
    ("add_tags", (["t"],), ("add_task_tags", "a", ["t"])),
    ("delete_tags", (["t"],), ("delete_task_tags", "a", ["t"])),
]
OTHERS: list[tuple[str, tuple[Any, ...], tuple[Any, ...]]] = [
    ("audit", (True,), ("audit_task", "a", True, None)),
    ("audit", (False, "why"), ("audit_task", "a", False, "why")),
    ("resend_callback", (), ("resend_callback", "a")),
]


@pytest.mark.parametrize(("method", "arguments", "expected"), UPDATES)
def test_a_task_becomes_what_the_service_answers(
    method: str, arguments: tuple[Any, ...], expected: tuple[Any, ...]
) -> None:
    """All of it, and it keeps its client."""
    client = Recorder(Task(LATER))
    task = Task(TASK, client)
    assert "pending" == task.status

    getattr(task, method)(*arguments)

    assert ([expected], "completed", LATER, client) == (client.calls, task.status, task.as_dict(), task._client)


@pytest.mark.parametrize(("method", "arguments", "expected"), OTHERS)
def test_a_task_stays_as_it_is(method: str, arguments: tuple[Any, ...], expected: tuple[Any, ...]) -> None:
    """Where the service answers something else."""
    client = Recorder({"ok": True})
    task = Task(TASK, client)

    getattr(task, method)(*arguments)

    assert ([expected], TASK) == (client.calls, task.as_dict())


@pytest.mark.parametrize(("method", "arguments", "expected"), [*UPDATES, *OTHERS])
def test_without_a_client(method: str, arguments: tuple[Any, ...], expected: tuple[Any, ...]) -> None:
    """The call to make instead is named, with what it takes."""
    for task in (Task(TASK), Task.received(dict(TASK))):
        with pytest.raises(ScaleException, match=rf"This Task has no ScaleClient.*Call client\.{expected[0]}\('a'"):
            getattr(task, method)(*arguments)


@pytest.mark.parametrize(
    ("entity", "method", "arguments", "expected"),
    [
        (Batch({"name": "b"}), "prioritize", (20,), ("prioritize_batch", "b", 20)),
        (Project({"name": "p"}), "get_template", (), ("get_project_template", "p")),
    ],
)
def test_other_entities(entity: Entity, method: str, arguments: tuple[Any, ...], expected: tuple[Any, ...]) -> None:
    """They give back what came."""
    client = Recorder("answer")
    entity._belongs(client, None)
    assert ("answer", [expected]) == (getattr(entity, method)(*arguments), client.calls)


def test_a_batch_is_finalized() -> None:
    """It becomes what the service answers."""
    client = Recorder(Batch({"name": "b", "status": "in_progress"}))
    batch = Batch({"name": "b", "status": "staging"}, client)
    batch.finalize()
    assert ([("finalize_batch", "b")], "in_progress") == (client.calls, batch.status)


@pytest.mark.parametrize(
    ("answer", "counts", "status"),
    [
        ({"status": "completed", "pending": 1, "canceled": 2}, [1, 0, 0, 2], "completed"),
        ({"tasks_completed": 3, "tasks_error": 4}, [0, 3, 4, 0], "staging"),
        ({"status": None, "pending": 1, "tasks_pending": 9}, [1, 0, 0, 0], "staging"),
    ],
)
def test_the_counts_of_a_batch(answer: dict[str, Any], counts: list[int], status: str) -> None:
    """By either spelling; what is absent is none."""
    client = Recorder(answer)
    batch = Batch({"name": "b", "status": "staging"}, client)
    assert answer == batch.get_status()
    found = [batch.tasks_pending, batch.tasks_completed, batch.tasks_error, batch.tasks_canceled]
    assert ([("batch_status", "b")], counts, status) == (client.calls, found, batch.status)


def test_a_page_is_a_list_that_knows_where_it_lies() -> None:
    """Its numbers are the service's; what it was not told, it does not show."""
    raw = {"docs": [TASK], "totalDocs": 7, "limit": 1, "offset": 3, "has_more": True, "next_token": "t"}
    page = Tasklist.read(raw, Task.received)

    assert [Task(TASK)] == page == page.docs
    assert (7, 1, 3, True, "t") == (page.total, page.limit, page.offset, page.has_more, page.next_token)
    assert ", total=7, limit=1, offset=3, has_more=True)" in repr(page)
    assert {"items": 1, "total": 7, "limit": 1, "offset": 3, "has_more": True} == dict(page._details())
    assert {"items": 0, "has_more": False} == dict(Page[Task]()._details())
    assert (5, None) == (Page.read({"docs": [], "total": 5, "totalDocs": 9}, Task.received).total, Page[Task]().total)


@pytest.mark.parametrize(
    ("item", "told"),
    [({"status": "x"}, r"item 1 of `docs` cannot be read: task_id: "), (5, r"item 1 of `docs` cannot be read: ")],
)
def test_an_item_that_cannot_be_read(item: Any, told: str) -> None:
    """It is named by its place, with why, and those before it are kept."""
    with pytest.raises(BrokenItem, match=told) as caught:
        read_items([TASK, item, TASK], Task.model_validate, "docs")
    assert [Task(TASK)] == caught.value.items
    with pytest.raises(BrokenItem, match="item 0 of the array cannot be read"):
        read_items([item], Task.model_validate)
    odd: list[Any] = [{}, None, "x"]
    for nothing in odd:
        with pytest.raises(ValueError, match=r"^`docs` is no array$"):
            read_items(nothing, Task.model_validate, "docs")


def test_where_an_entity_came_from() -> None:
    """The request's id goes with it; a copy by way of JSON has none."""
    task, fresh = Task(TASK), Task(TASK)
    task._belongs(None, "r1")
    copy = Task.model_validate_json(task.model_dump_json())
    assert ["r1", None, None] == [one.request_id for one in (task, fresh, copy)]


@pytest.mark.parametrize("half", [{"instruction": "cut \ud83d"}, {"\ud83d": 1}])
@pytest.mark.parametrize("indent", [None, 2])
def test_half_a_character_is_written_as_an_escape(indent: int | None, half: dict[str, Any]) -> None:
    """UTF-8 has no place for it; what is written reads the same."""
    task = Task({**TASK, "instruction": "cut", **half})
    written = task.model_dump_json(indent=indent)
    assert ("\\ud83d" in written, "\n" in written) == (True, indent is not None)
    assert task.as_dict() == Task.model_validate_json(written).as_dict()


@pytest.mark.parametrize("text", ["{", "", "5", "[]", b"\xff", '{"task_id": "a"}'])
def test_json_of_no_task(text: Any) -> None:
    """It is pydantic's own error, as for any model."""
    with pytest.raises(ValidationError):
        Task.model_validate_json(text)
    assert "a" == Task.model_validate_json(bytearray(b'{"task_id": "a", "status": "x"}')).task_id


def test_a_table_of_entities() -> None:
    """A row for each: what identifies it, what is shown of it, and where it belongs. Of other things, the things."""
    tasks = Tasklist([Task({**TASK, "project": "p", "created_at": "2024-01-01T00:00:00Z"}), Task(TASK)])
    rows = tasks._rows()
    assert (("task_id", "type", "status", "project", "batch", "created_at"), 2) == (rows.heads, rows.total)
    first, second = (list(map(str, cells)) for cells in rows.cells)
    assert ["a", "chat", "pending", "p", "None", "2024-01-01 00:00:00+00:00"] == first
    assert ["a", "chat", "pending", "None", "None", "None"] == second
    assert (("item",), [[5]]) == (Page([5])._rows().heads, [list(one) for one in Page([5])._rows().cells])
    assert [] == list(Page[Task]()._rows().cells)


def test_an_identity_has_a_short_name() -> None:
    """A task's is `id`, as in code for SDK 2.x."""
    assert TASK["task_id"] == Task(TASK).id == Task.received(TASK).id


def test_parameters_and_answers_have_types() -> None:
    """Those of the task's type; there is no answer before there is one."""
    task = Task({**TASK, "type": "imageannotation", "params": {"attachment": "a"}, "response": {"annotations": []}})
    assert [ImageAnnotationPayload, ImageAnnotationResponse] == [type(task.typed_params), type(task.typed_response)]
    assert {"attachment": "a"} == task.typed_params.to_wire()
    assert Task({**TASK, "response": None}).typed_response is None


def test_entities_are_equal_by_what_identifies_them() -> None:
    """Of one kind; without an identity, only to themselves."""
    nameless = Task({"status": "x"})
    assert (Task(TASK), hash(Task(TASK))) == (Task(LATER), hash(Task(LATER)))
    assert Task(TASK) != Task({**TASK, "task_id": "b"})
    assert Batch({"name": "a"}) != Project({"name": "a"})
    assert nameless == nameless
    assert nameless != Task({"status": "x"})
    assert 2 == len({nameless, Task({"status": "x"})})


def test_an_old_way_to_a_parameter_is_told_where_it_is_used() -> None:
    """The warning names the line of the user, not one of this package."""
    task = Task({**TASK, "params": {"attachment": "a.jpg"}})
    with pytest.warns(DeprecationWarning, match=r'use task\.params\["attachment"\]') as told:
        assert "a.jpg" == task.attachment  # type: ignore[attr-defined]
    assert [__file__] == [one.filename for one in told]
    with pytest.raises(AttributeError):
        _ = task.nothing  # type: ignore[attr-defined]

"""Entities over bytes: every way of reading a document says the same."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from scaleapi import Batch, File, Task
from scaleapi.models.base import Entity
from scaleapi.models.document import fields_of, split_page
from scaleapi.models.page import BrokenItem, Tasklist
from scaleapi.models.reading import strict_reader
from scaleapi.models.tasks.image import ImageAnnotationResponse
from tests.effort import one_in
from tests.models.tasks.test_samples import RESPONSES, name
from tests.models.test_entities import MINIMAL, TASK

LINE = json.dumps(TASK).encode()
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["2024-01-01T00:00:00.1234567Z", "2024-01-01", "1700000000", "completed", "\ud800", 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def told(entity: Entity) -> str:
    """Say everything that an entity says; as text, in which NaN is equal to itself."""
    return repr([*[(name, getattr(entity, name)) for name in type(entity).model_fields], entity.as_dict()])


def odd(kind: type[Entity]) -> st.SearchStrategy[dict[str, Any]]:
    """Make fields with anything in them, identifying ones included."""
    names = [field.alias or name for name, field in kind.model_fields.items()]
    return st.dictionaries(st.sampled_from([*names, "new"]), ODD, max_size=4)


def same(kind: type[Entity], text: bytes) -> None:
    """Check that bytes and what they say are read alike, or refused alike."""
    try:
        expected = told(kind.model_validate(json.loads(text)))
    except ValidationError:
        with pytest.raises(ValidationError):
            kind.received(text)
    else:
        assert expected == told(kind.received(text))


@pytest.mark.parametrize("kind", MINIMAL)
@one_in(3)
@given(data=st.data(), plain=st.booleans())
def test_both_ways_read_the_same(kind: type[Entity], data: st.DataObject, plain: bool) -> None:
    """A thing of bytes has the fields of the same thing parsed, whatever is in them, or is refused alike."""
    document = {**MINIMAL[kind], **data.draw(odd(kind))}
    same(kind, json.dumps(document, ensure_ascii=plain).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "fields",
    [
        b'"created_at": "2024-01-01T00:00:00.9999999Z"',
        b'"created_at": 1700000000',
        b'"created_at": "yesterday"',
        b'"priority": 30.0',
        b'"priority": "30"',
        b'"is_test": "true"',
        b'"tags": null, "params": null, "response": null',
        b'"tags": ["a", 1]',
        b'"customer_audit_time_secs": 1' + b"0" * 400,
        b'"params": {"x": 1e400}, "metadata": {"x": -0, "y": -0.0}',
        b'"project": "a", "project": "b"',
        b'"params": {"a": 1}, "params": {"b": 1, "b": 2}',
        b'"status": "brand_new", "type": "brand_new"',
        b'"project": "\\ud83d"',
        b'"metadata": {"x": NaN}',
        b'"metadata": ' + b"[" * 300 + b"]" * 300,
    ],
)
def test_corners(fields: bytes) -> None:
    """Values that both parsers take differently, or only one of them, read the same; the last of equal keys counts."""
    same(Task, b'{"task_id": "a", "status": "pending", ' + fields + b"}")


@pytest.mark.parametrize("path", RESPONSES, ids=name)
def test_samples(path: Path) -> None:
    """Each sample result is the same either way, typed as well."""
    raw = json.dumps({**TASK, "type": path.parent.name, "response": json.loads(path.read_bytes())}).encode()

    of_bytes, parsed = Task.received(raw), Task.model_validate(json.loads(raw))

    assert repr(parsed.typed_response) == repr(of_bytes.typed_response)
    assert parsed.model_dump_json() == of_bytes.model_dump_json()


@pytest.mark.parametrize("first", ["created_at", "response", "as_dict", "otherVersion", "model_fields_set", "as_json"])
def test_any_order(first: str) -> None:
    """What is asked for first does not change what is said then."""
    entity = Task.received(LINE)

    asked = getattr(entity, first)

    assert told(Task.model_validate(TASK)) == told(entity)
    assert {**TASK} == (asked() if first == "as_dict" else entity.as_dict())


def copies(entity: Task) -> list[Task]:
    """Copy a task in every way that there is."""
    return [copy.copy(entity), copy.deepcopy(entity), pickle.loads(pickle.dumps(entity)), entity.model_copy()]


@pytest.mark.parametrize("read", [False, True])
def test_copies(read: bool) -> None:
    """A copy of what was not read, or only in part, says the same; what is changed in a deep one stays there."""
    entity = Task.received(LINE)
    if read:
        assert TASK["params"] == entity.params
        assert TASK == entity.as_dict()

    assert [told(Task.received(LINE))] * 4 == [told(one) for one in copies(entity)]

    copy.deepcopy(entity).as_dict()["params"]["attachment"] = "other"
    assert TASK == entity.as_dict()


def test_bytes_pass_through() -> None:
    """The document is given back as it came, blanks included; on one line; and with what was changed in it."""
    spaced, broken = b' { "task_id":"a",  "status":"pending" }', b'{"task_id": "a",\n"status": "pending"}'
    assert spaced == Task.received(spaced).as_json()
    assert b'{"task_id":"a","status":"pending"}' == Task.received(broken).as_json()
    assert LINE.replace(b": ", b":").replace(b", ", b",") == Task.model_validate(TASK).as_json()

    changed = Task.received(spaced)
    changed.as_dict()["status"] = "completed"
    assert b'{"task_id":"a","status":"completed"}' == changed.as_json()


def test_one_value_as_it_came() -> None:
    """A value of the JSON is found by its name there, with little or nothing read."""
    entity = Task.received(LINE)
    names = ["created_at", "status", "metadata", "otherVersion", "batch", "id", "is_test"]
    assert [TASK.get(name) for name in names] == [entity.raw_value(name) for name in names]


def test_nothing_of_its_page_is_kept() -> None:
    """A task that is kept holds its own document, not the page that it came in."""
    body = b'{"docs": [' + LINE + b", " + LINE + b'], "total": null, "next_token": "t", "new": 1}'
    assert {"docs": [LINE, LINE], "total": None, "next_token": "t"} == split_page(body)


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf{"docs": [{"task_id": "a", "status": "pending"}], "total": 1}',
        b'{"docs": [{"task_id": "a", "status": "pending", "metadata": {"x": Infinity}}], "total": 1}',
        b'{"docs": [{"task_id": "a", "status": "pending", "project": "\\ud800"}], "total": 1}',
        '{"docs": [{"task_id": "a", "status": "pending"}], "total": 1}'.encode("utf-16"),
    ],
)
def test_pages_that_only_the_standard_library_reads(body: bytes) -> None:
    """A page that msgspec refuses is read all the same."""
    assert [json.loads(body)["docs"][0]] == [task.as_dict() for task in Tasklist.read(split_page(body), Task.received)]


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"docs": [{"x": "\xff"}]}', b'{"docs": [{]}', b'{"docs": []} x'])
def test_no_page(body: bytes) -> None:
    """What is no JSON is refused, also where it lies within an item."""
    with pytest.raises(ValueError, match=r"."):
        split_page(body)


@given(st.binary(max_size=12))
@example(b'"\x01"')
@example(b"01")
@example(b'"\\x"')
def test_pages_are_checked_whole(item: bytes) -> None:
    """Whatever lies within an item: a page is read exactly if the standard library reads it."""
    body = b'{"docs": [{"x": ' + item + b"}]}"
    try:
        expected = repr(json.loads(body)["docs"])
    except ValueError:
        with pytest.raises(ValueError, match=r"."):
            split_page(body)
    else:
        docs = split_page(body)["docs"]
        assert expected == repr([json.loads(one) if isinstance(one, bytes) else one for one in docs])


@pytest.mark.parametrize("broken", [b'{"task_id": "b"}', b'{"task_id": 1, "status": "pending"}', b"7", b"null"])
def test_a_broken_item(broken: bytes) -> None:
    """An item without identity is named, and those before it are there."""
    with pytest.raises(BrokenItem, match="item 1 of `docs` cannot be read") as caught:
        Tasklist.read(split_page(b'{"docs": [' + LINE + b"," + broken + b"]}"), Task.received)
    assert [TASK["task_id"]] == [task.id for task in caught.value.items]


class Mine(Task):
    """A user's class, with a field of its own."""

    more: str = "x"


def test_subclasses() -> None:
    """A user's class with fields of its own is read from bytes, too."""
    assert ("x", TASK["task_id"]) == ((mine := Mine.received(LINE)).more, mine.id)


def test_other_lists() -> None:
    """Batches and files come as bytes, too."""
    assert ("b", 3) == ((batch := Batch.received(b'{"name": "b", "tasks_pending": 3}')).name, batch.tasks_pending)
    assert ("f", []) == ((file := File.received(b'{"id": "f"}')).id, file.project_names)


def details(task: Task) -> dict[str, object]:
    """Tell what a task shows of itself in full."""
    return dict(task._details())


@pytest.mark.parametrize(("size", "told"), [(1 << 19, False), ((1 << 20) + 100, True)])
def test_a_large_field_is_not_decoded_to_show_it(size: int, told: bool) -> None:
    """Beyond a mebibyte, its size is shown, until somebody has asked for it."""
    params = {"x": "y" * size}
    task = Task.received(json.dumps({**TASK, "params": params}).encode())

    assert told == str(details(task)["params"]).endswith("bytes of JSON)")
    assert params == task.params == details(task)["params"] == details(Task(task.as_dict()))["params"]


def test_what_cannot_be_read_hides_nothing_else() -> None:
    """A property of a user's that raises is named as what it is, beside the rest."""

    class Mine(Task):
        shown = ("status", "broken")

        @property
        def broken(self) -> str:
            raise ZeroDivisionError("no")

    shown = repr(Mine.model_validate(TASK))
    assert ("ZeroDivisionError" in shown, TASK["task_id"] in shown, "status" in shown) == (True, True, True)


@pytest.mark.parametrize("name", ["_x", "__x", "_"])
def test_private_names_are_none_of_the_service(name: str) -> None:
    """They are not looked for in the JSON, whatever it has: copying and pickling ask for such."""
    for task in (Task.received(json.dumps({**TASK, name: 1}).encode()), Task({**TASK, name: 1})):
        with pytest.raises(AttributeError):
            getattr(task, name)
        assert 1 == task.as_dict()[name]


@pytest.mark.parametrize("name", ["status", "created_at", "type", "priority", "tags", "params", "response", "batch"])
def test_reading_a_field_leaves_the_document_as_it_came(name: str) -> None:
    """Nothing but that field is parsed, in what comes from a pickle, too: the bytes can still be passed on."""
    spaced = json.dumps(TASK, indent=None, separators=(" ,", " : ")).encode()
    for task in (Task.received(spaced), pickle.loads(pickle.dumps(Task.received(spaced)))):
        getattr(task, name)
        assert spaced == task.as_json()


def test_asking_for_what_is_not_there_parses_nothing() -> None:
    """Rich and notebooks ask everything for names of nothing; names of the JSON that no field has are found."""
    spaced = json.dumps({**TASK, "brand_new": 1}, separators=(" ,", " : ")).encode()
    task = Task.received(spaced)

    assert (False, spaced) == (hasattr(task, "awehflow97rqwef"), task.as_json())
    assert (1, False) == (task.brand_new, hasattr(task, "awehflow97rqwef"))  # type: ignore[attr-defined]


class NeededLast(BaseModel):
    """A model whose needed field stands after another."""

    name: str | None = None
    id: str


def test_fields_in_any_order() -> None:
    """What must be there may be declared after what need not."""
    head = fields_of(NeededLast).head(b'{"id": "x"}')
    assert ("x", None) == (head.id, head.name)


@pytest.mark.parametrize("ask", [Task.as_dict, lambda task: task.params, lambda task: task.status])
def test_a_copy_where_nothing_was_read_yet(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in another process: how fields are read is found out then."""
    expected, copied = ask(Task.received(LINE)), pickle.dumps(Task.received(LINE))
    monkeypatch.setattr(Task, "_fields", None)
    assert expected == ask(pickle.loads(copied))


def test_what_stands_for_unread_fields_does_not_show() -> None:
    """Classes have no attributes of the names of fields, so users' own may declare them anew, and have other types."""
    Task.received(LINE)
    assert not hasattr(Task, "status")

    class Mine(Task):
        status: str  # type: ignore[assignment]
        priority: int | None = 7

    mine = Mine.received(b'{"task_id": "a", "status": "mine", "batch": "b"}')
    assert ("mine", 7, "b", "a") == (mine.status, mine.priority, mine.batch, mine.id)


def test_the_quick_way_takes_only_what_fits() -> None:
    """What does not is left to the slow way, which reads all that the quick one does."""
    quick = fields_of(Task)
    head = quick.head(b'{"task_id": "t", "status": "pending", "type": null, "created_at": null, "tags": ["a"]}')
    assert Task.model_fields.keys() == dict(quick.unread()).keys()
    assert all(hasattr(head, name) for name in Task.model_fields)
    assert [{}, {}] == [vars(Task.received(TASK)), vars(Task.received(LINE))]
    for refused in ({"task_id": "t"}, {"task_id": 5, "status": "pending"}, {"task_id": "t", "status": None}):
        assert quick.head(json.dumps(refused).encode()) is None
    misfit = {"annotations": 5}
    with pytest.raises(ValidationError):
        strict_reader(ImageAnnotationResponse).validate_python(misfit)
    assert misfit == ImageAnnotationResponse.read(misfit).to_wire()

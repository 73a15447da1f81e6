"""From bodies to callbacks: whatever json.loads reads of a task, and nothing else."""

from __future__ import annotations

import gzip
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from scaleapi import ScaleClient, Task
from scaleapi.callbacks import Callback, CallbackRefused, parse
from scaleapi.emulator import Emulator
from scaleapi.models.tasks.generic import TaskErrorResponse
from scaleapi.models.tasks.registry import KNOWN_TYPES, response_class
from tests.callbacks.calls import KEY, SECRET_TEXT, TASK, body_of, told

SAMPLES = Path(__file__).parent.parent / "samples"
HEADERS = {"scale-callback-auth": KEY}


def read(content: Any, **headers: str) -> Callback:
    """Read a callback that carries the key."""
    body = content if isinstance(content, (str, bytes, bytearray, memoryview)) else body_of(content)
    return parse(body, HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}, keys=KEY)


@pytest.mark.parametrize("task_type", KNOWN_TYPES)
def test_every_task_type_is_typed(task_type: str) -> None:
    """The response is of the class that get_task has for it; the error of a failed one says why."""
    response = json.loads((SAMPLES / task_type / "response.json").read_text(encoding="utf-8"))
    done = read(told(type=task_type, response=response))
    failed = read(told(type=task_type, status="error", response={"error": "unreachable"}))
    assert Task.model_validate(done.task.as_dict()).typed_response == done.typed_response
    assert (response_class(task_type), None) == (type(done.typed_response), done.error)
    assert (TaskErrorResponse, "unreachable") == (type(failed.typed_response), failed.error)


@pytest.mark.parametrize("status", ["pending", "canceled", "completed", "error", "one of tomorrow"])
def test_every_status(status: str) -> None:
    """Without a response there is none; a failure without a reason is a failure still."""
    callback = read(told(status=status, response=None))
    assert (status, None, None) == (callback.status, callback.response, callback.typed_response)
    assert (status == "error") == bool(callback.error)


def test_a_callback_is_an_entity() -> None:
    """It keeps what came, unknown fields included; it goes through JSON, pickle and sets."""
    content = {**told(), "sent_by": "tomorrow's service"}
    callback = read(content)
    assert content == callback.as_dict()
    assert "tomorrow's service" == callback.sent_by  # type: ignore[attr-defined]
    for twin in (pickle.loads(pickle.dumps(callback)), Callback.model_validate_json(callback.model_dump_json())):
        assert (callback, {callback}) == (twin, {twin})
    assert SECRET_TEXT not in repr(callback)


@pytest.mark.parametrize(
    "content",
    [
        {"task": TASK},
        {"task_id": TASK["task_id"], "status": "completed", "task": {"response": TASK["response"]}},
        {"task_id": TASK["task_id"], "task": {**TASK, "new": [1]}, "response": TASK["response"]},
        told(created_at="no date", params="not an object", type=5),
    ],
)
def test_what_the_service_may_leave_out(content: dict[str, Any]) -> None:
    """Id, status and response are found in the task or beside it; misfits are no reason to refuse."""
    callback = read(content)
    assert (TASK["task_id"], "completed", TASK["response"]) == (callback.task_id, callback.status, callback.response)


TEXT = json.dumps(told(metadata={"name": "Köln 👍"}), ensure_ascii=False)


@pytest.mark.parametrize(
    "body",
    [TEXT, TEXT.encode(), bytearray(TEXT.encode()), memoryview(TEXT.encode()), "\ufeff" + TEXT, f" \n{TEXT}\r\n ",
     TEXT.encode("utf-8-sig"), TEXT.encode("utf-16"), TEXT.encode("utf-32"), TEXT.encode("utf-16-le")],
    ids=range(10),
)  # fmt: skip
def test_bodies_in_other_encodings(body: Any) -> None:
    """Whatever `json.loads` reads, also with a charset that is none of JSON's."""
    callback = read(body, content_type="application/json; charset=iso-8859-1", content_encoding="identity")
    assert {"name": "Köln 👍"} == callback.task.metadata


@pytest.mark.parametrize("value", ["NaN", "-Infinity", '"\\ud800"', "1" * 5000, "1e999", "[" * 300 + "]" * 300])
def test_odd_values_are_read(value: str) -> None:
    """As `json.loads` reads them; they have an event_id, too."""
    body = json.dumps(told(response={"odd": "@"})).replace('"@"', value)
    assert read(body).event_id == read(f" {body}").event_id
    assert read(body).event_id != read(told()).event_id


NONSENSE: list[Any] = [
    b"", b" ", b"nonsense", b"{", b"\xff\xff", b"\x80abc", b"null", b"true", b"5", b'"text"', b"[]", b"[{}]", b"{}",
    TEXT.encode()[:-1], TEXT.encode() + b"}", TEXT.encode("latin-1", "replace")[:50], b"\0" * 100,
    b"[" * 100_000, b'{"task":' * 100_000, b'{"a":' * 2000 + b"1" + b"}" * 2000, b"1" * 200_000,
    gzip.compress(TEXT.encode()),
    {"task": None}, {"task": []}, {"task": "64f0"}, {"task": {}}, {"task_id": "64f0c2a1b7d4e90012ab34cd"},
    {"task_id": "64f0c2a1b7d4e90012ab34cd", "status": "completed"},
    {"batch": {"name": "b"}, "status": "completed"},
    told(task_id=""), told(task_id=" "), told(task_id=5), told(task_id=None), told(task_id="x" * 201),
    told(task_id="a\nb"), told(task_id="\ud800"), told(task_id="ü"), told(status=None), told(status=5), told(status=[]),
    {**told(), "task_id": "another"}, {**told(), "task_id": None},
]  # fmt: skip


@pytest.mark.parametrize("body", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_refused(body: Any) -> None:
    """With 400; the reason quotes nothing of it, nor does a chained error."""
    with pytest.raises(CallbackRefused) as refused:
        read(body)
    assert 400 == refused.value.code
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize("encoding", ["gzip", "br", "Deflate", "gzip, gzip", "identity, gzip"])
def test_compressed_bodies_are_refused(encoding: str) -> None:
    """The service sends none, and what is small here might be large there."""
    with pytest.raises(CallbackRefused, match="compressed"):
        read(gzip.compress(TEXT.encode()), content_encoding=encoding)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "pending", "response": None},
        {"response": {"annotations": {"sentiment": ["negative"]}}},
        {"customer_review_status": "accepted"},
        {"customer_review_status": "fixed", "customer_audited_at": "2024-02-02T00:00:00.000Z"},
        {"completed_at": "2024-02-03T00:00:00.000Z"},
        {"task_id": "64f0c2a1b7d4e90012ab34ce"},
    ],
)
def test_another_outcome_is_another_event(changes: dict[str, Any]) -> None:
    """A recall, a review, a changed answer, a second completion."""
    assert read(told()).event_id != read(told(**changes)).event_id
    assert read(told(**changes)) == read(told(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"tags": ["new"]},
        {"callback_succeeded": False, "callback_completed": False},
        {"updated_at": "2024-02-02T00:00:00.000Z"},
        {"metadata": {}},
    ],
)
def test_the_same_outcome_is_the_same_event(changes: dict[str, Any]) -> None:
    """Whatever else changed between two deliveries, and in whatever order the keys come."""
    other = dict(reversed(told(**changes).items()))
    assert read(told()).event_id == read(other).event_id
    assert read(told()) == read(other)


def test_events_of_the_emulator() -> None:
    """An audit is another event than the completion; a tag is none."""
    with Emulator() as emulator, emulator.client("live_k") as client:
        task = client.create_task("chat")
        emulator.complete(task.id)

        def event(client: ScaleClient = client) -> str:
            return read({"task": client.get_task(task.id).as_dict()}).event_id

        done = event()
        client.set_task_tags(task.id, ["a"])
        assert done == event()
        client.audit_task(task.id, accepted=True)
        assert done != event()

"""What is fuzzed. A target takes any bytes, and raises if the package does with them what it must not.

What `json.loads` reads must be read, and say the same; what is wrong must be told by a documented error, and no other.
"""

from __future__ import annotations

import json
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from io import BytesIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import NoneType
from typing import Any
from unittest.mock import patch

import httpx

from scaleapi import PayloadFile, ScaleClient, Task, models, validate, validate_jsonl
from scaleapi._core import system
from scaleapi._io.json_stream import items_of
from scaleapi._io.json_text import dumps, loads
from scaleapi.bulk import adopt_journal, journal, read_journal
from scaleapi.callbacks import Callback, parse, wsgi_app
from scaleapi.emulator import Emulator
from scaleapi.exceptions import CallbackRefused, ScaleException, ScaleExportError, ScaleJournalError
from scaleapi.export import convert_jsonl, read_jsonl, read_parquet, to_arrow, write_jsonl
from scaleapi.export.completed import finished_parts, foreign_part
from scaleapi.export.layout import ExportOptions, Format
from scaleapi.models import v2
from scaleapi.models.base import Entity
from scaleapi.validation.checks import check
from scaleapi.viewer import render
from scaleapi.viewer.scenes.task import scene_of

__all__ = ["TARGETS", "a_journal", "an_export"]

_DEEP = 300
"""Brackets beyond which nothing is compared: how deep the standard library reads depends on the stack above it."""
_LEFT = object()
ENTITIES: list[type[Entity]] = [
    one
    for package in (models, v2)
    for name in sorted(package.__all__)
    if isinstance(one := getattr(package, name), type) and issubclass(one, Entity) and hasattr(one, "identity")
]


def standard(text: bytes) -> Any:
    """Read JSON as the standard library does; `_LEFT` for what it does not read, or only on a large stack."""
    if text.count(b"[") + text.count(b"{") > _DEEP:
        return _LEFT
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _LEFT


def same(expected: Any, found: Any) -> None:
    """Compare JSON values to the last bit; NaN is equal to itself."""
    assert repr(expected) == repr(found), (expected, found)


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder in memory, if the machine has such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - only for speed
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        yield Path(made)


def entities(data: bytes) -> None:
    """One thing of each kind, and what it says."""
    expected = standard(data)
    for kind in ENTITIES:
        try:
            entity = kind.received(data)
        except ValueError:  # no JSON, or pydantic's own: it lacks what identifies it
            assert expected is _LEFT or not _identified(kind, expected), kind
            continue
        _look(entity)
        if expected is not _LEFT:
            same(expected, entity.as_dict())
            same(expected, json.loads(entity.as_json()))
            same(expected, json.loads(entity.model_dump_json()))
            same(_fields(kind.model_validate(expected)), _fields(entity))


def _identified(kind: type[Entity], raw: Any) -> bool:
    return isinstance(raw, dict) and all(isinstance(raw.get(name), str) for name in kind._needed)


def _fields(entity: Entity) -> list[Any]:
    return [getattr(entity, name) for name in type(entity).model_fields]


def _look(entity: Entity) -> None:
    """Ask for everything that must not fail, whatever came."""
    _fields(entity)
    assert isinstance(f"{entity!r}{entity._repr_html_()}", str)
    assert entity in {entity}
    if isinstance(entity, Task):
        _ = entity.typed_params, entity.typed_response, entity.typed_prior_responses, entity.typed_attempts


def json_text(data: bytes) -> None:
    """The reader and the writer of JSON themselves."""
    expected = standard(data)
    try:
        found = loads(data)
    except ValueError:
        assert expected is _LEFT
        return
    if expected is not _LEFT:
        same(expected, found)
        same(expected, json.loads(dumps(found)))


CALLS: list[Callable[[ScaleClient], Any]] = [
    lambda client: client.get_task("a"),
    lambda client: list(client.get_tasks("p")),
    lambda client: list(client.get_tasks("p", concurrency=2)),
    lambda client: client.tasks(project="p"),
    lambda client: client.get_tasks_count("p"),
    lambda client: client.create_task("chat"),
    lambda client: client.cancel_task("a"),
    lambda client: client.audit_task("a", accepted=True),
    lambda client: client.list_audits("a"),
    lambda client: client.create_batch("p", "b"),
    lambda client: client.get_batch("b"),
    lambda client: list(client.get_batches()),
    lambda client: client.batch_status("b"),
    lambda client: client.create_project("p", "chat"),
    lambda client: client.get_project("p"),
    lambda client: client.projects(),
    lambda client: client.get_project_template("p"),
    lambda client: client.upload_file(BytesIO(b"x")),
    lambda client: client.import_file("https://example.com/a.jpg"),
    lambda client: list(client.get_files("p")),
    lambda client: client.list_teammates(),
    lambda client: client.invite_teammates(["a@example.com"], "member"),
    lambda client: client.list_studio_assignments(),
    lambda client: client.list_project_groups("p"),
    lambda client: client.list_studio_batches(),
    lambda client: client.list_training_attempts(["q"]),
    lambda client: client.create_evaluation_task("chat", expected_response={}),
    lambda client: client.validate_payload("chat", {"project": "p"}),
    lambda client: list(client.create_tasks("chat", [{}, {}])),
    lambda client: list(client.get_task_frames("a")),
    lambda client: client.get_task_result("a"),
    lambda client: list(client.cancel_tasks(["a"])),
    lambda client: list(client.tag_tasks(["b"], project_name="p")),
    lambda client: list(client.wait(["a"], timeout=0.001)),
    lambda client: _exported(client),  # noqa: PLW0108  (it is further below)
]
"""Calls of every shape of answer."""
STATUSES = [200, 201, 204, 302, 400, 401, 404, 409, 422, 429, 500, 503]


def _exported(client: ScaleClient) -> object:
    with folder() as place:
        return client.export_tasks(place, project_name="p", file_format="jsonl", concurrency=1)


def replies(data: bytes) -> None:
    """Answers to calls: the first byte chooses the call, the second the status; after some, there is nothing more."""
    chosen, status, body = data[:1], data[1:2], data[2:]
    if not status:
        return
    call, code = CALLS[chosen[0] % len(CALLS)], STATUSES[status[0] % len(STATUSES)]
    answers = iter([httpx.Response(code, content=body) for _ in range(4)])
    transport = httpx.MockTransport(lambda _: next(answers, None) or httpx.Response(404))
    with (
        warnings.catch_warnings(action="ignore"),
        patch.object(system, "sleep", lambda _: None),
        httpx.Client(transport=transport) as http,
        ScaleClient("test_key", http_client=http, max_retries=0, validation="off") as client,
        suppress(ScaleException),
    ):
        _compared(call(client), body)


def _compared(result: Any, body: bytes) -> None:
    expected = standard(body)
    if isinstance(result, Entity) and expected is not _LEFT:
        _look(result)
        same(expected, result.as_dict())


def payloads(data: bytes) -> None:
    """A payload, with its type under `type`: what is said of it does not depend on the way it is looked at."""
    found = [problem for row in validate_jsonl([data.replace(b"\n", b" ")]) for problem in row.problems]
    payload = standard(data)
    if not isinstance(payload, dict) or not isinstance(payload.get("type"), (str, NoneType)):
        return
    kind: Any = payload.pop("type", None)
    quick = list(validate(kind, payload))
    with patch("scaleapi.validation.checks.accepts", lambda *_: False):
        at_length = list(validate(kind, payload))
    same(at_length, quick)
    if len(data.splitlines()) == 1:
        same(quick, found)
    with warnings.catch_warnings(action="ignore"), suppress(ScaleException):
        assert not [one for one in quick if one.severity == "error"] or not check(kind, payload)


def lines(data: bytes) -> None:
    """A file of JSON lines, of tasks and of payloads."""
    with folder() as place:
        path = place / "a.jsonl"
        path.write_bytes(data)
        _read_all(path)
        expected = [standard(line.strip(b" \t\r")) for line in data.split(b"\n") if line.strip()]
        if all(_identified(Task, one) for one in expected):
            same(expected, [task.as_dict() for task in read_jsonl(path)])
        if all(isinstance(one, dict) for one in expected):
            same(expected, list(PayloadFile(path)))


def tables(data: bytes) -> None:
    """A task as tables, as a picture and as a page, alone and from a file."""
    try:
        task = Task.received(data)
    except ValueError:
        return
    kind = task.type or "imageannotation"
    json.dumps(scene_of(task))
    to_arrow([task], kind)
    with folder() as place:
        write_jsonl(place / "a.jsonl", [task])
        assert 1 == convert_jsonl(place / "a.jsonl", place / "out", kind, raw=True).tasks
        assert 1 == render(place / "a.jsonl", place / "a.html").tasks
        same(task.as_dict(), next(read_parquet(place / "out")).as_dict())


def packed(data: bytes) -> None:
    """The same, packed: it may break off anywhere."""
    with folder() as place:
        for name in ("a.jsonl.gz", "a.jsonl.zst"):
            (place / name).write_bytes(data)
            _read_all(place / name)


def _read_all(path: Path) -> None:
    with suppress(ScaleExportError, OSError):
        for task in read_jsonl(path):
            _look(task)
    with suppress(OSError):
        list(validate_jsonl(path))
    with suppress(OSError):
        list(PayloadFile(path).rows())


def arrays(data: bytes) -> None:
    """An array, as a file of results and of payloads; and what else a file of payloads may be."""
    expected = standard(data)
    with suppress(ValueError):
        found = list(items_of(BytesIO(data)))
        if isinstance(expected, list):
            same(expected, found)
    with folder() as place:
        for name in ("a", "a.csv", "a.parquet"):
            (place / name).write_bytes(data)
            with suppress(OSError):
                list(PayloadFile(place / name).problems())


def callbacks(data: bytes) -> None:
    """The body of a callback, with the right key."""
    expected = standard(data)
    came: list[Callback] = []
    app = wsgi_app(came.append, keys="key", other=lambda _: None)
    environ = {
        "REQUEST_METHOD": "POST",
        "HTTP_SCALE_CALLBACK_AUTH": "key",
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": BytesIO(data),
    }
    answered: list[str] = []
    assert b"" == b"".join(app(environ, lambda status, _headers: answered.append(status)))  # type: ignore[arg-type]
    assert answered[0][:3] in {"200", "400"}, answered
    try:
        callback = parse(data, {"scale-callback-auth": "key"}, "key")
    except CallbackRefused:
        return
    assert [callback] == came
    _look(callback)
    _look(callback.task)
    _ = callback.status, callback.response, callback.typed_response, callback.error
    if expected is not _LEFT:
        same(expected | {"task": None}, callback.as_dict() | {"task": None})


def a_journal(path: Path) -> Path:
    """Write a small journal: a row for each outcome."""
    with Emulator() as emulator, emulator.client("test_key", max_retries=0) as client:
        rows = [{"metadata": {"n": number}, "unique_id": f"u{number}"} for number in range(4)]
        emulator.faults.add("reset_after", path="/v1/task/*", times=1)
        with warnings.catch_warnings(action="ignore"):
            list(client.create_tasks("chat", rows, journal=path, concurrency=1))
    return path


def journals(data: bytes) -> None:
    """A file in the place of a journal."""
    with folder() as place:
        path = place / "journal"
        path.write_bytes(data)
        _use_journal(path)


def _use_journal(path: Path) -> None:
    with suppress(ScaleJournalError):
        list(read_journal(path))
    with suppress(ScaleJournalError):
        adopt_journal(path)
    with Emulator() as emulator, emulator.client("test_key", max_retries=0) as client:
        rows = [{"metadata": {"n": number}, "unique_id": f"u{number}"} for number in range(4)]
        with warnings.catch_warnings(action="ignore"), suppress(ScaleJournalError):
            list(client.create_tasks("chat", rows, journal=path, concurrency=1))


def journal_values(data: bytes) -> None:
    """A journal in whose tables anything may stand: JSON of its tables, as `{"meta": {…}, "rows": [[…]]}`."""
    content = standard(data)
    if not isinstance(content, dict):
        return
    with folder() as place:
        path = place / "journal"
        with closing(sqlite3.connect(path)) as db, db:
            db.executescript(journal._TABLES)
            for name, value in _mapping(content.get("meta")).items():
                db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_cell(name), _cell(value)))
            for row in content.get("rows") if isinstance(content.get("rows"), list) else ():  # type: ignore[union-attr]
                cells = [*map(_cell, row if isinstance(row, list) else [row]), *([None] * 6)][:6]
                with suppress(sqlite3.Error):
                    db.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?, ?)", cells)
        _use_journal(path)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _cell(value: Any) -> Any:
    """Make what SQLite can hold of a JSON value."""
    if isinstance(value, (dict, list)) or (isinstance(value, int) and abs(value) >= 1 << 63):
        return json.dumps(value).encode()
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def an_export(path: Path, file_format: Format = "jsonl") -> Path:
    """Export three tasks, the same each time."""
    with Emulator(seed=1) as emulator, emulator.client("test_key") as client:
        client.create_project("p", "chat")
        for _ in range(3):
            client.create_task("chat", project="p")
        _export(client, path, file_format)
    return path


def _export(client: ScaleClient, path: Path, file_format: Format) -> None:
    numbers = count()
    raw = file_format == "parquet"
    with patch.object(system, "new_key", lambda: f"key-{next(numbers)}"), warnings.catch_warnings(action="ignore"):
        client.export_tasks(
            path,
            project_name="p",
            task_type="chat",
            file_format=file_format,
            raw=raw,
            concurrency=1,
        )


def plans(data: bytes) -> None:
    """The plan of an export, which is gone on with."""
    with folder() as place, Emulator(seed=1) as emulator, emulator.client("test_key") as client:
        (place / "export.json").write_bytes(data)
        client.create_project("p", "chat")
        client.create_task("chat", project="p")
        with suppress(ScaleExportError):
            _export(client, place, "jsonl")


def parts(data: bytes) -> None:
    """A Parquet file where whole tasks should be."""
    with folder() as place:
        (place / "tasks").mkdir()
        (place / "tasks" / "part-00000.parquet").write_bytes(data)
        with suppress(ScaleExportError, OSError):
            for task in read_parquet(place):
                _look(task)
        with suppress(OSError):
            list(PayloadFile(place / "tasks" / "part-00000.parquet").rows())
        foreign_part(place, "another")
        finished_parts(place, ExportOptions("chat"), "key-0")


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one
    for one in (
        entities,
        json_text,
        replies,
        payloads,
        lines,
        tables,
        packed,
        arrays,
        callbacks,
        journals,
        journal_values,
        plans,
        parts,
    )
}
"""By name. Those after `callbacks` make files and emulators, and so are slower."""

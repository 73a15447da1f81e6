"""What fuzzing begins with: the samples of every task type in the shape of each target, and JSON that is odd."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.fuzz.targets import CALLS, a_journal, an_export
from tests.json_texts import ODD_TEXTS, deep
from tests.models.v2 import samples

__all__ = ["FOUND", "TASKS", "found", "seeds"]

SAMPLES = Path(__file__).parent.parent / "samples"
FOUND = Path(__file__).parent / "found"
"""Inputs that something was wrong with once, in a folder for each target."""

_TASK: dict[str, Any] = {
    "task_id": "64f0c2a1b7d4e90012ab34cd",
    "status": "completed",
    "created_at": "2024-01-01T00:00:00.123Z",
    "completed_at": "2024-02-01T12:30:00.000Z",
    "metadata": {"name": "Köln 👍", "n": 10**30},
    "tags": ["a"],
    "audits": [{"audit_source": "customer"}],
    "attempts": [{"response": {}}],
    "prior_responses": [{"annotations": []}],
}
_THING: dict[str, Any] = {
    **_TASK,
    **{name: name for name in ("id", "name", "project", "email", "role", "worker_id", "company", "first_name")},
    "param_history": [{"version": 0, "instruction": "x"}],
    "totalTasks": 3,
    "size": 1,
}


def found(target: str) -> list[Path]:
    """List the inputs that something was wrong with once."""
    return sorted((FOUND / target).glob("*"))


def seeds(target: str) -> list[bytes]:
    """List the seeds of a target."""
    return [*_SEEDS[target](), *(path.read_bytes() for path in found(target))]


def _samples(pattern: str) -> Iterator[tuple[str, Any]]:
    for path in sorted(SAMPLES.glob(f"*/{pattern}*.json")):
        yield path.parent.name, json.loads(path.read_bytes())


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


@cache
def _tasks() -> list[dict[str, Any]]:
    made = [{**_TASK, "type": kind, "response": one} for kind, one in _samples("response")]
    return [*made, *({**_TASK, "type": kind, "params": one} for kind, one in _samples("payload"))]


TASKS = len(_tasks())
"""How many of the first seeds of `entities` are tasks."""


def _odd() -> list[bytes]:
    return [*ODD_TEXTS, deep(900), b"", b"null", b'"', b"\xff", b"1" * 5000, b"[1e999]", b'{"a":1,"b":2,"a":3}']


def _entities() -> list[bytes]:
    second = [samples.TASK, samples.BATCH, samples.DATASET_TASK, samples.SCHEMA, samples.ANNOTATIONS[9]]
    return [*map(_written, [*_tasks(), _THING, *second]), *_odd()]


def _replies() -> list[bytes]:
    page: dict[str, Any] = {
        "docs": [_TASK, _THING],
        "total": 2,
        "limit": 100,
        "offset": 0,
        "has_more": False,
        "next_token": None,
    }
    bodies: list[Any] = [
        page,
        {**page, "has_more": True, "next_token": "t"},
        _THING,
        [_THING],
        {"a@example.com": _THING},
    ]
    bodies += [{**page, "docs": [_TASK, 5]}, {**page, "docs": 5}, {"error": "no", "status_code": 400}]
    answers = [bytes([call, 0]) + _written(body) for call in range(len(CALLS)) for body in bodies]
    return [*answers, *(bytes([0, status]) + body for status in range(12) for body in (b"", b"<html>", b'{"error":1}'))]


def _payloads() -> list[bytes]:
    right = [_written({"type": kind, **one}) for kind, one in _samples("payload") if isinstance(one, dict)]
    wrong = [_written({"type": kind, **one["payload"]}) for kind, one in _samples("wrong") if "payload" in one]
    return [*right, *wrong, *_odd()]


def _lines() -> list[bytes]:
    few = [b"\n".join(map(_written, _tasks()[at : at + 3])) for at in range(0, 30, 3)]
    return [*few, *_payloads()[:5], b"\r\n\n{}\r\n", *_odd()]


def _packed() -> list[bytes]:
    texts = [b'{"task_id":"a","status":"b"}\n' * 3, b"{}", b""]
    return [
        *(gzip.compress(text, mtime=0) for text in texts),
        b"\x28\xb5\x2f\xfd\x04\x00\x11\x00\x00{}\x99\xe9\xd8\x51",
        b"x",
    ]


def _arrays() -> list[bytes]:
    table = b'attachment,geometries.box.min_height,"a\nb"\nhttps://a.example,5,"x"\n1,2\n'
    return [
        _written(_tasks()[:3]),
        b'{"annotations": [1, 2]}',
        b"[1",
        b"[1 2]",
        b"[]",
        b"[,]",
        table,
        *_odd(),
        *_parts(),
    ]


def _callbacks() -> list[bytes]:
    told = [
        {"task_id": one["task_id"], "status": "completed", "response": one.get("response"), "task": one}
        for one in _tasks()
    ]
    return [*map(_written, told), b'{"task": {}}', b'{"batch": {"name": "b"}}', *_odd()]


def _in_folder(make: Callable[[Path], object], name: str) -> bytes:
    with TemporaryDirectory() as place:
        make(Path(place) / "made")
        return (Path(place) / name).read_bytes()


@cache
def _journals() -> list[bytes]:
    return [_in_folder(a_journal, "made"), b"", b"SQLite format 3\0"]


@cache
def _journal_values() -> list[bytes]:
    with TemporaryDirectory() as place, closing(sqlite3.connect(a_journal(Path(place) / "journal"))) as db:
        meta = dict(db.execute("SELECT name, value FROM meta"))
        rows = [[row, None, *rest] for row, _, *rest in db.execute("SELECT * FROM rows")]
    whole = {"meta": meta, "rows": rows}
    values: list[Any] = [None, 5, "x", 1.5, []]
    odd: list[Any] = [
        {**whole, "rows": [[1, "x", "k", outcome, result, "e"]]}
        for outcome, result in [
            ("", ""),
            ("new", None),
            (5, None),
            ("applied", "{"),
            ("applied", "5"),
            ("applied", b"".hex()),
        ]
    ]
    odd += [{**whole, "meta": {name: one for name, one in meta.items() if name != left}} for left in meta]
    odd += [{**whole, "meta": {**meta, name: value}} for name in meta for value in values]
    return [*map(_written, [whole, *odd]), b"{}"]


@cache
def _plans() -> list[bytes]:
    plan = json.loads(_in_folder(an_export, "made/export.json"))
    values: list[Any] = [None, 5, "x", [], {}, [[]], [5]]
    odd: list[Any] = [{**plan, name: value} for name in plan for value in values]
    odd += [{**plan, "form": {**plan["form"], name: value}} for name in plan["form"] for value in values]
    odd += [{**plan, "windows": [{**one, name: value}]} for one in plan["windows"] for name in one for value in values]
    return [*map(_written, [plan, *odd]), *_odd()]


@cache
def _parts() -> list[bytes]:
    def make(path: Path) -> None:
        an_export(path, "parquet")

    whole = _in_folder(make, "made/tasks/part-00000.parquet")
    return [whole, whole[:-9], whole[: len(whole) // 2], b"PAR1", b"PAR1\0\0\0\0PAR1", b""]


_SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "entities": _entities,
    "json_text": _odd,
    "replies": _replies,
    "payloads": _payloads,
    "lines": _lines,
    "tables": lambda: _entities()[::3],
    "packed": _packed,
    "arrays": _arrays,
    "callbacks": _callbacks,
    "journals": _journals,
    "journal_values": _journal_values,
    "plans": _plans,
    "parts": _parts,
}

"""validate_jsonl(): files of payloads."""

from __future__ import annotations

import gzip
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from scaleapi import validate_jsonl
from scaleapi.duplicates import Keys, entry
from scaleapi.packed import _ZSTD

GOOD = {"project": "p", "attachment": "https://files.example.com/a.jpg"}


def lines(*rows: Any) -> list[str]:
    """Write rows as JSON."""
    return [json.dumps(row) for row in rows]


def told(source: Any, task_type: str | None = "imageannotation", **options: Any) -> list[tuple[int, list[str]]]:
    """Check rows; list codes and pointers."""
    return [
        (row, [f"{one.code} {one.pointer}" for one in problems])
        for row, problems in validate_jsonl(source, task_type, **options)
    ]


def test_rows() -> None:
    """Wrong rows are named by number; broken ones do not end the work, empty ones count and are passed over."""
    source = [*lines(GOOD), "", "{", "[1]", *lines({**GOOD, "priority": 5})]
    assert [(3, ["not_json "]), (4, ["type "]), (5, ["choice /priority"])] == told(source)


def test_own_types() -> None:
    """Without a task type, each row says its own."""
    source = lines({"type": "chat"}, {"type": "imageannotation", "project": "p"}, {})
    assert [(2, ["missing /attachment"]), (3, ["unknown_type ", "missing /attachment"])] == told(source, None)


def test_duplicates() -> None:
    """A repeated unique_id is reported after the last row, with the row that has it first."""
    source = lines(*({"unique_id": name} for name in ("a", "b", "a", "c", "a")))

    assert [(3, ["duplicate /unique_id"]), (5, ["duplicate /unique_id"])] == told(source, "chat")
    assert "row 1 has the same" in str([*validate_jsonl(source, "chat")][-1].problems[0])


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz", "rows.jsonl.zst"])
@pytest.mark.parametrize("workers", [1, 2])
def test_files(tmp_path: Path, name: str, workers: int) -> None:
    """Plain and packed files give the same, whatever the number of processes."""
    content = "\n".join(lines(*[GOOD] * 3000, {**GOOD, "tags": 5}, *[GOOD] * 1000, {})).encode()
    path = tmp_path / name
    pack = {".gz": gzip.compress, ".zst": import_module(_ZSTD).compress}.get(path.suffix, bytes)
    path.write_bytes(pack(content))

    expected = [(3001, ["type /tags"]), (4002, ["missing /attachment", "missing /geometries"])]
    assert expected == told(path, workers=workers)


def test_zstd_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the error names it."""
    monkeypatch.setitem(sys.modules, _ZSTD, None)

    with pytest.raises(ImportError, match=r"install scaleapi\[zstd\]"):
        list(validate_jsonl(tmp_path / "rows.jsonl.zst"))


def test_many_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that do not fit into one run are sorted in a file, and found there."""
    monkeypatch.setattr("scaleapi.duplicates._RUN", 100)
    keys = Keys()
    for row in range(5000):
        keys.add([entry(str(row % 4990), row)])

    assert [(4990 + first, first) for first in range(10)] == sorted(keys.repeated())

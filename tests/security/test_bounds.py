"""Hostile data: a small file does not become a large one in memory."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from scaleapi import PayloadFile, validate_jsonl
from scaleapi._io import bounds
from scaleapi._io.compression import open_packed
from scaleapi._io.json_stream import items_of
from scaleapi.export import read_jsonl
from scaleapi.export.blobs import Scratch


@pytest.fixture(autouse=True)
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold a thousand bytes at once, instead of a gibibyte."""
    monkeypatch.setattr(bounds, "MOST_AT_ONCE", 1000)


def packed(folder: Path, size: int) -> Path:
    """Write a packed file with a line of so many bytes between two others."""
    path = folder / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n" + b" " * (size - 3) + b"{}\n{}\n"))
    return path


def test_a_line_that_unpacks_without_end(tmp_path: Path) -> None:
    """It is refused; the lines before it are read."""
    bomb = packed(tmp_path, 1001)

    with open_packed(bomb) as lines:
        assert b"{}\n" == next(iter(lines))
        with pytest.raises(OSError, match="a line unpacks to more than 1000 bytes"):
            next(iter(lines))


@pytest.mark.parametrize("read", [read_jsonl, validate_jsonl, PayloadFile])
def test_whoever_reads(read: Callable[[Path], Iterable[object]], tmp_path: Path) -> None:
    """Files of tasks and of payloads alike."""
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}" + b" " * 1000))
    with pytest.raises(OSError, match="a line unpacks to more than 1000 bytes"):
        list(read(path))


def test_a_line_of_the_most(tmp_path: Path) -> None:
    """A line of exactly so many bytes is read, and so is a part of one."""
    with open_packed(packed(tmp_path, 1000)) as lines:
        assert [3, 1000, 3] == [len(line) for line in lines]
        lines.seek(0)
        assert b"{" == lines.readline(1)


def test_an_item_without_end() -> None:
    """An array whose item never ends is refused; the items before it are read."""
    items = items_of(io.BytesIO(b'[1, "' + b"x" * 5000 + b'"]'), 10)

    assert 1 == next(items)
    with pytest.raises(ValueError, match="an item has more than 1000 characters"):
        next(items)


def test_a_result_that_is_too_large_for_memory() -> None:
    """A file that must be parsed as a whole is refused; one that just fits is not."""
    text = json.dumps("x" * 998).encode()

    assert "x" * 998 == Scratch(io.BytesIO(text)).whole()
    with pytest.raises(ValueError, match="more than 1000 bytes"):
        Scratch(io.BytesIO(text + b" ")).whole()

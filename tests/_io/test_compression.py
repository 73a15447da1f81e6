"""Packed files that are broken: told by name, and as an error of files."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from scaleapi import PayloadFile, validate_jsonl
from scaleapi._io.compression import open_packed, open_to_pack
from scaleapi.export import read_jsonl

TEXT = b'{"task_id": "1", "status": "pending"}\n' * 1000


def packed(path: Path) -> bytes:
    """Pack some lines, and return what is in the file."""
    with open_to_pack(path, path) as file:
        file.write(TEXT)
    return path.read_bytes()


BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda whole: whole[:-9],
    "another format": lambda whole: b"no packed file" + whole,
    "damaged": lambda whole: whole[:12] + b"\xff" * 50,
    "another check sum": lambda whole: whole[:-4] + b"oops",
}


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
@pytest.mark.parametrize("read", [read_jsonl, validate_jsonl, PayloadFile])
def test_broken(
    tmp_path: Path, name: str, broken: Callable[[bytes], bytes], read: Callable[[Path], Iterable[Any]]
) -> None:
    """Whatever is broken, and whoever reads: an OSError that names the file."""
    path = tmp_path / name
    path.write_bytes(broken(packed(path)))

    with pytest.raises(OSError, match=rf"{name} is no whole packed file: ."):
        list(read(path))


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
def test_whole(tmp_path: Path, name: str) -> None:
    """What is whole comes back, and may be read again from any place."""
    packed(tmp_path / name)
    with open_packed(tmp_path / name) as file:
        assert TEXT == file.read()
        assert 5 == file.seek(5)
        assert TEXT[5:] == file.read()


def test_several_packed_files_in_one(tmp_path: Path) -> None:
    """As `cat` joins them."""
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n") + gzip.compress(b"[]\n"))
    with open_packed(path) as lines:
        assert [b"{}\n", b"[]\n"] == list(lines)

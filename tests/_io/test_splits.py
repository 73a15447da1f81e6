"""Stretches of files: every line belongs to exactly one."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaleapi._io.splits import Stretch, lines_of, stretches_of

ENDS_AND_TEXTS = st.sampled_from([b"\n", b"\r\n", b"\n\n", b"\r", b"", b"a", b"bcd", b"0123456789" * 4])
CONTENTS = st.lists(ENDS_AND_TEXTS, max_size=30).map(b"".join) | st.binary(max_size=60)


@pytest.fixture(scope="module", params=["path", "memory"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Name a file, here or in a storage."""
    if request.param == "path":
        yield str(tmp_path_factory.mktemp("stretches") / "lines")
        return
    yield "memory://stretches/lines"
    fsspec.filesystem("memory").rm("/stretches", recursive=True)


def most_memory(stretch: Stretch) -> int:
    """Read the lines of a stretch; tell how much memory that took."""
    tracemalloc.start()
    for _ in lines_of(stretch):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


@given(content=CONTENTS, size=st.integers(1, 70), piece=st.integers(1, 9))
def test_every_line_is_read_once(place: str, content: bytes, size: int, piece: int) -> None:
    """All stretches together give the lines of the file, in order, wherever the cuts are."""
    with fsspec.open(place, "wb") as file:
        file.write(content)

    with patch("scaleapi._io.splits._PIECE", piece):
        found = [line for stretch in stretches_of(place, size) for line in lines_of(stretch)]

    assert list(io.BytesIO(content)) == found


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [(0, None)]),
        (b"abcd", [(0, None)]),
        (b"abcde", [(0, 4), (4, None)]),
        (b"abcdefghi", [(0, 4), (4, 8), (8, None)]),
    ],
)
def test_cuts(tmp_path: Path, content: bytes, expected: list[tuple[int, int | None]]) -> None:
    """The cuts are as far apart as asked; the last stretch, which may be all, is open."""
    path = tmp_path / "lines"
    path.write_bytes(content)

    assert [Stretch(str(path), *bounds) for bounds in expected] == stretches_of(path, 4)


def test_packed_files_are_not_cut(tmp_path: Path) -> None:
    """What is packed is read from the start, by one."""
    path = tmp_path / "lines.gz"
    path.write_bytes(gzip.compress(b"a\nb\n" * 100))

    assert [Stretch(str(path), 0, None)] == stretches_of(path, 4)
    assert [b"a\n", b"b\n"] * 100 == list(lines_of(Stretch(str(path), 0, None)))


def test_workers_may_stand_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path is made absolute; `file://` is a path, too; other URLs stay."""
    (tmp_path / "lines.gz").write_bytes(b"")
    monkeypatch.chdir(tmp_path)

    expected = [Stretch(f"{tmp_path}/lines.gz", 0, None)]
    assert expected == stretches_of("lines.gz") == stretches_of(f"file://{tmp_path}/lines.gz")
    assert [Stretch("memory://lines.gz", 0, None)] == stretches_of("memory://lines.gz")


def test_a_file_may_shrink(tmp_path: Path) -> None:
    """A stretch that is no longer there has no lines."""
    path = tmp_path / "lines"
    path.write_bytes(b"a\nb\n")

    assert [] == list(lines_of(Stretch(str(path), 100, None))) == list(lines_of(Stretch(str(path), 4, 9)))


def test_a_size_is_positive(tmp_path: Path) -> None:
    """Stretches of nothing would never end."""
    with pytest.raises(ValueError, match="at least 1 byte, not 0"):
        stretches_of(tmp_path / "lines", 0)


def test_lines_are_not_gathered(tmp_path: Path) -> None:
    """A stretch is read a line at a time, and a long line of an earlier stretch a piece at a time, no further."""
    short, long = tmp_path / "short", tmp_path / "long"
    short.write_bytes((b"x" * 1000 + b"\n") * 8000)
    long.write_bytes(b"x" * (16 << 20))

    assert most_memory(Stretch(str(short), 0, None)) < 1 << 20
    assert most_memory(Stretch(str(long), 1 << 20, 3 << 20)) < 1 << 20

"""What `make dist` compares. That it builds, and that what it builds works, it tells itself."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.dist import check_same, run


def wheel(path: Path, **texts: str) -> Path:
    """Write a wheel."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return path


def source(path: Path, *, time: int) -> Path:
    """Write a source archive."""
    one = tarfile.TarInfo("a.py")
    one.mtime = time
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(one, io.BytesIO())
    return path


def test_the_same(tmp_path: Path) -> None:
    """Two builds that are the same are accepted."""
    check_same(wheel(tmp_path / "a.whl", x="1"), wheel(tmp_path / "b.whl", x="1"))


def test_others(tmp_path: Path) -> None:
    """What differs is named: content, a member that one lacks, a time; or what no member tells."""
    one = wheel(tmp_path / "a.whl", x="1", y="1")
    for other, told in [
        (wheel(tmp_path / "b.whl", x="2", z="1", y="1"), "in x, z"),
        (wheel(tmp_path / "c.whl", y="1", x="1"), "in their order"),
    ]:
        with pytest.raises(SystemExit, match=told):
            check_same(one, other)
    with pytest.raises(SystemExit, match=r"two builds differ, in a\.py"):
        check_same(source(tmp_path / "a.tar.gz", time=1), source(tmp_path / "b.tar.gz", time=2))


def test_a_command_that_fails() -> None:
    """What it said is told."""
    with pytest.raises(SystemExit, match="failed with"):
        run("git", "no-such-command")
    assert run("git", "--version").startswith("git version")

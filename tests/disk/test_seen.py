"""The file of handled callbacks, on disks in trouble: the service is asked to send again, and nothing is lost."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scaleapi.callbacks import Callback, SeenCallbacks, wsgi_app
from scaleapi.callbacks import seen as module
from scaleapi.exceptions import ScaleException
from tests.callbacks.calls import KEY, Caller, told
from tests.disk.trouble import full, open_folder, posix, read_only


@pytest.fixture
def path() -> Iterator[Path]:
    """Name a file in a folder that every user can reach."""
    with open_folder() as folder:
        yield folder / "seen"


class Handler:
    """Handles callbacks, and remembers them."""

    def __init__(self, path: Path) -> None:
        self.came: list[str] = []
        self.app = wsgi_app(self.handle, keys=KEY, seen=SeenCallbacks(path))

    def handle(self, callback: Callback) -> None:
        """Handle one."""
        self.came.append(callback.task_id)

    def post(self, name: str) -> int:
        """Send one, and tell the status."""
        return Caller("wsgi").post(self.app, told(task_id=name))


@posix
@pytest.mark.parametrize("after", [0, 4096])
def test_full(path: Path, after: int) -> None:
    """It is to be sent again, and is handled then; what was handled before is not handled again."""
    handler = Handler(path)
    assert 200 == handler.post("a")
    with full(after):
        assert 503 == handler.post("b")
    assert [200, 200, 200] == [handler.post(name) for name in "abb"]
    assert ["a", "b"] == handler.came


@posix
def test_read_only(path: Path) -> None:
    """The same; and a file that cannot be made is told when the application is made."""
    handler = Handler(path)
    with read_only(path.parent):
        assert 503 == handler.post("a")
        with pytest.raises(ScaleException, match=r"other cannot be used: "):
            SeenCallbacks(path.with_name("other"))
    assert (200, ["a"]) == (handler.post("a"), handler.came)


@pytest.mark.parametrize("whole", [False, True], ids=["the file", "its folder"])
def test_vanished(path: Path, whole: bool) -> None:
    """What is removed is made again, as private as before, once there is a place for it."""
    folder = path.parent / "in"
    folder.mkdir()
    handler = Handler(folder / "seen")
    assert 200 == handler.post("a")
    (folder / "seen").unlink()
    if whole:
        folder.rmdir()
        assert 503 == handler.post("b")
        folder.mkdir()

    assert [200, 200] == [handler.post("b"), handler.post("b")]
    assert ["a", "b"] == handler.came
    assert 0 == stat.S_IMODE((folder / "seen").stat().st_mode) & 0o077


def test_slow(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk on which another process holds the file for too long: later."""
    handler = Handler(path)
    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert 503 == handler.post("a")
        other.rollback()
    assert (200, ["a"]) == (handler.post("a"), handler.came)

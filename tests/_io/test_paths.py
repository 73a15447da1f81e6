"""Places: files of this machine and of storage behind URLs, written whole or not at all; packed files; extras."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path, PureWindowsPath
from threading import Barrier
from typing import Any

import fsspec
import pytest
from fsspec.spec import AbstractBufferedFile, AbstractFileSystem

from scaleapi._io.compression import _ZSTD, is_packed, open_packed, open_to_pack
from scaleapi._io.optional import need
from scaleapi._io.paths import (
    exists,
    join,
    list_names,
    local_path,
    open_to_read,
    read_bytes,
    remove_leftovers,
    size_of,
    text_of,
    write_new,
    written,
)


class ShelfFile(AbstractBufferedFile):  # type: ignore[misc]
    """A file that is fetched in blocks."""

    def _fetch_range(self, start: int, end: int) -> bytes:
        return self.fs.content[start:end]  # type: ignore[no-any-return]


class Shelf(AbstractFileSystem):  # type: ignore[misc]
    """A storage of one read-only file; it has a memory of its own, as those that are far away."""

    protocol = "shelf"
    cachable = False
    content: bytes = b""
    told_size: int | None = None
    forgotten: list[str]
    opened: list[ShelfFile]

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Tell about the file."""
        return {"name": path, "size": self.told_size, "type": "file"}

    def invalidate_cache(self, path: str | None = None) -> None:
        """Forget what is remembered."""
        self.forgotten.append(str(path))

    def _open(self, path: str, mode: str = "rb", **_: Any) -> ShelfFile:
        self.opened.append(ShelfFile(self, path, mode, size=len(self.content)))
        return self.opened[-1]


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> type[Shelf]:
    """Have a storage `shelf://`."""
    monkeypatch.setattr(Shelf, "forgotten", [], raising=False)
    monkeypatch.setattr(Shelf, "opened", [], raising=False)
    fsspec.register_implementation("shelf", Shelf, clobber=True)
    return Shelf


@pytest.fixture(params=["path", "file", "memory"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Name a folder that is not there yet, in each kind of place."""
    yield {"path": f"{tmp_path}/a/b", "file": f"file://{tmp_path}/a/b", "memory": f"memory://{tmp_path.name}/b"}[
        request.param
    ]
    storage = fsspec.filesystem("memory")
    storage.store.clear()
    storage.pseudo_dirs[:] = [""]


def put(place: str, content: bytes) -> None:
    """Write a file."""
    with written(place) as scratch:
        scratch.write_bytes(content)


def put_half(place: str) -> None:
    """Begin to write a file, and fail."""
    with written(place) as scratch:
        scratch.write_bytes(b"half")
        raise RuntimeError("broken")


def all_names(folder: str) -> list[str]:
    """List all files in a folder, scratch files, too."""
    storage, name = fsspec.core.url_to_fs(folder)
    return sorted(one.rpartition("/")[2] for one in storage.find(name))


def test_written_replaces_at_the_end(folder: str) -> None:
    """Until the end, the old file stands under the name; then, only the new one."""
    place = join(folder, "rows")
    put(place, b"old")

    with written(place) as scratch:
        scratch.write_bytes(b"newer")
        assert b"old" == read_bytes(place)

    assert (b"newer", 5, ["rows"]) == (read_bytes(place), size_of(place), all_names(folder))


@pytest.mark.parametrize("before", [[], ["rows"]])
def test_written_leaves_nothing_after_an_error(folder: str, before: list[str]) -> None:
    """Under the name stands nothing, or what stood there before; no scratch file is left."""
    for name in ["other", *before]:
        put(join(folder, name), b"old")

    with pytest.raises(RuntimeError, match="broken"):
        put_half(join(folder, "rows"))

    assert ["other", *before] == all_names(folder)
    assert all(read_bytes(join(folder, name)) == b"old" for name in before)


def test_write_new_writes_once(folder: str) -> None:
    """A file that is there is left as it is."""
    place = join(folder, "mark")

    assert (True, False) == (write_new(place, b"first"), write_new(place, b"second"))
    assert (b"first", ["mark"]) == (read_bytes(place), all_names(folder))


def test_of_two_at_once_one_writes(tmp_path: Path) -> None:
    """On this machine, exactly one of two learns that the file is its own."""
    both = Barrier(2)

    def write(content: bytes) -> bool:
        both.wait()
        return write_new(tmp_path / "mark", content)

    with ThreadPoolExecutor(2) as pool:
        won = dict(zip([b"a", b"b"], pool.map(write, [b"a", b"b"]), strict=True))

    assert [False, True] == sorted(won.values())
    assert won[read_bytes(tmp_path / "mark")]


def test_list_names(folder: str) -> None:
    """Files and folders are listed by name, without what is being written; no folder is an empty one."""
    assert [] == list_names(folder)

    for name in ("b", "a", "c/d", ".x.123.part"):
        put(join(folder, name), b"")

    assert ["a", "b", "c"] == list_names(folder)


def test_remove_leftovers(folder: str) -> None:
    """What a killed process left on this machine is removed; complete files, and storage, stay as they are."""
    put(join(folder, "a"), b"")
    put(join(folder, ".a.123.part"), b"")

    remove_leftovers(folder, before=0.0)
    assert [".a.123.part", "a"] == all_names(folder)
    remove_leftovers(folder, before=4e9)
    remove_leftovers(join(folder, "none"), before=4e9)

    assert ([] if local_path(folder) else [".a.123.part"]) + ["a"] == all_names(folder)


def test_exists(folder: str) -> None:
    """Files and folders are there, or not."""
    put(join(folder, "a"), b"")

    assert [True, True, False] == [exists(place) for place in (folder, join(folder, "a"), join(folder, "b"))]


def test_what_is_not_there_is_an_os_error(folder: str) -> None:
    """Reading or measuring it raises the usual error."""
    with pytest.raises(FileNotFoundError):
        open_to_read(join(folder, "a"))
    with pytest.raises(FileNotFoundError):
        size_of(join(folder, "a"))


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("a", "a/x/y"),
        ("a/", "a/x/y"),
        (Path("a"), "a/x/y"),
        ("", "x/y"),
        ("/", "/x/y"),
        ("file:///", "file:///x/y"),
        ("memory://", "memory://x/y"),
        ("s3://bucket//", "s3://bucket/x/y"),
    ],
)
def test_join(folder: str | Path, expected: str) -> None:
    """Names follow the folder with one slash between; roots keep theirs."""
    assert expected == join(folder, "x", "y")


def test_join_nothing() -> None:
    """Without names, it is the folder."""
    assert ("a", "/", "s3://") == (join("a/"), join("/"), join("s3://"))


@pytest.mark.parametrize(
    ("place", "expected"),
    [("a/b", "a/b"), (Path("a"), "a"), ("file:///a/b", "/a/b"), ("local://a", "a"), ("s3://a/b", None)],
)
def test_local_path(place: str | Path, expected: str | None) -> None:
    """Paths and file URLs are here, other URLs are elsewhere."""
    assert (Path(expected) if expected else None) == local_path(place)
    assert str(place) == text_of(place)


def test_readers_of_memory_do_not_share_a_position() -> None:
    """Each reader of `memory://` has its own place in the file, as anywhere."""
    put("memory://both", b"a\nb\n")
    with open_to_read("memory://both") as one, open_to_read("memory://both") as other:
        assert [b"a\n", b"a\n", b"b\n", b"b\n"] == [next(one), next(other), next(one), next(other)]
    fsspec.filesystem("memory").rm("/both")


def test_storage_is_read_in_blocks(shelf: type[Shelf], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are cut out of blocks here, as fsspec would seek and copy for each line; all is closed at the end."""
    monkeypatch.setattr(shelf, "content", b"line\n" * 1000)
    monkeypatch.delattr(AbstractBufferedFile, "readline")

    with open_to_read("shelf://rows") as file:
        assert [b"line\n"] * 1000 == list(file)

    assert [True] == [one.closed for one in shelf.opened]


def test_storage_forgets_first(shelf: type[Shelf]) -> None:
    """What storage remembers of a folder is out of date as soon as another machine writes there."""
    assert exists("shelf://folder/rows")
    assert ["folder/rows", "folder"] == shelf.forgotten


def test_storage_may_not_tell_a_size(shelf: type[Shelf]) -> None:
    """Some HTTP servers do not; a missing size is no number."""
    with pytest.raises(OSError, match="shelf://rows: the storage does not tell how large it is"):
        size_of("shelf://rows")


@pytest.mark.parametrize("use", [open_to_read, exists, size_of, list_names, read_bytes, open_packed])
def test_remote_is_an_extra(use: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without fsspec, the error names the extra to install."""
    monkeypatch.setitem(sys.modules, "fsspec.core", None)

    with pytest.raises(ImportError, match=r"s3:// storage needs fsspec.core: install scaleapi\[remote\]"):
        use("s3://bucket/rows")


def test_need() -> None:
    """A module is imported by its dotted name; a missing one keeps its own error as the cause."""
    assert gzip is need("gzip", "none", "a test")
    with pytest.raises(ImportError, match=r"^a test needs no_such_module: install scaleapi\[none\]$") as caught:
        need("no_such_module", "none", "a test")
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.gz", True), ("a.zst", True), ("s3://b/a.jsonl.gz", True), ("a", False), ("gz", False), ("a.gz/b", False)],
)
def test_is_packed(name: str, expected: bool) -> None:
    """The end of the name decides."""
    assert expected is is_packed(name) is is_packed(Path(name))


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_pack_and_unpack(folder: str, ending: str) -> None:
    """What is packed for a name is unpacked by the name, wherever it is, and is as small as it should be."""
    place, content = join(folder, f"rows{ending}"), b"line\n" * 1000
    with written(place) as scratch, open_to_pack(scratch, place) as file:
        file.write(content)

    with open_packed(place) as unpacked:
        assert content.splitlines(keepends=True) == list(unpacked)
    assert (size_of(place) < 200) is is_packed(place)


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".zst", import_module(_ZSTD).compress)])
def test_unpacking_closes_both_files(
    shelf: type[Shelf], monkeypatch: pytest.MonkeyPatch, ending: str, pack: Any
) -> None:
    """With the unpacked file, the packed one is closed: at the end, and early; twice does no harm."""
    monkeypatch.setattr(shelf, "content", pack(b"a\nb\n"))

    with open_packed(f"shelf://rows{ending}") as file:
        assert b"a\n" == file.readline()
    file.close()

    assert (True, [True]) == (file.closed, [one.closed for one in shelf.opened])


def test_both_files_are_closed_after_an_error(shelf: type[Shelf], monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is packed badly does not stay open."""
    monkeypatch.setattr(shelf, "content", b"this is not packed")

    with pytest.raises(OSError, match=r"rows\.gz is no whole packed file"), open_packed("shelf://rows.gz") as file:
        file.read()

    assert [True] == [one.closed for one in shelf.opened]


@pytest.mark.parametrize("use", [open_packed, lambda name: open_to_pack(Path(name), name)])
def test_zstd_is_an_extra(use: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the error names it; no file is opened."""
    monkeypatch.setitem(sys.modules, _ZSTD, None)

    with pytest.raises(ImportError, match=rf"rows.zst needs {_ZSTD}: install scaleapi\[zstd\]"):
        use("rows.zst")


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("C:\\data\\out", "C:\\data\\out/tasks/a"), ("C:/data/out/", "C:/data/out/tasks/a"), ("C:/", "C:/tasks/a")],
)
def test_paths_of_windows(folder: str, expected: str) -> None:
    """A drive is no scheme of a URL, and both separators name the same file there."""
    assert expected == join(folder, "tasks", "a")
    assert local_path(folder) is not None
    assert PureWindowsPath("C:\\") / "tasks" / "a" == PureWindowsPath(join("C:/", "tasks", "a"))

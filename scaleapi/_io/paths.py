"""Where files are: paths of this machine, and URLs of storage that fsspec knows (`s3://…`, extra `remote`).

A file that is written here appears under its name only when it is complete, and only its owner can read it. On this
machine it is written beside its place, synced and renamed. Object storage knows no renaming, but a file is there only
once it has been sent whole: so it is written on this machine first, and sent then.
"""

from __future__ import annotations

import io
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from scaleapi._io.optional import need
from scaleapi._io.private import make_private

__all__ = [
    "StrPath",
    "exists",
    "join",
    "list_names",
    "local_path",
    "open_to_read",
    "read_bytes",
    "remove_leftovers",
    "size_of",
    "sync",
    "text_of",
    "write_new",
    "written",
]

StrPath = str | os.PathLike[str]
"""A path of this machine, or a URL with a scheme."""

_HERE = ("file://", "local://")
_BLOCK = 1 << 17
_SCRATCH = ".part"
"""The end of the names of files that are being written."""


def text_of(place: StrPath) -> str:
    """Write a place as text."""
    return os.fspath(place)


def local_path(place: StrPath) -> Path | None:
    """Return the path of what is on this machine; None for what is elsewhere."""
    text = text_of(place)
    for scheme in _HERE:
        text = text.removeprefix(scheme)
    return None if "://" in text else Path(text)


def join(folder: StrPath, *names: str) -> str:
    """Name something in a folder."""
    text = text_of(folder)
    bare = text.rstrip("/")
    if not bare or bare.endswith(":"):  # "/" and "s3://" end with the slashes that they need
        return text + "/".join(names)
    return "/".join([bare, *names])


def _elsewhere(place: StrPath) -> tuple[Any, str]:
    """Find the storage that a URL names, and the path there."""
    core = need("fsspec.core", "remote", f"{text_of(place).partition('://')[0]}:// storage")
    storage, name = cast("tuple[Any, str]", core.url_to_fs(text_of(place)))
    for listed in (name, storage._parent(name)):
        storage.invalidate_cache(listed)  # it keeps listings, but others write there, too
    return storage, name


def open_to_read(place: StrPath) -> IO[bytes]:
    """Open a file to read bytes.

    Raises:
        OSError: There is no such file, or it cannot be read.
        ImportError: A URL needs the extra `remote`.
    """
    if (path := local_path(place)) is not None:
        return path.open("rb")
    storage, name = _elsewhere(place)
    file = storage.open(name, "rb")
    if isinstance(file, io.BytesIO):  # memory:// has one file, with one position, for all who read
        return io.BytesIO(file.getvalue())
    return io.BufferedReader(file, _BLOCK)  # fsspec's files copy a block of megabytes for each line that is read


def read_bytes(place: StrPath) -> bytes:
    """Read a small file."""
    with open_to_read(place) as file:
        return file.read()


def exists(place: StrPath) -> bool:
    """Tell whether there is such a file or folder."""
    if (path := local_path(place)) is not None:
        return path.exists()
    storage, name = _elsewhere(place)
    return bool(storage.exists(name))


def size_of(place: StrPath) -> int:
    """Tell how many bytes a file has.

    Raises:
        OSError: There is no such file, or its storage does not tell, as some HTTP servers.
        ImportError: A URL needs the extra `remote`.
    """
    if (path := local_path(place)) is not None:
        return path.stat().st_size
    storage, name = _elsewhere(place)
    size: int | None = storage.size(name)
    if size is None:
        raise OSError(f"{text_of(place)}: the storage does not tell how large it is")
    return size


def list_names(folder: StrPath) -> list[str]:
    """List the complete files and folders in a folder, by name, sorted; nothing if there is no such folder."""
    if (path := local_path(folder)) is not None:
        names = [one.name for one in path.iterdir()] if path.is_dir() else []
    else:
        storage, name = _elsewhere(folder)
        found: list[str] = storage.ls(name, detail=False) if storage.isdir(name) else []
        names = [one.rstrip("/").rpartition("/")[2] for one in found]
    return sorted(name for name in names if not name.endswith(_SCRATCH))


def remove_leftovers(folder: StrPath, before: float) -> None:
    """Remove what killed processes had begun to write in a folder of this machine.

    Args:
        folder: The folder.
        before: Seconds since 1970: what was written to later is left alone, as a living process may still be at it.
    """
    path = local_path(folder)
    for leftover in path.glob(f".*{_SCRATCH}") if path is not None else ():
        with suppress(FileNotFoundError):  # somebody else has just removed it, or completed it
            if leftover.stat().st_mtime < before:
                leftover.unlink()


@contextmanager
def written(place: StrPath) -> Generator[Path, None, None]:
    """Give a scratch file to write to; at the end it stands under its name, whole. After an error, nothing does.

    What was there before under the name is replaced.
    """
    path = local_path(place)
    if path is not None:
        with _scratch(path.parent, path.name) as scratch:
            yield scratch
            sync(scratch)
            scratch.replace(path)
            sync(path.parent)
        return
    from tempfile import TemporaryDirectory  # costs time

    storage, name = _elsewhere(place)
    with TemporaryDirectory(prefix="scaleapi-") as folder:
        scratch = Path(folder) / "file"
        yield scratch
        storage.makedirs(storage._parent(name), exist_ok=True)
        storage.put_file(str(scratch), name)


@contextmanager
def _scratch(folder: Path, name: str) -> Generator[Path, None, None]:
    from uuid import uuid4  # costs time; the name only has to be nobody else's

    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / f".{name}.{uuid4().hex[:12]}{_SCRATCH}"
    make_private(scratch)
    try:
        yield scratch
    finally:
        scratch.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    with suppress(PermissionError):  # Windows opens no folders, and syncs no file that is opened to read
        descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_new(place: StrPath, content: bytes) -> bool:
    """Write a small file that must not exist yet; tell whether it did not. Of two at once, one writes.

    On object storage, which has no such thing, two at once may both believe that they did.
    """
    path = local_path(place)
    if path is None:
        if exists(place):
            return False
        with written(place) as scratch:
            scratch.write_bytes(content)
        return True
    with _scratch(path.parent, path.name) as scratch:
        scratch.write_bytes(content)
        sync(scratch)
        try:
            os.link(scratch, path)
        except FileExistsError:
            return False
        sync(path.parent)
    return True

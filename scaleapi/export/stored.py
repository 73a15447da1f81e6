"""Tasks that are on disk, whichever of this library's formats they are in."""

from __future__ import annotations

from collections.abc import Iterator
from errno import EISDIR

from scaleapi._io.paths import StrPath, local_path, open_to_read, text_of
from scaleapi.exceptions import ScaleExportError
from scaleapi.export.jsonl import files_of, read_jsonl
from scaleapi.export.parquet import read_parquet
from scaleapi.models.task import Task

__all__ = ["is_parquet", "read_stored"]

_LINES = ("jsonl", "jsonl.gz", "jsonl.zst")
_MAGIC = b"PAR1"
"""How every Parquet file begins; no JSON does."""


def read_stored(path: StrPath) -> Iterator[Task]:
    """Read whole tasks from JSON lines or Parquet, told apart by what is there.

    Args:
        path: A file, or the folder of an export, by path or URL. A file whose name tells nothing is Parquet if it
            begins like it.

    Raises:
        ScaleExportError: The files hold no whole tasks, or the folder has files of both formats.
        OSError: There is no such file, or a folder is no export's.
        ImportError: An extra is missing: `arrow` for Parquet, `remote` for a URL, `zstd` for `.zst`.
    """
    names = files_of(path, *_LINES, "parquet")
    formats = {_is_parquet(name) for name in names} if names != [text_of(path)] else {is_parquet(path)}
    if len(formats) > 1:
        raise ScaleExportError(f"{text_of(path)} has both JSON lines and Parquet: name the files to read")
    yield from read_parquet(path) if formats == {True} else read_jsonl(path)


def _is_parquet(name: str) -> bool:
    return name.endswith(".parquet")


def is_parquet(path: StrPath) -> bool:
    """Tell a file by its name; by how it begins, if the name is not one that is written here.

    Raises:
        OSError: There is no such file, or it is a folder.
    """
    place, name = local_path(path), text_of(path)
    if place is not None and place.is_dir():
        raise IsADirectoryError(EISDIR, "is a folder without files of tasks; name an export's folder, or a file", name)
    if _is_parquet(name) or name.endswith(_LINES):
        return _is_parquet(name)
    with open_to_read(path) as file:
        return file.read(len(_MAGIC)) == _MAGIC
